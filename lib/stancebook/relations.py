"""The encoder's readings of marked actors: what two in a sentence are to each other, how it sounds about one.

The last layers read a sentence once for each pair or target, from the states that the layers below made of it once
for everything (an entity's marks, after Baldini Soares et al. 2019, come in there and not in the text).
"""

from __future__ import annotations

import numpy as np

from stancebook import encoder
from stancebook.encoder import States

RELATIONS = ("neutral", "a_pos_b", "a_neg_b", "b_pos_a", "b_neg_a")
SIDES = ("negative", "neutral", "positive")
LONGEST = 250  # word pieces of a sentence that are read; of a longer one, those around the marks
A, B = 1, 2
Span = tuple[int, int]
# A relation with a and b the other way round.
SWAPPED = [RELATIONS.index(name) for name in ("neutral", "b_pos_a", "b_neg_a", "a_pos_b", "a_neg_b")]


def marks(edges: np.ndarray, a: Span | None, b: Span) -> np.ndarray:
    """Return 1 for the word pieces of ``a``, 2 for those of ``b``, else 0.

    Spans are word ranges ``[first, last)``; ``edges`` has the first piece of each word and, last, the number of pieces.
    """
    made = np.zeros(int(edges[-1]), int)
    for mark, span in ((A, a), (B, b)):
        if span:
            made[edges[span[0]] : edges[span[1]]] = mark
    return made


def pairs(states: States, sentence: Span, spans: list[tuple[Span, Span]]) -> np.ndarray:
    """Return the calibrated probabilities of ``RELATIONS`` for each pair of actors: n × 5.

    Parameters
    ----------
    states
        What the encoder made of the text.
    sentence
        Its characters.
    spans
        The characters of a and of b, both inside the sentence, in either order.
    """
    answers = np.zeros((len(spans), len(RELATIONS)))
    for n, (a, b) in enumerate(spans):
        first, second = sorted((a, b))  # training always had a first
        answers[n] = _calibrated(_answer(states, sentence, first, second)[0], "pairs")
        if first != a:
            answers[n] = answers[n, SWAPPED]
    return answers


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


def targets(states: States, sentence: Span, spans: list[Span]) -> np.ndarray:
    """Return the calibrated probabilities of ``SIDES`` towards each span of ``sentence`` (in characters): n × 3."""
    answers = [_calibrated(_answer(states, sentence, None, span)[1], "targets") for span in spans]
    return np.array(answers).reshape(-1, len(SIDES))


def _answer(states: States, sentence: Span, a: Span | None, b: Span) -> tuple[np.ndarray, np.ndarray]:
    """Logits of both heads; a pair too far apart to be seen together is read where its second actor stands."""
    edges = np.append(states.first, len(states.shared))
    first, last = _words(states, *sentence)
    marked = marks(edges, _words(states, *a) if a else None, _words(states, *b))
    low, high = int(edges[first]), int(edges[last])
    if high - low > LONGEST:
        at = np.flatnonzero(marked)
        low = int(np.clip((at[0] + at[-1] - LONGEST) // 2, low, high - LONGEST))
        high = low + LONGEST
    return encoder.read_marked(states.shared[low:high], marked[low:high])


def _words(states: States, start: int, end: int) -> Span:
    """Return the words ``[first, last)`` that overlap characters ``[start, end)``."""
    first = int(np.searchsorted(states.ends, start, "right"))
    last = int(np.searchsorted(states.starts, end, "left"))
    return min(first, len(states.starts) - 1), max(first + 1, last)


def _calibrated(logits: np.ndarray, head: str) -> np.ndarray:
    """Vector scaling (Guo et al. 2017), one slope and an offset for each class, fitted on held-out sentences."""
    slope, *offsets = encoder.head()[head]
    scaled = logits * slope + offsets
    likely = np.exp(scaled - scaled.max())
    return likely / likely.sum()
