"""Where a sentence says trade is heading, and what moves it: its signs of change weighed, the cause named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stancebook.text import wordlists
from stancebook.trade.cues import Cue, things
from stancebook.trade.terms import DRIVERS, Tokens, TradeTerms, changes

CAUSES = frozenset(["because", "due", "owing", "thanks", "amid", "after", "following", "caused"])
# How sure each kind of evidence makes a direction: 1 a word of change that is said of trade itself.
FIGURES, WORD, REMOTE, BARE, LEVEL, UNKNOWN = 1.5, 1.0, 0.5, 0.35, 0.8, 0.35


@dataclass(frozen=True)
class Heading:
    """Up, down, flat, mixed or unclear; the sign of change that decided it, if any; how sure it is (0: no evidence)."""

    label: str
    cue: Cue | None
    strength: float


def direction(found: Sequence[Cue], reading: TradeTerms, tokens: Tokens) -> Heading:
    """Return where a sentence says trade is heading.

    Figures set side by side decide.  Else the heaviest cue (nearest to trade, highest in the sentence) leads; the
    others of the same sign add a quarter of their weight; two signs of nearly the same weight, both about trade, are
    ``mixed``.  A level, a rank or a share, and a verb that is in no list, leave it ``unclear``.
    """
    best = next((c for c in found if c.weight >= 0.2), None)
    if best is None:
        return _without_change(reading, tokens)
    if best.figures:
        return Heading(("flat", "up", "down")[best.sign], best, FIGURES)
    weights = {1: 0.0, -1: 0.0, 0: 0.0}
    for cue in found:
        weights[cue.sign] = max(weights[cue.sign], cue.weight) + 0.25 * min(weights[cue.sign], cue.weight)
    up, down = weights[1], weights[-1]
    if any("instead" in t.roles for _, _, t in reading.spans):
        up, down = 0.0, max(up, down, 0.5)
    strength = WORD if best.weight >= 0.6 else REMOTE
    if min(up, down) >= 0.95 and abs(up - down) < 0.3:
        return Heading("mixed", best, strength)
    if best.sign == 0 and max(up, down) < best.weight:
        return Heading("flat", best, strength)
    if strength == REMOTE and is_level(tokens):
        return Heading("unclear", best, LEVEL)
    sign = up - down or best.sign
    return Heading("up" if sign > 0 else "down", best, strength)


def _without_change(reading: TradeTerms, tokens: Tokens) -> Heading:
    """Return what a sentence without a word of change says by what it names."""
    if any("instead" in t.roles for _, _, t in reading.spans):
        return Heading("down", None, REMOTE)
    if is_level(tokens):
        return Heading("unclear", None, LEVEL)
    if any("barrier" in t.roles for _, _, t in reading.spans):
        return Heading("down", None, BARE)  # bare obstacles: "U.S. tariffs on steel"
    if any("deal" in t.drivers and t.strength for _, _, t in reading.spans):
        return Heading("up", None, BARE)  # talks and agreements open trade unless they are said to fail
    return Heading("unclear", None, UNKNOWN)


def is_level(tokens: Tokens) -> bool:
    """Tell whether a sentence gives a size, a rank or a share: "worth", "accounts for a third", "the largest buyer"."""
    level = wordlists.tree("trade", "trade_changes.yml")["level"]
    for token in tokens:
        word = token.lemma_.lower()
        if word in level["verb"] and token.pos_ in ("VERB", "ADJ", "ADP", "AUX") and token.tag_ in ("VBD", "VBZ", "VBP", "JJ", "IN", "VBN"):
            return True
        if word in level["noun"] and token.pos_ == "NOUN" and any(c.tag_ in ("JJS", "RBS") or c.ent_type_ == "ORDINAL" for c in token.subtree):
            return True
    return False


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
