"""Which words are names: the encoder's answer, mended by what the article itself and small tables say.

News names its people and bodies again and again, so an article's other
sentences mend a miss.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from stancebook.actors import gazetteer, notnames
from stancebook.actors.group_words import words
from stancebook.text.language import ENTITY, Named, nlp

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

KIND = {label: kind for kind, label in ENTITY.items()}
NOT_NAMES = frozenset(
    "I He She It They We You The A An This That These Those There Monday Tuesday Wednesday Thursday Friday Saturday "
    "Sunday January February March April May June July August September October November December Today Tomorrow "
    "Yesterday Rep Sen Gov Del Photo Image Read More Share Tweet Email Print Internet Twitter Facebook Covid "
    "COVID".split()
)  # fmt: skip
WEB = re.compile(r"https?:|www\.|\.(?:com|org|net|html?)\b|@\w")
PLACE_NOUNS = frozenset(
    "province provinces border crossing city town village district region port airport river valley mountains coast "
    "island islands county governorate street road highway bridge strait peninsula desert suburb neighbourhood".split()
)  # fmt: skip
PARTICLES = frozenset("al el bin ibn bint abu abd de da di del della van von der den la le dos das du ul ur".split())
HONORIFICS = frozenset("Mr Mrs Ms Miss Dr Prof Sir Dame Madam".split())
NEWSPAPERS = frozenset("Times Post Journal Tribune Herald Guardian Telegraph Gazette".split())


class Name(NamedTuple):
    """A name in an article: tokens ``[first, last)``, characters ``[start, end)``; kind ``people`` is no actor."""

    first: int
    last: int
    kind: str
    rule: str
    start: int
    end: int


def names_in(doc: Doc, named: Named, listed: Listing) -> list[Name]:
    """Return the names of a parsed article in text order, none overlapping another.

    ``named`` are the encoder's; ``listed`` (see ``listing``) holds the countries, bodies and the analyst's own names.
    """
    known = list(_listed(doc, listed))
    whole = {(n.first, n.last) for n in known}
    own = [
        n
        for n in notnames.mended(doc, _encoded(doc, named))
        if (n.first, n.last) not in whole or not (n.kind == "people" or _cut(doc, n))
    ]
    names = _longest([*own, *known])
    names = _longest([*names, *_titled(doc)])
    names = _longest([*names, *_nicknamed(doc, names)])
    return _places(doc, _longest([*names, *_repeats(doc, names)]))


def _name(doc: Doc, first: int, last: int, kind: str, rule: str) -> Name:
    return Name(first, last, kind, rule, doc[first].idx, doc[last - 1].idx + len(doc[last - 1]))


def _cut(doc: Doc, name: Name) -> bool:
    """True where a name is only part of its tokens: the U of "E.U."."""
    return name != _name(doc, *name[:4])


def _longest(names: Iterable[Name]) -> list[Name]:
    """Of overlapping names keep the longest; the earlier in the list on a tie."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda n: n.first - n.last):
        if taken.isdisjoint(range(name.first, name.last)):
            kept.append(name)
            taken.update(range(name.first, name.last))
    return sorted(kept)


def _encoded(doc: Doc, named: Named) -> Iterator[Name]:
    """Yield the encoder's names, their edges mended.

    spaCy takes "Road(N10" for one token: where such a name begins and ends is as the encoder has it.
    """
    spans = (doc.char_span(start, end, alignment_mode="expand") for start, end, _ in named)
    edges = {(x.start, x.end): n[:2] for x, n in zip(spans, named, strict=True) if x is not None}
    for ent in doc.ents:
        kind = KIND[ent.label_]
        for first, last in _pieces(doc, ent.start, ent.end):
            first, last = _trim(doc, first, last, kind)
            if first < last and _may_be_name(doc, first, last):
                name = _name(doc, first, last, kind, "encoder")
                start, end = edges.get((first, last), (name.start, name.end))
                yield name._replace(start=start, end=end)


def _pieces(doc: Doc, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Split an entity that runs over a line break: a byline is no part of the name below it."""
    start = first
    for i in range(first, last):
        if "\n" in doc[i].text:
            yield start, i
            start = i + 1
    yield start, last


def _trim(doc: Doc, first: int, last: int, kind: str) -> tuple[int, int]:
    """Cut articles, marks and a person's titles: "the President Goodluck Jonathan's" -> "Goodluck Jonathan"."""
    while first < last and (doc[first].lower_ in ("the", "a", "an") or not doc[first].text[0].isalnum()):
        first += 1
    while last - first > 1 and (
        gazetteer.title(doc[first].text) or _rank(doc, first, last)
        if kind == "person"
        else doc[first].text.rstrip(".") in HONORIFICS
    ):
        first += 1
    while first < last and (doc[last - 1].text in ("'s", "'") or not any(c.isalnum() for c in doc[last - 1].text)):
        last -= 1
    while kind == "person" and last - first > 1 and doc[last - 1].text.islower() and doc[last - 2].whitespace_:
        last -= 1  # "comrade Carl | rather", but "Cha Eun-woo"
    return first, last


def _rank(doc: Doc, first: int, last: int) -> bool:
    """True for a soldier's rank before two names: "Green Beret | Tim Ortiz"."""
    return last - first > 2 and doc[first].lower_ in words("rank") and doc[last - 1].text[0].isupper()


def _may_be_name(doc: Doc, first: int, last: int) -> bool:
    text = doc[first:last].text
    if WEB.search(text) or not any(c.isupper() for c in text):
        return False
    return not (last - first == 1 and (text.rstrip(".") in NOT_NAMES or len(text) < 2))


def _nicknamed(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Yield a person's name with a nickname set in it: "Marta | "Mimi" | Sosa"."""
    people = {i: n for n in names if n.kind == "person" for i in range(n.first, n.last)}
    marks = [t.i for t in doc if t.text == '"']
    for opening, closing in pairwise(marks):
        before, after = opening - 1, closing + 1
        if not 1 < closing - opening < 4 or before < 0 or after >= len(doc):
            continue
        proper = all(doc[i].text[0].isupper() and doc[i].pos_ == "PROPN" for i in (before, opening + 1, after))
        if proper and (before in people or after in people) and not gazetteer.title(doc[before].text):
            first = people[before].first if before in people else before
            yield _name(doc, first, people[after].last if after in people else after + 1, "person", "nickname")


def _titled(doc: Doc) -> Iterator[Name]:
    """Yield the capitalised words behind a title: "President Trump", "Gov. Ana Obi"; not "Premier League"."""
    titles, bodies = gazetteer.titles(), gazetteer.body_heads()
    for i in range(len(doc) - 1):
        first = last = i + 1
        while last < len(doc) and doc[last].text.istitle() and doc[last].pos_ == "PROPN" and last - first < 4:
            last += 1
        words = {t.text.rstrip(".") for t in doc[first:last]}
        if gazetteer.title(doc[i].text) and words and not words & (titles | bodies | NOT_NAMES):
            yield _name(doc, first, last, "person", "titled")


Listing = Callable[["Doc"], Iterable[tuple[int, int, int]]]


def listing(entries: Mapping[str, gazetteer.Entry]) -> Listing:
    """Return what finds the names and aliases of ``entries`` (surface form -> entry): kind, first and last token.

    The package's own, more than a thousand, are made ready once; where ``entries`` has its own kind, that counts.
    """
    usual = gazetteer.entries()
    own = {surface: entry for surface, entry in entries.items() if usual.get(surface) != entry}
    if not own:
        return _usual()
    added = _matcher(own)

    def found(doc: Doc) -> list[tuple[int, int, int]]:
        mine = added(doc)
        spans = {match[1:] for match in mine}
        return [*mine, *(match for match in _usual()(doc) if match[1:] not in spans)]

    return found


@cache
def _usual() -> PhraseMatcher:
    return _matcher(gazetteer.entries())


def _matcher(entries: Mapping[str, gazetteer.Entry]) -> PhraseMatcher:
    from spacy.matcher import PhraseMatcher

    forms: dict[str, tuple[Doc, str]] = {}
    for surface, entry in entries.items():
        if entry.how in ("name", "alias"):
            doc = nlp().make_doc(surface)
            forms[" ".join(t.text for t in doc)] = doc, entry.kind
    matcher = PhraseMatcher(nlp().vocab)
    for kind in {kind for _, kind in forms.values()}:
        matcher.add(kind, [doc for doc, own in forms.values() if own == kind])
    return matcher


def _listed(doc: Doc, listed: Listing) -> Iterator[Name]:
    """Yield listed names, whatever the encoder thinks of them; short capitals only where it sees a name too."""
    longest: dict[int, tuple[int, str]] = {}
    for key, first, last in listed(doc):
        longest[first] = max(longest.get(first, (0, "")), (last, doc.vocab.strings[key]))
    for first, (last, kind) in sorted(longest.items()):
        if last - first > 1 or len(doc[first].text) > 3 or doc[first].ent_type_:
            yield _name(doc, first, last, kind, "listed")


def _repeats(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Yield further occurrences of names already found, and of the surnames of persons named in full."""
    known: dict[tuple[str, ...], str] = {}
    often = Counter(doc[n.first].text for n in names if n.last - n.first == 1)
    for n in names:
        words = tuple(t.text for t in doc[n.first : n.last])
        # The encoder has seen the other places too ("the Opposition"): overruled where it is torn, or the form is rare
        torn = often[words[0]] > 1 or any(c.isupper() for c in words[0][1:])
        alone = len(words[0]) > 2 and (n.rule != "encoder" or torn)
        if n.kind != "people" and (len(words) > 1 or alone):
            known.setdefault(words, n.kind)
        if n.kind == "person" and len(words) > 1 and len(words[-1]) > 2 and words[-1][0].isupper():
            known.setdefault(words[-1:], "person")
        if n.kind == "organisation" and len(words) > 1 and words[-1] in NEWSPAPERS:  # The New York Times … a Times poll
            known.setdefault(words[-1:], "organisation")
        if n.kind == "place" and len(words) > 1 and words[-1] in PLACE_NOUNS:  # Anbar province … Anbar
            known.setdefault(words[:-1], "place")
    by_first = defaultdict(list)
    for words, kind in known.items():
        by_first[words[0]].append((words, kind))
    taken = {i for n in names for i in range(n.first, n.last)}
    for token in doc:
        for words, kind in by_first.get(token.text, ()):
            span = range(token.i, token.i + len(words))
            free = len(words) > 1 or token.i not in taken  # of two that overlap the longer one wins anyway
            if free and tuple(t.text for t in doc[span.start : span.stop]) == words:
                yield _name(doc, span.start, span.stop, kind, "repeated")


def _places(doc: Doc, names: list[Name]) -> list[Name]:
    """A name that "Anbar | province" makes a place is one everywhere in its article."""
    long = (n for n in names if n.kind == "place" and n.last - n.first > 1 and doc[n.last - 1].text in PLACE_NOUNS)
    known = {doc[n.first : n.last - 1].text for n in long}
    return [n._replace(kind="place") if doc[n.first : n.last].text in known else n for n in names]
