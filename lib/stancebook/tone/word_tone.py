"""The tone of a stretch of words, from VADER's list corrected for news, with syntax for scope."""

from __future__ import annotations

import math
from collections.abc import Iterable

from nltk.sentiment.vader import VaderConstants
from spacy.tokens import Token

from stancebook.stance.lexicon import senses
from stancebook.text.arguments import CLAUSES, children, negators, surface_subjects
from stancebook.text.tone_words import tone_kind, tone_words

BOOSTERS = VaderConstants.BOOSTER_DICT
FLIP = -0.74  # VADER's factor for a negated word
SPREAD = 15.0  # VADER's normalisation: sum / sqrt(sum² + 15)
SCOPE = frozenset({"dobj", "attr", "acomp", "xcomp", "prep", "pobj", "advmod", "amod", "oprd", "conj", "pcomp",
                   "npadvmod", "compound", "det", "acl", "advcl", "agent", "dative", "nsubjpass"})  # fmt: skip


def tone(words: Iterable[Token]) -> float:
    """Return the tone of ``words``, -1 to 1, from VADER's list corrected for news, with syntax for scope.

    VADER (Hutto and Gilbert 2014) looks three words back for "not"; ours follows the parse ("not be nearly as
    good"), lets two negations cancel ("would not have occurred without"), takes the tone of "fell" and "rose" from
    what moves, and leaves out bad words that name what is fought ("victory over terrorists").
    """
    words = list(words)
    inside = {word.i for word in words}
    total = sum(word_tone(word, inside) for word in words)
    return total / math.sqrt(total * total + SPREAD)


def word_tone(word: Token, inside: set[int]) -> float:
    """Return the valence of ``word`` in its place, about -4 to 4; only negations ``inside`` the words count."""
    value = tone_words().get(word.lower_, 0.0)
    if not value or word.pos_ == "PROPN" or word.lower_ in tone_kind("label"):
        return 0.0
    if value < 0 and _is_fought(word):
        return 0.0
    if word.lower_ in tone_kind("up") or word.lower_ in tone_kind("down"):
        value = _moved(word, value)
    for mate in word.children:
        value += math.copysign(BOOSTERS.get(mate.lower_, 0.0), value) if mate.i < word.i else 0.0
    return value * (FLIP if _negations(word, inside) % 2 else 1.0)


def _moved(word: Token, value: float) -> float:
    """ "Exports fell" is bad, "inflation fell" good, "the minister rose" nothing."""
    if word.pos_ == "VERB":
        movers = surface_subjects(word) + children(word, "dobj")
    else:
        movers = children(word, "compound", "amod", "poss") + [
            p for c in children(word, "prep") if c.lower_ in ("in", "of") for p in children(c, "pobj")
        ]
    lemmas = {m.lemma_.lower() for m in movers} | {c.lemma_.lower() for m in movers for c in children(m, "compound")}
    if lemmas & tone_kind("bad_when_up"):
        return -value
    people = any(m.pos_ in ("PROPN", "PRON") for m in movers)
    return 0.0 if people and word.pos_ == "VERB" else value


def _is_fought(word: Token) -> bool:
    """Tell whether ``word`` names what a victory, a fight or a condemnation is about."""
    for up in word.ancestors:
        if up.pos_ in ("NOUN", "VERB"):
            for entry in senses(up):
                if entry.family in ("victory", "defeat_n", "defeat", "fight", "fight_against"):
                    return True
        if up.dep_ in CLAUSES or up.dep_ == "ROOT":
            break
    return False


def _negations(word: Token, inside: set[int]) -> int:
    """Count the negations that hold over ``word``, on its way up to the verb of its clause."""
    count, node = 0, word
    while True:
        for child in negators(node):
            count += child.i in inside and (child.i < word.i or node == word or child.lower_ == "longer")
        if node != word and node.lemma_ in tone_kind("undoes"):
            count += 1
        if node.dep_ not in SCOPE or node.head == node or node.head.i not in inside:
            return count
        node = node.head
