"""The tones of whole articles: how each quote sounds, and what each voice thinks of those it names."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd
from spacy.tokens import Span

from stancebook import tables
from stancebook.stance.anchor import Article, they
from stancebook.stance.predicates import acts_of, appraisals
from stancebook.stance.whom import actors_at
from stancebook.text.grammar import family
from stancebook.tone.target_sentiment import BORDER, CLAUSE, clause_words, confidence_of, side_of, tone_label
from stancebook.tone.vader import EVEN
from stancebook.tone.word_tone import tone

# What a reporter's sentence may say of somebody without quoting; deeds are news, not the reporter's opinion.
PRONOUNS = frozenset(
    ["he", "she", "they", "it", "him", "her", "them", "his", "hers", "its", "their", "who", "which", "we", "i", "us"]
)
CLAUSE_TONE = "clause tone"
View = tuple[str, float, str, str | None]  # actor, score, rule, whose view
FINITE = frozenset({"MD", "VBD", "VBZ", "VBP"})
REPORTER = frozenset({"attribute", "predicate", "noun of", "credit"})


def tones(read: Iterable[Article]) -> pd.DataFrame:
    """Find how each quote sounds and what each voice thinks of those it names.

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
        Table ``tones``.  A row with a null target is the tone of a whole quote (rule "vader+news"; a refusal
        to comment and a thing acted on have none); a row with a
        target is the sentiment of the holder towards it at one mention.  A mention outside quotes has a row only
        where the sentence describes it (holder null: the reporter).
    """
    rows: list[dict] = []
    for article in read:
        found = [*_quote_rows(article), *_target_rows(article)]
        for number, row in enumerate(found):
            rows.append({"tone_id": f"{article.doc_id}:t{number}", "doc_id": article.doc_id, **row})
    return tables.make("tones", rows)


def _quote_rows(article: Article) -> Iterable[dict]:
    for quote, spans in article.quotes:
        score = tone(article.doc[i] for first, end in spans for i in range(first, end))
        if spans and _uttered(article, quote, spans):
            yield {
                "quote_id": quote["quote_id"], "holder_id": _known(quote["speaker_id"]), "target_id": None,
                "label": tone_label(score, EVEN), "score": round(score, 3), "confidence": confidence_of(score),
                "start": min(s for s, _ in quote["content"]), "end": max(e for _, e in quote["content"]),
                "rule": "vader+news",
            }  # fmt: skip


def _uttered(article: Article, quote: dict, spans: list[tuple[int, int]]) -> bool:
    """Tell words said from a thing acted on: "ordered sanctions", "has not commented on the attack" have no tone."""
    if quote["quote_id"] not in article.narrated:
        return True
    return any(article.doc[i].tag_ in FINITE for first, end in spans for i in range(first, end))


def _known(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _target_rows(article: Article) -> Iterable[dict]:
    views: dict[int, list[View]] = {}
    before = {later.start: sent for sent, later in pairwise(article.doc.sents)}
    for first, end, actor in article.mentions:
        token = article.doc[first]
        if token.lower_ in PRONOUNS:
            continue
        holder, quote = article.speaker(token), article.quote(token)
        if holder == actor:
            continue
        sentence = token.sent
        if sentence.start not in views:
            views[sentence.start] = list(_views(article, sentence, before.get(sentence.start)))
        score, rule = _towards(article, views[sentence.start], first, end, actor)
        if rule is None:
            continue
        last = article.doc[end - 1]
        start, stop = token.idx, last.idx + len(last.text)
        label, sure = tone_label(score, BORDER), confidence_of(score) - 0.2 * (rule == CLAUSE_TONE)
        # a mention may run over the end of a sentence that a line break cuts: the rules' score stands
        if quote and stop <= sentence.end_char:
            at = sentence.start_char
            label, score, sure = side_of(sentence.text, (start - at, stop - at))
            rule = "encoder" if rule == CLAUSE_TONE else f"{rule} + encoder"
        yield {
            "quote_id": quote, "holder_id": holder, "target_id": actor, "label": label, "score": round(score, 3),
            "confidence": round(sure, 3), "start": start, "end": stop, "rule": rule,
        }  # fmt: skip


def _views(article: Article, sentence: Span, before: Span | None) -> Iterable[View]:
    """What the voices of ``sentence`` think of whom."""
    found, pronoun = acts_of(sentence), they(article, sentence, before)
    for view in appraisals(sentence, found):
        for actor, weight in (actors_at(view.token, article.at, target=False) or pronoun(view.token)).items():
            yield actor, view.score * weight, view.kind, article.speaker(view.trigger)
    for act in found:  # the speaker's own acts and attitudes: "we support X", "X was a friend to us"
        holder = article.speaker(act.trigger)
        own = [w for w in act.sources if w.lower_ in family("first") or article.at.get(w.i, "") == holder]
        for word in act.targets if holder and own else ():
            for actor, weight in actors_at(word, article.at, target=True).items():
                yield actor, act.score * weight, "own act", holder


def _towards(article: Article, views: list[View], first: int, end: int, actor: str) -> tuple[float, str | None]:
    """Score and rule for one mention: the views its own voice holds; in a quote else its clause's tone."""
    token = article.doc[first]
    quoted = article.quote(token) is not None
    wanted = [v for v in views if v[0] == actor and v[3] == article.speaker(token)]
    if not quoted:
        wanted = [v for v in wanted if v[2] in REPORTER and abs(v[1]) >= BORDER]
    if wanted:
        score = max(-1.0, min(1.0, sum(v[1] for v in wanted)))
        return score, max(wanted, key=lambda v: abs(v[1]))[2]
    if not quoted:
        return 0.0, None
    words = [w for w in clause_words(article.doc[first:end].root) if w.i in article.quoted]
    return CLAUSE * tone(words), CLAUSE_TONE
