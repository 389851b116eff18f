"""The word lists behind stance and tone, read once from ``data/``."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from spacy.tokens import Token

from stancebook import language

VERB_TAGS = frozenset({"VERB", "AUX"})
PARTICLES = frozenset(["out", "up", "back", "down", "off", "away", "in", "on", "over", "apart", "together"])
VALENCE_SCALE = 4.0  # VADER grades words from -4 to 4


class Entry(NamedTuple):
    """One word's sense: how far its source is for or against its target, and where the target stands."""

    word: str
    family: str
    pos: str
    score: float
    agent: float
    slots: frozenset[str]


def _rows(name: str) -> list[dict[str, str]]:
    """Rows of a data file, comment lines left out."""
    text = (files("stancebook") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#")))


@cache
def stance_words() -> dict[str, dict[str, tuple[Entry, ...]]]:
    """Return part of speech -> dictionary form -> senses, from ``data/stance_words.csv``."""
    senses: dict[str, dict[str, tuple[Entry, ...]]] = {"verb": {}, "noun": {}, "person": {}, "adjective": {}}
    for row in _rows("stance_words.csv"):
        slots = frozenset(row["slots"].split())
        for word in dict.fromkeys(row["words"].split()):
            entry = Entry(word, row["family"], row["pos"], float(row["score"]), float(row["agent"]), slots)
            here = senses[row["pos"]]
            here[word] = (*here.get(word, ()), entry)
    return senses


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
    return {row["family"]: frozenset(row["words"].split()) for row in _rows("grammar_words.csv")}


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


def among(verb: Token, name: str) -> bool:
    """Tell whether ``verb``, with its particle if it has one ("call off"), is in a family of ``grammar_words.csv``."""
    words = family(name)
    particles = (c.lower_ for c in verb.children if c.dep_ == "prt")
    return verb.lemma_ in words or any(f"{verb.lemma_}_{particle}" in words for particle in particles)


@cache
def _phrasal_heads() -> frozenset[str]:
    return frozenset(verb.split("_")[0] for verb in stance_words()["verb"] if "_" in verb)


@cache
def tone_words() -> dict[str, float]:
    """Return word -> valence (-4 to 4): VADER's list with the corrections of ``data/news_tone.csv``."""
    valences = dict(language.vader().lexicon)
    for row in _rows("news_tone.csv"):
        if row["kind"] in ("set", "up", "down", "label"):
            valences.update(dict.fromkeys(row["words"].split(), float(row["valence"])))
    return {word: value for word, value in valences.items() if value}


@cache
def tone_kind(kind: str) -> frozenset[str]:
    """Return all words of one kind (up, down, bad_when_up, label, negator, undoes) of ``data/news_tone.csv``."""
    return frozenset(w for row in _rows("news_tone.csv") if row["kind"] == kind for w in row["words"].split())


def valence(token: Token) -> float:
    """Return the tone of a word by itself, -1 to 1; names have none ("Hope Hicks", "United Nations")."""
    if token.pos_ == "PROPN":
        return 0.0
    words = tone_words()
    return words.get(token.lower_, 0.0) / VALENCE_SCALE
