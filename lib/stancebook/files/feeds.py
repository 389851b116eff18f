"""Feeds: RSS and Atom by feedparser, an entry an article."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from stancebook.files import bounds, markup
from stancebook.files.characters import Unreadable
from stancebook.files.opening import Blob
from stancebook.files.record import Found, article

DECLARED = re.compile(rb"<!(?:ENTITY|DOCTYPE[^>\[]{0,200}\[)", re.IGNORECASE)
SUMMARY = ("ingest:cut", "has only a feed's summary, which is read in place of the text: get the full text")
TEASER = 1_200  # characters of a description that may be a teaser


def read(blob: Blob) -> Iterator[Found]:
    """Yield the entries of a feed."""
    import feedparser

    data = blob.read(bounds.LARGEST_PAGE)
    if DECLARED.search(data):  # a dozen of them can stand for gigabytes
        raise Unreadable("is a feed that declares entities, which are not read: save it without its DOCTYPE")
    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False)
    if not feed.entries:
        why = f" ({' '.join(str(feed.bozo_exception).split())[:200]})" if feed.bozo else ""
        raise Unreadable(f"is a feed without entries{why}: save the articles themselves")
    if feed.bozo:
        why = " ".join(str(feed.get("bozo_exception")).split())[:200]
        yield (
            "",
            Unreadable(f"is a feed that breaks off or is not well-formed ({why}): look for entries that are missing"),
        )
    for number, entry in enumerate(feed.entries, 1):
        yield f":{number}", _entry(entry, feed.feed, blob)


def _entry(entry: Mapping, feed: Mapping, blob: Blob) -> dict | Unreadable:
    content = next((part["value"] for part in entry.get("content", ()) if part.get("value")), "")
    summary = entry.get("summary", "")
    written = content if len(content) >= len(summary) else summary
    text = markup.plain(written)
    if not text:
        return Unreadable("is an entry without a text: get its article")
    given: dict[str, Any] = {
        "title": markup.plain(entry.get("title", "")),
        "published": entry.get("published") or entry.get("created") or "",
        "byline": entry.get("author", ""), "url": entry.get("link", ""),
        "source": entry.get("source", {}).get("title") or feed.get("title", ""),
        "section": next((tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")), ""),
    }  # fmt: skip
    guessed = []
    if not given["published"] and entry.get("updated"):
        given["published"] = entry["updated"]
        guessed = ["published"]
    short = [SUMMARY] if not content and len(text) < TEASER else []
    return article(text, given, blob.columns, short, guessed, markup_in_text=False)
