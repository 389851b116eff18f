"""Which two actors may be for or against each other: those meant in one sentence, and whoever speaks it.

Works on characters and actors alone, so that what is learnt from (labelled chains of mentions) and what is read at run
time (the tables) go through the same function.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, NamedTuple

from stancebook.text.quotation import Span

PAIRS = 16  # of a sentence, speakers' first, then those closest together: a list of ten countries would make 45
SPEECH = 0.5  # share of a sentence from which on a quote makes it its speaker's, who is then read before it


Read = Literal["alone", "spoken", "behind"]  # a sentence; behind its speaker's name; behind the sentence before


class Meant(NamedTuple):
    """A mention: characters of the text and the actor that is meant."""

    start: int
    end: int
    actor: str


class Voice(NamedTuple):
    """Words and who is quoted for them."""

    spans: Sequence[Span]
    speaker: str
    quote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two actors to be asked about, and the text to ask of.

    ``text`` is a sentence, with its speaker before it where it does not name them, or with the sentence before where
    it has but one actor (see ``read``).  ``a_at`` and ``b_at`` are all their mentions in ``text``, ``a`` the one who
    comes first; ``start`` and ``end`` are the sentence's characters in the article; ``speakers`` are quoted in it.
    """

    a: str
    b: str
    start: int
    end: int
    text: str
    a_at: tuple[Span, ...]
    b_at: tuple[Span, ...]
    speakers: Mapping[str, str | None] = field(default_factory=dict)
    read: Read = "alone"


def candidates(
    text: str,
    sentences: Iterable[Span],
    mentions: Iterable[Meant],
    voices: Iterable[Voice],
    names: Mapping[str, str],
) -> list[Candidate]:
    """Return the pairs of actors to be judged, sentence by sentence.

    Parameters
    ----------
    text
        An article.
    sentences
        Characters of the sentences that are read, in order.
    mentions, voices
        Who is meant where, and who is quoted for what.
    names
        Actor -> name, to put before words that do not name who speaks them.
    """
    meant, quoted = sorted(mentions), list(voices)
    made: list[Candidate] = []
    topic: tuple[Span, str] | None = None  # the sentence before and who it is about
    for span in sentences:
        inside = _within(meant, span)
        heard = [v for v in quoted if any(s < span[1] and span[0] < e for s, e in v.spans)]
        speakers = {v.speaker: v.quote_id for v in heard}
        actors = {m.actor for m in inside}
        unnamed = [v for v in heard if v.speaker not in actors]
        framed = [v.speaker for v in unnamed if _share(v, span) >= SPEECH]
        if framed:
            made += _framed(text, span, inside, framed[0], names.get(framed[0], ""), speakers)
        elif len(actors) == 1 and topic and topic[1] not in actors:
            made += _behind(text, topic, span, meant, speakers)
        else:
            made += _pairs(text, span, inside, speakers)
        for v in unnamed:
            if v.speaker not in framed[:1]:
                said = [m for m in inside if any(s <= m.start < e for s, e in v.spans)]
                of = _framed(text, span, said, v.speaker, names.get(v.speaker, ""), speakers)
                made += [c for c in of if v.speaker in (c.a, c.b)]
        about = framed[0] if framed else next(iter(speakers), None) or next((m.actor for m in inside), None)
        topic = (span, about) if about else None
    return made


def _within(meant: list[Meant], span: Span) -> list[Meant]:
    low = bisect_left(meant, (span[0], 0, ""))
    high = bisect_left(meant, (span[1], 0, ""))
    return [m for m in meant[low:high] if m.end <= span[1]]


def _share(voice: Voice, span: Span) -> float:
    """Return the share of a sentence that a voice speaks."""
    said = sum(max(0, min(e, span[1]) - max(s, span[0])) for s, e in voice.spans)
    return said / max(1, span[1] - span[0])


def _framed(
    text: str, span: Span, inside: list[Meant], speaker: str, name: str, speakers: Mapping[str, str | None]
) -> list[Candidate]:
    """Pairs of a sentence behind the name of who speaks it."""
    before = f"{name or 'A speaker'} said: "
    at = span[0] - len(before)
    spoken = Meant(at, at + len(before) - len(" said: "), speaker)
    return _asked("spoken", before + text[slice(*span)], span, at, [spoken, *inside], speakers, speaker)


def _behind(
    text: str, topic: tuple[Span, str], span: Span, meant: list[Meant], speakers: Mapping[str, str | None]
) -> list[Candidate]:
    """The pair of a sentence's only actor and who the sentence before is about, read in both."""
    (start, _), about = topic
    inside = _within(meant, span)
    wanted = {about, *(m.actor for m in inside)}
    both = [m for m in _within(meant, (start, span[1])) if m.actor in wanted]
    return _asked("behind", text[start : span[1]], span, start, both, speakers, about)


def _pairs(text: str, span: Span, inside: list[Meant], speakers: Mapping[str, str | None]) -> list[Candidate]:
    return _asked("alone", text[slice(*span)], span, span[0], inside, speakers, None)


def _asked(
    read: Read,
    said: str,
    span: Span,
    at: int,
    meant: list[Meant],
    speakers: Mapping[str, str | None],
    first: str | None,
) -> list[Candidate]:
    """Pair the actors of ``meant``; pairs with a speaker or with ``first`` come first, then those closest together.

    ``at`` is the character of the article at which ``said`` would begin.
    """
    places: dict[str, list[Span]] = {}
    for m in meant:
        places.setdefault(m.actor, []).append((m.start - at, m.end - at))
    ranked = []
    for a, b in combinations(places, 2):
        gap = min((max(x[0], y[0]) - min(x[1], y[1]) for x in places[a] for y in places[b]), key=lambda g: (g < 0, g))
        if gap >= 0:
            ranked.append((not {a, b} & {first, *speakers}, gap, a, b))
    return [
        Candidate(a, b, *span, said, tuple(places[a]), tuple(places[b]), speakers, read)
        for _, _, a, b in sorted(ranked)[:PAIRS]
    ]
