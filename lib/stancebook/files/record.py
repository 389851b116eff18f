"""An article as a reader hands it on; here, and nowhere else, what a file says becomes valid Unicode.

A reader takes a ``Blob`` and yields ``(place, found)`` pairs.  ``place`` says where in the file the article stands,
as it is put behind the file's name: ":3" for a line, a row or a number, "/inner.txt" for a member, nothing where the
file is one article.  ``found`` is a dict with ``text``,
whatever of the fields the file gives, ``guessed`` (fields that were inferred) and ``notes`` (stage, reason) on what
could not be taken as it stands; or it is an ``Unreadable`` that says why there is no article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from stancebook.files import fields, markup
from stancebook.files.characters import INVALID, LOST, Unreadable, mended, one_line, valid
from stancebook.files.opening import Blob

Found = tuple[str, "dict | Unreadable"]
Reader = Callable[[Blob], Iterator[Found]]
# How interfaces end a text that they cut: NewsAPI's count of the rest, an ellipsis in brackets, an invitation.
CUT = re.compile(
    r"(?:\[\s*\+\s*\d[\d,.]*\s*(?:chars|characters|more)?\s*\]|\[\s*(?:…|\.{3}|&hellip;)\s*\]|\(\s*(?:…|\.{3})\s*\)"
    r"|(?:…|\.{3})\s*(?:\(?(?:read|see|show|view) (?:more|the full (?:story|article))|continue reading|more)\b.{0,60}"
    r"|[\w,](?:…|\.{3}))\s*\Z",
    re.IGNORECASE,
)
EXCEL_CELL = 32_767  # characters that a cell of a workbook holds
SHORT_OF = "is cut off where it came from: get the full text"


def article(
    text: str,
    given: Mapping,
    columns: fields.Names | None = None,
    notes: Iterable[fields.Note] = (),
    guessed: Iterable[str] = (),
    markup_in_text: bool = True,
) -> dict:
    """Return the record of an article.

    Parameters
    ----------
    text
        Its text as decoded.
    given
        What the file says of it, under whatever names.
    columns
        The analyst's names of fields (``fields.analyst``).
    notes
        What was lost or guessed before.
    guessed
        Which of our fields were inferred and not said.
    markup_in_text
        Undo entities and tags in ``text``; a reader of pages has done so.
    """
    found, told = fields.pick(given, columns)
    told += list(notes)
    for name in ("title", "byline", "source", "section"):
        if name in found:
            found[name], _ = mended(found[name])
    text, note = mended(text)
    told += [("ingest:encoding", note)] if note else []
    if markup_in_text:
        text, note = markup.undone(text)
        told += [("ingest:markup", note)] if note else []
    if INVALID.search(text):
        told.append(("ingest:encoding", f"the text {LOST}"))
    if CUT.search(text[-200:]):
        told.append(("ingest:cut", f"ends with {one_line(text[-20:])!r} and {SHORT_OF}"))
    elif len(text) == EXCEL_CELL:
        told.append(
            ("ingest:cut", f"has the {EXCEL_CELL:,} characters that a cell of a workbook holds, and {SHORT_OF}")
        )
    if found.get("byline"):
        found["byline"] = re.sub(r"^by:?\s+(?=\S)", "", found["byline"], flags=re.IGNORECASE)
    return {**found, "text": valid(text), "notes": told, "guessed": sorted(set(guessed) & found.keys())}


def from_row(row: Mapping, columns: fields.Names, notes: Iterable[fields.Note] = ()) -> dict | Unreadable:
    """Return the record of a row of a table or an object of JSON: its text, or its summary where it has no text."""
    names, low = fields.of(columns), fields.flat(row)
    for field in ("text", "summary"):
        for name in names[field]:
            text = _joined(low[name][1]) if name in low else ""
            if text.strip():
                short = [("ingest:cut", "has only a summary, which is read in place of the text: get the full text")]
                return article(text, row, columns, [*notes, *(short if field == "summary" else [])])
    if any(name in low and fields.missing(low[name][1]) for field in ("text", "summary") for name in names[field]):
        return Unreadable("has no text: fill it in, or delete the row")
    return Unreadable('is not an object with a string "text" (or body, content …): name its text in columns.yml')


def _joined(value: object) -> str:
    """Return a text, or the paragraphs of a list as one; anything else says nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    if isinstance(value, dict):  # {"rendered": "<p>…"} (WordPress), {"text": …}
        inner = {fields.folded(k): v for k, v in value.items()}
        return next((inner[k] for k in ("rendered", "text", "plain", "value") if isinstance(inner.get(k), str)), "")
    return ""


def whole(notes: str | None, stage: str = "ingest:encoding") -> list[fields.Note]:
    """Return a note on the whole file as a list, empty without one."""
    return [(stage, notes)] if notes else []
