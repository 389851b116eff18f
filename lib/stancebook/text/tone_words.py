"""The tone of single words: VADER's list, corrected for news (``text/data/news_tone.csv``)."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from stancebook.text import language, wordlists

VALENCE_SCALE = 4.0  # VADER grades words from -4 to 4


@cache
def tone_words() -> dict[str, float]:
    """Return word -> valence (-4 to 4): VADER's list with the corrections of ``data/news_tone.csv``."""
    valences = dict(language.vader().lexicon)
    for row in wordlists.rows("text", "news_tone.csv"):
        if row["kind"] in ("set", "up", "down", "label"):
            valences.update(dict.fromkeys(row["words"].split(), float(row["valence"])))
    return {word: value for word, value in valences.items() if value}


def valence(token: Token) -> float:
    """Return the tone of a word by itself, -1 to 1; names have none ("Hope Hicks", "United Nations")."""
    if token.pos_ == "PROPN":
        return 0.0
    words = tone_words()
    return words.get(token.lower_, 0.0) / VALENCE_SCALE
