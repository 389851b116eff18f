"""Names and quotes without a parse: what the encoder says alone, more than twice as fast as the whole analysis.

For archives too large for the rest.  A speaker is known only where the source names one (pronouns and role nouns are
not resolved), and what is reported inside a quotation is not told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from stancebook import tables
from stancebook.actors import analyst_file, gazetteer, voices, within
from stancebook.actors.mention import Mention
from stancebook.quotes import attribution, patterns, turns
from stancebook.text import encoder, language
from stancebook.text.decoding import Attributed


def names_and_quotes(documents: pd.DataFrame, analyst: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Return tables ``sentences, actors, mentions, quotes`` of ``documents``, read by the encoder alone.

    ``analyst`` are the analyst's actors (``analyst_file.read_analyst``), or None.
    """
    known = analyst_file.entries(analyst)
    sents = language.sentences(documents)
    starts = within.sentence_starts(sents)
    mentions, cards, quotes = [], [], []
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        reading = encoder.encode(text)
        found, entities = within.in_text(text, doc_id, encoder.names(text, reading), known)
        mentions += within.rows(found, doc_id, starts.get(doc_id, []))
        cards += entities
        quotes += _quotes(doc_id, text, [s for s in encoder.attributed(reading) if s.sure], found)
    actors, named = within.table(cards, mentions, analyst), tables.make("mentions", mentions)
    actors, named, heard = voices.with_voices(documents, sents, actors, named)
    said = turns.with_turns(documents, tables.make("quotes", quotes), heard)
    return {"sentences": sents, "actors": actors, "mentions": named, "quotes": said}


def _quotes(doc_id: str, text: str, attributed: Iterable[Attributed], mentions: Sequence[Mention]) -> list[dict]:
    """Return rows of table ``quotes``."""
    return [
        {
            "quote_id": f"{doc_id}:q{n}",
            "doc_id": doc_id,
            "kind": attribution.kind_of(text, one.contents),
            "content": [list(span) for span in one.contents],
            "cue": [list(one.cue)] if one.cue else [],
            "source": [list(one.source)] if one.source else [],
            "speaker_id": speaker(text, one.source, mentions) if one.source else None,
            "within": None,
            "manner": patterns.SAID,
            "confidence": round(one.confidence, 3),
            "rule": "encoder",
        }
        for n, one in enumerate(attributed)
    ]


def speaker(text: str, source: tuple[int, int], mentions: Sequence[Mention]) -> str | None:
    """Return the ``actor_id`` of whom a source names: a person in it, else the one name that it consists of.

    ``source`` is half-open, in characters of ``text``; ``mentions`` are those of ``within.in_text``.
    """
    inside = [m for m in mentions if source[0] <= m.start and m.end <= source[1]]
    person = next((m for m in inside if m.type == "person"), None)
    if person:
        return person.actor_id
    whole = gazetteer.bare(text[slice(*source)])
    return next((m.actor_id for m in inside if gazetteer.bare(m.text) == whole), None)
