"""Names to actors: which names of an article are one person, body, country or place, and what each is called.

Identity inside an article comes first (acronyms, "known as", surnames, shortened bodies, acting capitals); across
articles the same full name is the same actor.  A surname alone never joins two articles.  ``reference`` then finds
what pronouns and role nouns stand for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pandas as pd

from stancebook import tables
from stancebook.actors import acts, aliases, bodies, crowds, gazetteer, groups, meant, names, nations, reference, scope
from stancebook.actors.aliases import Words, name_words
from stancebook.actors.analyst_file import entries
from stancebook.actors.gazetteer import Entry
from stancebook.actors.mention import Card, Cards, Mention
from stancebook.actors.sure import sure
from stancebook.text import roles
from stancebook.text.coref_head import States
from stancebook.text.decoding import Attributed
from stancebook.text.language import Named

if TYPE_CHECKING:
    from spacy.tokens import Doc


def resolve(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    named: Mapping[str, Named],
    attributed: Mapping[str, Sequence[Attributed]],
    states: Mapping[str, States],
    analyst: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the actors of ``documents`` and every mention of them.

    Parameters
    ----------
    documents, sentences
        Tables ``documents`` and ``sentences``.
    parsed
        ``doc_id`` -> parsed article (see ``language.parse``).
    named
        ``doc_id`` -> the encoder's names (``encoder.names``).
    attributed, states
        ``doc_id`` -> its attributions (``encoder.attributed``) and the states of its words (``coref_head.encode``).
    analyst
        The analyst's ``actors.csv`` as ``read_analyst`` gives it; its rows overrule every rule.

    Returns
    -------
    actors, mentions
        The tables of these names.  A mention whose actor cannot be told has a null ``actor_id``.
    """
    known = entries(analyst)
    listed = names.listing(known)
    starts = sentence_starts(sentences)
    mentions: list[dict] = []
    cards: list[Card] = []
    for doc_id in documents["doc_id"]:
        doc = parsed[doc_id]
        settled, guessed, carded = in_article(doc, doc_id, named[doc_id], known, listed)
        found = meant.with_meant(doc, settled, guessed, carded, states[doc_id], attributed[doc_id])
        found.sort(key=lambda m: (m.start, m.end))
        cards += carded.values()
        mentions += [row for row in rows(found, doc_id, starts.get(doc_id, [])) if row["sent_id"]]
    return table(cards, mentions, analyst), tables.make("mentions", mentions)


def in_article(
    doc: Doc, doc_id: str, named: Named, known: Mapping[str, Entry], listed: names.Listing
) -> tuple[list[Mention], list[Mention], Cards]:
    """Return what names and rules find in one article: mentions, guesses at pronouns, the cards of its actors."""
    text = doc.text  # joined from all tokens at each call
    found = names.names_in(doc, named, listed)
    mentions = [
        Mention(n.first, n.last, n.start, n.end, text[n.start : n.end], n.kind, "name", n.rule)
        for n in found if n.kind != "people"
    ]  # fmt: skip
    mentions = [replace(m, gender=reference.gender(doc, m)) if m.type == "person" else m for m in mentions]
    mentions, cards = _cards(aliases.with_entities(doc, mentions, known), doc_id, scope.owners(doc, mentions, known))
    mentions, cards = _without_credits(text, mentions, cards)
    mentions, cards = nations.with_countries(doc, mentions, cards, known)
    mentions, cards = groups.with_groups(doc, doc_id, mentions, cards, known)
    mentions, cards = groups.with_peoples(doc, found, mentions, cards, known)
    mentions, cards = crowds.with_crowds(doc, doc_id, mentions, cards)
    mentions = acts.with_acts(doc, mentions)
    mentions, cards = reference.with_roles(doc, mentions, cards)
    mentions, cards = reference.with_role_nouns(doc, mentions, cards)
    mentions = bodies.with_body_nouns(doc, mentions, cards)
    settled = len(mentions)
    mentions, cards = reference.with_he_and_she(doc, mentions, cards)
    mentions = bodies.with_it_and_they(doc, mentions, cards)
    return mentions[:settled], mentions[settled:], cards


def _without_credits(text: str, mentions: list[Mention], cards: Cards) -> tuple[list[Mention], Cards]:
    """Take the actor from what datelines and credits alone name, people apart: "NAIROBI (Example Wire) —"."""
    apart = [(start, end) for start, end, role in roles.around(text) if role not in roles.HIDDEN]
    first = roles.dateline(text)
    apart += [first] if first else []
    told = {m.actor_id for m in mentions if m.type == "person" or not any(s <= m.start < e for s, e in apart)}
    kept = [m if m.actor_id in told else replace(m, actor_id=None) for m in mentions]
    there = {m.actor_id for m in kept}
    return kept, {actor_id: card for actor_id, card in cards.items() if actor_id in there}


def in_text(
    text: str, doc_id: str, named: Iterable[tuple[int, int, str]], known: Mapping[str, Entry]
) -> tuple[list[Mention], list[Card]]:
    """Do what ``in_article`` does with names alone, without a parse: short names are joined, nothing else is resolved.

    ``named`` are (start, end, kind) in characters.  Pronouns and role nouns are no mentions and a capital is a place.
    """
    mentions = [
        Mention(-1, -1, start, end, text[start:end], "place" if kind == "people" else kind, "name", "encoder")
        for start, end, kind in named
        if kind != "people" or _names_country(known.get(gazetteer.bare(text[start:end])))
    ]
    mentions, cards = _cards(aliases.with_entities(None, mentions, known), doc_id, {})
    return mentions, list(cards.values())


def _names_country(entry: Entry | None) -> bool:
    """True where a word that the encoder takes for a people's is a country's: "Czechia", not "Czech"."""
    return entry is not None and entry.kind == "country" and entry.how in ("name", "alias")


def _cards(mentions: Sequence[Mention], doc_id: str, owners: Mapping[str, Entry]) -> tuple[list[Mention], Cards]:
    """Return the mentions with the ``actor_id`` of their entities, and actor_id -> card.

    A lone surname stays inside its article, and so does a body whose name says no more than "Parliament", unless
    ``owners`` knows whose it is.
    """
    cards: dict[str, Card] = {}
    canon: dict[Words, str] = {}
    identified = []
    for m in mentions:
        if m.entity is None:
            identified.append(m)
            continue
        actor_id, name, kind = m.entity
        article, owned = None, False
        if actor_id is None:
            words, owner = name_words(name), owners.get(gazetteer.bare(name))
            actor_id = canon.get(words) or f"{kind}:{gazetteer.slug(name)}"
            if owner and kind in tables.BODIES:
                actor_id, name = scope.identifier(name, owner), f"{gazetteer.bare(name)} ({owner.name})"
                owned = True
            elif not (actor_id in cards and cards[actor_id].article) and _unsure(kind, name, words):
                actor_id, article = f"{actor_id}@{doc_id}", doc_id
            canon[words] = actor_id
        identified.append(replace(m, actor_id=actor_id, owned=owned))
        cards.setdefault(actor_id, Card(actor_id, gazetteer.bare(name), kind, article=article))
    return identified, cards


def _unsure(kind: str, name: str, words: tuple[str, ...]) -> bool:
    """True for a name that two articles may give to two actors."""
    return len(words) == 1 if kind == "person" else kind in tables.BODIES and scope.generic(name)


def sentence_starts(sentences: pd.DataFrame) -> dict[str, list[tuple[int, str]]]:
    """Return ``doc_id`` -> (start in characters, ``sent_id``) of its sentences, in order."""
    return {d: list(zip(g["start"], g["sent_id"], strict=True)) for d, g in sentences.groupby("doc_id")}


def rows(mentions: Sequence[Mention], doc_id: str, starts: Sequence[tuple[int, str]]) -> list[dict]:
    """Return rows of table ``mentions`` for one article, each with the sentence it lies in (see ``sentence_starts``).

    ``mentions`` are sorted by where they begin; one that lies in no sentence has a null ``sent_id``.
    """
    found, at = [], 0
    for i, m in enumerate(mentions):
        while at + 1 < len(starts) and starts[at + 1][0] <= m.start:
            at += 1
        found.append({
            "mention_id": f"{doc_id}:m{i}", "doc_id": doc_id, "sent_id": starts[at][1] if starts else None,
            "actor_id": m.actor_id, "start": m.start, "end": m.end, "kind": m.kind, "rule": m.rule, "text": m.text,
            "confidence": sure(m.rule) if m.confidence is None else round(m.confidence, 3),
        })  # fmt: skip
    return found


def table(cards: Iterable[Card], mentions: Iterable[dict], analyst: pd.DataFrame | None) -> pd.DataFrame:
    """Return table ``actors``: commonest name, all other names seen, first role told; the analyst's word overrules.

    ``mentions`` are those of ``rows``.
    """
    seen: dict[str, Counter] = defaultdict(Counter)
    for m in mentions:
        if m["actor_id"] and m["kind"] in tables.NAMED:
            seen[m["actor_id"]][gazetteer.bare(m["text"])] += 1
    merged: dict[str, dict] = {}
    for card in cards:
        row = merged.setdefault(card.actor_id, asdict(card))
        row["role"] = row["role"] or card.role
    known = entries(analyst)
    for row in [] if analyst is None else analyst.to_dict("records"):
        actor = merged.get(known[gazetteer.bare(row["name"])].actor_id)
        if actor:
            actor |= {"name": row["name"], "kind": row["kind"], "role": row["role"] or actor["role"],
                      "wikidata": row["wikidata"] or None, "article": None}  # fmt: skip
    for actor_id, row in merged.items():
        row["aliases"] = sorted(set(seen[actor_id]) - {row["name"]})
    return tables.make("actors", sorted(merged.values(), key=lambda r: r["actor_id"]))
