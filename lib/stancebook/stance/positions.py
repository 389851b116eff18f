"""Who stands with or against whom: directed stances between actors, with who says so and the words that show it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd
from spacy.tokens import Span, Token

from stancebook import tables
from stancebook.stance import judge, mood
from stancebook.stance.anchor import Article, they
from stancebook.stance.edges import Edge, edges
from stancebook.stance.lexicon import senses
from stancebook.stance.predicates import DENIAL, SILENCE, acts_of
from stancebook.stance.voiced import voiced
from stancebook.stance.whom import actors_at
from stancebook.tables import SIDE, kind_of
from stancebook.text.arguments import negated, verb_agents
from stancebook.text.grammar import family

# The probability that a stance needs: one that the encoder alone sees, a view of the speaker, an act. What
# lies above was right or acceptable in four of five cases in world newspapers (479 read, about half of them in articles
# that served in training), what lies below in a third to a half; the encoder alone, from 0.7 to 0.8, in seven of ten.
LEAST, VIEW, ACT = 0.8, 0.5, 0.4
# Views of a speaker that are no stance of theirs in more than a third of cases: "anticipated Peru's sanctions".
WEAK_VIEWS = frozenset({"agent", "does", "hope"})
# Appraisals that hold whatever the clause around them says: "the heroes of X did not come", "I hope that X recovers",
# "would not have happened without X".
PRESUMED = frozenset({"attribute", "noun of", "credit", "hope", "sympathy", "heard"})


def stances_in(read: Iterable[Article]) -> pd.DataFrame:
    """Find who stands with or against whom.

    Parameters
    ----------
    read
        Parsed articles with their annotations (``anchor.articles``).

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        Table ``stances``: a row for each sentence, pair, voice and basis.  ``asserted_by`` is the speaker whose words
        they are, null for the reporter and for a voice left unnamed; ``status`` tells how it is told (see
        ``status``); ``start``/``end`` span the words that show it.  ``basis`` is *act* for what the source does to
        the target, *words* for what it says or is reported to think of it, *told* where somebody else calls it the
        target's friend or foe.  Actors that merely stand in one sentence get no row, nor does what takes no side:
        a denial, silence, an act that did not happen.
    """
    rows: list[dict] = []
    for article in read:
        sided = (row for edge in _article_edges(article) if abs((row := _row(article, edge))["score"]) >= SIDE)
        rows += ({"stance_id": f"{article.doc_id}:a{number}", **row} for number, row in enumerate(sided))
    return tables.make("stances", rows)


def _article_edges(article: Article) -> list[Edge]:
    """The stances of an article, the surest one of each sentence, pair, voice and basis, in text order."""
    best: dict[tuple, Edge] = {}
    before: Span | None = None
    for sentence in article.doc.sents:
        if not article.actors_in(sentence):
            continue
        found = list(edges(sentence, article.at, article.speaker, they(article, sentence, before)))
        found = [*_judged(found, article, sentence), *voiced(article, sentence)]
        for edge in (_charged(article, _told(article, e)) for e in found if _worth_telling(e)):
            key = (sentence.start, edge.source, edge.target, edge.asserted_by, edge.basis)
            kept = best.get(key)
            if kept is None or _weight(edge) > _weight(kept):
                best[key] = edge
        before = sentence
    return sorted(best.values(), key=lambda e: (e.trigger.i, e.source, e.target, e.basis))


def _judged(found: list[Edge], article: Article, sentence: Span) -> list[Edge]:
    """Weigh the edges of the rules with what the encoder makes of the same two actors, and add what they miss.

    An unlikely side is no stance; nor is one for or against a place.
    """
    acting = [e for e in found if "place" not in (kind_of(e.source), kind_of(e.target))]
    found = [e for e in acting if not (e.view and e.construction in WEAK_VIEWS)]
    if not acts_of(sentence):  # no stance word at all: spare the encoder
        return [e for e in (_heard(e, article, sentence) for e in found) if _likely(e)]
    rules: dict[tuple[str, str], float] = {}
    for edge in found:
        side = math.copysign(edge.confidence, edge.score) if abs(edge.score) >= SIDE else 0.0
        rules[edge.source, edge.target] = max(rules.get((edge.source, edge.target), 0.0), side, key=abs)
    likely = {}
    for verdict in judge.verdicts(article, sentence, rules):
        for source, target, support, oppose in verdict.sides():
            likely[source[2], target[2]] = support, oppose
            own = article.speaker(article.doc[source[0]]) == target[2]  # "Macron welcomed Sisi, Rady added"
            known = (source[2], target[2]) in rules  # "denied attacking" stands
            if max(support, oppose) >= LEAST and not (known or own or judge.apart(article, source, target)):
                found.append(_alone(article, source, target, support, oppose))
    weighed = (_heard(_weighed(e, likely, rules), article, sentence) for e in found)
    return [e for e in weighed if _likely(e)]


def _alone(article: Article, source: judge.Mention, target: judge.Mention, support: float, oppose: float) -> Edge:
    """Return the edge of a side that the encoder alone sees; it hangs on the stance word above its target, if any."""
    word, holder = judge.voice_of_pair(article, source, target)
    above = article.doc[target[0] : target[1]].root.ancestors  # the nearest first
    voiced = (t for t in above if senses(t) and article.speaker(t) == article.speaker(word))
    trigger = next(voiced, word)
    ends = tuple(article.doc[i] for m in (source, target) for i in (m[0], m[1] - 1))
    score, sure = support - oppose, max(support, oppose)
    known = senses(trigger)
    basis = known[0].basis if known else "words" if holder == source[2] else "act"
    return Edge(source[2], target[2], score, sure, holder, "", trigger, ends, score, reader="encoder", basis=basis)


def _likely(edge: Edge) -> bool:
    return abs(edge.score) < SIDE or edge.confidence >= (VIEW if edge.view else ACT)


def _weighed(
    edge: Edge, likely: Mapping[tuple[str, str], tuple[float, float]], rules: Mapping[tuple[str, str], float]
) -> Edge:
    """Give an edge of the rules the probability that rules and encoder together give it.

    The encoder gives one direction to what goes both ways ("clashes between X and Y"): where the rules see both, the
    probabilities of both count for each.
    """
    pair, back, side = (edge.source, edge.target), (edge.target, edge.source), edge.score < 0
    if pair not in likely or abs(edge.score) < SIDE or edge.reader == "encoder":
        return edge
    mutual = rules.get(back, 0.0) * edge.score > 0
    sure = likely[pair][side] + (likely[back][side] if mutual else 0.0)
    return replace(edge, confidence=sure, reader="both")


def _heard(edge: Edge, article: Article, sentence: Span) -> Edge:
    """Give what a speaker is taken to think of somebody the probability that the encoder hears it in the words."""
    if not edge.view or edge.reader != "rules" or abs(edge.score) < SIDE:
        return edge
    sure = judge.heard(article, sentence, edge.target)[edge.score < 0]
    return replace(edge, confidence=sure, reader="both")


def _told(article: Article, edge: Edge) -> Edge:
    """What a source does in the reporter's own words, the reporter asserts: "Trump ordered sanctions"."""
    if edge.source == edge.asserted_by and article.quote(edge.trigger) in article.narrated:
        return replace(edge, asserted_by=None)
    return edge


def _charged(article: Article, edge: Edge) -> Edge:
    """ "X accused Y of backing Z": that Y backs Z is X's claim, with quotation marks or without."""
    if edge.asserted_by is not None:
        return edge
    verb = edge.trigger.head.head
    if edge.trigger.dep_ != "pcomp" or verb.lemma_ not in family("accusing"):
        return edge
    accusers = [a for word in verb_agents(verb) for a in actors_at(word, article.at, target=False)]
    return replace(edge, asserted_by=accusers[0]) if accusers else edge


def _worth_telling(edge: Edge) -> bool:
    """Keep sides taken, and what is told to take none ("denied", "met"); drop sides too faint to read."""
    return abs(edge.score) >= SIDE or (abs(edge.unweakened) < SIDE and not edge.view)


def _weight(edge: Edge) -> float:
    """A side taken outweighs a side not taken; then the surer and the stronger."""
    return edge.confidence * (0.2 + abs(edge.score))


def _row(article: Article, edge: Edge) -> dict:
    sentence = edge.trigger.sent
    words = [w for w in (edge.trigger, *edge.words) if sentence.start <= w.i < sentence.end]
    first, last = min(words, key=lambda w: w.i), max(words, key=lambda w: w.i)
    start, end = _mention_edges(article, first, last)
    quote = article.quote(edge.trigger)
    how, score = status(edge, quoted=quote is not None and quote not in article.narrated)
    return {
        "doc_id": article.doc_id, "sent_id": article.sent_id(edge.trigger), "source_id": edge.source,
        "target_id": edge.target, "basis": edge.basis, "label": label(score), "score": round(score, 3),
        "confidence": round(edge.confidence, 3), "status": how, "asserted_by": edge.asserted_by, "quote_id": quote,
        "start": start, "end": end,
        "rule": edge.rule,
    }  # fmt: skip


def status(edge: Edge, quoted: bool = False) -> tuple[str, float]:
    """Return how ``edge`` is told, and its score with the negations that its rule did not see.

    - ``denied``: the source or somebody else denies it ("denied backing", "rejected claims that it backs").
    - ``negated``: said not to be so ("does not support", "has not commented"; "stopped backing": no longer so).
    - ``hypothetical``: possible, conditional, future, wished, demanded or threatened ("would sanction"); a denial
      that was not made leaves it open and so counts here.
    - ``reported``: somebody other than the source claims it; ``asserted_by`` names the voice, null if left unnamed.
    - ``asserted``: the reporter tells it; also what a source says in words of its own, since the reporter tells that
      it said so ("Smith says Peru did it" shows Smith against Peru; that Peru did it is Smith's claim).

    Of two that hold the first in this list is given.  ``quoted``: the words stand in a quote.
    """
    if edge.construction == SILENCE:  # "has not commented", "declined to comment"
        return mood.NEGATED, edge.score
    if edge.construction == DENIAL:
        return (mood.HYPOTHETICAL if negated(edge.trigger) else mood.DENIED), edge.score
    presumed = edge.view and edge.construction in PRESUMED
    how = mood.Mood(mood.ASSERTED, False) if presumed else mood.mood_of(edge.trigger)
    # The encoder has read the whole sentence, but gives "stopped short of condemning" the side of the word itself.
    unseen = _of_word(edge) if edge.reader == "encoder" and how.status == mood.NEGATED else how.unseen
    score = (-0.6 * edge.score if edge.score > 0 else 0.0) if unseen else edge.score  # as ``polarity`` has it
    if how.status != mood.ASSERTED:
        return how.status, score
    unnamed = quoted and edge.asserted_by is None
    others = unnamed or edge.asserted_by not in (None, edge.source)
    return (mood.REPORTED if others else mood.ASSERTED), score


def _of_word(edge: Edge) -> bool:
    """True where the side told is the one that the stance word has by itself."""
    return any(sense.score * edge.score > 0 for sense in senses(edge.trigger))


def _mention_edges(article: Article, first: Token, last: Token) -> tuple[int, int]:
    """Widen a span of tokens to whole mentions, so that the evidence does not cut a name."""
    i, j = first.i, last.i
    while i > 0 and i in article.at and article.at.get(i - 1) == article.at[i]:
        i -= 1
    while j + 1 < len(article.doc) and j in article.at and article.at.get(j + 1) == article.at[j]:
        j += 1
    return article.doc[i].idx, article.doc[j].idx + len(article.doc[j].text)


def label(score: float) -> str:
    """Return the side that a score takes: supports, opposes or, when small, neutral."""
    return "supports" if score >= SIDE else "opposes" if score <= -SIDE else "neutral"
