"""How sure a mean is: the bootstrap interval that every table of means carries."""

from __future__ import annotations

import numpy as np


def interval(scores: np.ndarray, draws: int = 1000, seed: int = 7) -> tuple[float, float]:
    """Return the 95% bootstrap interval of the mean of ``scores``; (nan, nan) for fewer than two.

    Percentile bootstrap (Efron 1979), the draws fixed by ``seed`` so that a run can be repeated.
    """
    if len(scores) < 2:
        return float("nan"), float("nan")
    picks = np.random.default_rng(seed).integers(0, len(scores), (draws, len(scores)))
    low, high = np.percentile(scores[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
