"""Factiva: HTML of both layouts, RTF, Word and PDF of each, the old XML.

With "indexing" each field stands under a code (HD headline, PD date …); without it fields stand in a fixed order around
the number of words.  Every article ends with its accession number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from stancebook.files import bounds
from stancebook.files.characters import Unreadable, decode
from stancebook.files.exports import Export, told
from stancebook.files.exports.lines import FOOTERS, leading_date, paragraphs
from stancebook.files.opening import Blob
from stancebook.files.record import Found, whole

NUMBER = re.compile(r"\s*(?:AN[|\t]\s*)?Document\s+((?=[A-Za-z]*\d)[A-Za-z0-9]{20,30})\s*\|?\s*")
CODES = (
    "CLM HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD SE CT RF ART CO IN NS RE IPC IPD PUB NGC GC AN DLN CX".split()
)
CODE = re.compile(rf"\s*({'|'.join(CODES)})\s*[|\t](.*)")
WORDS = re.compile(r"\s*\d[\d.,\u00a0 ]*\s*(?:words?|Wörter|mots|palabras|parole|palavras|woorden|字)\s*")
SUMMARY = re.compile(r"\s*Search Summary\s*\|?\s*", re.IGNORECASE)
FOUND = re.compile(r"\s*Results Found\s*[|\t:]?\s*(\d+)\s*\|?\s*", re.IGNORECASE)
CLOCK = re.compile(r"\s*\d{1,2}[:h.]\d{2}(?:[:.]\d{2})?(?:\s*[AP]M)?(?:\s+[A-Z]{2,5})?\s*", re.IGNORECASE)
SHORT = re.compile(r"\s*[A-Z0-9]{2,10}\s*")
RIGHTS = re.compile(r"\s*(?:\(c\)|©|Copyright\b|Droits|All rights).*", re.IGNORECASE)
BY = re.compile(r"\s*(?:By|Von|Par|Por|Di|Door)\s+\S.*|.*@.*")
MOST = 100  # articles that the database puts into a file
CODED = {"HD": "title", "BY": "byline", "SE": "section", "SN": "source", "WC": "words"}


def marked(lines: Sequence[str]) -> bool:
    """Tell whether lines have the marks of such an export."""
    return any(NUMBER.fullmatch(line) for line in lines if len(line) < 80)


def of_lines(lines: Sequence[str]) -> Export:
    """Return the articles of an export in its lines or paragraphs."""
    found = [m for line in lines if (m := FOUND.fullmatch(line))]
    said = int(found[-1][1]) if found else None
    cut = next((i for i, line in enumerate(lines) if SUMMARY.fullmatch(line)), len(lines))
    export = Export("Factiva", announced=said if said and said <= MOST else None)
    part: list[str] = []
    for line in lines[:cut]:
        if FOOTERS.fullmatch(line):
            continue
        if NUMBER.fullmatch(line):
            coded = sum(CODE.fullmatch(p) is not None for p in part) >= 4
            export.articles.append(_coded(_codes(part)) if coded else _plain(part))
            part = []
        else:
            part.append(line)
    return export


def of_page(text: str) -> Export:
    """Return the articles of a page, of either layout."""
    from lxml import html

    tree = html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text) or "<p/>")
    export = Export("Factiva")
    for division in tree.iter("div"):
        # The one within: "article" alone stands around it, and would give each article twice.
        if re.search(r"(?:^|\s)[a-z]{2}Article$", division.get("class") or ""):
            export.articles.append(_of_division(division))
    said = len(set(re.findall(r"Document\s+((?=[A-Za-z]*\d)[A-Za-z0-9]{20,30})\b", text)))
    export.announced = said if said and said != len(export.articles) else None
    return export


def _of_division(division: Any) -> dict | Unreadable:
    codes: dict[str, str] = {}
    for row in division.iter("tr"):
        cells = row.findall("td")
        code = _text(cells[0]) if len(cells) >= 2 else ""
        if re.fullmatch(r"[A-Z]{2,3}", code):
            within = list(cells[1].iter("p"))
            codes[code] = "\n\n".join(filter(None, map(_text, within))) if within else _text(cells[1])
    if codes:
        return _coded(codes)
    body = [p for p in division.iter("p") if "articleParagraph" in (p.get("class") or "")]
    title = next((_text(e) for e in division.iter() if "Headline" in str(e.get("class") or "")), "")
    author = next((_text(e) for e in division.iter("div") if e.get("class") == "author"), "")
    leaves = [e for e in division.iter("div") if not e.findall("div") and e is not division]
    one = _plain([*[_text(e) for e in leaves if e.get("class") != "author" and e.get("id") != "hd"], *map(_text, body)])
    if isinstance(one, Unreadable):
        return one
    section = one.pop("title", "")
    one["text"] = "\n\n".join(filter(None, map(_text, body)))
    return {**one, "title": re.sub(r"^\d+\)\s+", "", title), "byline": author or one.get("byline", ""),
            "section": one.get("section") or section}  # fmt: skip


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _codes(lines: Sequence[str]) -> dict[str, str]:
    """Return code -> value; what stands in lines of its own below a code goes on with it."""
    found: dict[str, list[str]] = {}
    code = None
    for line in lines:
        match = CODE.fullmatch(line)
        if match:
            code = match[1]
            found.setdefault(code, []).append(match[2].strip(" |\u00a0"))
        elif code and line.strip(" |"):
            found[code].append(line.strip(" |"))
    return {code: "\n\n".join(filter(None, parts)) for code, parts in found.items()}


def _coded(codes: dict[str, str]) -> dict:
    one = {name: " ".join(codes.get(code, "").split()) for code, name in CODED.items()}
    published = leading_date(codes.get("PD", "")) or codes.get("PD", "")
    clock = CLOCK.fullmatch(codes.get("ET", ""))
    one["published"] = f"{published} {clock.group().strip()}" if clock and published else published
    one["text"] = "\n\n".join(filter(None, (codes.get("LP"), codes.get("TD"))))
    return one


def _plain(lines: Sequence[str]) -> dict | Unreadable:
    """Return an article without codes: what stands before its number of words, and what behind it, in order."""
    kept = [line.strip() for line in lines if line.strip()]
    at = next((i for i, line in enumerate(kept) if WORDS.fullmatch(line)), None)
    if at is None or at + 1 >= len(kept):
        return Unreadable("has no number of words, by which the fields of its article are known: export it as HTML")
    by = next((i for i in range(at) if BY.fullmatch(kept[i])), None)
    above = kept[: by if by is not None else at]
    one = {"title": max(above, key=len) if above and by is None else above[-1] if above else "", "words": kept[at]}
    one["byline"] = kept[by] if by is not None else ""
    one["section"] = above[0] if len(above) > 1 and above[0] != one["title"] else ""
    i = at + 1
    one["published"] = leading_date(kept[i]) or kept[i]
    if i + 1 < len(kept) and CLOCK.fullmatch(kept[i + 1]):
        i += 1
        one["published"] += f" {kept[i]}"
    one["source"] = kept[i + 1] if i + 1 < len(kept) else ""
    one["text"] = paragraphs(kept[_body(kept, i + 2) :])
    return one


def _body(kept: Sequence[str], start: int) -> int:
    """Return where the text begins: behind the copyright, else behind the last short field."""
    rights = next((i for i in range(start, min(start + 8, len(kept))) if RIGHTS.fullmatch(kept[i])), None)
    if rights is not None:
        return rights + 1
    while start < len(kept) and (SHORT.fullmatch(kept[start]) or len(kept[start].split()) <= 2):
        start += 1
    return start


def xml(blob: Blob) -> Iterator[Found]:
    """Yield the articles of the old XML (ppsArticleResponse)."""
    from lxml import etree

    text, note = decode(blob.read(bounds.LARGEST_TEXT))
    safe = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        tree = etree.fromstring(text.encode(), safe)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"is not valid XML ({error}): export it again") from error
    if tree is None:
        raise Unreadable("is not valid XML: export it again")
    articles: list[dict | Unreadable] = [_of_xml(element) for element in tree.iter("{*}article")]
    yield from told(Export("Factiva", articles), blob.columns, whole(note))


def _of_xml(element: Any) -> dict:
    def all_of(*names: str) -> list[str]:
        found = [part for name in names for part in element.iter(f"{{*}}{name}")]
        return [
            " ".join("".join(p.itertext()).split())
            for part in found
            for p in (list(part.iter("{*}paragraph")) or [part])
        ]

    def first(*names: str) -> str:
        return next(iter(all_of(*names)), "")

    return {
        "title": first("headline"), "byline": first("byline"), "source": first("sourceName", "publisherName"),
        "published": first("dateTime", "date", "publicationDate"), "words": first("wordCount"),
        "section": first("columnName", "sectionName"),
        "text": "\n\n".join(filter(None, all_of("leadParagraph", "tailParagraphs"))),
    }  # fmt: skip
