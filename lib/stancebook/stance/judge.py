"""What encoder and rules together make of the actors of an article, pair by pair and side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Span, Token

from stancebook.stance import weighing
from stancebook.stance.anchor import Article
from stancebook.stance.candidates import Candidate, Meant, Voice, candidates
from stancebook.stance.lexicon import senses
from stancebook.stance.whom import other
from stancebook.tables import kind_of
from stancebook.text import relations
from stancebook.text.grammar import family

Mention = tuple[int, int, str]  # first token, end token, actor
Sided = tuple[str, str, str, str]  # sentence, source, target, label
HEARD = 0.8  # probability from which on words sound like a side, chosen on 40 articles of SEESAW
ABOUT = 2  # mentions of whom words are about that are read


@dataclass(frozen=True, slots=True)
class Verdict:
    """A side that one of two actors may take: where, how surely, and whether the source's words sound like it."""

    candidate: Candidate
    source: str
    target: str
    label: str
    confidence: float
    heard: bool


def asked(article: Article) -> list[Candidate]:
    """Return the pairs of actors that are judged; none is a place."""
    doc = article.doc
    ends = [
        (doc[m[0]].idx, doc[m[1] - 1], m[2])
        for m in article.mentions
        if kind_of(m[2]) != "place" and not any(_part_of(m, whole) for whole in article.mentions)
    ]
    meant = [Meant(start, last.idx + len(last.text), actor) for start, last, actor in ends]
    voices = [
        Voice([tuple(span) for span in row["content"]], row["speaker_id"], row["quote_id"])
        for row, _ in article.quotes
        if isinstance(row["speaker_id"], str)
    ]
    return candidates(doc.text, article.body, meant, voices, article.names)


def _part_of(m: Mention, whole: Mention) -> bool:
    """True for the "Kenyan" of "Kenyan farmers", who are a group of their own: the group is asked about."""
    wider = whole[0] <= m[0] and m[1] <= whole[1] and whole[1] - whole[0] > m[1] - m[0]
    return wider and kind_of(whole[2]) == "group" and whole[2] != m[2]


def measured(article: Article, rules: Mapping[Sided, float]) -> tuple[list[Candidate], np.ndarray, np.ndarray]:
    """Return the candidates, their ``weighing.features``, and how likely each side is by the tone of a source's words.

    ``rules`` is how sure rules are of a side in a sentence.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    found = asked(article)
    if not found:
        return [], np.zeros((0, len(weighing.LABELS), len(weighing.FEATURES))), np.zeros((0, len(weighing.LABELS)))
    likely = np.concatenate([relations.pairs(c.text, [(c.a_at, c.b_at)]) for c in found])
    ruled = np.array([[rules.get((sent_of(article, c), *key), 0.0) for key in sides(c)] for c in found])
    heard = np.stack([_heard(article, c) for c in found])
    return found, weighing.features(found, likely, ruled, heard), heard


def worded(article: Article, verdict: Verdict) -> bool:
    """Tell whether the stance word that joins the two goes the way of a side."""
    ends = places(article, verdict.candidate, verdict.source, verdict.target)
    word = _stance_word(article, ends) if all(ends) else None
    sign = 1 if verdict.label == "supports" else -1
    return word is not None and any(sense.score * sign > 0 for sense in senses(word))


def _stance_word(article: Article, ends: tuple[Mention | None, Mention | None]) -> Token | None:
    """Return the nearest word above a target that takes a side and that the source stands under too, or None."""
    source, target = (article.doc[m[0] : m[1]].root for m in ends if m)
    under = {source, *source.ancestors}
    return next((t for t in target.ancestors if t in under and senses(t)), None)


def _heard(article: Article, c: Candidate) -> np.ndarray:
    """Return how likely a source's words sound the way of each side about its target, not a number where it has none.

    Words in which a target is named, not those of the reporter ("X attacked Y") and not "he": who that is is less sure.
    """
    span = _sentence(article, c)
    heard = np.full((2, 2), np.nan)
    for k, (source, target) in enumerate(((c.a, c.b), (c.b, c.a))):
        named = [m for m in article.mentions if m[2] == target and span.start <= m[0] and m[1] <= span.end]
        spoken = [m for m in named if _spoken(article, m, source)][:ABOUT]
        if spoken:
            likely = relations.targets(span.text, [_characters(span, m) for m in spoken]).max(0)
            heard[k] = likely[2], likely[0]
    return heard.ravel()


def _sentence(article: Article, c: Candidate) -> Span:
    return article.doc.char_span(c.start, c.end, alignment_mode="expand") or article.doc[:0]


def _spoken(article: Article, m: Mention, speaker: str) -> bool:
    word = article.doc[m[0]]
    own = article.speaker(word) == speaker and article.quote(word) not in article.narrated
    return own and (m[1] - m[0] > 1 or (word.pos_ != "PRON" and word.tag_ != "PRP$"))


def _characters(span: Span, m: Mention) -> tuple[int, int]:
    """Return where a mention stands in the text of ``span``."""
    first, last = span.doc[m[0]], span.doc[m[1] - 1]
    return first.idx - span.start_char, last.idx + len(last.text) - span.start_char


def verdicts(article: Article, rules: Mapping[Sided, float]) -> Iterator[Verdict]:
    """Yield for both directions of each pair the side that rules see, else the one that is surer.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    found, made, heard = measured(article, rules)
    for c, sure, sounds in zip(found, weighing.confidence(made), heard, strict=True):
        of, ruled = sides(c), [(sent_of(article, c), *side) in rules for side in sides(c)]
        for k in (0, 2):
            best = k + int((ruled[k + 1], sure[k + 1]) > (ruled[k], sure[k]))
            yield Verdict(c, *of[best], float(sure[best]), bool(sounds[best] >= HEARD))


def sides(c: Candidate) -> list[tuple[str, str, str]]:
    """Return source, target and label of ``weighing.LABELS`` for a candidate."""
    pairs = [(c.a, c.b), (c.a, c.b), (c.b, c.a), (c.b, c.a)]
    return [(*pair, label) for pair, label in zip(pairs, weighing.LABELS, strict=True)]


def sent_of(article: Article, c: Candidate) -> str:
    """Return the id of a candidate's sentence."""
    return article.sent_id_at(c.start)


def places(article: Article, c: Candidate, source: str, target: str) -> tuple[Mention | None, Mention | None]:
    """Return the closest mentions of source and target in the candidate's sentence, None of who is not there."""
    span = _sentence(article, c)
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
        return verb.lemma_ not in family("reciprocal") and not any(
            w in mutual for w in ("each other", "one another", "together")
        )
    return any(_whose(word) for word in (one, other))


def _whose(word: Token) -> bool:
    """True for the owner in "Russia's rivals", "critics of Russia", "the Iranian opposition"."""
    head = word.head.head if word.dep_ == "pobj" and word.head.lower_ in ("of", "to") else word.head
    inside = word.dep_ in ("poss", "compound", "amod", "nmod", "pobj")
    return inside and head.pos_ in ("NOUN", "PROPN") and (head.lemma_.lower() in family("adverse") or other(head))


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
