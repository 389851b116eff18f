"""What may mean somebody in an article: names, pronouns, noun phrases; and what stands about each of them.

``prepare`` serves training too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stancebook.text import decoding, passages
from stancebook.text.quotation import overlapping

if TYPE_CHECKING:
    from spacy.tokens import Doc

KINDS = ("name", "description", "third", "speaker")
NAME, DESCRIPTION, THIRD, SPEAKER = range(4)
FORMS = {  # of a pronoun, 0 for what is none: which of them can mean the same is learnt
    **dict.fromkeys(("he", "him", "his", "himself"), 1),
    **dict.fromkeys(("she", "her", "hers", "herself"), 2),
    **dict.fromkeys(("it", "its", "itself"), 3),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), 4),
    **dict.fromkeys(("who", "whom", "whose"), 5),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), 6),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), 7),
    **dict.fromkeys(("you", "your", "yours", "yourself", "yourselves"), 8),
}
FIRST_SPEAKER = 6  # forms from here on are first and second person
DETERMINERS = frozenset(["the", "a", "an", "this", "that", "these", "those", "'s", "s", "’s", "'", "’"])
Span = tuple[int, int]


class Candidate(NamedTuple):
    """A place that may mean somebody: characters ``[start, end)`` and an index of ``KINDS``."""

    start: int
    end: int
    kind: int


@dataclass(slots=True)
class Mentions:
    """Candidates in the order of a text (by start, the longer first) and what stands about each; a row a candidate.

    ``first``, ``last`` are words (half-open), ``form`` one of ``FORMS``, ``bag`` the words it consists of, ``head``
    its last word; ``inside`` and ``source`` (n × attributions) say whose words it stands in and whether it says them.
    """

    first: np.ndarray
    last: np.ndarray
    kind: np.ndarray
    form: np.ndarray
    sentence: np.ndarray
    quotation: np.ndarray
    head: np.ndarray
    bag: np.ndarray
    inside: np.ndarray
    source: np.ndarray

    def part(self, keep: np.ndarray | slice) -> Mentions:
        """Return some of the candidates."""
        return Mentions(*(getattr(self, f.name)[keep] for f in fields(self)))


def candidates(doc: Doc, names: Iterable[tuple[int, int, str]]) -> list[Candidate]:
    """Return what may mean somebody in a parsed text: ``names`` (of people, bodies and places), pronouns, noun phrases.

    A phrase is left out where its noun is (part of) a name; the owner in "the minister's wife" is a phrase of its own.
    """
    named = [(start, end) for start, end, kind in names if kind != "people"]
    found = dict.fromkeys(named, NAME)
    taken = {i for start, end in named for i in range(start, end)}
    phrases = [(chunk[0], chunk.root) for chunk in doc.noun_chunks]
    phrases += [(t.left_edge, t) for t in doc if t.dep_ == "poss"]
    for first, noun in phrases:
        if noun.pos_ in ("NOUN", "PROPN") and noun.idx not in taken and noun.lower_ not in FORMS:
            found.setdefault((first.idx, noun.idx + len(noun)), DESCRIPTION)
    for token in doc:
        form = FORMS.get(token.lower_, 0)
        if form and token.idx not in taken and (len(token) == 1 or not token.text.isupper()):
            found[token.idx, token.idx + len(token)] = SPEAKER if form >= FIRST_SPEAKER else THIRD
    return ordered(Candidate(*span, kind) for span, kind in found.items())


def ordered(found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates in the order that everything here expects."""
    return sorted(found, key=lambda c: (c.start, -c.end))


def prepare(
    text: str, p: passages.Passage, found: Sequence[Candidate], said: Sequence[decoding.Attributed]
) -> Mentions:
    """Return what stands about ``ordered`` candidates of a text; ``said`` are its attributions."""
    starts, ends = p.starts.tolist(), p.ends.tolist()
    at = np.array([overlapping(starts, ends, c[:2]) for c in found], dtype=int).reshape(-1, 2)
    layout = p.layouts[p.first]
    inside = layout >= 3
    opens = inside & (~np.append(False, inside[:-1]) | (layout == 4))
    first = at[:, 0]
    kind = np.array([c.kind for c in found], int)
    words = [_words(text, p, c, *span) for c, span in zip(found, at.tolist(), strict=True)]
    number = {word: k for k, word in enumerate(sorted({w for ws in words for w in ws}))}
    bag = np.zeros((len(found), len(number)), np.float32)
    for row, ws in zip(bag, words, strict=True):
        row[[number[w] for w in ws]] = 1
    return Mentions(
        first=first,
        last=at[:, 1],
        kind=kind,
        form=np.array([FORMS.get(text[c.start : c.end].lower(), 0) if c.kind >= THIRD else 0 for c in found], int),
        sentence=np.cumsum(layout % 3 > 0)[first],
        quotation=(np.cumsum(opens) * inside)[first],
        head=np.array([number[ws[-1]] if ws else -1 - k for k, ws in enumerate(words)], int),
        bag=bag,
        inside=_overlap(found, [s.contents for s in said]),
        source=_sources(found, [s.source for s in said]),
    )


def _words(text: str, p: passages.Passage, c: Candidate, first: int, last: int) -> list[str]:
    if c.kind >= THIRD:
        return []
    words = [text[p.starts[i] : p.ends[i]].lower() for i in range(first, last)]
    return [w for w in words if w not in DETERMINERS and any(x.isalnum() for x in w)]


def _overlap(found: Sequence[Candidate], contents: list[list[Span]]) -> np.ndarray:
    said = [[any(s <= c.start < e for s, e in spans) for spans in contents] for c in found]
    return np.array(said, np.float32).reshape(len(found), len(contents))


def _sources(found: Sequence[Candidate], sources: list[Span | None]) -> np.ndarray:
    """Mark the first candidate in each source: "the company's CEO, John Smith" is the CEO, not the company."""
    said = np.zeros((len(found), len(sources)), np.float32)
    for k, span in enumerate(sources):
        here = [i for i, c in enumerate(found) if span and span[0] <= c.start < span[1]]
        if here:
            said[here[0], k] = 1
    return said
