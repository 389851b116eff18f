"""Where trade is heading, and the dates, as tables of the brief."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from stancebook.report.brief_tables import SHOWN, Cell, Context, Row, Table, measured, number, period_tables
from stancebook.report.printable import printable
from stancebook.report.wording import listing, period_name, place_date, voice_name
from stancebook.trade import outlook

MOOD = {"up": "for", "grow": "for", "down": "against", "shrink": "against", "mixed": "mixed"}
CITED = 2  # passages of a call
NAMED = 4  # actors of an event


def trade_tables(page: Context, note: str) -> list[Table]:
    """Return the calls, the claims, the voices, what would change a call, and how the balance moves."""
    between = outlook.by_corridor(page.tables["claims"], page.tables["actors"])
    claims = page.tables["claims"].assign(between=between)
    shown = [_calls(page, claims), _claims(page, claims), _voices(page), _turning(page, claims), *period_tables(
        page, "trade_periods", "claims", {"Trade between": "corridor"}, "trade-over-time",
        "Balance of claims over time", "Surest claim", note)]  # fmt: skip
    return [table for table in shown if table.rows or table.name == "outlook"]


def _row(page: Context, cells: list[Cell], claims: pd.DataFrame, corridor: str) -> Row:
    """Return a row on a corridor; its evidence are the surest claims, those that look ahead first."""
    own = claims[claims["between"] == corridor]
    own = own.assign(ahead=own["horizon"] == "future").sort_values(
        ["ahead", "confidence"], ascending=False, kind="stable"
    )
    return Row(cells, page.shown(*own.head(CITED).itertuples()), (), page.articles(own["doc_id"]))


def _calls(page: Context, claims: pd.DataFrame) -> Table:
    rows, calls = [], page.tables["outlook"]
    dated = calls["period"].nunique() > 1
    for o in calls.head(SHOWN).itertuples():
        under = measured(o.balance, o.low, o.high, o.n_voices) + (", one voice" if o.n_voices == 1 else "")
        dissent = listing(voice_name(v, page.names) for v in o.dissent)
        cells = [Cell(printable(o.corridor)), Cell(o.call, under, MOOD.get(o.call, ""), o.balance), number(o.n_claims),
                 number(o.n_voices), number(o.n_sources), Cell(printable(dissent) or "–")]  # fmt: skip
        if dated:
            cells.insert(1, Cell("all" if o.period == "all" else period_name(o.period), value=str(o.period)))
        rows.append(_row(page, cells, claims, o.corridor))
    columns = [("Trade between", "name"), ("Call", "call"), ("Claims", "num"), ("Voices", "num"), ("Sources", "num"),
               ("In dissent", "word")]  # fmt: skip
    if dated:
        columns.insert(1, ("Period", "word"))
    return Table("outlook", "The call for each corridor", columns, rows, "Surest claim", total=len(calls))


def _claims(page: Context, claims: pd.DataFrame) -> Table:
    """Claims story by story: who makes it, which way it points, how surely, and why."""
    rows = []
    for c in page.ranked(claims).head(SHOWN).itertuples():
        about = "" if c.about == "volume" else f"of {c.about}"
        surety = "" if c.hedge == "asserted" else c.hedge
        told = ", ".join(x for x in (about, surety, "on a condition" if c.condition else "", c.horizon) if x)
        driver = "–" if c.driver == "none" else c.driver
        cells = [Cell(printable(voice_name(outlook.voice_of(c._asdict()), page.names))),
                 Cell(c.direction, told, MOOD.get(c.direction, "")),
                 Cell(driver, printable(listing(c.goods)))]  # fmt: skip
        rows.append(Row(cells, page.shown(c), [*c.actors, c.speaker_id]))
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
        rows.append(Row(cells, page.shown(*own[:1]), [c.speaker_id for c in own], page.articles(c.doc_id for c in own)))
    columns = [("Voice", "name"), ("Side", "word"), ("Up", "num"), ("Down", "num"), ("Other", "num")]
    caption = "Voices: who says more trade, who says less"
    return Table("voices", caption, columns, rows, "First claim", first=0, total=len(voices))


def _turning(page: Context, claims: pd.DataFrame) -> Table:
    rows = []
    for t in page.tables["turning_points"].head(SHOWN).itertuples():
        change = t.change if pd.isna(t.voice) else f"{t.change} {voice_name(t.voice, page.names)}"
        cells = [Cell(printable(t.corridor)), Cell(t.call, "", MOOD.get(t.call, "")), Cell(printable(change)),
                 Cell(t.becomes, "", MOOD.get(t.becomes, ""))]  # fmt: skip
        rows.append(_row(page, cells, claims, t.corridor))
    columns = [("Trade between", "name"), ("Call", "word"), ("What would change it", "name"), ("It would be", "word")]
    total = len(page.tables["turning_points"])
    return Table("turning-points", "What would change a call", columns, rows, "Surest claim", first=0, total=total)


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
        date = place_date(e.date)
        written = "" if e.date_text == date else f"“{e.date_text}”"
        who = [page.names[i] for i in e.actors][:NAMED]
        cells = [Cell(date, printable(written), value=str(e.date)), Cell(", ".join(who) or "–")]
        rows.append(Row(cells, page.shown(e), e.actors))
    return Table(name, caption, [("Date", "word"), ("Who", "name")], rows, "What", total=len(events))
