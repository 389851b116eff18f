"""One file to its articles: the reader of its kind, which is told by its content, with a clock beside it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from stancebook.files import bounds, kinds, opening
from stancebook.files.characters import Unreadable, decode
from stancebook.files.fields import Names
from stancebook.files.opening import Blob
from stancebook.files.record import Found, Reader

__all__ = ["READERS", "Unreadable", "articles", "articles_in", "decode", "within"]

# Kind -> module and function; imported when a file of the kind is met.
READERS = {
    "text": "plaintext:read",
    "page": "pages:read",
    "pdf": "pdf:read",
    "docx": "word:read",
    "rtf": "rtf:read",
    "mail": "mail:message",
    "mbox": "mail:mailbox",
    "feed": "feeds:read",
    "json": "jsonfiles:read",
    "csv": "sheets:csv",
    "workbook": "sheets:workbook",
    "parquet": "sheets:parquet",
    "warc": "webarchives:read",
    "zip": "archives:members",
    "tar": "archives:members",
    "packed": "archives:unpacked",
    "factiva_xml": "exports.factiva:xml",
}
FORMATS = (
    ".txt .md .html .pdf .docx .rtf .eml .mbox .mhtml .xml (feeds) .json .jsonl .csv .tsv .xlsx .parquet .warc .zip "
    ".tar .gz"
)


def reader(kind: str) -> Reader:
    """Return the reader of a kind of file."""
    module, _, function = READERS[kind].partition(":")
    return getattr(import_module(f"stancebook.files.{module}"), function)


def articles(blob: Blob) -> Iterator[Found]:
    """Yield ``(place, found)`` for each article of a file (see ``record``).

    Raises
    ------
    Unreadable
        If the file as a whole gives no article, or takes too long.
    """
    found = reader(kinds.of(blob.head(), blob.suffix))(blob)
    while True:
        with bounds.at_most(bounds.SECONDS, busy=True):
            one = next(found, None)
        if one is None:
            return
        yield one


def articles_in(path: Path, columns: Names | None = None) -> Iterator[Found]:
    """Yield ``(place, found)`` for each article in ``path``; ``columns`` are the analyst's (``fields.analyst``).

    Raises
    ------
    Unreadable
        If the file as a whole gives no article.
    OSError
        If the file can't be opened.
    """
    yield from articles(opening.blob(path, columns))


def within(blob: Blob, name: str, data: bytes, shown: bool = True) -> Iterator[Found]:
    """Yield the articles of a part of a file; what is wrong with that part is told of it alone.

    ``name`` is put before their places if it is to be ``shown``.
    """
    before = f"/{name}" if shown else ""
    try:
        for place, found in articles(blob.within(name, data)):
            yield before + place, found
    except Unreadable as error:
        yield before, error
    except ImportError:
        raise
    except Exception as error:  # whatever a library makes of it, the other parts are read
        yield before, Unreadable(unexpected(error))


def unexpected(error: Exception) -> str:
    """Return what is told of a file that a library could not take."""
    reason = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}".removesuffix(": ")
    return f"can't be read ({reason}): save its articles as plain text, or move it out of the folder"
