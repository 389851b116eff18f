"""Sparse vectors as mappings from feature to value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

Vector = Mapping[str, float]


def dot(a: Vector, b: Vector) -> float:
    """Return the dot product; of two vectors of length one, how alike they are."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return sum(value * long[feature] for feature, value in short.items() if feature in long)


def unit(vector: Vector) -> dict[str, float]:
    """Return ``vector`` scaled to length one (Euclidean); one without length comes out empty."""
    norm = math.sqrt(sum(value * value for value in vector.values()))
    return {feature: value / norm for feature, value in vector.items() if value} if norm else {}


def total(parts: Iterable[tuple[float, Vector]]) -> dict[str, float]:
    """Return the sum of vectors, each times its factor."""
    result: dict[str, float] = {}
    for factor, vector in parts:
        for feature, value in vector.items():
            result[feature] = result.get(feature, 0.0) + factor * value
    return result
