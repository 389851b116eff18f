"""Tables and figures to the page people read: one HTML file that can be mailed.

Everything that comes from an article is escaped and made fit to show; nothing in the page is loaded from anywhere.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from stancebook.report import speech_views, stance_views, trade_views, tradelines, views
from stancebook.report.charts import Chart
from stancebook.report.lookup import Tables, anchor, filled, text_or
from stancebook.report.markdown import CITED
from stancebook.report.printable import printable
from stancebook.report.summary_lines import METHOD, bottom_line, period_line, stance_limits
from stancebook.report.wording import count, place_date
from stancebook.text import wordlists

SHOWN = 200  # rows of a table in the brief; the workbook has them all
WHOLE = 200  # up to so many articles are printed whole, beyond it only those that a row links to
GOOD = re.compile(r"\+|supports|up$|grow$|positive")
BAD = re.compile(r"−|opposes|down$|shrink$|negative")
LONG = {"Sentence", "What was said", "Lowest", "Highest", "What", "Reason"}
TONED = {"Stance", "Score", "Mean", "Change", "Mean tone", "Tone", "Trade", "Call", "Balance", "Side"}


@dataclass
class Table:
    """A table of the page: rows of cells, each row with its label (C3) and the sentence it links to."""

    caption: str
    columns: list[str]
    rows: list[dict]
    note: str = ""


@dataclass
class Section:
    """A part of the page: an anchor, a heading, sentences in front, and figures and tables."""

    name: str
    title: str
    parts: list = field(default_factory=list)
    lead: list = field(default_factory=list)


class _Links:
    """Which rows cite which sentence: filled while tables are made, read when the articles are printed."""

    def __init__(self, sentences: pd.DataFrame) -> None:
        self.known = set(sentences["sent_id"])
        self.citing: dict[str, list[str]] = defaultdict(list)

    def cite(self, sent_id: str, label: str) -> str:
        """Note that row ``label`` rests on a sentence and return the sentence's anchor ("" if there is none)."""
        if sent_id not in self.known:
            return ""
        self.citing[sent_id].append(label)
        return anchor(sent_id)


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
    tables = filled(tables)
    links = _Links(tables["sentences"])
    lines = [
        (line.text, [(links.cite(s, f"B{i}"), str(k)) for k, s in enumerate(line.evidence, 1) if s in links.known])
        for i, line in enumerate(bottom_line(tables), 1)
    ]
    parts = [_who(tables, charts, links), _stands(tables, charts, links, parameters), _speech(tables, charts, links),
             _trade(tables, charts, links)]  # fmt: skip
    cited = set(tables["sentences"].loc[tables["sentences"]["sent_id"].isin(list(links.citing)), "doc_id"])
    shown = tables["documents"]
    if len(shown) > WHOLE:
        shown = shown[shown["doc_id"].isin(cited)]
    page = _template().render(
        title=title or "Stancebook brief", date=date, lines=lines, sections=parts, facts=_facts(tables["documents"]),
        corrections=_table(views.correction_rows(tables), "", "What the desk has corrected", links),
        skipped=_table(views.skipped_rows(tables), "", "What was not analysed, and why", links),
        articles=[_article(d, tables["sentences"], links) for d in shown.itertuples()],
        left=len(tables["documents"]) - len(shown), parameters=parameters,
        style=Markup(wordlists.text("report", "brief.css")),
    )  # fmt: skip
    return printable(page)


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(wordlists.text("report", "brief.html.j2"))


def _facts(documents: pd.DataFrame) -> str:
    """Return how much was read, from whom and when, in one line."""
    if documents.empty:
        return "No article was read."
    sources, dates = documents["source"].dropna().unique(), documents["published"].dropna()
    read = f"{count(len(documents), 'article')}, {count(int(documents['n_words'].sum()), 'word')}"
    named = f" from {sources[0]}" if len(sources) == 1 else f" from {len(sources)} sources" if len(sources) else ""
    if dates.empty:
        return f"{read}{named}, none of them dated."
    first, last = place_date(dates.min()), place_date(dates.max())
    return f"{read}{named}, published {first}." if first == last else f"{read}{named}, published {first} to {last}."


def _table(view: pd.DataFrame, letter: str, caption: str, links: _Links, note: str = "") -> Table:
    """Turn a view into a table of the page, less its empty columns; sentences link back to labels like C3."""
    columns = [c for c in view.columns if c not in ("sent_id", "Rule") and (view[c].astype(str) != "").any()]
    rows = []
    for i, row in enumerate(view.head(SHOWN).to_dict("records"), 1):
        cells = [{"head": c, "text": str(row[c]), "mood": _mood(c, str(row[c])), "long": c in LONG} for c in columns]
        label = f"{letter}{i}" if letter else ""
        rows.append({"label": label, "cells": cells, "to": links.cite(row["sent_id"], label)})
    if len(view) > SHOWN:
        note = f"{note} The first {SHOWN} of {count(len(view), 'row')}; all of them are in stancebook.xlsx.".strip()
    return Table(caption, columns, rows, note)


def _mood(column: str, text: str) -> str:
    if text == "–":
        return "none"
    if column == "How" and text.startswith(("denial", "no comment")):
        return "marked"
    if column not in TONED:
        return ""
    return "good" if GOOD.match(text) else "bad" if BAD.match(text) else ""


def _figure(charts: Mapping[str, Chart], name: str) -> list[dict]:
    """Return the figure as an image inside the page, its title as text above; no chart gives none."""
    if name not in charts:
        return []
    svg = charts[name].image("svg", titled=False)
    width = round(charts[name].figure.get_size_inches()[0] * 96 * 1.2)
    source = "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
    return [{"src": source, "title": charts[name].title, "alt": charts[name].alt, "width": width}]


def _who(tables: Tables, charts: Mapping[str, Chart], links: _Links) -> Section:
    people = views.actor_rows(tables)
    places = people[people["Kind"] == "place"].drop(columns="Kind")
    actors = people[people["Kind"] != "place"]
    parts = [*_figure(charts, "actors"), _table(actors, "A", "Actors, the most mentioned first", links)]
    if len(places):
        parts.append(_table(places, "L", "Places", links))
    return Section("who", "Who is in the story", parts)


def _stands(tables: Tables, charts: Mapping[str, Chart], links: _Links, parameters: Mapping[str, Any]) -> Section:
    pairs = tables["stance_pairs"]
    least, focus = parameters.get("min_confidence"), parameters.get("focus")
    note = f"Stances less sure than {least:.0%} are left out of the means." if least else ""
    note += f" Only pairs with {', '.join(focus)}." if focus else ""
    note += "".join(f" {line.text}" for line in stance_limits(pairs)) if len(pairs) else ""
    return Section("stance", "Who stands with or against whom", [
        *_figure(charts, "matrix"), *_figure(charts, "sides"),
        _table(stance_views.pair_rows(tables), "P", "Pairs of actors", links, note.strip()),
        *_figure(charts, "stance_changes"),
        *_changes(stance_views.period_rows(tables), tables, "stance_periods", "M", "Pairs over time", "stance", links),
        _table(stance_views.stance_rows(tables), "S", "Each stance, with its sentence", links),
    ])  # fmt: skip


def _speech(tables: Tables, charts: Mapping[str, Chart], links: _Links) -> Section:
    return Section("speech", "Who said what, and how they sound", [
        _table(speech_views.quote_rows(tables), "Q", "Quotes, in the order of the articles", links,
               f"{METHOD} Denials and refusals to comment are marked as such."),
        *_figure(charts, "tone"),
        _table(speech_views.speaker_rows(tables), "V", "Speakers, the lowest tone first", links),
        *_figure(charts, "tone_changes"),
        *_changes(speech_views.speaker_period_rows(tables), tables, "speaker_periods", "H", "Speakers over time",
                  "quote", links),
        *_figure(charts, "targets"), _table(speech_views.target_rows(tables), "T", "Tone towards others", links),
    ])  # fmt: skip


def _changes(
    view: pd.DataFrame, tables: Tables, name: str, letter: str, caption: str, noun: str, links: _Links
) -> list[Table]:
    """Return the table of means by period; with one period there is no change and no table."""
    if tables[name]["period"].nunique() < 2:
        return []
    return [_table(view, letter, caption, links, period_line(tables[name], noun, tables["documents"]).text)]


def _trade(tables: Tables, charts: Mapping[str, Chart], links: _Links) -> Section:
    sentence = dict(zip(tables["claims"]["claim_id"], tables["claims"]["sent_id"], strict=True))
    lead = []
    for i, row in enumerate(tables["trade_summary"].to_dict("records"), 1):
        ids = [s for s in (sentence.get(c, "") for c in row["claim_ids"]) if s in links.known]
        marks = [(links.cite(s, f"F{i}"), str(k)) for k, s in enumerate(list(dict.fromkeys(ids))[:CITED], 1)]
        lead.append((f"F{i}", row["sentence"], marks))
    return Section("trade", "Where trade is heading", [
        _table(trade_views.outlook_rows(tables), "O", "The call for each corridor", links),
        _table(trade_views.turning_rows(tables["turning_points"], tables), "X", "What would change a call", links),
        *_figure(charts, "outlook"), *_figure(charts, "drivers"),
        _table(trade_views.voice_rows(tables), "W", "Voices: who says more trade, who says less", links),
        _table(trade_views.claim_rows(tables), "C", "Each claim about trade, with its sentence", links),
        *_figure(charts, "trade_changes"),
        *_changes(trade_views.series_rows(tables["trade_periods"], tables["claims"]), tables, "trade_periods", "R",
                  "Balance of claims over time", "corridor", links),
        *_figure(charts, "uncertainty"),
        *_figure(charts, "timeline"), _table(trade_views.event_rows(tables), "E", "Dated events, oldest first", links),
    ], lead)  # fmt: skip


def _article(document: Any, sentences: pd.DataFrame, links: _Links) -> dict:
    """Return an article with every sentence anchored, and after a cited one the rows that cite it."""
    own = sentences[sentences["doc_id"] == document.doc_id].sort_values("start", kind="stable")
    html, at = [Markup("<p>")], 0
    for s in own.itertuples():
        html += [_gap(document.text[at : s.start]), _sentence(document.text[s.start : s.end], s.sent_id, links)]
        at = s.end
    html += [_gap(document.text[at:].rstrip()), Markup("</p>")]
    facts = [text_or(document.source), text_or(document.byline), place_date(document.published), document.path]
    title = text_or(document.title) or Path(document.path).stem
    return {"id": f"article-{anchor(document.doc_id)}", "title": title, "facts": " · ".join(f for f in facts if f),
            "html": Markup("").join(html)}  # fmt: skip


def _gap(text: str) -> Markup:
    """Return what stands between two sentences; an empty line opens a paragraph."""
    if text.count("\n") > 1:
        return Markup("</p><p>") + escape(text.strip())
    return escape(text).replace("\n", Markup("<br>"))


def _sentence(text: str, sent_id: str, links: _Links) -> Markup:
    html = Markup('<span class="s" id="{}">{}</span>').format(anchor(sent_id), text)
    labels = dict.fromkeys(label for label in links.citing.get(sent_id, ()) if label)
    back = [Markup('<a href="#{0}">{0}</a>').format(label) for label in labels]
    return html + (Markup('<sup class="back">{}</sup>').format(Markup(" ").join(back)) if back else Markup(""))
