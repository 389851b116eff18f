"""A date as written to a timestamp; what can be read two ways is not guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache

import pandas as pd
from dateutil import parser

ISO = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}(?!\d)")
COMPACT = re.compile(r"(\d{8})T?(\d{6})Z?$")  # 20240305T101500Z, as GDELT has it
SLASHED = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?!\d)")  # 2019/9/30
# 30/09/2019, 30.9.2019, 09-30-19: day and month stand in either order.
NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b")
FILED = re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}\b")
EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")  # seconds or milliseconds since 1970: 2001 to 2033
# 2017 年 4 月 1 日
EAST = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
# "le 5 mars 2024", "5 de marzo de 2024", "5. März 2024", "1er mars 2024", "March 5, 2024"
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:\.|er|º|ª|st|nd|rd|th)?[\s-]+(?:de |di |of )?([^\W\d_]{3,12})\.?,?[\s-]+(?:de |del )?(\d{4})\b"
)
MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
CLOCK = re.compile(r"\b(\d{1,2})[:h.](\d{2})(?::(\d{2}))?\s*([ap])?\.?(?:m\b)?", re.IGNORECASE)
BEFORE = (
    r"(?:(?:first )?(?:published|posted|issued|released|dated?)(?: on| at)?\s*:?\s*)?(?:le |el |am |den |il |on )?"
    r"(?:(?:{})\.?,?\s+(?:le |el |den )?)?"
)
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
# dateutil takes from a default what a date leaves out: two that differ throughout show what was missing.
DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2))
LONGEST_DATE = 100  # characters
FIRST, LAST = 1700, 2200  # years
AHEAD = 366  # days from now in which a dated issue may lie; what lies further is a slip


class DateError(ValueError):
    """A date that can't be read, or can be read two ways; the message says what to write."""


def parse_date(text: str) -> pd.Timestamp | None:
    """Return the date, and time of day if given, that ``text`` names, as its publisher's clock showed it.

    A time zone is dropped: the day a paper carries is the day where it appears; seconds since 1970 are UTC.  Month
    names may be English, German, French, Spanish, Italian, Dutch or Portuguese.  Empty text is None.

    Raises
    ------
    DateError
        If it is no date, lacks the day, month or year, is ambiguous (03/04/2019), or lies far ahead.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) > LONGEST_DATE:
        raise DateError(f"{text[:LONGEST_DATE]!r}… is too long for a date: write it as 2019-09-30")
    try:
        when = _when(text)
    except DateError:
        raise
    except Exception as error:  # dateutil raises more than it says: TypeError, IndexError, decimal's own
        raise DateError(f"{text!r} is not a date: write it as 2019-09-30") from error
    if not FIRST <= when.year <= LAST:
        raise DateError(f"{text!r} is not a date of our time: write it as 2019-09-30")
    if (when.replace(tzinfo=None) - datetime.now()).days > AHEAD:
        raise DateError(f"{text!r} lies more than a year ahead: correct it")
    return pd.Timestamp(when.replace(tzinfo=None))


def _when(text: str) -> datetime:
    if EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / (1000 if len(text.partition(".")[0]) == 13 else 1), UTC)
    if compact := COMPACT.fullmatch(text):
        return datetime.strptime("".join(compact.groups()), "%Y%m%d%H%M%S")
    if slashed := SLASHED.match(text):
        text = "-".join((slashed[1], slashed[3].zfill(2), slashed[4].zfill(2))) + text[slashed.end() :]
    if ISO.match(text):
        return _iso(text)
    found = named(text)
    return found[0] if found and found[1] == 0 else _written(text)


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        # "2019-09-30 5:14 pm EDT": the day is plain even where the clock is not.
        return datetime.fromisoformat(ISO.match(text).group())  # type: ignore[union-attr]


def named(text: str) -> tuple[datetime, int, int] | None:
    """Return the first date with a month's name in ``text`` (its clock too), where it starts and ends, or None.

    The start is 0 where only a weekday or a word like "Published" stands before it.
    """
    for form, order in ((DAY_FIRST, (3, 2, 1)), (MONTH_FIRST, (3, 1, 2)), (EAST, (1, 2, 3))):
        for found in form.finditer(text):
            year, month, day = (found[i] for i in order)
            number = int(month) if month.isdigit() else months().get(bare(month))
            if number is not None:
                try:
                    when = datetime(int(year), number, int(day))
                except ValueError:
                    continue
                start = 0 if _before().fullmatch(text[: found.start()]) else found.start()
                return _clocked(when, text[found.end() :]), start, found.end()
    return None


def _clocked(day: datetime, behind: str) -> datetime:
    """Return ``day`` with the time of day that stands right behind it."""
    clock = CLOCK.search(behind[:30])
    if clock is None:
        return day
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    half = (clock[4] or "").lower()
    hour = hour % 12 + (12 if half == "p" else 0) if half and hour <= 12 else hour
    return day.replace(hour=hour, minute=minute, second=second) if hour < 24 and minute < 60 and second < 60 else day


def bare(word: str) -> str:
    """Return a word in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


@cache
def months() -> dict[str, int]:
    """Return month names, whole and short, of the languages of the press databases' interfaces -> number."""
    from babel import Locale

    found = {"sept": 9, "mrz": 3, "maerz": 3}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[context][width].items():
                    found.setdefault(bare(name).rstrip("."), number)
    return found


@cache
def _before() -> re.Pattern[str]:
    """Return what may stand before a date: a word like "Published", a weekday in one of the languages."""
    from babel import Locale

    widths = [Locale(lang).days["format"][width] for lang in LANGUAGES for width in ("wide", "abbreviated")]
    names = {re.escape(name.rstrip(".")) for days in widths for name in days.values()}
    return re.compile(BEFORE.format("|".join(sorted(names, key=lambda name: (-len(name), name)))), re.IGNORECASE)


def _written(text: str) -> datetime:
    """Read "Mon, 30 Sep 2019 17:00:00 GMT", 30/09/2019."""
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
