"""What nationality words stand for: "the Iraqis", "Syrian airstrikes", "young Germans".

Whoever speaks or acts for a country is the country; some of its people are a group, one of them is nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stancebook.actors import gazetteer, group_words
from stancebook.actors.gazetteer import Entry
from stancebook.actors.mention import Card, Cards, Mention, new_mention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def with_countries(
    doc: Doc, mentions: list[Mention], cards: Cards, known: Mapping[str, Entry]
) -> tuple[list[Mention], Cards]:
    """Add the mentions made by a country's name or nationality word and a noun, and cards of these countries.

    "the Syrian government" is Syria, "Israeli airstrikes", "Chinese steel" and "the Iraqis" are acts, goods and people;
    "an Iraqi town" is no mention, and "the Syrian army" a body of its own (see ``groups``).
    """
    found = []
    carded = dict(cards)
    owners = {m.last - 1: m for m in mentions if m.actor_id and cards[m.actor_id].kind == "country"}
    for token in doc:
        first, entry = nationality(doc, token, known)
        sort = "country"
        if entry:
            country_id, country = entry.actor_id, entry.name
        elif token.i in owners:
            first, country_id = owners[token.i].first, owners[token.i].actor
            country = cards[country_id].name
        else:
            continue
        if first and doc[first - 1].lower_ in group_words.words("gone"):  # "the former Syrian government"
            continue
        head = _body_head(doc, token)
        kind = gazetteer.roles().get(head.lower_) if head else None
        if head and kind == "nation" and head.lower_ != "state":
            found.append(new_mention(doc, first, head.i + 1, country_id, "government_of"))
        elif entry and kind not in ("deverbal", "goods") and _some_people(token):
            country, sort = doc[first : token.i + 1].text, "group"
            country_id = f"group:{gazetteer.slug(country)}"
            found.append(new_mention(doc, first, token.i + 1, country_id, "people"))
        elif entry and (kind in ("deverbal", "goods") or _is_people(token, known)):
            found.append(new_mention(doc, first, token.i + 1, country_id, "nationality"))
        else:
            continue
        carded.setdefault(country_id, Card(country_id, country, sort))
    seen = {(m.first, m.last) for m in mentions}
    return [*mentions, *(f for f in found if (f.first, f.last) not in seen)], carded


def nationality(doc: Doc, token: Token, known: Mapping[str, Entry]) -> tuple[int, Entry | None]:
    """Return (first token, entry) when a nationality word ends at ``token``: "Iraqi", "South | Korean"."""
    if not token.text[0].isupper():
        return token.i, None
    if token.i and (entry := known.get(f"{doc[token.i - 1].text} {token.text}")) and entry.how == "demonym":
        return token.i - 1, entry
    entry = known.get(token.text)
    return token.i, entry if entry and entry.how == "demonym" else None


def _body_head(doc: Doc, token: Token) -> Token | None:
    """Return the last noun of the phrase that a nationality word opens: "Syrian | [armed] forces"."""
    end = token.i + 1
    if end < len(doc) and doc[end].text in ("'s", "'"):
        end += 1
    last = None
    while end < len(doc) and end - token.i <= 5 and doc[end].pos_ in ("ADJ", "NOUN", "PROPN", "ADV"):
        if doc[end].pos_ in ("NOUN", "PROPN"):
            last = doc[end]
        end += 1
    return last


def _some_people(token: Token) -> bool:
    """True for people of a nation that do not speak for it: "Iraqis", "young Iraqis"; "two Iraqis" are nobody."""
    plural = token.text[-1] == "s" and token.tag_ in ("NNS", "NNPS") and token.dep_ not in ("compound", "amod", "nmod")
    return plural and not (token.i and token.nbor(-1).lower_ == "the") and not _counted(token)


def _counted(token: Token) -> bool:
    return any(
        t.pos_ == "NUM" or t.dep_ in ("nummod", "poss") or t.lower_ in group_words.words("amount") for t in token.lefts
    )


def _is_people(token: Token, known: Mapping[str, Entry]) -> bool:
    """True for a nationality word used as a noun: "the Iraqis said", "the Dutch"; "an Iraqi" is only one of them."""
    one = known.get(f"{token.text}s")
    if (one and one.how == "demonym") or _counted(token):
        return False
    if token.tag_ in ("NNS", "NNPS") and token.i and token.nbor(-1).lower_ == "the":
        return token.dep_ not in ("compound", "amod", "nmod")
    return token.pos_ in ("NOUN", "PROPN") and token.dep_ in (
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "conj",
        "agent",
    )
