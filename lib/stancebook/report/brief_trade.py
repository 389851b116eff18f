"""Where trade is heading, and the dates, as tables of the brief."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from stancebook.report.brief_evidence import Passage
from stancebook.report.brief_stance import PERIOD_COLUMNS, period_row
from stancebook.report.brief_tables import SHOWN, Cell, Context, Row, Table, articles_of, number
from stancebook.report.printable import printable
from stancebook.report.wording import interval, listing, period_name, place_date, signed, voice_name
from stancebook.trade import outlook

MOOD = {"up": "for", "grow": "for", "down": "against", "shrink": "against", "mixed": "mixed"}
CITED = 2  # passages of a call
NAMED = 4  # actors of an event


def trade_tables(page: Context, note: str) -> list[Table]:
    """Return the calls, the claims, the voices, what would change a call, and how the balance moves."""
    between = outlook.by_corridor(page.tables["claims"], page.tables["actors"])
    claims = page.tables["claims"].assign(between=between)
    shown = [_calls(page, claims), _claims(page, claims), _voices(page), _turning(page, claims), *_moves(page, note)]
    return [table for table in shown if table.rows or table.name == "outlook"]


def _passage(page: Context, row: Any) -> Passage | None:
    return page.evidence.span(row.doc_id, row.start, row.end)


def _evidence(page: Context, claims: pd.DataFrame, corridor: str) -> list[Passage]:
    """Return the surest claims on a corridor, those that look ahead first."""
    own = claims[claims["between"] == corridor]
    own = own.assign(ahead=own["horizon"] == "future").sort_values(
        ["ahead", "confidence"], ascending=False, kind="stable"
    )
    return list(dict.fromkeys(p for c in own.head(CITED).itertuples() if (p := _passage(page, c))))


def _articles(page: Context, claims: pd.DataFrame, corridor: str) -> list[int]:
    return sorted({page.evidence.number[d] for d in claims.loc[claims["between"] == corridor, "doc_id"]})


def _calls(page: Context, claims: pd.DataFrame) -> Table:
    rows, calls = [], page.tables["outlook"]
    dated = calls["period"].nunique() > 1
    for o in calls.head(SHOWN).itertuples():
        about = interval(o.low, o.high, o.n_voices)
        under = signed(o.balance) + (f" ({about})".replace(" to ", "\u00a0to\u00a0") if about != "–" else "")
        under += ", one voice" if o.n_voices == 1 else ""
        dissent = listing(voice_name(v, page.names) for v in o.dissent)
        cells = [Cell(printable(o.corridor)), Cell(o.call, under, MOOD.get(o.call, ""), o.balance), number(o.n_claims),
                 number(o.n_voices), number(o.n_sources), Cell(printable(dissent) or "–")]  # fmt: skip
        if dated:
            cells.insert(1, Cell("all" if o.period == "all" else period_name(o.period), value=str(o.period)))
        rows.append(Row(cells, _evidence(page, claims, o.corridor), (), _articles(page, claims, o.corridor)))
    columns = [("Trade between", "name"), ("Call", "call"), ("Claims", "num"), ("Voices", "num"), ("Sources", "num"),
               ("In dissent", "word")]  # fmt: skip
    if dated:
        columns.insert(1, ("Period", "word"))
    return Table("outlook", "The call for each corridor", columns, rows, "Surest claim", total=len(calls))


def _claims(page: Context, claims: pd.DataFrame) -> Table:
    """Claims story by story: who makes it, which way it points, how surely, and why."""
    rows = []
    for c in page.ranked(claims).head(SHOWN).itertuples():
        passage = _passage(page, c)
        about = "" if c.about == "volume" else f"of {c.about}"
        surety = "" if c.hedge == "asserted" else c.hedge
        told = ", ".join(x for x in (about, surety, "on a condition" if c.condition else "", c.horizon) if x)
        driver = "–" if c.driver == "none" else c.driver
        cells = [Cell(printable(voice_name(outlook.voice_of(c._asdict()), page.names))),
                 Cell(c.direction, told, MOOD.get(c.direction, "")),
                 Cell(driver, printable(listing(c.goods)))]  # fmt: skip
        who = [*c.actors, c.speaker_id]
        rows.append(Row(cells, [passage] if passage else [], who, articles_of([passage])))
    columns = [("Says who", "name"), ("Trade", "call"), ("Driver", "word")]
    return Table("claims", "Each claim about trade", columns, rows, "Sentence", total=len(claims))


def _voices(page: Context) -> Table:
    """Voices, each with its claims counted by direction; the evidence is its first claim."""
    said: defaultdict[str, list[Any]] = defaultdict(list)
    for c in page.tables["claims"].itertuples():
        said[voice_name(outlook.voice_of(c._asdict()), page.names)].append(c)
    voices, rows = page.tables["voices"], []
    for v in voices.head(SHOWN).itertuples():
        own = said[voice_name(v.voice, page.names)]
        side = "up" if v.net > 0 else "down" if v.net < 0 else "–"
        cells = [Cell(printable(voice_name(v.voice, page.names))), Cell(side, "", MOOD.get(side, "")),
                 *(number(n) for n in (v.up, v.down, v.other))]  # fmt: skip
        shown = [p for c in own[:1] if (p := _passage(page, c))]
        articles = sorted({page.evidence.number[c.doc_id] for c in own})
        rows.append(Row(cells, shown, [c.speaker_id for c in own], articles))
    columns = [("Voice", "name"), ("Side", "word"), ("Up", "num"), ("Down", "num"), ("Other", "num")]
    caption = "Voices: who says more trade, who says less"
    return Table("voices", caption, columns, rows, "First claim", first=0, total=len(voices))


def _turning(page: Context, claims: pd.DataFrame) -> Table:
    rows = []
    for t in page.tables["turning_points"].head(SHOWN).itertuples():
        change = t.change if pd.isna(t.voice) else f"{t.change} {voice_name(t.voice, page.names)}"
        cells = [Cell(printable(t.corridor)), Cell(t.call, "", MOOD.get(t.call, "")), Cell(printable(change)),
                 Cell(t.becomes, "", MOOD.get(t.becomes, ""))]  # fmt: skip
        rows.append(Row(cells, _evidence(page, claims, t.corridor), (), _articles(page, claims, t.corridor)))
    columns = [("Trade between", "name"), ("Call", "word"), ("What would change it", "name"), ("It would be", "word")]
    return Table(
        "turning-points",
        "What would change a call",
        columns,
        rows,
        "Surest claim",
        first=0,
        total=len(page.tables["turning_points"]),
    )


def _moves(page: Context, note: str) -> list[Table]:
    """The balance of claims by period; with one period there is no change and no table."""
    periods = page.tables["trade_periods"]
    if periods["period"].nunique() < 2:
        return []
    where, rows = page.tables["claims"].set_index("claim_id"), []
    for p in periods.head(SHOWN).itertuples():
        shown = _passage(page, where.loc[p.evidence]) if p.evidence in where.index else None
        rows.append(period_row([printable(p.corridor)], p, shown, []))
    columns = [("Trade between", "name"), *PERIOD_COLUMNS]
    return [
        Table("trade-over-time", "Balance of claims over time", columns, rows, "Surest claim", note, 0, len(periods))
    ]


def event_tables(page: Context) -> list[Table]:
    """Return dates after the last article, the nearest first, and those before, the latest first.

    Where no article is dated there is no before and after: all are in one table.
    """
    events = page.tables["events"]
    known, last = events[events["date"].notna()], page.tables["documents"]["published"].max()
    if pd.isna(last):
        return [_events(page, "dates", "Dates", known.sort_values(["date", "doc_id", "start"], kind="stable"))]
    ahead = known["date"].astype(str) > f"{last:%Y-%m-%d}"
    keys = ["date", "doc_id", "start"]
    past = known[~ahead].sort_values(keys, ascending=[False, True, True], kind="stable")
    found = [_events(page, "ahead", "Still ahead", known[ahead].sort_values(keys, kind="stable")),
             _events(page, "past", "Already past", past)]  # fmt: skip
    return [table for table in found if table.rows]


def _events(page: Context, name: str, caption: str, events: pd.DataFrame) -> Table:
    rows = []
    for e in events.head(SHOWN).itertuples():
        passage = _passage(page, e)
        date = place_date(e.date)
        written = "" if e.date_text == date else f"“{e.date_text}”"
        who = [page.names[i] for i in e.actors][:NAMED]
        cells = [Cell(date, printable(written), value=str(e.date)), Cell(", ".join(who) or "–")]
        rows.append(Row(cells, [passage] if passage else [], e.actors, articles_of([passage])))
    return Table(name, caption, [("Date", "word"), ("Who", "name")], rows, "What", total=len(events))
