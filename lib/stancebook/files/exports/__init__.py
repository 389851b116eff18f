"""Exports of press databases: told apart by their marks, split into articles with their fields, and counted.

In: the text, the paragraphs or the page of a file.  Out: an ``Export``, or None where it is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from stancebook.files import fields
from stancebook.files.characters import Unreadable
from stancebook.files.record import Found, article

APART = 0.2  # share by which an article's words may differ from what the database counted
COUNTED = 40  # words from which on that is looked at
WORDS = re.compile(r"\d[\d.,\u00a0 ]*")
NONE = "is an export of {} in which no article was found: export it again with the interface in English, or as HTML"
PAGES = (
    (re.compile(rb"DocID_MSTAR_"), "proquest"),
    (re.compile(rb"articleParagraph|class=[\"']?\w\wHeadline|class=[\"'](?:article )?\w\wArticle"), "factiva"),
    (re.compile(rb"DocPublicationName|titreArticleVisu|docOcurrContainer"), "europresse"),
    (re.compile(rb"NAME=\"?DOC_ID_\d|<DOC NUMBER=", re.IGNORECASE), "nexis"),
)


@dataclass
class Export:
    """What stood in an export: ``text`` and fields of each article, and how many it says it holds."""

    database: str
    articles: list[dict | Unreadable] = field(default_factory=list)
    announced: int | None = None


def of_lines(lines: Sequence[str]) -> Export | None:
    """Return the export that paragraphs or lines of text are, None where they are none."""
    from stancebook.files.exports import factiva, nexis, proquest

    for database in (nexis, factiva, proquest):
        if database.marked(lines):
            return database.of_lines(lines)
    return None


def of_text(text: str) -> Export | None:
    """Return the export that a file of text is, None where it is none."""
    return of_lines(text.splitlines())


def of_page(data: bytes) -> Callable[[str], Export] | None:
    """Return what reads a page that is an export, None for any other page."""
    from importlib import import_module

    for mark, name in PAGES:
        if mark.search(data):
            return import_module(f"stancebook.files.exports.{name}").of_page
    return None


def told(export: Export, columns: fields.Names, notes: Sequence[fields.Note] = ()) -> Iterator[Found]:
    """Yield the articles of an export, and a row where it holds another number of them than it says.

    Raises
    ------
    Unreadable
        If no article was found in it.
    """
    found = [one for one in export.articles if isinstance(one, dict)]
    if not found and not any(isinstance(one, Unreadable) for one in export.articles):
        raise Unreadable(NONE.format(export.database))
    single = len(export.articles) == 1
    for number, one in enumerate(export.articles, 1):
        place = "" if single else f":{number}"
        yield place, one if isinstance(one, Unreadable) else _record(one, export, columns, notes)
        notes = ()
    if export.announced is not None and export.announced != len(export.articles):
        reason = f"says that it holds {export.announced:,} articles, and {len(export.articles):,} were found"
        yield "", Unreadable(f"{reason} ({export.database}): look for those that are missing, or export it again")


def _record(one: dict, export: Export, columns: fields.Names, notes: Sequence[fields.Note]) -> dict | Unreadable:
    given = {name: value for name, value in one.items() if name not in ("text", "words") and value}
    if not one["text"].strip():
        return Unreadable("has no text (a graphic or a photograph): nothing to do")
    counted = WORDS.match(one.get("words") or "")
    said = int(re.sub(r"\D", "", counted.group())) if counted else 0
    words = len(one["text"].split())
    if said >= COUNTED and abs(words - said) > APART * said:
        reason = f"has {words:,} words where {export.database} counts {said:,}: compare it with the original"
        notes = [*notes, ("ingest:export", reason)]
    return article(one["text"], given, {}, notes, one.get("guessed", ()), markup_in_text=False)
