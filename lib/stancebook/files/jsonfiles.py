"""JSON and JSON Lines: an object an article, or whatever an interface wraps its objects in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from stancebook.files import bounds, fields
from stancebook.files.characters import MARKS, Unreadable, decode
from stancebook.files.opening import Blob
from stancebook.files.record import Found, from_row, whole

DEEP = "is JSON nested too deep: write the article as a flat object"
# What interfaces put an article's fields in.
WRAPPED = ("fields", "_source", "attributes", "article", "document")
LEVELS = 6  # objects within objects down to the list of articles


def read(blob: Blob) -> Iterator[Found]:
    """Yield the articles of a file that is one piece of JSON, or of JSON Lines."""
    if _is_lines(blob):
        yield from lines(blob)
        return
    text, note = decode(blob.read(bounds.LARGEST_JSON))
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise Unreadable(DEEP) from error
    except ValueError as error:
        if "\n" in text.strip() and text.lstrip().startswith("{"):  # lines, the first of them broken
            yield from lines(blob)
            return
        raise Unreadable(f"is not valid JSON ({error}): correct it") from error
    articles = _articles(found, fields.of(blob.columns))
    if not articles:
        raise Unreadable("holds no list of articles with a text: name the text's key in columns.yml")
    for number, one in enumerate(articles, 1):
        yield f":{number}" if len(articles) > 1 else "", from_row(_flat(one), blob.columns, whole(note))
        note = None


def _is_lines(blob: Blob) -> bool:
    """Tell whether the first line is an object, or broken JSON before another line that is one."""
    if blob.suffix in (".jsonl", ".ndjson"):
        return True
    head = blob.head()
    if head.startswith(tuple(mark for mark, _ in MARKS)) or b"\n" not in head.strip():
        return False
    try:
        return isinstance(json.loads(head.strip().partition(b"\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


def lines(blob: Blob) -> Iterator[Found]:
    """Yield the articles of JSON Lines, one line at a time, so that no file is too large."""
    if blob.head().startswith(tuple(mark for mark, _ in MARKS[:2] + MARKS[3:])):  # UTF-16 and UTF-32
        text, _ = decode(blob.read(bounds.LARGEST_JSON))
        written: Iterator[bytes] = (line.encode() for line in text.split("\n"))
    else:
        written = _raw(blob)
    for number, line in enumerate(written, 1):
        if len(line) > bounds.LARGEST_LINE:
            yield f":{number}", Unreadable(f"is a line of more than {bounds.LARGEST_LINE // bounds.MB} MB: split it")
        elif line.strip():
            yield f":{number}", _line(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, blob)


def _raw(blob: Blob) -> Iterator[bytes]:
    """Yield lines, of one that is too long its beginning."""
    with blob.open() as file:
        while line := file.readline(bounds.LARGEST_LINE + 1):
            yield line
            while not line.endswith(b"\n") and len(line) > bounds.LARGEST_LINE:
                line = file.readline(bounds.LARGEST_LINE + 1)


def _line(line: bytes, blob: Blob) -> dict | Unreadable:
    try:
        text, note = decode(line)
        found = json.loads(text)
    except RecursionError:
        return Unreadable(DEEP)
    except Unreadable as error:
        return error
    except ValueError as error:
        return Unreadable(f"is not valid JSON ({error}): correct the line")
    if not isinstance(found, dict):
        return Unreadable('is not an object with a string "text": correct the line')
    return from_row(_flat(found), blob.columns, whole(note))


def _flat(found: dict) -> dict:
    """Return an object with the fields of what it wraps; its own go before."""
    for name in WRAPPED:
        if isinstance(found.get(name), dict):
            found = {**found[name], **{k: v for k, v in found.items() if k != name}}
    return found


def _articles(found: Any, names: fields.Names, level: int = 0) -> list[dict]:
    """Return the objects that are articles: the whole, a list's members, or those of the longest list within."""
    if isinstance(found, list):
        return [one for one in found if isinstance(one, dict)]
    if not isinstance(found, dict) or level > LEVELS:
        return []
    within = [_articles(value, names, level + 1) for value in list(found.values())[: fields.MOST_NAMES]
              if isinstance(value, dict | list)]  # fmt: skip
    best = max((w for w in within if any(_has_text(one, names) for one in w)), key=len, default=[])
    return [found] if _has_text(found, names) or not best else best


def _has_text(found: dict, names: fields.Names) -> bool:
    low = fields.flat(_flat(found))
    return any(
        isinstance(low.get(n, ("", None))[1], str | list | dict) and low[n][1] for n in names["text"] if n in low
    ) or any(isinstance(low.get(n, ("", None))[1], str) and low[n][1] for n in names["summary"] if n in low)
