"""Stances of those who hold an office for a country, or are a part of it, as that country's own."""

from __future__ import annotations

import re

import pandas as pd

from stancebook.actors import gazetteer

OFFICE = re.compile(
    r"\b(?:prime minister|president|minister|chancellor|premier|king|queen|emir|sultan|secretary of state|"
    r"foreign secretary|ambassador|envoy)\b",
    re.IGNORECASE,
)
PAST = re.compile(r"\b(?:former|ex|late|then|future|designate|vice|of the board|company|university)\b", re.IGNORECASE)
PART = re.compile(r"of (?P<country>[A-Z].*)")
WORD = re.compile(r"[A-Z][\w.]*(?: [A-Z][\w.]*)*")


def countries_of(actors: pd.DataFrame) -> dict[str, str]:
    """Return ``actor_id`` -> the country it acts for, by its role.

    A role names an office and a country ("Iraqi Prime Minister"; of two the first: "French ambassador to Qatar"), or
    is that of a country's part ("of Iraq", for its army); the country must itself be an actor.  Whose role names no
    country acts for none here.
    """
    known = set(actors.loc[actors["kind"] == "country", "actor_id"])
    found: dict[str, str] = {}
    for row in actors[actors["role"].notna() & (actors["kind"] != "country")].itertuples():
        if row.kind == "person":
            office = OFFICE.search(row.role) and not PAST.search(row.role)
            named = WORD.findall(re.sub(r"['’][sS]\b", "", row.role)) if office else []
        else:
            part = PART.fullmatch(row.role)
            named = [part["country"]] if part else []
        countries = [i for i in map(_country, named) if i is not None and i in known]
        if countries:
            found[row.actor_id] = countries[0]
    return found


def _country(words: str) -> str | None:
    """Return the country that ``words`` open with, by its name or its adjective."""
    parts, forms = words.split(), gazetteer.entries()
    entries = [forms.get(gazetteer.bare(" ".join(parts[:n]))) for n in range(len(parts), 0, -1)]
    return next((e.actor_id for e in entries if e and e.kind == "country" and e.how != "capital"), None)


def to_countries(stances: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return ``stances`` with holders and targets that act for a country replaced by it; one towards itself goes."""
    country = countries_of(actors)
    rolled = stances.assign(**{side: [country.get(i, i) for i in stances[side]] for side in ("source_id", "target_id")})
    return rolled[rolled["source_id"] != rolled["target_id"]]
