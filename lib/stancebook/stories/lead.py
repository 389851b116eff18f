"""The sentence that tells what happened: the one that the articles of a story bear out most, as it stands in one.

A story's centre is the sum of its articles, each the sum of its sentences, weighted by their place (news tells first
what matters most).  The sentence nearest the centre leads (centroid summary, Radev et al. 2004), place counted once
more, if it names an actor or a place of the story and has a finite verb.  What somebody says of what happened comes
behind what the reporter says, and words in quotation marks never lead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from stancebook.stories.rarity import stems
from stancebook.stories.vectors import Vector, dot, total, unit
from stancebook.text import roles

READ = 15  # sentences of an article that are looked at
SLOPE = 4  # sentences down the article after which one counts for half
SHORTEST, LONGEST = 8, 60  # words of a sentence that can lead
BORNE_OUT = 0.3  # likeness of a sentence from which another article's bears it out
SAID = 0.5  # share of a sentence from which it is somebody's words
REPORTED = 0.6  # what a sentence that passes on somebody's words counts
PAST = 0.3  # what a sentence that looks years back counts
YEARS = 2  # years before the article from which a year is history
TITLED = 0.75  # share of capitals among the longer words from which a line is a heading
BEGINS = re.compile(r"[A-Z0-9]")
ENDS = re.compile(r"[.!]['\"”’)]*$")
ADDRESSED = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Yy]ou|[Yy]our|[Cc]lick|[Ss]ubscribe)\b")
LEANS = re.compile(
    r"(?:He|She|They|It|His|Her|Their|Its|This|That|These|Those|But|And|Or|So|Yet|Also|Still|However|What|"
    r"Had|If|Were|Should|Imagine|Perhaps|"
    r"(?:With|In|By|Through|After|Under|For|At|On|From|Of|Despite) (?:this|that|these|those|it|them))\b"
)
# "For three decades, …", "has long been": how things are, not what happened.
BACKGROUND = re.compile(r"^For (?:\w+ ){1,3}(?:years|decades|centuries)\b|\b(?:has|have|had) long (?:been|had)\b")
YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")


class Sentence(NamedTuple):
    """A body sentence: where it stands, its words, how much is quoted or reported, whom it names, is it history."""

    sent_id: str
    doc_id: str
    place: int
    text: str
    quoted: float
    reported: float
    actors: Collection[str]
    past: bool = False


class Lead(NamedTuple):
    """The sentence that leads a story, and how many other articles bear it out."""

    sentence: Sentence
    support: int


def weight_of_place(place: int) -> float:
    """Return what a sentence counts by its place in the article, 1 for the first, a half for the fifth."""
    return SLOPE / (SLOPE + place)


def find(
    articles: Sequence[Sequence[Sentence]],
    main: Collection[str],
    weights: Vector,
    clause: Callable[[str], bool],
) -> Lead | None:
    """Return the lead of a story, or None where no sentence can be it.

    Parameters
    ----------
    articles
        The body sentences of each distinct text, in order.
    main
        The actors and places of the story; a lead names one.
    weights
        Stem -> how rare it is (``rarity.of_words``).
    clause
        Tells whether a sentence has a finite verb; asked only of those that would lead.
    """
    vectors = {s.sent_id: unit(weighed(stems(s.text), weights)) for article in articles for s in article[:READ]}
    center = _center(articles, vectors)
    able = [s for article in articles for s in article[:READ] if fits(s, main)]
    for s in sorted(able, key=lambda s: (-_rank(s, vectors, center), s.doc_id, s.place)):
        if clause(s.text):
            others = [article for article in articles if article[0].doc_id != s.doc_id]
            return Lead(s, sum(_borne_out(vectors[s.sent_id], article, vectors) for article in others))
    return None


def prose(text: str, following: str = "") -> bool:
    """Tell whether a sentence is part of what an article tells: no heading, no line of credits, no caption.

    ``following`` is what comes after it: a caption is followed by whose picture it is.
    """
    told = len(text.split()) >= SHORTEST and not roles.credited(text, following)
    return told and not heading(text)


def looks_back(text: str, published: int | None) -> bool:
    """Tell whether a sentence tells what lies behind the news.

    It names a year long before its article (of the year ``published``, if that is known), or what has long been so.
    """
    if BACKGROUND.search(text):
        return True
    years = [int(year) for year in YEAR.findall(text)]
    return bool(years) and max(years) <= (published - YEARS if published else 1999)


def fits(sentence: Sentence, main: Collection[str]) -> bool:
    """Tell whether a sentence can lead, its verb aside: a statement that needs none before it, on one of ``main``."""
    text = sentence.text
    return bool(
        SHORTEST <= len(text.split()) <= LONGEST
        and BEGINS.match(text)
        and ENDS.search(text)
        and prose(text)
        and sentence.quoted < SAID
        and not LEANS.match(text)
        and not ADDRESSED.search(text)
        and any(actor in main for actor in sentence.actors)
    )


def heading(text: str) -> bool:
    """Tell whether a line is written like a heading, most of its longer words with a capital."""
    long = [word for word in text.split() if len(word) > 3]
    return sum(word[0].isupper() for word in long) >= TITLED * len(long)


def _rank(sentence: Sentence, vectors: Mapping[str, Vector], center: Vector) -> float:
    voice = (REPORTED if sentence.reported >= SAID else 1.0) * (PAST if sentence.past else 1.0)
    return round(voice * weight_of_place(sentence.place) * dot(vectors[sentence.sent_id], center), 9)


def _borne_out(vector: Vector, article: Sequence[Sentence], vectors: Mapping[str, Vector]) -> bool:
    return any(dot(vector, vectors[s.sent_id]) >= BORNE_OUT for s in article[:READ])


def _center(articles: Sequence[Sequence[Sentence]], vectors: Mapping[str, Vector]) -> dict[str, float]:
    """Return the sum of the articles, each of length one, each its sentences weighted by place."""
    return unit(total((1.0, unit(total(_placed(article, vectors)))) for article in articles))


def _placed(article: Sequence[Sentence], vectors: Mapping[str, Vector]) -> Iterator[tuple[float, Vector]]:
    yield from ((weight_of_place(s.place), vectors[s.sent_id]) for s in article[:READ])


def weighed(words: Sequence[str], weights: Vector) -> dict[str, float]:
    """Return the vector of these stems: how often each stands there times how rare it is."""
    return {stem: n * weights.get(stem, 0.0) for stem, n in sorted(Counter(words).items())}
