"""What changed since the report before, on the page: a few sentences, and every change in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stancebook.report import change_lines, since
from stancebook.report.brief_stories import Cited, cited
from stancebook.report.brief_tables import Cell, Context, Row, Table
from stancebook.report.line import Line
from stancebook.report.lookup import text_or
from stancebook.report.since import Since

NOTHING = "Nothing has changed that two outlets, or a sentence read surely, bear out."
BY = {"corpus": "new articles", "correction": "the desk", "method": "method"}


@dataclass(frozen=True)
class Changed:
    """The part of the page: what was read, sentences, how many more there are, the table, where the other report is."""

    facts: str
    lines: Sequence[Cited]
    more: int
    table: Table
    before: str


def changed(page: Context, compared: Since | None) -> Changed | None:
    """Return what changed since the report before; None where nothing was compared."""
    if compared is None:
        return None
    if compared.problem:
        return Changed(compared.problem, [], 0, _table(page, []), "")
    lines = change_lines.change_lines(page.tables)
    told = change_lines.told(page.tables, lines)
    shown = [cited(page.evidence, line) for line in told] or [Cited("none", NOTHING)]
    return Changed(since.facts(compared), shown, len(lines) - len(told), _table(page, lines), compared.run)


def _table(page: Context, lines: Sequence[Line]) -> Table:
    rows = []
    for row, line in zip(page.tables["changes"].itertuples() if lines else (), lines, strict=True):
        shown = page.evidence.sentences(line.evidence)
        about = ", ".join(page.names.get(i, i) for i in row.about if not i.startswith("story:"))
        before = f"before: {row.before}" if isinstance(row.before, str) else ""
        cells = [Cell(change_lines.NAMES[row.kind]), Cell(about or line.text.partition(" (")[0]),
                 Cell(text_or(row.after, "not told"), before), Cell(BY[row.why])]  # fmt: skip
        rows.append(Row(cells, shown, row.about))
    columns = [("What", "word"), ("About", "name"), ("Now", "call"), ("By", "word")]
    return Table("changes", "All changes", columns, rows, "Sentence", first=0)
