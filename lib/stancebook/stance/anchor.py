"""Which token is whose: mentions, quotations and sentences of an article laid over its parsed tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd
from spacy.attrs import IDX
from spacy.tokens import Doc, Span, Token

from stancebook import tables
from stancebook.stance.whom import actors_at

PLURAL = frozenset({"NNS", "NNPS"})
# Quotes of this manner report a view in the reporter's own words: "X ordered sanctions", "the attack was claimed by X".
REPORTERS_WORDS = frozenset({"described", "declined"})
Pronoun = Callable[[Token], dict[str, float]]


@dataclass(slots=True)
class Article:
    """One parsed document with its annotations by token index."""

    doc_id: str
    doc: Doc
    at: dict[int, str] = field(default_factory=dict)  # token -> actor of the innermost mention over it
    mentions: list[tuple[int, int, str]] = field(default_factory=list)  # first token, end token, actor
    quoted: dict[int, tuple[str | None, str]] = field(default_factory=dict)  # token -> (speaker, quote)
    quotes: list[tuple[dict, list[tuple[int, int]]]] = field(default_factory=list)  # row, token ranges
    narrated: set[str] = field(default_factory=set)  # quotes in the reporter's own words
    sent_starts: list[int] = field(default_factory=list)
    sent_ids: list[str] = field(default_factory=list)
    body: list[tuple[int, int]] = field(default_factory=list)  # characters of the sentences that tell the story
    names: dict[str, str] = field(default_factory=dict)  # actor -> its longest name in the article

    def speaker(self, token: Token) -> str | None:
        """Return the actor whose quoted words ``token`` is part of, None for the reporter's or an unknown's."""
        return self.quoted.get(token.i, (None, ""))[0]

    def quote(self, token: Token) -> str | None:
        """Return the innermost quote with a known speaker that ``token`` lies in."""
        return self.quoted.get(token.i, (None, None))[1]

    def sent_id(self, token: Token) -> str:
        """Return the id of the sentence that ``token`` lies in."""
        return self.sent_id_at(token.idx)

    def sent_id_at(self, character: int) -> str:
        """Return the id of the sentence that a character of the text lies in."""
        return self.sent_ids[max(0, bisect_right(self.sent_starts, character) - 1)]

    def actors_in(self, span: Span) -> set[str]:
        """Return the actors with a mention in ``span`` and the speakers of its words."""
        found = {self.at[i] for i in range(span.start, span.end) if i in self.at}
        return found | {s for i in range(span.start, span.end) if (s := self.quoted.get(i, (None, ""))[0])}


def articles(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
) -> Iterator[Article]:
    """Yield every document that was parsed, in order, with its annotations laid over its tokens.

    Parameters
    ----------
    documents, sentences, mentions, quotes
        The tables of those names.
    parsed
        ``doc_id`` -> parsed document (``language.parse``).
    """
    by = {name: tables.by_document(frame) for name, frame in (("s", sentences), ("m", mentions), ("q", quotes))}
    for doc_id in documents["doc_id"]:
        if doc_id in parsed:
            rows = {name: groups[doc_id] for name, groups in by.items()}
            yield _article(doc_id, parsed[doc_id], rows["s"], rows["m"], rows["q"])


def _article(doc_id: str, doc: Doc, sentences: list[dict], mentions: list[dict], quotes: list[dict]) -> Article:
    article = Article(doc_id, doc)
    offsets = doc.to_array([IDX]).ravel().tolist()

    def tokens(start: int, end: int) -> tuple[int, int]:
        first = max(0, bisect_right(offsets, start) - 1)
        return first, max(first + 1, bisect_right(offsets, end - 1))

    article.sent_starts = [row["start"] for row in sentences]
    article.sent_ids = [row["sent_id"] for row in sentences]
    article.body = [(row["start"], row["end"]) for row in sentences if row["role"] == "body"]
    known = [row for row in mentions if isinstance(row["actor_id"], str)]
    for row in sorted(known, key=lambda r: r["start"] - r["end"]):  # long ones first: the innermost is kept
        first, end = tokens(row["start"], row["end"])
        article.mentions.append((first, end, row["actor_id"]))
        article.at.update(dict.fromkeys(range(first, end), row["actor_id"]))
        if row["kind"] in tables.NAMED:  # the first of those that are longest
            article.names.setdefault(row["actor_id"], doc.text[row["start"] : row["end"]])
    article.mentions.sort()
    for row in sorted(quotes, key=lambda r: sum(s - e for s, e in r["content"])):
        spans = [tokens(s, e) for s, e in row["content"] if e > s]
        article.quotes.append((row, spans))
        if row["manner"] in REPORTERS_WORDS:
            article.narrated.add(row["quote_id"])
        known_speaker = isinstance(row["speaker_id"], str)
        for i in (i for first, end in spans for i in range(first, end)):
            if known_speaker:
                article.quoted[i] = (row["speaker_id"], row["quote_id"])
            else:  # an unnamed voice inside a named one's words: the named one vouches for it
                article.quoted.setdefault(i, (None, row["quote_id"]))
    return article


def they(article: Article, sentence: Span, before: Span | None) -> Pronoun:
    """Return a reader of whom an unresolved "they" may stand for: the last plural phrase before it that names an actor.

    "will benefit PMF leaders, although he hoped they would not …"; else the plural subject of the sentence before,
    when it is of the same speaker.
    """

    def resolve(word: Token) -> dict[str, float]:
        if word.lower_ not in ("they", "them"):
            return {}
        for token in reversed(article.doc[sentence.start : word.i]):
            if token.tag_ in PLURAL and (found := actors_at(token, article.at, target=False)):
                return {actor: 0.8 * weight for actor, weight in found.items()}
        for token in before or ():
            same = article.speaker(token) == article.speaker(word)
            if same and token.dep_ in ("nsubj", "nsubjpass") and token.tag_ in PLURAL:
                return {a: 0.7 * w for a, w in actors_at(token, article.at, target=False).items()}
        return {}

    return resolve
