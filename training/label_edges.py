"""Our readings of who is for or against whom (EDGES of a sheet), two of them to one (LABELS.md, ``labels.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

LINE = re.compile(
    r"(?:(E\d+): )?(E\d+) > (E\d+) (supports|opposes) (act|words|told) (asserted|negated|denied|possible|question)\s*"
    r"(?:(\d+)\b)?"
)
NEAR = 300  # characters between two readers' places for one and the same evidence


class Edge(NamedTuple):
    """One line of a reading: who says it (null: the reporter), source, target, side, and the place it was seen at."""

    by: str | None
    source: str
    target: str
    label: str
    basis: str
    status: str
    at: int | None


def edges(path: Path, spans: list[tuple[int, int]]) -> list[Edge]:
    """Return the edges of one reader's file."""
    told = path.read_text(encoding="utf-8").partition("EDGES")[2]
    found = [m.groups() for line in told.splitlines() if (m := LINE.match(line.strip()))]
    return [Edge(*row[:6], spans[int(row[6])][0] if row[6] and int(row[6]) < len(spans) else None) for row in found]


def renamed(told: Iterable[Edge], names: Mapping[str, str]) -> Iterator[Edge]:
    """Yield the edges with the entities of the other reading; those between entities that it lacks are left out."""
    for e in told:
        if e.source in names and e.target in names and (e.by is None or e.by in names):
            yield e._replace(source=names[e.source], target=names[e.target], by=names.get(e.by or ""))


def agreed(a: list[Edge], b: list[Edge]) -> list[dict]:
    """Return an entry for each source, target and side of ``a``: ``both`` where ``b`` has it, with the places of each.

    Basis, status and voice are those that both readers give somewhere, else null.
    """
    made = []
    for key in dict.fromkeys((e.source, e.target, e.label) for e in (*a, *b)):
        mine, theirs = ([e for e in told if (e.source, e.target, e.label) == key] for told in (a, b))
        entry: dict = dict(zip(("source", "target", "label"), key, strict=True)) | {"both": bool(mine and theirs)}
        for field in ("basis", "status", "by"):
            shared = [getattr(e, field) for e in mine if getattr(e, field) in [getattr(o, field) for o in theirs]]
            entry[field] = shared[0] if shared else None
        places = sorted({e.at for e in (*mine, *theirs) if e.at is not None})
        near = [p for p in places if _seen(mine, p) and _seen(theirs, p)]
        made.append(entry | {"at": near or places})
    return made


def _seen(told: list[Edge], place: int) -> bool:
    return any(e.at is not None and abs(e.at - place) <= NEAR for e in told)


def numbered(entries: list[dict], number: Mapping[str, int]) -> list[dict]:
    """Return entries with the numbers of chains for entities; an edge whose side has no chain is left out."""
    return [
        e | {"source": number[e["source"]], "target": number[e["target"]], "by": number.get(e["by"] or "")}
        for e in entries
        if e["source"] in number and e["target"] in number
    ]
