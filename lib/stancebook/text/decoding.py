"""The encoder's scores to spans and links: best legal tag path, then which content has which cue and source."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

NAMES = ("person", "organisation", "place", "people")
ROLES = ("source", "cue", "content")
LINKS = (("content", "cue"), ("content", "source"), ("cue", "source"))  # who asks, who answers
LINK = 64  # width of one link vector
# A word's link numbers: for each link the asking span's first and last word, the answering span's first and last
# word; then for each link how much the asking span's first word speaks for "none of them".
LINKED = len(LINKS) * (4 * LINK + 1)
# Distances between two spans, in words, fall in these buckets; the sign is kept.
BUCKETS = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256])

OUTSIDE = np.log(0.9)  # a word at least this likely outside is outside


class Tagged(NamedTuple):
    """A labelled run of words ``[first, last)`` and the mean probability of its tags."""

    first: int
    last: int
    label: int
    confidence: float


class Attributed(NamedTuple):
    """One attribution in characters of its text; cue and source may be missing.

    ``sure``: likely enough to be told by itself; otherwise only where a rule reads the same.
    """

    cue: tuple[int, int] | None
    contents: list[tuple[int, int]]
    source: tuple[int, int] | None
    confidence: float
    sure: bool = True


def log_softmax(x: np.ndarray) -> np.ndarray:
    """Return the log probabilities of the last axis of ``x``."""
    x = x - x.max(-1, keepdims=True, initial=-1e9)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def tags(labels: tuple[str, ...]) -> int:
    """Return how many BIO tags there are for ``labels``: outside, then begin and inside of each."""
    return 1 + 2 * len(labels)


def best_path(scores: np.ndarray) -> np.ndarray:
    """Return the best BIO path (Viterbi 1967) through ``scores`` (words × tags); an inside tag must follow its kind."""
    k = scores.shape[1]
    inside = range(2, k, 2)  # inside tags are even: 2, 4, …
    path = [-np.inf if tag in inside else score for tag, score in enumerate(scores[0].tolist())]
    back = []
    for row in scores[1:].tolist():
        first = max(range(k), key=path.__getitem__)
        came = [first] * k
        for tag in inside:
            came[tag] = tag if path[tag] >= path[tag - 1] else tag - 1
        path = [path[c] + score for c, score in zip(came, row, strict=True)]
        back.append(came)
    best = [max(range(k), key=path.__getitem__)]
    for came in reversed(back):
        best.append(came[best[-1]])
    return np.array(best[::-1])


def _in_parts(scores: np.ndarray) -> np.ndarray:
    """Return the best path, looked for only between words that are outside beyond doubt: most words of a text are."""
    path = scores.argmax(1)
    doubtful = np.flatnonzero((path > 0) | (scores[:, 0] < OUTSIDE))
    for part in np.split(doubtful, np.flatnonzero(np.diff(doubtful) > 1) + 1):
        path[part] = best_path(scores[part]) if len(part) else 0
    return path


def runs(path: np.ndarray) -> list[tuple[int, int, int]]:
    """Return the labelled runs ``(first, last, label)`` of a row of BIO tags, legal or not; tags below 1 have none."""
    labels = (path - 1) // 2
    edges = np.flatnonzero((np.diff(labels, prepend=-9) != 0) | (path % 2 == 1)).tolist()
    return [(first, last, int(labels[first])) for first, last in pairwise([*edges, len(path)]) if labels[first] >= 0]


def spans(scores: np.ndarray) -> list[Tagged]:
    """Return the labelled runs of the best path; ``scores`` are log probabilities, words × tags."""
    path = _in_parts(scores)
    sure = np.exp(scores[np.arange(len(path)), path])
    return [Tagged(first, last, label, float(sure[first:last].mean())) for first, last, label in runs(path)]


def bucket(distance: np.ndarray) -> np.ndarray:
    """Return the bucket of signed word distances: 0 … 2 × len(BUCKETS) − 1."""
    size = np.digitize(np.abs(distance), BUCKETS) - 1
    return np.where(distance < 0, size, size + len(BUCKETS))


def gaps(asking: np.ndarray, answering: np.ndarray) -> np.ndarray:
    """Return the words between spans (n × 2 and m × 2, half-open): n × m, negative where the answer comes first."""
    first, last = asking[:, :1], asking[:, 1:]
    return np.where(answering[:, 0] >= last, answering[:, 0] - last, answering[:, 1] - first - 1)
