"""Where a sentence says trade is heading, and what moves it: its signs of change weighed, the cause named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from stancebook.text import wordlists
from stancebook.text.arguments import children, negated
from stancebook.trade.cues import Cue, things
from stancebook.trade.terms import DRIVERS, Tokens, TradeTerms, magnitude

CAUSES = frozenset(["because", "due", "owing", "thanks", "amid", "after", "following", "caused"])
# How sure each kind of evidence makes a direction: figures; a word of change in the claim's own clause that is said of
# an amount of trade, one elsewhere or of another thing, one of nothing named; what is named without a change.
FIGURES, DIRECT, WORD, REMOTE, BARE, LEVEL, UNKNOWN = 2.0, 1.5, 1.0, 0.5, 0.35, 0.8, 0.1


@dataclass(frozen=True)
class Heading:
    """Up, down, flat, mixed or unclear; the sign of change that decided it, if any; how sure it is (0: no evidence)."""

    label: str
    cue: Cue | None
    strength: float


def direction(found: Sequence[Cue], reading: TradeTerms, verb: Token) -> Heading:
    """Return where a sentence says trade is heading.

    Figures set side by side decide.  Else the heaviest cue (nearest to trade, highest in the sentence) leads; the
    others of the same sign add a quarter of their weight; two signs of nearly the same weight, both about trade, are
    ``mixed``.  A level, a rank or a share, and a verb that is in no list, leave it ``unclear``.  ``verb``: that of the
    claim (``clauses.claim_path``).
    """
    best = next((c for c in found if c.weight >= 0.2), None)
    if best is None:
        return _without_change(reading, verb)
    if best.figures:
        return Heading(("flat", "up", "down")[best.sign], best, FIGURES)
    weights = {1: 0.0, -1: 0.0, 0: 0.0}
    for cue in found:
        weights[cue.sign] = max(weights[cue.sign], cue.weight) + 0.25 * min(weights[cue.sign], cue.weight)
    up, down = weights[1], weights[-1]
    replaced = any("instead" in t.roles for _, _, t in reading.spans)
    if replaced:
        up, down = 0.0, max(up, down, 0.5)
    strength = DIRECT if best.flow and best.weight >= 0.99 else WORD if best.weight >= 0.6 else REMOTE
    if min(up, down) >= 0.95 and abs(up - down) < 0.3:
        return Heading("mixed", best, strength)
    if best.sign == 0 and max(up, down) < best.weight:
        return Heading("flat", best, strength)
    if strength == REMOTE and not replaced and is_level(verb, reading):
        return Heading("unclear", best, LEVEL)
    sign = up - down or best.sign
    return Heading("up" if sign > 0 else "down", best, strength)


def _without_change(reading: TradeTerms, verb: Token) -> Heading:
    """Return what a sentence without a word of change says by what it names."""
    if any("instead" in t.roles for _, _, t in reading.spans):
        return Heading("down", None, REMOTE)
    if is_level(verb, reading):
        return Heading("unclear", None, LEVEL)
    if any("barrier" in t.roles for _, _, t in reading.spans):
        return Heading("down", None, BARE)  # bare obstacles: "U.S. tariffs on steel"
    if any("deal" in t.drivers and t.strength for _, _, t in reading.spans):
        return Heading("up", None, BARE)  # talks and agreements open trade unless they are said to fail
    return Heading("unclear", None, UNKNOWN)


def is_level(verb: Token, reading: TradeTerms) -> bool:
    """Tell whether a clause gives a size, a rank or a share: "accounts for a third", "is the largest buyer"."""
    level = wordlists.tree("trade", "trade_changes.yml")["level"]
    word, finite = verb.lemma_.lower(), verb.tag_ in ("VBD", "VBZ", "VBP", "VBN")
    if not finite or negated(verb) or any(c.tag_ == "MD" for c in verb.children):
        return False
    if word in level["verb"] or any(c.lemma_.lower() in level["verb"] for c in children(verb, "acomp", "attr", "prep")):
        return True
    nouns = [c for c in children(verb, "attr", "dobj") if c.lemma_.lower() in level["noun"]]
    if any(t.tag_ in ("JJS", "RBS") or t.ent_type_ == "ORDINAL" for noun in nouns for t in noun.subtree):
        return True
    subjects = [reading.at.get(t.i) for s in children(verb, "nsubj", "nsubjpass") for t in s.subtree]
    flow = any(term is not None and "flow" in term.roles for term in subjects)
    return flow and word in level["amount"] and magnitude(verb.doc[verb.i : verb.right_edge.i + 1].text) is not None


def driver(tokens: Tokens, reading: TradeTerms, cue: Cue | None) -> str:
    """Return the cause or lever named; words after "because of", "amid", "after" and what changes count more."""
    scores = dict.fromkeys(DRIVERS, 0.0)
    cause = next((t.i for t in tokens if t.lower_ in CAUSES), len(tokens[0].doc))
    about = {t.i for t in [*things(cue.token), cue.token]} if cue else set()
    for start, end, term in reading.spans:
        share = 1.0 if term.strength in ("strong", "medium") else 0.6 if term.strength == "weak" else 0.4
        share += 0.6 * ("instead" in term.roles)
        share += 0.5 * bool(about & set(range(start, end)))
        share += 0.4 * (start > cause)
        for name in term.drivers:
            scores[name] += share
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.5 else "none"
