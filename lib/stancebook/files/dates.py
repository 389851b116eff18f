"""A date as written to a timestamp; what can be read two ways is not guessed."""

from __future__ import annotations

import re
from datetime import datetime

import pandas as pd
from dateutil import parser

ISO = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}(?!\d)")
# 30/09/2019, 30.9.2019, 09-30-19: day and month stand in either order.
NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b")
FILED = re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}\b")
# dateutil takes from a default what a date leaves out: two that differ throughout show what was missing.
DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2))
LONGEST_DATE = 100  # characters


class DateError(ValueError):
    """A date that can't be read, or can be read two ways; the message says what to write."""


def parse_date(text: str) -> pd.Timestamp | None:
    """Return the date, and time of day if given, that ``text`` names, as its publisher's clock showed it.

    A time zone is dropped: the day a paper carries is the day where it appears.  Empty text is None.

    Raises
    ------
    DateError
        If it is no date, lacks the day, month or year, or is ambiguous (03/04/2019).
    """
    text = text.strip()
    if not text:
        return None
    if len(text) > LONGEST_DATE:
        raise DateError(f"{text[:LONGEST_DATE]!r}… is too long for a date: write it as 2019-09-30")
    try:
        when = _iso(text) if ISO.match(text) else _written(text)
    except DateError:
        raise
    except Exception as error:  # dateutil raises more than it says: TypeError, IndexError, decimal's own
        raise DateError(f"{text!r} is not a date: write it as 2019-09-30") from error
    if not 1700 <= when.year <= 2200:
        raise DateError(f"{text!r} is not a date of our time: write it as 2019-09-30")
    return pd.Timestamp(when.replace(tzinfo=None))


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        # "2019-09-30 5:14 pm EDT": the day is plain even where the clock is not.
        return datetime.fromisoformat(ISO.match(text).group())  # type: ignore[union-attr]


def _written(text: str) -> datetime:
    """Read "30 September 2019", "Mon, 30 Sep 2019 17:00:00 GMT", "Sept. 30, 2019", 30/09/2019."""
    numbers = NUMERIC.match(text)
    if numbers:
        first, second, year = int(numbers.group(1)), int(numbers.group(3)), numbers.group(4)
        if len(year) == 2 or (first <= 12 and second <= 12 and first != second):
            raise DateError(f"{text!r} can be read in more than one way: write it as 2019-09-30")
    elif re.fullmatch(r"[\d.]+", text):
        raise DateError(f"{text!r} is a number, not a date: write it as 2019-09-30")
    filed = FILED.match(text)  # "27-MAR-1987 01:47:20.85 RM": an agency's stamp, its clock and mark left off
    text = filed.group() if filed else text
    first_try, second_try = (parser.parse(text, default=default, ignoretz=True) for default in DEFAULTS)
    if first_try != second_try:
        raise DateError(f"{text!r} lacks the day, the month or the year: write it as 2019-09-30")
    return first_try
