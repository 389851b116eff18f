"""Gold articles to labelled windows.  Gold stays outside the repository: ``STANCEBOOK_GOLD`` names its folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from stancebook import passages

GOLD = Path(os.environ.get("STANCEBOOK_GOLD", "../shared/gold"))
NAME_LABEL = {
    "Person": 0,
    "Organization": 1,
    "Organisation": 1,
    "Location": 2,
    "Facility": 2,
    "NORP": 3,
    "Nationality": 3,
}


@dataclass
class Example:
    """An article with word labels; −1 where a task has no label."""

    doc_id: str
    text: str
    p: passages.Passage
    names: np.ndarray
    roles: np.ndarray
    # (content first, last, cue first, last) and (cue first, last, source first, last; −1, −1 for no source), in words
    content_cue: list[tuple[int, int, int, int]] = field(default_factory=list)
    cue_source: list[tuple[int, int, int, int]] = field(default_factory=list)


def read(name: str) -> list[dict]:
    """Return the objects of a gold file."""
    return [json.loads(line) for line in (GOLD / f"{name}.jsonl").open(encoding="utf-8")]


def words(p: passages.Passage, start: int, end: int) -> tuple[int, int]:
    """Return the words ``[first, last)`` that overlap characters ``[start, end)``."""
    first, last = int(np.searchsorted(p.ends, start, "right")), int(np.searchsorted(p.starts, end, "left"))
    return first, max(first + 1, last)


def mark(labels: np.ndarray, first: int, last: int, kind: int) -> None:
    """Write the BIO tags of a span."""
    labels[first:last] = 2 + 2 * kind
    labels[first] = 1 + 2 * kind


def attributed(rows: list[dict], tokenizer: Tokenizer) -> list[Example]:
    """PolNeAR articles: roles and links."""
    made = []
    for row in rows:
        p = passages.passage(row["text"], tokenizer)
        size = len(p.first)
        example = Example(row["doc_id"], row["text"], p, np.full(size, -1), np.zeros(size, int))
        for a in row["attributions"]:
            at = {r: [words(p, *s) for s in a[r]] for r in ("source", "cue", "content")}
            for kind, role in enumerate(("source", "cue", "content")):
                for first, last in at[role]:
                    mark(example.roles, first, last, kind)
            for cue in at["cue"][:1]:
                example.content_cue += [(*content, *cue) for content in at["content"]]
                example.cue_source.append((*cue, *(at["source"][0] if at["source"] else (-1, -1))))
        made.append(example)
    return made


def named(rows: list[dict], tokenizer: Tokenizer) -> list[Example]:
    """World newspapers: names."""
    made = []
    for row in rows:
        p = passages.passage(row["text"], tokenizer)
        size = len(p.first)
        example = Example(row["doc_id"], row["text"], p, np.zeros(size, int), np.full(size, -1))
        for e in row["entities"]:
            kind = NAME_LABEL.get(e["type"])
            if kind is not None:
                mark(example.names, *words(p, e["start"], e["end"]), kind)
        made.append(example)
    return made
