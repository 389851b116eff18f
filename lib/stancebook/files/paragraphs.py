"""Paragraphs to articles: what a Word, RTF or PDF file gives is one article, or the export of a press database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stancebook.files import exports, fields, top
from stancebook.files.characters import Unreadable
from stancebook.files.opening import Blob
from stancebook.files.record import Found, article


def articles(
    blob: Blob,
    lines: Sequence[str],
    given: Mapping[str, str],
    announced: int | None = None,
    notes: Sequence[fields.Note] = (),
) -> Iterator[Found]:
    """Yield the articles of a file that is made of paragraphs.

    Parameters
    ----------
    blob
        The file, for the analyst's names of fields.
    lines
        Its paragraphs, empty ones too.
    given
        What the file says of itself.
    announced
        How many articles it says it holds.
    notes
        What was lost in reading it.

    Raises
    ------
    Unreadable
        If no paragraph holds a word, or an export no article.
    """
    found = exports.of_lines(lines)
    if found is not None:
        if announced is not None and found.announced is None:
            found.announced = announced
        yield from exports.told(found, blob.columns, notes)
        return
    kept = [line.strip() for line in lines if line.strip()]
    if not any(c.isalpha() for line in kept for c in line):
        raise Unreadable("holds no words: save its text as .txt")
    given = {name: value for name, value in given.items() if value}
    labelled, below = top.labelled("\n".join(kept[:40]))
    if labelled:
        kept = [*below.split("\n"), *kept[40:]] if below else kept[40:]
    known = fields.pick({**given, **labelled}, blob.columns)[0]
    inferred = {k: v for k, v in top.inferred(kept).items() if k not in known}
    text = "\n\n".join(kept)
    yield "", article(text, {**inferred, **given, **labelled}, blob.columns, notes, inferred, markup_in_text=False)
