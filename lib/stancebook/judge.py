"""What the encoder makes of the actors that stand in one sentence: asked of each pair once, both directions told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from spacy.tokens import Span, Token

from stancebook import relations
from stancebook.anchor import Article
from stancebook.encoder import States

PAIRS = 12  # of a sentence, those closest together: a list of ten countries would make 45
PLACE = "place:"  # where, not who: asked about by no pair
Mention = tuple[int, int, str]  # first token, end token, actor


@dataclass(slots=True)
class Verdict:
    """How likely ``source`` is said to be for and against ``target``, and where both stand (first, end token)."""

    source: Mention
    target: Mention
    supports: float
    opposes: float

    @property
    def score(self) -> float:
        """Return how far the source is for (to 1) or against (to −1) the target, as expected."""
        return self.supports - self.opposes


def verdicts(article: Article, sentence: Span, states: States) -> Iterator[Verdict]:
    """Yield a verdict for each ordered pair of the actors with a mention in ``sentence``."""
    inside = [m for m in article.mentions if sentence.start <= m[0] and m[1] <= sentence.end]
    found = pairs([m for m in inside if not m[2].startswith(PLACE)])
    spans = [(_characters(article, a), _characters(article, b)) for a, b in found]
    whole = sentence.start_char, sentence.end_char
    for (a, b), said in zip(found, relations.pairs(states, whole, spans).tolist(), strict=True):
        yield Verdict(a, b, said[1], said[2])
        yield Verdict(b, a, said[3], said[4])


def pairs(mentions: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Return each two actors where their mentions are closest to each other, in text order."""
    nearest: dict[frozenset, tuple[int, Mention, Mention]] = {}
    for a, b in combinations(sorted(mentions), 2):
        gap = b[0] - a[1]
        key = frozenset((a[2], b[2]))
        # side by side two names make one phrase ("Iraqi Prime Minister X"), one in the other is its part
        if a[2] != b[2] and gap > 0 and (key not in nearest or gap < nearest[key][0]):
            nearest[key] = gap, a, b
    return [(a, b) for _, a, b in sorted(nearest.values())[:PAIRS]]


def _characters(article: Article, mention: Mention) -> tuple[int, int]:
    first, last = article.doc[mention[0]], article.doc[mention[1] - 1]
    return first.idx, last.idx + len(last.text)


def voice(article: Article, verdict: Verdict) -> tuple[Token, str | None]:
    """Return the word that a verdict is told at, and whose words it is part of (None: the reporter's).

    What is said of a target inside quoted words is their speaker's; of one who speaks, the reporter tells it unless
    the speaker's own words do.
    """
    token = article.doc[verdict.target[0]]
    return token, article.speaker(token)
