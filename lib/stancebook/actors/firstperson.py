"""Who "we" and "I" are: in a quotation its speaker, in a turn who has it; "I" in a speech or a signed text its author.

"We" in a public body's own text is the body or its country; "you" in an interviewer's question is who is interviewed.

Works on the tables alone, without a parse.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from stancebook import tables
from stancebook.actors import gazetteer, groups
from stancebook.actors.gazetteer import Entry
from stancebook.actors.sure import sure
from stancebook.actors.voices import Heard

PLURAL = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?|[Oo]urselves)\b")
SECOND = re.compile(r"\b[Yy](?:ou|ours?|ourself|ourselves)\b")
SINGULAR = re.compile(r"\b(?:I|me|[Mm]y|[Mm]ine|[Mm]yself)\b")


def resolve(
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    actors: pd.DataFrame,
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    known: Mapping[str, Entry],
    heard: Mapping[str, Heard] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the mentions that first-person words make.

    Parameters
    ----------
    documents, sentences, actors, mentions, quotes
        The tables of those names; ``documents.source``, else ``byline``, tells who publishes.
    known
        Surface form -> entry (``analyst_file.entries``).
    heard
        ``doc_id`` -> what is known of its voices (``voices.with_voices``).

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
        voices = (heard or {}).get(doc_id, Heard())
        new = _in_text(document["text"], quoted.get(doc_id, []), body.actor_id if body else None, voices)
        for n, (start, end, actor_id, rule) in enumerate(new):
            sent_id = lines[doc_id][max(0, bisect_right(starts, start) - 1)]["sent_id"]
            rows.append({"mention_id": f"{doc_id}:w{n}", "doc_id": doc_id, "sent_id": sent_id, "actor_id": actor_id,
                         "start": start, "end": end, "kind": "pronoun", "confidence": sure(rule),
                         "rule": rule})  # fmt: skip
            if body and actor_id == body.actor_id:
                cards.append(body)
    return _with_cards(actors, cards), _in_order(documents, _others(mentions, rows), rows)


def _others(mentions: pd.DataFrame, rows: list[dict]) -> pd.DataFrame:
    """Return the mentions at other places than ``rows``: what a quotation's speaker is called is known better."""
    if mentions.empty:
        return mentions
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


def _in_text(
    text: str, quotes: Iterable[dict], publishes: str | None, heard: Heard
) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, actor, rule) of words of the first and second person whose owner is known."""
    spans = [_Words(start, end, q["speaker_id"], q["kind"] == "direct") for q in quotes for start, end in q["content"]]
    turns = {span for turn, _ in heard.turns for span in turn.content}
    if heard.speech:
        spans = [s for s in spans if (s.start, s.end) not in turns]
    for pattern in (PLURAL, SINGULAR) if spans or heard.author else (PLURAL,) if publishes else ():
        for word in pattern.finditer(text):
            start, end = word.span()
            around = [s for s in spans if s.start <= start and end <= s.end]
            if around:
                owner = _owner(around)
                # the "we" of a person who talks at length is hardly ever that person: 0 of 73 in interviews
                many = pattern is PLURAL and (owner.start, owner.end) in turns
                if isinstance(owner.speaker, str) and not (many and tables.kind_of(owner.speaker) == "person"):
                    yield start, end, owner.speaker, "first_person"
            elif publishes and pattern is PLURAL:
                yield start, end, publishes, "publisher"
            elif heard.author and pattern is SINGULAR:
                yield start, end, heard.author, "author"
            elif publishes and pattern is SINGULAR:  # "The minister said:", then paragraphs without quotation marks
                before = [(s.start, s.speaker) for s in spans if s.end <= start and isinstance(s.speaker, str)]
                if before:
                    yield start, end, max(before)[1], "statement"
    if heard.asked:
        for turn, _ in heard.turns:
            for start, end in turn.content if turn.asks else ():
                for word in SECOND.finditer(text, start, end):
                    yield *word.span(), heard.asked, "second_person"


class _Words(NamedTuple):
    """A stretch of a quote, whose it is, and whether it is in the speaker's own words."""

    start: int
    end: int
    speaker: str | None
    direct: bool


def _owner(around: Sequence[_Words]) -> _Words:
    """Return whose "I" it is: who is quoted word for word, the innermost of them, else the outermost source."""
    direct = [s for s in around if s.direct]
    return min(direct, key=lambda s: s.end - s.start) if direct else max(around, key=lambda s: s.end - s.start)


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
