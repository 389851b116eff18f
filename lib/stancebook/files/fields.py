"""What a file says of an article besides its text: the names such fields go by, and their values as one line each."""

from __future__ import annotations

import math
from collections.abc import Mapping

from stancebook.files.characters import CONTROL, INVALID, LOST, one_line

# Names that a field goes by in front matter, JSON and CSV; the first is ours.
FIELDS: dict[str, tuple[str, ...]] = {
    "doc_id": ("doc_id",),
    "title": ("title", "headline"),
    "byline": ("byline", "author", "authors"),
    "published": ("published", "date"),
    "source": ("source", "publisher"),
    "url": ("url", "link"),
}
LONGEST_FIELD = 2_000  # characters of a field: a web address may be that long, a title never is

Note = tuple[str, str]  # stage and reason of a row of ``skipped``


def pick(record: Mapping) -> tuple[dict[str, str], list[Note]]:
    """Return the ``FIELDS`` that ``record`` gives, under our names, and what could not be taken as it stands.

    Empty values are left out, and so is what is no text or number, or a list of them.
    """
    low = {str(key).strip().lower(): value for key, value in record.items() if key is not None}
    fields: dict[str, str] = {}
    notes: list[Note] = []
    for name, aliases in FIELDS.items():
        value = next((low[a] for a in aliases if not _missing(low.get(a))), None)
        parts = [v for v in value if not _missing(v)] if isinstance(value, list) else [value]
        if not all(part is None or isinstance(part, str | int | float) for part in parts):
            kind = "an object" if isinstance(value, dict) else "a list of no texts"
            notes.append(("ingest:fields", f"{name} is {kind}, and was left out: write it as a string"))
            continue
        written = ", ".join(str(part) for part in parts if part is not None)
        notes += _wrong(name, written)
        if line := one_line(written[:LONGEST_FIELD]):
            fields[name] = line
    return fields, notes


def _missing(value: object) -> bool:
    """Tell whether ``value`` says nothing; NaN is how pandas writes that."""
    return value in (None, "", []) or (isinstance(value, float) and not math.isfinite(value))


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
