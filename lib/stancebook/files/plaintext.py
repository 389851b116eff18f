"""Text and Markdown: one article with or without a head, or the export of a press database."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stancebook.files import bounds, exports, frontmatter, top
from stancebook.files.characters import decode
from stancebook.files.fields import pick
from stancebook.files.opening import Blob
from stancebook.files.record import Found, article, whole


def read(blob: Blob) -> Iterator[Found]:
    """Yield the articles of a file of text."""
    text, note = decode(blob.read(bounds.LARGEST_TEXT))
    found = exports.of_text(text)
    if found is not None:
        yield from exports.told(found, blob.columns, whole(note))
        return
    yield "", one(text, blob, note)


def one(text: str, blob: Blob, note: str | None = None) -> dict:
    """Return the record of a text that is one article."""
    notes = whole(note)
    given, below, refused = frontmatter.split(text)
    if given and not pick(given, blob.columns)[0]:
        given, below = {}, text  # lines with colons, but no field of ours: the article's own
    if not given and not refused:
        given, below = top.labelled(text)
    notes += whole(refused, "ingest:fields")
    fields = pick(given, blob.columns)[0]
    inferred = {k: v for k, v in top.inferred(_lines(below)).items() if k not in fields}
    return article(below, {**inferred, **given}, blob.columns, notes, inferred)


def _lines(text: str) -> Iterator[str]:
    """Yield the first lines, no more than a head may have."""
    for line in re.finditer(r"[^\r\n]+", text[:4000]):
        yield line.group()
