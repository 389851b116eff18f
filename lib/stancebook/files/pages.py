"""Saved pages: trafilatura (Barbaresi 2021) takes the article out of one; what it says of itself gives the fields."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from stancebook.files import bounds, exports, pagefields, stubs
from stancebook.files.characters import Unreadable, decode
from stancebook.files.fields import Names
from stancebook.files.opening import Blob
from stancebook.files.record import Found, article, whole

# No HTML parser takes these, and libxml2 ends the page where one stands: U+FFFE, U+FFFF, controls, and references
# to them.
NOT_IN_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]))(?![0-9a-f]);?",
    re.IGNORECASE,
)
NOTHING = "no article found in the page: save the article's text as .txt"
RICHER = 1.5  # times as long as what was taken from the page the body that it carries for machines must be


def read(blob: Blob) -> Iterator[Found]:
    """Yield the article of a saved page, or the articles of a press database's export."""
    data = blob.read(bounds.LARGEST)
    export = exports.of_page(data)
    if len(data) > bounds.LARGEST_PAGE and not export:
        blob.read(bounds.LARGEST_PAGE)  # tells that it is too large
    text, note = decode(data, page=True)
    text = NOT_IN_XML.sub("\ufffd", text)
    if export:
        yield from exports.told(export(text), blob.columns, whole(note))
    else:
        yield "", one(text, blob.columns, note)


def one(text: str, columns: Names, note: str | None = None, address: str | None = None) -> dict:
    """Return the record of a page that holds one article.

    Raises
    ------
    Unreadable
        If it holds none: a list of articles, a pay-wall with next to nothing before it, an empty frame.
    """
    page = _extracted(text)
    own = pagefields.of(text)
    body = (page.text or "").strip() if page else ""
    if len(own.body) > RICHER * max(len(body), 1) or own.body.split() == body.split():
        body = own.body  # with its paragraphs
    if len(body.split()) < stubs.FEW and stubs.is_index(text, own):
        raise Unreadable(stubs.INDEX)
    if not body:
        raise Unreadable(NOTHING)
    if stubs.is_index(text, own, body):
        raise Unreadable(stubs.INDEX)
    body, cut = stubs.opening(body, text, own)
    given = {**_theirs(page), **own.given, **({"url": address} if address and "url" not in own.given else {})}
    guessed = {"published"} if "published" not in own.given else set()
    notes = [*whole(note), *whole(cut, "ingest:cut")]
    return article(body, given, columns, notes, guessed, markup_in_text=False)


def _extracted(text: str) -> Any:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without an article is told in `skipped`
    # Dates are read from the page's own marks only: a guess from a footer is worse than none.
    dates = {"original_date": True, "extensive_search": False}
    return trafilatura.bare_extraction(
        text, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=dates
    )


def _theirs(page: Any) -> dict[str, str]:
    """Return the fields that trafilatura and htmldate find."""
    if page is None:
        return {}
    named = {
        "title": page.title,
        "byline": page.author,
        "published": page.date,
        "source": page.sitename,
        "url": page.url,
    }
    return {name: value for name, value in named.items() if value}
