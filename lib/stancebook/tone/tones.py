"""The tones of whole articles: how each quote sounds, and what the reporter's own words call somebody."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from spacy.tokens import Span

from stancebook import tables
from stancebook.stance.anchor import Article
from stancebook.stance.predicates import acts_of, appraisals
from stancebook.stance.voiced import PRONOUNS
from stancebook.stance.whom import actors_at
from stancebook.tone.target_sentiment import BORDER, confidence_of, tone_label
from stancebook.tone.vader import EVEN
from stancebook.tone.word_tone import tone

# What a reporter's sentence may say of somebody without quoting; deeds are news, not the reporter's opinion.
REPORTER = frozenset({"attribute", "predicate", "noun of", "credit"})
View = tuple[str, float, str]  # actor, score, kind of appraisal
FINITE = frozenset({"MD", "VBD", "VBZ", "VBP"})


def tones(read: Iterable[Article]) -> pd.DataFrame:
    """Find how each quote sounds, and whom the reporter's own words judge.

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
        Table ``tones``.  A row with a null target is the tone of a whole quote (rule "vader+news"; a refusal
        to comment and a thing acted on have none); a row with a
        target (holder and quote null) is what the reporter's own words call it.  What a speaker's words are for or
        against is a stance, not here.
    """
    rows: list[dict] = []
    for article in read:
        found = [*_quote_rows(article), *_reporters_rows(article)]
        for number, row in enumerate(found):
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


def _reporters_rows(article: Article) -> Iterable[dict]:
    views: dict[int, list[View]] = {}
    for first, end, actor in article.mentions:
        token, last = article.doc[first], article.doc[end - 1]
        if token.lower_ in PRONOUNS or first in article.quoted:
            continue
        if token.sent.start not in views:
            views[token.sent.start] = list(_views(article, token.sent))
        score, kind = _towards(views[token.sent.start], actor)
        if kind is not None:
            yield {
                "quote_id": None, "holder_id": None, "target_id": actor, "label": tone_label(score, BORDER),
                "score": round(score, 3), "confidence": confidence_of(score), "start": token.idx,
                "end": last.idx + len(last.text), "rule": kind,
            }  # fmt: skip


def _views(article: Article, sentence: Span) -> Iterable[View]:
    """What the reporter's words in ``sentence`` call whom."""
    for view in appraisals(sentence, acts_of(sentence)):
        if view.kind in REPORTER and article.speaker(view.trigger) is None:
            for actor, weight in actors_at(view.token, article.at, target=False).items():
                if abs(view.score * weight) >= BORDER:
                    yield actor, view.score * weight, view.kind


def _towards(views: list[View], actor: str) -> tuple[float, str | None]:
    """Score and kind of what the views say of ``actor`` together; None where they say nothing."""
    wanted = [v for v in views if v[0] == actor]
    if not wanted:
        return 0.0, None
    return max(-1.0, min(1.0, sum(v[1] for v in wanted))), max(wanted, key=lambda v: abs(v[1]))[2]
