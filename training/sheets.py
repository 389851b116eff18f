"""Sheets on which readers label whole articles: ``python sheets.py OUT N``, with the project's own Python.

Takes N articles of ``worldwide_train`` and N of ``polnear_train``, by a fixed seed, neither very short nor long, and
writes ``OUT/NNN.txt``, the text with a number before each place that may mean somebody, and ``OUT/meta.json``: each
sheet's ``doc_id`` and numbered spans.  ``labels.py`` reads what the readers wrote.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from candidates import found
from data import read

SETS, SEED = ("worldwide_train", "polnear_train"), 15
WORDS = (150, 900)  # of an article that is taken


def drawn(name: str, n: int) -> list[dict]:
    """Return ``n`` articles of a set, the same ones each time."""
    rows = sorted(read(name), key=lambda row: row["doc_id"])
    fits = [row for row in rows if WORDS[0] <= len(row["text"].split()) <= WORDS[1]]
    return random.Random(SEED).sample(fits, n)


def numbered(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with ``[k:`` and ``]`` around each span, spans within spans included."""
    marks = [(start, 1, -end, f"[{k}:") for k, (start, end) in enumerate(spans)]
    marks += [(end, 0, -start, "]") for start, end in spans]
    made, at = [], 0
    for place, _, _, mark in sorted(marks):
        made += [text[at:place], mark]
        at = place
    return "".join([*made, text[at:]])


def main(out: str, n: str) -> None:
    """Write the sheets, the two sets by turns."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row for pair in zip(*(drawn(name, int(n)) for name in SETS), strict=True) for row in pair]
    meta = []
    for i, (row, made) in enumerate(zip(rows, found(rows), strict=True)):
        spans = sorted({(c[0], c[1]) for c in made["found"]})
        (folder / f"{i:03d}.txt").write_text(numbered(row["text"], spans), encoding="utf-8")
        meta.append({"i": i, "doc_id": row["doc_id"], "spans": spans})
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
