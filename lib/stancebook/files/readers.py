"""One file to its articles: text, front matter, HTML, JSON Lines, CSV, read without changing a character.

A reader yields ``(line, record)`` pairs.  ``line`` is None where the file is one article; ``record`` is a
dict with ``text`` and whatever of ``FIELDS`` the file gives, or an ``Unreadable`` that says why not.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

# Names that a field goes by in front matter, JSON and CSV; the first is ours.
FIELDS: dict[str, tuple[str, ...]] = {
    "doc_id": ("doc_id",),
    "title": ("title", "headline"),
    "byline": ("byline", "author", "authors"),
    "published": ("published", "date"),
    "source": ("source", "publisher"),
    "url": ("url", "link"),
}
FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
PAIR = re.compile(r"\s*([A-Za-z_]+)\s*:\s*(.*?)\s*\Z")
# What no article holds: control characters other than tab, line breaks and form feed.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


class Unreadable(ValueError):
    """A file, or a line of it, that gives no article; the message says what to do about it."""


Found = tuple[int | None, "dict | Unreadable"]


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text of ``data`` and a note on what was lost in reading it (None when nothing was).

    UTF-8 and UTF-16 with a byte-order mark, then UTF-8, then Windows-1252, which holds Latin-1's letters.

    Raises
    ------
    Unreadable
        If the bytes are not text, or are text in an encoding that can't be told.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data)
    # A stray control character is a slip of some text system; more of them, or a NUL, and it is no text.
    if b"\0" in data or len(CONTROL.findall(text)) > len(text) / 100:
        raise Unreadable("is not text (binary file): convert it to text, or move it out of the folder")
    return text, None


def _decode_legacy(data: bytes) -> tuple[str, str | None]:
    """Decode what is not valid UTF-8: UTF-8 with a few broken bytes, else Windows-1252 if it makes sense."""
    if b"\0" in data:
        raise Unreadable("is not text (binary file): convert it to text, or move it out of the folder")
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    # A file cut inside a letter is UTF-8 still: nearly all of its other accented letters decode.
    if sum(c > "\x7f" for c in mended) > 10 * broken:
        return mended, f"{broken} bytes are not valid UTF-8 and show as \ufffd: save the file as UTF-8 again"
    text = data.decode("cp1252", errors="replace")
    letters = sum(c.isalpha() for c in text)
    foreign = sum(c > "\x7f" and c.isalpha() for c in text)
    if "\ufffd" in text or CONTROL.search(text) or not letters or foreign > 0.15 * letters:
        raise Unreadable("is not text in UTF-8 or Windows-1252: save it as UTF-8, or move it out of the folder")
    return text, None


def pick(record: Mapping) -> dict:
    """Return the ``FIELDS`` that ``record`` gives, under our names; empty values are left out."""
    low = {str(key).strip().lower(): value for key, value in record.items() if key is not None}
    fields = {}
    for name, aliases in FIELDS.items():
        value = next((low[a] for a in aliases if low.get(a) not in (None, "", [])), None)
        if isinstance(value, list):
            value = ", ".join(str(v) for v in value)
        if value is not None and str(value).strip():
            fields[name] = str(value).strip()
    return fields


def _whole(data: bytes) -> Iterator[Found]:
    """Plain text, with or without front matter between lines of three dashes."""
    text, note = decode(data)
    fence = FENCE.match(text)
    fields = _front_matter(fence.group(1)) if fence else {}
    if fence and fields:
        text = text[fence.end() :]
    yield None, {**fields, "text": text, "note": note}


def _front_matter(block: str) -> dict:
    """Return the fields of a front-matter block; empty when it is none (an article may open with a rule)."""
    try:
        # BaseLoader leaves every value a string: 2019-09-30 and 00123 mean what they say.
        pairs = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        # "title: Iraq: a crossing reopens" is no YAML, but anyone sees what is meant.
        lines = [PAIR.match(line) for line in block.splitlines() if line.strip()]
        pairs = {m.group(1): m.group(2).strip("\"'") for m in lines if m} if all(lines) else None
    return pick(pairs) if isinstance(pairs, dict) else {}


def _html(data: bytes) -> Iterator[Found]:
    """A saved page: trafilatura (Barbaresi 2021) takes the article out of it, htmldate its date."""
    import trafilatura

    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("is not text (binary file): convert it to text, or move it out of the folder")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without an article is told in `skipped`
    # Dates are read from the page's own marks only: a guess from a footer is worse than none.
    dates = {"original_date": True, "extensive_search": False}
    page: Any = trafilatura.bare_extraction(
        data, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    if page is None or not (page.text or "").strip():
        raise Unreadable("no article found in the page: save the article's text as .txt")
    fields = {
        "title": page.title,
        "byline": page.author,
        "published": page.date,
        "source": page.sitename,
        "url": page.url,
    }
    yield None, {**pick(fields), "text": page.text}


def _jsonl(data: bytes) -> Iterator[Found]:
    """JSON Lines: an object a line, ``text`` the only field that must be there."""
    text, note = decode(data)
    # Only "\n" ends a line here: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, Unreadable(f"is not valid JSON ({error}): correct the line")
            continue
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            yield number, Unreadable('is not an object with a string "text": correct the line')
            continue
        yield number, {**pick(record), "text": record["text"], "note": note}
        note = None  # told once a file


def _csv(data: bytes) -> Iterator[Found]:
    """CSV with a header line; commas, semicolons or tabs between the columns."""
    for number, row, note in rows(data, "text"):
        if None in row:
            yield number, Unreadable("has more cells than the header: put the text in double quotes")
        elif row["text"] is None:
            yield number, Unreadable("has fewer cells than the header: fill in the missing ones")
        else:
            yield number, {**pick(row), "text": row["text"], "note": note}


def rows(data: bytes, column: str) -> Iterator[tuple[int, dict, str | None]]:
    """Yield ``(line, row, note)`` of a CSV file that must have ``column``; header names in lower case.

    Raises
    ------
    Unreadable
        If the file is no text or has no such column.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text, note = decode(data)
    header = text.partition("\n")[0]
    for mark in (",", ";", "\t"):
        names = [name.strip().lower() for name in next(csv.reader([header], delimiter=mark), [])]
        if column in names:
            break
    else:
        raise Unreadable(f'has no column "{column}" (the first line says {header.strip()[:80]!r}): name the columns')
    reader = csv.DictReader(io.StringIO(text, newline=""), fieldnames=names, delimiter=mark)
    next(reader)
    line = reader.line_num + 1
    try:
        for row in reader:
            yield line, row, note
            line, note = reader.line_num + 1, None
    except csv.Error as error:
        raise Unreadable(f"is not valid CSV from line {line} on ({error}): correct it") from error


READERS: dict[str, Callable[[bytes], Iterator[Found]]] = {
    ".txt": _whole,
    ".html": _html,
    ".htm": _html,
    ".jsonl": _jsonl,
    ".csv": _csv,
}


def read(path: Path) -> Iterator[Found]:
    """Yield ``(line, record)`` for each article in ``path``.

    Raises
    ------
    Unreadable
        If the file as a whole gives no article.
    OSError
        If the file can't be opened.
    """
    path.stat()  # a file that is not there is told as that, whatever its name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"is not an article format ({' '.join(READERS)}): convert it, or move it out of the folder")
    data = path.read_bytes()
    if not data.strip():
        raise Unreadable("is empty: save the article again, or delete the file")
    for line, found in reader(data):
        if isinstance(found, dict) and SURROGATE.search(found["text"]):
            # Half a character (a broken emoji in JSON) can be written to no file; one for one, offsets hold.
            found["text"] = SURROGATE.sub("\ufffd", found["text"])
            found["note"] = "holds halves of characters, shown as \ufffd: save the text again"
        yield line, found
