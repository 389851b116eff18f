"""An answer: a frame, a page that shows it, a figure of it, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from stancebook.desk.live import live
from stancebook.desk.marks import marked, place, told
from stancebook.desk.shelf import Shelf
from stancebook.report.charts import Chart
from stancebook.report.printable import one_line, printable
from stancebook.report.wording import count, place_date

SHOWN = 300  # rows of a page; the frame has all
HIDDEN = "words doc_id sent_id start end spans story_id quote_id stance_id claim_id event_id".split()
STYLE = """<style>
.desk{max-width:1100px} .desk h4{margin:.4em 0;text-align:left} .desk p{margin:.3em 0}
.desk table{border-collapse:collapse;width:100%} .desk td,.desk th{text-align:left!important;vertical-align:top}
.desk th{white-space:nowrap} .desk td{padding:.3em .6em} .desk td.words{min-width:24em;width:50%}
.desk mark{background:#ffe9a8;color:inherit} .desk .out{color:#5f6873} .desk details summary{color:#0072B2}
.desk th input{width:100%;min-width:3em;box-sizing:border-box}
.desk blockquote{margin:.4em 0;white-space:pre-wrap;max-height:22em;overflow:auto}
</style>"""
TABLE: Any = {
    "allow_html": True, "connected": False, "showIndex": True, "column_filters": "header", "maxBytes": 0,
    "classes": "display compact", "style": "width:100%;table-layout:auto", "autoWidth": False, "pageLength": 10,
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Answer:
    """What the desk answers.

    Attributes
    ----------
    title
        The answer in a line.
    frame
        All rows; those that rest on a sentence end with ``sentence, source, published, doc_id, sent_id, start, end``
        (characters of the article's text).
    lines
        What the rows add up to, in sentences.
    left_out
        What is not among the rows, and why.
    """

    title: str
    frame: pd.DataFrame
    shelf: Shelf
    lines: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    draw: Callable[[], Chart | None] | None = None
    form: Callable[[int], Any] | None = None

    def __repr__(self) -> str:
        """Return the answer in a line."""
        return f"{self.title} ({count(len(self.frame), 'row')}; .frame, .plot())"

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.frame)

    def plot(self) -> Chart | None:
        """Return the figure of this answer; None (and a line that says so) where there is nothing to draw."""
        chart = self.draw() if self.draw else None
        if chart is None:
            print("No figure: there is nothing to draw here.")
        return chart

    def correct(self, row: int) -> Any:
        """Return a small form that corrects a row by its number; None where nobody could press its buttons.

        Raises
        ------
        IndexError
            If there is no such row.
        """
        if not 0 <= row < len(self.frame):
            raise IndexError(f"there is no row {row}: the rows are 0 to {len(self.frame) - 1}")
        return self.form(row) if self.form and live() else None

    def _repr_html_(self) -> str:
        """Return the answer as a page's part: everything from articles escaped, spans marked."""
        shown = self.frame.head(SHOWN)
        said = [f"<p>{told(line)}</p>" for line in self.lines]
        out = [*self.left_out]
        if len(self.frame) > SHOWN:
            out.append(f"{len(self.frame) - SHOWN} further rows, which .frame has")
        left = f'<p class="out">Left out: {told("; ".join(out))}.</p>' if out else ""
        table = self._table(shown) if len(shown) else "<p>No row.</p>"
        return f'{STYLE}<div class="desk"><h4>{told(self.title)}</h4>{"".join(said)}{table}{left}</div>'

    def _table(self, rows: pd.DataFrame) -> str:
        cells = self._cells(rows)
        if not live():
            head = "".join(f"<th>{c}</th>" for c in cells.columns)
            body = "".join(
                f"<tr><th>{i}</th>{''.join(_cell(c, v) for c, v in zip(cells.columns, row, strict=True))}</tr>"
                for i, row in zip(cells.index, cells.itertuples(index=False), strict=True)
            )
            return f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"
        from itables import to_html_datatable

        cells.index.name = "row"
        words = [n + 1 for n, c in enumerate(cells.columns) if c == "sentence"]
        wide: Any = [
            {"targets": words, "className": "words", "width": "45%"},
            {"targets": "_all", "className": "dt-left"},
        ]
        return to_html_datatable(cells, columnDefs=wide, **TABLE)

    def _cells(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the cells as markup, columns of identifiers and spans left out."""
        columns: dict[str, list[str]] = {}
        for column in (c for c in rows.columns if c not in HIDDEN):
            columns[str(told(column))] = [str(_value(v)) for v in rows[column]]
        if "sentence" in columns:
            columns["sentence"] = [
                str(marked(self.shelf, row) + place(self.shelf, row)) for row in rows.to_dict("records")
            ]
        return pd.DataFrame(columns, index=range(len(rows)))


def _cell(column: str, value: str) -> str:
    return f'<td class="words">{value}</td>' if column == "sentence" else f"<td>{value}</td>"


def _value(value: Any) -> Markup:
    if isinstance(value, pd.Timestamp):
        return escape(value.date().isoformat())  # sorts as it reads
    if isinstance(value, list | tuple) or (hasattr(value, "tolist") and getattr(value, "ndim", None)):
        return escape(printable(", ".join(map(str, value))))
    if value is None or pd.isna(value):
        return Markup("")
    return escape(f"{value:.2f}" if isinstance(value, float) else one_line(str(value)))


def dated(first: object, last: object) -> str:
    """Return a span of days in words."""
    return " to ".join(dict.fromkeys(place_date(day) for day in (first, last)))
