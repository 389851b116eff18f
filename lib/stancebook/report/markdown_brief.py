"""The brief as Markdown with footnotes: each number leads to the sentence it rests on, with source and date."""

from __future__ import annotations

from collections.abc import Iterable

from stancebook.report.charts import Chart
from stancebook.report.markdown import escaped
from stancebook.report.outline import Grid, Heading, Outline, Part, Said


def markdown_brief(brief: Outline) -> str:
    """Return an outline as Markdown: pipe tables and footnotes as GitHub, Pandoc and Obsidian read them.

    Whatever stands in an article is escaped (``markdown.escaped``); figures are told in words.
    """
    blocks = [f"# {escaped(brief.title)}", escaped(brief.facts)]
    listing = False
    for part in brief.parts:
        listed = isinstance(part, Said) and part.listed
        text = _block(part)
        if listed and listing:
            blocks[-1] += f"\n{text}"  # items of one list stand together
        else:
            blocks.append(text)
        listing = listed
    notes = [f"[^{e.number}]: “{escaped(e.sentence)}” ({escaped(e.place)})" for e in brief.evidence]
    return "\n\n".join([*blocks, *(["## Evidence", "\n".join(notes)] if notes else [])]) + "\n"


def _block(part: Part) -> str:
    if isinstance(part, Heading):
        return f"{'#' * (part.level + 1)} {escaped(part.text)}"
    if isinstance(part, Said):
        return f"{'- ' if part.listed else ''}{escaped(part.text)}{_marks(part.marks)}"
    if isinstance(part, Chart):
        return f"*Figure: {escaped(part.title)}.* {escaped(part.alt)}"
    return _table(part)


def _table(grid: Grid) -> str:
    rows = [_row(grid.columns, "Evidence"), "|" + " --- |" * (len(grid.columns) + 1)]
    rows += [_row(cells, _marks(marks)) for cells, marks in grid.rows]
    note = f"\n\n{escaped(grid.note)}" if grid.note else ""
    return f"**{escaped(grid.caption)}**\n\n" + "\n".join(rows) + note


def _row(cells: Iterable[str], last: str) -> str:
    return "| " + " | ".join([*map(escaped, cells), last]) + " |"


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[^{n}]" for n in numbers)
