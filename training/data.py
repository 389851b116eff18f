"""Gold articles to labelled windows.  Gold stays outside the repository: ``STANCEBOOK_GOLD`` names its folder."""

from __future__ import annotations

import csv
import json
import os
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from stancebook.text import decoding, passages
from stancebook.text.quotation import overlapping

GOLD = Path(os.environ.get("STANCEBOOK_GOLD", "../shared/gold"))
Words = tuple[int, int]  # [first, last)
BINS = 10
KIND = {"Person": "person", "Organization": "organisation", "Location": "place", "Facility": "place", "NORP": "people"}


@dataclass
class Example:
    """An article with word labels; −1 where a task has no label."""

    doc_id: str
    p: passages.Passage
    names: np.ndarray
    roles: np.ndarray
    # For each of decoding.LINKS: asking span -> the span that answers it, or None; in words.
    links: list[dict[Words, Words | None]] = field(default_factory=lambda: [{} for _ in decoding.LINKS])


def read(name: str) -> list[dict]:
    """Return the objects of a gold file."""
    return [json.loads(line) for line in (GOLD / f"{name}.jsonl").open(encoding="utf-8")]


def learnt(rows: list[dict]) -> list[dict]:
    """Return the 19 in 20 articles that weights are learnt on."""
    return [row for n, row in enumerate(rows) if n % 20]


def held_out(rows: list[dict]) -> list[dict]:
    """Return the other 1 in 20, on which confidences are set (calibrate.py)."""
    return rows[::20]


def unmarked(row: dict, tokenizer: Tokenizer, names: int, roles: int) -> Example:
    """Return a gold article without its marks, every word labelled ``names`` and ``roles``."""
    p = passages.passage(row["text"], tokenizer)
    return Example(row["doc_id"], p, np.full(len(p.first), names), np.full(len(p.first), roles))


def words(p: passages.Passage, start: int, end: int) -> Words:
    """Return the words that overlap characters ``[start, end)``."""
    return overlapping(p.starts, p.ends, (start, end))


def mark(labels: np.ndarray, first: int, last: int, kind: int) -> None:
    """Write the BIO tags of a span."""
    labels[first:last] = 2 + 2 * kind
    labels[first] = 1 + 2 * kind


def silver(folder: Path) -> dict[str, list]:
    """Return ``doc_id`` -> names (start, end, kind) of the articles that silver.py has read; none if it was not run."""
    path = folder / "silver.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []
    return {row["doc_id"]: row["names"] for row in rows}


def attributed(rows: list[dict], tokenizer: Tokenizer, names: Mapping[str, list] | None = None) -> list[Example]:
    """PolNeAR articles: roles and links, and ``names`` by ``doc_id`` (``silver``) where there are any."""
    made = []
    for row in rows:
        example = unmarked(row, tokenizer, names=-1, roles=0)
        if names and row["doc_id"] in names:
            _mark_names(example, row["text"], names[row["doc_id"]])
        for a in row["attributions"]:
            at = {r: [words(example.p, *s) for s in a[r]] for r in decoding.ROLES}
            for kind, role in enumerate(decoding.ROLES):
                for first, last in at[role]:
                    mark(example.roles, first, last, kind)
            first = {role: spans[0] if spans else None for role, spans in at.items()}
            for link, (asking, answering) in zip(example.links, decoding.LINKS, strict=True):
                askers = at[asking] if asking == "content" else at[asking][:1]
                link.update(dict.fromkeys(askers, first[answering]))
        made.append(example)
    return made


def _mark_names(example: Example, text: str, found: list) -> None:
    """Write names that rules found.

    They miss some, so a capital outside of them says neither name nor none; headlines in capitals say nothing.
    """
    small = [not text[start].isupper() for start in example.p.starts.tolist()]
    example.names[small] = 0
    for start, end, kind in found:
        mark(example.names, *words(example.p, start, end), decoding.NAMES.index(kind))
    for line in re.finditer(r".+", text):
        letters = [word[0] for word in line[0].split() if word[0].isalpha()]
        if len(letters) > 3 and sum(c.isupper() for c in letters) > len(letters) / 2:
            example.names[slice(*words(example.p, *line.span()))] = -1


def named(rows: list[dict], tokenizer: Tokenizer) -> list[Example]:
    """World newspapers: names."""
    made = []
    for row in rows:
        example = unmarked(row, tokenizer, names=0, roles=-1)
        for e in row["entities"]:
            if e["type"] in KIND:
                kind = decoding.NAMES.index(KIND[e["type"]])
                mark(example.names, *words(example.p, e["start"], e["end"]), kind)
        made.append(example)
    return made


def letters(row: dict) -> str:
    """Return what is the same in copies of a sentence that differ in spaces and quotation marks."""
    return "".join(c for c in row["text"].lower() if c.isalnum())


def relation(row: dict) -> str:
    """Return the relation of a and b; of PLV's acts, whose quads 1 and 2 are cooperation, a always acts."""
    return row.get("label") or ("a_pos_b" if row["quad"] in (1, 2) else "a_neg_b")


def macro_f1(gold: np.ndarray, said: np.ndarray) -> float:
    """Return the mean F1 of the labels in ``gold``."""
    each = [2 * ((gold == k) & (said == k)).sum() / ((gold == k).sum() + (said == k).sum()) for k in set(gold.tolist())]
    return float(np.mean(each))


def error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins (Naeini, Cooper and Hauskrecht 2015)."""
    bins = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    inside = [bins == k for k in range(BINS) if (bins == k).any()]
    return float(sum(m.mean() * abs(confidence[m].mean() - right[m].mean()) for m in inside))


def own_pairs() -> list[dict]:
    """Return the pairs that we labelled in training articles (``own_pairs.csv``: spans and labels, no text)."""
    texts = {row["doc_id"]: row["text"] for name in ("worldwide_train", "polnear_train") for row in read(name)}
    made = []
    with (Path(__file__).parent / "own_pairs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            start, end = int(row["start"]), int(row["end"])
            spans = {k: [int(row[f"{k}_start"]) - start, int(row[f"{k}_end"]) - start] for k in "ab"}
            made.append(
                {"doc_id": row["doc_id"], "text": texts[row["doc_id"]][start:end], **spans, "label": row["label"]}
            )
    return made


def own_learnt(rows: list[dict]) -> list[dict]:
    """Return four fifths of our own pairs, by document."""
    return [row for row in rows if zlib.crc32(row["doc_id"].encode()) % 5]


def own_held_out(rows: list[dict]) -> list[dict]:
    """Return the last fifth of our own pairs: confidences are set on it."""
    return [row for row in rows if not zlib.crc32(row["doc_id"].encode()) % 5]
