"""What encoder and rules together make of the actors of an article, pair by pair and side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Token

from stancebook.stance import weighing
from stancebook.stance.anchor import Article
from stancebook.stance.candidates import Candidate, Meant, Voice, candidates
from stancebook.tables import kind_of
from stancebook.text import relations
from stancebook.text.grammar import family

Mention = tuple[int, int, str]  # first token, end token, actor
Sided = tuple[str, str, str, str]  # sentence, source, target, label


@dataclass(frozen=True, slots=True)
class Verdict:
    """A side that one of two actors may take: where, and how surely."""

    candidate: Candidate
    source: str
    target: str
    label: str
    confidence: float


def asked(article: Article) -> list[Candidate]:
    """Return the pairs of actors that are judged; none is a place."""
    doc = article.doc
    ends = [
        (doc[first].idx, doc[end - 1], actor) for first, end, actor in article.mentions if kind_of(actor) != "place"
    ]
    meant = [Meant(start, last.idx + len(last.text), actor) for start, last, actor in ends]
    voices = [
        Voice([tuple(span) for span in row["content"]], row["speaker_id"], row["quote_id"])
        for row, _ in article.quotes
        if isinstance(row["speaker_id"], str)
    ]
    return candidates(doc.text, article.body, meant, voices, article.names)


def measured(article: Article, rules: Mapping[Sided, float]) -> tuple[list[Candidate], np.ndarray]:
    """Return the candidates and their ``weighing.features``; ``rules`` is how sure rules are of a side in a sentence.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    found = asked(article)
    if not found:
        return [], np.zeros((0, len(weighing.LABELS), len(weighing.FEATURES)))
    likely = np.concatenate([relations.pairs(c.text, [(c.a_at, c.b_at)]) for c in found])
    ruled = np.array([[rules.get((sent_of(article, c), *key), 0.0) for key in sides(c)] for c in found])
    return found, weighing.features(found, likely, ruled)


def verdicts(article: Article, rules: Mapping[Sided, float]) -> Iterator[Verdict]:
    """Yield for both directions of each pair the side that is surer.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    found, made = measured(article, rules)
    for c, sure in zip(found, weighing.confidence(made), strict=True):
        of = sides(c)
        for k in (0, 2):
            best = k + int(sure[k + 1] > sure[k])
            yield Verdict(c, *of[best], float(sure[best]))


def sides(c: Candidate) -> list[tuple[str, str, str]]:
    """Return source, target and label of ``weighing.LABELS`` for a candidate."""
    pairs = [(c.a, c.b), (c.a, c.b), (c.b, c.a), (c.b, c.a)]
    return [(*pair, label) for pair, label in zip(pairs, weighing.LABELS, strict=True)]


def sent_of(article: Article, c: Candidate) -> str:
    """Return the id of a candidate's sentence."""
    return article.sent_id_at(c.start)


def places(article: Article, c: Candidate, source: str, target: str) -> tuple[Mention | None, Mention | None]:
    """Return the closest mentions of source and target in the candidate's sentence, None of who is not there."""
    span = article.doc.char_span(c.start, c.end, alignment_mode="expand")
    inside = [m for m in article.mentions if span.start <= m[0] and m[1] <= span.end]
    sources, targets = ([m for m in inside if m[2] == actor] for actor in (source, target))
    if not (sources and targets):
        return next(iter(sources), None), next(iter(targets), None)
    return min(((s, t) for s in sources for t in targets), key=lambda two: _gap(*two))


def _gap(one: Mention, other: Mention) -> tuple[bool, int]:
    between = max(one[0], other[0]) - min(one[1], other[1])
    return between < 0, between


def apart(article: Article, source: Mention, target: Mention) -> bool:
    """True where syntax says that the words are not of these two, whatever the encoder makes of them.

    Two joined as one subject or object do not act on each other ("Iran and Israel welcomed the offer"), but where the
    verb is of that kind ("clashed") or they are named as such ("each other").  Whoever is rival, critic or victim *of*
    somebody is somebody else ("Russia's rivals thanked Moldova").
    """
    one, other = (article.doc[m[0] : m[1]].root for m in (source, target))
    if other in one.conjuncts:
        head = next((t for t in (one, *one.ancestors) if t.dep_ != "conj" and t not in one.conjuncts), one)
        verb = head.head if head in (one, *one.conjuncts) else head
        mutual = article.doc[verb.left_edge.i : verb.right_edge.i + 1].text.lower()
        return verb.lemma_ not in family("reciprocal") and not any(w in mutual for w in ("each other", "one another"))
    return any(_whose(word) for word in (one, other))


def _whose(word: Token) -> bool:
    """True for the owner in "Russia's rivals", "critics of Russia", "the Iranian opposition"."""
    head = word.head.head if word.dep_ == "pobj" and word.head.lower_ in ("of", "to") else word.head
    inside = word.dep_ in ("poss", "compound", "amod", "nmod", "pobj")
    return inside and head.pos_ in ("NOUN", "PROPN") and head.lemma_.lower() in family("adverse")


def voice_of_pair(article: Article, source: Mention | None, target: Mention | None) -> tuple[Token, str | None]:
    """Return the word that a stance hangs on, and whose words it is part of (None: the reporter's).

    It hangs on the word that joins the two; where the target stands in somebody's quoted words and the source is
    that somebody, or stands in them too, the words are that speaker's.  One that the sentence does not name is None:
    then it hangs on the other.
    """
    if source is None or target is None:
        first, end, _ = source or target  # type: ignore[misc]
        word = article.doc[first:end].root
        return word, article.speaker(word)
    joint = article.doc[min(source[0], target[0]) : max(source[1], target[1])].root
    word, speaker = article.doc[target[0]], article.speaker(article.doc[target[0]])
    if speaker is None or speaker not in (source[2], article.speaker(article.doc[source[0]])):
        return joint, None
    return joint if article.speaker(joint) == speaker else word, speaker
