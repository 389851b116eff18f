"""Where a story says that trade goes, and what it says lies ahead."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

import pandas as pd

from stancebook import copies
from stancebook.report import filed, tradelines
from stancebook.report.cast import Cast
from stancebook.report.line import Line
from stancebook.report.lookup import Tables
from stancebook.report.passages import Passages, quoted
from stancebook.report.wording import place_date
from stancebook.trade import outlook
from stancebook.trade.claims import countries

SURE = 0.8  # confidence from which a claim is told
LENGTH = 40  # words that are quoted
CALLED = 2  # lines of a story
AHEAD = 400  # days after the article within which a date is told
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
# A day that is named as one, for "Monday" and "July" were found to look back as often as ahead.
SAYS_WHEN = re.compile(rf"\b(?:{MONTHS})[a-z]*\.? \d|\d(?:st|nd|rd|th)?(?: of)? (?:{MONTHS})", re.IGNORECASE)
TO_COME = re.compile(
    r"\b(?:will|shall|set to|due (?:to|on|in)|scheduled|slated|planned|plans? to|expected|upcoming|deadline)\b",
    re.IGNORECASE,
)


def claims_told(tables: Tables, cast: Cast) -> pd.DataFrame:
    """Return the claims about amounts of trade that point somewhere, of voices with a name or of reporters.

    Only the copy of a text that is read counts.  Column ``between`` is the corridor; ``own`` tells whether the claim
    names both its sides.
    """
    claims, actors = tables["claims"], tables["actors"]
    nations = countries(actors)
    named = [len({nations[i] for i in ids if i in nations}) == 2 for ids in claims["actors"]]
    own = pd.Series(named, index=claims.index, dtype=bool)
    placed = claims.assign(between=outlook.by_corridor(claims, actors), own=own)
    placed = copies.read(placed[placed["between"].notna()], tables["documents"])
    points = (placed["about"] == "volume") & placed["direction"].isin(("up", "down", "flat", "mixed"))
    sure = (placed["hedge"] != "denied") & (placed["confidence"] >= SURE)
    voiced = [
        cast.named(row.speaker_id) or (pd.isna(row.speaker_id) and pd.isna(row.speaker_text))
        for row in placed.itertuples()
    ]
    return placed[points & sure & pd.Series(voiced, index=placed.index, dtype=bool)]


def lines(claims: pd.DataFrame, tables: Tables, cast: Cast, passages: Passages, told: Container[str]) -> list[Line]:
    """Return where trade goes by the claims of one story: a call for each corridor that can bear one, else one voice.

    Sentences in ``told`` are not told again.
    """
    if claims.empty:
        return []
    own = claims.drop(columns=["between", "own"])
    documents = tables["documents"][tables["documents"]["doc_id"].isin(own["doc_id"])]
    several = len(set(copies.outlets(documents).values())) > 1  # one outlet bears no call
    calls = outlook.calls(own if several else own.iloc[:0], documents, tables["actors"], None, "all")
    # Where only some claims of an article are told they may count for another corridor than all of them did.
    firm = [r for r in calls.itertuples() if tradelines.bears(r) and r.corridor in set(claims["between"])]
    called = [_call(row, claims[claims["between"] == row.corridor]) for row in firm[:CALLED]]
    return called or _voice(claims[claims["own"]], cast, passages, told)


def _call(row: Any, claims: pd.DataFrame) -> Line:
    ranked = claims.sort_values(["own", "confidence"], ascending=False, kind="stable")
    made_of = tuple(("claims", i) for i in ranked["claim_id"])
    return Line("trade", tradelines.said(row), tuple(dict.fromkeys(ranked["sent_id"])), made_of)


def _voice(claims: pd.DataFrame, cast: Cast, passages: Passages, told: Container[str]) -> list[Line]:
    """Return the claim that looks furthest ahead, in its own words, as the one voice that it is."""
    open_ = [c for c in claims.itertuples() if c.horizon != "past" and c.sent_id not in told]
    open_ = [c for c in open_ if passages.whole(c.sent_id)]
    weight = {c.claim_id: outlook.HORIZON_WEIGHT[c.horizon] * passages.weight(c.sent_id) for c in open_}
    ranked = sorted(open_, key=lambda c: (-weight[c.claim_id], c.claim_id))
    for claim in ranked[:1]:
        words = quoted(passages.around(claim.sent_id, claim.start, claim.end, LENGTH))
        who = f"one voice, {cast.names[claim.speaker_id]}" if cast.speaks(claim.speaker_id) else "one report"
        text = f"Trade {claim.between}, {who}: {words}{passages.whence(claim.doc_id)}"
        return [Line("trade", text, (claim.sent_id,), (("claims", claim.claim_id),))]
    return []


def coming(
    events: Sequence[Any], published: Mapping[str, pd.Timestamp], passages: Passages
) -> list[tuple[Any, str, int]]:
    """Return the events on a named day or month that their sentence tells as ahead.

    One worked out from a day of publication that the article contradicts (``filed.doubtful``) is none.

    Returns
    -------
    list of (event, sent_id, days)
        ``days`` from the article to the event.
    """
    found = []
    for event in events:
        sent_id = passages.at(event.doc_id, event.start)
        named = isinstance(event.date, str) and SAYS_WHEN.search(event.date_text)
        if named and passages.whole(sent_id) and TO_COME.search(passages.sentence(sent_id)):
            day, text = published[event.doc_id], passages.text(event.doc_id)
            days = (pd.Timestamp(event.date) - day).days
            if 0 < days <= AHEAD and not filed.doubtful(event, text, passages.sentence(sent_id), day):
                found.append((event, sent_id, days))
    return found


def ahead(
    events: Sequence[Any], published: Mapping[str, pd.Timestamp], passages: Passages, told: Container[str]
) -> list[Line]:
    """Return the next date that lies ahead of the articles of a story and names a day or a month, in one line."""
    found = [item for item in coming(events, published, passages) if item[1] not in told]
    for event, sent_id, _ in sorted(found, key=lambda item: (-passages.weight(item[1]), item[2], item[0].event_id))[:1]:
        words = quoted(passages.around(sent_id, event.start, event.end, LENGTH))
        text = f"Ahead, {place_date(event.date)}: {words}{passages.whence(event.doc_id)}"
        return [Line("dates", text, (sent_id,), (("events", event.event_id),))]
    return []
