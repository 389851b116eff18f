"""Sentences to Markdown for the notebooks: what an article says is shown as it stands, nothing of it is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from stancebook.report.line import Line
from stancebook.report.printable import one_line
from stancebook.report.wording import count, listing

CITED = 8  # rows that a sentence names; the table has them all
# What Markdown, its tables and its bare links are made of; "-", "+" and "1." only where they would open a list.
ACTIVE = re.compile(r"[\\`*_\[\]<>&$|~#{}^@]|:(?=//)|(?<=[wW]{3})\.|^[-+]|^\d+[.)]")
MATHEMATICS = "$\\"


def escaped(text: str) -> str:
    """Return ``text`` as one line of Markdown that shows it and nothing else.

    Characters that mean something become entities, which no Markdown reads as structure.  MathJax looks for
    ``$`` and ``\\(`` in the page made of it, where entities are gone; it never looks across tags.
    """
    return ACTIVE.sub(lambda found: "".join(map(_entity, found[0])), one_line(text))


def _entity(character: str) -> str:
    entity = f"&#{ord(character)};"
    return f"<span>{entity}</span>" if character in MATHEMATICS else entity


def code(text: str) -> str:
    """Return ``text`` as code in Markdown, in more backticks than it has in a row."""
    line = one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    pad = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def paragraphs(lines: Sequence[Line]) -> str:
    """Return sentences with evidence as Markdown for a notebook: one bullet each, sentence ids as code behind it."""
    return "\n".join(
        f"- {escaped(line.text)}" + (f" {code(', '.join(line.evidence))}" if line.evidence else "") for line in lines
    )


def cited(summary: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Return the sentences of ``trade_summary`` as Markdown, each with the rows of the claims table it rests on."""
    place = {claim_id: n for n, claim_id in enumerate(claims["claim_id"])}
    lines = [
        escaped(row.sentence) + (f" *(claims {_places([place[i] for i in row.claim_ids])})*" if row.claim_ids else "")
        for row in summary.itertuples()
    ]
    return "\n\n".join(lines)


def _places(rows: Sequence[int]) -> str:
    more = [count(len(rows) - CITED, "other")] if len(rows) > CITED else []
    return listing([*map(str, rows[:CITED]), *more])
