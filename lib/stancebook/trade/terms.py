"""The words of trade: what the two word files hold, and which of it a sentence names.

``data/trade_terms.yml`` and ``data/trade_changes.yml`` are for an analyst to edit; both are read once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

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
AMOUNT = re.compile(
    rf"(?:{MONEY})\d[\d.,]*\d?(?:[ -]?{SCALE})?|\b\d[\d.,]*(?: {SCALE})? ?-?{UNIT}(?![a-z])|"
    rf"\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:per ?cent|percent|pct)\b",
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
    """The terms of one sentence: spans of token positions, and the term at each position."""

    spans: list[tuple[int, int, Term]] = field(default_factory=list)
    at: dict[int, Term] = field(default_factory=dict)

    def count(self, strength: str) -> int:
        """Return how many terms of this strength the sentence has."""
        return sum(term.strength == strength for _, _, term in self.spans)


def _term_tokens(term: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+|[^\w\s]", term.lower()))


@cache
def terms() -> dict[str, list[tuple[tuple[str, ...], Term | None]]]:
    """Return the trade terms by first word, longest first; ``None`` marks words to pass over."""
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
    index: dict[str, list[tuple[tuple[str, ...], Term | None]]] = {}
    for term, entry in entries.items():
        index.setdefault(_term_tokens(term)[0], []).append((_term_tokens(term), entry))
    return {first: sorted(found, key=lambda f: -len(f[0])) for first, found in index.items()}


@cache
def goods_words() -> dict[str, list[tuple[str, ...]]]:
    """Return the names of goods by first word, longest first."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for good in wordlists.tree("trade", "trade_terms.yml")["goods"]:
        index.setdefault(_term_tokens(good)[0], []).append(_term_tokens(good))
    return {first: sorted(names, key=lambda n: -len(n)) for first, names in index.items()}


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


def terms_in(lemmas: Sequence[str], offset: int = 0) -> TradeTerms:
    """Return the trade terms in a sentence, given its lemmas and the position of its first token."""
    index, reading, i = terms(), TradeTerms(), 0
    while i < len(lemmas):
        step = 1
        for entry, term in index.get(lemmas[i], ()):
            if len(entry) == 1 or tuple(lemmas[i : i + len(entry)]) == entry:
                step = len(entry)
                if term is not None:
                    reading.spans.append((offset + i, offset + i + step, term))
                    reading.at.update(dict.fromkeys(range(offset + i, offset + i + step), term))
                break
        i += step
    return reading


def objects_of(token: Token) -> list[Token]:
    """Return the nouns after the prepositions of ``token``: "fall in exports to Asia" gives exports."""
    return [noun for prep in children(token, "prep") for noun in children(prep, "pobj")]


def goods(tokens: Tokens, lemmas: Sequence[str]) -> list[str]:
    """Return the goods named, as written: known commodities and the noun before or after export, import."""
    index, found, doc = goods_words(), [], tokens[0].doc
    for i, word in enumerate(lemmas):
        for name in index.get(word, ()):
            if tuple(lemmas[i : i + len(name)]) == name and tokens[i].pos_ == "NOUN":
                found.append(doc[tokens[i].i : tokens[i].i + len(name)].text)
                break
        if word in ("export", "import", "shipment") and tokens[i].pos_ == "NOUN":
            near = [n for p in children(tokens[i], "prep") if p.lower_ == "of" for n in children(p, "pobj")]
            near += [c for c in children(tokens[i], "compound") if c.pos_ == "NOUN"]
            found += [t.text for t in near if t.pos_ == "NOUN" and t.ent_type_ == "" and lemma(t) not in terms()]
    return list(dict.fromkeys(found))


def magnitude(text: str) -> str | None:
    """Return quantities, shares and sums of money as written, joined with semicolons, or None."""
    found = [m.group().strip(" .,") for m in AMOUNT.finditer(text)]
    return "; ".join(dict.fromkeys(found)) or None
