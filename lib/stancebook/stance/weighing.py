"""How surely a side is one: what the encoder says of it and of the other sides, what rules say, who speaks.

A logistic regression, fitted on articles that the encoder has not learnt from (``training/stances_confidence.py``), so
that of sides told at 0.8 about eight in ten are right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancebook.stance.candidates import Candidate
from stancebook.text import encoder

# The sides of a candidate: a for b, a against b, b for a, b against a (``relations.RELATIONS`` without the first).
LABELS = ("supports", "opposes", "supports", "opposes")
OTHER, BACK, ACROSS = [1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 1, 0]  # the other side; the same of the other one; both
FEATURES = (
    "side", "other side", "same back", "other back", "either way", "rule", "rule for other", "rule back",
    "rule for other back", "source speaks", "target speaks", "behind its speaker", "behind sentence before",
    "is for", "spoken of", "sounds", "sounds other", "spoken side", "spoken rule", "spoken for",
)  # fmt: skip


def features(found: Sequence[Candidate], likely: np.ndarray, ruled: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """Return ``FEATURES`` of each side of each candidate of an article: candidates × 4 × features.

    Parameters
    ----------
    found
        The candidates of one article.
    likely
        Probabilities of ``relations.RELATIONS``: candidates × 5.
    ruled
        What rules say of each side, their confidence or 0: candidates × 4.
    heard
        How likely the words of a source sound that way about its target, not a number where it has none:
        candidates × 4.
    """
    sides = likely[:, 1:]
    made = np.zeros((len(found), len(LABELS), len(FEATURES)))
    made[..., 0], made[..., 1] = encoder.logit(sides), encoder.logit(sides[:, OTHER])
    made[..., 2], made[..., 3] = sides[:, BACK], sides[:, ACROSS]
    made[..., 4] = encoder.logit(sides + sides[:, BACK])
    for k, order in enumerate((range(4), OTHER, BACK, ACROSS)):
        made[..., 5 + k] = ruled[:, list(order)]
    spoken = np.array([[c.a in c.speakers, c.b in c.speakers] for c in found], float).reshape(-1, 2)
    made[..., 9], made[..., 10] = spoken[:, [0, 0, 1, 1]], spoken[:, [1, 1, 0, 0]]
    made[..., 11] = np.array([c.read == "spoken" for c in found])[:, None]
    made[..., 12] = np.array([c.read == "behind" for c in found])[:, None]
    made[..., 13] = [1, 0, 1, 0]
    spoken_of = np.isfinite(heard)
    sounds = np.nan_to_num(encoder.logit(heard))
    made[..., 14], made[..., 15], made[..., 16] = spoken_of, sounds, sounds[:, OTHER]
    for k, feature in enumerate((0, 5, 13)):
        made[..., 17 + k] = spoken_of * made[..., feature]
    return made


def confidence(made: np.ndarray) -> np.ndarray:
    """Return how often sides of these ``features`` are right: candidates × 4.

    What rules see both ways ("clashes between X and Y") is as sure one way as the other: the encoder prefers one.
    """
    offset, *weights = encoder.head()["stances"]
    sure = 1 / (1 + np.exp(-offset - made @ np.array(weights)))
    mutual = (made[..., FEATURES.index("rule")] > 0) & (made[..., FEATURES.index("rule back")] > 0)
    return np.where(mutual, np.maximum(sure, sure[:, BACK]), sure)
