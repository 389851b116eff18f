"""Plain VADER beside our tone: the classic baseline, and the words that make it differ."""

from __future__ import annotations

import re

import pandas as pd

from stancebook.tables import span_text
from stancebook.text import language

GAP = 0.5  # two scores further apart than this part, as do scores of opposite sign
EVEN = 0.05  # VADER's border of neutral: a score below it has no sign
MOST = 4  # words named a quote
COLUMNS = ["tone_id", "doc_id", "quote_id", "holder_id", "words", "tone", "vader", "gap", "parts", "vader_words"]


def vader_scores(frame: pd.DataFrame, column: str = "text") -> pd.Series:
    """Return plain VADER's compound score (-1 to 1) of each text, for comparison with the corrected tone."""
    analyser = language.vader()
    return pd.Series([analyser.polarity_scores(t)["compound"] for t in frame[column]], index=frame.index, dtype=float)


def against_vader(tones: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Set our tone of each quote beside VADER's (Hutto and Gilbert 2014) and say which words make VADER differ.

    Parameters
    ----------
    tones, quotes, documents
        The tables of those names.

    Returns
    -------
    DataFrame
        One row a quote with a tone, the widest gap first: ``tone_id, doc_id, quote_id, holder_id, words`` (the
        content of the quote), ``tone, vader`` (-1 … 1), ``gap`` (tone less VADER), ``parts`` (opposite signs, each at
        least 0.05 from zero, or a gap over 0.5), ``vader_words`` (the words that push VADER away from our tone,
        with how much its score changes when the word is left out: erasure, Li, Monroe and Jurafsky 2016).
    """
    kept = tones.reset_index(drop=True)
    content = dict(zip(quotes["quote_id"], quotes["content"], strict=True))
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    kept = kept.assign(
        words=[" ".join(span_text(texts[t.doc_id], content.get(t.quote_id) or [[t.start, t.end]]).split())
               for t in kept.itertuples()], tone=kept["score"],
    )  # fmt: skip
    kept["vader"] = vader_scores(kept, "words")
    kept["gap"] = kept["tone"] - kept["vader"]
    opposite = (kept["tone"] * kept["vader"] < 0) & (kept[["tone", "vader"]].abs().min(axis=1) >= EVEN)
    kept["parts"] = opposite | (kept["gap"].abs() > GAP)
    kept["vader_words"] = [_pushing(w, gap) for w, gap in zip(kept["words"], kept["gap"], strict=True)]
    order = kept["gap"].abs().sort_values(ascending=False, kind="stable").index
    return kept.loc[order, COLUMNS].reset_index(drop=True)


def _pushing(text: str, gap: float) -> str:
    """Return the words whose loss would bring VADER nearer to our tone, the strongest first, with their push.

    None where the two agree within ``EVEN``.
    """
    if abs(gap) < EVEN:
        return ""
    analyser, pushes = language.vader(), dict[str, float]()
    whole = analyser.polarity_scores(text)["compound"]
    for found in re.finditer(r"[\w’'-]+", text):
        if found.group().lower() in analyser.lexicon:
            rest = text[: found.start()] + text[found.end() :]
            push = whole - analyser.polarity_scores(rest)["compound"]
            if push * gap < 0:
                word = found.group().lower()
                pushes[word] = pushes.get(word, 0.0) + push
    ranked = sorted(pushes.items(), key=lambda item: (-abs(item[1]), item[0]))[:MOST]
    return ", ".join(f"{word} {push:+.2f}".replace("-", "−") for word, push in ranked)
