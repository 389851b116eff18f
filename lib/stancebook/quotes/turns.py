"""Turns of transcripts, interviews and speeches as quotes of who speaks, and what questions do not tell.

A turn is a direct quote of its speaker, its colon or dash the cue; the turns of who interviews, and those that only
ask, have the manner ``asked``.  What is quoted inside a turn lies ``within`` it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from stancebook import tables
from stancebook.actors.voices import Heard
from stancebook.quotes import patterns
from stancebook.text.turns import Span, Turn

# By judgement: where a label stands there is no doubt whose words these are, but of who is meant by it.
LABELLED, UNLABELLED = 0.95, 0.8
SIGN = re.compile(r"[:.—–―-]+")
FIRST = frozenset("i we my our me us".split())


def with_turns(documents: pd.DataFrame, quotes: pd.DataFrame, heard: Mapping[str, Heard]) -> pd.DataFrame:
    """Return table ``quotes`` with the turns of ``heard`` (``voices.with_voices``) in it, in the order of the text.

    Quotes that the turns hold stay, ``within`` the turn, and one of "I" or "we" is its speaker's; others that a turn
    overlaps (with the label for a source, or over two turns) go.
    """
    if not heard:
        return quotes
    by_doc = tables.by_document(quotes)
    rows: list[dict] = []
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        found = by_doc[doc_id]
        if doc_id in heard and heard[doc_id].turns:
            found = _joined(doc_id, text, found, heard[doc_id])
        rows += found
    return tables.make("quotes", rows)


def _joined(doc_id: str, text: str, quotes: Sequence[dict], heard: Heard) -> list[dict]:
    rows = [_row(f"{doc_id}:u{n}", doc_id, text, turn, speaker) for n, (turn, speaker) in enumerate(heard.turns)]
    spans = [(_hull(turn), row) for (turn, _), row in zip(heard.turns, rows, strict=True)]
    kept: list[tuple[dict, dict | None]] = []
    for quote in quotes:
        own = [span for name in ("cue", "content") for span in quote[name]]
        around = [row for hull, row in spans if any(a < hull[1] and hull[0] < b for a, b in own)]
        if not around:
            kept.append((quote, None))
        elif len(around) == 1 and _inner(quote, own, around[0]):
            kept.append((quote, around[0]))
    left = {quote["quote_id"] for quote, _ in kept}
    rows += [
        _within(text, quote if quote["within"] in left else quote | {"within": None}, turn) for quote, turn in kept
    ]
    return sorted(rows, key=lambda q: min(span[0] for span in [*q["content"], *q["cue"], *q["source"]]))


def _hull(turn: Turn) -> Span:
    return turn.head[0] if turn.head else turn.content[0][0], turn.content[-1][1]


def _row(quote_id: str, doc_id: str, text: str, turn: Turn, speaker: str | None) -> dict:
    behind = (turn.more or turn.label or (0, 0))[1]
    sign = SIGN.search(text, behind, turn.head[1]) if turn.head else None
    return {
        "quote_id": quote_id, "doc_id": doc_id, "kind": "direct", "content": [list(span) for span in turn.content],
        "cue": [list(sign.span())] if sign else [], "source": [list(turn.label)] if turn.label else [],
        "speaker_id": speaker, "manner": patterns.ASKED if turn.asked else patterns.SAID, "within": None,
        "confidence": LABELLED if turn.label else UNLABELLED, "rule": "turn",
    }  # fmt: skip


def _inner(quote: dict, own: Sequence[Sequence[int]], turn: dict) -> bool:
    """Tell whether a quote's cue and content lie whole in what is said in a turn: it reports something itself."""
    held = all(any(a <= start and end <= b for a, b in turn["content"]) for start, end in own)
    return held and bool(quote["cue"])


def _within(text: str, quote: dict, turn: dict | None) -> dict:
    if turn is None:
        return quote
    first = tables.span_text(text, quote["source"]).casefold() in FIRST
    speaker = turn["speaker_id"] if first and not isinstance(quote["speaker_id"], str) else quote["speaker_id"]
    return quote | {"within": quote["within"] or turn["quote_id"], "speaker_id": speaker}


def without_questions(
    rows: pd.DataFrame, documents: pd.DataFrame, quotes: pd.DataFrame, sentences: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the rows of a per-article table that no question tells: a question is nobody's view.

    Parameters
    ----------
    rows
        A table with ``doc_id``, ``start`` and, for ``sentences``, ``sent_id`` and ``quote_id``.
    documents, quotes
        The tables of these names; what begins in a quote of the manner ``asked`` goes.
    sentences
        Where given, rows of a quote whose sentence ends with a question mark go too.
    """
    if rows.empty:
        return rows
    asked: dict[str, list[list[int]]] = defaultdict(list)
    for q in quotes[quotes["manner"] == patterns.ASKED].itertuples():
        asked[q.doc_id] += q.content
    told = [
        not any(start <= at < end for start, end in asked.get(doc_id, ()))
        for doc_id, at in zip(rows["doc_id"], rows["start"], strict=True)
    ]
    if sentences is not None:
        ends = dict(zip(sentences["sent_id"], sentences["end"], strict=True))
        texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
        asks = [
            isinstance(r.quote_id, str) and texts[r.doc_id][: ends[r.sent_id]].rstrip("\"'”’) ")[-1:] == "?"
            for r in rows.itertuples()
        ]
        told = [t and not a for t, a in zip(told, asks, strict=True)]
    return rows[told].reset_index(drop=True)
