"""What changed from one run to another: table ``changes``, in which nothing stands that only wobbles.

What counts, in one paragraph: a change rests on sentences that stand in new articles and stood in none before; a
copy, a moved file or another order of the files changes nothing.  A story is new if none of its articles was known; an
actor, if two outlets name it, a story is about it and nobody spoke of it before.  A side is new if the brief would tell
it of main actors of a story, or two outlets do, and no sentence told it before, however unsurely; it has turned if the
new sentences by themselves are firmly on the other side (``titles.firm_pairs``).  A call on trade has changed if its
balance left the interval that it lay in, by ``titles.MOVED`` or more, a speaker's tone if the intervals of new and
old quotes keep clear of each other, and the means as far.  A denial and a day that has come need one sentence, for that
is all they are.

Where the desk's files or the way of reading have changed too, the articles of both runs are compared by themselves, as
they were read then and now: what differs there is no news of the world, and ``why`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

import pandas as pd

from stancebook import tables
from stancebook.runs import happenings, standings
from stancebook.runs.novelty import News, Tables, limited, novelty

# The table that the ``evidence`` of a change is rows of.
EVIDENCE = {
    "story": "sentences", "actor": "mentions", "stance": "stances", "tone": "tones", "call": "claims",
    "dissent": "claims", "denial": "quotes", "date": "events",
}  # fmt: skip
CORPUS, CORRECTION, METHOD = "corpus", "correction", "method"
# The order in which kinds take turns: sides that turned before new ones, newcomers to a known story before the rest.
ORDER = ("turn", "call", "story", "stance", "dissent", "denial", "date", "tone", "actor")


def changes(before: Tables, after: Tables, desk: bool = False, method: bool = False) -> pd.DataFrame:
    """Return what changed from ``before`` to ``after``.

    Parameters
    ----------
    before, after
        The per-article tables of both runs with ``stories``; of ``stances``, ``quotes``, ``tones`` and ``claims`` those
        in focus.
    desk, method
        Whether the analyst's files, or code and model, differ between the runs.

    Returns
    -------
    DataFrame
        Table ``changes``, the weightiest first, kinds taking turns: ``about`` (actors, a story or a corridor),
        ``before`` and ``after`` (what was told and what is, null where nothing was), ``size`` (by how much a score of
        -1 to 1 moved, null where none did), ``why`` (corpus: new articles; correction; method: another way of
        reading) and ``evidence`` (rows of the table named in ``EVIDENCE``, the surest first).
    """
    new = novelty(before, after)
    rows = [*happenings.found(before, after, new), *standings.found(before, after, new)]
    told = [{**row, "why": CORPUS} for row in _in_turns(rows)]
    again = list(_read_again(before, after, new, desk, method)) if desk or method else []
    ids = {row["change_id"] for row in told}
    return tables.make("changes", [*told, *(row for row in again if row["change_id"] not in ids)])


def _in_turns(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows so that every kind has its first before any has its second; actors of new stories come last."""
    groups: dict[str, list[Mapping[str, Any]]] = {name: [] for name in (*ORDER, "cast")}
    for row in sorted(rows, key=lambda row: (-row["weight"], row["change_id"])):
        groups[row.get("group", row["kind"])].append(row)
    turns = chain.from_iterable(zip_longest(*(groups[name] for name in ORDER)))
    return [*(row for row in turns if row is not None), *groups["cast"]]


def _read_again(before: Tables, after: Tables, new: News, desk: bool, method: bool) -> Iterator[dict[str, Any]]:
    """Yield what differs in the articles of both runs."""
    both = set(before["documents"]["doc_id"]) & new.known
    then, now = limited(before, both), limited(after, both)
    for row in standings.differing(then, now, new):
        mended = standings.corrected(row, now) if desk else False
        yield row | {"why": CORRECTION if mended or not method else METHOD}
