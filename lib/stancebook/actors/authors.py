"""Whose words a whole text is: who holds a speech, signs a letter, writes an article in the first person.

Who it is, is told by the title or the first lines ("Remarks by President X", "X's address to …"), the byline or a
signature; that it is so, by the text: it says "I" or "we" outside quotation marks again and again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from stancebook.actors import called, gazetteer
from stancebook.actors.called import Person

GENRE = (
    r"(?:remarks|speech|address|statement|testimony|lecture|eulogy|keynote|comments|message|farewell|"
    r"inaugural|sermon|tribute|letter|toast|oration)"
)
TITLED = r"(?:[^\W\d_][\w.'’-]*|of|the|for|and|de|van|von|al)"
BY = re.compile(
    rf"\b{GENRE}\b[^.:;\n]{{0,60}}?\b(?:by|of|from)\s+(?P<who>{TITLED}(?:,? {TITLED}){{0,9}})", re.IGNORECASE
)
OF = re.compile(rf"(?P<who>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){{0,5}}?)['’]s?\s(?:[\w-]+ ){{0,4}}?{GENRE}\b", re.I)
COLON = re.compile(rf"(?P<who>[^:\n]{{3,60}}):\s(?:[\w-]+ ){{0,5}}?{GENRE}\b", re.IGNORECASE)
CLOSING = re.compile(r"\W*(?:yours|sincerely|respectfully|(?:kind|best|warm) regards|faithfully)\b[^\n]{0,30}", re.I)
OWN = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Mm]e|[Mm]yself|[Ww]e|[Oo]ur|us)\b")
SINGULAR = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Mm]e|[Mm]yself)\b")
QUOTED = re.compile(r"[“\"][^”\"\n]*[”\"]?")
SPOKEN, SIGNED = 0.3, 0.2  # share of the paragraphs that are in the first person
ENDS = (".", "!", "?", '"', "”")
LEAST = 3  # first-person words of a signed text


class Author(NamedTuple):
    """Who speaks in a whole text; ``row`` is their row of table ``actors`` if they are new; ``speech``: no print."""

    actor_id: str
    row: dict | None
    speech: bool


def author_of(doc_id: str, title: str, byline: str, text: str, known: Sequence[Person]) -> Author | None:
    """Return whose words the whole of ``text`` is, or None; ``known`` are the people it names."""
    paragraphs = [QUOTED.sub("", line) for line in text.split("\n") if re.search(r"\w", line)]
    own = sum(bool(OWN.search(p)) for p in paragraphs)
    if own < 2 or own < SIGNED * len(paragraphs):
        return None
    lines = [line.strip() for line in text[:400].strip().split("\n")[:2]]
    opening = [title, *(line for line in lines if line[-1:] not in ENDS)]  # headings, no sentences
    if own >= SPOKEN * len(paragraphs):
        names = (name for line in opening if len(line) < 250 for name in _speakers(line))
        if found := next(filter(None, (_person(name, known, doc_id) for name in names)), None):
            return Author(*found, speech=True)
    if len(SINGULAR.findall("\n".join(paragraphs))) < LEAST:
        return None
    name = _signature(text) or _plain(byline)
    found = _person(name, known, doc_id) if name else None
    return Author(*found, speech=False) if found else None


def _speakers(line: str) -> list[str]:
    """Return the words of a title that may name who speaks."""
    found = [m["who"] for form in (BY, OF, COLON) if (m := form.search(line))]
    return [re.split(r"\s(?:at|to|on|in|before|after|during|about|with|following)\s", name)[0] for name in found]


def _person(name: str, known: Sequence[Person], doc_id: str) -> tuple[str, dict | None] | None:
    """Return whom the words name: somebody of the article, else the name of two words or more at their end."""
    words = [w.strip(",") for w in name.split()]
    for first in range(len(words)):
        for last in range(len(words), first, -1):
            if words[first][0].isupper() and (actor_id := called.who(" ".join(words[first:last]), known)):
                return actor_id, None
    titled = [i + 1 for i, w in enumerate(words) if gazetteer.title(w.capitalize()) or called.office(w)]
    rest = words[max(titled, default=0) :]
    proper = next((n for n, w in enumerate(rest) if not w[0].isupper() and w not in called.SMALL), len(rest))
    if not called.personal(" ".join(rest[:proper])):
        return None
    row = called.new_person(" ".join(rest[:proper]), doc_id)
    return (row["actor_id"], row) if row else None


def _signature(text: str) -> str | None:
    """Return the name below "Yours sincerely,"."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][-4:]
    for closing, name in pairwise(lines):
        if CLOSING.fullmatch(closing):
            return _plain(name)
    return None


def _plain(byline: str) -> str | None:
    """Return the one name of a byline, "By Ana Torres, foreign editor"; None for two people or a paper."""
    name = re.split(r"[,|(/;\n]|\s[–—-]\s", re.sub(r"^\W*(?:by\s)?", "", byline, flags=re.IGNORECASE))[0].strip()
    several = re.search(r"\s(?:and|&)\s", byline)
    return name if name and not several and called.personal(name) else None
