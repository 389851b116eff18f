"""How often a mention that was joined for a reason is joined rightly: measured rates, not guesses."""

from __future__ import annotations

from functools import cache

from stancebook.text import wordlists


def sure(rule: str) -> float:
    """Return the confidence of mentions joined by ``rule`` (``data/sure.csv``), by Laplace's rule of succession."""
    rates = _rates()
    return rates.get(rule, rates["other"])


@cache
def _rates() -> dict[str, float]:
    rows = wordlists.rows("actors", "sure.csv")
    return {row["rule"]: round((int(row["right"]) + 1) / (int(row["n"]) + 2), 3) for row in rows}
