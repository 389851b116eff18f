"""The CSV files of analysts to rows: articles, ``sources.csv``, ``actors.csv``, in whatever way Excel saved them."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence

from stancebook.files.characters import Unreadable, decode

COMMENT = re.compile(r"(^|[\r\n])#[^\r\n]*")
MARKS = (",", ";", "\t", "|")  # between the columns
Fits = Callable[[Sequence[str]], bool]


def rows(data: bytes, column: str | Fits, comments: bool = False) -> Iterator[tuple[int, dict, str | None]]:
    """Yield ``(line, row, note)`` of a CSV file that must have ``column``; header names in lower case.

    Commas, semicolons, tabs or bars stand between the columns; a line may end as in Unix, Windows or old Macintosh.
    A missing cell is None, and cells beyond the header are a list under None.  ``note`` tells once a file what
    was lost in decoding it.  With ``comments`` a line that starts with "#" counts as empty.

    Parameters
    ----------
    data
        The file.
    column
        The name that the header must have, or whether a header will do.
    comments
        Whether lines may be comments.

    Raises
    ------
    Unreadable
        If the file is no text, or has something in it and no such column.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text, note = decode(data)
    if comments:
        text = COMMENT.sub(r"\1", text)
    if not text.strip():
        return
    line = 1
    try:
        reader, names = _open(text, column)
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                row: dict = dict.fromkeys(names) | dict(zip(names, cells, strict=False))
                yield line, row | ({None: cells[len(names) :]} if len(cells) > len(names) else {}), note
                note = None
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"is not valid CSV from line {line} on ({error}): correct it") from error


def _open(text: str, column: str | Fits) -> tuple[csv._reader, list[str]]:  # type: ignore[name-defined]
    """Return a reader that stands below the header, and the header's names."""
    for mark in MARKS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        names = [name.strip().lower() for name in next(filter(any, reader), [])]
        if names and names[0].startswith("sep="):  # Excel's own word on the mark
            names = [name.strip().lower() for name in next(filter(any, reader), [])]
        if column in names if isinstance(column, str) else column(names):
            return reader, names
    first = re.split(r"[\r\n]", text.strip(), maxsplit=1)[0]
    wanted = f'column "{column}"' if isinstance(column, str) else "column for the text (text, body, content …)"
    raise Unreadable(f"has no {wanted} (the first line says {first[:80]!r}): name the columns")
