"""What happened between two runs: new stories, new actors, denials, dates ahead that have come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from stancebook.copies import outlets
from stancebook.report import story_trade, story_voices
from stancebook.report.cast import Cast
from stancebook.report.passages import Passages
from stancebook.report.wording import count
from stancebook.runs.novelty import News, Tables
from stancebook.stories.salience import Salience
from stancebook.tables import NAMED

OUTLETS = 2  # that name an actor from which it is told as new
OPENING = 0.5  # what a sentence weighs by its place (``Passages.weight``) that opens an article
MAIN = 5  # actors of a story, the most mentioned, that it is about


def found(before: Tables, after: Tables, new: News) -> Iterator[dict[str, Any]]:
    """Yield what new articles tell, as rows of table ``changes`` with a ``weight``, without ``why``."""
    cast, passages = Cast(after), Passages(after)
    yield from _stories(after, new, passages)
    yield from _actors(before, after, new, cast)
    yield from _denials(after, new, cast, passages)
    yield from _dates(before, after, new, passages)


def _row(kind: str, about: list[str], key: str, after: str, evidence: list[str], weight: float) -> dict[str, Any]:
    return {"change_id": f"{kind}:{key}", "kind": kind, "about": about, "before": None, "after": after, "size": None,
            "evidence": evidence, "weight": weight}  # fmt: skip


def _stories(after: Tables, new: News, passages: Passages) -> Iterator[dict[str, Any]]:
    """Yield the stories that no article of the earlier run tells and that have a sentence to lead them.

    That of one outlet must open its article: else it may be the second half of another story.
    """
    documents = after["documents"]
    old = set(documents.loc[documents["doc_id"].isin(new.known), "story_id"])
    for story in after["stories"].itertuples():
        leads = story.lead_sent_id in new.sentences
        borne_out = story.n_sources > 1 or (leads and passages.weight(story.lead_sent_id) >= OPENING)
        if story.story_id not in old and leads and borne_out:
            told = f"{count(story.n_documents, 'article')}, {count(story.n_sources, 'outlet')}"
            yield _row("story", [story.story_id], story.headline_doc, told, [story.lead_sent_id], story.weight)


def _actors(before: Tables, after: Tables, new: News, cast: Cast) -> Iterator[dict[str, Any]]:
    """Yield the actors that two outlets name and a story is about, of whom nobody spoke before."""
    mentions = after["mentions"]
    known = set(mentions.loc[mentions["doc_id"].isin(new.known), "actor_id"]) | set(before["mentions"]["actor_id"])
    main = {actor for story in after["stories"].itertuples() for actor in story.actors[:MAIN]}
    documents = after["documents"]
    old = set(documents.loc[documents["doc_id"].isin(new.known), "story_id"])
    going_on = {d.doc_id for d in documents.itertuples() if d.story_id in old}
    names = _names(before)
    fresh = mentions[mentions["kind"].isin(NAMED) & mentions["sent_id"].isin(new.sentences)]
    outlet = outlets(documents)
    fresh = fresh.assign(outlet=fresh["doc_id"].map(outlet)).dropna(subset=["outlet"])
    cards = {a.actor_id: a for a in after["actors"].itertuples()}
    for actor_id, part in fresh.groupby("actor_id", sort=True):
        n, card = part["outlet"].nunique(), cards[str(actor_id)]
        called = {words for name in (card.name, *card.aliases) for words in _called(name, card.kind)}
        if n >= OUTLETS and actor_id not in known and actor_id in main and cast.voice(actor_id) and not called & names:
            said = f"{count(part['doc_id'].nunique(), 'article')}, {count(n, 'outlet')}"
            full = part.assign(size=part["start"] - part["end"]).sort_values(["size", "mention_id"])
            row = _row("actor", [str(actor_id)], str(actor_id), said, full["mention_id"].tolist(), n + len(part) / 100)
            yield row if part["doc_id"].isin(going_on).any() else row | {"group": "cast"}


def _names(found: Tables) -> set[str]:
    """Return all that the actors of a run are called; people by their last name too."""
    rows = found["actors"][found["actors"]["actor_id"].isin(set(found["mentions"]["actor_id"].dropna()))]
    return {words for a in rows.itertuples() for name in (a.name, *a.aliases) for words in _called(name, a.kind)}


def _called(name: str, kind: str) -> set[str]:
    """Return a name without its article in small letters, and the last word of a person's."""
    words = name.partition(" (")[0].casefold().removeprefix("the ").strip()
    return {words, words.split()[-1]} if kind == "person" and words else {words}


def _denials(after: Tables, new: News, cast: Cast, passages: Passages) -> Iterator[dict[str, Any]]:
    """Yield the denials of named speakers in new sentences, one of each speaker and story."""
    voices = story_voices.Voices(after, cast, passages, Salience(after["documents"]))
    weight = dict(zip(after["stories"]["story_id"], after["stories"]["weight"], strict=True))
    rows = story_voices.rows(after, cast)
    for story_id, part in rows.groupby("story_id", sort=True):
        by_quote = {quote_id: r.speaker_id for r in part.itertuples() for quote_id in r.evidence}
        first: dict[str, tuple[float, str]] = {}
        for line in voices.denials(list(part.itertuples())):
            quote_id, place = line.rows[0][1], -passages.weight(line.evidence[0])
            if line.evidence[0] in new.sentences:
                who = by_quote[quote_id]
                first[who] = min(first.get(who, (place, quote_id)), (place, quote_id))
        for who, (_, quote_id) in first.items():
            yield _row("denial", [who], quote_id, "denies", [quote_id], weight[str(story_id)])


def _dates(before: Tables, after: Tables, new: News, passages: Passages) -> Iterator[dict[str, Any]]:
    """Yield the days that lay ahead when the earlier run was made and do so no more, each once a story."""
    first, last = _day(before["documents"]), _day(after["documents"])
    documents = after["documents"]
    read = documents[documents["doc_id"].isin(new.known) & documents["doc_id"].isin(outlets(documents).keys())]
    published, story = (dict(zip(read["doc_id"], read[c], strict=True)) for c in ("published", "story_id"))
    events = [e for e in after["events"].itertuples() if e.doc_id in published]
    due: dict[tuple[str, str], tuple[float, str]] = {}
    for event, sent_id, _ in story_trade.coming(events, published, passages):
        if len(event.date) == len("2019-09-30") and first < pd.Timestamp(event.date) <= last:
            key, told = (event.date, story[event.doc_id]), (passages.weight(sent_id), event.event_id)
            due[key] = max(due.get(key, told), told)
    for (day, _), (weight, event_id) in due.items():
        yield _row("date", [day], event_id, "has come", [event_id], weight)


def _day(documents: pd.DataFrame) -> pd.Timestamp:
    """Return the last day that a text of a run was first printed on; far back where no text has a date."""
    first = documents.groupby("cluster_id")["published"].min()
    return pd.Timestamp.min if first.isna().all() else first.max()
