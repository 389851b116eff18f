"""How sure a mean is: the bootstrap intervals that every table of means carries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

DRAWS, SEED = 1000, 7


def interval(scores: np.ndarray, draws: int = DRAWS, seed: int = SEED) -> tuple[float, float]:
    """Return the 95% bootstrap interval of the mean of ``scores``; (nan, nan) for fewer than two.

    Percentile bootstrap (Efron 1979), the draws fixed by ``seed`` so that a run can be repeated.
    """
    if len(scores) < 2:
        return float("nan"), float("nan")
    picks = np.random.default_rng(seed).integers(0, len(scores), (draws, len(scores)))
    low, high = np.percentile(scores[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def clustered_interval(
    scores: np.ndarray, clusters: Sequence[str], draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """Return the 95% bootstrap interval of the mean of ``scores`` that come in ``clusters``; (nan, nan) for one score.

    Cluster bootstrap (Field and Welsh 2007): whole clusters are drawn with replacement, each with all its scores,
    because scores of one cluster lean on each other: ten sentences of one outlet are not ten witnesses.  With a
    single cluster there is nothing to draw from, and the scores are drawn as in ``interval``: too narrow then.
    """
    codes = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)[1] if len(scores) else np.array([], int)
    n = int(codes.max()) + 1 if len(codes) else 0
    if n < 2:
        return interval(scores, draws, seed)
    totals, sizes = np.bincount(codes, weights=scores), np.bincount(codes)
    picks = np.random.default_rng(seed).integers(0, n, (draws, n))
    low, high = np.percentile(totals[picks].sum(axis=1) / sizes[picks].sum(axis=1), [2.5, 97.5])
    return float(low), float(high)
