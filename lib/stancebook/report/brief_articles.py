"""The articles of the brief: a table of all, by which rows are filtered, and the texts of those that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from stancebook.report.brief_evidence import UNNAMED, Evidence
from stancebook.report.lookup import Tables, text_or
from stancebook.report.printable import printable
from stancebook.report.wording import place_date

OPENING = 90  # characters of an article without a title that stand for one
KEPT = 1_000_000  # characters of articles that a page prints whole


def title_of(document: Any) -> str:
    """Return an article's title, else the words it opens with."""
    opening = shorten(printable(document.text[: 4 * OPENING]), OPENING, placeholder=" …")
    return printable(text_or(document.title)) or opening


def kept(tables: Tables) -> list[str]:
    """Return the articles whose text the page prints: those of the weightiest stories, as many as there is room for."""
    documents, rank, size = tables["documents"], order(tables), 0
    found: list[str] = []
    for doc_id, text in sorted(zip(documents["doc_id"], documents["text"], strict=True), key=lambda d: rank[d[0]]):
        size += len(text)
        if size <= KEPT or not found:
            found.append(doc_id)
    return found


def order(tables: Tables) -> dict[str, int]:
    """Return ``doc_id`` -> place on the page: story by story, the weightiest first, and by date within one."""
    documents = tables["documents"]
    place = {story_id: n for n, story_id in enumerate(tables["stories"]["story_id"])}
    rank = documents.assign(rank=[place.get(text_or(s), len(place)) for s in documents["story_id"]])
    rank = rank.sort_values(["rank", "published", "doc_id"], na_position="last", kind="stable")
    return {doc_id: n for n, doc_id in enumerate(rank["doc_id"])}


def article_rows(tables: Tables, evidence: Evidence, rank: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return every article with what rows are filtered by: source, day and story, each a short number or date."""
    documents = tables["documents"]
    sources = source_numbers(tables)
    stories = {story_id: n for n, story_id in enumerate(tables["stories"]["story_id"], 1)}
    rows = [
        {"number": evidence.number[d.doc_id], "title": title_of(d), "source": printable(text_or(d.source, UNNAMED)),
         "date": place_date(d.published), "day": "" if pd.isna(d.published) else f"{d.published:%Y-%m-%d}",
         "words": f"{d.n_words:,}", "source_number": sources[printable(text_or(d.source, UNNAMED))],
         "story": stories.get(text_or(d.story_id), 0), "doc_id": d.doc_id} for d in documents.itertuples()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: rank[row["doc_id"]])


def source_numbers(tables: Tables) -> dict[str, int]:
    """Return source -> its number on the page, in the order of the alphabet."""
    names = {printable(text_or(source, UNNAMED)) for source in tables["documents"]["source"]}
    return {name: n for n, name in enumerate(sorted(names, key=str.casefold), 1)}


def article_text(document: Any, evidence: Evidence) -> dict[str, Any]:
    """Return an article for the page, every sentence that a row links to anchored."""
    text, at, html = document.text, 0, [Markup("<p>")]
    for start, end, sent_id in evidence.spans_of(document.doc_id):
        html += [_gap(text[at:start])]
        words = escape(text[start:end])
        anchor = evidence.anchor(sent_id) if sent_id in evidence.cited else ""
        html += [Markup('<span id="{}">{}</span>').format(anchor, words) if anchor else words]
        at = end
    html += [_gap(text[at:].rstrip()), Markup("</p>")]
    facts = [text_or(document.source, UNNAMED), text_or(document.byline), place_date(document.published)]
    return {"anchor": f"a{evidence.number[document.doc_id]}", "title": title_of(document),
            "html": Markup("").join(html), "facts": printable(" · ".join(f for f in facts if f))}  # fmt: skip


def _gap(text: str) -> Markup:
    """Return what stands between two sentences; an empty line opens a paragraph."""
    if text.count("\n") > 1:
        return Markup("</p>\n<p>") + escape(text.strip())
    return escape(text).replace("\n", Markup("<br>"))
