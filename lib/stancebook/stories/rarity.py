"""How much a word or an actor says about which event an article tells: the rarer, the more.

A corpus of three articles on one event can't tell which of its words are rare.  So a built-in share of news
articles that have a word counts as if ``PRIOR`` more articles had been read; a large corpus outweighs it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache

from nltk.stem.snowball import EnglishStemmer

from stancebook.text import wordlists

PRIOR = 50  # articles that the built-in shares weigh as much as
UNLISTED = 0.004  # share of news articles that have a word not among the common ones
ACTOR = {"country": 0.05, "place": 0.02, "group": 0.02, "organisation": 0.01, "person": 0.005}  # the same by kind
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s?$")
_stem = cache(EnglishStemmer().stem)


def stems(text: str) -> list[str]:
    """Return the words of ``text`` in order, lower case, cut to their stems."""
    return [_stem(POSSESSIVE.sub("", word.lower())) for word in WORD.findall(text)]


@cache
def _common() -> dict[str, float]:
    """Return stem -> share of news articles that have it, from ``data/common_words.csv``."""
    rows = wordlists.rows("stories", "common_words.csv")
    return {stem: int(row["percent"]) / 100 for row in rows for stem in row["stems"].split()}


def of_words(articles: Iterable[Iterable[str]]) -> dict[str, float]:
    """Return stem -> weight, ``-log`` of the share of articles that have it (built-in share included)."""
    return _weights(articles, _common(), UNLISTED)


def of_actors(articles: Iterable[Iterable[str]], kinds: Mapping[str, str]) -> dict[str, float]:
    """Return actor -> weight in the same way; the built-in share is that of its kind."""
    return _weights(articles, {actor: ACTOR[kind] for actor, kind in kinds.items()}, UNLISTED)


def _weights(articles: Iterable[Iterable[str]], known: Mapping[str, float], unknown: float) -> dict[str, float]:
    counts: dict[str, int] = {}
    n = 0
    for article in articles:
        n += 1
        for feature in set(article):
            counts[feature] = counts.get(feature, 0) + 1
    return {
        feature: -math.log((count + PRIOR * known.get(feature, unknown)) / (n + PRIOR))
        for feature, count in counts.items()
    }
