"""One file to its articles: text, front matter, HTML, JSON Lines, CSV, read without changing a character.

A reader yields ``(line, record)`` pairs.  ``line`` is None where the file is one article; ``record`` is a dict
with ``text``, whatever of ``fields.FIELDS`` the file gives, and ``notes`` (stage, reason) on what could not be
taken as it stands; or it is an ``Unreadable`` that says why there is no article.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stancebook.files import csvrows, frontmatter, opening
from stancebook.files.characters import INVALID, LOST, Unreadable, decode, valid
from stancebook.files.fields import pick

Found = tuple[int | None, "dict | Unreadable"]
# No HTML parser takes these, and libxml2 ends the page where one stands: U+FFFE, U+FFFF, controls, and references
# to them.
NOT_IN_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]))(?![0-9a-f]);?",
    re.IGNORECASE,
)


def _article(text: str, given: Mapping, note: str | None = None) -> dict:
    """Return the record of an article; here, and nowhere else, what a file says becomes valid Unicode."""
    found, notes = pick(given)
    if note:
        notes.append(("ingest:encoding", note))
    if INVALID.search(text):
        notes.append(("ingest:encoding", f"the text {LOST}"))
    return {**found, "text": valid(text), "notes": notes}


def _whole(data: bytes) -> Iterator[Found]:
    """Plain text, with or without front matter between lines of three dashes."""
    text, note = decode(data)
    given, below, refused = frontmatter.split(text)
    if given and not pick(given)[0]:
        given, below = {}, text  # lines with colons, but no field of ours: the article's own
    found = _article(below, given, note)
    if refused:
        found["notes"].append(("ingest:fields", refused))
    yield None, found


def _html(data: bytes) -> Iterator[Found]:
    """A saved page: trafilatura (Barbaresi 2021) takes the article out of it, htmldate its date."""
    import trafilatura

    text, note = decode(data, page=True)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without an article is told in `skipped`
    # Dates are read from the page's own marks only: a guess from a footer is worse than none.
    dates = {"original_date": True, "extensive_search": False}
    page: Any = trafilatura.bare_extraction(
        NOT_IN_XML.sub("\ufffd", text), include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    if page is None or not (page.text or "").strip():
        raise Unreadable("no article found in the page: save the article's text as .txt")
    given = {
        "title": page.title,
        "byline": page.author,
        "published": page.date,
        "source": page.sitename,
        "url": page.url,
    }
    yield None, _article(page.text, given, note)


def _jsonl(data: bytes) -> Iterator[Found]:
    """JSON Lines: an object a line, ``text`` the only field that must be there."""
    text, note = decode(data)
    # Only "\n" ends a line here: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except RecursionError:
            yield number, Unreadable("is JSON nested too deep: write the article as a flat object")
            continue
        except ValueError as error:
            yield number, Unreadable(f"is not valid JSON ({error}): correct the line")
            continue
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            yield number, Unreadable('is not an object with a string "text": correct the line')
            continue
        yield number, _article(record["text"], record, note)
        note = None  # told once a file


def _csv(data: bytes) -> Iterator[Found]:
    """CSV with a header line; commas, semicolons or tabs between the columns."""
    for number, row, note in csvrows.rows(data, "text"):
        if None in row:
            yield number, Unreadable("has more cells than the header: put the text in double quotes")
        elif row["text"] is None:
            yield number, Unreadable("has fewer cells than the header: fill in the missing ones")
        else:
            yield number, _article(row["text"], row, note)


# What reads a file of each kind, and the most bytes of one: trafilatura takes seconds for each MB of a page.
READERS: dict[str, tuple[Callable[[bytes], Iterator[Found]], int]] = {
    ".txt": (_whole, 64_000_000),
    ".html": (_html, 10_000_000),
    ".htm": (_html, 10_000_000),
    ".jsonl": (_jsonl, opening.LARGEST),
    ".csv": (_csv, opening.LARGEST),
}


def articles_in(path: Path) -> Iterator[Found]:
    """Yield ``(line, record)`` for each article in ``path``.

    Raises
    ------
    Unreadable
        If the file as a whole gives no article.
    OSError
        If the file can't be opened.
    """
    path.stat()  # a file that is not there is told as that, whatever its name
    if path.suffix.lower() not in READERS:
        raise Unreadable(f"is not an article format ({' '.join(READERS)}): convert it, or move it out of the folder")
    reader, largest = READERS[path.suffix.lower()]
    data = opening.read_bytes(path, largest)
    if not data.strip():
        raise Unreadable("is empty: save the article again, or delete the file")
    yield from reader(data)
