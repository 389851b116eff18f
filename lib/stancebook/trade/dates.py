"""Dates as news writes them: found by one pattern, resolved against the day of publication, never against today.

Precision is kept: ``2012``, ``2019-09``, ``2019-09-30``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

MONTHS = {m: i % 12 + 1 for i, m in enumerate(
    "january february march april may june july august september october november december "
    "jan feb mar apr may_ jun jul aug sep oct nov dec".split())} | {"sept": 9}  # fmt: skip
DAYS = {d: i % 7 for i, d in enumerate(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun".split())} | {
    "tues": 1, "thur": 3, "thurs": 3}  # fmt: skip
NUMBERS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
NUMBERS |= {"a": 1, "an": 1}
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
YEAR = r"(?:1[89]|20)\d\d"
WHEN = r"(?:(?:in|on|since|until|till|by|during|before|after|from)\ )?"
ON = rf"{WHEN}(?:{DAY},?\ )?"  # "on Saturday, July 23" is one date
NUMBER = r"(?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
# One pattern, most exact form first; the named group says how to resolve it.
DATE = re.compile(
    rf"""
      \b(?P<iso>{YEAR}-\d\d-\d\d)\b
    | \b(?P<dmy>{ON}\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{MONTH},?\ {YEAR})\b
    | \b(?P<mdy>{ON}{MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?,?\ {YEAR})\b
    | \b(?P<my>{WHEN}{MONTH}(?:\ of)?,?\ {YEAR})\b
    | \b(?P<mrel>{ON}(?:\d{{1,2}}\ )?{MONTH}(?:\ \d{{1,2}})?,?\ (?:(?:of\ )?(?:last|this|next)\ year))\b
    | \b(?P<md>{ON}{MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?)(?![\d,]*\d)\b
    | \b(?P<dm>{ON}\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{MONTH})(?!\w)
    | \b(?P<weekday>(?:(?:last|next|this|on)\ )?{DAY})\b
    | \b(?P<ago>{NUMBER}\ (?:day|week|month|year)s?\ (?:ago|earlier))\b
    | \b(?P<unit>(?:last|next|this)\ (?:week|month|year|{MONTH}))(?!\w)
    | \b(?P<near>yesterday|today|tomorrow)\b
    | \b(?P<year>(?:in|since|until|till|by|during|before|after|from|of|between|late|early|mid-?)\ (?:late\ |early\ |mid-?|the\ year\ )?{YEAR})(?![-–]?\d|\ ?(?:per|percent|%|km|people|tonnes))\b
    | \b(?P<month>(?:in|since|until|by|during|late|early|mid-?)\ (?:late\ |early\ |mid-?)?{MONTH})(?!\w)
    """,  # noqa: E501
    re.VERBOSE | re.IGNORECASE,
)
# A sentence without one of these has no date: a quick look that spares most sentences the long pattern.
TRIGGER = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b"
    r"|\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|ago|(?:day|week|month|year)s? earlier)\b"
    r"|\b(?:[Ll]ast|[Nn]ext|[Tt]his) (?:week|month|year)\b"
)
LEAD = re.compile(r"^(?:in|since|until|till|by|during|before|after|from|of|on|between)\ ", re.IGNORECASE)
Way = Literal["back", "ahead", "near"]
SOON = 62  # days


def lead(text: str) -> str:
    """Return the preposition that a date begins with, with its space, or nothing."""
    match = LEAD.match(text)
    return match.group() if match else ""


def resolve(kind: str, words: str, day: date | None, way: Way = "back") -> str | None:
    """Return the ISO 8601 date that ``words`` name, with the precision they have, or None.

    Parameters
    ----------
    kind
        The name of the group of ``DATE`` that matched.
    day
        Day of publication; without it only dates that carry their year can be resolved.
    way
        Where a date without its year lies from publication: "Monday" is the last one (``back``), the next one
        (``ahead``), or a day and month whichever comes first of two months ahead and ten back (``near``).
    """
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|mid-", "", words.lower()).replace(",", " ").replace(" of ", " ")
    parts = [w.strip(".") for w in words.split()]
    years = [int(w) for w in parts if re.fullmatch(YEAR, w)]
    months = [MONTHS[w] for w in parts if w in MONTHS]
    days = [int(w) for w in parts if w.isdigit() and len(w) < 3]
    if kind == "iso":
        return _day(*map(int, words.split("-")))
    if kind in ("dmy", "mdy"):
        return _day(years[0], months[0], days[0])
    if kind == "my":
        return f"{years[0]}-{months[0]:02d}"
    if kind == "year":
        return str(re.search(YEAR, words).group())  # type: ignore[union-attr]
    if day is None:
        return None
    if kind == "mrel":
        year = day.year + {"last": -1, "this": 0, "next": 1}[parts[-2]]
        return _day(year, months[0], days[0]) if days else f"{year}-{months[0]:02d}"
    if kind in ("md", "dm"):
        return _day(_year_of(day, months[0], days[0], way), months[0], days[0])
    if kind == "month" or (kind == "unit" and months):
        return _month(parts, months[0], day, way == "ahead" or (way == "near" and _soon(day, months[0], 1)))
    return _relative(kind, parts, day, way == "ahead")


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # "June 31": a slip of the paper's, not ours to mend
        return None


def _year_of(published: date, month: int, day: int, way: Way) -> int:
    """Return the year that puts a bare "May 3" before or after publication, as the clause looks."""
    here = (published.month, published.day)
    if way == "ahead" or (way == "near" and _soon(published, month, day)):
        return published.year + ((month, day) < here)
    return published.year - ((month, day) > here)


def _soon(published: date, month: int, day: int) -> bool:
    """Tell whether the next such day comes within two months of publication."""
    year = published.year + ((month, day) < (published.month, published.day))
    return (date(year, month, min(day, 28)) - published).days <= SOON


def _month(parts: list[str], month: int, day: date, ahead: bool) -> str:
    year = day.year + (month < day.month) if ahead else day.year - (month > day.month)
    if parts[0] == "last":
        year = day.year - (month >= day.month)
    elif parts[0] == "next":
        year = day.year + (month <= day.month)
    return f"{year}-{month:02d}"


def _relative(kind: str, parts: list[str], day: date, ahead: bool) -> str | None:
    if kind == "weekday":
        wanted = DAYS[parts[-1]]
        back = (day.weekday() - wanted) % 7
        if ahead or parts[0] == "next":
            # Papers write "today" for the day itself, so a weekday ahead lies one to seven days off.
            return (day + timedelta((7 - back) if back else 7)).isoformat()
        # "last Monday" in a Monday paper is the week before; a bare "Monday" there is the day itself.
        return (day - timedelta(7 if parts[0] == "last" and back == 0 else back)).isoformat()
    if kind == "near":
        return (day + timedelta({"yesterday": -1, "today": 0, "tomorrow": 1}[parts[0]])).isoformat()
    if kind == "ago":
        count = NUMBERS[parts[0]] if parts[0] in NUMBERS else int(parts[0])
        # "two years earlier" counts from another event, which is not known here.
        return None if parts[-1] == "earlier" else _shift(day, -count, parts[1].rstrip("s"))
    return _shift(day, {"last": -1, "this": 0, "next": 1}[parts[0]], parts[1])


def _shift(day: date, count: int, unit: str) -> str | None:
    """Return the day, month or year ``count`` units away; a week gives its month, or its year if it spans two."""
    if unit == "day":
        return (day + timedelta(count)).isoformat()
    if unit == "week":
        first = day + timedelta(7 * count - day.weekday())
        last = first + timedelta(6)
        if first.month == last.month:
            return f"{first.year}-{first.month:02d}"
        return str(first.year) if first.year == last.year else None
    if unit == "month":
        months = day.year * 12 + day.month - 1 + count
        return f"{months // 12}-{months % 12 + 1:02d}"
    return str(day.year + count)
