"""Groups that have a description for a name: "Iraqi forces", "the US-led coalition", "Hamas militants", "the rebels".

A description that identifies (a nationality, a name, a creed, "US-led", "pro-Assad") is one actor wherever it stands.
One that does not ("government forces", "the rebels") is the identified one of its article with the same noun, else an
actor of that article alone.  ``descriptions`` reads the phrases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from stancebook import tables
from stancebook.actors import descriptions, gazetteer
from stancebook.actors.descriptions import DEFINITE, DWELLERS, INDEFINITE, MODIFIES, OWNED, Phrase, adjective
from stancebook.actors.gazetteer import Entry
from stancebook.actors.group_words import heads, words
from stancebook.actors.mention import Card, Cards, Mention, new_mention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from stancebook.actors.names import Name

ACTING = frozenset(["force", "armed", "set", "role", "member"])  # act for who owns them: "Hamas militants" are Hamas
ALONE = frozenset(["police", "civilians"])  # need no article to be somebody: "Police arrested …"
VAGUE = frozenset(["forces", "force"])  # nobody by themselves
# families that need an owner or identity
NOBODY = frozenset(["role", "member", "set", "office", "ally", "adverse", "elected", "staff", "bodies"])
NEAR = 60  # tokens that a phrase looks back where it could mean several


def with_groups(
    doc: Doc, doc_id: str, mentions: list[Mention], cards: Cards, known: Mapping[str, Entry]
) -> tuple[list[Mention], Cards]:
    """Add the mentions made by group descriptions, and cards of their actors.

    Parameters
    ----------
    doc, doc_id
        The parsed article and its identifier.
    mentions
        The names found so far, each with its ``actor_id``.  One that is a bare group noun ("the Coalition") gets
        the actor it takes up; nothing else in it is changed.
    cards
        actor_id -> card of the article's actors.
    known
        Surface form -> entry (``analyst_file.entries``).
    """
    phrases, cards = descriptions.group_phrases(doc, mentions, cards, known)
    # whose body "Army" is stands beside that name in "Peru's Army"
    phrases = [p for p in phrases if not (p.name and p.name.owned)]
    article = _Article(doc, doc_id, mentions, cards, known)
    for phrase in phrases:  # what identifies itself first: a headline's "rebels" may be named below it
        if phrase.named:
            article.settle(phrase, article.identified(phrase))
    for phrase in phrases:
        if not phrase.named and not _of_unnamed(doc[phrase.last - 1], phrase):
            article.settle(phrase, article.taken_up(phrase) or article.own(phrase))
    return [*(article.renamed.get(m, m) for m in mentions), *article.found], article.cards


def _of_unnamed(noun: Token, phrase: Phrase) -> bool:
    """True for what belongs to somebody the rules do not know: "the government of the colony"."""
    return phrase.name is None and any(c.lower_ == "of" and c.i > noun.i for c in noun.children)


def with_peoples(
    doc: Doc, names: Iterable[Name], mentions: list[Mention], cards: Cards, known: Mapping[str, Entry]
) -> tuple[list[Mention], Cards]:
    """Add the mentions of peoples and creeds that no country is named after: "the Kurds", "Sunnis", "Republicans"."""
    found = []
    carded = dict(cards)
    for n in names:
        word = doc[n.last - 1]
        text = doc[n.first : n.last].text
        plural = (word.tag_ in ("NNS", "NNPS") and text[-1] == "s") or text in words("peoples")
        if n.kind != "people" or not plural or gazetteer.bare(text) in known:
            continue
        if word.dep_ not in MODIFIES:
            actor_id = f"group:{gazetteer.slug(text)}"
            carded.setdefault(actor_id, Card(actor_id, text, "group"))
            found.append(new_mention(doc, n.first, n.last, actor_id, "people"))
    return [*mentions, *found], carded


class _Called(NamedTuple):
    """A group that the article has called by a noun: at what token, and the words that tell it from others."""

    first: int
    noun: str
    actor_id: str
    telling: frozenset[str]


class _Article:
    """What an article has named so far, and the mentions found."""

    def __init__(
        self, doc: Doc, doc_id: str, mentions: list[Mention], cards: Cards, known: Mapping[str, Entry]
    ) -> None:
        self.doc, self.doc_id, self.known, self.cards = doc, doc_id, known, dict(cards)
        self.found: list[Mention] = []
        self.renamed: dict[Mention, Mention] = {}
        self.called: list[_Called] = []
        self.armed: list[tuple[int, str]] = []  # token, actor
        countries = Counter(m.actor for m in mentions if m.actor_id and cards[m.actor].kind == "country")
        self.main = max(countries, key=lambda c: countries[c]) if countries else None  # the first of the commonest
        rest = [n for country, n in countries.items() if country != self.main]
        self.clear = self.main is not None and countries[self.main] >= 2 * max([1, *rest])  # the article is about it
        for m in mentions:
            card = cards.get(m.actor_id or "")
            if card is None or card.kind == "person":
                continue
            named = gazetteer.bare(m.text).lower().split()
            head = heads().get(named[-1])
            if head and len(named) > 1 and head.family not in ("people", "crowd", "member", "role", "world"):
                self.called.append(_Called(m.first, head.noun, m.actor, frozenset(named[:-1])))
            if card.kind == "group" and card.name not in words("called_otherwise"):
                self.armed.append((m.first, m.actor))

    def settle(self, phrase: Phrase, actor_id: str | None) -> None:
        """Record that ``phrase`` is a mention of ``actor_id`` (None: nobody)."""
        if actor_id is None:
            return
        if phrase.name is not None:
            self.renamed[phrase.name] = replace(phrase.name, actor_id=actor_id, rule="group_name")
        else:
            bare = phrase.first == phrase.last - 1 and phrase.opening in DEFINITE and phrase.first
            first = phrase.first - 1 if bare else phrase.first
            self.found.append(new_mention(self.doc, first, phrase.last, actor_id, "group"))
        self.called.append(_Called(phrase.first, phrase.head.noun, actor_id, frozenset(phrase.telling)))
        fights = words("fighting") - {"opposition"}
        if phrase.head.family == "armed" or (phrase.head.family == "set" and fights & set(phrase.telling)):
            self.armed.append((phrase.first, actor_id))

    def identified(self, phrase: Phrase) -> str | None:
        """Return the actor of a phrase with an owner or an identity, making its card; None where it is nobody."""
        family, owner = phrase.head.family, self.cards.get(phrase.owner or "")
        if phrase.beside:
            return phrase.beside if self.cards[phrase.beside].kind in tables.BODIES else None
        if phrase.opening in INDEFINITE and family != "alliance":
            return None  # "a Kurdish militia": one of several
        if owner is None:
            return self._card(phrase, []) if family not in ("role", "member", "office", "staff") else None
        if family in ("ally", "adverse") or (family == "people" and owner.kind == "person"):
            return self._new(phrase, f"{_words(phrase)} of {owner.name}")  # "rivals of Chad" are not Chad
        if owner.kind in tables.BODIES and family in ACTING and not phrase.gone:
            return phrase.owner
        if family == "member" or (family == "staff" and owner.kind != "person"):
            return None
        if owner.kind == "country":
            speaks = family in ("state", "role") and not (phrase.gone or phrase.identity)
            speaks = speaks and "opposition" not in phrase.telling
            return phrase.owner if speaks else self._card(phrase, [adjective(owner.actor_id, owner.name)])
        if owner.kind == "person" and family in ("state", "force", "armed", "staff"):
            phrase.identity = []  # "Obi's nationalist government" is "the Obi government"
            return self._card(phrase, [owner.name.split()[-1]])
        if owner.kind == "place" and phrase.head.noun in DWELLERS:
            return self._new(phrase, f"{_words(phrase)} of {owner.name}")
        if family == "people" or (owner.kind == "place" and family in ("state", "force", "elected")):
            return self._card(phrase, [owner.name])
        return None

    def _card(self, phrase: Phrase, whose: list[str]) -> str:
        """Make the actor of these identifying words: "Syrian opposition forces"; ``role`` tells whose they are."""
        relations = phrase.relations + ([f"of {self.cards[phrase.owner].name}"] if phrase.owner else [])
        name = " ".join([phrase.gone, *whose, *phrase.identity, *phrase.telling, phrase.head.noun]).strip()
        return self._new(phrase, name, relations=relations)

    def _new(self, phrase: Phrase, name: str, article: bool = False, relations: Iterable[str] = ()) -> str:
        """Return the actor of this name, the listed one where a table has it; ``article``: it is its article's own."""
        listed = self.known.get(name) if not article else None
        kind = listed.kind if listed else "group" if phrase.head.kind == "country" else phrase.head.kind
        actor_id = (
            listed.actor_id if listed else f"{kind}:{gazetteer.slug(name)}" + (f"@{self.doc_id}" if article else "")
        )
        if actor_id not in self.cards:
            own = self.doc_id if article else None
            named = listed.name if listed else name
            self.cards[actor_id] = Card(actor_id, named, kind, ", ".join(relations) or None, article=own)
        return actor_id

    def taken_up(self, phrase: Phrase) -> str | None:
        """Return the identified group that a bare phrase takes up.

        The closest before it with the same noun and its telling words; the only one behind it (headlines); for "the
        militants" the armed group of the article.
        """
        if phrase.gone or not self._points(phrase):
            return None
        same = [c for c in self.called if c.noun == phrase.head.noun and self._fits(phrase, c)]
        before = [c for c in same if c.first < phrase.first]
        if before:
            last = max(before)
            return last.actor_id if self._meant(phrase, last) else None
        if len({c.actor_id for c in same}) == 1:
            return same[0].actor_id
        return self._armed_group(phrase)

    def _fits(self, phrase: Phrase, other: _Called) -> bool:
        """True where all that is told of the phrase was told of the other; an unidentified one must be told alike."""
        wanted = frozenset(phrase.telling)
        card = self.cards[other.actor_id]
        return wanted == other.telling if card.article else wanted <= other.telling | _card_words(card)

    def _meant(self, phrase: Phrase, last: _Called) -> bool:
        """False for "the Government" far behind "US government" in an article on Cuba, and for "the forces" far off."""
        gap = phrase.first - last.first
        if phrase.head.family == "state" and self.cards[last.actor_id].kind == "country":
            return last.actor_id == self.main or gap <= NEAR // 2
        return gap <= NEAR or phrase.head.noun not in VAGUE or bool(phrase.telling)

    def _points(self, phrase: Phrase) -> bool:
        """True for a phrase that may take something up: "the rebels", headlines' "rebels"; not "a government"."""
        family = phrase.head.family
        if phrase.opening in INDEFINITE | OWNED or phrase.opening == "number" or family in ("people", "member", "role"):
            return False
        if phrase.opening in DEFINITE:
            return not (family == "office" and not phrase.telling)  # "the commission": ``bodies``
        plural = phrase.head.noun.endswith("s") or phrase.head.noun == "police"
        return bool(phrase.telling) or (plural and family in ("armed", "force", "crowd", "state"))

    def _armed_group(self, phrase: Phrase) -> str | None:
        """ "Boko Haram … the militants", "these terrorists", "the terrorist group"."""
        if phrase.head.family == "set":  # "the terrorist group", not "these paramilitary groups"
            fits = phrase.head.noun[-1] != "s" and all(f"{word}s" in words("taken_up") for word in phrase.telling)
        else:
            fits = phrase.head.noun in words("taken_up") and not phrase.telling
        if not fits or phrase.opening not in DEFINITE:
            return None
        before = [a for a in self.armed if a[0] < phrase.first]
        near = [a for a in before if phrase.first - a[0] < NEAR]
        for pool in (before, near):
            if len({actor for _, actor in pool}) == 1:
                return pool[0][1]
        return None

    def own(self, phrase: Phrase) -> str | None:
        """Return an actor of this article alone for a definite group that was not named: "the rebels"."""
        head = phrase.head
        if head.family == "world":
            return self._new(phrase, "international community")
        alone = head.noun in ALONE
        if (
            head.family in NOBODY
            or phrase.gone
            or phrase.opening in INDEFINITE | OWNED
            or (head.family == "people" and not alone)
        ):
            return None
        definite = phrase.opening == "the" or alone or (phrase.telling and not phrase.opening)
        if not definite or (head.noun in VAGUE and not phrase.telling):
            return None
        if head.noun == "government" and self.clear and set(phrase.telling) <= words("of_state"):
            return self.main  # "the federal government" in an article that is mostly about one country
        name = " ".join([*phrase.telling, head.noun])
        return self._new(phrase, name if phrase.telling or alone else f"the {name}", article=True)


def _words(phrase: Phrase) -> str:
    return " ".join([phrase.gone, *phrase.telling, phrase.head.noun]).strip()


def _card_words(card: Card) -> frozenset[str]:
    return frozenset(card.name.lower().split())
