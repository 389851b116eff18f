"""Sentences of the training articles with two actors or a target marked that nobody has labelled: a teacher reads them.

No parse and no model is needed: world newspapers have their names marked; in PolNeAR those are taken that a source
consists of ("Clinton"), wherever they stand in their article.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import combinations

from data import Words, learnt, own_held_out, read

SENTENCE = re.compile(r"[^\s].*?(?:[.!?][\"'”’)]*(?=\s+[\"'“‘(]?[A-Z0-9])|$)", re.MULTILINE)
NAME = re.compile(r"(?:[A-Z][\w'’.-]+ ?){1,3}")
LONGEST = 600  # characters of a sentence
ACTORS = frozenset(["Person", "Organization", "Location", "NORP"])


def names(row: dict) -> list[Words]:
    """Return the characters of an article's names."""
    if "entities" in row:
        return [(e["start"], e["end"]) for e in row["entities"] if e["type"] in ACTORS]
    sources = {row["text"][start:end] for a in row["attributions"] for start, end in a["source"]}
    told = {s.split()[-1] for s in sources if NAME.fullmatch(s) and not s.isupper() and len(s) > 3}
    return [m.span() for m in re.finditer(r"\b\w+\b", row["text"]) if m[0] in told]


def sentences(row: dict) -> Iterator[tuple[str, list[Words]]]:
    """Yield each sentence of an article with the names in it."""
    spans = sorted(set(names(row)))
    for found in SENTENCE.finditer(row["text"]):
        inside = [(a - found.start(), b - found.start()) for a, b in spans if found.start() <= a and b <= found.end()]
        if inside and len(found[0]) <= LONGEST and len(found[0].split()) > 5:
            yield found[0], inside


def drawn(targets: int, pairs: int, rng: random.Random) -> tuple[list[dict], list[dict]]:
    """Return so many sentences with a target and so many with two actors, none of held-out articles."""
    rows = [*learnt(read("polnear_train")), *read("worldwide_train")]
    held = {row["doc_id"] for row in own_held_out(rows)}
    found = [s for row in rows if row["doc_id"] not in held for s in sentences(row)]
    rng.shuffle(found)
    one = [{"text": text, "target": list(rng.choice(spans)), "label": "neutral"} for text, spans in found]
    two = [
        (text, [p for p in combinations(spans, 2) if text[slice(*p[0])] != text[slice(*p[1])]]) for text, spans in found
    ]
    both = [{"text": text, "a": list(a), "b": list(b), "label": "neutral"}
            for text, spans in two if spans for a, b in [rng.choice(spans)] if b[0] - a[1] > 1]  # fmt: skip
    return one[:targets], both[:pairs]
