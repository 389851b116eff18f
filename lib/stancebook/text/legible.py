"""Text as its readers see it: what a page hides or breaks is undone before it is read, and spans are led back.

``documents.text`` stays as it was decoded.  What is read in its place has no characters that nobody sees, accents in
one piece with their letters, ordinary letters for capitals (``casing``), paragraphs on one line, and no links to other
articles or advertisement (``roles``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from stancebook import tables
from stancebook.tables import SCHEMA
from stancebook.text import casing, roles

# Soft hyphens (with the line end they stand at), zero-width blanks and joiners, marks of direction, byte order marks.
UNSEEN = re.compile(r"\u00ad\n?|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
ACCENTED = re.compile(r"\w[\u0300-\u036f]+")
PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)+")  # lines with no empty one between them
NARROWEST, WIDEST = 40, 100  # characters of the longest line of a text that is broken into lines
BREAKS, FULL = 3, 0.75  # line breaks that show a width, and the share of them behind which no other word would fit
GOES_ON = re.compile(r"""[^.!?:;"'”’)\]]$""")  # a line's end within a sentence


@dataclass(frozen=True)
class Legible:
    """The text that is read, and where each of its characters begins and ends in the original (None: the same)."""

    text: str
    starts: np.ndarray | None = None
    ends: np.ndarray | None = None
    hidden: tuple[tuple[int, int, str], ...] = ()  # start and end in the original, and role, of what is not read

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``[start, end)`` of what was read stands in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1]) if end > start else int(self.starts[start])


def legible(text: str, names: Mapping[str, str], given: Container[str]) -> Legible:
    """Return ``text`` as it is read; ``names`` and ``given`` ones are as ``casing.quiet`` takes them."""
    changes = [(m.start(), m.end(), "") for m in UNSEEN.finditer(text)]
    changes += [(m.start(), m.end(), unicodedata.normalize("NFC", m.group())) for m in ACCENTED.finditer(text)]
    made, starts, ends = _changed(text, sorted(changes))
    hidden = [line for line in roles.around(made) if line[2] in roles.HIDDEN]
    for start, end, _ in hidden:
        made = made[:start] + " " * (end - start) + made[end:]
    seen = Legible(casing.quiet(_unwrapped(made), names, given), starts, ends)
    return replace(seen, hidden=tuple((*seen.original(start, end), role) for start, end, role in hidden))


def _changed(text: str, changes: Sequence[tuple[int, int, str]]) -> tuple[str, np.ndarray | None, np.ndarray | None]:
    """Put each change in its place; return also where each character began and ended (one past the last, the end)."""
    if not changes:
        return text, None, None
    parts, starts, ends, at = [], [], [], 0
    for start, end, new in [*changes, (len(text), len(text), "")]:
        parts += [text[at:start], new]
        starts += [*range(at, start), *[start] * len(new)]
        ends += [*range(at + 1, start + 1), *[end] * len(new)]
        at = end
    return "".join(parts), np.array([*starts, len(text)]), np.array([*ends, len(text)])


def _unwrapped(text: str) -> str:
    """Return ``text`` with blanks for the line breaks within its paragraphs, if it is broken to a width.

    It is if behind nearly every line of a paragraph there was no room for the next word, and lines end in midst of
    sentences.
    """
    longest = max(map(len, text.split("\n")))
    if not NARROWEST <= longest <= WIDEST:
        return text
    pairs = [pair for m in PARAGRAPH.finditer(text) for pair in pairwise(m.group().split("\n"))]
    full = sum(len(a.rstrip()) + 1 + len(b.split(" ", 1)[0]) > longest for a, b in pairs)
    within = sum(bool(GOES_ON.search(a.rstrip())) for a, _ in pairs)
    if len(pairs) < BREAKS or full < FULL * len(pairs) or 2 * within < len(pairs):
        return text
    return PARAGRAPH.sub(lambda m: m.group().replace("\n", " "), text)


def restored(frame: pd.DataFrame, name: str, texts: Mapping[str, Legible]) -> pd.DataFrame:
    """Return table ``name`` with its spans led back to the original texts; ``texts`` are those read, by ``doc_id``."""
    spans = [column for column, kind in SCHEMA[name].items() if kind == "spans"]
    moved = frame["doc_id"].map(lambda doc_id: texts[doc_id].starts is not None) if "doc_id" in frame else []
    if not any(moved):
        return frame
    frame = frame.copy()
    rows = frame.to_dict("records")
    if "start" in frame:
        ends = [texts[row["doc_id"]].original(row["start"], row["end"]) for row in rows]
        frame["start"], frame["end"] = zip(*ends, strict=True)
    for column in spans:
        values = [[list(texts[row["doc_id"]].original(*span)) for span in row[column]] for row in rows]
        frame[column] = pd.Series(values, index=frame.index, dtype="object")
    return frame


def with_hidden(sentences: pd.DataFrame, texts: Mapping[str, Legible]) -> pd.DataFrame:
    """Return table ``sentences`` with the lines that were not read, each with its role."""
    rows = [
        {"sent_id": f"{doc_id}:{role}{i}", "doc_id": doc_id, "start": start, "end": end, "role": role}
        for doc_id, seen in texts.items()
        for i, (start, end, role) in enumerate(seen.hidden)
    ]
    if not rows:
        return sentences
    order = {doc_id: i for i, doc_id in enumerate(texts)}
    whole = tables.concat("sentences", [sentences, tables.make("sentences", rows)])
    return whole.iloc[np.lexsort([whole["start"], whole["doc_id"].map(order)])].reset_index(drop=True)
