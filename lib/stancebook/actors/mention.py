"""A place that stands for an actor, and what is known of an actor while its article is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

Entity = tuple[str | None, str, str]  # actor_id of a listed one, name, kind


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``[first, last)`` and characters ``[start, end)`` of an article; ``kind`` and ``rule`` as in the table.

    ``type`` is the kind of thing that a name names, "nominal" for other mentions; ``entity`` is what a name stands for
    before it has an ``actor_id``; ``owned`` where it is a body named by its country;
    ``confidence`` where it has one of its own (else that of its rule, see ``sure``).
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    type: str
    kind: str
    rule: str
    actor_id: str | None = None
    entity: Entity | None = None
    gender: str | None = None
    owned: bool = False
    confidence: float | None = None

    @property
    def actor(self) -> str:
        """Return the ``actor_id`` of a mention that is known to have one."""
        assert self.actor_id is not None
        return self.actor_id


@dataclass(frozen=True, slots=True)
class Card:
    """An actor as its article tells of it; ``article`` is the ``doc_id`` where it is that article's own."""

    actor_id: str
    name: str
    kind: str
    role: str | None = None
    gender: str | None = None
    article: str | None = None


Cards = Mapping[str, Card]  # actor_id -> card; a step that learns more returns new ones


def new_mention(doc: Doc, first: int, last: int, actor_id: str | None, rule: str, kind: str = "nominal") -> Mention:
    """Return a mention of ``actor_id`` by the tokens ``[first, last)`` that is no name."""
    end = doc[last - 1]
    text = doc[first:last].text
    return Mention(first, last, doc[first].idx, end.idx + len(end), text, "nominal", kind, rule, actor_id)
