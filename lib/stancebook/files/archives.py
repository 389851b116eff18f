"""Archives: what lies in them is read one member at a time in memory; nothing is ever unpacked to the disk."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import PurePosixPath
from typing import IO, Any

from stancebook.files import bounds
from stancebook.files.characters import Unreadable, one_line
from stancebook.files.opening import Blob, some
from stancebook.files.record import Found
from stancebook.paths import escaped

LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
SIDE_FILES = frozenset({"sources.csv", "actors.csv", "corrections.yml", "columns.yml"})
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError)
BOMB = "unpacks to more than {:,.0f} MB: unpack it, and take out what is no article"
# A member that shows which program made an archive -> the kind of file that it is.
PROGRAMS = {
    "word/document.xml": "docx", "xl/workbook.xml": "workbook", "xl/workbook.bin": "workbook",
    "ppt/presentation.xml": "a presentation", "META-INF/container.xml": "an e-book", "content.xml": "workbook",
}  # fmt: skip
READ = ("docx", "workbook")
BROKEN_ONE = "is a broken archive ({}: {}): pack it again"
LINK = "is a link or a device, and those are not followed: pack the file itself"
PACKED: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
Member = tuple[str, "Callable[[], IO[bytes]] | Unreadable"]
SUFFIXES = {".tgz": ".tar", ".tbz": ".tar", ".txz": ".tar"}


def checked(archive: zipfile.ZipFile, largest: int) -> zipfile.ZipFile:
    """Return a ZIP archive if what it says of its members keeps within bounds; else raise ``Unreadable``."""
    members = archive.infolist()
    if len(members) > bounds.MOST_MEMBERS:
        raise Unreadable(f"holds {len(members):,} files, and {bounds.MOST_MEMBERS:,} is the most: split it")
    if sum(member.file_size for member in members) > largest:
        raise Unreadable(BOMB.format(largest / bounds.MB))
    return archive


def members(blob: Blob) -> Iterator[Found]:
    """Yield the articles of the files in a ZIP or TAR archive, in the order of their names."""
    from stancebook.files import readers

    data = blob.read(bounds.LARGEST)
    if data.startswith(b"PK") and (made := _program(data)):
        yield from readers.reader(made)(blob)
        return
    left, litter = bounds.LARGEST, Counter[str]()
    try:
        for name, content in _zipped(data) if data.startswith(b"PK") else _tarred(data):
            if why := _unread(name):
                litter[why] += 1
            elif isinstance(content, Unreadable):
                yield f"/{escaped(name)}", content
            else:
                with content() as stream:
                    inner = some(stream, left + 1)
                left -= len(inner)
                if left < 0:
                    raise Unreadable(BOMB.format(bounds.LARGEST / bounds.MB))
                yield from readers.within(blob, escaped(name), inner)
    except BROKEN as error:
        raise Unreadable(one_line(BROKEN_ONE.format(type(error).__name__, str(error)[:200]))) from error
    for why, n in litter.items():
        yield "", Unreadable(f"holds {n:,} {why}")


def _program(data: bytes) -> str | None:
    """Return the kind of a ZIP archive that is a program's file, None for one of files; some are not read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise Unreadable(one_line(BROKEN_ONE.format(type(error).__name__, str(error)[:200]))) from error
    names = {member.filename for member in archive.infolist()}
    kind = next((kind for member, kind in PROGRAMS.items() if member in names), None)
    if kind is None or kind in READ:
        return kind
    raise Unreadable(f"is {kind}, which is not read: save it as .docx, .html or .txt")


def _unread(name: str) -> str | None:
    """Return why a member is not even looked at."""
    path = PurePosixPath(name)
    if path.name in SIDE_FILES:
        return "of the analyst's own files, which are not read in an archive: unpack it"
    if path.name in LITTER or "__MACOSX" in path.parts or path.name.startswith("."):
        return "hidden files: rename them if they are articles"
    return None


def _zipped(data: bytes) -> Iterator[Member]:
    archive = checked(zipfile.ZipFile(io.BytesIO(data)), bounds.LARGEST)
    for member in sorted(archive.infolist(), key=lambda m: m.filename):
        if member.is_dir():
            continue
        if member.flag_bits & 1:
            yield member.filename, Unreadable("is encrypted: unpack it with its password")
        elif stat.S_ISLNK(member.external_attr >> 16):
            yield member.filename, Unreadable(LINK)
        else:
            yield member.filename, partial(archive.open, member)


def _tarred(data: bytes) -> Iterator[Member]:
    archive = tarfile.open(fileobj=io.BytesIO(data), mode="r:")  # noqa: SIM115 (in memory)
    found = list(islice(archive, bounds.MOST_MEMBERS + 1))
    if len(found) > bounds.MOST_MEMBERS:
        raise Unreadable(f"holds more than {bounds.MOST_MEMBERS:,} files: split it")
    for member in sorted(found, key=lambda m: m.name):
        if member.isreg():
            yield member.name, partial(_file_of, archive, member)
        elif not member.isdir():
            yield member.name, Unreadable(LINK)


def _file_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    return archive.extractfile(member) or io.BytesIO()


def unpacked(blob: Blob) -> Iterator[Found]:
    """Yield the articles of the one file that gzip, bzip2 or xz packed."""
    from stancebook.files import readers

    data = blob.read(bounds.LARGEST)
    opened = next(kind for mark, kind in PACKED.items() if data.startswith(mark))
    try:
        with opened(io.BytesIO(data)) as stream:
            content = some(stream, bounds.LARGEST + 1)
    except BROKEN as error:
        raise Unreadable(one_line(BROKEN_ONE.format(type(error).__name__, str(error)[:200]))) from error
    if len(content) > bounds.LARGEST:
        raise Unreadable(BOMB.format(bounds.LARGEST / bounds.MB))
    name = PurePosixPath(blob.name)
    yield from readers.within(blob, name.stem + SUFFIXES.get(name.suffix.lower(), ""), content, shown=False)
