"""What a file says of an article besides its text: the names such fields go by, and their values as one line each."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import yaml

from stancebook.files import lists
from stancebook.files.characters import CONTROL, INVALID, LOST, Unreadable, one_line

LONGEST_FIELD = 2_000  # characters of a field: a web address may be that long, a title never is
LARGEST_COLUMNS = 1_000_000  # bytes of a columns.yml
MOST_NAMES = 400  # keys of a record that are looked at
# Keys that look like a field of ours; those that tell of something else (when a page was touched) are known not to.
TELLING = re.compile(r"date|publish|source|author|byline|outlet|newspaper")
OTHER = re.compile(
    r"modif|updat|edit|retriev|access|download|crawl|scrap|index|load|fetch|import|expir|captur|inserted|added|id$|ids$"
    r"|count|url|image|photo|type$|code|lang|country|format|version|rank|score|logo|icon|by$|copyright|email|twitter"
)
# A value may lie within an object: a publisher's name, NewsAPI's source, a headline's main part.
INNER = ("name", "main", "original", "title", "text", "value", "displayname", "label")

Note = tuple[str, str]  # stage and reason of a row of ``skipped``
Names = Mapping[str, tuple[str, ...]]  # our field -> the names it goes by, folded


def folded(name: object) -> str:
    """Return a key without case, blanks and signs, dots (a value within a value) kept."""
    return re.sub(r"[^\w.]|_", "", str(name).casefold())


@cache
def known() -> Names:
    """Return the names of fields that are known without the analyst's word (``files/data/columns.yml``)."""
    return _names(yaml.load(lists.text("columns.yml"), Loader=yaml.BaseLoader))


def _names(given: Mapping[str, list[str]]) -> Names:
    return {field: tuple(dict.fromkeys(map(folded, names))) for field, names in given.items()}


def analyst(text: str) -> Names:
    """Return what a ``columns.yml`` says.

    Raises
    ------
    Unreadable
        If it is no mapping of our fields to names.
    """
    try:
        given = yaml.load(text, Loader=yaml.BaseLoader) or {}
    except yaml.YAMLError as error:
        raise Unreadable(
            f"is not YAML ({' '.join(str(error).split())[:200]}): write lines like `text: body`"
        ) from error
    if not isinstance(given, dict):
        raise Unreadable("is no list of fields: write lines like `text: body`")
    named = {}
    for field, names in given.items():
        names = [names] if isinstance(names, str) else names
        if field not in known():
            raise Unreadable(f"names a field {field!r}: the fields are {', '.join(known())}")
        if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            raise Unreadable(f"gives {field} no name or list of names: write `{field}: body`")
        named[field] = names
    return _names(named)


def of(columns: Names) -> Names:
    """Return the names of each field: the analyst's first, then those that are known."""
    if not columns:
        return known()
    return {field: tuple(dict.fromkeys((*columns.get(field, ()), *names))) for field, names in known().items()}


def flat(record: Mapping) -> dict[str, tuple[str, Any]]:
    """Return folded name -> name as written, value; values within objects under both names, joined by a dot."""
    found: dict[str, tuple[str, Any]] = {}
    for key, value in list(record.items())[:MOST_NAMES]:
        if key is None:
            continue
        found.setdefault(folded(key), (str(key), value))
        for inner, below in list(value.items())[:MOST_NAMES] if isinstance(value, dict) else ():
            found.setdefault(f"{folded(key)}.{folded(inner)}", (f"{key}.{inner}", below))
    return found


def pick(record: Mapping, columns: Names | None = None) -> tuple[dict[str, str], list[Note]]:
    """Return the fields but the text that ``record`` gives, under our names, and what could not be taken as it stands.

    Empty values are left out, and so is what is no text or number, or a list of them.  A key that looks like one of
    ours and is not read is told.
    """
    low, fields, notes, used = flat(record), {}, [], set()
    for name, aliases in of(columns or {}).items():
        key = next((a for a in aliases if not missing(low.get(a, ("", None))[1])), None)
        if name in ("text", "summary") or key is None:
            used |= {key}
            continue
        used |= {a for a in aliases if a == key or low.get(a, ("", None))[1] == low[key][1]}
        try:
            written = ", ".join(_lines(low[key][1]))
        except TypeError:
            kind = "an object" if isinstance(low[key][1], dict) else "a list of no texts"
            notes.append(("ingest:fields", f"{name} is {kind}, and was left out: write it as a string"))
            continue
        notes += _wrong(name, written)
        if line := one_line(html.unescape(written[:LONGEST_FIELD])):
            fields[name] = line
    return fields, [*notes, *_unused(low, used, fields)]


def _unused(low: Mapping[str, tuple[str, Any]], used: set[str | None], fields: Mapping[str, str]) -> Iterator[Note]:
    aliases = {a for names in known().values() for a in names}
    for key, (name, value) in low.items():
        ours = key not in aliases and TELLING.search(key) and not OTHER.search(key)
        if ours and key not in used and not missing(value) and isinstance(value, str | int | float | list):
            reason = f"{one_line(name)[:80]!r} looks like a field and is not read: name it in columns.yml if it is"
            if str(value) not in fields.values():
                yield "ingest:fields", reason


def _lines(value: object) -> Iterator[str]:
    """Yield the texts of a value: its own, those of its list, the name within its object; ``TypeError`` if none."""
    if isinstance(value, list):
        for part in value:
            if not missing(part):
                yield from _lines(part)
    elif isinstance(value, dict):
        inner = {folded(key): part for key, part in value.items()}
        name = next((inner[key] for key in INNER if isinstance(inner.get(key), str) and inner[key].strip()), None)
        if name is None:
            raise TypeError
        yield name
    elif isinstance(value, str | int | float):
        yield str(value)
    elif value is not None:
        raise TypeError


def missing(value: object) -> bool:
    """Tell whether ``value`` says nothing; NaN is how pandas writes that."""
    if isinstance(value, float):
        return not math.isfinite(value)
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, list) and not value)


def _wrong(name: str, written: str) -> list[Note]:
    notes = []
    if len(written) > LONGEST_FIELD:
        notes.append(
            ("ingest:fields", f"{name} has {len(written):,} characters, and is cut to {LONGEST_FIELD:,}: shorten it")
        )
    if INVALID.search(written):
        notes.append(("ingest:encoding", f"{name} {LOST}"))
    elif CONTROL.search(written):
        notes.append(("ingest:encoding", f"{name} holds control characters, shown as spaces: delete them"))
    return notes
