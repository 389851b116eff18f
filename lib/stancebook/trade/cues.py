"""What tells of change in a sentence about trade: words of change, turns of phrase, superlatives, figures side by side.

A word of change has a sign from ``data/trade_changes.yml``; syntax finds what changes and whether it is denied.
"Raised tariffs" is down since tariffs are an obstacle, "unlikely to be lifted" is down since lifting is denied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Span, Token

from stancebook.text import wordlists
from stancebook.text.arguments import NEGATIONS, children, negated
from stancebook.trade import figures
from stancebook.trade.terms import SIGNS, Term, Tokens, TradeTerms, changes, family, objects_of

DECAY = 0.75  # a word of change loses a quarter of its weight with every step below the claim's verb
SPAN_OF_TIME = re.compile(
    r"\b(?:(?:in|for|of|since|over) (?:[\w-]+ ){0,4}"
    r"(?:years?|months?|decades?|quarters?|weeks?|century|history|season)|"
    r"(?:year|month|quarter|season)s? ever|ever|on record|since (?:[A-Z]\w+ )?(?:1[89]|20)\d\d)\b"
)


@dataclass(frozen=True)
class Cue:
    """A sign of change in its sentence: +1, 0 or −1, its weight in [0, 1], and whether an amount of trade changes.

    ``figures``: it is two figures set side by side.
    """

    token: Token
    sign: int
    weight: float
    flow: bool
    figures: bool = False


def _kind(token: Token) -> str | None:
    pos = {"VERB": "verb", "NOUN": "noun", "ADJ": "adj", "PROPN": "noun", "ADV": "adj"}.get(token.pos_)
    if pos is None:
        return None
    if token.tag_ in ("JJS", "RBS") or (token.lower_ in ("more", "less", "fewer") and _than_number(token)):
        return None  # "the largest partner", "more than 400 lorries": a level, not a change
    word = token.lower_ if pos == "adj" and token.lower_ in ("closed", "banned", "limited") else token.lemma_.lower()
    for particle in children(token, "prt", "advmod"):
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


def things(token: Token) -> list[Token]:
    """Return what a word of change is about, nearest first: its object, else its subject, else its noun."""
    if token.pos_ in ("VERB", "AUX"):
        found = children(token, "dobj", "nsubjpass", "dative") or children(token, "nsubj", "prt")
        found = [t for t in found if t.pos_ in ("NOUN", "PROPN", "PRON", "VERB", "NUM", "ADJ")]
        if token.dep_ in ("acl", "relcl", "amod") and (not found or found[0].pos_ == "PRON"):
            # "tariffs imposed last year", "routes that were closed"; "exports of salt doubled" read as "salt doubled"
            found = [token.head, *([token.head.head.head] if token.head.dep_ == "pobj" else [])]
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
    """Tell whether a word is denied an odd number of times: "did not rise", not "never stopped rising"."""
    node, negative, times = token, family("negative"), 0
    for _ in range(5):
        subjects = children(node, "nsubj", "nsubjpass")
        times += (
            negated(node)
            or any(c.lower_ in negative for c in children(node, "det", "advmod"))
            or any(c.lower_ in ("no", "neither") for s in subjects for c in children(s, "det"))
        )
        head = node.head
        if head.i == node.i or node.dep_ not in ("xcomp", "acomp", "pcomp", "prep", "dobj", "attr", "ccomp", "acl"):
            break
        word = head.lemma_.lower()
        # "bars the president from waiving the duties"; "denied that it fell" leaves what fell as it is said.
        denies = (word in negative and word != "deny") or (node.lower_ == "from" and word in family("forbid"))
        through = denies or (word == "deny" and node.dep_ == "ccomp") or word in family("let")
        if not through and (
            node.dep_ == "ccomp" or (node.dep_ == "dobj" and {head.pos_, node.pos_} == {"VERB", "NOUN"})
        ):
            break
        times += denies
        node = head
    return times % 2 == 1


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
    """Return what tells of change in a sentence, the weightiest first.

    Words by class and turns of phrase (``data/trade_changes.yml``), superlatives over a span of time, and figures set
    side by side.
    """
    found: list[Cue] = []
    used: set[int] = set()
    for start, end, kind in reading.idioms:
        found.append(_idiom(tokens[0].doc[start:end], kind, reading, root))
        used.update(range(start, end))
    # Verbs first: in "halt the decline" the noun only says what is halted.
    for token in sorted(tokens, key=lambda t: t.pos_ not in ("VERB", "AUX")):
        if token.i in used:
            continue
        change = _kind(token)
        cue = _extreme(token, reading, root) if change is None else _cue(token, change, reading, root, used)
        if cue is not None:
            found.append(cue)
    found += filter(None, [_figures(tokens, reading)])
    return sorted(found, key=lambda cue: (not cue.figures, -cue.weight))


def _idiom(span: Span, kind: str, reading: TradeTerms, root: Token) -> Cue:
    """Return a turn of phrase with its sign, turned round where it is said of an obstacle or is denied."""
    token = span.root
    verbs = [token] if token.pos_ in ("VERB", "AUX") else _verbs_above(token)
    things = [s for v in verbs for s in children(v, "nsubj", "nsubjpass") or children(v.head, "nsubj", "nsubjpass")]
    about = next(filter(None, (_role(t, reading) for t in things)), None) or _only_flow(reading)
    obstacle = about is not None and "barrier" in about.roles
    denied = kind != "flat" and any(negated(v) for v in verbs) and not any(t.lower_ in NEGATIONS for t in span)
    sign = SIGNS[kind] * (-1 if obstacle else 1) * (-1 if denied else 1)
    balance = about is not None and "balance" in about.roles
    weight = 0.0 if balance else _relevance(about) * DECAY ** _depth(token, root)
    return Cue(token, sign, weight, about is not None and "flow" in about.roles)


def _only_flow(reading: TradeTerms) -> Term | None:
    """Return a flow that the sentence names, where it names no obstacle or gap that could be meant instead."""
    if any({"barrier", "balance"} & set(term.roles) for _, _, term in reading.spans):
        return None
    return next((term for _, _, term in reading.spans if "flow" in term.roles and term.strength), None)


def _extreme(token: Token, reading: TradeTerms, root: Token) -> Cue | None:
    """Return "the lowest in ten years", "the best year ever"; "the largest partner" is a rank, no change."""
    if token.tag_ not in ("JJS", "RBS"):
        return None
    extremes = wordlists.tree("trade", "trade_changes.yml")["extreme"]
    kind = next((k for k, ws in extremes.items() if token.lemma_.lower() in ws), None)
    after = token.doc[token.i + 1 : token.i + 9].text
    said_of_time = kind is not None and SPAN_OF_TIME.search(after)
    return _idiom(token.doc[token.i : token.i + 1], str(kind), reading, root) if said_of_time else None


def _figures(tokens: Tokens, reading: TradeTerms) -> Cue | None:
    """Return the first comparison of figures as a cue, where it is one of amounts of trade or of obstacles."""
    doc, offset = tokens[0].doc, tokens[0].idx
    found = figures.compared(doc[tokens[0].i : tokens[-1].i + 1].text)
    if found is None:
        return None
    token = next((t for t in reversed(tokens) if t.idx - offset <= found.start), tokens[0])
    named = [
        term
        for start, _, term in reading.spans
        if set(term.roles) & {"flow", "barrier", "balance"} and start <= token.i
    ]
    named = named or [term for _, _, term in reading.spans if "flow" in term.roles]
    about = next((term for term in reversed(named) if term.strength), None)
    if about is None or "balance" in about.roles:
        return None
    return Cue(token, -found.sign if "barrier" in about.roles else found.sign, 1.0, "flow" in about.roles, figures=True)


def _cue(token: Token, kind: str, reading: TradeTerms, root: Token, used: set[int]) -> Cue | None:
    """Return a word of change with its sign turned by what it is about and by denial, or None if it says nothing."""
    about, inner = _about(token, reading, used)
    if about is not None and "balance" in about.roles:
        return Cue(token, 0, 0.0, False)  # a wider deficit says nothing of the flows
    obstacle = about is not None and "barrier" in about.roles
    denied = _denied(token) or any(c.lower_ == "no" for thing in things(token)[:1] for c in thing.children)
    if kind == "light" and not (obstacle or (about is not None and "deal" in about.drivers)):
        return None
    if kind == "trade" and not denied and token.tag_ != "VB":
        return None  # "imports 30 per cent of its food": a level
    going_on = _going_on(token, used)
    sign = SIGNS[kind]
    if going_on is not None:
        sign, obstacle = SIGNS[going_on], False  # "growth slowed" is growth, "the decline eased" decline
    elif kind in ("up", "down", "light") and obstacle != (inner in ("down", "shut")):
        sign = -sign  # "cut tariffs", "halt the decline"; "called for an end to sanctions" turns twice
    if denied:
        sign = _turn(sign, token.lemma_.lower(), obstacle)
    weight = _relevance(about) * DECAY ** _depth(token, root)
    return Cue(token, sign, weight, about is not None and "flow" in about.roles)


def _going_on(token: Token, used: set[int]) -> str | None:
    """Return the kind of the change that slows, where a verb says that one does."""
    if token.pos_ != "VERB" or token.lemma_.lower() not in family("slowing"):
        return None
    for thing in children(token, "nsubj"):
        if thing.pos_ == "NOUN" and _kind(thing) in ("up", "down"):
            used.add(thing.i)
            return _kind(thing)
    return None


def _about(token: Token, reading: TradeTerms, used: set[int]) -> tuple[Term | None, str | None]:
    """Return the trade term that a word of change is about, and the kind of change word that is its object."""
    for thing in things(token):
        term = _role(thing, reading)
        against = token.lemma_.lower() in family("against")
        inner = _kind(thing) if thing.pos_ in ("NOUN", "PROPN") and (token.pos_ == "VERB" or against) else None
        if term is not None and term is reading.at.get(thing.i):
            inner = None  # "faces retaliation": the obstacle itself, not a change of one ("an end to the embargo")
        if inner in ("down", "shut") or (inner and (term is None or against)):
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
