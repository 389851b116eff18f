"""Figures that a sentence sets side by side: now and before, from and to, above and below a year ago."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stancebook.trade.terms import MONEY, SCALE, UNIT

POWERS = {"hundred": 2, "thousand": 3, "k": 3, "million": 6, "mln": 6, "mn": 6, "m": 6, "billion": 9, "bln": 9, "bn": 9}
POWERS |= {"trillion": 12}
YEARS = r"(?:1[89]|20)\d\d"
NO_YEAR = rf"(?!{YEARS}\b(?! ?(?:{SCALE}|{UNIT}))|\d*(?:st|nd|rd|th)\b)"
ABOUT = r"(?:about |around |some |nearly |almost |over |only |just )*"
NUMBER = rf"{NO_YEAR}{ABOUT}(?:{MONEY})?\d[\d,]*(?:\.\d+)?(?: ?-?{SCALE})?(?: ?{UNIT})?"
# "against 5 million a year before": what stands between the figure of now and that of before.
AGAINST = (
    r"(?:against|compared (?:with|to)|in comparison (?:with|to)|versus|vs\.?|as opposed to|"
    r"(?:up|down) from|after|following|from|where(?:as)? it was|instead of)"
)
BEFORE = (
    r"(?:a|one|the) (?:year|month|quarter|season|week) (?:ago|before|earlier)|the (?:year|month|quarter|season) before|"
    r"(?:the )?(?:previous|preceding|prior) (?:year|month|quarter|season)|(?:the )?same (?:period|month|quarter|time)|"
    rf"in {YEARS}|last (?:year|month|season|quarter)|(?:a|one) year previously"
)
RISE = "above|more than|higher than|over|up on|ahead of|larger than|greater than|better than|in excess of"
FALL = "below|less than|lower than|under|down on|short of|behind|smaller than|fewer than|worse than"
THEN = rf"(?:those|that|the (?:figures?|levels?|totals?|amounts?|volumes?|sums?)|what|(?:in |for |during )?{BEFORE})"
GAP = rf"(?:[^.;\d]|\b{YEARS}\b){{0,60}}?"
FROM_TO = re.compile(rf"\bfrom (?P<before>{NUMBER})(?P<gap>{GAP})\bto (?P<now>{NUMBER})", re.IGNORECASE)
TO_FROM = re.compile(rf"\bto (?P<now>{NUMBER})(?P<gap>{GAP})\bfrom (?P<before>{NUMBER})", re.IGNORECASE)
NOW_BEFORE = re.compile(
    rf"(?P<now>{NUMBER})(?P<gap>{GAP}),? (?P<by>{AGAINST}) (?P<before>{NUMBER})(?P<end>[^.;\d]{{0,60}}(?:{BEFORE})?)",
    re.IGNORECASE,
)
TWO_YEARS = re.compile(
    rf"(?P<one>{NUMBER})(?:{GAP}) in (?P<first>{YEARS})\b{GAP}(?P<two>{NUMBER})(?:{GAP}) in (?P<second>{YEARS})\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(rf"\b(?:(?P<rise>{RISE})|(?P<fall>{FALL})) {THEN}\b(?P<rest>[^.;]{{0,60}})", re.IGNORECASE)
SAME = re.compile(r"\bthe same (?:as|level as)\b|\bunchanged (?:from|on)\b|\bon a par with\b", re.IGNORECASE)
PAST = re.compile(rf"{BEFORE}|\b(?:ago|earlier|before|last|previous|prior)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Comparison:
    """Two figures set side by side: 1 more than before, −1 less, 0 the same; and where in the text the first stands."""

    sign: int
    start: int


def compared(text: str) -> Comparison | None:
    """Return what the first comparison of figures in a sentence says, or None where there is none.

    Figures of different units, shares and bare years are not compared.
    """
    for pattern in (FROM_TO, TO_FROM):
        for match in pattern.finditer(text):
            sign = _sign(match["now"], match["before"])
            if sign is not None:
                return Comparison(sign, match.start())
    for match in NOW_BEFORE.finditer(text):
        strong = match["by"].lower() not in ("after", "following", "from", "instead of")
        sign = _sign(match["now"], match["before"]) if strong or PAST.search(match["end"]) else None
        if sign is not None:
            return Comparison(sign, match.start())
    return _years(text) or _relative(text)


def _years(text: str) -> Comparison | None:
    """Return a comparison of two figures that each have their year."""
    match = TWO_YEARS.search(text)
    if match is None or match["first"] == match["second"]:
        return None
    later_first = int(match["first"]) > int(match["second"])
    now, before = (match["one"], match["two"]) if later_first else (match["two"], match["one"])
    sign = _sign(now, before)
    return None if sign is None else Comparison(sign, match.start())


def _relative(text: str) -> Comparison | None:
    """Return what "below those of a year ago" says; "more than 400 lorries" compares nothing with a time before."""
    for match in RELATIVE.finditer(text):
        if PAST.search(match.group()):
            return Comparison(1 if match["rise"] else -1, match.start())
    same = SAME.search(text)
    return Comparison(0, same.start()) if same and PAST.search(text, same.start()) else None


def _sign(now: str, before: str) -> int | None:
    """Return 1, −1 or 0 for more, less or the same; None for what can't be compared."""
    first, second = _amount(now), _amount(before)
    if first is None or second is None:
        return None
    (a, power_a, unit_a), (b, power_b, unit_b) = first, second
    if "share" in (unit_a, unit_b) or (unit_a and unit_b and unit_a != unit_b):
        return None  # "rose 8 percent, compared with 12 a year ago" is growth all the same
    # "from 5 to 3 billion": the scale is told once.
    power_a, power_b = (power_a or power_b, power_b or power_a) if max(a, b) < 1000 else (power_a, power_b)
    x, y = a * 10**power_a, b * 10**power_b
    return (x > y) - (x < y)


def _amount(words: str) -> tuple[float, int, str] | None:
    """Return number, power of ten and kind of unit (money, share, or the unit's own name)."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", words)
    if digits is None:
        return None
    scale = re.search(SCALE, words[digits.end() :], re.IGNORECASE)
    rest = words[digits.end() :].lower().strip(" -")
    unit = re.search(rf"{UNIT}$", rest)
    kind = unit.group().rstrip("s") if unit else "money" if re.search(MONEY, words[: digits.start()]) else ""
    kind = "share" if kind in ("percent", "per cent", "pct", "%") else kind
    kind = "money" if kind in ("dollar", "dlr", "euro", "yen", "yuan", "pound", "rupee") else kind
    kind = "tonne" if kind in ("ton", "metric ton") else kind
    return float(digits.group().replace(",", "")), POWERS[scale.group().lower()] if scale else 0, kind
