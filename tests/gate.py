"""Reads the marked texts of ``gate.txt`` and scores quotes and names against them."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

MARK = re.compile(r"\[(S|C|Q|P|O|L|N)(\d*) |\]")
KIND = {"P": "person", "O": "organisation", "L": "place", "N": "people"}
TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass
class Marked:
    """A text without its marks, its names ``(start, end) -> kind`` and its attributions by number and role."""

    text: str = ""
    names: dict = field(default_factory=dict)
    attributions: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))


def texts() -> list[Marked]:
    lines = (Path(__file__).parent / "gate.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("#"))
    return [unmark(part.strip("\n")) for part in body.split("---\n")]


def unmark(marked: str) -> Marked:
    """Take the marks out; what they enclose becomes spans of the plain text."""
    out, open_marks, at = Marked(), [], 0
    for mark in MARK.finditer(marked):
        out.text += marked[at : mark.start()]
        at = mark.end()
        if mark.group() != "]":
            open_marks.append((mark.group(1), mark.group(2), len(out.text)))
            continue
        role, number, start = open_marks.pop()
        span = (start, len(out.text))
        if number:
            out.attributions[number][role].append(span)
        else:
            out.names[span] = KIND[role]
    out.text += marked[at:]
    assert not open_marks
    return out


def tokens(text: str, spans) -> frozenset:
    return frozenset(t.start() for s, e in spans for t in TOKEN.finditer(text, s, e))


def overlap(a: frozenset, b: frozenset) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0


def quote_hits(marked: Marked, quotes: list[dict]) -> tuple[int, int, int]:
    """Return (hits, found, wanted): content and source both share at least half of their words with the answer."""
    found = [(tokens(marked.text, q["content"]), tokens(marked.text, q["source"])) for q in quotes]
    wanted = [(tokens(marked.text, a["Q"]), tokens(marked.text, a["S"])) for a in marked.attributions.values()]
    hits = sum(any(overlap(c, x) >= 0.5 and overlap(s, y) >= 0.5 for x, y in found) for c, s in wanted)
    return hits, len(found), len(wanted)


def f1(hits: int, found: int, wanted: int) -> float:
    return 2 * hits / (found + wanted)
