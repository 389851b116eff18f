"""Whose act it is: "Coalition jets flew 12 airstrikes … the strikes destroyed a bridge" is the coalition's doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stancebook.actors import gazetteer
from stancebook.actors.mention import Mention, new_mention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Noun -> the act it counts as: "airstrikes" are told of again as "the strikes".
ACTS = {"strike": "strike", "airstrike": "strike", "raid": "raid", "attack": "attack", "bombing": "bombing",
        "bombardment": "bombing", "shelling": "shelling", "offensive": "offensive"}  # fmt: skip
DONE_BY = frozenset(["conduct", "carry", "launch", "fly", "perform", "mount", "make", "do", "begin", "start"])
OWNERS = ("poss", "amod", "compound", "nmod")


def with_acts(doc: Doc, mentions: list[Mention]) -> list[Mention]:
    """Add the mentions by acts that are subject of a verb, where the article tells one doer of such acts.

    The doer is told by "X conducted strikes", "X's strikes", "strikes by X" before it.  Where two actors strike,
    and where the act has an owner of its own, there is no mention.
    """
    at: dict[int, str | None] = {}
    for m in sorted(mentions, key=lambda m: m.first - m.last):
        at.update(dict.fromkeys(range(m.first, m.last), m.actor_id))
    doers: dict[str, set[str | None]] = {}
    found = []
    for token in doc:
        act = ACTS.get(token.lemma_) if token.pos_ == "NOUN" and token.i not in at else None
        if act is None:
            continue
        own = _doers(token)
        doers.setdefault(act, set()).update(actor for doer in own if (actor := at.get(doer.i)))
        named = doers[act]
        if not own and len(named) == 1 and token.dep_ in ("nsubj", "agent") and _is_known(token):
            found.append(new_mention(doc, token.i, token.i + 1, next(iter(named)), "act_of"))
    return [*mentions, *found]


def _doers(act: Token) -> list[Token]:
    """Return the words that say who does an act, whether or not they name an actor."""
    found = [c for c in act.children if c.dep_ in OWNERS and (c.dep_ == "poss" or gazetteer.bare(c.text)[0].isupper())]
    found += [c for c in act.children if c.dep_ == "compound" and c not in found]
    found += [p for c in act.children if c.dep_ in ("prep", "agent") and c.lower_ == "by" for p in c.children]
    if act.dep_ == "dobj" and act.head.lemma_ in DONE_BY:
        found += [c for c in act.head.children if c.dep_ == "nsubj"]
    return found


def _is_known(act: Token) -> bool:
    """False for an act that the text brings in anew: "an attack", "another raid", "an earlier strike"."""
    return not any(c.dep_ == "det" and c.lower_ in ("a", "an", "another", "any", "no", "some") for c in act.children)
