"""Who is who across articles: actors that articles call by different names, joined where their names show it.

Each join has a rule, which the mentions that it moves name.  Rules in the spirit of the high-precision sieves of
Raghunathan et al. (2010): a surname alone joins nobody, and where a name could mean two the actors stay apart.

- ``same_person``: titles, initials, hyphens and accents aside, the same full name ("Joe R. Biden", "José Díaz").
- ``same_body``: a country's body with its country before or behind ("Iraqi Foreign Ministry", "Ministry of Foreign
  Affairs of Iraq").
- ``same_name``: a name of two words or more, or a country's, that one article took for a place and another for a body.
- ``acronym_elsewhere``: an acronym that one article leaves bare and others spell out, all in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from stancebook import tables
from stancebook.actors import gazetteer, joining, scope
from stancebook.actors.gazetteer import Entry
from stancebook.actors.joining import Tables

KINDS = ("country", "person", "organisation", "group", "place")  # of two kinds the first is kept
DROPPED = frozenset("the of and for al el affairs".split())
TAILS = frozenset("inc corp corporation co company ltd limited plc llc".split())
ACRONYM = re.compile(r"[A-Z][A-Za-z]?[A-Z]{1,6}")


def unite(found: Tables, known: Mapping[str, Entry]) -> Tables:
    """Return the tables with actors joined across articles; two that keep one name are told apart by their articles.

    ``known`` are the surface forms of the package's tables and the analyst's (``entries``): two actors that
    these list as two stay two.  A stance between two that become one goes, with a row in ``skipped``.
    """
    one = joins(found["actors"], known)
    new, rules = {old: kept for old, (kept, _) in one.items()}, {old: rule for old, (_, rule) in one.items()}
    united = joining.joined(found, new, rules)
    return {**_without_own(united), "actors": _with_own_names(united["actors"])}


def _without_own(found: Tables) -> Tables:
    """Take away the stances of actors towards themselves."""
    stances = found["stances"]
    own = joining.of_itself(stances)
    rows = [
        {"stage": "identity", "item": s.sent_id, "reason": f"a stance between two names of one actor ({s.source_id})"}
        for s in stances[own].itertuples()
    ]
    skipped = tables.concat("skipped", [found["skipped"], tables.make("skipped", rows)])
    return {**found, "stances": stances[~own].reset_index(drop=True), "skipped": skipped}


def joins(actors: pd.DataFrame, known: Mapping[str, Entry]) -> dict[str, tuple[str, str]]:
    """Return actor -> (the actor that it is, rule) for every actor that is another one of the table."""
    listed = {entry.actor_id for entry in known.values()}
    cards = actors[actors["article"].isna()].to_dict("records")
    found: dict[str, tuple[str, str]] = {}
    for rule, key in (("same_person", _person), ("same_body", _body), ("same_name", _name)):
        alike: dict[object, list[dict]] = defaultdict(list)
        for card in cards:
            if card["actor_id"] not in found and (k := key(card, known)):
                alike[k].append(card)
        for same in alike.values():
            kept, *others = sorted(same, key=lambda card: _rank(card, listed))
            others = [card for card in others if card["actor_id"] not in listed]
            found |= {card["actor_id"]: (kept["actor_id"], rule) for card in others}
    left = [card for card in cards if card["actor_id"] not in found]
    found |= {old: (new, "acronym_elsewhere") for old, new in _acronyms(left) if old not in listed}
    return {old: (_last(new, found), rule) for old, (new, rule) in found.items()}


def _last(actor_id: str, found: Mapping[str, tuple[str, str]]) -> str:
    """Return the actor at the end of a chain: one rule may join what another has joined others to."""
    while actor_id in found:
        actor_id = found[actor_id][0]
    return actor_id


def _rank(card: Mapping, listed: Collection[str]) -> tuple:
    """Listed actors and fuller names first; the alphabet decides the rest, so that no count of mentions does."""
    return card["actor_id"] not in listed, KINDS.index(card["kind"]), -len(card["name"]), card["actor_id"]


def _identity_words(name: str) -> list[str]:
    """Return the words of a name in lower case, without accents, hyphens and apostrophes."""
    bare = unicodedata.normalize("NFKD", gazetteer.bare(name)).replace("'", "")
    letters = "".join(c for c in bare if not unicodedata.combining(c)).lower()
    return re.findall(r"\w+", letters)


def _person(card: Mapping, _: Mapping[str, Entry]) -> tuple | None:
    titles = {title.lower().rstrip(".") for title in gazetteer.titles()}
    words = _identity_words(card["name"]) if card["kind"] == "person" else []
    while words and words[0] in titles:
        words = words[1:]
    full = [w for w in words if len(w) > 1 and w not in DROPPED]
    return tuple(full) if len(full) > 1 else None


def _body(card: Mapping, known: Mapping[str, Entry]) -> tuple | None:
    if card["kind"] not in tables.BODIES:
        return None
    name = card["name"].removesuffix(")").replace(" (", " of ")  # "National Assembly (Kenya)"
    rest, country = scope.split(name, known)
    return (country.actor_id, *sorted(set(_identity_words(rest)) - DROPPED)) if country else None


def _name(card: Mapping, known: Mapping[str, Entry]) -> tuple | None:
    words = [w for w in _identity_words(card["name"]) if w not in TAILS and w not in DROPPED]
    entry = known.get(card["name"])
    country = entry is not None and entry.kind == "country" and entry.how == "name"
    return tuple(words) if len(words) > 1 or country else None


def _acronyms(cards: list[dict]) -> Iterator[tuple[str, str]]:
    """Yield (bare acronym, the one body that has it as an alias)."""
    bodies = [c for c in cards if c["kind"] in tables.BODIES]
    spelt: dict[str, set[str]] = defaultdict(set)
    for card in bodies:
        for alias in card["aliases"]:
            if ACRONYM.fullmatch(alias) and not ACRONYM.fullmatch(card["name"]):
                spelt[alias].add(card["actor_id"])
    for card in bodies:
        meant = spelt.get(card["name"], set()) - {card["actor_id"]}
        if len(meant) == 1 and len(card["name"]) > 2:
            yield card["actor_id"], meant.pop()


def _with_own_names(actors: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the article behind the name of actors of one article where another has the same name."""
    twice = actors.duplicated("name", keep=False) & actors["article"].notna()
    return actors.assign(name=actors["name"].mask(twice, actors["name"] + " (" + actors["article"] + ")"))
