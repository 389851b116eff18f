"""Dated events: sentences that say when something happened or is to happen, with the date as far as it is known.

A date makes an event where the clause that it stands in has a verb of occurrence: not one of being or saying, not a
year that figures are compared with, not a target.  A date that can't be worked out stays in the table as written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd
from spacy.tokens import Doc, Token

from stancebook import tables
from stancebook.text import roles, wordlists
from stancebook.text.arguments import is_passive
from stancebook.trade import dates
from stancebook.trade.dates import DATE, DAYS, MONTHS, TRIGGER, Way

FUTURE = frozenset({"will", "would", "shall", "'ll", "wo", "may", "might", "could", "should", "must"})
VERBS = frozenset({"VERB", "AUX"})
COMPARED = re.compile(
    r"\b(?:than|compared (?:to|with)|versus|against|up from|down from|from|between|over|below|above|since|of|"
    r"(?:low|high|strong|weak|larg|small)est)"
    r"(?: (?:the|those|that|levels?|figures?|same period))* *$",
    re.IGNORECASE,
)
# A year that is aimed at: "to double exports by 2030", "until 2025".
TARGET = re.compile(r"^(?:by|until|till)\b", re.IGNORECASE)


def events(
    documents: pd.DataFrame, parsed: Mapping[str, Doc], sentences: pd.DataFrame, mentions: pd.DataFrame
) -> pd.DataFrame:
    """Return the ``events`` table: one row for each date of something that happened or is to happen.

    Parameters
    ----------
    documents, sentences, mentions
        Tables of those names; ``published`` resolves relative dates.
    parsed
        ``doc_id`` to spaCy Doc with the text's own offsets.

    Returns
    -------
    pandas.DataFrame
        ``date`` in ISO 8601 with the precision known, or null where it can't be worked out; ``date_text`` as
        written; ``start``, ``end`` the sentence.

    Notes
    -----
    Dates are found with one pattern rather than spaCy's DATE entities, which mix in ages and lengths of time; the idea
    of anchoring to the publication date follows TIMEX3 taggers (HeidelTime, Strötgen and Gertz 2010).  Whether a bare
    day lies before or after it is read from the clause: its tense, verbs and nouns of planning ("asked for a meeting on
    January 9"), and a present tense that announces ("takes effect on Jan. 1").
    """
    sents, named = tables.by_document(sentences), tables.by_document(mentions)
    rows: list[dict] = []
    for doc_id, text, published in zip(documents["doc_id"], documents["text"], documents["published"], strict=True):
        day = None if pd.isna(published) else published.date()
        people = sorted(named.get(doc_id, []), key=lambda m: m["start"])
        found = _in_document(parsed[doc_id], text, day, sents.get(doc_id, []), people)
        rows += [row | {"event_id": f"{doc_id}:e{i}", "doc_id": doc_id} for i, row in enumerate(found)]
    return tables.make("events", rows)


def _in_document(doc: Doc, text: str, day: date | None, sents: list[dict], mentions: list[dict]) -> Iterator[dict]:
    """Yield the event rows of one text, without their ids."""
    plain = text.replace("\u00a0", " ")
    starts = [s["start"] for s in sents]
    dated = sorted({bisect_right(starts, m.start()) - 1 for m in TRIGGER.finditer(plain)} - {-1})
    matches = [(i, m) for i in dated for m in DATE.finditer(plain, sents[i]["start"], sents[i]["end"])]
    if not matches:
        return
    offsets = [t.idx for t in doc]
    places = [m["start"] for m in mentions]
    for i, match in matches:
        sent, kind = sents[i], str(match.lastgroup)
        first, last = bisect_left(offsets, sent["start"]), bisect_left(offsets, sent["end"])
        at = min(max(bisect_right(offsets, match.start()) - 1, first), last - 1)
        if last <= first or _vague(kind, match.group(), doc[at], day, text, sent):
            continue
        way = _way(doc[at], first, last)
        if way is None or _no_event(kind, match.group(), doc[first:at].text, way):
            continue
        inside = mentions[bisect_left(places, sent["start"]) : bisect_left(places, sent["end"])]
        ids = [m["actor_id"] for m in inside if isinstance(m["actor_id"], str)]
        yield {
            "date": dates.resolve(kind, match.group(), day, way),
            "date_text": text[match.start() + len(dates.lead(match.group())) : match.end()],
            "actors": list(dict.fromkeys(ids)), "start": sent["start"], "end": sent["end"],
        }  # fmt: skip


def _vague(kind: str, words: str, token: Token, day: date | None, text: str, sent: dict) -> bool:
    """Tell whether an expression dates nothing: "today" for nowadays in a quotation, a dateline, a verb or a person."""
    if kind in ("near", "unit") and day is None:
        before = text[sent["start"] : token.idx]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1
    if token.idx < sent["start"] + roles.opening(text[sent["start"] : sent["end"]]):
        return True  # the day the story was filed, not an event
    written = [w for w in re.findall(r"[A-Za-z]+", words) if w.lower() in MONTHS or w.lower() in DAYS]
    if written and not any(w[0].isupper() for w in written):
        return True  # "may" and "march" in lower case are verbs
    named = [t for t in token.doc[token.i : token.i + 4] if t.text.strip(".") in written]
    return any(t.ent_type_ in ("PERSON", "ORG") for t in named)  # June may be a woman


def _no_event(kind: str, words: str, before: str, way: Way) -> bool:
    """Tell whether a year or a month is one that is compared with, or a target."""
    if kind not in ("year", "month", "my", "unit"):
        return False
    compared = COMPARED.search(f"{before} {dates.lead(words)}".strip() if kind == "year" else before)
    target = kind == "year" and TARGET.match(words) is not None and way == "ahead"
    return compared is not None or target


# ------------------------------------------------------------------------------------------------ the clause


def _way(token: Token, first: int, last: int) -> Way | None:
    """Return where the clause of a date looks, by its verb or the nearest below that occurs; None if nothing does."""
    verb, through_noun = _verb_when(token), False
    if verb is None:
        verb, through_noun = _verb_above(token)
    if verb is None or not first <= verb.i < last:
        return None
    if _lemma(verb) in _words("saying"):
        verb = next(
            (c for c in verb.children if c.dep_ == "ccomp" and c.pos_ in VERBS and c.i < token.i < verb.i), None
        )
        if verb is None:
            return None
    if not _occurs(verb):
        return None
    onward = any(t.lower_ in ("to", "for", "until") for t in (token, token.head, token.head.head))
    return _tense(verb, through_noun, through_noun or onward)


def _verb_when(token: Token) -> Token | None:
    """Return the verb that tells what happened then: "until 2017, when the militants were driven out"."""
    date_words = token.doc[token.i : token.i + 4]
    return next((c for t in date_words for c in t.children if c.dep_ in ("relcl", "advcl") and _has_when(c)), None)


def _has_when(verb: Token) -> bool:
    return verb.pos_ in VERBS and any(c.lower_ == "when" for c in verb.children)


def _verb_above(token: Token) -> tuple[Token | None, bool]:
    """Return the verb whose clause a date stands in, and whether a noun lies between ("a meeting on Friday")."""
    node, noun = token, False
    for _ in range(9):
        if node.pos_ in VERBS and node.i != token.i and node.dep_ not in ("aux", "auxpass"):
            return node, noun
        if node.head.i == node.i:
            break
        noun = noun or (node.i != token.i and node.pos_ == "NOUN" and node.ent_type_ not in ("DATE", "TIME"))
        node = node.head
    return (node, noun) if node.pos_ in VERBS else (None, noun)


def _occurs(verb: Token) -> bool:
    """Tell whether a verb tells something that happens: not being, having, seeming, knowing."""
    if any(c.lemma_.lower() in _words("due") for c in verb.children if c.dep_ in ("acomp", "attr", "oprd")):
        return True
    return _lemma(verb) not in _words("state") or is_passive(verb)


def _tense(verb: Token, through_noun: bool, planned: bool) -> Way:
    """Return where a verb group looks: its helpers, what it plans (if the date can be that of the plan), its tense."""
    node: Token | None = verb
    for _ in range(4):
        if node is None:
            break
        helpers = {c.lower_ for c in node.children if c.dep_ in ("aux", "auxpass")}
        ready = {c.lemma_.lower() for c in node.children if c.dep_ in ("acomp", "attr", "oprd")} | {_lemma(node)}
        if helpers & FUTURE and not ("have" in helpers and "would" in helpers):
            return "ahead"
        if node.tag_ == "VB" and "to" in helpers and _lemma(node.head) not in ("use", "have"):
            return "ahead"  # "plans to open on Monday"
        if ready & _words("due") or (planned and _lemma(node) in _words("plan")):
            return "ahead"
        if node.tag_ in ("VBZ", "VBP") or (node.tag_ == "VBG" and helpers & {"is", "are", "'s", "'re"}):
            return "near" if helpers & {"has", "have"} or through_noun else "ahead"  # "takes effect on Jan. 1"
        if node.tag_ == "VBD" or helpers:
            return "near" if through_noun else "back"
        node = node.head if node.head.i != node.i and node.dep_ in ("xcomp", "conj", "pcomp", "advcl", "acl") else None
    return "near" if through_noun else "back"


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _words(name: str) -> frozenset[str]:
    return wordlists.family("trade", "event_verbs.yml", name)
