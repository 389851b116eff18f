"""Which articles tell the same event.

Group-average clustering (Sokal and Michener 1958): the two groups of articles that are most alike become one, as long
as they are at least ``ALIKE``.  Likeness is the weighted geometric mean of that of their names and that of their other
words, so that neither the same people nor the same kind of event is enough; dates that lie apart take some off.  Only
articles that share rare features are ever compared, found by an inverted index, so that the work grows with
the articles and not with their pairs.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from stancebook.stories.features import Unit, units
from stancebook.stories.vectors import Vector, dot, total

ALIKE = 0.22  # from which two groups tell one event
NAMES = 0.4  # share of names in the exponents of the mean; the rest is other words
CLOSE, FAR = 2, 7  # days between the first and the last article that cost nothing; beyond which it is another event
AT_FAR = 0.6  # what is left of the likeness at FAR days
UNDATED = 0.8  # and where one side has no date
INDEXED = 15  # names, and other words, by which an article is found, its heaviest
SHARED = 2  # of all these that two articles must share to be compared
UNKNOWN_DAY = 1 << 40  # articles without a date come after all others
NEAREST = 50  # articles before it, of those with a feature, that an article is compared with


@dataclass
class _Group:
    """Some units: the sums of their vectors, their first and last day, the groups they may join."""

    members: list[int]
    names: Vector
    words: Vector
    first: int | None
    last: int | None
    near: set[int] = field(default_factory=set)


def assign(documents: pd.DataFrame, actors: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """Return ``doc_id`` -> ``story_id`` of every document.

    Copies of one text are in one story.  A story is named after its earliest article, so that later articles
    do not rename it.  The order of rows makes no difference.

    Parameters
    ----------
    documents, actors, mentions
        The tables of those names; without mentions, words alone decide.
    """
    distinct = units(documents, actors, mentions)
    days = dict(zip(documents["doc_id"], documents["published"], strict=True))
    stories: dict[str, str] = {}
    for group in clusters(distinct):
        doc_ids = sorted(doc_id for i in group for doc_id in distinct[i].doc_ids)
        first = min(doc_ids, key=lambda d: (pd.isna(days[d]), days[d] if not pd.isna(days[d]) else 0, d))
        stories |= dict.fromkeys(doc_ids, f"story:{first}")
    return stories


def clusters(distinct: Sequence[Unit]) -> list[list[int]]:
    """Return groups of positions in ``distinct``, each sorted, in the order of their first position."""
    groups = {i: _Group([i], unit.names, unit.words, unit.day, unit.day) for i, unit in enumerate(distinct)}
    heap: list[tuple[float, int, int]] = []
    for i, j in candidates(distinct):
        _offer(groups, i, j, heap)
    new = len(distinct)
    while heap:
        _, i, j = heapq.heappop(heap)
        if i in groups and j in groups:  # else one of them has become part of another
            groups[new] = _joined(groups.pop(i), groups.pop(j))
            for k in sorted(groups[new].near & groups.keys()):
                _offer(groups, k, new, heap)
            new += 1
    return sorted(sorted(group.members) for group in groups.values())


def _offer(groups: Mapping[int, _Group], i: int, j: int, heap: list[tuple[float, int, int]]) -> None:
    """Note that two groups may be joined, if they are alike enough; ties go to the lower numbers."""
    a, b = groups[i], groups[j]
    alike = round(_likeness(a, b), 9)  # rounded, for sums differ in the last digit with the order of joining
    if alike >= ALIKE:
        heapq.heappush(heap, (-alike, i, j))
    a.near.add(j)
    b.near.add(i)


def _likeness(a: _Group, b: _Group) -> float:
    """Return how alike two groups are, 0 to 1; groups one of which names nobody are as alike as their words."""
    pairs = len(a.members) * len(b.members)
    words = dot(a.words, b.words) / pairs
    if not a.names or not b.names:
        return words * _nearness(a, b)
    return (dot(a.names, b.names) / pairs) ** NAMES * words ** (1 - NAMES) * _nearness(a, b)


def _joined(a: _Group, b: _Group) -> _Group:
    days = [day for day in (a.first, a.last, b.first, b.last) if day is not None]
    first, last = (min(days), max(days)) if days else (None, None)
    names, words = (total([(1.0, x), (1.0, y)]) for x, y in ((a.names, b.names), (a.words, b.words)))
    return _Group(a.members + b.members, names, words, first, last, a.near | b.near)


def _nearness(a: _Group, b: _Group) -> float:
    """Return what the dates of two groups leave of their likeness."""
    if a.first is None or b.first is None or a.last is None or b.last is None:
        return UNDATED
    days = max(a.last, b.last) - min(a.first, b.first)
    if days > FAR:
        return 0.0
    return 1.0 - (1.0 - AT_FAR) * max(0, days - CLOSE) / (FAR - CLOSE)


def candidates(distinct: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth comparing, the lower position first: each article with those that came before it."""
    order = sorted(range(len(distinct)), key=lambda i: (distinct[i].day is None, distinct[i].day or 0, i))
    postings: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)  # feature -> (day, position)
    for i in order:
        unit = distinct[i]
        day = UNKNOWN_DAY if unit.day is None else unit.day
        seen: Counter[int] = Counter()
        for feature in _heaviest(unit):
            here = postings[feature]
            since = 0 if unit.day is None else bisect_left(here, (day - FAR, -1))
            seen.update(j for _, j in here[max(since, len(here) - NEAREST) :])
            here.append((day, i))
        yield from ((min(i, j), max(i, j)) for j, n in sorted(seen.items()) if n >= SHARED)


def _heaviest(unit: Unit) -> list[tuple[str, str]]:
    """Return the features by which an article is found, each with the vector it is in."""
    return [
        (where, feature)
        for where, vector in (("names", unit.names), ("words", unit.words))
        for feature in sorted(vector, key=lambda f: (-vector[f], f))[:INDEXED]
    ]
