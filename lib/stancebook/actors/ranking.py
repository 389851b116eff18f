"""Who is meant: each pronoun, description and name of a text chooses among the others before it, or nobody.

Mention ranking (Lee et al. 2017) on the encoder's states: a span's first and last word ask and answer (Kirstain, Ram
and Levy 2021), with weights of their own for each pair of kinds (Otmazgin, Cattan and Goldberg 2023), and learnt biases
for what two places have to do with each other.  ``features`` and ``scores`` serve training too (numpy and torch alike).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from stancebook.actors.candidates import KINDS, SPEAKER, THIRD, Mentions
from stancebook.text import decoding

VECTOR = 128  # width in which asking and answering spans meet
BUCKETS = np.append(decoding.BUCKETS, [384, 512, 768, 1024])  # words between two spans
SENTENCES = np.array([0, 1, 2, 3, 4, 6, 10, 16])
BETWEEN = np.array([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 32, 48, 64, 96, 128])  # candidates between two
SIZES = {  # how many values each feature of a pair has
    "words": 2 * len(BUCKETS),
    "sentences": 2 * len(SENTENCES),
    "between": 2 * len(BETWEEN),
    "quotation": 15,
    "same": 4,
    "nested": 3,
    "forms": 81,
}
BEFORE, AFTER = 400, 64  # candidates looked back over; words that a pronoun looks ahead
BLOCK = 256  # askers weighed at a time: the pairs of a book do not fit in memory
NEVER = -1e9
PASSES, FAINT = 2, 0.02  # a second pass for what is meant further on; probabilities not followed
Weights = Mapping[str, Any]


class Choice(NamedTuple):
    """What one candidate means: log probabilities of the candidates ``of`` and, last, of nobody."""

    of: np.ndarray
    likely: np.ndarray


class Meant(NamedTuple):
    """Whom a candidate means: the likeliest place of its entity (−1: nobody) and the probability of that entity."""

    entity: int
    antecedent: int
    confidence: float


def allowed(m: Mentions, rows: slice, cols: slice) -> np.ndarray:
    """Return which candidates (``cols``) each asking one (``rows``) may choose.

    All those before it; a pronoun also names and phrases a little behind it, and "I" whoever says the quotation.
    """
    a, b = np.arange(rows.start, rows.stop)[:, None], np.arange(cols.start, cols.stop)[None]
    near = (b > a) & (m.first[cols][None] - m.last[rows][:, None] < AFTER) & (m.kind[rows][:, None] >= THIRD)
    says = (m.kind[rows][:, None] == SPEAKER) & (m.kind[cols][None] == THIRD) & (m.inside[rows] @ m.source[cols].T > 0)
    return (b < a) | (near & ((m.kind[cols][None] < THIRD) | says))


def features(m: Mentions, rows: slice, cols: slice) -> dict[str, np.ndarray]:
    """Return what each pair has to do with each other: an index of its ``SIZES`` a feature, asking × answering."""
    a, b = m.part(rows), m.part(cols)
    gap = decoding.gaps(np.stack([a.first, a.last], 1), np.stack([b.first, b.last], 1))
    order = np.arange(rows.start, rows.stop)[:, None] - np.arange(cols.start, cols.stop)[None]
    quoted = (a.quotation[:, None] > 0) + 2 * (b.quotation[None] > 0)
    quoted = np.where((quoted == 3) & (a.quotation[:, None] == b.quotation[None]), 4, quoted)
    speaks = np.where(a.inside @ b.source.T > 0, 1, np.where(a.source @ b.inside.T > 0, 2, 0))
    shared = a.bag @ b.bag.T
    long, other = a.bag.sum(1)[:, None], b.bag.sum(1)[None]
    within = (shared > 0) & (shared == np.minimum(long, other))
    head = a.head[:, None] == b.head[None]
    holds = (b.first[None] <= a.first[:, None]) & (a.last[:, None] <= b.last[None])
    held = (a.first[:, None] <= b.first[None]) & (b.last[None] <= a.last[:, None])
    return {
        "words": _signed(gap, BUCKETS),
        "sentences": _signed(b.sentence[None] - a.sentence[:, None], SENTENCES),
        "between": _signed(-order, BETWEEN),
        "quotation": 3 * quoted + speaks,
        "same": np.where(within & (long == other), 3, np.where(within, 2, 1 * head)),
        "nested": np.where(holds, 1, np.where(held, 2, 0)),
        "forms": 9 * a.form[:, None] + b.form[None],
    }


def _signed(distance: np.ndarray, buckets: np.ndarray) -> np.ndarray:
    size = np.digitize(np.abs(distance), buckets) - 1
    return np.where(distance < 0, size, size + len(buckets))


def hidden(states: Any, which: str, w: Weights) -> Any:
    """Return the hidden numbers of ``first`` or ``last`` words from their states (n × width)."""
    return (states @ w[which] + w[f"{which}_bias"]).clip(0)


def scores(first: Any, last: Any, kind: np.ndarray, pairs: tuple[slice, slice], told: dict, w: Weights) -> tuple:
    """Return how well candidates fit (asking × answering) and how well nobody does (asking × 1).

    ``first`` and ``last`` are ``hidden`` of all candidates, ``told`` the ``features`` of ``pairs``.
    """
    rows, cols = pairs

    def vectors(part: slice, role: str) -> Any:
        every = first[part] @ w[f"{role}_first"] + last[part] @ w[f"{role}_last"]
        every = every.reshape(len(every), len(KINDS), VECTOR + 1)
        return every[np.arange(len(every)), kind[part]]

    asks, answers = vectors(rows, "asking"), vectors(cols, "answering")
    fits = asks[:, :VECTOR] @ answers[:, :VECTOR].T / VECTOR**0.5 + answers[:, VECTOR]
    pair = len(KINDS) * kind[rows][:, None] + kind[cols][None]
    for name, value in told.items():
        fits = fits + w[name][pair, value]
    return fits, asks[:, VECTOR:]


def choices(m: Mentions, states: np.ndarray, w: Weights) -> list[Choice]:
    """Return what each candidate means, calibrated; ``states`` has a row a word (see ``read``)."""
    n = len(m.kind)
    first, last = hidden(states[m.first], "first", w), hidden(states[m.last - 1], "last", w)
    made = []
    for at in range(0, n, BLOCK):
        rows = slice(at, min(at + BLOCK, n))
        cols = slice(max(0, at - BEFORE), int(np.searchsorted(m.first, m.last[rows].max() + AFTER)))
        fits, nobody = scores(first, last, m.kind, (rows, cols), features(m, rows, cols), w)
        slope, offset = w["calibration"][m.kind[rows]].T
        fits, nobody = fits * slope[:, None], nobody[:, 0] * slope + offset
        for row, own, may in zip(fits, nobody, allowed(m, rows, cols), strict=True):
            of = np.flatnonzero(may)
            said = np.append(row[of], own)
            made.append(Choice(of + cols.start, said - np.logaddexp.reduce(said)))
    return made


def entities(told: Sequence[Choice], known: Sequence[int | None], least: Sequence[float]) -> list[Meant]:
    """Join candidates to entities; what is said of an entity's places adds up, each as far as it is sure itself.

    Parameters
    ----------
    told
        What each candidate means (``choices``).
    known
        The entity (0 …) of candidates that are settled already, None for those that ask.
    least
        For each candidate the probability from which on it is joined.
    """
    base = max((k for k in known if k is not None), default=-1) + 1  # from here on a candidate stands for itself
    at = [{base + i if k is None else k: 1.0} for i, k in enumerate(known)]
    asks = [i for i, k in enumerate(known) if k is None]
    for i in asks * PASSES:
        at[i] = _walk(told[i], at, base + i)
    joined: dict[int, int] = {}
    meant = [Meant(-1, -1, 1.0)] * len(at)
    for i in asks:
        best = max(at[i], key=at[i].__getitem__)
        sure = at[i][best]
        meant[i] = Meant(-1, -1, at[i][base + i])
        if best != base + i and sure >= least[i] and _end(joined, best) != base + i:
            each = [p * at[j].get(best, 0.0) for j, p in zip(told[i].of, np.exp(told[i].likely), strict=False)]
            meant[i] = Meant(-1, int(told[i].of[int(np.argmax(each))]), sure)
            joined[base + i] = best
    ends = [_end(joined, base + i if k is None else k) for i, k in enumerate(known)]
    shared = {_end(joined, e) for e in joined} | {k for k in known if k is not None}
    return [Meant(e if e in shared else -1, *m[1:]) for e, m in zip(ends, meant, strict=True)]


def _walk(choice: Choice, at: list[dict[int, float]], own: int) -> dict[int, float]:
    """Return where a walk from candidate to candidate ends: in which entity, or in its ``own``, a new one.

    What leads back to itself says nothing: "I" is who says it, and "he said" may lead to that "I".
    """
    sums: dict[int, float] = {}
    likely = np.exp(choice.likely)
    for j in np.flatnonzero(likely[:-1] > FAINT):
        for entity, p in at[choice.of[j]].items():
            sums[entity] = sums.get(entity, 0.0) + float(likely[j]) * p
    sums.pop(own, None)
    total = sum(sums.values()) + float(likely[-1])
    return {e: p / total for e, p in sums.items() if p > FAINT * total} | {own: float(likely[-1]) / total}


def _end(joined: dict[int, int], entity: int) -> int:
    while entity in joined:
        entity = joined[entity]
    return entity
