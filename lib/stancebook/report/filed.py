"""Whether the day that a date was worked out from is the article's: its text may give another one for itself.

A day without a year ("on 12 November") is resolved from the day of publication.  Archives and crawlers often give the
day they fetched a page for that, and such a date is then told a year or ten too late.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from stancebook.trade import dates

LINES, INTO = 4, 60  # first lines of an article, and characters of one, in which it dates itself
DATE_LINE = 6  # words of a line that is a date and little else
APART = 7  # days between filing and publication that are usual: a weekly, a time zone, a slow desk
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
EXACT = ("iso", "dmy", "mdy", "md", "dm")  # forms of ``dates.DATE`` that name a day
DASH = re.compile(r"\W{0,2}(?:\([^)]*\)\s*)?\s*[-–—]{1,2}\s")  # what stands between a dateline and the article
SELF = re.compile(r"\b(?:this|published|updated|posted|today,?)(?: on)?:?\s*$", re.IGNORECASE)


def doubtful(event: Any, text: str, sentence: str, published: pd.Timestamp) -> bool:
    """Tell whether an event's date was worked out from a day of publication that its article contradicts.

    Parameters
    ----------
    event
        A row of table ``events`` with a date.
    text, sentence
        The text of its article, and the sentence that the event stands in.
    published
        The article's date of publication.
    """
    if YEAR.search(event.date_text):
        return False  # the text gives the year itself
    if any(year[0] != str(event.date)[:4] for year in YEAR.finditer(sentence)):
        return True
    return any(abs((day - published).days) > APART for day in own_days(text, published))


def own_days(text: str, published: pd.Timestamp) -> list[pd.Timestamp]:
    """Return the days by which an article dates itself in its first lines: a dateline, a date line, "this 5 May"."""
    found = []
    for line in [line for line in text.splitlines() if line.strip()][:LINES]:
        for match in dates.DATE.finditer(line[: 2 * INTO]):
            if match.lastgroup not in EXACT or match.start() > INTO or not _of_itself(line, match):
                continue
            day = dates.resolve(match.lastgroup, match.group(), published.date(), "near")
            if day and len(day) == len("2024-03-04"):
                found.append(pd.Timestamp(day))
    return found


def _of_itself(line: str, match: re.Match[str]) -> bool:
    alone = len(line.split()) <= DATE_LINE and not re.search(r"\b(?:on|by|until|since|from)\b", line, re.IGNORECASE)
    return alone or bool(DASH.match(line, match.end())) or bool(SELF.search(line[: match.start()]))
