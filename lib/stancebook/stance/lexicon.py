"""Stance words (``stance/data/stance_words.csv``): the senses of a word, each with its source and its target."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from spacy.tokens import Token

from stancebook.text import wordlists
from stancebook.text.grammar import VERB_TAGS

PARTICLES = frozenset(["out", "up", "back", "down", "off", "away", "in", "on", "over", "apart", "together"])


class Entry(NamedTuple):
    """One word's sense: how far its source is for or against its target, on what basis, where the target stands."""

    word: str
    family: str
    pos: str
    basis: str  # of ``tables.BASIS``
    score: float
    agent: float
    slots: frozenset[str]


@cache
def stance_words() -> dict[str, dict[str, tuple[Entry, ...]]]:
    """Return part of speech -> dictionary form -> senses, from ``data/stance_words.csv``."""
    senses: dict[str, dict[str, tuple[Entry, ...]]] = {"verb": {}, "noun": {}, "person": {}, "adjective": {}}
    for row in wordlists.rows("stance", "stance_words.csv"):
        slots = frozenset(row["slots"].split())
        for word in dict.fromkeys(row["words"].split()):
            entry = Entry(
                word, row["family"], row["pos"], row["basis"], float(row["score"]), float(row["agent"]), slots
            )
            here = senses[row["pos"]]
            here[word] = (*here.get(word, ()), entry)
    return senses


@cache
def _participles() -> dict[str, str]:
    """Regular -ed and -ing forms of the stance verbs: the tagger calls "backed" in "Iran-backed" an adjective."""
    forms = {}
    for verb in stance_words()["verb"]:
        stem = verb[:-1] if verb.endswith("e") else verb
        forms[stem + "ed"] = forms[stem + "ing"] = verb
        if verb.endswith("y"):
            forms[verb[:-1] + "ied"] = verb
        if verb[-1] in "bdgmnprt":
            forms[verb + verb[-1] + "ed"] = forms[verb + verb[-1] + "ing"] = verb
    return forms


def senses(token: Token) -> tuple[Entry, ...]:
    """Return the stance senses of ``token`` in its sentence, none for most tokens.

    A verb with a particle is looked up with it first ("drive out" before "drive"); a participle that the
    tagger calls an adjective counts as its verb ("Iran-backed").
    """
    words, pos, lemma = stance_words(), token.pos_, token.lemma_.lower()
    if pos in VERB_TAGS:
        if token.tag_ == "VBN" and token.lower_ in words["adjective"] and token.dep_ not in ("acl", "conj"):
            return words["adjective"][token.lower_]  # "was appalled by"
        verbs = words["verb"]
        found = verbs.get(lemma, ())
        if lemma in _phrasal_heads():
            for child in token.children:
                if child.dep_ in ("prt", "prep", "advmod") and child.lower_ in PARTICLES:
                    found = verbs.get(f"{lemma}_{child.lower_}", found)
        return found
    if pos == "NOUN":
        return words["noun"].get(lemma, ()) + words["person"].get(lemma, ())
    if pos == "ADJ":
        found = words["adjective"].get(lemma, ())
        return found or (words["verb"].get(_participles().get(token.lower_, ""), ()))
    return ()


@cache
def _phrasal_heads() -> frozenset[str]:
    return frozenset(verb.split("_")[0] for verb in stance_words()["verb"] if "_" in verb)
