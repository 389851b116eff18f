"""What the encoder makes of the actors that stand in one sentence: asked of each pair once, both directions told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from spacy.tokens import Span, Token

from stancebook.stance.anchor import Article
from stancebook.stance.whom import other
from stancebook.tables import kind_of
from stancebook.text import encoder, relations
from stancebook.text.grammar import family

PAIRS = 8  # of a sentence, those closest together: a list of ten countries would make 45
Mention = tuple[int, int, str]  # first token, end token, actor
Pair = tuple[str, str]  # source, target


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two actors are to each other: probabilities of ``relations.RELATIONS``, ``a`` first in the text."""

    a: Mention
    b: Mention
    likely: np.ndarray

    def sides(self) -> Iterator[tuple[Mention, Mention, float, float]]:
        """Yield source, target and how likely the one is for and against the other, for both directions."""
        _, a_pos_b, a_neg_b, b_pos_a, b_neg_a = self.likely.tolist()
        yield self.a, self.b, a_pos_b, a_neg_b
        yield self.b, self.a, b_pos_a, b_neg_a


def verdicts(article: Article, sentence: Span, rules: Mapping[Pair, float]) -> list[Verdict]:
    """Ask the encoder about each two actors with a mention in ``sentence``.

    ``rules`` is what they say of an ordered pair, their confidence with the sign of the stance; it is joined to the
    encoder's answer (``relations.pooled``).
    """
    inside = [m for m in article.mentions if sentence.start <= m[0] and m[1] <= sentence.end]
    inside = [m for m in inside if not any(_part_of(m, whole) for whole in inside)]
    found = pairs([m for m in inside if kind_of(m[2]) != "place"], {frozenset(pair) for pair in rules})
    spans = [(characters(sentence, a), characters(sentence, b)) for a, b in found]
    likely = relations.pairs(sentence.text, spans)
    evidence = np.array([_evidence(a[2], b[2], rules) for a, b in found]).reshape(-1, len(relations.RELATIONS))
    joined = relations.pooled(likely, evidence, float(encoder.head()["rules"]))
    return [Verdict(a, b, row) for (a, b), row in zip(found, joined, strict=True)]


def _part_of(m: Mention, whole: Mention) -> bool:
    """True for the "Kenyan" of "Kenyan farmers", who are a group of their own: the group is asked about."""
    wider = whole[0] <= m[0] and m[1] <= whole[1] and whole[1] - whole[0] > m[1] - m[0]
    return wider and kind_of(whole[2]) == "group" and whole[2] != m[2]


def _evidence(a: str, b: str, rules: Mapping[Pair, float]) -> list[float]:
    forward, back = rules.get((a, b), 0.0), rules.get((b, a), 0.0)
    return [0.0, max(forward, 0.0), max(-forward, 0.0), max(back, 0.0), max(-back, 0.0)]


def heard(article: Article, sentence: Span, actor: str) -> tuple[float, float]:
    """Return how likely ``sentence`` sounds for and against ``actor``; (0, 0) where it does not name that actor."""
    inside = [m for m in article.mentions if m[2] == actor and sentence.start <= m[0] and m[1] <= sentence.end]
    if not inside:
        return 0.0, 0.0
    likely = relations.targets(sentence.text, [characters(sentence, m) for m in inside])
    return float(likely[:, 2].max()), float(likely[:, 0].max())


def pairs(mentions: list[Mention], ruled: Collection[frozenset] = ()) -> list[tuple[Mention, Mention]]:
    """Return each two actors where their mentions are closest to each other; ``ruled``, of whom rules tell, first."""
    nearest: dict[frozenset, tuple[int, Mention, Mention]] = {}
    for a, b in combinations(sorted(mentions), 2):
        gap = b[0] - a[1]
        key = frozenset((a[2], b[2]))
        # side by side two names make one phrase ("Iraqi Prime Minister X"), one in the other is its part
        if a[2] != b[2] and gap > 0 and (key not in nearest or gap < nearest[key][0]):
            nearest[key] = gap, a, b
    ranked = sorted(nearest.items(), key=lambda item: (item[0] not in ruled, item[1]))
    return [(a, b) for _, (_, a, b) in ranked[:PAIRS]]


def characters(sentence: Span, mention: Mention) -> tuple[int, int]:
    """Return where ``mention`` stands in the text of ``sentence``."""
    first, last = sentence.doc[mention[0]], sentence.doc[mention[1] - 1]
    return first.idx - sentence.start_char, last.idx + len(last.text) - sentence.start_char


def apart(article: Article, source: Mention, target: Mention) -> bool:
    """True where syntax says that the words are not of these two, whatever the encoder makes of them.

    Two joined as one subject or object do not act on each other ("Iran and Israel welcomed the offer"), but where the
    verb is of that kind ("clashed") or they are named as such ("each other").  Whoever is rival, critic or victim *of*
    somebody is somebody else ("Russia's rivals thanked Moldova").
    """
    one, other = (article.doc[m[0] : m[1]].root for m in (source, target))
    if other in one.conjuncts:
        head = next((t for t in (one, *one.ancestors) if t.dep_ != "conj" and t not in one.conjuncts), one)
        verb = head.head if head in (one, *one.conjuncts) else head
        mutual = article.doc[verb.left_edge.i : verb.right_edge.i + 1].text.lower()
        return verb.lemma_ not in family("reciprocal") and not any(w in mutual for w in ("each other", "one another"))
    return any(_whose(word) for word in (one, other))


def _whose(word: Token) -> bool:
    """True for the owner in "Russia's rivals", "critics of Russia", "the Iranian opposition"."""
    head = word.head.head if word.dep_ == "pobj" and word.head.lower_ in ("of", "to") else word.head
    inside = word.dep_ in ("poss", "compound", "amod", "nmod", "pobj")
    return inside and head.pos_ in ("NOUN", "PROPN") and (head.lemma_.lower() in family("adverse") or other(head))


def voice_of_pair(article: Article, source: Mention, target: Mention) -> tuple[Token, str | None]:
    """Return the word that a stance hangs on, and whose words it is part of (None: the reporter's).

    It hangs on the word that joins the two; where the target stands in somebody's quoted words and the source is
    that somebody, or stands in them too, the words are that speaker's.
    """
    joint = article.doc[min(source[0], target[0]) : max(source[1], target[1])].root
    word, speaker = article.doc[target[0]], article.speaker(article.doc[target[0]])
    if speaker is None or speaker not in (source[2], article.speaker(article.doc[source[0]])):
        return joint, None
    return joint if article.speaker(joint) == speaker else word, speaker
