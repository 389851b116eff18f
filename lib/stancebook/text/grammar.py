"""Words of English grammar by family (``text/data/grammar_words.csv``): who asks whether a verb is one of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stancebook.text import wordlists

if TYPE_CHECKING:
    from spacy.tokens import Token

VERB_TAGS = frozenset({"VERB", "AUX"})


@cache
def family(name: str) -> frozenset[str]:
    """Return the words of one family of ``data/grammar_words.csv``.

    Raises
    ------
    KeyError
        If the file has no such family.
    """
    return _families()[name]


@cache
def _families() -> dict[str, frozenset[str]]:
    return {row["family"]: frozenset(row["words"].split()) for row in wordlists.rows("text", "grammar_words.csv")}


def among(verb: Token, name: str) -> bool:
    """Tell whether ``verb``, or it with its particle ("call off", "stop short"), is in a family of the word list."""
    words = family(name)
    particles = (c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod"))
    return verb.lemma_ in words or any(f"{verb.lemma_}_{particle}" in words for particle in particles)
