"""Sentences as they are shown at the desk: escaped, what they are shown for marked, the article one click away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from stancebook.desk.shelf import Shelf
from stancebook.report.printable import one_line, printable

AROUND = 700  # characters of an article that open before and behind a sentence


def told(words: str) -> Markup:
    """Return words of whatever origin as text in a page."""
    return escape(one_line(words))


def spanned(text: str, start: int, end: int, spans: Iterable[Iterable[int]]) -> Markup:
    """Return the characters ``[start, end)`` of ``text`` escaped, the ``spans`` of it in ``<mark>``."""
    parts, at = [], start
    for a, b in sorted((max(start, a), min(end, b)) for a, b in spans):
        if at <= a < b:
            parts += [escape(printable(text[at:a])), Markup("<mark>{}</mark>").format(printable(text[a:b]))]
            at = b
    return Markup("").join([*parts, escape(printable(text[at:end]))])


def marked(shelf: Shelf, row: Mapping[str, Any]) -> Markup:
    """Return the sentence of a row, or all that its spans reach over, with its span or its ``spans`` marked."""
    start, end = shelf.spans.get(row["sent_id"], (row["start"], row["end"]))
    return spanned(shelf.texts[row["doc_id"]], start, max(end, row["end"]), _spans(row))


def place(shelf: Shelf, row: Mapping[str, Any]) -> Markup:
    """Return what opens the article around a sentence."""
    text, (start, end) = shelf.texts[row["doc_id"]], shelf.spans.get(row["sent_id"], (row["start"], row["end"]))
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    cut = Markup("{}{}{}").format("… " if first else "", spanned(text, first, last, _spans(row)),
                                  " …" if last < len(text) else "")  # fmt: skip
    summary = Markup("<details><summary>{}</summary><blockquote>{}</blockquote></details>")
    return summary.format(shelf.title(row["doc_id"]), cut)


def _spans(row: Mapping[str, Any]) -> list:
    spans = row.get("spans")
    return spans if isinstance(spans, list) and spans else [[row["start"], row["end"]]]
