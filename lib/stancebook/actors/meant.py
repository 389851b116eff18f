"""Pronouns, descriptions and short names of persons that nothing else settles: the trained head tells whom they mean.

What names and their neighbours say for sure ("the Syrian government", a title) is settled and can be meant.  Whom the
rules guess behind a pronoun counts as a witness beside the head (a logarithmic pool), and what a pronoun's gender or an
actor's kind forbids is not weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stancebook import tables
from stancebook.actors import candidates, gazetteer, ranking
from stancebook.actors.candidates import DESCRIPTION, FORMS, NAME, Candidate
from stancebook.actors.mention import Card, Cards, Mention, new_mention
from stancebook.actors.ranking import Choice
from stancebook.actors.reference import GENDER, may_hold
from stancebook.text import coref_head
from stancebook.text.decoding import Attributed

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Probability from which on a name, a description, a pronoun, "I" is joined; and the log odds that a rule's guess adds.
# Both chosen on 53 articles of our own that the head did not learn: of 0.3 … 0.7, and of 0 … 4.
LEAST = (0.7, 0.4, 0.5, 0.4)
WITNESS = 3.0
INDEFINITE = 0.7  # a description that brings somebody in anew ("a hero") is joined only from here on
THINGS = frozenset(word for word, form in FORMS.items() if form == FORMS["it"])


def with_meant(
    doc: Doc,
    settled: Sequence[Mention],
    guessed: Sequence[Mention],
    cards: Cards,
    states: coref_head.States,
    attributed: Iterable[Attributed],
) -> list[Mention]:
    """Return the settled mentions and those that the head finds, each with its ``confidence``.

    Parameters
    ----------
    doc
        The parsed article.
    settled
        Names and what stands for them for sure; a person's name without ``actor_id`` may get one.
    guessed
        What rules say of pronouns.
    cards
        actor_id -> card of the article's actors.
    states
        The encoder's states of the article's words (``coref_head.encode``).
    attributed
        Its attributions (``encoder.attributed``).
    """
    names = [m for m in settled if m.kind in tables.NAMED]
    found = candidates.candidates(doc, [(m.start, m.end, m.type) for m in names])
    if not found:
        return [*settled, *guessed]
    text = doc.text  # joined from all tokens at each call
    about = candidates.prepare(text, states.passage, found, [a for a in attributed if a.sure])
    whose = _settled(doc, found, settled)
    choices = ranking.choices(about, states.words.astype(np.float32), coref_head.weights())
    choices = _weighed(text, found, choices, whose, guessed, cards)
    least = [INDEFINITE if _indefinite(text, c) else LEAST[c.kind] for c in found]
    told = _told(found, choices, whose, least)
    nobody = [replace(m, actor_id=None) for m in guessed if not any((m.start, m.end) == c[:2] for c in told)]
    return [*_with_names(settled, told), *_new(doc, told), *nobody]


def _told(
    found: Sequence[Candidate], choices: Sequence[Choice], whose: Sequence[str | None], least: Sequence[float]
) -> dict[Candidate, tuple[str, float]]:
    """Return actor and confidence of the candidates that are nobody's yet and mean a known one."""
    actors = list(dict.fromkeys(actor for actor in whose if actor))
    meant = ranking.entities(choices, [actors.index(actor) if actor else None for actor in whose], least)
    return {
        c: (actors[one.entity], one.confidence)
        for c, actor, one in zip(found, whose, meant, strict=True)
        if actor is None and 0 <= one.entity < len(actors)
    }


def _indefinite(text: str, c: Candidate) -> bool:
    return c.kind == DESCRIPTION and text[c.start : c.end].split()[0].lower() in ("a", "an")


def _with_names(settled: Sequence[Mention], told: dict[Candidate, tuple[str, float]]) -> list[Mention]:
    """Return the mentions, short names of persons with the actor that was told of them.

    A role noun of nobody gives way to the description that has found somebody.
    """
    named = {c[:2]: meant for c, meant in told.items() if c.kind == NAME}
    ends = {c.end for c in told if c.kind == DESCRIPTION}
    made = []
    for m in settled:
        if m.actor_id is None and m.kind == "nominal" and m.end in ends:
            continue
        if m.actor_id is None and m.type == "person" and (m.start, m.end) in named:
            actor, confidence = named[m.start, m.end]
            m = replace(m, actor_id=actor, confidence=confidence, kind="alias")
        made.append(m)
    return made


def _new(doc: Doc, told: dict[Candidate, tuple[str, float]]) -> Iterable[Mention]:
    """Yield the mentions by pronouns and descriptions."""
    for c, (actor, confidence) in told.items():
        span = doc.char_span(c.start, c.end, alignment_mode="expand")
        if c.kind != NAME and span is not None:
            kind = "nominal" if c.kind == DESCRIPTION else "pronoun"
            yield replace(new_mention(doc, span.start, span.end, actor, "meant", kind), confidence=confidence)


def _settled(doc: Doc, found: Sequence[Candidate], settled: Iterable[Mention]) -> list[str | None]:
    """Return the actor of each candidate that a mention settles: the same words, or the same noun."""
    spans, nouns = {}, {}
    for m in settled:
        if m.actor_id:
            spans[m.start, m.end] = m.actor_id
            if m.kind not in tables.NAMED:
                root = doc[m.first : m.last].root
                nouns[root.idx + len(root)] = m.actor_id
    return [spans.get(c[:2]) or (nouns.get(c.end) if c.kind == DESCRIPTION else None) for c in found]


def _weighed(
    text: str,
    found: Sequence[Candidate],
    choices: Sequence[Choice],
    whose: Sequence[str | None],
    guessed: Iterable[Mention],
    cards: Cards,
) -> list[Choice]:
    """Return the choices with what the rules guess weighed in, and without what gender or kind forbids."""
    guesses = {(m.start, m.end): m.actor_id for m in guessed if m.actor_id}
    made = []
    for c, choice, actor in zip(found, choices, whose, strict=True):
        if actor:  # settled: nobody asks
            made.append(choice)
            continue
        word, guess, likely = text[c.start : c.end].lower(), guesses.get(c[:2]), choice.likely.copy()
        meant = [whose[j] for j in choice.of.tolist()]
        barred = {a for a in set(meant) if a in cards and not _fits(word, c.kind, cards[a])}
        for k, a in enumerate(meant):
            if a and a == guess:
                likely[k] += WITNESS
            if a in barred:
                likely[k] = ranking.NEVER
        made.append(Choice(choice.of, likely - np.logaddexp.reduce(likely)))
    return made


def _fits(words: str, kind: int, card: Card) -> bool:
    """Tell whether a pronoun or a description may stand for an actor."""
    if kind == DESCRIPTION:
        *modifiers, noun = words.split()
        personal = gazetteer.roles().get(noun) == "person"
        return not personal or (card.kind == "person" and may_hold(card, noun, modifiers))
    if words in THINGS:
        return card.kind != "person"
    if words in GENDER:
        return card.kind == "person" and card.gender in (None, GENDER[words])
    return words != "i" or card.kind == "person"
