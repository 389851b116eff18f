"""What the encoder takes for names and is none, and names whose kind the words around them show.

Party codes, fields of offices, points of the compass and common nouns at the head of a sentence name nobody; partners
of one firm are one name; who has residents is a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stancebook.actors import gazetteer
from stancebook.actors.group_words import heads, words
from stancebook.text.casing import in_dictionary
from stancebook.text.grammar import family

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from stancebook.actors.names import Name

PARTY_CODE = re.compile(r"(?:[RDIGL]|DFL)-(?:[A-Z]\.?){2,3}|(?:[RDIGL]|DFL)-[A-Z][a-z]+\.?(?: [A-Z][a-z]*\.?)*")
COMPASS = frozenset(f"{a}{b}" for a in ("North", "South", "") for b in ("East", "West", "east", "west", "") if a or b)
COMPASS |= {"Far East", "Far West"}
FIELD_OF = frozenset("secretary undersecretary under-secretary minister commissioner chief".split())
FIRM = frozenset("LLP LLC Inc Corp Ltd PLC Plc plc GmbH Limited".split())
BETWEEN_PARTNERS = re.compile(r",? (?:&|and) |, ")
INSIDE = frozenset("in near outside around across throughout".split())  # behind them stands a place ...
HELD_IN = frozenset(
    "believe trust see find invest confide interest confidence faith trust belief role".split()
)  # ... or not
SETTLED = frozenset(
    "resident villager people inhabitant town city village mayor port outskirt suburb street province district "
    "island coast capital region neighbourhood neighborhood".split()
)  # fmt: skip
SITE = frozenset("town city village port suburb province district island region county capital".split())


def mended(doc: Doc, names: Iterable[Name]) -> list[Name]:
    """Return the encoder's ``names`` without what is none, cut to what is a name, and of the kind the text shows."""
    found = [cut for n in names if not _nobody(doc, n) and (cut := _before_office(doc, n))]
    found = list(_firms(doc, found))
    sites = {doc[n.first : n.last].text for n in found if n.kind == "person" and _place(doc[n.last - 1], n.first)}
    sites -= {word for n in found if n.kind == "person" for word in _other_words(doc, n)}
    sites -= {doc[n.first : n.last].text for n in found if _speaks(doc, n)}
    return [_of_kind(doc, n, sites) for n in found]


def _nobody(doc: Doc, n: Name) -> bool:
    text = doc[n.first : n.last].text
    if PARTY_CODE.fullmatch(text) or text in COMPASS:
        return True
    return _field(doc, n) or (n.last - n.first == 1 and (_opening_noun(doc[n.first], n.kind) or _loud_noun(doc, n)))


def _field(doc: Doc, n: Name) -> bool:
    """True for what an office is for: "Secretary of | State", "Chief of | Naval Operations"."""
    if n.first < 2 or doc[n.first - 1].lower_ not in ("of", "for") or n.kind != "organisation":
        return False
    office = doc[n.first - 2]
    common = all(in_dictionary(t.lower_) or not t.is_alpha for t in doc[n.first : n.last])
    return office.lower_ in FIELD_OF and office.text[0].isupper() and (common or doc[n.first].text == "State")


def _opening_noun(token: Token, kind: str) -> bool:
    """True for a common noun that has its capital from the head of its sentence: "Truckers said", "Dock | workers".

    The article nowhere writes it with a capital inside a sentence.
    """
    if not _opens(token) or not token.text.istitle() or not in_dictionary(token.lower_, ("noun",)):
        return False
    plural = token.lower_.endswith("s") and token.tag_ in ("NNS", "NNPS") and token.dep_ not in ("compound", "amod")
    following = token.nbor(1) if token.i + 1 < len(token.doc) else token
    describes = (
        kind in ("organisation", "place")
        and token.head == following
        and following.tag_ == "NNS"
        and following.text.islower()
    )
    if not (plural or describes):
        return False
    return not any(t.text == token.text and not _opens(t) for t in token.doc)


def _opens(token: Token) -> bool:
    return bool(token.is_sent_start) or token.i == 0 or not any(c.isalnum() for c in token.nbor(-1).text)


def _loud_noun(doc: Doc, n: Name) -> bool:
    """True for a common noun in capitals amid ordinary letters: one of people, or that the article writes small."""
    token = doc[n.first]
    if not token.text.isupper() or len(token) < 4 or token.text in gazetteer.entries():
        return False
    small = token.lower_
    return small in heads() or small in gazetteer.roles() or any(t.text == small for t in doc)


def _before_office(doc: Doc, n: Name) -> Name | None:
    """Cut the words of an office behind a body's name: "EU | High Representative"; None where nothing is left."""
    last = n.last
    if n.kind == "person" or last >= len(doc) or gazetteer.roles().get(doc[last].lower_) != "person":
        return n
    while doc[n.last].text[0].isupper() and last > n.first and doc[last - 1].lower_ in words("grade"):
        last -= 1
    if last == n.last:
        return n
    return n._replace(last=last, end=doc[last - 1].idx + len(doc[last - 1])) if last > n.first else None


def _firms(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Yield the names, partners of one firm as one: "Harker, Bloom & Stone", "Cole, Dunn and Frey LLP"."""
    run: list[Name] = []
    text = doc.text  # joined from all tokens at each call
    for n in [*names, None]:
        joined = n is not None and run and n.kind != "place" and _partner(doc, n) and _partner(doc, run[-1])
        if n is not None and joined and BETWEEN_PARTNERS.fullmatch(text[run[-1].end : n.start]):
            run.append(n)
            continue
        yield from _as_firm(doc, run)
        run = [n] if n is not None else []


def _partner(doc: Doc, n: Name) -> bool:
    return sum(t.text not in FIRM for t in doc[n.first : n.last]) == 1


def _as_firm(doc: Doc, run: list[Name]) -> list[Name]:
    if len(run) < 2 or not (
        any(t.text == "&" for t in doc[run[-2].last : run[-1].first]) or doc[run[-1].last - 1].text in FIRM
    ):
        return run
    return [run[0]._replace(last=run[-1].last, end=run[-1].end, kind="organisation")]


def _place(token: Token, first: int) -> bool:
    """True for a name that lies where only a place can: "near X", "residents of X", "X is a town"."""
    head = token.head
    if token.dep_ == "pobj" and head.i == first - 1:
        if head.lower_ in INSIDE:
            return head.head.lemma_.lower() not in HELD_IN
        return head.lower_ in ("of", "in") and head.head.lemma_.lower() in SETTLED
    about = (c for c in head.children if c.dep_ == "attr" and c.lemma_.lower() in SITE)
    return token.dep_ == "nsubj" and head.lemma_ == "be" and next(about, None) is not None


def _other_words(doc: Doc, n: Name) -> list[str]:
    return [t.text for t in doc[n.first : n.last]] if n.last - n.first > 1 else []


def _speaks(doc: Doc, n: Name) -> bool:
    """True for a person beyond doubt: one with a title, or whose verb is of speech."""
    head = doc[n.last - 1]
    titled = n.first > 0 and gazetteer.title(doc[n.first - 1].text)
    return n.kind == "person" and (titled or (head.dep_ == "nsubj" and head.head.lemma_ in family("speech")))


def _of_kind(doc: Doc, n: Name, sites: Iterable[str]) -> Name:
    text = doc[n.first : n.last].text
    if n.kind != "people" and text in words("peoples"):
        return n._replace(kind="people")
    if n.kind in ("person", "place") and ("&" in text or doc[n.last - 1].text in FIRM):
        return n._replace(kind="organisation")
    return n._replace(kind="place") if n.kind == "person" and text in sites else n
