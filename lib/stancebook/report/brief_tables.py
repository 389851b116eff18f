"""The tables of the brief: a few columns of cells, and last what each row rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.report.brief_evidence import Evidence, Passage
from stancebook.report.lookup import Tables, period_cells
from stancebook.report.printable import printable
from stancebook.report.wording import count, interval, signed
from stancebook.tables import KEYS

SHOWN = 100  # rows of a table in the brief; the workbook has them all
FIRST = 8  # rows of a table that stand open; the others fold


@dataclass(frozen=True)
class Context:
    """What all tables of a page are made from; ``order`` ranks articles, those of the weightiest story first."""

    tables: Tables
    evidence: Evidence
    names: Mapping[str, str]
    order: Mapping[str, int]

    def ranked(self, frame: pd.DataFrame, *before: str) -> pd.DataFrame:
        """Return rows story by story in the order of their words; columns named ``before`` come first, high to low."""
        keyed = frame.assign(_story=frame["doc_id"].map(self.order))
        keys = [*before, "_story", "doc_id", "start"]
        return keyed.sort_values(keys, ascending=[False] * len(before) + [True] * 3, kind="stable")

    def shown(self, *rows: Any) -> list[Passage]:
        """Return the passages that rows of a table (with ``doc_id, start, end``) stand in, each once."""
        found = (self.evidence.span(row.doc_id, row.start, row.end) for row in rows)
        return list(dict.fromkeys(passage for passage in found if passage))

    def articles(self, doc_ids: Iterable[str]) -> list[int]:
        """Return the numbers of articles on the page, each once."""
        return sorted({self.evidence.number[doc_id] for doc_id in doc_ids})


@dataclass(frozen=True)
class Cell:
    """Text, a second line below it, and what it is sorted by where that is not the text."""

    text: str
    under: str = ""
    mood: str = ""
    value: float | str | None = None


@dataclass(frozen=True)
class Row:
    """Cells, the passages that a row rests on, and what it can be filtered by: actors and numbers of articles.

    Where no ``articles`` are given they are those of the passages.
    """

    cells: Sequence[Cell]
    evidence: Sequence[Passage] = ()
    who: Iterable[object] = ()
    articles: Sequence[int] = ()

    def __post_init__(self) -> None:
        """Number the articles that the row rests on."""
        object.__setattr__(self, "articles", self.articles or sorted({p.article for p in self.evidence}))


@dataclass
class Table:
    """A table of the page.

    ``columns`` are pairs of a heading and a width (``name, word, num, text``); where ``evidence`` is a heading, a last
    column opens the passages.  The first ``first`` rows stand open, the others fold; of ``total`` rows
    there are ``SHOWN`` at most.
    """

    name: str
    caption: str
    columns: list[tuple[str, str]]
    rows: list[Row]
    evidence: str = "Evidence"
    note: str = ""
    first: int = FIRST
    total: int = 0

    def __post_init__(self) -> None:
        """Keep what is shown, and let no row or two fold: the fold would be longer than they are."""
        self.total = max(self.total, len(self.rows))
        self.rows = self.rows[:SHOWN]
        if self.total - self.first <= 2 and self.first:
            self.first = self.total

    @property
    def parts(self) -> list[tuple[str, list[Row]]]:
        """The rows that stand open, and those that fold under the words of their summary."""
        rest = self.rows[self.first :]
        folded = count(len(rest), "more row" if self.first else "row")
        if self.total > len(self.rows):
            folded += f"; all {self.total:,} are in stancebook.xlsx"
        return [("", self.rows[: self.first]), *([(folded, rest)] if rest else [])]


def number(n: float) -> Cell:
    """Return a count."""
    return Cell(f"{int(n):,}", value=int(n))


def judged(mean: float, low: float, high: float, n: int, words: tuple[str, str, str]) -> Cell:
    """Return what a mean amounts to, with its interval; ``words`` are those for less, more and neither.

    One value is told as heard once, and a mean whose interval spans zero is mixed.
    """
    less, more, neither = words
    if n == 0 or pd.isna(mean):
        return Cell("left open", value=0.0)
    if n == 1:
        word = more if mean > 0 else less if mean < 0 else neither
        return Cell(word, f"{signed(mean)}, heard once", _mood(mean), round(mean, 4))
    one_way = pd.isna(low) or low > 0 or high < 0
    word = (
        (more if mean > 0 else less if mean < 0 else neither) if one_way else neither if low == high == 0 else "mixed"
    )
    return Cell(word, measured(mean, low, high, n), _mood(mean) if word in (less, more) else "mixed", round(mean, 4))


def measured(mean: float, low: float, high: float, n: int) -> str:
    """Return a mean with its interval, where it has one."""
    about = interval(low, high, n)
    return signed(mean) + (f" ({about})".replace(" to ", "\u00a0to\u00a0") if about != "–" else "")


def _mood(value: float) -> str:
    return "for" if value > 0 else "against" if value < 0 else ""


def period_tables(
    page: Context, means: str, rests_on: str, keys: Mapping[str, str], name: str, caption: str, evidence: str, note: str
) -> list[Table]:
    """Return the means of each period beside the one before; with one period there is no change and no table.

    ``means`` is the table of periods, ``keys`` its headings and their columns, ``rests_on`` the table of its evidence.
    """
    periods, where = page.tables[means], page.tables[rests_on].set_index(KEYS[rests_on])
    if periods["period"].nunique() < 2:
        return []
    rows = []
    for p in periods.head(SHOWN).itertuples():
        told, ids = period_cells(p), [getattr(p, column) for column in keys.values()]
        since = "" if told["Since"] == "–" else f"since {told['Since']}"
        named = [printable(i) if "corridor" in keys.values() else page.names[i] for i in ids]
        cells = [*map(Cell, named), Cell(told["Period"], since, value=str(p.period)), Cell(told["Mean"]), number(p.n),
                 Cell(told["Change"])]  # fmt: skip
        rows.append(Row(cells, page.shown(where.loc[p.evidence]) if p.evidence in where.index else [], ids))
    columns = [*((head, "name") for head in keys), ("Period", "word"), ("Mean", "num"), ("n", "num"), ("Change", "num")]
    return [Table(name, caption, columns, rows, evidence, note, 0, len(periods))]
