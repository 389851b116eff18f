"""Who "we" and "I" are: in a quotation its speaker; in a public body's own text, the body or its country.

Works on the tables alone, without a parse.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping

import pandas as pd

from stancebook import tables
from stancebook.actors import gazetteer, groups
from stancebook.actors.gazetteer import Entry

PLURAL = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?|[Oo]urselves)\b")
SINGULAR = re.compile(r"\b(?:I|me|[Mm]y|[Mm]ine|[Mm]yself)\b")


def resolve(
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    actors: pd.DataFrame,
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    known: Mapping[str, Entry],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the mentions that first-person words make.

    Parameters
    ----------
    documents, sentences, actors, mentions, quotes
        The tables of those names; ``documents.source``, else ``byline``, tells who publishes.
    known
        Surface form -> entry (``analyst_file.entries``).

    Returns
    -------
    actors, mentions
        The tables with publishers and first-person mentions (kind ``pronoun``) added, mentions in text order.
    """
    quoted, lines = tables.by_document(quotes), tables.by_document(sentences)
    rows, cards = [], []
    for document in documents.to_dict("records"):
        doc_id = document["doc_id"]
        body = publisher(document["source"], known) or publisher(document["byline"], known)
        starts = [line["start"] for line in lines.get(doc_id, ())]
        new = _in_text(document["text"], quoted.get(doc_id, []), body.actor_id if body else None)
        for n, (start, end, actor_id, rule) in enumerate(new):
            sent_id = lines[doc_id][max(0, bisect_right(starts, start) - 1)]["sent_id"]
            rows.append({"mention_id": f"{doc_id}:w{n}", "doc_id": doc_id, "sent_id": sent_id, "actor_id": actor_id,
                         "start": start, "end": end, "kind": "pronoun", "confidence": 1.0, "rule": rule})  # fmt: skip
            if body and actor_id == body.actor_id:
                cards.append(body)
    return _with_cards(actors, cards), _in_order(documents, _others(mentions, rows), rows)


def _others(mentions: pd.DataFrame, rows: list[dict]) -> pd.DataFrame:
    """Return the mentions at other places than ``rows``: what a quotation's speaker is called is known better."""
    here = {(row["doc_id"], row["start"]) for row in rows}
    spans = zip(mentions["doc_id"], mentions["start"], mentions["kind"], strict=True)
    return mentions[[kind != "pronoun" or (doc_id, start) not in here for doc_id, start, kind in spans]]


def publisher(name: str | None, known: Mapping[str, Entry]) -> Entry | None:
    """Return the public body, or its country, that a publisher's name means; None for the press and the unknown.

    "US State Department" is listed, "UK Government" and "Swedish Ministry of Defence" speak for their countries,
    "Delegation of the European Union to Kenya" for the first it names; "Daily Nation" is nobody.
    """
    if not isinstance(name, str):
        return None
    listed = known.get(gazetteer.bare(name))
    if listed:
        speaks = listed.kind == "organisation" and listed.name not in groups.words("press")
        return listed if speaks else None
    parts = re.findall(r"[\w.'-]+", name)
    if not groups.words("publisher") & set(parts):
        return None
    for i in range(len(parts)):
        for length in range(min(4, len(parts) - i), 0, -1):
            entry = known.get(" ".join(parts[i : i + length]))
            if entry and entry.how != "capital":
                return entry
    return None


def _in_text(text: str, quotes: Iterable[dict], publishes: str | None) -> Iterable[tuple[int, int, str, str]]:
    """Yield (start, end, actor, rule) of first-person words whose owner is known."""
    spans = [(start, end, q["speaker_id"]) for q in quotes for start, end in q["content"]]
    for pattern in (PLURAL, SINGULAR) if spans else (PLURAL,) if publishes else ():
        for word in pattern.finditer(text):
            start, end = word.span()
            around = [s for s in spans if s[0] <= start and end <= s[1]]
            if around:
                speaker = min(around, key=lambda s: s[1] - s[0])[2]
                if isinstance(speaker, str):
                    yield start, end, speaker, "first_person"
            elif publishes and pattern is PLURAL:
                yield start, end, publishes, "publisher"
            elif publishes:  # "The minister said:", then paragraphs without quotation marks
                before = [s for s in spans if s[1] <= start and isinstance(s[2], str)]
                if before:
                    yield start, end, max(before)[2], "statement"


def _with_cards(actors: pd.DataFrame, bodies: Iterable[Entry]) -> pd.DataFrame:
    """Add publishers that no name in their texts is of."""
    there = set(actors["actor_id"])
    new = {b.actor_id: b for b in bodies if b.actor_id not in there}
    if not new:
        return actors
    rows = [{"actor_id": b.actor_id, "name": b.name, "kind": b.kind} for b in new.values()]
    whole = tables.concat("actors", [actors, tables.make("actors", rows)])
    return whole.sort_values("actor_id", ignore_index=True)


def _in_order(documents: pd.DataFrame, mentions: pd.DataFrame, rows: list[dict]) -> pd.DataFrame:
    """Put new mentions among the others: documents in their order, then by place."""
    if not rows:
        return mentions
    rank = {doc_id: n for n, doc_id in enumerate(documents["doc_id"])}
    whole = tables.concat("mentions", [mentions, tables.make("mentions", rows)])
    whole = whole.assign(rank=whole["doc_id"].map(rank)).sort_values(["rank", "start", "end"], kind="stable")
    return whole.drop(columns="rank").reset_index(drop=True)
