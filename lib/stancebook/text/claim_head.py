"""The encoder's reading of sentences as claims about trade: is it one, which way, driven by what, when, how surely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancebook.text import decoding, encoder, passages
from stancebook.text.quotation import overlapping

# What is asked of a sentence, and the answers in the order of the model's outputs.
QUESTIONS: dict[str, tuple] = {
    "claim": (False, True),
    "direction": ("up", "down", "flat", "mixed", "unclear"),
    "driver": ("access", "policy", "deal", "supply", "demand", "price", "security", "substitution", "none"),
    "horizon": ("past", "present", "future"),
    "hedge": ("asserted", "expected", "possible", "denied"),
    "condition": (False, True),
}
CONTEXT = 160  # characters of the first sentence and of the one before that are read with a sentence
MOST_PIECES = 250  # word pieces that are read of a sentence with what stands before it
MARK = 2  # what the marked layers know the target of a sentiment by

Answers = dict[str, dict[object, float]]  # question -> answer -> probability


def in_context(sentences: Sequence[str], i: int) -> tuple[str, tuple[int, int]]:
    """Return what is read for sentence ``i`` of an article, and where that sentence stands in it.

    Before it stand the beginnings of the article's first sentence and of the one just before.
    """
    before = [_line(sentences[j])[:CONTEXT] for j in dict.fromkeys((0, i - 1)) if 0 <= j < i]
    text = "".join(f"{line}\n" for line in before)
    return text + (own := _line(sentences[i])), (len(text), len(text) + len(own))


def _line(sentence: str) -> str:
    return " ".join(sentence.split())


def answers_of(sentences: Sequence[str], i: int) -> Answers | None:
    """Return the probabilities of the answers to ``QUESTIONS`` for sentence ``i`` of an article; None for an empty one.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    return _read(*in_context(sentences, i)) if sentences[i].strip() else None


def _read(text: str, span: tuple[int, int]) -> Answers | None:
    p = passages.passage(text, encoder.tokenizer())
    first, last = overlapping(p.starts.tolist(), p.ends.tolist(), span)
    edges = np.append(p.first, len(p.ids))
    marks = np.zeros(len(p.ids), int)
    marks[edges[first] : edges[last]] = MARK
    marks = marks[:MOST_PIECES]
    if not marks.any():
        return None
    where = np.stack([marks == MARK, np.ones_like(marks, bool)]).astype(np.float32)
    inputs = dict(zip(("ids", "cases", "layouts"), encoder.with_marks(p, 0, len(marks)), strict=True))
    inputs |= {"marks": marks, "means": where / where.sum(1, keepdims=True)}
    outputs = encoder.session("claims.onnx").run(["answers"], {k: v[None] for k, v in inputs.items()})[0][0]
    answers, at = {}, 0
    for name, choices in QUESTIONS.items():
        part = outputs[at : at + len(choices)].astype(float)
        likely = np.clip(np.exp(decoding.log_softmax(part)), 1e-4, 1 - 1e-4)
        answers[name] = dict(zip(choices, likely.tolist(), strict=True))
        at += len(choices)
    return answers
