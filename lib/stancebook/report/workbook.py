"""Tables to an Excel workbook: numbers and dates that can be counted with, links to the evidence, text kept as text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from numbers import Number
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from stancebook.report import sheets
from stancebook.report.lookup import Tables, filled
from stancebook.report.printable import one_line, printable
from stancebook.report.wording import count

CELL = 32_767  # UTF-16 units that Excel keeps in a cell
ROWS = 1_048_576  # rows that Excel keeps in a sheet, the heading among them
LINKS = 65_530  # links that Excel keeps in a sheet
WIDEST = 60  # characters that a column is wide at most
FORMULA = ("=", "+", "-", "@")  # a text that opens with one stays a text when it is edited
EVIDENCE, ABOUT, LINK = "evidence", "about", "Evidence"
SIGNED, SHARE, COUNT, DATE = '+0.00;"−"0.00;0.00', "0%", "#,##0", "d mmm yyyy"
NUMBERS = {"Sure": SHARE, "Spread": "0.00", "Weight": "0.00"} | dict.fromkeys(
    ["Mean", "Low", "High", "Change", "Score", "Tone", "Balance", "Near", "Far"], SIGNED
)


@dataclass
class _Book:
    """A workbook that is being written: its formats, and which sentence has which row and is cited from where."""

    book: xlsxwriter.Workbook
    formats: Mapping[str, Format]
    row_of: dict[str, int] = field(default_factory=dict)
    cited_by: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def workbook(tables: Tables, path: Path) -> Path:
    """Write the tables of the brief to an Excel file.

    A sheet for each table, its heading frozen and with filters; the first sheet says what there is.  ``Evidence``, the
    last column, leads to the sentence that a row rests on, in sheet ``evidence``, and from there a link leads back to
    the first row that rests on it.  Only sentences that a row rests on are there; all are in the tables of the run.

    Text stays text: nothing is turned into a formula, a link or an error value, what Excel cannot hold is left
    out, a text over Excel's 32,767 characters is cut and says so, and so does a sheet with more rows than Excel has.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": DATE,
    }
    tables = filled(tables)
    frames = {name: make(tables) for name, (_, make) in sheets.SHEETS.items()}
    frames = {
        name: f if f["sent_id"].map(lambda s: isinstance(s, str) and s != "").any() else f.drop(columns="sent_id")
        for name, f in frames.items()
    }
    with xlsxwriter.Workbook(path, options) as book:
        made = _Book(book, _formats(book), _rows_of(frames, tables["sentences"]))
        _about(made, {name: len(frame) for name, frame in frames.items()} | {EVIDENCE: len(made.row_of)})
        for name, frame in frames.items():
            _fill(made, name, frame)
        _fill(made, EVIDENCE, _evidence(made, tables))
    return path


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    codes = {
        code: book.add_format({"num_format": code, "valign": "top"}) for code in (SIGNED, SHARE, COUNT, DATE, "0.00")
    }
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "vcenter"})
    return {**codes, "head": head, "quoted": book.add_format({"quote_prefix": True, "valign": "top"}),
            "text": book.add_format({"valign": "top"}), "long": book.add_format({"text_wrap": True, "valign": "top"}),
            "link": book.add_format({"font_color": "#0072B2", "underline": 1, "valign": "top"})}  # fmt: skip


def _rows_of(frames: Mapping[str, pd.DataFrame], sentences: pd.DataFrame) -> dict[str, int]:
    """Return ``sent_id`` -> row of the evidence sheet for the sentences that rows rest on, in the articles' order."""
    cited = {s for frame in frames.values() if "sent_id" in frame for s in frame["sent_id"] if isinstance(s, str)}
    ordered = sentences.sort_values(["doc_id", "start"], kind="stable")["sent_id"]
    return {s: row for row, s in enumerate((s for s in ordered if s in cited), 1) if row < ROWS - 1}


def _evidence(made: _Book, tables: Tables) -> pd.DataFrame:
    """Return the sentences that rows rest on: number, text, where and when it was printed, by how many rows cited."""
    rows = tables["sentences"].set_index("sent_id").loc[list(made.row_of)]
    documents = tables["documents"].set_index("doc_id").loc[rows["doc_id"]]
    words = [one_line(text[start:end])
             for text, start, end in zip(documents["text"], rows["start"], rows["end"], strict=True)]  # fmt: skip
    return pd.DataFrame({
        "No": list(made.row_of.values()), "Sentence": words, "Source": documents["source"].tolist(),
        "Published": [None if pd.isna(d) else d.date() for d in documents["published"]],
        "Article": documents["title"].tolist(), "Rows": [len(made.cited_by.get(s, ())) for s in made.row_of],
        "sent_id": list(made.row_of),
    }, dtype="object")  # fmt: skip


def _about(made: _Book, sizes: Mapping[str, int]) -> None:
    """Write the first sheet: what there is, with a link to each sheet."""
    sheet = made.book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 9)
    sheet.set_column(2, 2, 90)
    told = {name: text for name, (text, _) in sheets.SHEETS.items()}
    told[EVIDENCE] = (
        "A row is a sentence that rows of the other sheets rest on; the link leads back to the first of them."
    )
    for i, head in enumerate(("Sheet", "Rows", "What a row is")):
        sheet.write_string(0, i, head, made.formats["head"])
    for row, (name, n) in enumerate(sizes.items(), 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", made.formats["link"], name)
        sheet.write_number(row, 1, n, made.formats[COUNT])
        sheet.write_string(row, 2, told[name], made.formats["text"])
    sheet.freeze_panes(1, 0)


def _fill(made: _Book, name: str, frame: pd.DataFrame) -> None:
    """Write a sheet: a heading that stays in sight and filters, columns as wide as what they hold, then the rows."""
    sheet, left = made.book.add_worksheet(name), max(0, len(frame) + 1 - ROWS)
    rows = frame.head(ROWS - 2) if left else frame
    heads = [LINK if c == "sent_id" else c for c in frame.columns]
    styles = [_style(made, head, frame.iloc[:, i]) for i, head in enumerate(heads)]
    for i, head in enumerate(heads):
        sheet.set_column(i, i, _width(frame.iloc[:, i], head))
        sheet.write_string(0, i, head, made.formats["head"])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)
    for at, row in enumerate(rows.itertuples(index=False, name=None), 1):
        for i, value in enumerate(row):
            if heads[i] == LINK:
                _evidence_link(made, sheet, name, at, i, value)
            else:
                _write(sheet, at, i, value, made.formats, styles[i])
    if left:
        sheet.write_string(ROWS - 1, 0, f"{count(left + 1, 'more row')} are in the tables beside this file.")


def _width(column: pd.Series, head: str) -> int:
    if head == LINK or (len(column) and isinstance(column.iloc[0], datetime.date)):
        return 13
    widest = column.head(1000).map(lambda v: len(str(v)) if isinstance(v, str) else 7).max() if len(column) else 0
    return min(WIDEST, max(len(head) + 3, int(widest) + 2))  # room for the button of the filter


def _style(made: _Book, head: str, column: pd.Series) -> Format:
    """Return the format of a column's numbers; a text that is longer than its column is wide is wrapped."""
    if head in NUMBERS:
        return made.formats[NUMBERS[head]]
    texts = column.head(1000).map(lambda v: isinstance(v, str))
    return made.formats["long" if texts.any() else COUNT]


def _evidence_link(made: _Book, sheet: Worksheet, name: str, row: int, column: int, sent_id: object) -> None:
    """Write the link from a row to its sentence, and note that it cites it; from a sentence, to the first such row."""
    if not isinstance(sent_id, str) or sent_id not in made.row_of:
        return
    if name == EVIDENCE:
        cited, at = made.cited_by.get(sent_id, [(EVIDENCE, row)])[0]  # a row that no sheet had room for leads nowhere
        _link(made, sheet, row, column, f"'{cited}'!A{at + 1}", f"{cited} {at + 1}")
    else:
        made.cited_by.setdefault(sent_id, []).append((name, row))
        at = made.row_of[sent_id]
        _link(made, sheet, row, column, f"'{EVIDENCE}'!A{at + 1}", f"sentence {at}")


def _link(made: _Book, sheet: Worksheet, row: int, column: int, place: str, text: str) -> None:
    """Write a link within the workbook, as long as the sheet has room for links; both words are our own."""
    if row <= LINKS:
        sheet.write_url(row, column, f"internal:{place}", made.formats["link"], text)
    else:
        sheet.write_string(row, column, text)


def _write(
    sheet: Worksheet, row: int, column: int, value: object, formats: Mapping[str, Format], style: Format
) -> None:
    """Write a cell of the right type: a number, a day, or text whatever it looks like; what is missing stays empty."""
    if isinstance(value, str):
        text = _fitting(value)
        sheet.write_string(row, column, text, formats["quoted"] if text.startswith(FORMULA) else style)
    elif isinstance(value, datetime.date) and not pd.isna(value):
        if value.year > 1900:  # Excel knows no earlier day
            sheet.write_datetime(row, column, datetime.datetime(value.year, value.month, value.day), formats[DATE])
        else:
            sheet.write_string(row, column, value.isoformat(), formats["text"])
    elif isinstance(value, Number) and pd.notna(value):  # type: ignore[call-overload]
        finite = isfinite(value)  # type: ignore[arg-type]
        sheet.write_number(row, column, value, style) if finite else sheet.write_string(row, column, str(value))


def _fitting(value: str) -> str:
    """Return a text as a cell can hold it, cut where it is too long."""
    text, note = printable(value), " … [cut: longer than a cell]"
    units = text.encode("utf-16-le")
    if len(units) > 2 * CELL:
        text = units[: 2 * (CELL - len(note))].decode("utf-16-le", "ignore") + note
    # The writer takes a text between these two for markup of its own, and writes it as it is.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
