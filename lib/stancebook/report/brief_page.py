"""Tables and figures to the page people read: one HTML file that can be mailed.

Everything that comes from an article is escaped and made fit to show; nothing in the page is loaded from anywhere, and
its policy lets no style and no script run but the page's own.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from stancebook.report import brief_articles, brief_changes, brief_sections, brief_stories, summary_lines, views
from stancebook.report.brief_evidence import Evidence
from stancebook.report.brief_sections import Section
from stancebook.report.brief_stories import Story
from stancebook.report.brief_tables import Context
from stancebook.report.charts import Chart
from stancebook.report.lookup import Tables, filled, named_apart, text_or
from stancebook.report.printable import printable
from stancebook.report.since import Since
from stancebook.report.story_lines import StoryTold
from stancebook.report.wording import count, days, names_of
from stancebook.text import wordlists

CHOICES = 250  # actors that rows can be filtered by; search finds the others


def brief(
    tables: Tables, charts: Mapping[str, Chart], parameters: Mapping[str, Any], title: str = "", date: str = "",
    since: Since | None = None,
) -> str:  # fmt: skip
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
    since
        The report that table ``changes`` compares with; none: nothing is said of changes.
    """
    tables = named_apart(filled(tables))
    rank, kept = brief_articles.order(tables), brief_articles.kept(tables)
    page = Context(tables, Evidence(tables, kept), names_of(tables["actors"]), rank)
    told = brief_stories.told(page)
    shown = brief_sections.sections(page, charts, parameters, told)
    return printable(_template().render(
        title=title or "Stancebook brief", date=date, facts=_facts(tables, parameters), asked=_asked(parameters),
        unmatched=summary_lines.unmatched(tables, parameters),
        method=summary_lines.METHOD, sections=shown, **_stories(page, shown, told),
        changed=brief_changes.changed(page, since), **_articles(page, kept),
        corrections=brief_sections.plain("corrections", views.correction_rows(tables)),
        skipped=brief_sections.plain("skipped", views.skipped_rows(tables)), **_own(),
    ))  # fmt: skip


def _stories(page: Context, sections: Sequence[Section], told: Sequence[StoryTold]) -> dict[str, Any]:
    """Return the bottom line and the stories, and by what rows can be filtered."""
    lines = summary_lines.bottom_line(page.tables, told)
    stories = brief_stories.on_page(page, told, lines)
    return {"lines": brief_stories.by_story(page.evidence, lines, told), "stories": stories,
            "open_stories": brief_stories.OPEN, "left_stories": len(page.tables["stories"]) - len(told),
            "choices": _choices(page, sections, stories)}  # fmt: skip


def _articles(page: Context, kept: Sequence[str]) -> dict[str, Any]:
    """Return the list of articles, and the text of those kept; made last, when all that cites them is made."""
    documents = {row.doc_id: row for row in page.tables["documents"].itertuples()}
    return {"rows": brief_articles.article_rows(page.tables, page.evidence, page.order), "kept": set(kept),
            "articles": [brief_articles.article_text(documents[d], page.evidence) for d in kept],
            "places": len(documents) > 1}  # of one article every row would say the same  # fmt: skip


def _own() -> dict[str, Any]:
    """Return the page's style and script, and the policy that lets them and no other run."""
    style, script = (wordlists.text("report", name) for name in ("brief.css", "brief.js"))
    return {"style": Markup(style), "script": Markup(script), "policy": policy(style, script)}


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


def _facts(tables: Tables, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was read: the corpus, from when to when, and counts of what is in it, each with its noun."""
    documents = tables["documents"]
    period, undated = days(documents["published"], " – "), int(documents["published"].isna().sum())
    if undated:
        period = f"{period} ({undated} undated)" if period else "no article is dated"
    sizes = [
        (len(documents), "article"), (documents["source"].nunique(), "source"), (len(tables["stories"]), "story"),
        (tables["mentions"]["actor_id"].nunique(), "actor"), (len(tables["quotes"]), "quote"),
        (tables["quotes"]["speaker_id"].nunique(), "speaker"),
    ]  # fmt: skip
    counted = [count(n, noun, "stories" if noun == "story" else None).split(" ", 1) for n, noun in sizes]
    return {"corpus": PurePath(text_or(parameters.get("corpus"))).name, "period": period, "counts": counted}


def _choices(page: Context, sections: Sequence[Section], stories: Sequence[Story]) -> dict[str, Any]:
    """Return what rows can be filtered by: actors of rows (id -> number, and names), sources and stories."""
    rows = [row for section in sections for table in section.tables for row in table.rows]
    seen = Counter(str(i) for row in rows for i in row.who if i in page.names)
    weight = _weights(page.tables)
    top = sorted(seen, key=lambda i: (weight.get(i, (0, 0)), seen[i], page.names[i].casefold()), reverse=True)[:CHOICES]
    return {
        "who": {actor_id: n for n, actor_id in enumerate(top, 1)}, "actors": [page.names[i] for i in top],
        "sources": list(brief_articles.source_numbers(page.tables)), "stories": [(s.number, s.title) for s in stories],
    }  # fmt: skip


def _weights(tables: Tables) -> dict[str, tuple[int, int]]:
    """Return ``actor_id`` -> articles that name it, and mentions of it: copies of one text count once."""
    text = tables["documents"].set_index("doc_id")["cluster_id"]
    mentions = tables["mentions"]
    found = mentions.assign(text=mentions["doc_id"].map(text)).groupby("actor_id")
    found = found.agg(n=("text", "nunique"), all=("mention_id", "size"))
    return {str(row.Index): (int(row.n), int(row.all)) for row in found.itertuples()}


def _asked(parameters: Mapping[str, Any]) -> str:
    """Return what the run was asked for in a line."""
    told = {**parameters, "corpus": PurePath(text_or(parameters.get("corpus"))).name} if parameters else {}
    return "; ".join(f"{key.replace('_', ' ')}: {_value(value)}" for key, value in told.items())


def _value(value: Any) -> str:
    if value in ("", []):
        return "any"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
