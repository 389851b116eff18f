"""What the reading of one article rests on, and what it gave: nothing of either says which article of a corpus it is.

So what was read once can be taken for the same text in another folder, under another name.  Identifiers begin behind
the ``doc_id``, which is put before them when the articles of a corpus are brought together (``whole``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook import tables
from stancebook.actors import joining

PLACEHOLDER = "0"  # the ``doc_id`` under which an article is read
OWN = frozenset("sent_id mention_id quote_id within stance_id tone_id claim_id event_id".split())
ACTORS = {**joining.COLUMNS, "actors": ["actor_id"]}
ELSEWHERE = ("doc_id", "item")  # what whoever brings articles together knows

Frames = dict[str, pd.DataFrame]
Packed = dict[str, dict[str, list]]  # table -> column -> values


@dataclass(frozen=True)
class Source:
    """All that the reading of an article rests on, beside the code and its models.

    ``analyst`` are the rows of the analyst's list that may bear on it (``analyst_file.bearing``), with their columns.
    """

    text: str
    published: pd.Timestamp | None = None
    source: str | None = None
    byline: str | None = None
    title: str | None = None
    analyst: tuple[tuple[tuple[str, str], ...], ...] = ()
    quotes_only: bool = False

    def document(self) -> pd.DataFrame:
        """Return the article as a table ``documents`` of one row."""
        row = {"doc_id": PLACEHOLDER, "path": "", "language": "en", "text": self.text, "sha256": "",
               "cluster_id": PLACEHOLDER, "published": self.published, "source": self.source, "byline": self.byline,
               "title": self.title,
               "n_words": len(self.text.split())}  # fmt: skip
        return tables.make("documents", [row])

    def listed(self) -> pd.DataFrame | None:
        """Return the rows of the analyst's list as ``read_analyst`` gives them; None where there are none."""
        return pd.DataFrame([dict(row) for row in self.analyst]) if self.analyst else None


def packed(found: Mapping[str, pd.DataFrame]) -> Packed:
    """Return the tables of an article read under ``PLACEHOLDER``."""
    return {
        name: {c: _bare(name, c, _values(frame[c])) for c in frame.columns if c not in ELSEWHERE}
        for name, frame in found.items()
    }


def _values(column: pd.Series) -> list[Any]:
    """Return a column in plain Python types, as JSON gives them back."""
    values: Iterable[Any] = (None if tables.null(v) else v for v in column.tolist())
    return [[[int(a), int(b)] for a, b in v] if _spans(v) else v for v in values]


def _spans(value: object) -> bool:
    return isinstance(value, list) and bool(value) and not isinstance(value[0], str)


def _bare(table: str, column: str, values: list[Any]) -> list[Any]:
    n = len(PLACEHOLDER)
    if column in OWN:
        return [v and v[n:] for v in values]
    if column == "article":
        return [v and "" for v in values]
    if column in ACTORS.get(table, ()):
        return [v[:-n] if v and v.endswith(f"@{PLACEHOLDER}") else v for v in values]
    if column == "actors":
        return [_bare("actors", "actor_id", v) for v in values]
    return values


def _named(table: str, column: str, values: list[Any], doc_id: str) -> list[Any]:
    """Do the reverse of ``_bare`` for an article that is ``doc_id``."""
    if column in OWN:
        return [v and doc_id + v for v in values]
    if column == "article":
        return [v if v is None else doc_id for v in values]
    if column in ACTORS.get(table, ()):
        return [v + doc_id if v and v.endswith("@") else v for v in values]
    if column == "actors":
        return [_named("actors", "actor_id", v, doc_id) for v in values]
    return values


def whole(articles: Iterable[tuple[str, str, Packed]], names: Iterable[str]) -> Frames:
    """Bring articles together under their ``doc_id`` and path; an actor of several of them has one row.

    Parameters
    ----------
    articles
        ``doc_id``, path, and what was read.
    names
        Tables to return, ``actors`` and ``skipped`` among them; one that no article has is empty.
    """
    columns: dict[str, dict[str, list]] = {name: defaultdict(list) for name in names}
    for doc_id, path, article in articles:
        for name, found in article.items():
            own = {c: _named(name, c, values, doc_id) for c, values in found.items()}
            size = len(next(iter(own.values())))
            for column, values in {**own, "doc_id": [doc_id] * size, "item": [path] * size}.items():
                columns[name][column] += values
    cards = columns.pop("actors")
    made = {
        name: tables.from_columns(name, {c: found[c] for c in tables.SCHEMA[name]}) for name, found in columns.items()
    }
    return {**made, "actors": _one_row_an_actor(cards)}


def _one_row_an_actor(cards: Mapping[str, list]) -> pd.DataFrame:
    """Join the cards that articles have of an actor: the commonest name and role, all other names as aliases.

    Of two as common the first in the alphabet is kept, so that the order of the articles decides nothing.
    """
    own = [column for column in tables.SCHEMA["actors"] if column in cards]
    of_actor: defaultdict[str, list[dict]] = defaultdict(list)
    for values in zip(*(cards[column] for column in own), strict=True):
        row = dict(zip(own, values, strict=True))
        of_actor[row["actor_id"]].append(row)
    rows = []
    for _, same in sorted(of_actor.items()):
        kept = {**same[0], **{c: _commonest(row[c] for row in same) for c in ("name", "kind", "role", "wikidata")}}
        called = {alias for row in same for alias in (row["name"], *row["aliases"])}
        rows.append({**kept, "aliases": sorted(called - {kept["name"]})})
    return tables.make("actors", rows)


def _commonest(values: Iterable[str | None]) -> str | None:
    seen = Counter(v for v in values if v is not None)
    return min(seen, key=lambda v: (-seen[v], v)) if seen else None
