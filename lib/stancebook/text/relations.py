"""The encoder's readings of marked actors: what two in a sentence are to each other, how it sounds about one.

Four layers read a sentence once; two more read it for each pair or target from what those made of it (an entity's
marks, after Baldini Soares et al. 2019, come in between and not in the text).  Layers shared with names and quotes
were tried: either those lost a point or these lost six (see training/SCORES.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from stancebook.text import decoding, encoder, passages
from stancebook.text.quotation import overlapping

RELATIONS = ("neutral", "a_pos_b", "a_neg_b", "b_pos_a", "b_neg_a")
SIDES = ("negative", "neutral", "positive")
WINDOW = 510  # word pieces that are read at a time
MOST_PIECES = 250  # word pieces of a sentence that are read; of a longer one, those around the marks
A, B = 1, 2
Span = tuple[int, int]
Places = Sequence[Span]  # of one actor, in order
# A relation with a and b the other way round.
SWAPPED = [RELATIONS.index(name) for name in ("neutral", "b_pos_a", "b_neg_a", "a_pos_b", "a_neg_b")]


def marks(edges: np.ndarray, a: Places, b: Places) -> np.ndarray:
    """Return 1 for the word pieces of ``a``, 2 for those of ``b``, else 0; of one within the other the inner one's.

    Spans are word ranges ``[first, last)``; ``edges`` has the first piece of each word and, last, the number of pieces.
    """
    marked = np.zeros(int(edges[-1]), int)
    spans = [(A, span) for span in a] + [(B, span) for span in b]
    for mark, (first, last) in sorted(spans, key=lambda s: s[1][0] - s[1][1]):
        marked[edges[first] : edges[last]] = mark
    return marked


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the layers below the marks left it.

    ``states`` are pieces × 384; ``edges`` has the first piece of each word and, last, the number of pieces;
    ``starts``/``ends`` are the words' characters in the sentence.
    """

    starts: list[int]
    ends: list[int]
    edges: np.ndarray
    states: np.ndarray


@lru_cache(maxsize=64)  # stances and tones ask about the same sentences
def half_read(text: str) -> Sentence:
    """Return what the layers below the marks make of a sentence, in stretches of at most ``WINDOW`` pieces.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    p = passages.passage(text, encoder.tokenizer())
    states = np.zeros((len(p.ids), 384), np.float32)
    for start, end in passages.windows(p, WINDOW, 0):
        inputs = zip(("ids", "cases", "layouts"), encoder.with_marks(p, start, end), strict=True)
        outputs = encoder.session("sentence.onnx").run(["shared"], {name: array[None] for name, array in inputs})
        states[start:end] = outputs[0][0][1:-1]
    return Sentence(p.starts.tolist(), p.ends.tolist(), np.append(p.first, len(p.ids)), states)


def pairs(text: str, spans: list[tuple[Places, Places]]) -> np.ndarray:
    """Return the calibrated probabilities of ``RELATIONS`` for each pair of actors: n × 5.

    ``spans`` are the characters of all mentions of a and of b in the sentence ``text``, a and b in either order.
    """
    answers = np.zeros((len(spans), len(RELATIONS)))
    for n, (a, b) in enumerate(spans):
        swapped = min(b) < min(a)  # training always had a first
        first, second = (b, a) if swapped else (a, b)
        answers[n] = _calibrated(_answer(half_read(text), first, second)[0], "pairs")
        if swapped:
            answers[n] = answers[n, SWAPPED]
    return answers


def targets(text: str, spans: list[Span]) -> np.ndarray:
    """Return the calibrated probabilities of ``SIDES`` towards each span of the sentence ``text``: n × 3."""
    answers = [_calibrated(_answer(half_read(text), (), [span])[1], "targets") for span in spans]
    return np.array(answers).reshape(-1, len(SIDES))


def pooled(likely: np.ndarray, evidence: np.ndarray, weight: float) -> np.ndarray:
    """Return ``likely`` with the rules' ``evidence`` (their confidence in each relation, 0 where silent) joined to it.

    A logarithmic opinion pool (Genest and Zidek 1986): the rules add ``weight`` times their confidence to the log
    probability.
    """
    joined = likely * np.exp(weight * evidence)
    return joined / joined.sum(1, keepdims=True)


def decided(likely: np.ndarray, sided: float) -> np.ndarray:
    """Return an index of ``RELATIONS`` for each row of ``likely``: the likeliest side, if all sides reach ``sided``."""
    return np.where(likely[:, 1:].sum(1) >= sided, 1 + likely[:, 1:].argmax(1), 0)


def _answer(sentence: Sentence, a: Places, b: Places) -> tuple[np.ndarray, np.ndarray]:
    """Logits of both heads; of a sentence too long to be read whole, what lies around the marks is read."""
    words = [[overlapping(sentence.starts, sentence.ends, span) for span in spans] for spans in (a, b)]
    marked = marks(sentence.edges, *words)
    low, high = 0, len(marked)
    if high > MOST_PIECES:
        at = np.flatnonzero(marked)
        low = int(np.clip((at[0] + at[-1] - MOST_PIECES) // 2, 0, high - MOST_PIECES))
        high = low + MOST_PIECES
    marked = marked[low:high]
    where = np.stack([marked == A, marked == B, np.ones_like(marked, bool)]).astype(np.float32)
    means = where / where.sum(1, keepdims=True).clip(1)
    inputs = {"states": sentence.states[None, low:high], "marks": marked[None], "means": means[None]}
    outputs = encoder.session("marked.onnx").run(["pairs", "targets"], inputs)
    return outputs[0][0], outputs[1][0]


def _calibrated(logits: np.ndarray, head: str) -> np.ndarray:
    """Vector scaling (Guo et al. 2017), one slope and an offset for each class, fitted on held-out sentences."""
    slope, *offsets = encoder.head()[head]
    scaled = logits * slope + offsets
    return np.exp(decoding.log_softmax(scaled))
