"""What a page says of its article for machines: schema.org's JSON-LD and microdata, Open Graph, meta tags, AMP."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from stancebook.files import lists, markup

SCRIPT = re.compile(
    r"<script\b[^<>]{0,500}\btype\s*=\s*[\"']?application/ld\+json\b[^<>]{0,500}>((?:[^<]|<(?!/?script\b))*+)</script\s*>",
    re.IGNORECASE,
)
META = re.compile(r"<(?:meta|time|link|span|div|p|a|h1)\b[^<>]{0,2000}>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
ARTICLE = re.compile(
    r"(?:News|Blog|Opinion|Analysis|Report\w*|Review\w*|Advertiser\w*|Scholarly|Tech|LiveBlog|Background\w*|AskPublic\w*|Satirical)?"
    r"(?:Article|Posting|Report)$"
)
LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "WebSite"})
DEEPEST, MOST = 12, 5_000  # levels and objects of JSON-LD that are looked at


@dataclass
class PageFields:
    """What a page says of its article."""

    given: dict[str, str] = field(default_factory=dict)
    body: str = ""  # the text that the page carries for machines
    types: set[str] = field(default_factory=set)  # schema.org types
    kind: str = ""  # Open Graph's type
    free: bool = True  # False where the page says that its article is not free to read


def of(text: str) -> PageFields:
    """Return what the page ``text`` says of its article; of several articles, the first one told of."""
    found = PageFields()
    metas = _metas(text)
    found.kind = metas.get("og:type", "")
    story: dict = {}
    for item in _items(text):
        types = {str(t).rpartition("/")[2] for t in _listed(item.get("@type"))}
        found.types |= types
        if any(ARTICLE.match(t) for t in types) and not story:
            story = item
        if str(item.get("isAccessibleForFree")).strip().lower() == "false":
            found.free = False
    found.given = {**_from_metas(metas), **_from_story(story)}
    body = story.get("articleBody")
    found.body = markup.plain(body) if isinstance(body, str) else ""
    return found


def _from_story(story: dict) -> dict[str, str]:
    url = story.get("url") or story.get("mainEntityOfPage")
    named = {
        "title": story.get("headline") or story.get("name"),
        "byline": story.get("author") or story.get("creator"),
        "published": story.get("datePublished") or story.get("dateCreated"),
        "source": story.get("publisher") or story.get("sourceOrganization"),
        "section": story.get("articleSection"),
        "url": url.get("@id") if isinstance(url, dict) else url,
    }
    called = {field: _name(value) for field, value in named.items()}
    return {field: html.unescape(value) for field, value in called.items() if value}


def _name(value: Any) -> str | None:
    """Return what a value of JSON-LD is called: itself, its name, the names of its list."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:20]))) or None
    if isinstance(value, dict):
        return _name(value.get("name")) if isinstance(value.get("name"), str | list) else None
    return str(value).strip() or None if isinstance(value, str | int) else None


def _from_metas(metas: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, keys in lists.names("metas.yml", "metas").items():
        value = next((metas[key] for key in keys if metas.get(key)), None)
        # An author that is an address ("https://www.facebook.com/…") is nobody's name.
        if value and not (name in ("byline", "source") and re.match(r"https?:|@", value)):
            found[name] = value
    return found


def _metas(text: str) -> dict[str, str]:
    """Return name -> content of a page's meta tags, its microdata and its canonical address."""
    found: dict[str, str] = {}
    for tag in META.finditer(text):
        given = {
            m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "").strip() for m in ATTRIBUTE.finditer(tag.group())
        }
        name = given.get("property") or given.get("itemprop") or given.get("name")
        value = given.get("content") or given.get("datetime")
        if given.get("rel") == "canonical":
            name, value = "canonical", given.get("href")
        elif "pubdate" in tag.group().lower() and given.get("datetime"):
            name = "pubdate"
        if name and value:
            found.setdefault(name.lower(), value)
    return found


def _items(text: str) -> Iterator[dict]:
    """Yield the objects of a page's JSON-LD: those of its lists and graphs, and what those are about."""
    for script in SCRIPT.finditer(text):
        try:
            waiting = [(json.loads(_bare(script[1]), strict=False), 0)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while waiting and seen < MOST:
            item, level = waiting.pop(0)
            seen += 1
            if isinstance(item, list) and level < DEEPEST:
                waiting += [(part, level + 1) for part in item]
            elif isinstance(item, dict):
                yield item
                inner = [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item]
                waiting += [(part, level + 1) for part in inner] if level < DEEPEST else []


def _bare(script: str) -> str:
    return re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*$", "", script.strip())


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else [value] if value else []
