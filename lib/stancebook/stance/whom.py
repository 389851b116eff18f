"""Which actors a word leads to: its own mention, or those in the phrase that it heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from stancebook.stance.lexicon import senses
from stancebook.text.arguments import (
    children,
    prep_objects,
    with_conjuncts,
)
from stancebook.text.grammar import family

MODIFIERS = frozenset({"poss", "compound", "amod", "nmod"})
OF = frozenset({"of", "for", "from"})
IN = frozenset({"in", "at", "within"})
LIKE = frozenset({"like", "including"})


def actors_at(token: Token, at: Mapping[int, str], target: bool, depth: int = 0) -> dict[str, float]:
    """Return actor -> weight for the actors that ``token`` stands for, by mention or through its noun phrase.

    Parameters
    ----------
    token
        The head of a source or target phrase.
    at
        Token index -> actor of the mention that covers it.
    target
        Whether the phrase is a target: then an act noun passes its own sign on ("condemned the attack on X" is
        for X) and a place it lies in counts a little ("bombed positions in X").

    Returns
    -------
    dict
        Weight 1 for a mention over the word itself, less for one that modifies it ("the heroes of X").
    """
    if token.i in at:
        return {at[token.i]: 1.0}
    found: dict[str, float] = {}
    if other(token):
        return found
    if token.dep_ == "appos" and token.head.i in at:
        found[at[token.head.i]] = 1.0
    for child in children(token, "appos"):
        if child.i in at:
            found.setdefault(at[child.i], 1.0)
    if found or depth > 2:
        return found
    for parts in _inside(token, target):
        for word, weight in parts:
            for actor, inner in actors_at(word, at, target, depth + 1).items():
                found.setdefault(actor, weight * inner)
        if found:
            break
    return found


def other(noun: Token) -> bool:
    """True for a noun of somebody else than whom it is of: "Peru's former president", "opposition leader", "parts of".

    A wife, a former minister, a part of a country are not that country.
    """
    if noun.lemma_.lower() in family("part"):
        return True
    words = {c.lemma_.lower() for c in noun.children if c.dep_ in ("amod", "compound", "nmod")}
    return bool(words & (family("gone") | {"opposition", "dissident", "rival"}))


def _inside(token: Token, target: bool) -> Iterator[list[tuple[Token, float]]]:
    """The parts of a noun phrase that may name the actor, with what each is worth, the likeliest first.

    "PMF leaders", "leaders of the PMF"; a place counts only where nothing nearer is known ("bases in Iraq").
    """
    act = next((e for e in senses(token) if e.pos in ("noun", "person")), None)
    patients: list[Token] = []
    if act is not None:
        patients = prep_objects(token, act.slots)
        if act.pos == "person":  # "critics of X" are not X, and what hits them may please X
            patients += [c for c in token.children if c.dep_ in MODIFIERS]
        sign = 1.0 if act.score > 0 else -1.0
    names = [(c, 0.8) for c in token.children if c.dep_ in MODIFIERS and c not in patients]
    if token.lemma_ in family("collective"):  # "Peru's Shining Path group": not Peru
        yield [pair for pair in names if pair[0].dep_ != "poss"]
    if target or (act is not None and sign > 0):
        names += [(p, 0.5 * sign) for p in patients]
    yield names
    preps = [c for c in token.children if c.dep_ == "prep"]
    yield [
        (w, 0.8) for c in preps if c.lower_ in OF | LIKE or (act is not None and c.lower_ == "by")
        for p in children(c, "pobj") for w in with_conjuncts(p) if w not in patients
    ]  # fmt: skip
    if target:
        yield [(p, 0.5) for c in preps if c.lower_ in IN for p in children(c, "pobj")]
