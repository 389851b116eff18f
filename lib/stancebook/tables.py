"""The tables every part of the suite reads and writes: columns, types, keys; check, read, write.

A span is a half-open ``[start, end)`` in characters of ``documents.text``.  Unknown is a value: a missing
string is null, a missing date ``NaT``; lists are never null, only empty.
"""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

# Column types.  "str" may not be null, "str?" may, and so with the others; "spans" is a list of [start, end] pairs,
# "list" a list of strings; "a|b|c" is a string out of that set.
STANCE = "supports|opposes"
# What shows a stance: what its source did, what it said or is reported to think, or that others call it friend or foe.
BASIS = "act|words|told"
TONE = "negative|neutral|positive"
# How a stance is told: in the reporter's voice, as somebody's claim, as not so, denied, or only possible.
STATUS = "asserted|reported|negated|denied|hypothetical"
# How a quote's source is told to speak: in its words, asking, in the reporter's ("ordered sanctions"), denying, or not.
MANNER = "said|asked|described|denied|declined"
# What a stretch of text is to its article: only its body says something of the story.
ROLE = "body|dateline|label|credit|link|advert"
# What may have changed since another run, and whether new articles, the desk or another way of reading changed it.
CHANGE = "story|actor|stance|tone|call|dissent|denial|date"
NAMED = ("name", "alias", "metonym")  # kinds of mention that call an actor by a name
BODIES = ("organisation", "group")  # kinds of actor that are more than one person and no country
SCHEMA: dict[str, dict[str, str]] = {
    "documents": {
        "doc_id": "key", "path": "str", "source": "str?", "title": "str?", "byline": "str?",
        "published": "date", "section": "str?", "url": "str?", "guessed": "list", "language": "str", "text": "str",
        "sha256": "str",
        "cluster_id": "str", "story_id": "str?", "n_words": "int",
    },
    "sentences": {"sent_id": "key", "doc_id": "str", "start": "int", "end": "int", "role": ROLE},
    "actors": {
        "actor_id": "key", "name": "str", "kind": "person|organisation|country|group|place",
        "aliases": "list", "role": "str?", "wikidata": "str?", "article": "str?",
    },
    "mentions": {
        "mention_id": "key", "doc_id": "str", "sent_id": "str", "actor_id": "str?", "start": "int",
        "end": "int", "kind": "name|alias|metonym|nominal|pronoun", "confidence": "float",
        "rule": "str",
    },
    "quotes": {
        "quote_id": "key", "doc_id": "str", "kind": "direct|indirect|mixed", "manner": MANNER, "content": "spans",
        "cue": "spans", "source": "spans", "speaker_id": "str?", "within": "str?", "confidence": "float",
        "rule": "str",
    },
    "stances": {
        "stance_id": "key", "doc_id": "str", "sent_id": "str", "source_id": "str", "target_id": "str",
        "basis": BASIS, "label": STANCE, "score": "float", "confidence": "float", "status": STATUS,
        "asserted_by": "str?", "quote_id": "str?", "start": "int", "end": "int", "rule": "str",
    },
    "tones": {
        "tone_id": "key", "doc_id": "str", "quote_id": "str", "holder_id": "str?", "target_id": "str?",
        "label": TONE, "score": "float", "confidence": "float", "start": "int", "end": "int", "rule": "str",
    },
    "claims": {
        "claim_id": "key", "doc_id": "str", "sent_id": "str", "speaker_id": "str?", "speaker_text": "str?",
        "actors": "list", "goods": "list", "direction": "up|down|flat|mixed|unclear",
        "driver": "access|policy|deal|supply|demand|price|security|substitution|none",
        "about": "volume|policy|uncertainty|condition", "horizon": "past|present|future", "reach": "near|far?",
        "hedge": "asserted|expected|possible|denied", "condition": "bool", "magnitude": "str?",
        "confidence": "float", "start": "int", "end": "int", "rule": "str",
    },
    "outlook": {
        "corridor": "str", "period": "str", "call": "grow|shrink|mixed|unclear", "balance": "float",
        "low": "float?", "high": "float?", "near": "float?", "far": "float?", "n_claims": "int", "n_voices": "int",
        "n_sources": "int", "sure": "bool", "n_possible": "int", "n_conditional": "int", "dissent": "list",
    },
    "events": {
        "event_id": "key", "doc_id": "str", "date": "str?", "date_text": "str", "actors": "list",
        "start": "int", "end": "int",
    },
    "stories": {
        "story_id": "key", "headline_doc": "str", "lead_sent_id": "str?", "lead_support": "int", "first": "date",
        "last": "date", "n_documents": "int", "n_sources": "int", "actors": "list", "weight": "float",
    },
    "changes": {
        "change_id": "key", "kind": CHANGE, "about": "list", "before": "str?", "after": "str?", "size": "float?",
        "why": "corpus|correction|method", "evidence": "list",
    },
    "corrections": {
        "correction_id": "key", "do": "str", "about": "str", "status": "applied|not found|not as expected",
        "n": "int", "found": "str?", "reason": "str", "author": "str", "date": "str",
    },
    "skipped": {"stage": "str", "item": "str", "reason": "str"},
}  # fmt: skip
KEYS = {
    name: [c for c, t in columns.items() if t == "key"] or {"outlook": ["corridor", "period"]}.get(name, [])
    for name, columns in SCHEMA.items()
}
PANDAS = {"int": "int64", "float": "float64", "bool": "bool", "date": "datetime64[us]", "list": "object",
          "spans": "object"}  # fmt: skip

SIDE = 0.2  # a stance score below this size takes no side ("urged", "met") and is not told
BATCH = 32  # documents read together: bounds the memory that parses take


class TableError(ValueError):
    """A table breaks its contract; the message names the table, the column and the first bad row."""


def make(name: str, rows: Iterable[Mapping]) -> pd.DataFrame:
    """Build table ``name`` from row mappings; columns in contract order, right types even when empty.

    Missing keys become null (or an empty list).  The frame is checked before it is returned.

    Raises
    ------
    TableError
        If a row breaks the contract.
    """
    rows = list(rows)
    data = {}
    for column, kind in SCHEMA[name].items():
        empty: list | None = [] if kind in ("list", "spans") else None
        data[column] = [row.get(column, empty) for row in rows]
    return from_columns(name, data)


def from_columns(name: str, values: Mapping[str, list]) -> pd.DataFrame:
    """Build table ``name`` from the values of its columns, all of them; None is null.

    Raises
    ------
    TableError
        If a row breaks the contract.
    """
    data = {}
    for column, kind in SCHEMA[name].items():
        dtype = PANDAS.get(kind.rstrip("?"), "str")
        if dtype == "datetime64[us]":
            data[column] = pd.Series(pd.to_datetime(values[column]), dtype=dtype)
        else:
            data[column] = pd.Series(values[column], dtype=dtype)
    return _checked(name, pd.DataFrame(data), values)


def check(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` unchanged if it keeps the contract of table ``name``, else raise ``TableError``."""
    columns = SCHEMA[name]
    if list(frame.columns) != list(columns):
        raise TableError(f"{name}: columns are {list(frame.columns)}, the contract says {list(columns)}")
    return _checked(name, frame, {column: frame[column].tolist() for column in columns})


def _checked(name: str, frame: pd.DataFrame, values: Mapping[str, list]) -> pd.DataFrame:
    # On lists: on the few rows of an article pandas takes ten times as long.
    for column, kind in SCHEMA[name].items():
        row = _broken(values[column], kind)
        if row is not None:
            raise TableError(f"{name}.{column}: {values[column][row]!r} is not a valid {kind} ({_row(frame, row)})")
    keys = list(zip(*(values[column] for column in KEYS[name]), strict=True))
    if len(set(keys)) < len(keys):
        row = next(i for i, key in enumerate(keys) if key in keys[:i])
        raise TableError(f"{name}: key {dict(zip(KEYS[name], keys[row], strict=True))} stands twice")
    if "start" in values:
        row = next((i for i, (s, e) in enumerate(zip(values["start"], values["end"], strict=True)) if s >= e), None)
        if row is not None:
            raise TableError(f"{name}: empty span ({_row(frame, row)})")
    return frame


def _row(frame: pd.DataFrame, row: int) -> str:
    return f"row {frame.iloc[row].to_dict()}"


def _broken(values: Sequence, kind: str) -> int | None:
    """Return the first row whose value is none of ``kind``, None where all are."""
    if kind == "date":
        return None
    if kind in ("list", "spans"):
        return next((i for i, v in enumerate(values) if not isinstance(v, list)), None)
    known = frozenset(kind.rstrip("?").split("|")) if "|" in kind else None
    optional = kind.endswith("?")
    fits = ((optional if null(v) else known is None or v in known) for v in values)
    return next((i for i, fit in enumerate(fits) if not fit), None)


def null(value: object) -> bool:
    """Tell whether a value of a column is none."""
    return value is None or value is pd.NA or value != value  # not a number is not itself


def empty() -> dict[str, pd.DataFrame]:
    """Return all tables with no rows."""
    return {name: make(name, []) for name in SCHEMA}


def concat(name: str, frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Stack frames of table ``name`` (none at all is an empty table) and check the result."""
    full = [f for f in frames if len(f)]
    return check(name, pd.concat(full, ignore_index=True)) if full else make(name, [])


def write(tables: Mapping[str, pd.DataFrame], folder: Path, csv: bool = True) -> None:
    """Write each table as ``<name>.parquet`` and, with ``csv``, ``<name>.csv`` (lists as JSON) in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        check(name, frame).to_parquet(folder / f"{name}.parquet", index=False)
        if csv:
            flat(name, frame).to_csv(folder / f"{name}.csv", index=False)


def flat(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return table ``name`` with its lists as JSON text."""
    made = frame.copy()
    for column, kind in SCHEMA[name].items():
        if kind in ("list", "spans"):
            made[column] = [json.dumps(v, ensure_ascii=False) for v in frame[column]]
    return made


def read(folder: Path, *names: str) -> dict[str, pd.DataFrame]:
    """Read the named tables (all of them without names) from the Parquet files in ``folder``.

    Raises
    ------
    FileNotFoundError
        If a table is not there, naming the notebook-run that should have written it.
    """
    tables = {}
    for name in names or SCHEMA:
        path = folder / f"{name}.parquet"
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: run the notebooks before this one (`stancebook run`)")
        frame = pd.read_parquet(path)
        for column, kind in SCHEMA[name].items():
            if kind in ("list", "spans"):
                frame[column] = pd.Series([_plain(v) for v in frame[column]], dtype="object")
            else:
                frame[column] = frame[column].astype(PANDAS.get(kind.rstrip("?"), "str"))
        tables[name] = check(name, frame)
    return tables


def _plain(value: object) -> list:
    """Parquet gives nested lists back as arrays; the tables hold plain lists."""
    return [v.tolist() if hasattr(v, "tolist") else v for v in value]  # type: ignore[attr-defined]


def kind_of(actor_id: str) -> str:
    """Return the kind that an actor was read as, which its identifier begins with."""
    return actor_id.partition(":")[0]


def actors_called(actors: pd.DataFrame, name_or_id: str) -> list[str]:
    """Return the actors that an identifier or a name means; by an alias only where no actor has that name."""
    folded = name_or_id.casefold()
    called = actors[(actors["actor_id"] == name_or_id) | (actors["name"].str.casefold() == folded)]
    if called.empty:
        called = actors[[folded in {alias.casefold() for alias in aliases} for aliases in actors["aliases"]]]
    return called["actor_id"].tolist()


def nearest(name: str, names: Iterable[str], n: int = 3) -> list[str]:
    """Return the ``names`` most like ``name``, letter by letter or with it as one of their words, best first."""
    known = {other.casefold(): other for other in names}
    wanted = name.casefold()
    near = difflib.get_close_matches(wanted, known, n=n, cutoff=0.6)
    near += sorted((other for other in known if wanted in other.split() and other not in near), key=len)
    return [known[other] for other in near[:n]]


def span_text(text: str, spans: Iterable[Iterable[int]]) -> str:
    """Return the words under ``spans`` of ``text``, fragments joined with an ellipsis."""
    return " … ".join(text[s:e] for s, e in spans)


def batches(documents: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield ``documents`` in runs of at most ``BATCH`` rows, in order."""
    for start in range(0, len(documents), BATCH):
        yield documents.iloc[start : start + BATCH].reset_index(drop=True)


def by_document(frame: pd.DataFrame) -> dict[str, list[dict]]:
    """Return the rows of ``frame`` under the ``doc_id`` they belong to, in order; other documents have none."""
    grouped: defaultdict[str, list[dict]] = defaultdict(list)
    columns = [frame[column].tolist() for column in frame.columns]
    for values in zip(*columns, strict=True):
        row = dict(zip(frame.columns, values, strict=True))
        grouped[row["doc_id"]].append(row)
    return grouped
