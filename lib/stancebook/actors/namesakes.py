"""Countries that share a name with another place: what else an article names tells which of the two it means.

"Voters in Georgia", with Atlanta and a governor: the US state.  "Georgia accused Russia": the country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from stancebook.actors import gazetteer
from stancebook.text import wordlists


class Namesake(NamedTuple):
    """Another place of a country's name, and the words by which an article shows which one it means."""

    other: str
    for_other: re.Pattern[str]
    for_country: re.Pattern[str]


@cache
def listed() -> dict[str, Namesake]:
    """Return the country's name -> the other place of that name (``actors/data/namesakes.csv``)."""
    rows = wordlists.rows("actors", "namesakes.csv")
    return {r["name"]: Namesake(r["other"], *(_any(r[k]) for k in ("other_words", "country_words"))) for r in rows}


def _any(cell: str) -> re.Pattern[str]:
    words = sorted(gazetteer.several(cell), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def meant(text: str, names: Iterable[str]) -> dict[str, str]:
    """Return which of ``names`` mean the other place in an article: country's name -> the other place's.

    It is meant where more different words of it than of the country stand in the article.
    """
    found = {}
    for name in {*names} & listed().keys():
        namesake = listed()[name]
        other, country = ({*p.findall(text)} for p in (namesake.for_other, namesake.for_country))
        if len(other) > len(country):
            found[name] = namesake.other
    return found
