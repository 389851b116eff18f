"""Small tables of what news takes for granted: countries, their people and capitals, well-known bodies, role nouns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from stancebook.text import wordlists
from stancebook.text.language import STRAIGHT

REALMS = ("Republic", "Federal Republic", "Islamic Republic", "People's Republic", "Kingdom", "Sultanate", "Emirate")
ARTICLES = ("the ", "The ", "a ", "an ", "A ", "An ")


@dataclass(frozen=True)
class Entry:
    """What a surface form stands for: an actor's identifier, its name and kind, and how the form names it."""

    actor_id: str
    name: str
    kind: str
    how: str  # name, alias, capital, demonym


def several(cell: str) -> list[str]:
    """Split a cell that holds several values separated by ``;``."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def bare(surface: str) -> str:
    """Return a name without a leading article and with straight quotes, for look-up."""
    surface = surface.translate(STRAIGHT).strip()
    for article in ARTICLES:
        if surface.startswith(article):
            return surface[len(article) :]
    return surface


@cache
def entries() -> dict[str, Entry]:
    """Return surface form -> ``Entry`` for countries (names, aliases, capitals, demonyms) and bodies."""
    table: dict[str, Entry] = {}
    for row in wordlists.rows("actors", "bodies.csv"):
        actor_id = f"{row['kind']}:{slug(row['name'])}"
        for form in [row["name"], *several(row["aliases"])]:
            how = "name" if form == row["name"] else "alias"
            table[bare(form)] = Entry(actor_id, row["name"], row["kind"], how)
    for how, column in (
        ("demonym", "demonyms"),
        ("capital", "capitals"),
        ("alias", "aliases"),
        ("name", "name"),
    ):
        for row in wordlists.rows("actors", "countries.csv"):
            for form in several(row[column]):
                table[bare(form)] = Entry(f"country:{slug(row['name'])}", row["name"], "country", how)
    for name in [row["name"] for row in wordlists.rows("actors", "countries.csv")]:
        for realm in REALMS:
            table.setdefault(f"{realm} of {name}", Entry(f"country:{slug(name)}", name, "country", "alias"))
    return table


@cache
def adjectives() -> dict[str, str]:
    """Return country identifier -> the adjective of its people ("country:iraq" -> "Iraqi")."""
    return {
        f"country:{slug(row['name'])}": (several(row["demonyms"]) or [row["name"]])[0]
        for row in wordlists.rows("actors", "countries.csv")
    }


@cache
def roles() -> dict[str, str]:
    """Return noun -> ``person``, ``body``, ``nation``, ``deverbal`` or ``goods`` (see ``actors/data/roles.csv``)."""
    return {noun: row["kind"] for row in wordlists.rows("actors", "roles.csv") for noun in several(row["nouns"])}


@cache
def first_names() -> dict[str, str]:
    """Return first name -> ``m`` or ``f``, for names of one gender."""
    return {
        name: row["gender"] for row in wordlists.rows("actors", "first_names.csv") for name in several(row["names"])
    }


@cache
def titles() -> frozenset[str]:
    """Return the words that stand before a person's name ("President", "Gen")."""
    return frozenset(wordlists.lines("actors", "titles.txt"))


def title(word: str) -> bool:
    """True for a word that stands before a person's name, abbreviated or not; "Del." is one, "Del" is not."""
    return word in titles() or word.rstrip(".") in titles()


@cache
def body_heads() -> frozenset[str]:
    """Return the last words that mark a name as an organisation's ("… Commission")."""
    return frozenset(wordlists.lines("actors", "body_heads.txt"))


def slug(name: str) -> str:
    """Return a readable identifier: lower case, straight, letters and digits of any script joined by ``-``."""
    straight = bare(name).lower().replace("'", "")
    return "-".join("".join(c if c.isalnum() else " " for c in straight).split()) or "unnamed"


@cache
def written() -> dict[str, str]:
    """Return the names listed here, as they are written, under their small letters."""
    names = [name for name in entries() if name[:1].isupper()]
    return {name.lower(): name for name in [*names, *first_names()]}
