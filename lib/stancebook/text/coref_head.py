"""The encoder's states for who is meant: two layers of their own over those shared with names and quotes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

import numpy as np

from stancebook.text import encoder, passages

Weights = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class States:
    """A text's passage and the states of its words (words × width); in half precision: many wait for a parse."""

    passage: passages.Passage
    words: np.ndarray


def encode(text: str) -> tuple[encoder.Reading, States]:
    """Return what the model makes of ``text`` (as ``encoder.encode``) and the states of its words, of one pass.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    graph, own = encoder.session("encoder.onnx"), encoder.session("coref.onnx")
    kept: list[np.ndarray] = []

    def run(*window: np.ndarray) -> tuple[np.ndarray, ...]:
        inputs = dict(zip(("ids", "cases", "layouts"), (w[None] for w in window), strict=True))
        *answers, states = graph.run(["names", "roles", "links", "states"], inputs)
        kept.append(own.run(["who"], {"states": states})[0][0].astype(np.float16))
        return tuple(part[0] for part in answers)

    p = passages.passage(text, encoder.tokenizer())
    reading = encoder.assemble(p, run)
    window, row = places(p)
    return reading, States(p, np.stack(kept)[window, row] if kept else np.zeros((0, 0), np.float16))


def places(p: passages.Passage) -> tuple[np.ndarray, np.ndarray]:
    """Return for each word the window in which it lies farthest from an edge, and its row there."""
    window, row = np.zeros((2, len(p.first)), int)
    margin = np.full(len(p.first), -1)
    for k, (start, end) in enumerate(passages.windows(p, encoder.SIZE, encoder.OVERLAP)):
        here = np.minimum(p.first - start, end - 1 - p.first)
        window, row = np.where(here > margin, k, window), np.where(here > margin, p.first - start + 1, row)
        margin = np.maximum(here, margin)
    return window, row


@cache
def weights() -> Weights:
    """Return the numbers of the head over the states (``actors.ranking``), loaded once a process.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    return {k: v.astype(np.float32) for k, v in np.load(io.BytesIO(encoder.checked("coref.npz"))).items()}
