"""What may mean somebody in the articles with chains, as it is found at run time; with their attributions.

``python possible.py OUT NAME …`` writes ``OUT/candidates_NAME.jsonl`` for gold files and for ``own_who``
(labels.py); runs with the project's own Python.  Training on gold spans alone would not learn that most phrases of a
text mean nobody.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import chains
from data import read
from stancebook.actors import candidates
from stancebook.text import encoder, language

TOGETHER = 40  # articles parsed at a time


def found(rows: list[dict]) -> Iterator[dict]:
    """Yield of each text its candidates (start, end, kind) and attributions (source, contents)."""
    for at in range(0, len(rows), TOGETHER):
        part = rows[at : at + TOGETHER]
        texts = [row["text"] for row in part]
        readings = [encoder.encode(text) for text in texts]
        names = [encoder.names(text, reading) for text, reading in zip(texts, readings, strict=True)]
        for row, doc, named, reading in zip(part, language.parse(texts, names), names, readings, strict=True):
            said = [(s.source, s.contents) for s in encoder.attributed(reading) if s.sure]
            yield {"doc_id": row["doc_id"], "found": candidates.candidates(doc, named), "said": said}


def main(out: str, *files: str) -> None:
    """Write a line a text."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        rows = [*chains.own(folder, True), *chains.own(folder, False)] if name == chains.OWN else read(name)
        lines = [json.dumps(made) for made in found(rows)]
        (folder / f"candidates_{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
