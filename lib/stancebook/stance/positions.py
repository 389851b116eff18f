"""Who stands with or against whom: directed stances between actors, with who says so and the words that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd
from spacy.tokens import Span, Token

from stancebook import tables
from stancebook.stance import judge, mood
from stancebook.stance.anchor import Article, they
from stancebook.stance.edges import Edge, edges
from stancebook.stance.lexicon import senses
from stancebook.stance.predicates import DENIAL, SILENCE
from stancebook.stance.whom import actors_at
from stancebook.tables import SIDE, kind_of
from stancebook.text.arguments import negated, verb_agents
from stancebook.text.grammar import family

# Views of a speaker that are no stance of theirs in more than a third of cases: "anticipated Peru's sanctions".
WEAK_VIEWS = frozenset({"agent", "does", "hope"})
NO_SIDE = "neutral"
SCORE = re.compile(r"(?<![\d-])\d{1,3}\s?[-–:]\s?\d{1,3}(?![\d-])")
# Confidence from which on a side is told: where a rule shows it too, where the words' tone does, where a stance word
# joins the two, by the encoder alone.  Chosen on 107 articles of our own that it has not learnt from and 40 of SEESAW.
RULED, HEARD, WORDED, ALONE = 0.15, 0.25, 0.4, 0.6
UNREAD = 0.5  # ... of a rule's own confidence, where the encoder is not asked
TURNED = 0.1  # ... where a rule reads "backed by Peru": the encoder often has such sides the other way round
PASSIVE = "passive"
OTHER = {"supports": "opposes", "opposes": "supports"}
OWN_WORDS = "own words"  # what a side hangs on that a speaker's words take
# Appraisals that hold whatever the clause around them says: "the heroes of X did not come", "I hope that X recovers",
# "would not have happened without X".
PRESUMED = frozenset({"attribute", "noun of", "credit", "hope", "sympathy"})


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
    found = ruled(article)
    best: dict[tuple, Edge] = {}
    for edge in _likely(article, found):
        told = _charged(article, _told(article, edge))
        key = (told.trigger.sent.start, told.source, told.target, told.asserted_by, told.basis)
        if key not in best or told.confidence > best[key].confidence:
            best[key] = told
    return sorted(best.values(), key=lambda e: (e.trigger.i, e.source, e.target, e.basis))


def _likely(article: Article, found: Mapping[judge.Sided, list[Edge]]) -> Iterator[Edge]:
    """Yield the edges that are sure enough: of what is asked of the encoder, and of what only rules can see.

    The encoder is not asked of two of whom one stands in the other's name: "the Iran-aligned Houthis".
    """
    asked = set()
    for verdict in judge.verdicts(article, {key: of[0].confidence for key, of in found.items()}):
        asked.add((judge.sent_of(article, verdict.candidate), verdict.source, verdict.target))
        edge = _edge(article, verdict, found) if _worth_telling(article, verdict, found) else None
        if edge is not None and not _game(edge):
            yield edge
    for (sentence, source, target, side), edges_of in found.items():
        places = "place" in (kind_of(source), kind_of(target))
        if (
            side != NO_SIDE
            and not places
            and (sentence, source, target) not in asked
            and edges_of[0].confidence >= UNREAD
        ):
            yield edges_of[0]


def _worth_telling(article: Article, verdict: judge.Verdict, by_rule: Mapping[judge.Sided, list[Edge]]) -> bool:
    """Tell whether a side is sure enough: what something else shows too is told from a lower confidence on.

    Where rules see the other side of the same two in the sentence, theirs is told or none: "an economist who backs the
    government said that trade would shrink" is not against it.
    """
    at = (judge.sent_of(article, verdict.candidate), verdict.source, verdict.target)
    rule = by_rule.get((*at, verdict.label))
    if not rule and (*at, OTHER[verdict.label]) in by_rule:
        return False
    if rule:
        return verdict.confidence >= (TURNED if rule[0].construction == PASSIVE else RULED)
    if verdict.heard:
        return verdict.confidence >= HEARD
    return verdict.confidence >= (WORDED if judge.worded(article, verdict) else ALONE)


def ruled(article: Article) -> dict[judge.Sided, list[Edge]]:
    """Return the edges of the rules, the surest first, by sentence, source, target and label ("" where of no side)."""
    found: dict[judge.Sided, list[Edge]] = {}
    before: Span | None = None
    for sentence in article.doc.sents:
        if not article.actors_in(sentence):
            continue
        for edge in edges(sentence, article.at, article.speaker, they(article, sentence, before)):
            if not (edge.view and edge.construction in WEAK_VIEWS):
                key = (article.sent_id(edge.trigger), edge.source, edge.target, label(edge.score))
                found.setdefault(key, []).append(edge)
        before = sentence
    return {key: sorted(of, key=lambda e: -e.confidence) for key, of in found.items()}


def _edge(article: Article, verdict: judge.Verdict, by_rule: Mapping[judge.Sided, list[Edge]]) -> Edge | None:
    """Return the edge of a side: the rules' one, if they see it, else one that hangs on the stance word nearest above.

    None where syntax says that the words are not of these two, or that something was denied or left unsaid.
    """
    c, source, target = verdict.candidate, verdict.source, verdict.target
    at = (judge.sent_of(article, c), source, target)
    if known := by_rule.get((*at, verdict.label)):
        return replace(known[0], confidence=verdict.confidence, reader="both")
    ends = judge.places(article, c, source, target)
    mention = ends[1] or ends[0]
    if mention is None or (*at, NO_SIDE) in by_rule:
        return None
    if ends[0] and ends[1] and judge.apart(article, ends[0], ends[1]):
        return None
    word, holder = judge.voice_of_pair(article, *ends)
    above = article.doc[mention[0] : mention[1]].root.ancestors  # the nearest first
    voiced = (t for t in above if senses(t) and article.speaker(t) == article.speaker(word))
    trigger = next(voiced, word)
    own = holder == source and article.quote(word) not in article.narrated
    known_as = senses(trigger)
    basis = "words" if own else known_as[0].basis if known_as else "act"
    shown = tuple(article.doc[i] for m in ends if m for i in (m[0], m[1] - 1))
    score = verdict.confidence if verdict.label == "supports" else -verdict.confidence
    return Edge(
        source, target, score, verdict.confidence, holder, OWN_WORDS if own else "", trigger, shown, score,
        view=own, reader="encoder", basis=basis,
    )  # fmt: skip


def _game(edge: Edge) -> bool:
    """True for "Canada beat Sweden 4-1": who wins takes no side."""
    return edge.trigger.lemma_.lower() in family("game") and SCORE.search(edge.trigger.sent.text) is not None


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
    if edge.construction == OWN_WORDS and how.status != mood.NEGATED:  # a threat or a wish is said
        how = mood.Mood(mood.ASSERTED, False)
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
    return "supports" if score >= SIDE else "opposes" if score <= -SIDE else NO_SIDE
