"""Texts to passages for the encoder: word pieces with their characters, layout features, overlapping windows.

The encoder is uncased, so what casing and layout tell a reader (a capital, a paragraph's start, standing inside
quotation marks) goes in as features beside the pieces.  Training and run time share this module.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

CASES = 6  # lower, Title, UPPER, mIxed, digits, marks
LAYOUTS = 6  # outside or inside a quotation, times: elsewhere, first of a line, after a full stop
OPENING, CLOSING, STRAIGHT = "“«„", "”»", '"'


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in word pieces.

    ``ids``, ``cases``, ``layouts`` have one entry a piece; ``first`` is the index of each word's first piece and
    ``starts``, ``ends`` are the characters of each word (half-open).
    """

    ids: np.ndarray
    cases: np.ndarray
    layouts: np.ndarray
    first: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


def load_tokenizer(definition: str) -> Tokenizer:
    """Return the tokenizer of a ``tokenizer.json``, such that it neither truncates nor pads."""
    tokenizer = Tokenizer.from_str(definition)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def passage(text: str, tokenizer: Tokenizer) -> Passage:
    """Cut ``text`` into pieces (see ``load_tokenizer``)."""
    encoded = tokenizer.encode(text, add_special_tokens=False)
    words = np.array([-1 if w is None else w for w in encoded.word_ids], int)
    offsets = np.array(encoded.offsets, int).reshape(-1, 2)
    begins = np.flatnonzero(np.diff(words, prepend=-2) != 0)
    ends = np.append(begins, len(words))[1:] - 1
    starts, stops = offsets[begins, 0], offsets[ends, 1]
    case, layout = _features(text, starts, stops)
    spread = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(words))))
    return Passage(np.array(encoded.ids, int), case[spread], layout[spread], begins, starts, stops)


def _features(text: str, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cases, layouts = np.zeros(len(starts), int), np.zeros(len(starts), int)
    inside, before = False, 0
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        word, gap = text[start:end], text[before:start]
        line = i == 0 or "\n" in gap
        if line:
            inside = False  # a quotation that runs on opens anew in the next paragraph
        if word[0] in OPENING:
            inside = True
        cases[i] = _case(word)
        layouts[i] = 3 * inside + (1 if line else 2 if gap and text[before - 1] in ".!?" else 0)
        if word[0] in CLOSING:
            inside = False
        elif word[0] in STRAIGHT:
            inside = not inside
        before = end
    return cases, layouts


def _case(word: str) -> int:
    if word.isalpha():
        return 0 if word.islower() else 2 if word.isupper() and len(word) > 1 else 1 if word.istitle() else 3
    return 4 if any(c.isdigit() for c in word) else 5


def windows(p: Passage, size: int, overlap: int) -> list[tuple[int, int]]:
    """Return equally long piece ranges ``[start, end)`` of at most ``size`` that cover ``p``, sharing ``overlap``."""
    n = len(p.ids)
    count = max(1, -(-(n - overlap) // (size - overlap)))
    long = -(-(n + (count - 1) * overlap) // count)
    edges = np.linspace(0, n - long, count).round().astype(int)
    return [(int(start), int(start) + long) for start in edges] if n else []
