"""The parts of the brief below the stories: actors, stance, speech, trade, dates."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import pandas as pd

from stancebook.report import brief_actors, brief_speech, brief_stance, brief_trade
from stancebook.report.brief_stories import Cited, cited
from stancebook.report.brief_tables import Cell, Context, Row, Table
from stancebook.report.charts import Chart
from stancebook.report.story_lines import StoryTold
from stancebook.report.summary_lines import period_line

LEADS = 5  # sentences on trade before its tables
OPEN = {"matrix", "sides", "tone", "outlook", "timeline"}  # figures that stand open; the others fold
KEPT = {"matrix"}  # shown whether or not it has a finding; the others then stay in the notebooks
FIGURES = {
    "actors": ("actors",),
    "stance": ("matrix", "sides", "stance_changes"),
    "speech": ("tone", "targets", "tone_changes"),
    "trade": ("outlook", "drivers", "trade_changes", "uncertainty"),
    "timeline": ("timeline",),
}
TITLES = {
    "actors": "Actors",
    "stance": "Who stands with or against whom",
    "speech": "Who said what, and how they sound",
    "trade": "Where trade is heading",
    "timeline": "Timeline",
}


@dataclass
class Section:
    """A part of the page: an anchor, a heading, sentences in front, figures and tables."""

    name: str
    title: str
    tables: Sequence[Table]
    figures: Sequence[dict] = ()
    lead: Sequence[Cited] = ()


def sections(
    page: Context, charts: Mapping[str, Chart], parameters: Mapping[str, Any], told: Sequence[StoryTold]
) -> list[Section]:
    """Return the parts of the page, each with its figures and tables; ``told`` are the stories."""
    found = {
        "actors": brief_actors.actor_tables(page),
        "stance": brief_stance.stance_tables(page, parameters, _period_note(page, "stance_periods", "stance")),
        "speech": brief_speech.speech_tables(page, _period_note(page, "speaker_periods", "quote")),
        "trade": brief_trade.trade_tables(page, _period_note(page, "trade_periods", "corridor")),
        "timeline": brief_trade.event_tables(page),
    }
    return [
        Section(f"part-{name}", TITLES[name], tables,
                _figures(charts, FIGURES[name]) if any(t.rows for t in tables) else [],
                _outlook(page, told) if name == "trade" else []) for name, tables in found.items()
    ]  # fmt: skip


def _period_note(page: Context, name: str, noun: str) -> str:
    return period_line(page.tables[name], noun, page.tables["documents"]).text


def _outlook(page: Context, told: Sequence[StoryTold]) -> list[Cited]:
    """Return what the weightiest stories say of trade."""
    lines = [line for story in told for line in story.lines if line.kind == "trade"]
    return [cited(page.evidence, line) for line in lines[:LEADS]]


def _figures(charts: Mapping[str, Chart], names: Sequence[str]) -> list[dict]:
    """Return figures as images inside the page, each title as text above."""
    found = []
    for name in (n for n in names if n in charts and (n in KEPT or charts[n].finding)):
        chart = charts[name]
        source = base64.b64encode(chart.image("svg", titled=False)).decode()
        found.append({"src": f"data:image/svg+xml;base64,{source}", "title": chart.title, "alt": chart.alt,
                      "open": name in OPEN})  # fmt: skip
    return found


def plain(name: str, view: pd.DataFrame) -> Table:
    """Return a view as a table whose rows rest on no sentence, less its empty columns."""
    columns = [c for c in view.columns if c != "sent_id" and (view[c].astype(str) != "").any()]
    rows = [Row([Cell(_unplaced(str(row[c]))) for c in columns]) for row in view.to_dict("records")]
    return Table(name, "", [(c, "text") for c in columns], rows, "", first=20)


def _unplaced(text: str) -> str:
    """Return the name alone where ``text`` is a file's path on a machine."""
    return PurePath(text).name if PurePath(text).is_absolute() else text
