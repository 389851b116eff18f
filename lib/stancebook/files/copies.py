"""Near copies: a wire story that several papers carry, cut or lightly edited, is told from new reporting.

Word shingles and resemblance as Broder (1997), with containment beside it, for a story cut to half resembles
its source by a half only.  A sketch (shingles whose hash is 0 modulo four) proposes; full sets decide.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence

WIDTH = 5  # words a shingle
RESEMBLANCE = 0.5  # shingles shared of all shingles of both
CONTAINMENT = 0.8  # shingles of the shorter one found in the longer
SHORTEST = 50  # words below which containment says nothing: a digest may hold a whole brief
COMMON = 200  # stories that share a shingle before it counts as boilerplate ("contributed to this report")
WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[int]:
    """Return hashes of the runs of five words in ``text``, case and punctuation aside."""
    words = WORD.findall(text.lower())
    runs = range(max(1, len(words) - WIDTH + 1)) if words else range(0)
    # crc32 and not hash(): the same in every process.
    return frozenset(zlib.crc32(" ".join(words[i : i + WIDTH]).encode(errors="replace")) for i in runs)


def near(a: frozenset[int], b: frozenset[int]) -> bool:
    """Tell whether two sets of shingles are those of one story."""
    shared, short = len(a & b), min(len(a), len(b))
    if not shared:
        return False
    return shared / len(a | b) >= RESEMBLANCE or (short >= SHORTEST and shared / short >= CONTAINMENT)


def clusters(texts: Sequence[str]) -> list[int]:
    """Return, for each text, the position of the first text of its cluster (its own when it is alone).

    Texts are taken longest first and compared with the longest member of each cluster, so that two cut
    versions meet in the full one, and a chain of edits can't join stories that have nothing in common.
    """
    sets = [shingles(text) for text in texts]
    leader = list(range(len(texts)))
    index: defaultdict[int, list[int]] = defaultdict(list)
    for i in sorted(range(len(texts)), key=lambda i: (-len(sets[i]), i)):
        sketch = [s for s in sets[i] if s % 4 == 0] or list(sets[i])
        seen = Counter(j for s in sketch for j in index.get(s, ()) if len(index[s]) <= COMMON)
        likely = sorted(seen, key=lambda j: (-seen[j], j))
        match = next((j for j in likely if near(sets[i], sets[j])), None)
        if match is not None:
            leader[i] = match
            continue
        for s in sketch:
            index[s].append(i)
    first: dict[int, int] = {}
    for i, lead in enumerate(leader):
        first.setdefault(lead, i)
    return [first[lead] for lead in leader]
