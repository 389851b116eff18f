"""The tones of whole articles: how each quote sounds."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from stancebook import tables
from stancebook.stance.anchor import Article
from stancebook.text import relations
from stancebook.text.arguments import negated
from stancebook.text.tone_words import valence
from stancebook.tone.target_sentiment import confidence_of, tone_label
from stancebook.tone.vader import EVEN

OBJECTS = frozenset({"dobj", "acomp", "attr", "oprd"})  # "expressed *frustration*", "was *delighted*"
FINITE = frozenset({"MD", "VBD", "VBZ", "VBP"})


def tones(read: Iterable[Article]) -> pd.DataFrame:
    """Find how each quote sounds.

    Parameters
    ----------
    read
        Parsed articles with their annotations (``anchor.articles``).

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        Table ``tones``: a row a quote; a refusal to comment and a thing acted on have none.  The score is what our
        encoder hears when the content is marked in its sentence, plus the tone of the cue ("complained").
        ``target_id`` is null: what a speaker's words are for or against is a stance.
    """
    rows: list[dict] = []
    for article in read:
        for number, row in enumerate(_quote_rows(article)):
            rows.append({"tone_id": f"{article.doc_id}:t{number}", "doc_id": article.doc_id, **row})
    return tables.make("tones", rows)


def _quote_rows(article: Article) -> Iterable[dict]:
    for quote, spans in article.quotes:
        if spans and _uttered(article, quote, spans):
            cue = _cue_tone(article, quote, spans)
            score = max(-1.0, min(1.0, _heard(article, spans) + cue))
            yield {
                "quote_id": quote["quote_id"], "holder_id": _known(quote["speaker_id"]), "target_id": None,
                "label": tone_label(score, EVEN), "score": round(score, 3), "confidence": confidence_of(score),
                "start": min(s for s, _ in quote["content"]), "end": max(e for _, e in quote["content"]),
                "rule": "encoder + cue" if cue else "encoder",
            }  # fmt: skip


def _heard(article: Article, spans: Iterable[tuple[int, int]]) -> float:
    """Return how the encoder hears the content in its sentences (-1 to 1), each weighted by its words."""
    total, weight = 0.0, 0
    for first, end in spans:
        while first < end:
            sentence = article.doc[first].sent
            part, at = article.doc[first : min(end, sentence.end)], sentence.start_char
            likely = relations.targets(sentence.text, [(part.start_char - at, part.end_char - at)])[0]
            total += float(likely[2] - likely[0]) * len(part)
            weight, first = weight + len(part), sentence.end
    return total / max(weight, 1)


def _cue_tone(article: Article, quote: dict, spans: Iterable[tuple[int, int]]) -> float:
    """Return the tone of the words that bring the quote in: "complained", "expressed frustration"; none if negated."""
    found = [article.doc.char_span(start, end, alignment_mode="expand") for start, end in quote["cue"]]
    cue = {word.i for span in found if span is not None for word in span}
    words = [article.doc[i] for i in cue]
    cue |= {child.i for word in words for child in word.children if child.dep_ in OBJECTS}
    inside = {i for first, end in spans for i in range(first, end)}
    if any(negated(word) for word in words):
        return 0.0
    return sum(valence(article.doc[i]) for i in sorted(cue - inside))


def _uttered(article: Article, quote: dict, spans: list[tuple[int, int]]) -> bool:
    """Tell words said from a thing acted on: "ordered sanctions", "has not commented on the attack" have no tone."""
    if quote["quote_id"] not in article.narrated:
        return True
    return any(article.doc[i].tag_ in FINITE for first, end in spans for i in range(first, end))


def _known(value: object) -> str | None:
    return value if isinstance(value, str) else None
