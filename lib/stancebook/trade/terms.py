"""The words of trade: what the two word files hold, and which of it a sentence names.

``data/trade_terms.yml`` and ``data/trade_changes.yml`` are for an analyst to edit; both are read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

from stancebook.text import wordlists
from stancebook.text.arguments import children

Tokens = Sequence[Token]
STRENGTHS = ("strong", "medium", "weak", "title")
DRIVERS = ("substitution", "policy", "deal", "access", "security", "supply", "demand", "price")
ROLES = ("flow", "balance", "barrier", "instead")
# Families of change words, and what each means for the flow of trade before scope is looked at.
SIGNS = {"up": 1, "open": 1, "light": 1, "trade": 1, "down": -1, "shut": -1, "flat": 0}
MONEY = r"(?:US|NT|A|C|HK)?[$€£¥]|\b(?:Rs|USD|EUR|R)\.? ?"
SCALE = r"(?:hundred|thousand|million|billion|trillion|mln|bln|mn|bn|m|k)\b"
UNIT = (
    r"(?:per ?cent|pct|percent|%|tonnes?|tons?|barrels?|bpd|bags?|containers?|TEUs?|bushels?|litres?|liters?|"
    r"kilos?|kg|metric tons?|dollars|dlrs|euros|yen|yuan|pounds|rupees|vehicles|cars|trucks|units)"
)
SHARE = (
    r"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine)[ -]"
    r"(?:half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?|half)"
)
AMOUNT = re.compile(
    rf"(?:{MONEY})\d[\d.,]*\d?(?:[ -]?{SCALE})?|\b\d[\d.,]*(?: {SCALE})? ?-?{UNIT}(?![a-z])|"
    rf"\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:per ?cent|percent|pct)\b|"
    rf"(?<=\bby ){SHARE}\b|\b{SHARE} (?=of\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten)fold\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """One entry of the word file: how strongly it shows trade, the drivers and the roles it stands for."""

    strength: str | None
    drivers: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass
class TradeTerms:
    """What an article or a sentence of it names, by token positions of the article.

    ``spans`` and ``at`` are the terms and the term at each position, ``goods`` the spans of names of goods, ``idioms``
    the spans of turns of phrase with their kind (up, down, flat).
    """

    spans: list[tuple[int, int, Term]] = field(default_factory=list)
    at: dict[int, Term] = field(default_factory=dict)
    goods: list[tuple[int, int]] = field(default_factory=list)
    idioms: list[tuple[int, int, str]] = field(default_factory=list)

    def count(self, strength: str) -> int:
        """Return how many terms of this strength the sentence has."""
        return sum(term.strength == strength for _, _, term in self.spans)

    def within(self, first: int, last: int) -> TradeTerms:
        """Return what starts at the positions ``[first, last)``."""
        spans = [span for span in self.spans if first <= span[0] < last]
        return TradeTerms(
            spans,
            {i: term for start, end, term in spans for i in range(start, end)},
            [span for span in self.goods if first <= span[0] < last],
            [span for span in self.idioms if first <= span[0] < last],
        )


def _term_tokens(term: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+|[^\w\s]", term.lower()))


@cache
def terms() -> dict[tuple[str, ...], Term | None]:
    """Return the trade terms by their words; ``None`` marks words to pass over."""
    data = wordlists.tree("trade", "trade_terms.yml")
    strength = {term: s for s in reversed(STRENGTHS) for term in data["strength"][s]}
    drivers = {name: set(data["driver"][name]) for name in DRIVERS}
    roles = {name: set(data[name]) for name in ROLES}
    entries: dict[str, Term | None] = {
        term: Term(
            strength.get(term),
            tuple(name for name in DRIVERS if term in drivers[name]),
            tuple(name for name in ROLES if term in roles[name]),
        )
        for term in set().union(strength, *drivers.values(), *roles.values())
    }
    entries |= dict.fromkeys(data["not_trade"])
    return {_term_tokens(term): entry for term, entry in sorted(entries.items())}


@cache
def _idioms() -> dict[tuple[str, ...], str]:
    families = wordlists.tree("trade", "trade_changes.yml")["idiom"]
    return {_term_tokens(words): kind for kind, idioms in families.items() for words in idioms}


@cache
def _goods() -> frozenset[tuple[str, ...]]:
    return frozenset(_term_tokens(good) for good in wordlists.tree("trade", "trade_terms.yml")["goods"])


@cache
def _matcher(vocab: Vocab) -> PhraseMatcher:
    """Return the matcher of all lists; it is run over the dictionary forms of an article."""
    matcher = PhraseMatcher(vocab)
    for name, entries in (("terms", terms()), ("goods", _goods()), ("idioms", _idioms())):
        matcher.add(name, [Doc(vocab, words=list(entry)) for entry in entries])
    return matcher


@cache
def words(family: str) -> frozenset[str]:
    """Return a plain family of ``trade_terms.yml`` (abroad, bloc) in lower case."""
    return frozenset(w.lower() for w in wordlists.tree("trade", "trade_terms.yml")[family])


@cache
def changes() -> dict[tuple[str, str], str]:
    """Return (part of speech, word) -> up, down, open, shut or flat."""
    data = wordlists.tree("trade", "trade_changes.yml")
    return {(pos, w): kind for kind in SIGNS for pos in ("verb", "noun", "adj") for w in data[kind][pos]}


@cache
def family(name: str) -> frozenset[str]:
    """Return a plain family of ``trade_changes.yml`` (negative, harm, report, speech_act ...)."""
    return frozenset(wordlists.tree("trade", "trade_changes.yml")[name])


@cache
def phrases(name: str) -> dict[str, re.Pattern]:
    """Return the patterns of a family of phrases with kinds (hedge, time), matched on lemmas."""
    data = wordlists.tree("trade", "trade_changes.yml")[name]
    kinds = data.items() if isinstance(data, dict) else [(name, data)]
    return {k: re.compile(r"(?<![\w'])(?:" + "|".join(map(re.escape, ws)) + r")(?!\w)") for k, ws in kinds}


def lemma(token: Token) -> str:
    """Return the dictionary form in lower case; a capitalised plural ("Exports") loses its s as well."""
    form = token.lemma_.lower()
    return form[:-1] if token.pos_ == "PROPN" and len(form) > 3 and form[-1] == "s" and form[-2] != "s" else form


def terms_in(doc: Doc) -> TradeTerms:
    """Return what an article names; of terms that overlap the first counts, the longest of those that start there."""
    forms = [lemma(token) or token.lower_ for token in doc]
    named, reading = _matches(Doc(doc.vocab, words=forms), forms), TradeTerms()
    for start, end in _apart(named["terms"]):
        term = terms()[tuple(forms[start:end])]
        if term is not None:
            reading.spans.append((start, end, term))
            reading.at.update(dict.fromkeys(range(start, end), term))
    reading.goods = [span for span in _apart(named["goods"]) if doc[span[1] - 1].pos_ == "NOUN"]
    reading.idioms = [(a, b, _idioms()[tuple(forms[a:b])]) for a, b in _apart(named["idioms"])]
    return reading


def _matches(doc: Doc, forms: Sequence[str]) -> Mapping[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {"terms": [], "goods": [], "idioms": []}
    for key, start, end in _matcher(doc.vocab)(doc):
        found[doc.vocab.strings[key]].append((start, end))
    return found


def _apart(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in order, leaving out those that overlap one before; the longest of those that start together."""
    last = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            yield start, end


def objects_of(token: Token) -> list[Token]:
    """Return the nouns after the prepositions of ``token``: "fall in exports to Asia" gives exports."""
    return [noun for prep in children(token, "prep") for noun in children(prep, "pobj")]


def goods(tokens: Tokens, reading: TradeTerms) -> list[str]:
    """Return the goods named, as written: known commodities and the noun before or after export, import."""
    doc = tokens[0].doc
    found = [(start, doc[start:end].text) for start, end in reading.goods]
    for token in tokens:
        if lemma(token) in ("export", "import", "shipment") and token.pos_ == "NOUN":
            near = [n for p in children(token, "prep") if p.lower_ == "of" for n in children(p, "pobj")]
            near += [c for c in children(token, "compound") if c.pos_ == "NOUN"]
            plain = (t for t in near if t.pos_ == "NOUN" and t.ent_type_ == "" and t.i not in reading.at)
            found += [(t.i, t.text) for t in plain]
    return list(dict.fromkeys(text for _, text in sorted(found)))


def magnitude(text: str) -> str | None:
    """Return quantities, shares and sums of money as written, joined with semicolons, or None."""
    found = [m.group().strip(" .,") for m in AMOUNT.finditer(text)]
    return "; ".join(dict.fromkeys(found)) or None
