"""Descriptions of groups as they stand in the text: "the Syrian opposition forces", "a US-led coalition".

What the neighbouring words of a group noun say: whose it is, what identifies it, what only tells it from others.
Nouns and words are data (``groups.csv``); ``groups`` decides which actor a description is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stancebook.actors import gazetteer
from stancebook.actors.gazetteer import Entry
from stancebook.actors.mention import Card, Cards, Mention
from stancebook.actors.nations import nationality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
from stancebook.actors.group_words import Head, heads, words

DEFINITE = frozenset(["the", "these", "those", "this", "that"])
INDEFINITE = frozenset(["a", "an", "another", "any", "no", "every", "some", "each", "other"])
OWNED = frozenset(["its", "his", "her", "their", "our", "my", "your", "whose"])
PARTS = frozenset(["ADJ", "NOUN", "PROPN", "NUM", "VERB", "ADV", "PART", "PUNCT", "CCONJ", "DET", "SYM", "PRON", "X"])
MODIFIES = frozenset(["compound", "amod", "nmod"])
NAMED_BESIDE = frozenset(["set", "office", "armed", "alliance"])  # "French newspaper | Le Monde"
CROWDS = frozenset(["people", "elected", "ally", "adverse", "bodies"])  # any noun before them says which they are
LIVING = CROWDS | {"role", "member", "armed", "opposition"}  # may be former ones
OF_OWNER = LIVING - {"bodies", "opposition"} | {"state", "force", "office"}  # "the army of Chad"
AT_HOME = frozenset(["people", "elected", "opposition", "bodies"])  # "farmers in Chad" are Chadian ones
DWELLERS = frozenset(["citizens", "residents", "civilians", "villagers", "refugees"])  # "residents of Gao"
MOST_TOKENS = 9  # tokens of a phrase


@dataclass
class Phrase:
    """A description in the text: tokens ``[first, last)``, its noun, and what it says of whom.

    ``identity`` are the words that name it ("Iraqi", "US-led"), ``telling`` those that only tell it from others of
    its article ("security"); ``owner`` is the actor it belongs to, ``opening`` the article or other determiner.
    """

    first: int
    last: int
    head: Head
    opening: str = ""
    owner: str | None = None
    beside: str | None = None  # the actor whose name follows the noun
    identity: list[str] = field(default_factory=list)
    telling: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)  # how it stands to named actors: "led by United States"
    gone: str = ""  # the word by which they are something no more: "former"
    name: Mention | None = None  # the mention, where the encoder took the bare noun for a name: "the Coalition"

    @property
    def named(self) -> bool:
        """Whether it says itself who it is: an owner, an identity, a name beside it."""
        return bool(self.owner or self.identity or self.beside)

    def until(self, last: int, owner: str | None, n_identity: int) -> Phrase:
        """Return the part of a joint phrase before "and": its own owner or identity, the common noun."""
        return Phrase(
            self.first, last, self.head, self.opening, owner, None, self.identity[:n_identity], list(self.telling)
        )  # fmt: skip

    def forget(self, first: int, owner: str | None, n_identity: int) -> None:
        """Drop what belongs to the part before "and"; the rest begins at ``first``."""
        self.first = first
        self.identity = self.identity[n_identity:]
        self.owner = self.owner if self.owner != owner else None


def group_phrases(
    doc: Doc, mentions: list[Mention], cards: Cards, known: Mapping[str, Entry]
) -> tuple[list[Phrase], Cards]:
    """Return the group descriptions of an article in text order, and the cards with those of countries they name.

    Parameters
    ----------
    doc
        The parsed article.
    mentions
        Its names, with ``actor_id``.
    cards
        actor_id -> card of the article's actors.
    known
        Surface form -> entry (``analyst_file.entries``).
    """
    reader = _Reader({i: m for m in mentions for i in range(m.first, m.last)}, known, cards)
    phrases = sorted([*_bare_names(mentions), *reader.phrases(doc)], key=lambda p: p.first)
    return phrases, reader.cards


def _bare_names(mentions: list[Mention]) -> Iterator[Phrase]:
    """Names that are a group noun with a capital: "the Coalition", "the Army"."""
    for m in mentions:
        head = heads().get(gazetteer.bare(m.text).lower())
        if head and head.family in ("alliance", "force", "state", "opposition") and m.kind == "name":
            yield Phrase(m.first, m.last, head, "the", name=m)


class _Reader:
    """Reads descriptions beside the names (``at``: token -> mention) and nationality words around them."""

    def __init__(self, at: Mapping[int, Mention], known: Mapping[str, Entry], cards: Cards) -> None:
        self.at, self.known, self.cards = at, known, dict(cards)

    def phrases(self, doc: Doc) -> Iterator[Phrase]:
        """Yield the group descriptions of an article."""
        nouns = heads()
        for token in doc:
            head = nouns.get(token.lower_)
            if head is None or token.i in self.at or token.pos_ not in ("NOUN", "PROPN", "ADJ"):
                continue
            if self._goes_on(token) and not _state_before_noun(token, head):
                continue
            for phrase in self._read(token, head):
                if token.dep_ in MODIFIES and not phrase.opening:
                    phrase.opening = "the"  # "regime bombardment"
                yield phrase

    def _goes_on(self, token: Token) -> bool:
        """True where the noun only describes the next one: "army | officer", "party | leader", "militia | leaders"."""
        if token.dep_ not in MODIFIES or token.head.i <= token.i:
            return False
        return token.head.i not in self.at  # "the militant group | Hamas": the name is beside it

    def _read(self, token: Token, head: Head) -> list[Phrase]:
        """Read the words before a group noun, and its owner behind it; none where they make no political actor.

        "US and Iraqi forces" are two phrases, the first "US" alone.
        """
        phrase = Phrase(token.i, token.i + 1, head)
        before = self._words_before(token, phrase)
        beside = self.at.get(token.i + 1)
        if before is None:
            return []
        if beside and beside.actor_id and head.family in NAMED_BESIDE and head.noun[-1] != "s":
            phrase.beside = beside.actor_id
            return [phrase]
        self._owner_behind(token, phrase)
        if head.family == "ally" and phrase.opening in ("its", "their") and not phrase.owner:
            phrase.owner = self._subject_of_clause(token)
        if head.family == "set" and not words("fighting") & set(phrase.telling):
            if head.noun[-1] != "s":
                return []
            phrase.head = Head(head.noun, "bodies", "group")  # "human rights groups"
        if head.family == "world" and token.nbor(-1).lower_ != "international":
            return []
        return [_of_alliance(p) for p in [*before, phrase]]

    def _words_before(self, token: Token, phrase: Phrase) -> list[Phrase] | None:
        """Read what stands before the noun into ``phrase``; return the phrases before an "and", None for no actor."""
        before: list[Phrase] = []
        seen: tuple[str | None, int] = (None, 0)
        i, joint = _first(token), 0
        while i < token.i:
            t = token.doc[i]
            if t.lower_ in ("and", "or"):
                joint = i if phrase.named else 0
                i += 1
                continue
            if t.lower_ in words("gone") and phrase.head.family in LIVING:
                phrase.gone, step = t.lower_, i + 1
            else:
                step = 0 if t.lower_ in words("other") else _determiner(t, phrase) or self._modifier(token, i, phrase)
            if not step:
                return None
            if joint and (phrase.owner, len(phrase.identity)) != seen:
                before.append(phrase.until(joint, *seen))
                phrase.forget(joint + 1, *seen)
                joint = 0
            seen = (phrase.owner, len(phrase.identity))
            i = step
        return before

    def _modifier(self, token: Token, i: int, phrase: Phrase) -> int:
        """Read the describing word at ``i``; return the token behind, 0 where the phrase names no political actor."""
        t, m = token.doc[i], self.at.get(i)
        joined = self._joined(token.doc, i, token.i, phrase)
        if joined:
            phrase.first = min(phrase.first, i)
            return joined
        country, behind = self._country(token.doc, i), m.last if m is not None else i + 1
        if not country and m is None and i + 1 < token.i:  # "South | African"
            first, entry = nationality(token.doc, token.doc[i + 1], self.known)
            if entry and first == i:
                country, behind = self._carded(entry), i + 2
        if country or m is not None:
            phrase.owner = country or (m.actor_id if m else None)
        elif t.lower_ in words("telling") | words("fighting"):
            phrase.telling.append(t.lower_)
        elif _creed(t) and (phrase.head.family != "people" or t.ent_type_ == "NORP"):
            phrase.identity.append(t.text)
        elif phrase.head.family in CROWDS and (t.pos_ == "NOUN" or t.lower_ in words("sort")):
            phrase.telling.append(t.lower_)  # "coffee farmers", "indigenous leaders"
        elif t.pos_ == "NOUN" and t.lower_ not in words("wide"):
            return 0  # "market forces", "hospital staff union"
        elif phrase.head.family == "office" and t.pos_ == "ADJ" and t.lower_ not in words("wide"):
            phrase.telling.append(t.lower_)  # "the constitutional court"
        elif t.lower_ == "innocent" and phrase.head.noun == "people":
            phrase.head = heads()["civilians"]
        phrase.first = min(phrase.first, i)
        return behind

    def _joined(self, doc: Doc, i: int, end: int, phrase: Phrase) -> int:
        """Read "US-led", "Iran-backed", "pro-government", "anti-ISIL" at token ``i``; return the token behind, or 0."""
        m = self.at.get(i)
        word_end = m.last if m is not None else i + 1
        hyphen = word_end < end and doc[word_end].text in "-–"
        if hyphen and word_end + 1 < end and doc[word_end + 1].lower_ in words("joined"):
            name, named = self._called(doc, i)
            relation = doc[word_end + 1].lower_
            phrase.identity.append(f"{name}-{relation}")
            phrase.relations += [f"{relation} by {named}" if relation in ("led", "backed") else f"{relation} {named}"]
            return word_end + 2
        if doc[i].lower_ in words("prefix") and i + 2 < end + 1 and doc[i + 1].text in "-–":
            m = self.at.get(i + 2)
            name, named = self._called(doc, i + 2)
            side = "pro" if doc[i].lower_ == "pro" else "anti"
            whole = phrase.identity if named[:1].isupper() else phrase.telling
            whole.append(f"{side}-{name}")
            phrase.relations += [f"{'for' if side == 'pro' else 'against'} {named}"]
            return m.last if m is not None else i + 3
        return 0

    def _called(self, doc: Doc, i: int) -> tuple[str, str]:
        """Return how a compound calls the actor at ``i`` (a country by its short adjective), and its full name."""
        country, m = self._country(doc, i), self.at.get(i)
        if country:
            return adjective(country, self.cards[country].name), self.cards[country].name
        if m is not None and m.actor_id:
            card = self.cards[m.actor_id]
            return (card.name.split()[-1] if card.kind == "person" else card.name), card.name
        return (doc[i].text if doc[i].text.isupper() else doc[i].lower_, doc[i].text)

    def _country(self, doc: Doc, i: int) -> str | None:
        """Return the country that a name or nationality word at ``i`` means, with a card: "Iraq", "Iraqi", "US"."""
        m = self.at.get(i)
        if m is not None and m.actor_id:
            if self.cards[m.actor_id].kind == "country":
                return m.actor_id
            entry = self.known.get(gazetteer.bare(m.text))  # "Baghdad forces": a capital that does not act is a place
            return None if entry is None or entry.how != "demonym" else self._carded(entry)
        _, entry = nationality(doc, doc[i], self.known)
        return self._carded(entry) if entry else None

    def _carded(self, entry: Entry) -> str:
        self.cards.setdefault(entry.actor_id, Card(entry.actor_id, entry.name, "country"))
        return entry.actor_id

    def _owner_behind(self, token: Token, phrase: Phrase) -> None:
        """Read "the government of Iraq", "the coalition against ISIL", "forces loyal to Assad" behind the noun."""
        doc, i = token.doc, token.i + 1
        if i + 1 >= len(doc):
            return
        relation = doc[i].lower_
        abroad = relation in ("in", "from") and phrase.head.noun not in DWELLERS
        if relation in ("loyal", "allied", "opposed") and doc[i + 1].lower_ in ("to", "with"):
            i += 1
        elif relation in ("in", "from") and (not abroad or phrase.head.family in AT_HOME):
            relation = "of"
        elif not (relation == "of" or (relation in ("against", "fighting") and phrase.head.family == "alliance")):
            return
        i += 1
        while i < len(doc) and doc[i].lower_ == "the":
            i += 1
        m = self.at.get(i)
        if m is None or not m.actor_id or phrase.owner:
            return
        if abroad and self.cards[m.actor_id].kind != "country":
            return
        name, named = self._called(doc, i)
        if relation == "of":
            if phrase.head.family in OF_OWNER | AT_HOME:
                phrase.owner, phrase.last = m.actor_id, m.last
            return
        side = "pro" if relation in ("loyal", "allied") else "anti"
        phrase.identity.append(f"{side}-{name}")
        phrase.relations.append(f"{'for' if side == 'pro' else 'against'} {named}")
        phrase.last = m.last

    def _subject_of_clause(self, token: Token) -> str | None:
        """ "The UK is working with its allies": whose they are."""
        for up in token.ancestors:
            for child in up.children:
                if child.dep_ in ("nsubj", "nsubjpass"):
                    return self.at[child.i].actor_id if child.i in self.at else None
        return None


def _state_before_noun(token: Token, head: Head) -> bool:
    """True for a side's name before its act: "regime bombardment", "coalition airstrikes", "rebel" is no noun here."""
    act = gazetteer.roles().get(token.head.lower_) == "deverbal"
    return act and head.family in ("state", "alliance", "opposition", "force", "armed")


def _determiner(t: Token, phrase: Phrase) -> int:
    """Read an article or a number; return the token behind, 0 where ``t`` is neither."""
    if t.lower_ in DEFINITE | INDEFINITE | OWNED:
        phrase.opening = t.lower_
    elif t.pos_ == "NUM" or t.lower_ in words("amount"):
        phrase.opening = phrase.opening or "number"
    else:
        return 0
    return t.i + 1


def _first(token: Token) -> int:
    """The first token of the phrase that ends in ``token``: "Iran | and [Syrian government | forces]"."""
    doc = token.doc
    first, low = token.i, max(token.left_edge.i, token.i - MOST_TOKENS, token.sent.start)
    for i in range(token.i - 1, low - 1, -1):
        t = doc[i]
        joint = t.pos_ == "CCONJ" and t.head.dep_ in MODIFIES  # "Kurdish and Yazidi fighters"
        fits = t.pos_ in PARTS and (t.pos_ != "CCONJ" or joint) and (t.pos_ != "PUNCT" or t.text == "-")
        if not fits or (t.pos_ == "VERB" and t.tag_ not in ("VBN", "VBG", "VBD")):
            break
        first = i
    return first


def adjective(country_id: str, name: str) -> str:
    """Return a country's adjective, its name where the people's name is no adjective: "Iraqi", "Hong Kong"."""
    word = gazetteer.adjectives().get(country_id, name)
    return name if word.endswith("er") else word


def _creed(t: Token) -> bool:
    """True for a capitalised describing word that is no listed nationality: "Kurdish", "Shiite", "Maoist"."""
    if not t.text[0].isupper() or t.pos_ not in ("ADJ", "PROPN", "NOUN"):
        return False
    return t.ent_type_ == "NORP" or (not t.is_sent_start and t.pos_ != "NOUN")


def _of_alliance(phrase: Phrase) -> Phrase:
    """The forces and jets of a coalition are the coalition: "US-led coalition forces"."""
    if "coalition" in phrase.telling and phrase.head.family in ("force", "role"):
        phrase.head = heads()["coalition"]
        phrase.telling.remove("coalition")
        phrase.opening = phrase.opening or "the"
    return phrase
