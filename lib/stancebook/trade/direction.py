"""Where a sentence says trade is heading, and what moves it: words of change, their scope, the cause named.

A word of change has a sign from ``data/trade_changes.yml``; syntax finds what changes and whether it is denied.
"Raised tariffs" is down since tariffs are an obstacle, "unlikely to be lifted" is down since lifting is denied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from stancebook.text.arguments import children, negated
from stancebook.trade.terms import DRIVERS, SIGNS, Term, Tokens, TradeTerms, changes, family, objects_of

DECAY = 0.75  # a word of change loses a quarter of its weight with every step below the claim's verb
CAUSES = frozenset(["because", "due", "owing", "thanks", "amid", "after", "following", "caused"])


@dataclass(frozen=True)
class Cue:
    """A word of change in its sentence: its sign, its weight in [0, 1], and whether an amount of trade changes."""

    token: Token
    sign: int
    weight: float
    flow: bool


def _kind(token: Token) -> str | None:
    pos = {"VERB": "verb", "NOUN": "noun", "ADJ": "adj", "PROPN": "noun", "ADV": "adj"}.get(token.pos_)
    if pos is None:
        return None
    if token.tag_ in ("JJS", "RBS") or (token.lower_ in ("more", "less", "fewer") and _than_number(token)):
        return None  # "the largest partner", "more than 400 lorries": a level, not a change
    word = token.lower_ if pos == "adj" and token.lower_ in ("closed", "banned", "limited") else token.lemma_.lower()
    for particle in children(token, "prt"):
        if (pos, f"{word} {particle.lower_}") in changes():
            return changes()[pos, f"{word} {particle.lower_}"]  # "broke down", "opened up"
    kind = changes().get((pos, word))
    if kind is None and pos == "adj" and token.tag_ in ("VBN", "JJ"):
        return changes().get(("verb", word))
    if (
        kind is None
        and token.lower_ in ("up", "down")
        and any(t.like_num or t.lower_ in ("from", "$") for t in token.doc[token.i + 1 : token.i + 3])
    ):
        return token.lower_  # "imports, down 4 per cent"
    return kind


def _than_number(token: Token) -> bool:
    after = token.doc[token.i + 1 : token.i + 4]
    return (
        len(after) > 1 and after[0].lower_ == "than" and (any(t.like_num for t in after) or token.head.pos_ == "VERB")
    )


def _things(token: Token) -> list[Token]:
    """Return what a word of change is about, nearest first: its object, else its subject, else its noun."""
    if token.pos_ in ("VERB", "AUX"):
        found = children(token, "dobj", "nsubjpass", "dative") or children(token, "nsubj", "prt")
        found = [t for t in found if t.pos_ in ("NOUN", "PROPN", "PRON", "VERB", "NUM", "ADJ")]
        if token.dep_ in ("acl", "relcl", "amod") and (not found or found[0].pos_ == "PRON"):
            found = [token.head]  # "tariffs imposed last year", "routes that were closed"
        elif token.dep_ in ("conj", "xcomp", "advcl") and not found and token.head.pos_ in ("VERB", "AUX"):
            found = children(token.head, "nsubjpass", "nsubj", "dobj")
        tails = objects_of(token) if not children(token, "dobj") else []
        return found + tails
    inside = objects_of(token)
    if token.pos_ in ("NOUN", "PROPN"):
        own = children(token, "compound", "nmod", "amod", "poss") + inside
        return own + [s for verb in _verbs_above(token) for s in children(verb, "nsubj", "nsubjpass")]
    if token.dep_ == "amod":
        return [token.head]
    return children(token.head, "nsubj", "nsubjpass", "dobj") + inside


def _verbs_above(token: Token) -> list[Token]:
    """Return the verb that a noun of change hangs on: "exports are on a path of growth", "saw a fall"."""
    for _ in range(4):
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return [token]
    return []


def _role(token: Token, reading: TradeTerms, depth: int = 0) -> Term | None:
    """Return the trade term that a noun phrase is about: its head, a modifier or what follows "of"."""
    term = reading.at.get(token.i)
    if term is not None and (term.strength or term.roles):
        return term
    if depth == 2:
        return None
    deeper = children(token, "compound", "amod", "nmod", "conj") + objects_of(token)
    return next(filter(None, (_role(child, reading, depth + 1) for child in deeper)), None)


def _denied(token: Token) -> bool:
    """Tell whether a word is denied: "did not rise", "no longer banned", "unlikely to hurt", "no increase"."""
    node, negative = token, family("negative")
    for _ in range(3):
        if negated(node) or any(c.lower_ in negative for c in children(node, "det", "advmod")):
            return True
        head = node.head
        if head.i == node.i or node.dep_ not in ("xcomp", "acomp", "pcomp", "prep", "dobj", "attr", "ccomp", "acl"):
            return False
        if head.lemma_.lower() in negative:
            return head.lemma_.lower() != "deny" or node.dep_ != "ccomp"
        if node.dep_ == "ccomp" or (node.dep_ == "dobj" and head.pos_ == "VERB" and node.pos_ == "NOUN"):
            return False
        node = head
    return False


def _turn(sign: int, word: str, obstacle: bool) -> int:
    """Return the sign of a denied change: an effect denied leaves trade as it is, the rest is turned round."""
    if word in family("growth") and not obstacle:
        return 0
    if sign < 0 and word in family("harm"):
        return 0
    return -sign


def _depth(token: Token, root: Token) -> int:
    depth = 0
    while token.i != root.i and token.head.i != token.i and depth < 8:
        # A complement, or a joined main clause, is as much the message as the verb above it.
        depth += token.dep_ not in ("xcomp", "ccomp", "conj", "dobj", "acomp", "attr", "nsubj", "nsubjpass")
        token = token.head
    return depth


def cues(tokens: Tokens, reading: TradeTerms, root: Token) -> list[Cue]:
    """Return the words of change of a sentence with their signs (see ``data/trade_changes.yml``)."""
    found: list[Cue] = []
    used: set[int] = set()
    # Verbs first: in "halt the decline" the noun only says what is halted.
    for token in sorted(tokens, key=lambda t: t.pos_ not in ("VERB", "AUX")):
        kind = _kind(token)
        if kind is None or token.i in used:
            continue
        cue = _cue(token, kind, reading, root, used)
        if cue is not None:
            found.append(cue)
    return sorted(found, key=lambda cue: -cue.weight)


def _cue(token: Token, kind: str, reading: TradeTerms, root: Token, used: set[int]) -> Cue | None:
    """Return a word of change with its sign turned by what it is about and by denial, or None if it says nothing."""
    about, inner = _about(token, reading, used)
    if about is not None and "balance" in about.roles:
        return Cue(token, 0, 0.0, False)  # a wider deficit says nothing of the flows
    obstacle = about is not None and "barrier" in about.roles
    denied = _denied(token) or any(c.lower_ == "no" for thing in _things(token)[:1] for c in thing.children)
    if kind == "light" and not (obstacle or (about is not None and "deal" in about.drivers)):
        return None
    if kind == "trade" and not denied and token.tag_ != "VB":
        return None  # "imports 30 per cent of its food": a level
    sign = SIGNS[kind]
    if kind in ("up", "down", "light") and obstacle != (inner in ("down", "shut")):
        sign = -sign  # "cut tariffs", "halt the decline"; "called for an end to sanctions" turns twice
    if denied:
        sign = _turn(sign, token.lemma_.lower(), obstacle)
    weight = _relevance(about) * DECAY ** _depth(token, root)
    return Cue(token, sign, weight, about is not None and "flow" in about.roles)


def _about(token: Token, reading: TradeTerms, used: set[int]) -> tuple[Term | None, str | None]:
    """Return the trade term that a word of change is about, and the kind of change word that is its object."""
    for thing in _things(token):
        term = _role(thing, reading)
        inner = _kind(thing) if thing.pos_ in ("NOUN", "PROPN") and token.pos_ == "VERB" else None
        if term is not None and term is reading.at.get(thing.i):
            inner = None  # "faces retaliation": the obstacle itself, not a change of one ("an end to the embargo")
        if inner in ("down", "shut") or (inner and term is None):
            used.add(thing.i)
        else:
            inner = None
        if term is not None or inner:
            return term, inner
    own = reading.at.get(token.i)
    return (own if own is not None and own.strength in ("strong", "medium") else None), None


def _relevance(about: Term | None) -> float:
    """Return how much a change of this bears on trade: 1 a flow or obstacle, 0.45 nothing named."""
    if about is None:
        return 0.45
    if about.roles or about.strength == "strong":
        return 1.0
    if about.strength == "medium" or "access" in about.drivers or "deal" in about.drivers:
        return 0.9
    if about.drivers[:1] == ("price",):
        return 0.2
    return 0.6


def direction(found: Sequence[Cue], reading: TradeTerms) -> tuple[str, Cue | None]:
    """Return up, down, flat, mixed or unclear, and the word of change that decided it.

    The heaviest cue (nearest to trade, highest in the sentence) leads; the others of the same sign add half
    their weight; two signs of nearly the same weight, both about trade, are ``mixed``.
    """
    weights = {1: 0.0, -1: 0.0, 0: 0.0}
    for cue in found:
        weights[cue.sign] = max(weights[cue.sign], cue.weight) + 0.25 * min(weights[cue.sign], cue.weight)
    up, down = weights[1], weights[-1]
    if any("instead" in t.roles for _, _, t in reading.spans):
        up, down = 0.0, max(up, down, 0.5)
    best = next((c for c in found if c.weight > 0), None)
    if best is not None and best.weight >= 0.2:
        if min(up, down) >= 0.95 and abs(up - down) < 0.3:
            return "mixed", best
        if best.sign == 0 and max(up, down) < best.weight:
            return "flat", best
        if up != down:
            return ("up" if up > down else "down"), best
        return ("up" if best.sign > 0 else "down"), best
    if any("barrier" in t.roles for _, _, t in reading.spans):
        return "down", None  # bare obstacles: "U.S. tariffs on steel"
    if any("deal" in t.drivers and t.strength for _, _, t in reading.spans):
        return "up", None  # talks and agreements open trade unless they are said to fail
    return "unclear", None


def driver(tokens: Tokens, reading: TradeTerms, cue: Cue | None) -> str:
    """Return the cause or lever named; words after "because of", "amid", "after" and what changes count more."""
    scores = dict.fromkeys(DRIVERS, 0.0)
    cause = next((t.i for t in tokens if t.lower_ in CAUSES), len(tokens[0].doc))
    about = {t.i for t in [*_things(cue.token), cue.token]} if cue else set()
    for start, end, term in reading.spans:
        share = 1.0 if term.strength in ("strong", "medium") else 0.6 if term.strength == "weak" else 0.4
        share += 0.6 * ("instead" in term.roles)
        share += 0.5 * bool(about & set(range(start, end)))
        share += 0.4 * (start > cause)
        for name in term.drivers:
            scores[name] += share
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.5 else "none"
