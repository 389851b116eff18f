"""Tables for people to read: articles, actors, mentions, corrections, what was skipped.

Every view ends with the column ``sent_id``: the sentence a row rests on, which the brief turns into a link.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from stancebook.report.lookup import Tables, sentence_lookup, text_or, texts_by_id, view_frame
from stancebook.report.wording import UNKNOWN, names_of, place_date
from stancebook.text import wordlists


def actor_rows(tables: Tables) -> pd.DataFrame:
    """Return who is in the story, the most mentioned first, each with its first mention as evidence."""
    mentions, rows = tables["mentions"], []
    kept = mentions[mentions["actor_id"].notna()].sort_values(["doc_id", "start"], kind="stable")
    groups = dict(list(kept.groupby("actor_id", sort=False)))
    for a in tables["actors"].itertuples():
        if a.actor_id in groups:
            part = groups[a.actor_id]
            aliases = ", ".join(x for x in a.aliases if x != a.name)
            rows.append({"Actor": a.name, "Kind": a.kind, "Role": text_or(a.role), "Also called": aliases,
                         "Mentions": len(part), "Articles": part["doc_id"].nunique(),
                         "sent_id": part["sent_id"].iloc[0]})  # fmt: skip
    rows.sort(key=lambda r: (-r["Mentions"], r["Actor"]))
    return view_frame(rows, "Actor", "Kind", "Role", "Also called", "Mentions", "Articles")


@cache
def _reasons() -> dict[str, str]:
    """Return rule -> why it ties a mention to its actor."""
    return {row["rule"]: row["why"] for row in wordlists.rows("report", "mention_rules.csv")}


def why(rule: str) -> str:
    """Return in words why a mention is read as its actor; of several rules, each after the other."""
    return "; ".join(_reasons().get(part, part) for part in rule.split(", "))


def actor_page(tables: Tables, actor_id: str) -> pd.DataFrame:
    """Return all that one actor is called, the least sure first: why it was read as this actor, and where least so."""
    mentions, texts = tables["mentions"], texts_by_id(tables)
    mine = mentions[mentions["actor_id"] == actor_id].sort_values(["doc_id", "start"], kind="stable")
    words = [" ".join(texts[m.doc_id][m.start : m.end].split()) for m in mine.itertuples()]
    mine = mine.assign(words=pd.Series(words, index=mine.index, dtype="str"))
    find, rows = sentence_lookup(tables), []
    for (seen_as, kind, rule), part in mine.groupby(["words", "kind", "rule"], sort=False):
        least = part.loc[part["confidence"].idxmin()]
        rows.append({"Seen as": seen_as, "Kind": kind, "Why": why(rule), "Sure": least.confidence, "Times": len(part),
                     "Articles": part["doc_id"].nunique(), "For example": find(least.doc_id, least.start).text,
                     "sent_id": least.sent_id})  # fmt: skip
    rows.sort(key=lambda r: (r["Sure"], -r["Times"]))
    shown = [{**row, "Sure": f"{row['Sure']:.0%}"} for row in rows]
    return view_frame(shown, "Seen as", "Kind", "Why", "Sure", "Times", "Articles", "For example")


def correction_rows(tables: Tables) -> pd.DataFrame:
    """Return each of the analyst's corrections and what became of it, those not made first."""
    rows = [
        {"Correction": f"{c.do} ({c.correction_id})", "About": c.about, "What became of it": c.status,
         "Instead": text_or(c.found), "Reason": c.reason, "By": c.author, "On": place_date(c.date), "sent_id": ""}
        for c in tables["corrections"].sort_values("status", ascending=False, kind="stable").itertuples()
    ]  # fmt: skip
    return view_frame(rows, "Correction", "About", "What became of it", "Instead", "Reason", "By", "On")


def mention_rows(tables: Tables) -> pd.DataFrame:
    """Return each mention: the words in the text, the actor they are read as, by which rule, in which sentence."""
    names, find, texts, rows = names_of(tables["actors"]), sentence_lookup(tables), texts_by_id(tables), []
    for m in tables["mentions"].itertuples():
        rows.append({"Words": texts.get(m.doc_id, "")[m.start : m.end], "Actor": names[m.actor_id], "Kind": m.kind,
                     "Sentence": find(m.doc_id, m.start).text, "Rule": m.rule, "sent_id": m.sent_id})  # fmt: skip
    return view_frame(rows, "Words", "Actor", "Kind", "Sentence", "Rule")


def document_rows(tables: Tables) -> pd.DataFrame:
    """Return the articles read, newest first."""
    rows = [
        {"Article": text_or(d.title) or d.path, "Source": text_or(d.source, UNKNOWN),
         "Published": place_date(d.published), "Words": d.n_words, "sent_id": ""}
        for d in tables["documents"].sort_values("published", ascending=False, kind="stable").itertuples()
    ]  # fmt: skip
    return view_frame(rows, "Article", "Source", "Published", "Words")


def row_counts(tables: Tables) -> pd.DataFrame:
    """Return how many rows each table has."""
    return pd.DataFrame({"Table": list(tables), "Rows": [len(frame) for frame in tables.values()]})


def skipped_rows(tables: Tables) -> pd.DataFrame:
    """Return what was not analysed and why."""
    rows = [
        {"Stage": s.stage, "Item": s.item, "Reason": s.reason, "sent_id": ""} for s in tables["skipped"].itertuples()
    ]
    return view_frame(rows, "Stage", "Item", "Reason")


def sentence_rows(tables: Tables) -> pd.DataFrame:
    """Return every sentence with its article."""
    find, texts = texts_by_id(tables), []
    for s in tables["sentences"].itertuples():
        texts.append({"Article": s.doc_id, "Sentence": find.get(s.doc_id, "")[s.start : s.end], "sent_id": s.sent_id})
    return view_frame(texts, "Article", "Sentence")


def audit(rows: pd.DataFrame, n: int = 5, seed: int = 7) -> pd.DataFrame:
    """Return ``n`` random rows of a view for checking by eye; the same ``seed`` gives the same rows."""
    return rows.sample(min(n, len(rows)), random_state=seed).sort_index()
