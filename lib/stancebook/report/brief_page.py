"""Tables and figures to the page people read: one HTML file that can be mailed.

Everything that comes from an article is escaped and made fit to show; nothing in the page is loaded from anywhere, and
its policy lets no style and no script run but the page's own.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from stancebook.report import (
    brief_actors, brief_articles, brief_speech, brief_stance, brief_stories, brief_trade, summary_lines, tradelines, views,
)  # fmt: skip
from stancebook.report.brief_evidence import Evidence
from stancebook.report.brief_stories import Line
from stancebook.report.brief_tables import Cell, Context, Row, Table
from stancebook.report.charts import Chart
from stancebook.report.lookup import Tables, filled, named_apart, text_or
from stancebook.report.printable import printable
from stancebook.report.wording import count, names_of, place_date
from stancebook.text import wordlists

OPEN = {"matrix", "network", "tone", "drivers", "timeline"}  # figures that stand open; the others fold
CHOICES = 250  # actors that rows can be filtered by; search finds the others


@dataclass
class Section:
    """A part of the page: an anchor, a heading, sentences in front, figures and tables."""

    name: str
    title: str
    tables: Sequence[Table]
    figures: Sequence[dict] = ()
    lead: Sequence[Line] = field(default_factory=list)


def brief(
    tables: Tables, charts: Mapping[str, Chart], parameters: Mapping[str, Any], title: str = "", date: str = ""
) -> str:
    """Return the brief: one self-contained HTML page.

    Parameters
    ----------
    tables
        The per-article tables, ``outlook``, and the aggregates named in ``aggregates.COLUMNS`` (those missing count
        as empty).
    charts
        Those of ``gallery.all_charts``.
    parameters
        What the run was asked for, printed at the end of the page.
    title, date
        Heading of the page, and the day it was made on, as it is to be printed.
    """
    if "trade_summary" not in tables:
        outlook = tradelines.summary(tables["claims"], tables["outlook"], tables["actors"])
        tables = {**tables, "trade_summary": pd.DataFrame(outlook, columns=["sentence", "claim_ids"])}
    tables = named_apart(filled(tables))
    rank, kept = brief_articles.order(tables), brief_articles.kept(tables)
    page = Context(tables, Evidence(tables, kept), names_of(tables["actors"]), rank)
    lines = [Line(text, page.evidence.sentences(ids)) for text, ids in summary_lines.bottom_line(tables)]
    sections, told = _sections(page, charts, parameters), brief_stories.stories(page)
    style, script = (wordlists.text("report", name) for name in ("brief.css", "brief.js"))
    documents = {row.doc_id: row for row in tables["documents"].itertuples()}
    return printable(_template().render(
        title=title or "Stancebook brief", date=date, facts=_facts(tables, parameters), lines=lines, stories=told,
        open_stories=brief_stories.OPEN, left_stories=max(0, len(tables["stories"]) - len(told)), sections=sections,
        corrections=_plain("corrections", views.correction_rows(tables)), skipped=_plain("skipped", views.skipped_rows(tables)),
        rows=brief_articles.article_rows(tables, page.evidence, rank), kept=set(kept),
        articles=[brief_articles.article_text(documents[d], page.evidence) for d in kept],
        choices=_choices(page, sections, told), asked=_asked(parameters), style=Markup(style), script=Markup(script),
        policy=policy(style, script), method=summary_lines.METHOD,
        places=len(documents) > 1,  # of one article every row would say the same
    ))  # fmt: skip


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["numbers"] = _numbers
    return environment.from_string(wordlists.text("report", "brief.html.j2"))


def _numbers(ids: Iterable[object], known: Mapping[object, int]) -> str:
    """Return the numbers by which rows are filtered, those of ``ids`` that have one."""
    return " ".join(str(known[i]) for i in dict.fromkeys(ids) if i in known)


def policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy under which a page may use this style, this script and pictures within it."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; img-src data:; "
            "base-uri 'none'; form-action 'none'")  # fmt: skip


def _sections(page: Context, charts: Mapping[str, Chart], parameters: Mapping[str, Any]) -> list[Section]:
    tables = page.tables
    notes = [summary_lines.period_line(tables[name], noun, tables["documents"])[0]
             for name, noun in (("stance_periods", "stance"), ("speaker_periods", "quote"), ("trade_periods", "corridor"))]  # fmt: skip
    stance = [brief_stance.pair_table(page, brief_stance.limits(page, dict(parameters))), brief_stance.stance_table(page),
              *brief_stance.period_table(page, notes[0])]  # fmt: skip
    parts = [
        ("actors", "Actors", brief_actors.actor_tables(page), ("actors",)),
        ("stance", "Who stands with or against whom", stance, ("matrix", "network", "stance_changes")),
        ("speech", "Who said what, and how they sound", brief_speech.speech_tables(page, notes[1]),
         ("tone", "targets", "tone_changes")),
        ("trade", "Where trade is heading", brief_trade.trade_tables(page, notes[2]),
         ("drivers", "trade_changes", "uncertainty")),
        ("timeline", "Timeline", brief_trade.event_tables(page), ("timeline",)),
    ]  # fmt: skip
    return [
        Section(f"part-{name}", title, found, _figures(charts, figures) if any(t.rows for t in found) else [],
                _outlook(page) if name == "trade" else []) for name, title, found, figures in parts
    ]  # fmt: skip


def _outlook(page: Context) -> list[Line]:
    """Return the first sentences of the trade outlook: the call, and who says more and who less."""
    sentence = dict(zip(page.tables["claims"]["claim_id"], page.tables["claims"]["sent_id"], strict=True))
    return [Line(row["sentence"], page.evidence.sentences(sentence.get(c, "") for c in row["claim_ids"]))
            for row in page.tables["trade_summary"].head(3).to_dict("records")]  # fmt: skip


def _figures(charts: Mapping[str, Chart], names: Sequence[str]) -> list[dict]:
    """Return figures as images inside the page, each title as text above."""
    found = []
    for name in (name for name in names if name in charts):
        chart = charts[name]
        source = base64.b64encode(chart.image("svg", titled=False)).decode()
        found.append({"src": f"data:image/svg+xml;base64,{source}", "title": chart.title, "alt": chart.alt,
                      "open": name in OPEN})  # fmt: skip
    return found


def _facts(tables: Tables, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was read: the corpus, from when to when, and counts of what is in it, each with its noun."""
    documents, dates = tables["documents"], tables["documents"]["published"].dropna()
    period = "no article is dated" if len(documents) else ""
    if len(dates):
        first, last = place_date(dates.min()), place_date(dates.max())
        undated = len(documents) - len(dates)
        period = first if first == last else f"{first} – {last}"
        period += f" ({undated} undated)" if undated else ""
    quoted = tables["quotes"]["speaker_id"].nunique()
    sizes = [(len(documents), "article"), (documents["source"].nunique(), "source"), (len(tables["stories"]), "story"),
             (tables["mentions"]["actor_id"].nunique(), "actor"), (len(tables["quotes"]), "quote"), (quoted, "speaker")]  # fmt: skip
    counted = [count(n, noun, "stories" if noun == "story" else None).split(" ", 1) for n, noun in sizes]
    return {"corpus": PurePath(text_or(parameters.get("corpus"))).name, "period": period, "counts": counted}


def _plain(name: str, view: pd.DataFrame) -> Table:
    """Return a view as a table whose rows rest on no sentence, less its empty columns."""
    columns = [c for c in view.columns if c != "sent_id" and (view[c].astype(str) != "").any()]
    rows = [Row([Cell(_unplaced(str(row[c]))) for c in columns]) for row in view.to_dict("records")]
    return Table(name, "", [(c, "text") for c in columns], rows, "", first=20)


def _unplaced(text: str) -> str:
    """Return the name alone where ``text`` is a file's path on a machine."""
    return PurePath(text).name if PurePath(text).is_absolute() else text


def _choices(page: Context, sections: Sequence[Section], told: Sequence[brief_stories.Story]) -> dict[str, Any]:
    """Return what rows can be filtered by: actors of rows (id -> number, and names), sources and stories."""
    seen = Counter(i for s in sections for t in s.tables for row in t.rows for i in row.who if i in page.names)
    top = sorted((i for i, _ in seen.most_common(CHOICES)), key=lambda i: page.names[i].casefold())
    return {"who": {actor_id: n for n, actor_id in enumerate(top, 1)}, "actors": [page.names[i] for i in top],
            "sources": list(brief_articles.source_numbers(page.tables)), "stories": [(s.number, s.title) for s in told]}  # fmt: skip


def _asked(parameters: Mapping[str, Any]) -> str:
    """Return what the run was asked for in a line."""
    told = {**parameters, "corpus": PurePath(text_or(parameters.get("corpus"))).name} if parameters else {}
    return "; ".join(f"{key.replace('_', ' ')}: {_value(value)}" for key, value in told.items())


def _value(value: Any) -> str:
    if value in ("", []):
        return "any"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
