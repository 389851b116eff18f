"""Names of news articles that stand a second time, with a pronoun put in their place: it is known whom that means.

``python replaced.py OUT`` writes ``OUT/replaced.jsonl``; runs with the project's own Python.  After Kocijan et al.
(2019, WikiCREM).  The other sets are novels, biographies and schoolbooks: few of their pronouns mean a body.
"""

from __future__ import annotations

import json
import random
import sys
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from data import learnt, read
from stancebook.actors import candidates, gazetteer
from stancebook.text import encoder, language
from stancebook.text.decoding import Attributed

if TYPE_CHECKING:
    from spacy.tokens import Doc

TOGETHER = 40  # articles parsed at a time
MOST = {"worldwide_train": 300, "polnear_train": 200}  # articles taken
SHARE = 0.4  # of the places that could be replaced
PRONOUNS = {  # by gender (b: a body, named "it" or "they") and place in the sentence
    "m": {"subject": "he", "object": "him", "owner": "his"},
    "f": {"subject": "she", "object": "her", "owner": "her"},
    "b": {"subject": "it", "object": "it", "owner": "its"},
    "t": {"subject": "they", "object": "them", "owner": "their"},
}
PLACES = {"nsubj": "subject", "nsubjpass": "subject", "dobj": "object", "pobj": "object", "poss": "owner"}
Name = tuple[int, int, str]
Span = tuple[int, int]
Change = tuple[int, int, str]  # characters [start, end) and what stands there instead


def alike(a: str, b: str) -> bool:
    """Tell whether one name has all words of the other."""
    one, other = set(a.lower().split()), set(b.lower().split())
    return one <= other or other <= one


def together(text: str, names: list[Name]) -> list[int]:
    """Return a number for each name, the same for names of one kind that are ``alike``."""
    made: list[int] = []
    for i, (start, end, kind) in enumerate(names):
        before = [j for j in range(i) if names[j][2] == kind and alike(text[start:end], text[slice(*names[j][:2])])]
        made.append(made[before[-1]] if before else i)
    return made


def gender(text: str, names: list[Name], rng: random.Random) -> str:
    """Return how the names of one entity are taken up; a person whose first name says nothing is he or she."""
    if names[0][2] == "organisation":
        return rng.choice("bbt")
    firsts = (gazetteer.first_names().get(text[start:end].split()[0]) for start, end, _ in names)
    return next(filter(None, firsts), None) or rng.choice("mf")


def place(doc: Doc, start: int, end: int) -> tuple[str, int] | None:
    """Return a name's place in its sentence and where what is replaced ends; None if it is no phrase of its own."""
    span = doc.char_span(start, end)
    if span is None or (role := PLACES.get(span.root.dep_)) is None:
        return None
    marks = [t for t in span.root.subtree if t.i >= span.end]
    owner = role == "owner" and len(marks) == 1 and marks[0].tag_ == "POS"
    if span.root.left_edge.i < span.start or (marks and not owner) or (role == "owner" and not owner):
        return None
    return role, marks[0].idx + len(marks[0]) if owner else end


def changes(
    doc: Doc, text: str, names: list[Name], chain: list[int], rng: random.Random
) -> Iterator[tuple[int, Change]]:
    """Yield which name is replaced, and by what."""
    genders: dict[int, str] = {}
    for i, (start, end, kind) in enumerate(names):
        first = chain[i] == i
        if first or kind not in ("person", "organisation") or rng.random() > SHARE:
            continue
        if (here := place(doc, start, end)) is None:
            continue
        own = [n for n, c in zip(names, chain, strict=True) if c == chain[i]]
        word = PRONOUNS[genders.setdefault(chain[i], gender(text, own, rng))][here[0]]
        opens = doc.char_span(start, end).sent.start_char == start
        yield i, (start, here[1], word.capitalize() if opens else word)


def mover(edits: list[Change]) -> Callable[[Span], Span]:
    """Return what tells where a span of the text lies after ``edits``, which are in order."""
    ends, shift = [end for _, end, _ in edits], [0]
    for start, end, word in edits:
        shift.append(shift[-1] + len(word) - (end - start))

    def moved(span: Span) -> Span:
        start, end = (at + shift[bisect_right(ends, at)] for at in span)
        return start, max(start + 1, end)

    return moved


def changed(text: str, edits: list[Change]) -> str:
    """Return a text after ``edits``, which are in order."""
    parts, at = [], 0
    for start, end, word in edits:
        parts += [text[at:start], word]
        at = end
    return "".join(parts) + text[at:]


def replaced(row: dict, doc: Doc, names: list[Name], said: list[Attributed]) -> dict | None:
    """Return an article with some names replaced; None where none could be.

    ``found`` are its candidates, each with its kind, its chain (of names and what stands for them) and if it asks.
    """
    text, rng = row["text"], random.Random(zlib.crc32(row["doc_id"].encode()))
    chain = together(text, names)
    done = {names[i][:2]: edit for i, edit in changes(doc, text, names, chain, rng)}
    edits = sorted(done.values())
    moved = mover(edits)
    of = {n[:2]: c for n, c in zip(names, chain, strict=True)}
    found = []
    for c in candidates.candidates(doc, names):
        if edit := done.get(c[:2]):
            start, _ = moved((edit[0], edit[0]))
            found.append([start, start + len(edit[2]), candidates.THIRD, of[c[:2]], True])
        else:
            found.append([*moved(c[:2]), c.kind, of.get(c[:2], -2) if c.kind == candidates.NAME else -2, False])
    spans = [(s.source and moved(s.source), [moved(c) for c in s.contents]) for s in said if s.sure]
    return {"doc_id": row["doc_id"], "text": changed(text, edits), "found": found, "said": spans} if done else None


def main(out: str) -> None:
    """Write a line an article."""
    with (Path(out) / "replaced.jsonl").open("w", encoding="utf-8") as file:
        for name, most in MOST.items():
            rows = learnt(read(name))[:most]
            for at in range(0, len(rows), TOGETHER):
                part = rows[at : at + TOGETHER]
                readings = [encoder.encode(row["text"]) for row in part]
                names = [encoder.names(row["text"], r) for row, r in zip(part, readings, strict=True)]
                docs = language.parse([row["text"] for row in part], names)
                for row, doc, named, reading in zip(part, docs, names, readings, strict=True):
                    if made := replaced(row, doc, named, encoder.attributed(reading)):
                        file.write(json.dumps(made) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
