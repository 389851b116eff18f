"""Table ``stories``: which articles tell one event, which sentence says what happened, who is in it, what it weighs."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from stancebook import copies, tables
from stancebook.stories import grouping, headline, lead, rarity
from stancebook.stories.vectors import total

LISTED = 8  # actors of a story that are listed
PLACES = 3  # of the places, those by which a lead may name the story
VOICES = 0.25  # what voices weigh beside outlets
UNLED = 0.25  # what the place of a story's lead weighs where there is none


def tell(found: Mapping[str, pd.DataFrame], clause: Callable[[str], bool]) -> dict[str, pd.DataFrame]:
    """Group articles by the event they tell.

    Parameters
    ----------
    found
        Tables ``documents, sentences, actors, mentions, quotes``.
    clause
        Tells whether a sentence has a finite verb.

    Returns
    -------
    dict
        ``documents`` with ``story_id`` filled, and ``stories``, the weightiest first.  Every document is in one
        story; one that nobody else tells is a story by itself.  ``first`` and ``last`` are the dates of
        publication; ``n_documents`` counts copies, ``n_sources`` the outlets with a text of their own;
        ``actors`` are the most mentioned; ``lead_sent_id`` is null where no sentence can lead, and ``lead_support``
        the number of other articles that bear the lead out; ``headline_doc`` is the article it stands in, else the
        earliest.  ``weight`` is (1 + log2 of the sources) times (1 + a quarter of log2 of one more than the
        speakers) times the place of the lead in its article (1 for the first sentence, a half for the fifth).
    """
    story = grouping.assign(found["documents"], found["actors"], found["mentions"])
    documents = found["documents"].assign(story_id=found["documents"]["doc_id"].map(story).astype("str"))
    articles = _sentences({**found, "documents": documents})
    weights = rarity.of_words(rarity.stems(group[0]["text"]) for group in copies.of_one_text(documents))
    named, spoken, outlet = _named(found["mentions"]), _speakers(found["quotes"]), copies.outlets(documents)
    first = set(copies.read(documents, documents)["doc_id"])
    places = set(found["actors"].loc[found["actors"]["kind"] == "place", "actor_id"])
    rows = []
    for story_id, part in documents.groupby("story_id", sort=True):
        part = part.sort_values(["published", "doc_id"], na_position="last", kind="stable")
        read = [doc_id for doc_id in part["doc_id"] if doc_id in first]
        ranked = _ranked(named, read)
        actors = [actor for actor in ranked if actor not in places][:LISTED]
        main = {*actors, *[actor for actor in ranked if actor in places][:PLACES]}
        led = lead.find([articles[d] for d in read if articles[d]], main, weights, clause)
        sources, voices = len({outlet[d] for d in read}), len({s for d in read for s in spoken[d]})
        rows.append({
            "story_id": story_id, "headline_doc": led.sentence.doc_id if led else part["doc_id"].iloc[0],
            "lead_sent_id": led.sentence.sent_id if led else None, "lead_support": led.support if led else 0,
            "first": part["published"].min(), "last": part["published"].max(), "n_documents": len(part),
            "n_sources": sources, "actors": actors, "weight": _weight(sources, voices, led),
        })  # fmt: skip
    rows.sort(key=lambda row: (-row["weight"], row["story_id"]))
    return {"documents": tables.check("documents", documents), "stories": tables.make("stories", rows)}


def _weight(sources: int, voices: int, led: lead.Lead | None) -> float:
    place = lead.weight_of_place(led.sentence.place) if led else UNLED
    return round((1 + math.log2(sources)) * (1 + VOICES * math.log2(1 + voices)) * place, 3)


def _ranked(named: Mapping[str, Counter[str]], read: Sequence[str]) -> list[str]:
    """Return the actors that a story's articles mention, the most first; one article can't make one by itself."""
    score = total((1.0, {actor: 1 + math.log(n) for actor, n in sorted(named[doc_id].items())}) for doc_id in read)
    return sorted(score, key=lambda actor: (-round(score[actor], 9), actor))


def _named(mentions: pd.DataFrame) -> defaultdict[str, Counter[str]]:
    """Return ``doc_id`` -> actor -> mentions."""
    named: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for doc_id, actor in zip(mentions["doc_id"], mentions["actor_id"], strict=True):
        if isinstance(actor, str):
            named[doc_id][actor] += 1
    return named


def _speakers(quotes: pd.DataFrame) -> defaultdict[str, set[str]]:
    heard = quotes[quotes["speaker_id"].notna() & quotes["within"].isna()]
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for doc_id, speaker in zip(heard["doc_id"], heard["speaker_id"], strict=True):
        spoken[doc_id].add(speaker)
    return spoken


def _sentences(found: Mapping[str, pd.DataFrame]) -> defaultdict[str, list[lead.Sentence]]:
    """Return ``doc_id`` -> the sentences of its body, in order."""
    texts = dict(zip(found["documents"]["doc_id"], found["documents"]["text"], strict=True))
    mentions = found["mentions"][found["mentions"]["kind"].isin(tables.NAMED) & found["mentions"]["actor_id"].notna()]
    who: defaultdict[str, set[str]] = defaultdict(set)
    for sent_id, actor in zip(mentions["sent_id"], mentions["actor_id"], strict=True):
        who[sent_id].add(actor)
    direct, passed_on = _contents(found["quotes"], ("direct",)), _contents(found["quotes"], ("indirect", "mixed"))
    years = {d.doc_id: None if pd.isna(d.published) else d.published.year for d in found["documents"].itertuples()}
    articles: defaultdict[str, list[lead.Sentence]] = defaultdict(list)
    for s, words in _prose(found["sentences"], texts):
        quoted, reported = (_share(s.start, s.end, spans[s.doc_id]) for spans in (direct, passed_on))
        here, past = articles[s.doc_id], lead.looks_back(words, years[s.doc_id])
        here.append(lead.Sentence(s.sent_id, s.doc_id, len(here), words, quoted, reported, who[s.sent_id], past))
    return articles


def _prose(sentences: pd.DataFrame, texts: Mapping[str, str]) -> Iterator[tuple[Any, str]]:
    """Yield the rows of body sentences with their words, in order: no headline, caption, credit or second copy."""
    above = {doc_id: headline.above(text) for doc_id, text in texts.items()}
    rows = list(sentences.sort_values(["doc_id", "start"], kind="stable").itertuples())
    words = [" ".join(texts[s.doc_id][s.start : s.end].split()) for s in rows]
    seen: set[tuple[str, str]] = set()
    for s, text, following in zip(rows, words, [*words[1:], ""][: len(rows)], strict=True):
        head, again = above[s.doc_id], (s.doc_id, text) in seen
        titled = head is not None and s.start < head[1]
        seen.add((s.doc_id, text))
        if getattr(s, "role", "body") == "body" and not titled and not again and lead.prose(text, following):
            yield s, text


def _contents(quotes: pd.DataFrame, kinds: Sequence[str]) -> defaultdict[str, list[tuple[int, int]]]:
    """Return ``doc_id`` -> spans of what is said in quotes of these kinds."""
    contents: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for q in quotes[quotes["kind"].isin(kinds) & quotes["within"].isna()].itertuples():
        contents[q.doc_id] += [(start, end) for start, end in q.content]
    return contents


def _share(start: int, end: int, spans: Sequence[tuple[int, int]]) -> float:
    """Return how much of a sentence lies in ``spans``."""
    return sum(max(0, min(end, last) - max(start, first)) for first, last in spans) / (end - start)
