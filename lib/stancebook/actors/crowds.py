"""Groups without a name that do something in their article: "farmers", "precinct chiefs", "protesters in Halifax".

A plural of people, or of bodies of one sort, is an actor of its article where it stands as subject or object somewhere
in it.  What the text calls by the same noun is one group, unless a word before the noun or a place behind it tells two
apart ("coffee farmers", "tea farmers").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from stancebook.actors import gazetteer
from stancebook.actors.gazetteer import Entry
from stancebook.actors.group_words import heads, words
from stancebook.actors.mention import Card, Cards, Mention, new_mention
from stancebook.tables import kind_of
from stancebook.text.casing import in_dictionary
from stancebook.text.grammar import family

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FAMILIES = frozenset(["people", "elected", "ally", "adverse", "bodies", "set", "armed", "role"])
NOT_ALONE = frozenset(["set", "bodies"])  # "groups" are nobody, "rights groups" are
GENERIC = frozenset("people women men children girls boys families victims members civilians".split())
PEOPLE_ENDS = ("ers", "ors", "ists", "ians", "men", "women")
ARGUMENTS = frozenset(["nsubj", "nsubjpass", "dobj", "dative"])
TOWARDS = frozenset(["by", "against", "with", "to", "towards", "toward"])
# Columns by which an actor takes part in an article.
TAKE_PART = {"quotes": ["speaker_id"], "stances": ["source_id", "target_id", "asserted_by"],
             "tones": ["holder_id", "target_id"], "claims": ["speaker_id"]}  # fmt: skip
Pairs = set[tuple[str, str]]  # doc_id, actor_id
HOLDERS = frozenset(["compound", "amod", "nmod"])


@dataclass(frozen=True, slots=True)
class Crowd:
    """A plural noun of people in the text, with the words that tell it from others; ``acts``: it is an argument.

    ``definite``: it speaks of some who were named before ("the farmers").
    """

    first: int
    last: int
    noun: str
    telling: frozenset[str]
    name: str
    acts: bool
    definite: bool


def with_crowds(doc: Doc, doc_id: str, mentions: list[Mention], cards: Cards) -> tuple[list[Mention], Cards]:
    """Add the mentions of unnamed groups that act, speak or are acted on, and cards of these actors.

    Parameters
    ----------
    doc, doc_id
        The parsed article and its identifier.
    mentions
        What was found so far; a crowd that is called by the noun of one described group alone ("Kenyan farmers … the
        farmers") is that group.
    cards
        actor_id -> card of the article's actors.
    """
    at = {i: m for m in mentions for i in range(m.first, m.last)}
    by_noun: dict[str, list[Crowd]] = defaultdict(list)
    for crowd in _crowds(doc, at):
        by_noun[crowd.noun].append(crowd)
    described = _described(doc, mentions, cards)
    found, carded = [], dict(cards)
    for noun, same in by_noun.items():
        for actor, crowd in _assigned(same, described.get(noun, {})):
            actor_id = actor if actor in carded else f"group:{gazetteer.slug(actor)}@{doc_id}"
            carded.setdefault(actor_id, Card(actor_id, actor, "group", article=doc_id))
            found.append(new_mention(doc, crowd.first, crowd.last, actor_id, "crowd"))
    return [*mentions, *found], carded


def _crowds(doc: Doc, at: Mapping[int, Mention]) -> Iterator[Crowd]:
    for token in doc:
        noun = _noun(token) if token.i not in at and token.dep_ not in HOLDERS else None
        crowd = _read(token, noun, at) if noun else None
        if crowd:
            yield crowd


def _noun(token: Token) -> str | None:
    """The noun that a plural counts as, if it is one of people: listed, or a subject of speech in -ers, -ists …"""
    if token.tag_ not in ("NNS", "NNPS") or (token.text[0].isupper() and not token.is_sent_start):
        return None
    head = heads().get(token.lower_)
    if head is not None:
        return head.noun if head.family in FAMILIES else None
    speaks = token.dep_ == "nsubj" and token.head.lemma_ in family("speech")
    ends = token.lower_.endswith(PEOPLE_ENDS) and token.lower_ not in words("not_people")
    return token.lower_ if speaks and ends else None


def _read(token: Token, noun: str, at: Mapping[int, Mention]) -> Crowd | None:
    """Read the words before a plural and the place behind it; None where it is part of somebody else's or of nobody."""
    whole = _whole(token)
    telling, shown, first, part = [], [], token.i, whole is not token and whole.lower_ in words("part_of")
    for word in token.lefts:
        small = word.lower_
        if word.i in at or word.dep_ == "poss" or small in ("no", "any", "which", "what", "whose"):
            return None
        if word.pos_ == "NUM" or word.dep_ == "nummod":
            return None
        part = part or small in words("part_of")
        noun_before = word.dep_ == "compound" or word.pos_ in ("NOUN", "PROPN") or _only_noun(small)
        if noun_before or small in words("sort") or small in words("telling"):
            shown += [t.lower_ if t.is_sent_start and noun_before else t.text for t in (*word.lefts, word)]
            telling.append(small)
        if small not in ("the", "these", "those"):
            first = min(first, word.left_edge.i)
    head = heads().get(token.lower_)
    if (head is not None and head.family in NOT_ALONE and not telling) or noun == "people":
        return None
    speaks = _argument(whole) == "nsubj" and _verb(whole).lemma_ in family("speech")
    if (part or noun in GENERIC) and not speaks:
        return None
    place, last = _place(token, at)
    name = " ".join([*shown, token.lower_, *place])
    return Crowd(first, last, noun, frozenset([*telling, *place]), name, bool(_argument(whole)), _definite(token))


def _only_noun(word: str) -> bool:
    """True for a noun that the parser may take for an adjective: "precinct chiefs"."""
    return in_dictionary(word, ("noun",)) and not in_dictionary(word, ("adj", "adv", "verb"))


def _definite(token: Token) -> bool:
    return any(word.lower_ in ("the", "these", "those") for word in token.lefts)


def _whole(token: Token) -> Token:
    """The word of amount that a plural hangs on: "hundreds | of protesters"."""
    above = token.head.head
    amount = token.dep_ == "pobj" and token.head.lower_ == "of"
    return above if amount and above.lower_ in words("crowd_of") | words("part_of") else token


def _argument(token: Token) -> str:
    """The place of a noun as argument of a verb, or of "against", "by" …; empty where it has none."""
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    if token.dep_ in ARGUMENTS:
        return token.dep_
    return "pobj" if token.dep_ == "pobj" and token.head.lower_ in TOWARDS else ""


def _verb(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    return token.head


def _place(token: Token, at: Mapping[int, Mention]) -> tuple[list[str], int]:
    """Return the place right behind a plural, "in Halifax", and the token where the phrase ends."""
    for prep in (c for c in token.children if c.dep_ == "prep"):
        m = at.get(prep.i + 1)
        if prep.i == token.i + 1 and prep.lower_ in ("in", "from") and m is not None and m.type == "place":
            return [prep.lower_, m.text], m.last
    return [], token.i + 1


def _described(doc: Doc, mentions: list[Mention], cards: Cards) -> dict[str, dict[str, frozenset[str]]]:
    """Return noun -> actor -> words of its name, for the groups that the article describes with that noun."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for m in mentions:
        card = cards.get(m.actor_id or "")
        if card is None or card.kind != "group" or m.kind != "nominal":
            continue
        nouns = [heads()[t.lower_].noun for t in doc[m.first : m.last] if t.lower_ in heads()]
        if nouns:
            found[nouns[-1]][card.actor_id] = frozenset(card.name.lower().split())
    return found


def _assigned(crowds: list[Crowd], described: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, Crowd]]:
    """Yield (name, or actor that was described, crowd) for the crowds of one noun that are somebody.

    One that says less is the only one that says more; of two it is neither.
    """
    kinds = {c.telling for c in crowds}
    groups: dict[frozenset[str], list[Crowd]] = defaultdict(list)
    for crowd in crowds:
        longer = [k for k in kinds if crowd.telling < k]
        longest = [k for k in longer if not any(k < other for other in longer)]
        known = crowd.definite or any(c.telling in longest and c.first < crowd.first for c in crowds)
        groups[longest[0] if len(longest) == 1 and known else crowd.telling].append(crowd)
    for telling, same in groups.items():
        fits = [actor for actor, its in described.items() if telling <= its]
        if len(fits) == 1:
            yield from ((fits[0], crowd) for crowd in same)
        elif any(c.acts for c in same):
            named = max(same, key=lambda c: len(c.telling)).name
            yield from ((named, crowd) for crowd in same)


def without_idle(found: Mapping[str, pd.DataFrame], known: Mapping[str, Entry]) -> dict[str, pd.DataFrame]:
    """Return an article's tables without the unnamed groups that it mentions once and that take no part in it.

    They speak nowhere, and nobody is for or against them nor they for or against anybody.

    Parameters
    ----------
    found
        Tables ``actors``, ``mentions``, ``quotes``, ``stances``, ``tones``, ``claims``, ``events``; others stay.
    known
        Surface form -> entry (``analyst_file.entries``); who is listed there stays.
    """
    mentions = found["mentions"]
    idle = _once(mentions) - _taking_part(found)
    listed = {entry.actor_id for entry in known.values()}
    idle = {pair for pair in idle if pair[1] not in listed}
    if not idle:
        return dict(found)
    keep = [pair not in idle for pair in zip(mentions["doc_id"], mentions["actor_id"], strict=True)]
    kept = mentions[keep].reset_index(drop=True)
    gone = {actor for _, actor in idle} - set(kept["actor_id"])
    actors = found["actors"][~found["actors"]["actor_id"].isin(gone)].reset_index(drop=True)
    lists = {name: found[name].assign(actors=_without(found[name], idle)) for name in ("claims", "events")}
    return {**found, **lists, "mentions": kept, "actors": actors}


def _once(mentions: pd.DataFrame) -> Pairs:
    """The groups that an article mentions once, by no name."""
    here = mentions[mentions["actor_id"].notna()]
    kinds = here.groupby(["doc_id", "actor_id"], sort=False)["kind"].agg(list)
    return {pair for pair, its in kinds.items() if kind_of(pair[1]) == "group" and its == ["nominal"]}


def _taking_part(found: Mapping[str, pd.DataFrame]) -> Pairs:
    """The actors that speak or stand in a stance, a tone or a claim."""
    return {
        (doc_id, actor)
        for name, columns in TAKE_PART.items()
        for column in columns
        for doc_id, actor in zip(found[name]["doc_id"], found[name][column], strict=True)
        if isinstance(actor, str)
    }


def _without(table: pd.DataFrame, idle: Pairs) -> pd.Series:
    rows = zip(table["doc_id"], table["actors"], strict=True)
    lists = [[a for a in ids if (doc_id, a) not in idle] for doc_id, ids in rows]
    return pd.Series(lists, index=table.index, dtype="object")
