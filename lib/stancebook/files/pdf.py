"""PDF by pypdfium2: pages to paragraphs in reading order (see ``layout``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from stancebook.files import bounds, exports, layout
from stancebook.files.characters import Unreadable
from stancebook.files.opening import Blob
from stancebook.files.paragraphs import articles
from stancebook.files.record import Found

SCAN = "is a scan, {} pages without text: have its text recognised (OCR), and save that"
WIDE = 1.0  # heights of a letter that words stand apart where a column or a cell ends
NO_TITLE = re.compile(
    r"(?:microsoft word|word -|untitled|document\d*$|.*\.(?:docx?|indd|pdf|qxp|pmd|html?)$)", re.IGNORECASE
)


def read(blob: Blob) -> Iterator[Found]:
    """Yield the articles of a PDF file."""
    import pypdfium2

    data = blob.read(bounds.LARGEST_TEXT)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("is encrypted: save it without a password") from error
        raise Unreadable(f"is a damaged PDF ({error}): open it and print it to a new one") from error
    try:
        pages = len(document)
        if pages > bounds.MOST_PAGES:
            raise Unreadable(f"has {pages:,} pages, and {bounds.MOST_PAGES:,} is the most: split it into articles")
        read, empty = layout.pages([_pieces(document, number) for number in range(pages)])
        title = _title(document)
    finally:
        document.close()
    if empty == pages:
        raise Unreadable(SCAN.format(pages))
    notes = (
        [("ingest:cut", f"has {empty} pages without text, of {pages}: have their text recognised (OCR)")]
        if empty
        else []
    )
    lines = layout.lines(read)
    if exports.of_lines(lines) is None:  # such a one is told apart and read by its lines
        lines = layout.paragraphs(read)
    yield from articles(blob, lines, {"title": title}, notes=notes)


def _pieces(document: Any, number: int) -> list[layout.Piece]:
    """Return the runs of text of a page with their boxes, from its first ``bounds.MOST_ON_PAGE`` characters."""
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage()
        pieces = list(_runs(text))
        text.close()
        page.close()
    except pypdfium2.PdfiumError:
        return []
    return pieces


def _runs(text: Any) -> Iterator[layout.Piece]:
    """Yield characters as runs: a line's end, a step up, down or back, or a wide gap ends one."""
    from pypdfium2 import raw

    run: list[str] = []
    left = right = top = bottom = 0.0
    blank = False
    for i in range(min(text.count_chars(), bounds.MOST_ON_PAGE)):
        sign = chr(raw.FPDFText_GetUnicode(text, i))
        if sign.isspace() or sign == "\0":
            blank = True
            continue
        box = text.get_charbox(i)
        height = max(top - bottom, box[3] - box[1], 1.0)
        beside = min(top, box[3]) - max(bottom, box[1]) > -0.5 * height and abs(box[1] - bottom) < height
        if run and not (beside and -height < box[0] - right < WIDE * height):
            yield layout.Piece(left, top, right, bottom, _words(run))
            run = []
        if not run:
            (left, bottom, right, top), blank = box, False
        run += [" ", sign] if blank else [sign]
        left, right, top, bottom = min(left, box[0]), max(right, box[2]), max(top, box[3]), min(bottom, box[1])
        blank = False
    if run:
        yield layout.Piece(left, top, right, bottom, _words(run))


def _words(run: list[str]) -> str:
    """Return characters as text; halves of characters that stand beside each other make one."""
    return "".join(run).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _title(document: Any) -> str:
    """Return the title that the file gives itself, unless a program named it."""
    title = str(document.get_metadata_dict().get("Title", "")).strip("\ufeff\0 ")
    return "" if NO_TITLE.match(title) else title
