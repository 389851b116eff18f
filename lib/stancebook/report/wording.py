"""Words to say numbers, names and dates with, the same in notebooks, figures and the brief."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

import pandas as pd
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from stancebook.report.printable import printable

CALLS: Mapping[str, str] = {
    "grow": "points to growth", "shrink": "points to less of it", "mixed": "is mixed", "unclear": "is unclear",
}  # fmt: skip
UNKNOWN = "unknown"
ENGLISH, NO_SERIAL_COMMA = "en", "en_150"  # locales: Europe's English writes "a, b and c"
ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")


class _Names(dict):
    """Actor ids to names; whatever is not an actor is unknown."""

    def __missing__(self, _: object) -> str:
        return UNKNOWN


def names_of(actors: pd.DataFrame) -> dict[str, str]:
    """Return ``actor_id -> name``, fit to be shown; any other key, null included, gives "unknown"."""
    return _Names(zip(actors["actor_id"], map(printable, actors["name"]), strict=True))


def count(n: int, noun: str, plural: str | None = None) -> str:
    """Return ``n`` with its noun in the right number ("1 quote", "2,400 quotes")."""
    return f"{format_decimal(n, locale=ENGLISH)} {noun if n == 1 else plural or noun + 's'}"


def is_are(n: int) -> str:
    """Return "is" for one, "are" for any other number."""
    return "is" if n == 1 else "are"


def signed(value: float, digits: int = 2) -> str:
    """Return a score with its sign and a real minus ("+0.40", "−0.40", "0.00"); null is a dash."""
    if pd.isna(value):
        return "–"
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text[1:] if not text.strip("+−0.") else text


def spread(low: float, high: float, n: int) -> str:
    """Return the interval of a mean for readers; where there is one value, that it was heard once."""
    return "heard once" if n == 1 else interval(low, high, n)


def interval(low: float, high: float, n: int) -> str:
    """Return "−0.50 to +0.10", or a dash where one value alone (or none) has no interval."""
    return "–" if n < 2 or pd.isna(low) or pd.isna(high) else f"{signed(low)} to {signed(high)}"


def listing(items: Iterable[str], separator: str = ", ") -> str:
    """Join items the way English does: "a", "a and b", "a, b and c"."""
    items = list(items)
    return separator.join(items) if separator != ", " else format_list(items, locale=NO_SERIAL_COMMA)


def place_date(date: object) -> str:
    """Return an ISO date, month or year for readers ("30 Sep 2019", "2019"); null is "no date"."""
    if pd.isna(date):  # type: ignore[call-overload]
        return "no date"
    iso = ISO.match(str(date)[:10])
    if not iso:
        return str(date)
    year, month, day = iso.groups()
    if not month:
        return year
    try:
        when = datetime.date(int(year), int(month), int(day or 1))
    except ValueError:  # a text may name a day that no calendar has
        return str(date)
    return format_date(when, "d MMM y" if day else "MMM y", locale=ENGLISH)


def days(dates: pd.Series, joint: str = " to ") -> str:
    """Return the first and the last of some dates for readers, one where they are the same; "" where none is known."""
    known = dates.dropna()
    return joint.join(dict.fromkeys(map(place_date, (known.min(), known.max())))) if len(known) else ""


def period_name(period: object) -> str:
    """Return a period for readers: a month ("Mar 2024"), or a week by its Monday ("week of 4 Mar 2024")."""
    name = place_date(period)
    return f"week of {name}" if len(str(period)) == len("2024-03-04") else name


def voice_name(voice: str, names: Mapping[str, str]) -> str:
    """Return a voice of the outlook for readers: an actor's name, the words as written, or "the reporter"."""
    if voice.startswith("reporter"):
        source = voice.partition(": ")[2]
        return f"the reporter ({source})" if source else "the reporter"
    return names.get(voice) or printable(voice)
