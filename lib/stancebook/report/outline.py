"""The brief as an outline: headings, sentences, tables and figures, each row with the numbers of what it rests on.

DOCX and Markdown are written from it; it holds what a reader needs in a few pages, the workbook has every row.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pandas as pd

from stancebook.report import change_lines, speech_views, stance_views, trade_views, views
from stancebook.report import since as since_words
from stancebook.report.charts import Chart
from stancebook.report.event_figures import nearest
from stancebook.report.line import Line
from stancebook.report.lookup import Tables, filled, text_or
from stancebook.report.printable import one_line
from stancebook.report.since import Since
from stancebook.report.story_lines import StoryTold, stories_told
from stancebook.report.summary_lines import METHOD, bottom_line
from stancebook.report.wording import count, days, place_date
from stancebook.trade import outlook

STORIES, ROWS, STORY_ROWS = 6, 10, 4  # told, and rows of a table
CITED = 3  # sentences that a line names
WORKBOOK = "stancebook.xlsx"
LIMITS = (
    "The numbers count what these articles say; they are no measure of the world and no forecast. A mean of one "
    "sentence is one voice. What was read wrongly can be mended in corrections.yml."
)


@dataclass(frozen=True)
class Said:
    """A sentence with the numbers of its evidence; ``listed`` ones stand in a list."""

    text: str
    marks: tuple[int, ...] = ()
    listed: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: its columns, and rows of cells with the numbers of their evidence."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]
    note: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; ``level`` 1 is a part of the brief."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Evidence:
    """A sentence that something rests on: its number, its words, and where and when it was printed."""

    number: int
    sentence: str
    place: str


Part = Said | Grid | Heading | Chart


@dataclass(frozen=True)
class Outline:
    """A brief for people, in the order it is read."""

    title: str
    facts: str
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]


class _Citations:
    """Numbers sentences in the order in which they are first cited."""

    def __init__(self, tables: Tables) -> None:
        self._sentences = tables["sentences"].drop_duplicates("sent_id").set_index("sent_id")
        self._documents = tables["documents"].set_index("doc_id")
        self._numbers: dict[str, int] = {}

    def cite(self, sent_ids: Iterable[object]) -> tuple[int, ...]:
        """Return the numbers of the first ``CITED`` of these sentences that there are."""
        known = [s for s in dict.fromkeys(sent_ids) if isinstance(s, str) and s in self._sentences.index]
        return tuple(self._numbers.setdefault(s, len(self._numbers) + 1) for s in known[:CITED])

    def listed(self) -> tuple[Evidence, ...]:
        """Return what was cited, in order."""
        found = []
        for sent_id, number in self._numbers.items():
            s = self._sentences.loc[sent_id]
            d = self._documents.loc[s["doc_id"]]
            place = [text_or(d["source"]), text_or(d["title"]) or PurePath(d["path"]).name, place_date(d["published"])]
            found.append(
                Evidence(
                    number, one_line(d["text"][s["start"] : s["end"]]), ", ".join(map(one_line, filter(None, place)))
                )
            )
        return tuple(found)


def outlined(
    tables: Tables, charts: Mapping[str, Chart], title: str = "", date: str = "", since: Since | None = None
) -> Outline:
    """Return the brief as an outline.

    Parameters
    ----------
    tables
        The per-article tables, ``outlook``, and the aggregates named in ``aggregates.COLUMNS`` (those missing count
        as empty).
    charts
        Those of ``gallery.all_charts``; a chart that is missing is left out.
    title, date
        Heading of the brief, and the day it was made on, as it is to be printed.
    since
        The report that table ``changes`` compares with; none: nothing is said of changes.
    """
    tables = filled(tables)
    cited = _Citations(tables)
    told = [story for story in stories_told(tables) if story.lines or len(story.sides) or len(story.voices)]
    first = bottom_line(tables, told[:STORIES])
    parts: list[Part] = [Heading("Bottom line"), *_lines(first, cited)]
    parts += _changed(tables, since, cited) if since else []
    if told:
        parts += [
            Heading("Stories"),
            *(p for story in told[:STORIES] for p in _story(story, {line.text for line in first}, cited)),
        ]
    if len(told) > STORIES:
        parts.append(Said(f"{count(len(told) - STORIES, 'more story is', 'more stories are')} in {WORKBOOK}."))
    for heading, figures, grids in CHAPTERS:
        found = [g for view, caption, columns in grids if (g := _grid(view(tables), caption, columns, cited)).rows]
        drawn = [charts[name] for name in figures if name in charts] if found else []
        parts += [Heading(heading), *drawn, *found] if found else []
    parts += [Heading("Method and limits"), Said(METHOD), Said(LIMITS), *_left_out(tables, cited)]
    return Outline(
        one_line(title) or "Stancebook brief", _facts(tables["documents"], date), tuple(parts), cited.listed()
    )


def _changed(tables: Tables, since: Since, cited: _Citations) -> list[Part]:
    """Return what changed since the report before."""
    facts = Said(one_line(since_words.facts(since)))
    if since.problem:
        return [Heading("What changed"), facts]
    lines = change_lines.change_lines(tables)
    told = change_lines.told(tables, lines)
    left = len(lines) - len(told)
    more = [Said(f"{count(left, 'more change is', 'more changes are')} in {WORKBOOK}.")] if left else []
    return [Heading("What changed"), facts, *_lines(told, cited), *more]


def _lines(lines: Iterable[Line], cited: _Citations) -> list[Said]:
    return [Said(one_line(line.text), cited.cite(line.evidence), listed=True) for line in lines]


def _story(story: StoryTold, before: Container[str], cited: _Citations) -> list[Part]:
    """Return a story: its facts, its lines less those told ``before``, who takes which side in it and who is heard."""
    sides = _grid(story.sides, "Sides", ("Who", "Side", "Whom", "Told by", "n"), cited, STORY_ROWS)
    voices = _grid(story.voices, "Voices", ("Who", "How", "What was said"), cited, STORY_ROWS)
    new = [line for line in story.lines if line.text not in before]
    return [Heading(one_line(story.title), 2), Said(one_line(story.facts)), *_lines(new, cited),
            *(grid for grid in (sides, voices) if grid.rows)]  # fmt: skip


def _grid(view: pd.DataFrame, caption: str, columns: Sequence[str], cited: _Citations, most: int = ROWS) -> Grid:
    """Return the first rows of a view with the columns named, as far as there are such, less those that are empty."""
    shown = view.head(most)
    kept = [c for c in columns if c in shown and shown[c].map(lambda v: text_or(v).strip(" –") != "").any()]
    rows = tuple(
        (tuple(one_line(text_or(row[c])) for c in kept), cited.cite([row["sent_id"]]))
        for row in shown.to_dict("records")
    )
    note = f"The first {most} of {count(len(view), 'row')}; all are in {WORKBOOK}." if len(view) > most else ""
    return Grid(caption, tuple(kept), rows, note)


def _actors(tables: Tables) -> pd.DataFrame:
    rows = views.actor_rows(tables)
    return rows[rows["Kind"] != "place"]


def _speakers(tables: Tables) -> pd.DataFrame:
    return speech_views.speaker_rows(tables).sort_values("n", ascending=False, kind="stable")


def _claims(tables: Tables) -> pd.DataFrame:
    claims = tables["claims"][tables["claims"]["direction"].isin(list(outlook.SIGN))]
    ranked = claims.assign(ahead=claims["horizon"] == "future").sort_values(
        ["ahead", "confidence"], ascending=False, kind="stable"
    )
    return trade_views.claim_rows({**tables, "claims": ranked.drop(columns="ahead")})


def _events(tables: Tables) -> pd.DataFrame:
    dated = tables["events"][tables["events"]["date"].notna()]
    return trade_views.event_rows({**tables, "events": nearest(dated, tables["documents"], ROWS)})


def _left_out(tables: Tables, cited: _Citations) -> list[Grid]:
    """Return what the desk corrected and what was not analysed, as far as there is any."""
    grids = (
        _grid(views.correction_rows(tables), "Corrections of the desk", ("Correction", "About", "What became of it",
              "Instead", "Reason"), cited),
        _grid(views.skipped_rows(tables), "What was not analysed, and why", ("Stage", "Item", "Reason"), cited),
    )  # fmt: skip
    return [grid for grid in grids if grid.rows]


def _facts(documents: pd.DataFrame, date: str) -> str:
    """Return how much was read, of how many sources, from when, and when the brief was made, in one line."""
    sources = documents["source"].nunique()
    parts = [
        count(len(documents), "article"),
        count(sources, "source") if sources else "",
        days(documents["published"]),
    ]
    return one_line(f"{', '.join(filter(None, parts))}.{f' Made {date}.' if date else ''}")


View = Callable[[Tables], pd.DataFrame]
CHAPTERS: tuple[tuple[str, tuple[str, ...], tuple[tuple[View, str, tuple[str, ...]], ...]], ...] = (
    ("Who is in the story", ("actors",),
     ((_actors, "Actors, the most mentioned first", ("Actor", "Kind", "Role", "Mentions", "Articles")),)),
    ("Who stands with or against whom", ("sides",),
     ((stance_views.pair_rows, "Pairs, the most documented first",
       ("Who", "Towards", "Mean", "Interval", "n", "Articles", "Sources", "Contested")),)),
    ("Who said what, and how they sound", ("tone",),
     ((_speakers, "Speakers, the most quoted first", ("Speaker", "Mean tone", "Interval", "n")),)),
    ("Where trade is heading", ("outlook", "drivers"),
     ((trade_views.outlook_rows, "The call for each corridor",
       ("Trade between", "Call", "Balance", "Interval", "Claims", "Voices", "Sources", "In dissent")),
      (_claims, "Claims that point up or down, those that look ahead first",
       ("Says who", "Trade", "When", "How surely", "Sentence")))),
    ("Timeline", (), ((_events, "Events near the days on which they were told", ("Date", "Who", "What")),)),
)  # fmt: skip
