"""A file's bytes, and never more than may be held: pipes, devices and what is too large are refused unread."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from stancebook.files import bounds
from stancebook.files.characters import HEAD, Unreadable


@dataclass(frozen=True)
class Blob:
    """A file on the disk (``path``), or a part of one that was unpacked (``data``)."""

    name: str  # the last part of its path, for its suffix
    path: Path | None = None
    data: bytes = b""
    level: int = 0  # archives and messages that it lies within
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the analyst's names of fields

    @property
    def suffix(self) -> str:
        """The name's ending in lower case, with its dot."""
        return Path(self.name).suffix.lower()

    def open(self) -> BinaryIO:
        """Return a stream of its bytes."""
        return self.path.open("rb") if self.path else io.BytesIO(self.data)

    def head(self) -> bytes:
        """Return the first bytes, which show what it is."""
        with self.open() as file:
            return file.read(HEAD)

    def read(self, largest: int = bounds.LARGEST) -> bytes:
        """Return all bytes; ``Unreadable`` if there are more than ``largest``, or they change meanwhile."""
        if self.path is None:
            if len(self.data) > largest:
                raise Unreadable(too_large(len(self.data), largest))
            return self.data
        with self.path.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > largest:
                raise Unreadable(too_large(before.st_size, largest))
            data = some(file, largest + 1)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
            raise Unreadable("changed while it was read: run again when it is written")
        return data

    def within(self, name: str, data: bytes) -> Blob:
        """Return a part of this file: a member of an archive, an attachment, a page of a web archive.

        Raises
        ------
        Unreadable
            If it would lie deeper than ``bounds.DEEPEST``.
        """
        if self.level >= bounds.DEEPEST:
            raise Unreadable(f"lies more than {bounds.DEEPEST} archives deep: unpack it")
        return Blob(name, None, data, self.level + 1, self.columns)


def some(stream: IO[bytes], most: int) -> bytes:
    """Return at most ``most`` bytes of a stream; asked for all of them at once, it would set so much memory aside."""
    parts, left = [], most
    while left > 0 and (part := stream.read(min(left, bounds.MB))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def too_large(size: int, largest: int) -> str:
    """Return why a file of ``size`` bytes is not read."""
    return f"has {size / 1e6:,.0f} MB, and {largest / 1e6:,.0f} MB is the most: split it into articles"


def blob(path: Path, columns: Mapping[str, tuple[str, ...]] | None = None) -> Blob:
    """Return the file at ``path``.

    Raises
    ------
    Unreadable
        If it is no regular file.
    OSError
        If there is none.
    """
    # A pipe or device would be waited on for ever.
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable("is no regular file: move it out of the folder")
    return Blob(path.name, path, columns=columns or {})


def read_bytes(path: Path, largest: int = bounds.LARGEST) -> bytes:
    """Return what stands in ``path`` (see ``blob`` and ``Blob.read`` for what is raised)."""
    return blob(path).read(largest)
