"""Pronouns, descriptions and lone surnames that no rule has settled: the trained head tells whom they mean.

What the rules know for sure (names, "the Syrian government", titles) is settled and can be meant; what a pronoun's
gender or an actor's kind forbids is not weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stancebook import tables
from stancebook.actors import candidates, ranking
from stancebook.actors.candidates import DESCRIPTION, FORMS, NAME, Candidate
from stancebook.actors.mention import Card, Cards, Mention, new_mention
from stancebook.actors.reference import GENDER
from stancebook.text import coref_head
from stancebook.text.decoding import Attributed

if TYPE_CHECKING:
    from spacy.tokens import Doc

LEAST = (0.5, 0.5, 0.5, 0.5)  # probability from which on a name, description, pronoun or "I" is joined
THINGS = frozenset(word for word, form in FORMS.items() if form == FORMS["it"])


def with_meant(
    doc: Doc, mentions: Sequence[Mention], cards: Cards, states: coref_head.States, said: Iterable[Attributed]
) -> list[Mention]:
    """Return the mentions with those that the head finds, each with its ``confidence``.

    Parameters
    ----------
    doc
        The parsed article.
    mentions
        What names and rules have found; a name without ``actor_id`` may get one.
    cards
        actor_id -> card of the article's actors.
    states
        The encoder's states of the article's words (``coref_head.encode``).
    said
        Its attributions (``encoder.attributed``).
    """
    names = [m for m in mentions if m.kind in tables.NAMED]
    found = candidates.candidates(doc, [(m.start, m.end, m.type) for m in names])
    if not found:
        return list(mentions)
    m = candidates.prepare(doc.text, states.passage, found, [a for a in said if a.sure])
    settled = _settled(found, mentions)
    actors = list(dict.fromkeys(actor for actor in settled if actor))
    known = [actors.index(actor) if actor else None for actor in settled]
    choices = ranking.choices(m, states.words.astype(np.float32), coref_head.weights())
    choices = _possible(doc.text, found, choices, [cards.get(actor or "") for actor in settled])
    chosen = ranking.entities(choices, known, [LEAST[c.kind] for c in found])
    new, named = [], {}
    for c, actor, one in zip(found, settled, chosen, strict=True):
        if actor or not 0 <= one.entity < len(actors):
            continue
        if c.kind == NAME:
            named[c.start, c.end] = actors[one.entity], one.confidence
        elif span := doc.char_span(c.start, c.end, alignment_mode="expand"):
            kind = "nominal" if c.kind == DESCRIPTION else "pronoun"
            made = new_mention(doc, span.start, span.end, actors[one.entity], "meant", kind)
            new.append(replace(made, confidence=one.confidence))
    return [*(_named(m, named) for m in mentions if m.actor_id or m.kind != "pronoun"), *new]


def _settled(found: Sequence[Candidate], mentions: Iterable[Mention]) -> list[str | None]:
    """Return the actor of each candidate that a mention with the same last word settles: "the | Syrian minister"."""
    spans, ends = {}, {}
    for m in mentions:
        if m.actor_id:
            spans[m.start, m.end] = m.actor_id
            if m.kind not in tables.NAMED:
                ends[m.end] = m.actor_id
    return [spans.get(c[:2]) or (ends.get(c.end) if c.kind == DESCRIPTION else None) for c in found]


def _possible(
    text: str, found: Sequence[Candidate], choices: Sequence[ranking.Choice], cards: Sequence[Card | None]
) -> list[ranking.Choice]:
    """Take from the choices of pronouns those that gender or kind of an actor forbids."""
    made = []
    for c, choice in zip(found, choices, strict=True):
        word = text[c.start : c.end].lower()
        if word in GENDER or word in THINGS or word == "i":
            likely = choice.likely.copy()
            for k, j in enumerate(choice.of):
                if (card := cards[j]) and not _fits(word, card):
                    likely[k] = ranking.NEVER
            choice = ranking.Choice(choice.of, likely - np.logaddexp.reduce(likely))
        made.append(choice)
    return made


def _fits(word: str, card: Card) -> bool:
    if word in THINGS:
        return card.kind != "person"
    return card.kind == "person" and (word not in GENDER or card.gender in (None, GENDER[word]))


def _named(m: Mention, named: dict[tuple[int, int], tuple[str, float]]) -> Mention:
    actor, confidence = named.get((m.start, m.end), (m.actor_id, m.confidence))
    return replace(m, actor_id=actor, confidence=confidence)
