"""An article as two vectors of what is rare in it: whom and what it names, and the other words it uses.

The dot product of two such vectors of length one is how alike they are, from 0 to 1.  They are kept apart because
articles about the same people share their names whatever happens; that the same thing happens is in the words.
Copies of one text are one unit.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from stancebook.copies import of_one_text
from stancebook.stories import rarity
from stancebook.stories.vectors import Vector, unit
from stancebook.tables import NAMED

TITLE, OPENING = 2.0, 1.5  # how much more a word of the title, or of the first words, counts
OPENS = 80  # words that open an article
KEPT = 100  # features kept of a vector, the heaviest: the rest are many and say little


class Unit(NamedTuple):
    """One text, in one copy or several: who has it, when it first came out (days, None without date), its vectors."""

    doc_ids: tuple[str, ...]
    day: int | None
    names: Vector
    words: Vector


class _Counts(NamedTuple):
    """How much each actor, each stem of a name and each other stem counts in an article."""

    actors: Vector
    names: Vector
    words: Vector


def units(documents: pd.DataFrame, actors: pd.DataFrame, mentions: pd.DataFrame) -> list[Unit]:
    """Return the distinct texts of ``documents``, in the order of their first ``doc_id``.

    Without mentions all words are other words.
    """
    groups = of_one_text(documents)
    words_of = _mentioned(mentions)
    counts = [_counts(group[0], words_of.get(group[0]["doc_id"], [])) for group in groups]
    word_weight = rarity.of_words(c.words.keys() | c.names.keys() for c in counts)
    kinds = dict(zip(actors["actor_id"], actors["kind"], strict=True))
    actor_weight = rarity.of_actors((c.actors for c in counts), kinds)
    return [
        Unit(tuple(row["doc_id"] for row in group), _day(group),
             _vector(_weighed(c.actors, actor_weight, "actor ") | _weighed(c.names, word_weight)),
             _vector(_weighed(c.words, word_weight)))
        for group, c in zip(groups, counts, strict=True)
    ]  # fmt: skip


def _mentioned(mentions: pd.DataFrame) -> dict[str, list[tuple[str | None, int, int, str]]]:
    """Return ``doc_id`` -> actor, start, end and kind of its mentions, in order."""
    words_of: defaultdict[str, list] = defaultdict(list)
    for m in mentions.sort_values(["doc_id", "start", "end"], kind="stable").itertuples():
        words_of[m.doc_id].append((m.actor_id if isinstance(m.actor_id, str) else None, m.start, m.end, m.kind))
    return words_of


def _counts(row: Mapping, mentions: list[tuple[str | None, int, int, str]]) -> _Counts:
    """Return what an article names and what else it says; a stem that is part of a name there is no other word."""
    text, title = row["text"], row["title"] if isinstance(row["title"], str) else ""
    who = Counter(actor for actor, *_ in mentions if actor is not None)
    named = {stem for _, start, end, kind in mentions if kind in NAMED for stem in rarity.stems(text[start:end])}
    body, heading = rarity.stems(text), set(rarity.stems(title))
    times, opening = Counter(body), set(body[:OPENS])
    every = {
        stem: (1 + math.log(times[stem] or 1)) * (TITLE if stem in heading else OPENING if stem in opening else 1)
        for stem in sorted(times.keys() | heading)
    }
    return _Counts(
        {actor: 1 + math.log(n) for actor, n in sorted(who.items())},
        {stem: n for stem, n in every.items() if stem in named},
        {stem: n for stem, n in every.items() if stem not in named},
    )


def _day(group: list[dict]) -> int | None:
    days = [row["published"].normalize() for row in group if not pd.isna(row["published"])]
    return (min(days) - pd.Timestamp(0)).days if days else None


def _weighed(counts: Vector, weights: Vector, prefix: str = "") -> dict[str, float]:
    return {prefix + feature: count * weights[feature] for feature, count in counts.items()}


def _vector(heavy: Vector) -> dict[str, float]:
    """Return the heaviest features, scaled to length one."""
    return unit(dict(sorted(heavy.items(), key=lambda item: (-item[1], item[0]))[:KEPT]))
