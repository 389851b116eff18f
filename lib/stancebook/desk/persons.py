"""All that is told of one actor, in one answer."""

from __future__ import annotations

import pandas as pd

from stancebook.desk.answer import Answer, dated
from stancebook.desk.questions import quote_frame, sided, sides, stance_frame
from stancebook.desk.shelf import EVIDENCE, Shelf
from stancebook.report import stance_figures
from stancebook.report.lookup import text_or
from stancebook.report.wording import count, place_date

SHOWN = 6  # pairs that are told; the frame has the rest
KEYS = {"quote_id": "quotes", "stance_id": "stances", "event_id": "events"}
COLUMNS = ["part", "what", "whom", "confidence", *KEYS]


def actor(shelf: Shelf, name: str, min_confidence: float) -> Answer:
    """Answer who an actor is (see ``Desk.actor``)."""
    (who,) = shelf.ids(name)
    found = shelf.tables
    row = shelf.actors[shelf.actors["actor_id"] == who].iloc[0]
    stances = found["stances"]
    mine = stances[(stances["source_id"] == who) | (stances["target_id"] == who)]
    kept, pairs, out = sided(shelf, mine, min_confidence)
    quotes = found["quotes"][found["quotes"]["speaker_id"] == who]
    events = found["events"][[who in actors for actors in found["events"]["actors"]]]
    frame = pd.concat([_stances(shelf, kept), _quotes(shelf, quotes), _events(shelf, events)], ignore_index=True)
    undated = int(events["date"].isna().sum())
    out += [f"{count(undated, 'event')} without a date that could be worked out: shown without one"] if undated else []
    lines = (*_who(shelf, row, quotes), *sides(shelf, pairs)[:SHOWN])
    return Answer(shelf.names[who], frame, shelf, lines, tuple(out),
                  lambda: stance_figures.stance_matrix(pairs, shelf.actors) if len(pairs) else None)  # fmt: skip


def _who(shelf: Shelf, row: pd.Series, quotes: pd.DataFrame) -> list[str]:
    mentions = shelf.tables["mentions"][shelf.tables["mentions"]["actor_id"] == row["actor_id"]]
    docs = set(mentions["doc_id"])
    days = [shelf.documents[i].published for i in docs if pd.notna(shelf.documents[i].published)]
    role = f", {text_or(row['role'])}" if text_or(row["role"]) else ""
    aliases = [a for a in row["aliases"] if a != row["name"]]
    also = f" Also called: {', '.join(aliases)}." if aliases else ""
    when = f", {dated(min(days), max(days))}" if days else ""
    return [
        f"A {row['kind']}{role}.{also}".replace("A organisation", "An organisation"),
        f"Mentioned {count(len(mentions), 'time')} in {count(len(docs), 'article')}{when}; "
        f"{count(len(quotes), 'quote')}.",
    ]


def _stances(shelf: Shelf, stances: pd.DataFrame) -> pd.DataFrame:
    rows = stance_frame(shelf, stances)
    return rows.assign(part="stance", what=rows["who"] + " " + rows["side"], whom=rows["towards"]).reindex(
        columns=[*COLUMNS, *EVIDENCE]
    )


def _quotes(shelf: Shelf, quotes: pd.DataFrame) -> pd.DataFrame:
    rows = quote_frame(shelf, quotes, shelf.tables["tones"])
    rows = rows.assign(part="quote", what=rows["how"] + ": " + rows["words"])
    return rows.reindex(columns=[*COLUMNS, *EVIDENCE])


def _events(shelf: Shelf, events: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {"part": "date", "what": place_date(e.date) if pd.notna(e.date) else e.date_text, "event_id": e.event_id,
         "doc_id": e.doc_id, "start": e.start, "end": e.end}
        for e in events.itertuples()
    ]  # fmt: skip
    return shelf.evidence(rows, *COLUMNS)
