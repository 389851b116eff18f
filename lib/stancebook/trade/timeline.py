"""Dated events: sentences that say when something happened, with the date worked out as far as it is known.

Relative dates ("Monday", "last month") are resolved against the day of publication, never against today; a date
that can't be worked out stays in the table as written.  Precision is kept: ``2012``, ``2019-09``, ``2019-09-30``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pandas as pd
from spacy.tokens import Doc, Token

from stancebook import tables

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
DATELINE = re.compile(r"\s*\([A-Z][\w ]*\)\s*[-–—]")  # "NANJING, July 18 (Xinhua) --"
FUTURE = frozenset({"will", "would", "shall", "'ll", "may", "might", "could", "should"})
VERBS = frozenset({"VERB", "AUX"})


def events(
    documents: pd.DataFrame, parsed: Mapping[str, Doc], sentences: pd.DataFrame, mentions: pd.DataFrame
) -> pd.DataFrame:
    """Return the ``events`` table: one row for each date expression in a sentence that has a verb.

    Parameters
    ----------
    documents, sentences, mentions
        Tables of those names; ``published`` resolves relative dates.
    parsed
        ``doc_id`` to spaCy Doc with the text's own offsets.

    Returns
    -------
    pandas.DataFrame
        ``date`` in ISO 8601 with the precision known, or null where it can't be worked out; ``date_text`` as
        written; ``start``, ``end`` the sentence.

    Notes
    -----
    Dates are found with one pattern rather than spaCy's DATE entities, which mix in ages and lengths of time;
    the idea of anchoring to the publication date follows TIMEX3 taggers (HeidelTime, Strötgen and Gertz 2010),
    with tense as the only cue to whether a bare weekday or month lies before or after it.
    """
    sents, named = tables.by_document(sentences), tables.by_document(mentions)
    rows: list[dict] = []
    for doc_id, text, published in zip(documents["doc_id"], documents["text"], documents["published"], strict=True):
        day = None if pd.isna(published) else published.date()
        people = sorted(named.get(doc_id, []), key=lambda m: m["start"])
        found = _in_document(parsed[doc_id], text, day, sents.get(doc_id, []), people)
        rows += [row | {"event_id": f"{doc_id}:e{i}", "doc_id": doc_id} for i, row in enumerate(found)]
    return tables.make("events", rows)


def _in_document(doc: Doc, text: str, day: date | None, sents: list[dict], mentions: list[dict]) -> Iterator[dict]:
    """Yield the event rows of one text, without their ids."""
    plain = text.replace("\u00a0", " ")
    starts = [s["start"] for s in sents]
    dated = sorted({bisect_right(starts, m.start()) - 1 for m in TRIGGER.finditer(plain)} - {-1})
    matches = [(i, m) for i in dated for m in DATE.finditer(plain, sents[i]["start"], sents[i]["end"])]
    if not matches:
        return
    offsets = [t.idx for t in doc]
    places = [m["start"] for m in mentions]
    for i, match in matches:
        sent = sents[i]
        first, last = bisect_left(offsets, sent["start"]), bisect_left(offsets, sent["end"])
        at = min(max(bisect_right(offsets, match.start()) - 1, first), last - 1)
        if last <= first or not any(t.pos_ in VERBS for t in doc[first:last]):
            continue
        kind = str(match.lastgroup)
        if _vague(kind, match.group(), doc[at], day, text, sent):
            continue
        inside = mentions[bisect_left(places, sent["start"]) : bisect_left(places, sent["end"])]
        ids = [m["actor_id"] for m in inside if isinstance(m["actor_id"], str)]
        yield {
            "date": resolve(kind, match.group(), day, _ahead(doc[at])),
            "date_text": text[match.start() + len(_lead(match.group())) : match.end()],
            "actors": list(dict.fromkeys(ids)), "start": sent["start"], "end": sent["end"],
        }  # fmt: skip


def _lead(text: str) -> str:
    match = LEAD.match(text)
    return match.group() if match else ""


def _vague(kind: str, words: str, token: Token, day: date | None, text: str, sent: dict) -> bool:
    """Tell whether an expression dates no event: "today" for nowadays in a quotation, a dateline, "may" the verb."""
    if kind in ("near", "unit") and day is None:
        before = text[sent["start"] : token.idx]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1
    if kind in ("md", "mdy") and DATELINE.match(text, text.find(words, token.idx) + len(words)):
        return True  # the day the story was filed, not an event
    # "may" and "march" in lower case are verbs.
    written = [w for w in re.findall(r"[A-Za-z]+", words) if w.lower() in MONTHS or w.lower() in DAYS]
    return bool(written) and not any(w[0].isupper() for w in written)


def _ahead(token: Token) -> bool:
    """Tell whether the clause around a date looks forward: "will open on Monday", "is due in May"."""
    node = token
    for _ in range(8):
        if node.pos_ in VERBS:
            helpers = {c.lower_ for c in node.children if c.dep_ in ("aux", "auxpass")}
            if helpers & FUTURE:
                return True
            if node.tag_ == "VB" and "to" in helpers:
                return True  # "plans to open on Monday"
            if node.tag_ in ("VBD", "VBZ", "VBP") or helpers:
                return False
        if node.head.i == node.i:
            return False
        node = node.head
    return False


# ---------------------------------------------------------------------------------------------- resolve


def resolve(kind: str, words: str, day: date | None, ahead: bool = False) -> str | None:
    """Return the ISO 8601 date that ``words`` name, with the precision they have, or None.

    Parameters
    ----------
    kind
        The name of the group of ``DATE`` that matched.
    day
        Day of publication; without it only dates that carry their year can be resolved.
    ahead
        True when the clause is about the future: "Monday" is then the next Monday, not the last.
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
        return _day(_year_of(day, months[0], days[0], ahead), months[0], days[0])
    if kind == "month" or (kind == "unit" and months):
        return _month(parts, months[0], day, ahead)
    return _relative(kind, parts, day, ahead)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # "June 31": a slip of the paper's, not ours to mend
        return None


def _year_of(published: date, month: int, day: int, ahead: bool) -> int:
    """Return the year that puts a bare "May 3" before publication, or after it where the clause looks ahead."""
    here = (published.month, published.day)
    if ahead:
        return published.year + ((month, day) < here)
    return published.year - ((month, day) > here)


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
