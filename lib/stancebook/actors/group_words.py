"""Nouns of groups by family (``actors/data/groups.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from stancebook.actors import gazetteer
from stancebook.text import wordlists


@dataclass(frozen=True)
class Head:
    """A group noun: the noun it counts as, what family, and the kind of actor it makes."""

    noun: str
    family: str
    kind: str


@cache
def heads() -> dict[str, Head]:
    """Return noun -> ``Head``."""
    found = {}
    for row in wordlists.rows("actors", "groups.csv"):
        for noun in gazetteer.several(row["nouns"]) if row["kind"] != "word" else ():
            as_noun, _, form = noun.rpartition("=")
            found[form] = Head(as_noun or form, row["family"], row["kind"])
    return found


@cache
def words(family: str) -> frozenset[str]:
    """Return the words of a "word" family of the data file.

    Raises
    ------
    KeyError
        If the file has no such family.
    """
    rows = {r["family"]: r["nouns"] for r in wordlists.rows("actors", "groups.csv") if r["kind"] == "word"}
    return frozenset(gazetteer.several(rows[family]))
