"""Two marked actors of a sentence: what the one is to the other, by rules and by the encoder."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from spacy.tokens import Doc, Token

from stancebook.stance.edges import edges
from stancebook.stance.predicates import acts_of
from stancebook.stance.whom import actors_at
from stancebook.tables import SIDE
from stancebook.text import encoder, language, relations
from stancebook.text.arguments import children, voices
from stancebook.text.tone_words import tone_words

THIRD = frozenset({"he", "she", "they", "it", "his", "her", "their", "its"})


def classify_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Read the stance between two marked actors of a sentence: our model's stance head, the rules joined to it.

    Parameters
    ----------
    frame
        Columns ``text`` and the half-open character spans ``a_start, a_end, b_start, b_end``.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        One row for each row of ``frame``, in order: ``relation`` (neutral, a_pos_b, b_pos_a, a_neg_b, b_neg_a),
        ``a_to_b`` (-1 … 1, how far a is for or against b; the rules fall back to the stance words near both where
        none finds a source and a target), ``confidence`` (0 … 1), ``rule``.
    """
    parsed = classify_parsed(frame, language.parse(frame["text"]))
    return _encoded(frame, evidence(parsed))


def evidence(parsed: pd.DataFrame) -> np.ndarray:
    """Return the rules' confidence in each of ``relations.RELATIONS`` (rows × 5), 0 for a pair they leave neutral."""
    weights = np.zeros((len(parsed), len(relations.RELATIONS)))
    for n, (relation, confidence) in enumerate(zip(parsed["relation"], parsed["confidence"], strict=True)):
        weights[n, relations.RELATIONS.index(relation)] = confidence if relation != relations.RELATIONS[0] else 0.0
    return weights


def _encoded(frame: pd.DataFrame, ruled: np.ndarray) -> pd.DataFrame:
    weight, sided = (float(encoder.head()[name]) for name in ("rules", "sided"))
    rows = []
    for n, (text, *ends) in enumerate(frame[["text", "a_start", "a_end", "b_start", "b_end"]].itertuples(index=False)):
        a, b = (int(ends[0]), int(ends[1])), (int(ends[2]), int(ends[3]))
        alone = relations.pairs(text, [([a], [b])])
        likely = relations.pooled(alone, ruled[n : n + 1], weight)
        which = int(relations.decided(likely, sided)[0])
        rule = "encoder and rules" if ruled[n].any() else "encoder"
        _, a_pos_b, a_neg_b, b_pos_a, b_neg_a = likely[0]
        # sides are mostly mutual: what b thinks of a speaks for half as much
        a_to_b = a_pos_b - a_neg_b + (b_pos_a - b_neg_a) / 2
        rows.append((relations.RELATIONS[which], a_to_b, likely[0, which], rule))
    return pd.DataFrame(rows, columns=["relation", "a_to_b", "confidence", "rule"], index=frame.index)


def classify_parsed(frame: pd.DataFrame, docs: list[Doc]) -> pd.DataFrame:
    """Do what ``classify_pairs`` does by rules, for texts that are parsed already."""
    spans = frame[["a_start", "a_end", "b_start", "b_end"]].itertuples(index=False)
    rows = [_classify(doc, *span) for doc, span in zip(docs, spans, strict=True)]
    columns = ["relation", "a_to_b", "confidence", "rule"]
    return pd.DataFrame(rows, columns=columns, index=frame.index)


def _classify(doc: Doc, a_start: int, a_end: int, b_start: int, b_end: int) -> tuple[str, float, float, str]:
    at = {t.i: "b" for t in _covered(doc, b_start, b_end)} | {t.i: "a" for t in _covered(doc, a_start, a_end)}

    def speaker(token: Token) -> str | None:
        return next((key for word in voices(token) for key in actors_at(word, at, target=False)), None)

    wanted = {at[i] for i in at}

    def pronoun(word: Token) -> dict[str, float]:
        return _own_pronoun(word, at)

    found = [e for s in doc.sents for e in edges(s, at, speaker, pronoun) if {e.source, e.target} == wanted]
    best = max(found, key=lambda e: abs(e.score) * e.confidence, default=None)
    forward = [e for e in found if e.source == "a" and e.score]
    graded = max(forward, key=lambda e: abs(e.score) * e.confidence, default=None) or best
    a_to_b = graded.score if graded is not None and graded.score else _nearby(doc, at)
    if best is None:
        return "neutral", a_to_b, 0.5, "nearby words" if a_to_b else "none"
    if abs(best.score) < SIDE or best.confidence < 0.2:
        return "neutral", a_to_b, best.confidence, best.rule
    way = ("a_pos_b", "a_neg_b") if best.source == "a" else ("b_pos_a", "b_neg_a")
    return way[best.score < 0], a_to_b, best.confidence, best.rule


def _covered(doc: Doc, start: int, end: int) -> list[Token]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return list(span) if span is not None else []


def _nearby(doc: Doc, at: Mapping[int, str]) -> float:
    """A weak sign from the stance words closest to the two actors, else from the tone of the words between."""
    if not at:
        return 0.0
    first, last = min(at), max(at)
    total = 0.0
    for sentence in doc.sents:
        for act in acts_of(sentence):
            gap = max(first - act.trigger.i, act.trigger.i - last, 0)
            total += act.score / (1 + gap)
    if not total:
        words = tone_words()
        total = sum(words.get(doc[i].lower_, 0.0) for i in range(first, last + 1)) / 8
    return float(np.clip(0.3 * total, -0.3, 0.3))


def _own_pronoun(word: Token, at: Mapping[int, str]) -> dict[str, float]:
    """ "X said he would not support Y": the subject of the clause above is meant, where nothing else was found."""
    if word.lower_ in THIRD:
        for up in word.ancestors:
            for subject in children(up, "nsubj", "nsubjpass"):
                if subject != word and subject.i in at and subject.i < word.i:
                    return {at[subject.i]: 0.8}
    return {}
