"""Tables to the records that ``stancebook extract`` prints: one JSON object an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stancebook import tables

# What a record shows of each table, in this order; all of them have a doc_id.
SHOWN = {
    "mentions": ("actor_id", "start", "end", "kind"),
    "quotes": ("quote_id", "kind", "content", "cue", "source", "speaker_id", "within", "confidence"),
    "stances": (
        "source_id", "target_id", "basis", "label", "score", "confidence", "status", "asserted_by", "quote_id",
        "start", "end",
    ),
    "tones": ("quote_id", "holder_id", "target_id", "label", "score", "start", "end"),
    "claims": (
        "start", "end", "speaker_id", "speaker_text", "direction", "driver", "about", "horizon", "reach", "hedge",
        "condition", "actors", "goods", "magnitude", "confidence",
    ),
    "events": ("date", "date_text", "actors", "start", "end"),
}  # fmt: skip
ACTOR = ("actor_id", "name", "kind", "aliases")
# Where the rows of an article name an actor.
NAMES = ("actor_id", "speaker_id", "source_id", "target_id", "asserted_by", "holder_id")


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with every missing value None."""
    return {k: None if not isinstance(v, list | str | bool | int) and pd.isna(v) else v for k, v in row.items()}


def records(result: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return a record for each document of ``result`` that could be analysed, in order.

    ``result`` is what ``pipeline.analyse`` returns; with names and quotes alone the records have nothing else either.
    """
    grouped = {name: tables.by_document(result[name]) for name in SHOWN if name in result}
    actors = {row["actor_id"]: plain(row) for row in result["actors"].to_dict("records")}
    broken = set(result["skipped"].loc[result["skipped"]["stage"] == "analysis", "item"])
    read = result["documents"][~result["documents"]["path"].isin(broken)]
    found = [_record(document, grouped, actors) for document in map(plain, read.to_dict("records"))]
    return _with_outlook(found, result) if "claims" in result else found


def _with_outlook(found: list[dict[str, Any]], result: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return the records with each article's own call on trade before its events."""
    from stancebook.trade import claims as trade_claims
    from stancebook.trade import outlook  # with spaCy behind it, which names and quotes alone do without

    claims = dict(list(result["claims"].groupby("doc_id")))
    parties = trade_claims.parties(result["actors"])
    called = []
    for record in found:
        own = claims.get(record["doc_id"], result["claims"].iloc[:0])
        events = record.pop("events")
        called.append({**record, "outlook": outlook.article_call(own, parties), "events": events})
    return called


def _record(
    document: Mapping[str, Any],
    grouped: Mapping[str, Mapping[str, list[dict[str, Any]]]],
    actors: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the record of one document; its actors are those that its rows name."""
    own = {name: [plain(row) for row in by_doc[document["doc_id"]]] for name, by_doc in grouped.items()}
    named = {row[key] for part in own.values() for row in part for key in NAMES if row.get(key)}
    named |= {actor for part in own.values() for row in part for actor in row.get("actors", ())}
    published = document["published"]
    record: dict[str, Any] = {
        "doc_id": document["doc_id"],
        "title": document["title"],
        "published": published.date().isoformat() if published is not None else None,
        "text": document["text"],
        "actors": [{key: actors[i][key] for key in ACTOR} for i in sorted(named & actors.keys())],
    }
    for name, found in own.items():
        record[name] = [{key: row[key] for key in SHOWN[name]} for row in found]
    return record
