"""What a sentence tells of its actors by rules: one for or against another, in whose voice, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Span, Token

from stancebook.stance.anchor import Pronoun
from stancebook.stance.predicates import Act, acts_of, appraisals
from stancebook.stance.whom import actors_at
from stancebook.text.grammar import family

# The base of every confidence: how often each family of rules was right, relation and direction, on 3,000
# training sentences of DSE (Park, Pan and Joo 2021), rounded; by judgement where there were under ten.
TRUST = {
    "verb": 0.8,
    "shared subject": 0.65,
    "passive": 0.7,
    "relative clause": 0.55,
    "noun": 0.55,
    "relation noun": 0.65,
    "adjective": 0.6,
    "compound": 0.7,
    "naming": 0.6,
    "responsibility": 0.7,
    "voice": 0.45,
    "denial": 0.6,
    "no comment": 0.6,
}


Speaker = Callable[[Token], str | None]


@dataclass(frozen=True, slots=True)
class Edge:
    """One directed stance as read: actors by key, the voice that says so (None: the reporter), the word."""

    source: str
    target: str
    score: float
    confidence: float
    asserted_by: str | None
    construction: str  # of the act, or the kind of the speaker's view
    trigger: Token
    words: tuple[Token, ...] = ()
    unweakened: float = 0.0  # the score of the stance word before a noun phrase or a place weakened it
    view: bool = False  # what the speaker is taken to think of the target, no act of the source
    reader: Literal["rules", "encoder", "both"] = "rules"
    basis: str = "act"  # what shows the stance, of ``tables.BASIS``

    @property
    def rule(self) -> str:
        """Return what made the edge, for people to read."""
        if self.reader == "encoder":
            return f"encoder: {self.construction}" if self.construction else "encoder"
        named = f"voice: {self.construction}" if self.view else self.construction
        return f"{named} + encoder" if self.reader == "both" else named


def edges(sentence: Span, at: Mapping[int, str], speaker: Speaker, pronoun: Pronoun) -> Iterator[Edge]:
    """Yield the stances that ``sentence`` tells.

    Parameters
    ----------
    sentence
        A parsed sentence.
    at
        Token index -> actor key, for the tokens that mentions cover.
    speaker
        Token -> key of the actor whose words the token is part of, None for the reporter's.
    pronoun
        Token -> actor -> weight for a word that no mention covers; may be empty.
    """
    found = acts_of(sentence)
    for act in found:
        yield from _act_edges(act, at, speaker(act.trigger), pronoun)
    for view in appraisals(sentence, found):
        holder = speaker(view.trigger)
        if holder is None:
            continue
        for target, weight in _reach(view.token, at, holder, False, pronoun).items():
            if target != holder:
                confidence = TRUST["voice"] * min(1.0, 0.6 + abs(view.score * weight))
                yield Edge(
                    holder, target, view.score * weight, confidence, holder, view.kind, view.trigger,
                    (view.token,), view=True, basis="words",
                )  # fmt: skip


def _act_edges(act: Act, at: Mapping[int, str], holder: str | None, pronoun: Pronoun) -> Iterator[Edge]:
    base = TRUST.get(act.construction, 0.5) * act.certainty
    targets = [(t, pair) for t in act.targets for pair in _reach(t, at, holder, True, pronoun).items()]
    for word in act.sources if targets else ():
        for source, near in _reach(word, at, holder, False, pronoun).items():
            for other, (target, weight) in targets:
                if source != target and near > 0:
                    score, sure = act.score * weight, base * near * abs(weight)
                    yield Edge(
                        source, target, score, sure, holder, act.construction, act.trigger, (word, other), act.score,
                        basis=act.entry.basis,
                    )  # fmt: skip


def _reach(word: Token, at: Mapping[int, str], holder: str | None, target: bool, pronoun: Pronoun) -> dict[str, float]:
    """``actors_at``, with "we" and "our" in somebody's words standing for the speaker."""
    found = actors_at(word, at, target) or pronoun(word)
    if not found and holder is not None and word.lower_ in family("first"):
        return {holder: 0.9}
    return found
