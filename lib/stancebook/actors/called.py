"""Who a label, a title or a byline calls by name: one of the people of the article, or somebody new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stancebook import tables
from stancebook.actors import gazetteer, groups
from stancebook.actors.names import NEWSPAPERS
from stancebook.text import turns

Words = tuple[str, ...]
WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
SMALL = frozenset("of the and for de da di del della la le du van von der den al el bin ibn".split())

# With ``NEWSPAPERS``: last words of bylines that are nobody's name.
PAPERS = NEWSPAPERS | frozenset(
    "Courier News Wire Agency Press Standard Daily Mail Observer Chronicle Star Sun Staff Desk Editor Editors "
    "Editorial Reporter Reporters Correspondent Radio Television TV Magazine Review Reuters Bloomberg".split()
)


class Person(NamedTuple):
    """A person of one article: the names that it calls them by, in words, and the role that it tells."""

    actor_id: str
    forms: frozenset[Words]
    role: str


def words_of(name: str) -> Words:
    """Return the words of a name in small letters, without the titles before it."""
    words = WORD.findall(name)
    while len(words) > 1 and (words[0].casefold() == "the" or _title(words[0])):
        words = words[1:]
    return tuple(w.casefold() for w in words)


def _title(word: str) -> bool:
    return gazetteer.title(word) or gazetteer.title(word.capitalize())


def people(text: str, actors: Mapping[str, dict], mentions: Iterable[dict]) -> list[Person]:
    """Return the persons whom ``mentions`` name in ``text``, first named first; ``actors`` are actor_id -> row."""
    forms: dict[str, set[Words]] = {}
    for m in mentions:
        actor_id = m["actor_id"]
        if isinstance(actor_id, str) and m["kind"] in tables.NAMED and actors[actor_id]["kind"] == "person":
            own = forms.setdefault(actor_id, {words_of(actors[actor_id]["name"])})
            own.add(words_of(text[m["start"] : m["end"]]))
    roles = {i: actors[i]["role"] for i in forms}
    return [Person(i, frozenset(f - {()}), r if isinstance(r := roles[i], str) else "") for i, f in forms.items()]


def places(line: str, known: Iterable[Person]) -> Iterator[tuple[int, int, str]]:
    """Yield where a line names persons: start, end, actor; of names that overlap the longest."""
    found = [
        (at.start(), at.end(), p.actor_id)
        for p in known
        for form in p.forms
        for at in re.finditer(r"(?<!\w)" + r"\W+".join(map(re.escape, form)) + r"(?!\w)", line, re.IGNORECASE)
    ]
    taken: list[tuple[int, int]] = []
    for start, end, actor_id in sorted(found, key=lambda f: (f[0] - f[1], f)):
        if not any(start < b and a < end for a, b in taken):
            taken.append((start, end))
            yield start, end, actor_id


def who(name: str, known: Sequence[Person]) -> str | None:
    """Return the one person whom ``name`` can call, or None.

    The whole name, else first and last word, else the surname; a first name alone comes last.
    """
    words = words_of(name)
    if not words:
        return None
    for same in (_whole, _ends, _surname, _first):
        found = {p.actor_id for p in known if any(same(words, form) for form in p.forms)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _whole(words: Words, form: Words) -> bool:
    return words == form


def _ends(words: Words, form: Words) -> bool:
    return len(words) > 1 < len(form) and (words[0], words[-1]) == (form[0], form[-1])


def _surname(words: Words, form: Words) -> bool:
    """ "DAHL" is Ingrid Solberg Dahl, "Solberg Dahl" too; "Ana Dahl" is not, but is "Dahl" if nothing else is known."""
    if len(words) < len(form):
        return words == form[-len(words) :]
    return len(form) == 1 and words[-1] == form[0]


def _first(words: Words, form: Words) -> bool:
    return len(words) == 1 < len(form) and words[0] == form[0]


def office(name: str) -> bool:
    """True for the name of an office: "THE PRESIDENT", "Mr Speaker", "The Minister for Trade"."""
    if turns.kind(name) == turns.OFFICE:
        return True
    words = [w.casefold() for w in WORD.findall(re.split(r" (?:of|for) ", name)[0])]
    return bool(words) and gazetteer.roles().get(words[-1]) == "person"


def holder(name: str, known: Sequence[Person]) -> str | None:
    """Return the one person whom the article gives the office that ``name`` tells."""
    wanted = {w.casefold() for w in WORD.findall(name)} - SMALL - {"mr", "mrs", "ms", "madam"}
    found = {p.actor_id for p in known if wanted <= {w.casefold() for w in WORD.findall(p.role)}}
    return found.pop() if wanted and len(found) == 1 else None


def new_person(name: str, doc_id: str) -> dict | None:
    """Return a row of table ``actors`` for a person so named; a surname alone is one of that article only.

    None for what has no name in it.
    """
    words = [w for w in re.split(r"\s+", name.strip(" .,")) if w.casefold() != "the"]
    while words and _title(words[0]):
        words = words[1:]
    if not words or not any(len(w) > 1 for w in words):
        return None
    plain = " ".join(_cased(w) for w in words)
    alone = len(words) == 1
    actor_id = f"person:{gazetteer.slug(plain)}" + (f"@{doc_id}" if alone else "")
    return {"actor_id": actor_id, "name": plain, "kind": "person", "role": None, "article": doc_id if alone else None}


def _cased(word: str) -> str:
    """ "O'BRIEN-DAHL" as news writes it; a word that is not in capitals stays."""
    if not word.isupper() or "." in word:
        return word
    small = word.lower() if word.lower() in SMALL else word.title()
    return re.sub(r"^Mc(\w)", lambda m: "Mc" + m[1].upper(), small)


def personal(name: str) -> bool:
    """True for words that may be a person's name: two to four in capitals, no listed name, no body's or paper's."""
    words = name.split()
    proper = [w for w in words if w.casefold() not in SMALL]
    listed = gazetteer.bare(name) in gazetteer.entries() or name in groups.words("press")
    body = {w.strip(".,").capitalize() for w in words} & (gazetteer.body_heads() | PAPERS)
    small = not words or words[0].casefold() in SMALL  # "(Minister) for European Affairs"
    return not small and 2 <= len(words) <= 5 and all(w[0].isupper() for w in proper) and not listed and not body
