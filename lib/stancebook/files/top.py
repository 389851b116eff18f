"""The lines above an article in a file that has no fields: title, byline and date as people write them.

Labelled lines ("Title: …", "Date: …") are taken for fields and out of the text.  What only stands there as in print is
inferred, stays in the text, and is told as inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from stancebook.files import dates, fields

LABEL = re.compile(r"\s*[*_]{0,2}([A-Za-z][A-Za-z -]{1,22}?)[*_]{0,2}\s*:[*_]{0,2}[ \t\u00a0]*(\S.*?)\s*$")
LABELLED = 2  # fields of ours that make lines with colons a head
HEAD_LINES = 8
LONGEST_TITLE = 200  # characters
BYLINE = re.compile(
    r"[Bb][Yy] ((?:[A-Z][\w.'’-]*|de|van|von|al|bin|and|&)(?:,? (?:[A-Z][\w.'’-]*|de|van|von|al|bin|and|&)){0,9})"
)
DATELINE = re.compile(r"[^\n]{0,80}?(?:—|–|--| - )")
BEHIND_DATE = re.compile(
    r"[\s,|–-]*(?:at )?(?:\d{1,2}[:.h]\d{2}(?::\d{2})?)?\s*(?:[ap]\.?m\.?)?\s*[A-Z]{0,5}(?:[+-]\d\d:?\d\d)?"
    r"\s*(?:[A-Z][a-z]+day)?\.?\s*"
)
TOUCHED = re.compile(r"(?:last )?(?:updated|modified|edited|revised)\b", re.IGNORECASE)
PARTS = re.compile(r"\s+[|•·–—/]\s+")


def labelled(text: str) -> tuple[dict[str, str], str]:
    """Return the fields of the labelled lines that ``text`` begins with, and the text below; none, and all of it."""
    lines = text.lstrip("\ufeff\r\n").split("\n", 40)
    names = fields.of({})
    given: dict[str, str] = {}
    ours: set[str] = set()
    at = 0
    for line in lines[:40]:
        label = LABEL.match(line) if len(line) <= fields.LONGEST_FIELD else None
        if label is None:
            break
        given[label[1]] = label[2]
        key = fields.folded(label[1])
        ours |= {field for field, known in names.items() if key in known and field not in ("text", "summary")}
        at += 1
    enough = len(ours) >= LABELLED and (at == len(lines) or not lines[at].strip() or at >= 3)
    return (given, "\n".join(lines[at:]).lstrip("\r\n")) if enough else ({}, text)


def inferred(paragraphs: Iterable[str]) -> dict[str, str]:
    """Return title, byline and published as the first lines of an article have them in print."""
    head, found = [], {}
    for line in islice((p.strip() for p in paragraphs if p.strip()), HEAD_LINES):
        if "published" not in found and (day := _dateline(line)):
            found["published"] = day
        if len(line) > LONGEST_TITLE or (len(line) > 90 and re.search(r"[.!?][\"”’]?$", line)):
            break
        head.append(line)
        for part in PARTS.split(line.lstrip("#*_ ").rstrip("*_ ")):
            if (by := BYLINE.fullmatch(part.rstrip(" ,."))) and "byline" not in found:
                found["byline"] = by[1]
            elif "published" not in found and (day := dated(part)):
                found["published"] = day
    title = heading(head[0]) if head else ""
    if _titles(title, found, head):
        found["title"] = title
    return found


def _titles(title: str, found: dict[str, str], head: list[str]) -> bool:
    """Tell whether a first line is a title: a line of its own before the byline or the date."""
    own = title and not dated(title) and not BYLINE.match(title) and not re.search(r"[.:;,]$", title)
    return bool(own and found.keys() & {"byline", "published"} and len(head) > 1)


def heading(line: str) -> str:
    """Return a line without a heading's marks."""
    return re.sub(r"^#{1,6}\s+|^\*\*|\*\*$|\s+#+$", "", line.strip()).strip()


def dated(line: str) -> str | None:
    """Return the date that a line is, whole; None if it is anything else, or says when a page was touched."""
    if len(line) > dates.LONGEST_DATE or TOUCHED.match(line):
        return None
    found = dates.named(line)
    if found:
        return line if found[1] == 0 and BEHIND_DATE.fullmatch(line[found[2] :]) else None
    match = dates.ISO.match(line) or dates.NUMERIC.match(line)
    return line if match and BEHIND_DATE.fullmatch(line[match.end() :].lstrip("T")) else None


def _dateline(line: str) -> str | None:
    """Return the date, with its year, of a dateline: "HALIFAX, March 5, 2024 (Wire) — …"."""
    place = DATELINE.match(line)
    found = dates.named(place.group()) if place else None
    return line[found[1] : found[2]] if place and found and line[:1].isupper() else None
