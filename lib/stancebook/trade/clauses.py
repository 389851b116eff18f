"""What a sentence claims, and how: whose words, which clause, past or future, how firmly, on what condition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd
from spacy.tokens import Token

from stancebook.text.arguments import children
from stancebook.trade.cues import Cue
from stancebook.trade.terms import Tokens, family, phrases

YEAR = re.compile(
    r"\b(?:by|in|until|from|before|of|for|during|through) "
    r"(?:the end of |early |late |mid-?|fiscal )?(20\d\d|19\d\d)\b"
)


def root_of(tokens: Tokens) -> Token:
    """Return the head of the sentence."""
    inside = {t.i for t in tokens}
    for token in tokens:
        if token.dep_ == "ROOT" or token.head.i not in inside:
            return token
    return tokens[0]


def claim_path(tokens: Tokens) -> list[Token]:
    """Return the verbs from the head of the sentence down to what is claimed: "X said Y hoped Z would open"."""
    path = [root_of(tokens)]
    while len(path) < 4 and path[-1].lemma_.lower() in family("report"):
        under = [c for c in path[-1].children if c.dep_ == "ccomp" and c.pos_ in ("VERB", "AUX", "NOUN", "ADJ")]
        if not under:
            break
        path.append(under[-1])
    return path


def announcer(tokens: Tokens) -> list[Token] | None:
    """Return the subject of a speech act in the article's own words ("The ministry announced a ban"), if any."""
    root = root_of(tokens)
    if root.lemma_.lower() not in family("speech_act"):
        return None
    for subject in children(root, "nsubj"):
        if subject.pos_ in ("NOUN", "PROPN"):
            names = [subject, *children(subject, "conj")] if children(subject, "cc") else [subject]
            return [t for t in tokens if subject.left_edge.i <= t.i <= names[-1].i]
    return None


def _chain(root: Token) -> Iterator[Token]:
    """Yield the verb group of a clause from the outside in: "is expected to rise", "hopes to sign"."""
    node: Token | None = root
    for _ in range(3):
        if node is None:
            return
        yield from (c for c in node.children if c.dep_ in ("aux", "auxpass", "neg", "acomp", "attr", "prt"))
        yield node
        nxt = children(node, "xcomp") or [x for a in children(node, "acomp") for x in children(a, "xcomp")]
        node = nxt[0] if nxt else None


def clause_of(cue: Cue | None, path: list[Token]) -> list[Token]:
    """Return ``path`` with its end moved to the clause of the deciding word, if that lies below the main clause."""
    if cue is None:
        return path
    node = cue.token
    for _ in range(6):
        if node.i == path[-1].i or node.head.i == node.i:
            return path
        if node.pos_ in ("VERB", "AUX") and node.dep_ in ("ccomp", "parataxis"):
            return [*path, node]
        node = node.head
    return path


def _group(tokens: Sequence[Token]) -> str:
    """Return a verb group as words: auxiliaries as written, verbs in dictionary form with their particle."""
    parts = []
    for token in tokens:
        parts.append(token.lower_ if token.dep_ == "aux" else token.lemma_.lower())
        after = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
        if after in ("for", "on", "to", "out", "forward") and token.pos_ in ("VERB", "ADJ", "NOUN"):
            parts.append(after)  # "called for", "set to", "ruled out"
    return " ".join(parts)


def horizon(path: Sequence[Token], lemmas: str) -> str:
    """Return past, present or future: from the tense of the claim's verb, else from time words.

    ``path`` is ``claim_path``.  Under a verb of saying English moves tenses back ("said the port was open" is
    present), so a past "be" or progressive there is read as present.
    """
    group = list(_chain(path[-1]))
    aux = {t.lower_ for t in group if t.dep_ in ("aux", "auxpass")}
    if aux & {"will", "would", "shall", "'ll", "wo", "may", "might", "could", "should", "must", "'d"}:
        return "past" if "have" in aux and "would" in aux else "future"
    doubt, times = phrases("hedge"), phrases("time")
    verbs = _group([*path[:-1], *group])
    if doubt["expected"].search(verbs) or doubt["possible"].search(verbs) or times["future"].search(lemmas):
        return "future"
    if times["past"].search(lemmas):
        return "past"
    if aux & {"has", "have", "is", "are", "'s", "'re"} or times["present"].search(lemmas):
        return "present"
    past = any(t.tag_ == "VBD" for t in group)
    backshift = len(path) > 1 and (path[-1].lemma_ == "be" or path[-1].tag_ == "VBG")
    return "past" if past and not backshift else "present"


def hedge(path: Sequence[Token]) -> str:
    """Return asserted, expected, possible or denied: the outermost sign of doubt in the claim's verbs."""
    text = _group([*path[:-1], *_chain(path[-1])])
    if phrases("hedge")["denied"].search(text):
        return "denied"
    first = {k: m.start() for k in ("possible", "expected") if (m := phrases("hedge")[k].search(text))}
    return min(first, key=lambda k: first[k]) if first else "asserted"


def near_or_far(text: str, published: date | None, horizon: str) -> str | None:
    """Return near or far for what is to come, null where no time is told or it is not of the future.

    Near is within a year of publication: "next week", "by 2021" in an article of 2020; far: "in the long run".
    """
    if horizon != "future":
        return None
    low = text.lower()
    year = YEAR.search(low)
    if year and published is not None and not pd.isna(published):
        return "far" if int(year[1]) > published.year + 1 else "near"
    times = phrases("reach")
    return next((kind for kind in ("far", "near") if times[kind].search(low)), None)


def conditional(lemmas: str) -> bool:
    """Tell whether the sentence makes its claim depend on something ("if", "unless", "until", "without a")."""
    return bool(phrases("condition")["condition"].search(lemmas))
