"""Tables to an Excel workbook: each view whole on a sheet of its own, every text kept as text."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from stancebook.report import speech_views, stance_views, trade_views, views
from stancebook.report.lookup import Tables, filled
from stancebook.report.printable import printable
from stancebook.report.wording import count

CELL = 32_767  # UTF-16 units that Excel keeps in a cell
ROWS = 1_048_576  # rows that Excel keeps in a sheet, the heading among them
WIDEST = 70  # characters that a column is wide at most
FORMULA = ("=", "+", "-", "@")  # a text that opens with one stays a text when it is edited
SHEETS: dict[str, Callable[[Tables], pd.DataFrame]] = {
    "actors": views.actor_rows, "stance pairs": stance_views.pair_rows, "stance periods": stance_views.period_rows,
    "stances": stance_views.stance_rows, "quotes": speech_views.quote_rows, "speakers": speech_views.speaker_rows,
    "speaker periods": speech_views.speaker_period_rows, "tone towards": speech_views.target_rows,
    "outlook": trade_views.outlook_rows, "voices": trade_views.voice_rows, "claims": trade_views.claim_rows,
    "events": trade_views.event_rows, "articles": views.document_rows, "corrections": views.correction_rows,
    "skipped": views.skipped_rows,
    "sentences": views.sentence_rows,
}  # fmt: skip


def workbook(tables: Tables, path: Path) -> Path:
    """Write the tables of the brief, whole, to an Excel file; ``sent_id`` finds a row's sentence in the last sheet.

    Text stays text: nothing is turned into a formula, a link or an error value, what Excel cannot hold is left
    out, a text over Excel's 32,767 characters is cut and says so, and so does a sheet with more rows than Excel has.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for name, view in SHEETS.items():
            _fill(book.add_worksheet(name), view(filled(tables)), bold, quoted)
    return path


def _fill(sheet: Worksheet, frame: pd.DataFrame, bold: Format, quoted: Format) -> None:
    """Write a view: a heading that stays in sight and filters, columns as wide as what they hold, then the rows."""
    left = max(0, len(frame) + 1 - ROWS)
    rows = frame.head(ROWS - 2) if left else frame
    for i, column in enumerate(frame.columns):
        widest = frame[column].head(1000).astype(str).str.len().max() if len(frame) else 0
        sheet.set_column(i, i, min(WIDEST, max(len(column), widest) + 2))
        sheet.write_string(0, i, column, bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(frame.columns) - 1)
    for at, row in enumerate(rows.itertuples(index=False, name=None), 1):
        for i, value in enumerate(row):
            _write(sheet, at, i, value, quoted)
    if left:
        sheet.write_string(ROWS - 1, 0, f"{count(left + 1, 'more row')} are in the tables beside this file.")


def _write(sheet: Worksheet, row: int, column: int, value: object, quoted: Format) -> None:
    """Write a cell of the right type: a number, or text whatever it looks like; what is missing stays empty."""
    if isinstance(value, str):
        text = _fitting(value)
        sheet.write_string(row, column, text, quoted if text.startswith(FORMULA) else None)
    elif pd.notna(value):  # type: ignore[call-overload]
        finite = isfinite(value)  # type: ignore[arg-type]
        sheet.write_number(row, column, value) if finite else sheet.write_string(row, column, str(value))


def _fitting(value: str) -> str:
    """Return a text as a cell can hold it, cut where it is too long."""
    text, note = printable(value), " … [cut: longer than a cell]"
    units = text.encode("utf-16-le")
    if len(units) > 2 * CELL:
        text = units[: 2 * (CELL - len(note))].decode("utf-16-le", "ignore") + note
    # The writer takes a text between these two for markup of its own, and writes it as it is.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
