"""What "the bureau", "the company", "it" and "its" stand for: bodies and countries that the article has named.

Precision before recall, as in ``reference``: where a thing could be meant as well ("the deal … its cost") nobody is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING

from stancebook import tables
from stancebook.actors import gazetteer, group_words
from stancebook.actors.mention import Cards, Mention, new_mention
from stancebook.actors.reference import last_named, subject
from stancebook.text.grammar import family

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

ACTORS = (*tables.BODIES, "country")
GENERIC_BODIES = frozenset(
    "group organisation organization company firm agency party movement bank ministry commission council committee "
    "court union association coalition alliance bloc newspaper university institute foundation board department".split()
)  # fmt: skip
RECENT = 80  # tokens that "the company" looks back
SUBJECTS = frozenset(["nsubj", "nsubjpass"])
# Verbs whose "it" is often nobody: "it is clear", "it took years", "it rained".
EMPTY = frozenset("be seem appear become remain take look turn happen matter make rain snow help follow mean".split())
PERSONAL = frozenset("he she i we you they who".split())


def with_body_nouns(doc: Doc, mentions: list[Mention], cards: Cards) -> list[Mention]:
    """Add the mentions by a definite noun without further words: "the bureau" for the Bureau of Wool Research."""
    found = []
    inside = {i for m in mentions for i in range(m.first, m.last)}
    named = [m for m in mentions if m.actor_id and cards[m.actor_id].kind in tables.BODIES]
    for token in doc[1:]:
        if token.pos_ not in ("NOUN", "PROPN") or token.i in inside or token.dep_ in ("compound", "amod", "appos"):
            continue
        if token.nbor(-1).lower_ == "the" and token.nbor(-1).i not in inside:
            actor_id = _taken_up(token, [m for m in named if m.last <= token.i], cards)
            if actor_id:
                found.append(new_mention(doc, token.i - 1, token.i + 1, actor_id, "role_noun"))
    return [*mentions, *found]


def _taken_up(token: Token, before: list[Mention], cards: Cards) -> str | None:
    """The body of that head noun; for "the company" the one that this sentence or an earlier subject names."""
    noun = token.lower_
    same = [m for m in before if _headed(m.text, noun) or _headed(cards[m.actor].name, noun)]
    if same:
        return last_named(same)
    if noun not in GENERIC_BODIES or token.pos_ != "NOUN":
        return None
    start = token.sent.start
    near = [m for m in before if token.i - m.first < RECENT and _may_be(noun, m, cards[m.actor].name)]
    recent = [m for m in near if m.first >= start or subject(token.doc, m)]
    if recent:
        return last_named(recent)
    return near[0].actor_id if len({m.actor_id for m in near}) == 1 else None


def _may_be(noun: str, m: Mention, name: str) -> bool:
    """False where the name says that the body is of another sort: "the company" is no party, "the bank" no steel mill.

    An office of state is called by what it is; its short name has that word's initial ("NGB … the board").
    """
    told = {sort for word in f"{m.text} {name}".lower().split() for sort in _sorts().get(word, ())}
    own = _sorts().get(noun, frozenset())
    if told and own and not told & own:
        return False
    if "press" in told or name in group_words.words("press"):
        return noun in ("agency", "company", "newspaper", "organisation", "organization")
    return "office" not in own or (m.text.isupper() and noun[0].upper() in m.text)


@cache
def _sorts() -> dict[str, frozenset[str]]:
    """Return word -> the sorts of bodies that are called so (``sort`` lines of the data file)."""
    found: dict[str, set[str]] = {}
    for sort in ("business", "office", "party", "learning", "press"):
        for word in group_words.words(f"body_{sort}"):
            found.setdefault(word, set()).add(sort)
    return {word: frozenset(sorts) for word, sorts in found.items()}


def _headed(name: str, noun: str) -> bool:
    """True where ``noun`` is what the name says the body is: "Asian League", "Bureau of Wool Research"."""
    words = gazetteer.bare(name).lower().split()
    return words[-1] == noun or (len(words) > 2 and words[0] == noun and words[1] in ("of", "for", "on"))


def with_it_and_they(doc: Doc, mentions: list[Mention], cards: Cards) -> list[Mention]:
    """Add the mentions by it and they after a subject that is a body, and by its where no thing may be meant."""
    found: list[Mention] = []
    over = {i: m for m in mentions if m.actor_id for i in range(m.first, m.last)}

    def actor(i: int, kinds: Collection[str]) -> str | None:
        actor_id = over[i].actor_id if i in over else None
        return actor_id if actor_id and cards[actor_id].kind in kinds else None

    before: Span | None = None
    for sentence in doc.sents:
        for token, rule in _asking(sentence):
            if rule == "pronoun_group":  # "The rebels entered the town. They took hostages"
                actor_id = _topic(before, actor, tables.BODIES)
            else:
                actor_id = _antecedent(token, sentence, before, over, actor)
            if actor_id:
                over[token.i] = new_mention(doc, token.i, token.i + 1, actor_id, rule, "pronoun")
                found.append(over[token.i])
        before = sentence
    return [*mentions, *found]


def _asking(sentence: Span) -> Iterator[tuple[Token, str]]:
    """Yield the pronouns that may stand for a body, with their rules."""
    for token in sentence:
        word = token.lower_
        if word in ("its", "itself") or (word == "it" and token.dep_ in SUBJECTS and token.head.lemma_ not in EMPTY):
            yield token, "pronoun_body"
        elif word == "they" and token.dep_ == "nsubj":
            if token.head.lemma_ in family("speech"):
                yield token, "pronoun_body"
            elif token.head.dep_ == "ROOT":
                yield token, "pronoun_group"


def _antecedent(
    token: Token, sentence: Span, before: Span | None, over: Collection[int], actor: Callable[..., str | None]
) -> str | None:
    """The last body that is a subject in this sentence, its only one, or what the one before is about; else nobody."""
    for i in range(token.i - 1, sentence.start - 1, -1):
        word = token.doc[i]
        if word.dep_ not in SUBJECTS or word.head == token.head:  # "Peru said it …" but not "it" for its own verb
            continue
        if actor(i, ACTORS):
            return actor(i, ACTORS)
        if i not in over and word.lower_ not in PERSONAL and word.pos_ in ("NOUN", "PROPN", "PRON"):
            return None
    here = list(dict.fromkeys(b for i in range(sentence.start, token.i) if (b := actor(i, ACTORS))))
    if here:
        return here[0] if len(here) == 1 else None
    return _topic(before, actor, ACTORS)


def _topic(sentence: Span | None, actor: Callable[..., str | None], kinds: Collection[str]) -> str | None:
    """The actor of one of ``kinds`` that a sentence is about: the subject of its main verb."""
    about = next((c for c in sentence.root.children if c.dep_ in SUBJECTS), None) if sentence is not None else None
    return actor(about.i, kinds) if about is not None else None
