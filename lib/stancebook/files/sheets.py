"""Tables: CSV and TSV, workbooks, Parquet; a row an article."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stancebook.files import bounds, csvrows, fields
from stancebook.files.archives import checked
from stancebook.files.characters import Unreadable, one_line
from stancebook.files.opening import Blob
from stancebook.files.record import Found, from_row, whole

BOOK, LOCKED = (name.encode("utf-16-le") for name in ("Workbook", "EncryptedPackage"))
HEADER = 20  # first rows of a sheet in which its header may stand
NO_TEXT = "has no column for the text (its columns are {}): name it in columns.yml"


def fits(columns: fields.Names) -> csvrows.Fits:
    """Return whether a header names the text, or a summary beside a title."""
    names = fields.of(columns)

    def header(cells: Sequence[str]) -> bool:
        low = {fields.folded(cell) for cell in cells if cell}
        return bool(low & set(names["text"])) or bool(low & set(names["summary"]) and low & set(names["title"]))

    return header


def csv(blob: Blob) -> Iterator[Found]:
    """Yield the articles of a file with commas, semicolons, tabs or bars between its columns."""
    header = fits(blob.columns)
    for number, row, note in csvrows.rows(blob.read(bounds.LARGEST), header):
        if None in row:
            yield f":{number}", Unreadable("has more cells than the header: put the text in double quotes")
        elif header([name for name, cell in row.items() if cell is None]):
            yield f":{number}", Unreadable("has fewer cells than the header: fill in the missing ones")
        else:
            yield f":{number}", from_row(row, blob.columns, whole(note))


def workbook(blob: Blob) -> Iterator[Found]:
    """Yield the articles of a workbook (.xlsx, .xls, .xlsb, .ods): of every sheet whose columns name the text."""
    from python_calamine import CalamineError, CalamineWorkbook

    data = blob.read(bounds.LARGEST_TEXT)
    if not data.startswith(b"PK"):
        _not_old(data)
    else:
        checked(zipfile.ZipFile(io.BytesIO(data)), bounds.LARGEST_XML)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(f"is a workbook that can't be read ({error}): save it again as .xlsx or .csv") from error
    seen: list[str] = []
    for name, sheet in sheets:
        rows = sheet.iter_rows()
        header = _header(rows, fits(blob.columns))
        if isinstance(header[1], str):
            seen.append(header[1])
            continue
        for number, cells in enumerate(rows, header[0] + 1):
            row = {k: _cell(v) for k, v in zip(header[1], cells, strict=False) if k}
            if any(row.values()):
                sheet_name = f":{one_line(name)}" if len(sheets) > 1 else ""
                yield f"{sheet_name}:{number}", from_row(row, blob.columns)
    if len(seen) == len(sheets):
        raise Unreadable(NO_TEXT.format("; ".join(seen)[:300]))


def _not_old(data: bytes) -> None:
    """Refuse Microsoft's old files that are no workbooks, and what has a password, which is kept in such a file."""
    if LOCKED in data:
        raise Unreadable("is encrypted: save it without a password")
    if BOOK not in data:
        raise Unreadable("is a Word file of the old kind, or another old Office file: save it as .docx, .html or .txt")


def _header(rows: Iterator[list], header: csvrows.Fits) -> tuple[int, list[str] | str]:
    """Return the number and the names of the first row that names the text; of a sheet without, what its first says."""
    first = ""
    for number, cells in enumerate(rows, 1):
        names = [str(cell).strip() for cell in cells]
        if header(names):
            return number, names
        first = first or ", ".join(filter(None, names))
        if number == HEADER:
            break
    return 0, first


def _cell(value: Any) -> Any:
    """Return a cell as text or number: a date as ISO writes it, a whole number without its point."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def parquet(blob: Blob) -> Iterator[Found]:
    """Yield the articles of a Parquet file, some rows at a time."""
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.ParquetFile(io.BytesIO(blob.read(bounds.LARGEST)))
        names = list(table.schema_arrow.names)
        if not fits(blob.columns)(names) and not _nested(table.schema_arrow, blob.columns):
            raise Unreadable(NO_TEXT.format(", ".join(names[:20])))
        for group in range(table.num_row_groups):
            if table.metadata.row_group(group).total_byte_size > 4 * bounds.LARGEST:
                raise Unreadable("unpacks to more than 1 GB: write it in smaller row groups")
        number = 0
        for batch in table.iter_batches(batch_size=256):
            for row in batch.to_pylist():
                number += 1
                yield f":{number}", from_row({k: _cell(v) for k, v in row.items()}, blob.columns)
    except (pyarrow.ArrowException, OSError) as error:
        raise Unreadable(f"is Parquet that can't be read ({str(error)[:200]}): write it again") from error


def _nested(schema: Any, columns: Mapping) -> bool:
    """Tell whether a text stands in a column within a column."""
    import pyarrow.types

    inner = {f.name: dict.fromkeys(g.name for g in f.type) for f in schema if pyarrow.types.is_struct(f.type)}
    return fits(columns)(list(fields.flat(inner)))
