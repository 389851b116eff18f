"""The encoder's scores to spans and links: best legal tag path, then which content has which cue and source."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

NAMES = ("person", "organisation", "place", "people")
ROLES = ("source", "cue", "content")
LINK = 64  # width of one link vector
# Distances between two spans, in words, fall in these buckets; the sign is kept.
BUCKETS = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256])


class Tagged(NamedTuple):
    """A labelled run of words ``[first, last)`` and the mean probability of its tags."""

    first: int
    last: int
    label: int
    confidence: float


class Said(NamedTuple):
    """One attribution in characters of its text; cue and source may be missing."""

    cue: tuple[int, int] | None
    contents: list[tuple[int, int]]
    source: tuple[int, int] | None
    confidence: float


def tags(labels: tuple[str, ...]) -> int:
    """Return how many BIO tags there are for ``labels``: outside, then begin and inside of each."""
    return 1 + 2 * len(labels)


def best_path(scores: np.ndarray) -> np.ndarray:
    """Return the best BIO path (Viterbi 1967) through ``scores`` (words × tags); an inside tag must follow its kind."""
    n, k = scores.shape
    legal = np.zeros((k, k))
    for tag in range(2, k, 2):  # inside tags are even: 2, 4, …
        legal[:, tag] = -np.inf
        legal[[tag - 1, tag], tag] = 0.0
    path, back = scores[0] + np.where((np.arange(k) % 2 == 0) & (np.arange(k) > 0), -np.inf, 0.0), np.zeros((n, k), int)
    for i in range(1, n):
        through = path[:, None] + legal
        back[i] = through.argmax(0)
        path = through[back[i], np.arange(k)] + scores[i]
    best = np.zeros(n, int)
    best[-1] = path.argmax()
    for i in range(n - 1, 0, -1):
        best[i - 1] = back[i, best[i]]
    return best


def spans(scores: np.ndarray) -> list[Tagged]:
    """Return the labelled runs of the best path; ``scores`` are log probabilities, words × tags."""
    if not len(scores):
        return []
    path = best_path(scores)
    sure = np.exp(scores[np.arange(len(path)), path])
    found = []
    first = 0
    for i in range(1, len(path) + 1):
        if i == len(path) or path[i] % 2 == 1 or path[i] == 0 or path[i - 1] == 0:
            if path[first]:
                found.append(Tagged(first, i, (path[first] - 1) // 2, float(sure[first:i].mean())))
            first = i
    return found


def bucket(distance: np.ndarray) -> np.ndarray:
    """Return the bucket of signed word distances: 0 … 2 × len(BUCKETS) − 1."""
    size = np.digitize(np.abs(distance), BUCKETS) - 1
    return np.where(distance < 0, size, size + len(BUCKETS))


def gap(a: Tagged, b: Tagged) -> int:
    """Words between two runs: negative when ``b`` comes first, 0 when they touch."""
    return b.first - a.last if b.first >= a.last else b.last - a.first - 1
