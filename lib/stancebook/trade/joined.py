"""The rules' and the encoder's readings of a sentence joined: is it a claim, with which labels, how likely right."""

from __future__ import annotations

import math
from collections.abc import Mapping

# The points of evidence that the rules alone ask of a claim, the log odds that a point above or below them is worth
# where the encoder reads too, and what the joined log odds must reach.
MARK, POINT, LEAST = 2.6, 1.2, 0.4
# What the rules' answer to each question adds to the encoder's log probability of it; that on the direction is
# multiplied by how sure the sign of change is (``direction.Heading``).
ADDED = {"direction": 3.0, "driver": 2.5, "horizon": 2.0, "hedge": 2.0}
FLOOR = 0.02  # the encoder is never surer than this against an answer: it knows few words of change
# Log odds that a claim told is one and points the right way: constant, and slopes on the log odds of the claim (at most
# SUREST) and of its direction; fitted by training/claims_confidence.py on articles set aside.
CONFIDENCE, SUREST = (-2.62, 0.32, 0.86), 6.0


def claim_odds(points: float, answers: Mapping[str, Mapping] | None, speaks_of_trade: bool) -> float | None:
    """Return the log odds that a sentence is a claim; None where they are too low.

    Parameters
    ----------
    points
        The rules' evidence.
    answers
        The encoder's probabilities (``claim_head.answers_of``), None where it was not asked.
    speaks_of_trade
        It has a direction, or names trade itself (a crossing may be a place, a port a town); asked of rules alone.
    """
    above = points - MARK
    if answers is None:
        return above if above >= 0 and speaks_of_trade else None
    odds = math.log(answers["claim"][True] / answers["claim"][False]) + POINT * above
    return odds if odds >= LEAST else None


def labels(
    own: Mapping[str, str], answers: Mapping[str, Mapping] | None, strength: float
) -> tuple[dict[str, str], float]:
    """Return the likeliest answer to each question, and how probable that on the direction is.

    ``own`` are the rules' answers, ``strength`` is how sure they are of the direction.
    """
    if answers is None:
        return dict(own), 0.5 + 0.3 * min(strength, 1.0)
    best, likely = {}, 0.0
    for name, answer in own.items():
        added = ADDED[name] * (strength if name == "direction" else 1.0)
        odds = {choice: math.log(max(p, FLOOR)) + added * (choice == answer) for choice, p in answers[name].items()}
        best[name] = max(odds, key=lambda choice: odds[choice])
        if name == "direction":
            likely = math.exp(odds[best[name]]) / sum(map(math.exp, odds.values()))
    return best, likely


def confidence(odds: float, likely: float) -> float:
    """Return how often a claim with these log odds, and a direction this probable, is one and points the right way.

    Logistic regression (Platt 1999, on two scores).
    """
    constant, claim, heading = CONFIDENCE
    likely = min(max(likely, 0.02), 0.98)
    return 1 / (1 + math.exp(-constant - claim * min(odds, SUREST) - heading * math.log(likely / (1 - likely))))
