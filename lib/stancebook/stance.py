"""Who stands with or against whom: directed stances between actors, with who says so and the words that show it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from spacy.tokens import Doc, Span, Token

from stancebook import ENGINES, language, mood, tables
from stancebook.aggregates import HOLDS, PAIR_COLUMNS, matrix, pair_table, period_table
from stancebook.anchor import Article, Pronoun, articles, they
from stancebook.arguments import children, negated, verb_agents, voice
from stancebook.lexicon import family, senses, tone_words
from stancebook.predicates import Act, appraisals, reach, read
from stancebook.tables import SIDE

__all__ = [
    "HOLDS",
    "PAIR_COLUMNS",
    "SIDE",
    "Edge",
    "classify_pairs",
    "classify_parsed",
    "edges",
    "find",
    "label",
    "matrix",
    "pair_table",
    "period_table",
]

NO_SIDE = frozenset({"denial", "no comment"})
ENCODER = "encoder"
# The probability that the encoder alone needs for a stance: from here on more than half of its answers are right in
# world newspapers that it did not learn on (our own labelled pairs, held out).
LEAST = 0.7
THIRD = frozenset({"he", "she", "they", "it", "his", "her", "their", "its"})
# Appraisals that hold whatever the clause around them says: "the heroes of X did not come", "I hope that X recovers",
# "would not have happened without X".
PRESUMED = frozenset({"attribute", "noun of", "credit", "hope", "sympathy"})
# The base of every confidence: how often each family of rules was right, relation and direction, on 3,000
# training sentences of DSE (Park, Pan and Joo 2021), rounded; by judgement where there were under ten.
TRUST = {
    "verb": 0.8,
    "shared subject": 0.65,
    "passive": 0.7,
    "relative clause": 0.55,
    "noun": 0.55,
    "relation noun": 0.65,
    "adjective": 0.6,
    "compound": 0.7,
    "naming": 0.6,
    "responsibility": 0.7,
    "voice": 0.45,
    "denial": 0.6,
    "no comment": 0.6,
    "response": 0.35,
}


Speaker = Callable[[Token], str | None]


@dataclass(slots=True)
class Edge:
    """One directed stance as read: actors by key, the voice that says so (None: the reporter), the word."""

    source: str
    target: str
    score: float
    confidence: float
    asserted_by: str | None
    rule: str
    trigger: Token
    words: tuple[Token, ...] = ()
    told: float = 0.0  # the score of the stance word before a noun phrase or a place weakened it


def edges(sentence: Span, at: Mapping[int, str], speaker: Speaker, pronoun: Pronoun) -> Iterator[Edge]:
    """Yield the stances that ``sentence`` tells.

    Parameters
    ----------
    sentence
        A parsed sentence.
    at
        Token index -> actor key, for the tokens that mentions cover.
    speaker
        Token -> key of the actor whose words the token is part of, None for the reporter's.
    pronoun
        Token -> actor -> weight for a word that no mention covers; may be empty.
    """
    found = read(sentence)
    for act in found:
        yield from _act_edges(act, at, speaker(act.trigger), pronoun)
    for view in appraisals(sentence, found):
        holder = speaker(view.trigger)
        if holder is None:
            continue
        for target, weight in _reach(view.token, at, holder, False, pronoun).items():
            if target != holder:
                confidence = TRUST["voice"] * min(1.0, 0.6 + abs(view.score * weight))
                yield Edge(
                    holder, target, view.score * weight, confidence, holder, f"voice: {view.rule}", view.trigger,
                    (view.token,),
                )  # fmt: skip


def _act_edges(act: Act, at: Mapping[int, str], holder: str | None, pronoun: Pronoun) -> Iterator[Edge]:
    base = TRUST.get(act.rule, 0.5) * act.certainty
    targets = [(t, pair) for t in act.targets for pair in _reach(t, at, holder, True, pronoun).items()]
    for word in act.sources if targets else ():
        for source, near in _reach(word, at, holder, False, pronoun).items():
            for other, (target, weight) in targets:
                if source != target and near > 0:
                    score, sure = act.score * weight, base * near * abs(weight)
                    yield Edge(source, target, score, sure, holder, act.rule, act.trigger, (word, other), act.score)


def _reach(word: Token, at: Mapping[int, str], holder: str | None, target: bool, pronoun: Pronoun) -> dict[str, float]:
    """``reach``, with "we" and "our" in somebody's words standing for the speaker."""
    found = reach(word, at, target) or pronoun(word)
    if not found and holder is not None and word.lower_ in family("first"):
        return {holder: 0.9}
    return found


def _own_pronoun(word: Token, at: Mapping[int, str]) -> dict[str, float]:
    """ "X said he would not support Y": the subject of the clause above is meant, where nothing else was found."""
    if word.lower_ in THIRD:
        for up in word.ancestors:
            for subject in children(up, "nsubj", "nsubjpass"):
                if subject != word and subject.i in at and subject.i < word.i:
                    return {at[subject.i]: 0.8}
    return {}


# --- marked pairs ---


def classify_pairs(frame: pd.DataFrame, engine: str = ENGINES[0]) -> pd.DataFrame:
    """Read the stance between two marked actors of a sentence.

    Parameters
    ----------
    frame
        Columns ``text`` and the half-open character spans ``a_start, a_end, b_start, b_end``.
    engine
        ``encoder`` (our own model's stance head, the rules joined to it) or ``rules`` (stance words and syntax).

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        One row for each row of ``frame``, in order: ``relation`` (neutral, a_pos_b, b_pos_a, a_neg_b, b_neg_a),
        ``a_to_b`` (-1 … 1, how far a is for or against b; the rules fall back to the stance words near both where
        none finds a source and a target), ``confidence`` (0 … 1), ``rule``.
    """
    parsed = classify_parsed(frame, language.parse(frame["text"]))
    return parsed if engine == "rules" else _encoded(frame, evidence(parsed))


def evidence(parsed: pd.DataFrame) -> np.ndarray:
    """Return the rules' confidence in each of ``relations.RELATIONS`` (rows × 5), 0 for a pair they leave neutral."""
    from stancebook.relations import RELATIONS

    made = np.zeros((len(parsed), len(RELATIONS)))
    for n, (relation, confidence) in enumerate(zip(parsed["relation"], parsed["confidence"], strict=True)):
        made[n, RELATIONS.index(relation)] = confidence if relation != RELATIONS[0] else 0.0
    return made


def _encoded(frame: pd.DataFrame, told: np.ndarray) -> pd.DataFrame:
    from stancebook import encoder, relations  # the rules do without its libraries

    weight, sided = (float(encoder.head()[name]) for name in ("rules", "sided"))
    rows = []
    for n, (text, *edges) in enumerate(frame[["text", "a_start", "a_end", "b_start", "b_end"]].itertuples(index=False)):
        a, b = (int(edges[0]), int(edges[1])), (int(edges[2]), int(edges[3]))
        alone = relations.pairs(text, [(a, b)])
        likely = relations.pooled(alone, told[n : n + 1], weight)
        which = int(relations.decided(likely, sided)[0])
        rule = "encoder and rules" if told[n].any() else "encoder"
        _, a_pos_b, a_neg_b, b_pos_a, b_neg_a = likely[0]
        # sides are mostly mutual: what b thinks of a speaks for half as much
        a_to_b = a_pos_b - a_neg_b + (b_pos_a - b_neg_a) / 2
        rows.append((relations.RELATIONS[which], a_to_b, likely[0, which], rule))
    return pd.DataFrame(rows, columns=["relation", "a_to_b", "confidence", "rule"], index=frame.index)


def classify_parsed(frame: pd.DataFrame, docs: list[Doc]) -> pd.DataFrame:
    """Do what ``classify_pairs`` does by rules, for texts that are parsed already."""
    spans = frame[["a_start", "a_end", "b_start", "b_end"]].itertuples(index=False)
    rows = [_classify(doc, *span) for doc, span in zip(docs, spans, strict=True)]
    columns = ["relation", "a_to_b", "confidence", "rule"]
    return pd.DataFrame(rows, columns=columns, index=frame.index)


def _classify(doc: Doc, a_start: int, a_end: int, b_start: int, b_end: int) -> tuple[str, float, float, str]:
    at = {t.i: "b" for t in _covered(doc, b_start, b_end)} | {t.i: "a" for t in _covered(doc, a_start, a_end)}

    def speaker(token: Token) -> str | None:
        return next((key for word in voice(token) for key in reach(word, at, target=False)), None)

    wanted = {at[i] for i in at}

    def pronoun(word: Token) -> dict[str, float]:
        return _own_pronoun(word, at)

    found = [e for s in doc.sents for e in edges(s, at, speaker, pronoun) if {e.source, e.target} == wanted]
    best = max(found, key=lambda e: abs(e.score) * e.confidence, default=None)
    forward = [e for e in found if e.source == "a" and e.score]
    graded = max(forward, key=lambda e: abs(e.score) * e.confidence, default=None) or best
    a_to_b = graded.score if graded is not None and graded.score else _nearby(doc, at)
    if best is None:
        return "neutral", a_to_b, 0.5, "nearby words" if a_to_b else "none"
    if abs(best.score) < SIDE or best.confidence < 0.2:
        return "neutral", a_to_b, best.confidence, best.rule
    way = ("a_pos_b", "a_neg_b") if best.source == "a" else ("b_pos_a", "b_neg_a")
    return way[best.score < 0], a_to_b, best.confidence, best.rule


def _covered(doc: Doc, start: int, end: int) -> list[Token]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return list(span) if span is not None else []


def _nearby(doc: Doc, at: Mapping[int, str]) -> float:
    """A weak sign from the stance words closest to the two actors, else from the tone of the words between."""
    if not at:
        return 0.0
    first, last = min(at), max(at)
    total = 0.0
    for sentence in doc.sents:
        for act in read(sentence):
            gap = max(first - act.trigger.i, act.trigger.i - last, 0)
            total += act.score / (1 + gap)
    if not total:
        words = tone_words()
        total = sum(words.get(doc[i].lower_, 0.0) for i in range(first, last + 1)) / 8
    return float(np.clip(0.3 * total, -0.3, 0.3))


# --- whole articles ---


def find(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    engine: str = ENGINES[0],
) -> pd.DataFrame:
    """Find who stands with or against whom.

    Parameters
    ----------
    documents, sentences, mentions, quotes
        The tables of those names.
    parsed
        ``doc_id`` -> parsed document (``language.parse``).
    engine
        ``encoder``: it weighs what the rules find and adds what they miss; ``rules``: those alone.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        Table ``stances``: a row for each sentence, pair and voice.  ``asserted_by`` is the speaker whose words
        they are, null for the reporter and for a voice left unnamed; ``status`` tells how it is told (see
        ``status``); ``start``/``end`` span the words that show it.  Actors that merely stand in one sentence get
        no row; neutral rows are denials, silence and acts that did not happen.
    """
    rows: list[dict] = []
    for article in articles(documents, parsed, sentences, mentions, quotes):
        for number, edge in enumerate(_article_edges(article, engine)):
            rows.append(_row(article, edge, number))
    return tables.make("stances", rows)


def _article_edges(article: Article, engine: str) -> list[Edge]:
    """The stances of an article, the surest one of each sentence, pair and voice, in text order."""
    best: dict[tuple, Edge] = {}
    suspects: list[tuple[str, Token]] = []
    before: Span | None = None
    for sentence in article.doc.sents:
        if not article.actors_in(sentence):
            continue
        found = list(edges(sentence, article.at, article.speaker, they(article, sentence, before)))
        new = _suspects(sentence, article.at)
        found += _responses(sentence, article, suspects + new)
        if engine == ENCODER and read(sentence):  # no stance word at all: spare the encoder
            found = _judged(found, article, sentence)
        for edge in (_charged(article, _told(article, e)) for e in found if _worth_telling(e)):
            key = (sentence.start, edge.source, edge.target, edge.asserted_by)
            kept = best.get(key)
            if kept is None or _weight(edge) > _weight(kept):
                best[key] = edge
        suspects, before = new, sentence
    return sorted(best.values(), key=lambda e: (e.trigger.i, e.source, e.target))


def _judged(found: list[Edge], article: Article, sentence: Span) -> list[Edge]:
    """Weigh the edges of the rules with what the encoder makes of the same two actors, and add what they miss."""
    from stancebook import judge  # the rules do without its libraries

    rules: dict[tuple[str, str], float] = {}
    for edge in found:
        told = math.copysign(edge.confidence, edge.score) if abs(edge.score) >= SIDE else 0.0
        rules[edge.source, edge.target] = max(rules.get((edge.source, edge.target), 0.0), told, key=abs)
    likely = {}
    for verdict in judge.verdicts(article, sentence, rules):
        for source, target, support, oppose in verdict.sides():
            likely[source[2], target[2]] = support, oppose
            if max(support, oppose) >= LEAST and (source[2], target[2]) not in rules:  # "denied attacking" stands
                word, holder = judge.voice(article, source, target)
                ends = tuple(article.doc[i] for m in (source, target) for i in (m[0], m[1] - 1))
                score = support - oppose
                found.append(
                    Edge(source[2], target[2], score, max(support, oppose), holder, ENCODER, word, ends, score)
                )
    return [_weighed(e, likely, rules) for e in found]


def _weighed(
    edge: Edge, likely: Mapping[tuple[str, str], tuple[float, float]], rules: Mapping[tuple[str, str], float]
) -> Edge:
    """Give an edge of the rules the probability that rules and encoder together give it.

    The encoder gives one direction to what goes both ways ("clashes between X and Y"): where the rules see both, the
    probabilities of both count for each.
    """
    pair, back, side = (edge.source, edge.target), (edge.target, edge.source), edge.score < 0
    if pair not in likely or abs(edge.score) < SIDE or edge.rule == ENCODER:
        return edge
    mutual = rules.get(back, 0.0) * edge.score > 0
    sure = likely[pair][side] + (likely[back][side] if mutual else 0.0)
    return replace(edge, confidence=sure, rule=f"{edge.rule} + {ENCODER}")


def _told(article: Article, edge: Edge) -> Edge:
    """What a source does in the reporter's own words, the reporter asserts: "Trump ordered sanctions"."""
    if edge.source == edge.asserted_by and article.quote(edge.trigger) in article.told:
        return replace(edge, asserted_by=None)
    return edge


def _charged(article: Article, edge: Edge) -> Edge:
    """ "X accused Y of backing Z": that Y backs Z is X's claim, with quotation marks or without."""
    if edge.asserted_by is not None:
        return edge
    verb = edge.trigger.head.head
    if edge.trigger.dep_ != "pcomp" or verb.lemma_ not in family("accusing"):
        return edge
    accusers = [a for word in verb_agents(verb) for a in reach(word, article.at, target=False)]
    return replace(edge, asserted_by=accusers[0]) if accusers else edge


def _worth_telling(edge: Edge) -> bool:
    """Keep sides taken, and what is told to take none ("denied", "met"); drop sides too faint to read."""
    return abs(edge.score) >= SIDE or (abs(edge.told) < SIDE and not edge.rule.startswith("voice"))


def _weight(edge: Edge) -> float:
    """A side taken outweighs a side not taken; then the surer and the stronger."""
    return edge.confidence * (0.2 + abs(edge.score))


def _row(article: Article, edge: Edge, number: int) -> dict:
    sentence = edge.trigger.sent
    words = [w for w in (edge.trigger, *edge.words) if sentence.start <= w.i < sentence.end]
    first, last = min(words, key=lambda w: w.i), max(words, key=lambda w: w.i)
    start, end = _mention_edges(article, first, last)
    quote = article.quote(edge.trigger)
    how, score = status(edge, quoted=quote is not None and quote not in article.told)
    return {
        "stance_id": f"{article.doc_id}:a{number}", "doc_id": article.doc_id,
        "sent_id": article.sent_id(edge.trigger), "source_id": edge.source, "target_id": edge.target,
        "label": label(score), "score": round(score, 3), "confidence": round(edge.confidence, 3), "status": how,
        "asserted_by": edge.asserted_by, "quote_id": quote, "start": start, "end": end,
        "rule": edge.rule if score or edge.rule in NO_SIDE else f"{edge.rule}, not so",
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
    kind = edge.rule.removeprefix("voice: ")
    if edge.rule == "no comment":  # "has not commented", "declined to comment"
        return mood.NEGATED, edge.score
    if edge.rule == "denial":
        return (mood.HYPOTHETICAL if negated(edge.trigger) else mood.DENIED), edge.score
    presumed = edge.rule.startswith("voice") and kind in PRESUMED
    told = mood.Mood(mood.ASSERTED, False) if presumed else mood.read(edge.trigger)
    unseen = told.unseen and edge.rule != ENCODER  # the encoder has read the whole sentence
    score = (-0.6 * edge.score if edge.score > 0 else 0.0) if unseen else edge.score  # as ``polarity`` has it
    if told.status != mood.ASSERTED:
        return told.status, score
    unnamed = quoted and edge.asserted_by is None
    others = unnamed or edge.asserted_by not in (None, edge.source)
    return (mood.REPORTED if others else mood.ASSERTED), score


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


def _suspects(sentence: Span, at: Mapping[int, str]) -> list[tuple[str, Token]]:
    """Who is tied to a hostile act in ``sentence``: by claiming it or by denying a part in it."""
    found = []
    for token in sentence:
        if token.lemma_ in family("claim_act") and token.pos_ == "VERB":
            near = {*token.subtree, *token.ancestors} if token.dep_ == "relcl" else set(token.subtree)
            if any(e.score < -0.5 for noun in near if noun.pos_ == "NOUN" for e in senses(noun)):
                found += [(a, token) for word in verb_agents(token) for a in reach(word, at, target=False)]
    return found


def _responses(sentence: Span, article: Article, suspects: list[tuple[str, Token]]) -> Iterator[Edge]:
    """A hostile measure without a target that answers a hostile act is against those suspected of that act.

    "X ordered sanctions after the attack", where Y denies a part in the attack: X is, likely, against Y.
    """
    # Measures such as sanctions fall on states first: a state among the suspects is the likelier target.
    states = [suspect for suspect in suspects if suspect[0].startswith("country:")]
    suspects = states or suspects
    for act in read(sentence):
        if act.rule != "noun" or act.targets or act.score > -0.5 or act.trigger.head.pos_ != "VERB":
            continue
        events = [t for t in sentence if t.dep_ == "pobj" and t.head.lower_ in family("event_link")]
        if not any(e.score < -0.5 for t in events for e in senses(t) if t != act.trigger):
            continue
        for word in act.sources:
            for source, near in reach(word, article.at, target=False).items():
                for target, shown in suspects:
                    if target != source:
                        yield Edge(source, target, act.score, TRUST["response"] * near, article.speaker(act.trigger),
                                   "response", act.trigger, (word, shown))  # fmt: skip
