"""The tones of whole articles: how each quote sounds."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from stancebook import tables
from stancebook.stance.anchor import Article
from stancebook.tone.target_sentiment import confidence_of, tone_label
from stancebook.tone.vader import EVEN
from stancebook.tone.word_tone import tone

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
        Table ``tones``: a row a quote (rule "vader+news"); a refusal to comment and a thing acted on have none.
        ``target_id`` is null: what a speaker's words are for or against is a stance.
    """
    rows: list[dict] = []
    for article in read:
        for number, row in enumerate(_quote_rows(article)):
            rows.append({"tone_id": f"{article.doc_id}:t{number}", "doc_id": article.doc_id, **row})
    return tables.make("tones", rows)


def _quote_rows(article: Article) -> Iterable[dict]:
    for quote, spans in article.quotes:
        score = tone(article.doc[i] for first, end in spans for i in range(first, end))
        if spans and _uttered(article, quote, spans):
            yield {
                "quote_id": quote["quote_id"], "holder_id": _known(quote["speaker_id"]), "target_id": None,
                "label": tone_label(score, EVEN), "score": round(score, 3), "confidence": confidence_of(score),
                "start": min(s for s, _ in quote["content"]), "end": max(e for _, e in quote["content"]),
                "rule": "vader+news",
            }  # fmt: skip


def _uttered(article: Article, quote: dict, spans: list[tuple[int, int]]) -> bool:
    """Tell words said from a thing acted on: "ordered sanctions", "has not commented on the attack" have no tone."""
    if quote["quote_id"] not in article.narrated:
        return True
    return any(article.doc[i].tag_ in FINITE for first, end in spans for i in range(first, end))


def _known(value: object) -> str | None:
    return value if isinstance(value, str) else None
