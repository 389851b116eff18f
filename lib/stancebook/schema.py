"""The JSON Schema (2020-12) of what ``stancebook extract`` prints, made from the tables' columns."""

from __future__ import annotations

from typing import Any

from stancebook import records, tables

Schema = dict[str, Any]
SPAN: Schema = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
TYPES: dict[str, Schema] = {
    "key": {"type": "string"},
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": ["string", "null"], "format": "date"},
    "list": {"type": "array", "items": {"type": "string"}},
    "spans": {"type": "array", "items": SPAN},
}
CALL = ("call", "corridor", "balance", "n_claims", "n_voices", "dissent")  # of an article's own ``outlook``
NAMES_AND_QUOTES = (
    "doc_id",
    "title",
    "published",
    "text",
    "actors",
    "mentions",
    "quotes",
)  # all that quotes alone have


def of_kind(kind: str) -> Schema:
    """Return the schema of a column of that kind (see ``tables.SCHEMA``)."""
    bare, optional = kind.rstrip("?"), kind.endswith("?")
    if "|" in bare:
        return {"enum": [*bare.split("|"), *([None] if optional else [])]}
    found = TYPES[bare]
    return {**found, "type": [found["type"], "null"]} if optional else found


def extract() -> Schema:
    """Return the schema of one record, a line of ``stancebook extract``."""
    documents, outlook = tables.SCHEMA["documents"], tables.SCHEMA["outlook"]
    parts = {name: _row(name, columns) for name, columns in {"actors": records.ACTOR, **records.SHOWN}.items()}
    properties = {
        **{name: of_kind(documents[name]) for name in ("doc_id", "title", "published", "text")},
        **{name: {"type": "array", "items": row} for name, row in parts.items()},
        "outlook": _object({name: of_kind(outlook[name]) for name in CALL} | {"corridor": TYPES["list"]}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of `stancebook extract`: one article",
        "description": "Spans are half-open, in characters of `text`. With --quotes-only there are only actors, "
        "mentions and quotes. Identifiers name rows of the same record.",
        **_object(properties),
        "required": list(NAMES_AND_QUOTES),
    }


def _row(table: str, columns: tuple[str, ...]) -> Schema:
    return _object({column: of_kind(tables.SCHEMA[table][column]) for column in columns})


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
