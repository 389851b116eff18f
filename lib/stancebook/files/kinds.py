"""What a file is, by what stands in it; its name only decides where that leaves a choice."""

from __future__ import annotations

import json
import re

from stancebook.files import fields
from stancebook.files.characters import MARKS, Unreadable, check_head

MAGIC = (
    (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"PAR1", "parquet"), (b"WARC/", "warc"), (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "packed"), (b"BZh", "packed"), (b"\xfd7zXZ", "packed"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),  # Microsoft's old files: a workbook among them is read
)  # fmt: skip
FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
PAGE = re.compile(r"<(?:!doctype html|html|head|body|article|meta|title|main|h1|div|p)[\s>]", re.IGNORECASE)
FACTIVA = re.compile(r"<ppsArticle|<\w*:?ArticleResponse\b")
XML = re.compile(r"\s*(?:<\?xml|<!DOCTYPE|<!--|<[A-Za-z][\w:.-]*[\s>/])", re.IGNORECASE)
HEADERS = re.compile(
    r"(?:From |(?:Return-Path|Received|From|To|Subject|Date|MIME-Version|Message-ID|Delivered-To|Content-Type|Reply-To"
    r"|Sender|Cc|X-[\w-]+|DKIM-Signature|ARC-[\w-]+|Snapshot-Content-Location|Authentication-Results|User-Agent)\s*:)",
    re.IGNORECASE,
)
MAIL = re.compile(
    r"^(MIME-Version|Message-ID|Received|Content-Type|Return-Path|Delivered-To)\s*:", re.IGNORECASE | re.MULTILINE
)
MBOX = re.compile(r"From \S+.*\d{4}\r?\n[\w-]+:")
TABLES = {".csv": "csv", ".tsv": "csv", ".tab": "csv"}
JSON = (".json", ".jsonl", ".ndjson", ".geojson")
PAGES = (".html", ".htm", ".xhtml", ".shtml", ".amp", ".php", ".asp", ".aspx")
# Text that people write articles in; of what has another name, only prose is taken for one.
TEXTS = ("", ".txt", ".text", ".md", ".markdown", ".asc", ".rst")
NOT_ARTICLES = frozenset(
    ".py .js .ts .css .scss .r .do .sas .sql .sh .bat .ps1 .yml .yaml .toml .ini .cfg .conf .log .tex .bib .ris .svg "
    ".lock .xsl .xsd .dtd .ipynb .map .c .h .cpp .java .go .rs .rb .pl .nfo .url .desktop .vcf .ics .srt .vtt".split()
)
REFUSED = "is not an article format: convert it to text, or move it out of the folder"


def of(head: bytes, suffix: str) -> str:
    """Return the kind of a file (a name in ``readers.READERS``) from its first bytes and its suffix.

    Raises
    ------
    Unreadable
        If no reader takes such a file; the message says what to do with it.
    """
    if not head.strip(b"\0 \t\r\n") and not head.strip():
        raise Unreadable("is empty: save the article again, or delete the file")
    for mark, kind in MAGIC:
        if head.startswith(mark):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    check_head(head)
    if suffix in NOT_ARTICLES:
        raise Unreadable(REFUSED)
    return _text(_peek(head), suffix)


def _peek(head: bytes) -> str:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return head.decode(encoding, errors="ignore")
    return head.decode("utf-8", errors="replace")


def _text(text: str, suffix: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if suffix in TABLES:
        return TABLES[suffix]
    if start[:1] in "{[" and (suffix in JSON or _jsonish(start)):
        return "json"
    if suffix in JSON:
        raise Unreadable("is not valid JSON: correct it")
    if start.startswith("<") or suffix in PAGES:
        return _marked_up(start, suffix)
    if MBOX.match(start):
        return "mbox"
    head = re.split(r"\r?\n\r?\n", start[:8000], maxsplit=1)[0]
    named = suffix in (".eml", ".mht", ".mhtml") and any(map(HEADERS.match, head.split("\n")))
    if named or (HEADERS.match(start) and MAIL.search(head)):
        return "mail"
    return "csv" if _is_table(start.partition("\n")[0]) else "text"


def _is_table(line: str) -> bool:
    """Tell whether a first line names columns: one of the text, and others of ours."""
    cells = {fields.folded(cell.strip(" \"'")) for cell in re.split(r"[\t;,|]", line[:2000])}
    ours = [field for field, names in fields.known().items() if cells & set(names)]
    return "text" in ours and len(ours) >= 3


def _marked_up(start: str, suffix: str) -> str:
    """Tell a page from a feed and from other XML."""
    if FEED.search(start[:4000]) and not re.match(r"<!doctype html", start, re.IGNORECASE):
        return "feed"
    if FACTIVA.search(start[:4000]):
        return "factiva_xml"
    if PAGE.search(start[:20_000]) or suffix in PAGES:
        return "page"
    if XML.match(start) and suffix not in TEXTS[:3]:
        raise Unreadable("is XML of a kind that is not known: save the articles as .html or .txt")
    return "text"


def _jsonish(start: str) -> bool:
    """Tell whether text that begins with a bracket is JSON: as a whole, by its first line, or by how it begins."""
    line = start.partition("\n")[0]
    try:
        return isinstance(json.loads(line), dict | list)
    except (ValueError, RecursionError):
        return re.match(r"[\[{\s]*\"[^\"\n]{1,100}\"\s*:", start) is not None
