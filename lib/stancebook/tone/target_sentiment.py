"""The sentiment of a text towards one marked actor."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from spacy.tokens import Doc, Span, Token

from stancebook.stance import judge
from stancebook.stance.predicates import appraisals, reach, read
from stancebook.text import language, relations
from stancebook.text.arguments import CLAUSES
from stancebook.text.grammar import family
from stancebook.tone.word_tone import tone

# Weights read off the training part of NewsMTSC (Hamborg and Donnay 2021): what is done to the target by others,
# what the target does, what the voice says of it, the tone of its clause and of its sentence.
DONE_TO, DOES, SAID_OF, CLAUSE, SENTENCE = 0.8, 0.3, 0.5, 0.5, 0.5
SPEAKING = 0.3  # one who speaks is seldom what the words are about
BORDER = 0.15
KEY = "target"


def classify_targets(frame: pd.DataFrame) -> pd.DataFrame:
    """Read the sentiment of a text towards one marked actor: our model's head, the rules joined to it.

    Parameters
    ----------
    frame
        Columns ``text`` and the half-open character span ``start, end`` of the target.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        One row for each row of ``frame``, in order: ``label`` (negative, neutral, positive), ``score`` (-1 … 1),
        ``confidence`` (0 … 1), ``rule`` (the strongest part of the score).
    """
    return _encoded(frame, classify_parsed(frame, language.parse(frame["text"]))["score"])


def _encoded(frame: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    rows = []
    for text, start, end, score in zip(*(frame[c] for c in ("text", "start", "end")), told, strict=True):
        target = int(start), int(end)
        rows.append((*joined_reading(text, target, score), "encoder and rules"))
    return pd.DataFrame(rows, columns=["label", "score", "confidence", "rule"], index=frame.index)


def classify_parsed(frame: pd.DataFrame, docs: list[Doc]) -> pd.DataFrame:
    """Do what ``classify_targets`` does by rules, for texts that are parsed already."""
    rows = [
        _classify(doc, start, end)
        for doc, start, end in zip(docs, frame["start"].tolist(), frame["end"].tolist(), strict=True)
    ]
    return pd.DataFrame(rows, columns=["label", "score", "confidence", "rule"], index=frame.index)


def _classify(doc: Doc, start: int, end: int) -> tuple[str, float, float, str]:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return "neutral", 0.0, 0.3, "none"
    at, sentence = dict.fromkeys(range(span.start, span.end), KEY), span[0].sent
    parts = _direct(sentence, at)
    parts["clause"] = CLAUSE * tone(clause_words(span.root))
    parts["sentence"] = SENTENCE * tone(sentence)
    score = sum(parts.values())
    if span.root.dep_ == "nsubj" and span.root.head.lemma_ in family("speech"):
        score *= SPEAKING
    score = max(-1.0, min(1.0, score))
    rule = max(parts, key=lambda name: abs(parts[name])) if score else "none"
    return tone_label(score, BORDER), score, confidence_of(score), rule


def _direct(sentence: Span, at: Mapping[int, str]) -> dict[str, float]:
    """The parts of the score that rules tie to the target: acts on it, acts by it, what is said of it."""
    found = read(sentence)
    done = sum(a.score * reach(w, at, True).get(KEY, 0.0) for a in found for w in a.targets)
    does = sum(a.score * reach(w, at, False).get(KEY, 0.0) for a in found for w in a.sources)
    said = sum(v.score * reach(v.token, at, False).get(KEY, 0.0) for v in appraisals(sentence, found))
    weights = (("done to it", DONE_TO, done), ("does", DOES, does), ("said of it", SAID_OF, said))
    return {name: weight * max(-1.5, min(1.5, value)) for name, weight, value in weights}


def clause_words(head: Token) -> list[Token]:
    """The words of the clause that ``head`` stands in, clauses below it left out."""
    above = {head.i, *(t.i for t in head.ancestors)}
    root = head
    while root.dep_ not in CLAUSES and root.head != root and not (root.dep_ == "conj" and root.pos_ == "VERB"):
        root = root.head
    words, stack = [], [root]
    while stack:
        word = stack.pop()
        words.append(word)
        stack += [c for c in word.children if c.dep_ not in CLAUSES or c.i in above]
    return words


def tone_label(score: float, border: float) -> str:
    """Return the side of a score, neutral up to ``border``."""
    return "positive" if score >= border else "negative" if score <= -border else "neutral"


def confidence_of(score: float) -> float:
    """Confidence by size: on the training part about half are right near the border, four fifths at the ends."""
    return round(0.5 + 0.3 * min(1.0, abs(score)), 3)


def joined_reading(sentence: str, target: tuple[int, int], score: float) -> tuple[str, float, float]:
    """Return label, score and confidence of a target, the encoder's reading and the rules' score joined."""
    likely = judge.towards(sentence, [target], score)[0]
    return relations.SIDES[likely.argmax()], float(likely[2] - likely[0]), float(likely.max())
