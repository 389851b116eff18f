"""Sheets on which readers label whole articles: ``python sheets.py OUT N [LABELLED]``, with the project's own Python.

Takes N articles of ``worldwide_train`` and N of ``polnear_train``, by a fixed seed, neither very short nor long, and
writes ``OUT/NNN.txt``, the text with a number before each place that may mean somebody, and ``OUT/meta.json``: each
sheet's ``doc_id`` and numbered spans.  Articles of ``LABELLED`` (an ``own_who.jsonl``) are left out, and their number
is where the sheets' begins.  ``labels.py`` reads what the readers wrote.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Collection
from pathlib import Path

from data import read
from possible import found

SETS, SEED = ("worldwide_train", "polnear_train"), 15
WORDS = (150, 900)  # of an article that is taken


def drawn(name: str, n: int, done: Collection[str]) -> list[dict]:
    """Return ``n`` articles of a set that are not ``done``, the same ones each time."""
    rows = sorted(read(name), key=lambda row: row["doc_id"])
    fits = [r for r in rows if WORDS[0] <= len(r["text"].split()) <= WORDS[1] and r["doc_id"] not in done]
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


def main(out: str, n: str, labelled: str = "") -> None:
    """Write the sheets, the two sets by turns."""
    known = Path(labelled).read_text(encoding="utf-8") if labelled else ""
    done = [json.loads(line)["doc_id"] for line in known.splitlines()]
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row for pair in zip(*(drawn(name, int(n), done) for name in SETS), strict=True) for row in pair]
    meta = []
    for i, (row, made) in enumerate(zip(rows, found(rows), strict=True), len(done)):
        spans = sorted({(c[0], c[1]) for c in made["found"]})
        (folder / f"{i:03d}.txt").write_text(numbered(row["text"], spans), encoding="utf-8")
        meta.append({"i": i, "doc_id": row["doc_id"], "spans": spans})
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
