"""What the readers of exports share: blocks of lines, paragraphs, dates and fields at a line's beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stancebook.files import dates

WRAPPED = 110  # characters up to which the lines of a text go that is broken to a width
FOOTERS = re.compile(
    r"\s*(?:Page|Seite|Página|Pagina)\s+\d+\s+(?:of|von|de|sur|di|van)\s+\d+.*|\s*(?:Page|Seite|Página|Pagina) \d+ ©.*",
    re.IGNORECASE,
)


def blocks(lines: Iterable[str]) -> list[list[str]]:
    """Return runs of lines that are not empty."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def paragraphs(lines: Sequence[str]) -> str:
    """Return lines as paragraphs with an empty line between them: each line one, unless they are broken to a width."""
    kept = [line for line in lines if not FOOTERS.fullmatch(line)]
    wrapped = max((len(line) for line in kept), default=0) <= WRAPPED and any(len(block) > 1 for block in blocks(kept))
    parts = [" ".join(line.strip() for line in b) for b in blocks(kept)] if wrapped else [x.strip() for x in kept]
    return "\n\n".join(part for part in parts if part)


def leading_date(line: str) -> str | None:
    """Return the date that a line begins with, its clock too, at most a weekday or an edition behind it."""
    found = dates.named(line.strip()) if len(line) <= dates.LONGEST_DATE else None
    return f"{found[0]:%Y-%m-%dT%H:%M:%S}".removesuffix("T00:00:00") if found and found[1] == 0 else None
