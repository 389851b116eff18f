"""Whose body a name like "National Assembly" is: that of the country beside it, else of this article alone.

Newspapers of thirty countries write "Parliament" and mean thirty bodies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from stancebook import tables
from stancebook.actors import gazetteer
from stancebook.actors.gazetteer import Entry
from stancebook.actors.mention import Mention
from stancebook.text import wordlists

if TYPE_CHECKING:
    from spacy.tokens import Doc


@cache
def _generic_words() -> frozenset[str]:
    return frozenset(wordlists.lines("actors", "generic_bodies.txt"))


def generic(name: str) -> bool:
    """True for a name that many countries give a body of theirs ("Ministry of Health")."""
    return all(word in _generic_words() for word in gazetteer.bare(name).lower().replace(",", "").split())


def split(name: str, known: Mapping[str, Entry]) -> tuple[str, Entry | None]:
    """Return the rest of a name and the country in it: "Parliament of Kenya" -> "Parliament", Kenya.

    A name that says more than a generic one stays whole: "Indian Ocean Commission" is no body of India.
    """
    words = gazetteer.bare(name).split()
    for size in (1, 2, 3):
        for edge, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            entry = known.get(" ".join(edge).removesuffix("'s"))
            while rest and rest[-1].lower() in ("of", "in"):
                rest = rest[:-1]
            if rest and entry and entry.kind == "country" and entry.how != "capital" and generic(" ".join(rest)):
                return " ".join(rest), entry
    return name, None


def owners(doc: Doc, mentions: Iterable[Mention], known: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return generic name -> the one country that stands beside it in the article.

    Beside it is in front ("Kenya's National Assembly", "the Kenyan parliament") or behind ("the Parliament of Kenya").
    """
    beside: dict[str, set[Entry]] = defaultdict(set)
    for m in mentions:
        if m.type in tables.BODIES and generic(m.text):
            beside[gazetteer.bare(m.text)] |= {e for e in _beside(doc, m, known) if e.kind == "country"}
    return {name: one for name, entries in beside.items() for one in entries if len({e.actor_id for e in entries}) == 1}


def _beside(doc: Doc, m: Mention, known: Mapping[str, Entry]) -> Iterable[Entry]:
    first, last = m.first, m.last
    first -= first > 0 and doc[first - 1].text in ("'s", "'")
    last += last < len(doc) and doc[last].lower_ in ("of", "in")
    last += last < len(doc) and doc[last].lower_ == "the"
    spans = [doc[max(0, first - n) : first].text for n in (1, 2, 3)] if first else []
    if last > m.last:
        spans += [doc[last : last + n].text for n in (1, 2, 3)]
    return [known[span] for span in spans if span in known and known[span].how != "capital"]


def identifier(name: str, country: Entry) -> str:
    """Return the ``actor_id`` of a country's body."""
    return f"organisation:{country.actor_id.partition(':')[2]}-{gazetteer.slug(name)}"
