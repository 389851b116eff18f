"""What stands around an article and is no sentence of it: datelines, credits, links, advertisement.

Each pattern asks for a form that prose does not have (a colon behind the invitation, a line of its own): an article
*about* advertising, or a minister who says "read more books", keeps its sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import pandas as pd

from stancebook.text import wordlists
from stancebook.text.decoding import Attributed

Span = tuple[int, int]
HIDDEN = ("link", "advert")  # not read at all; the others are read for names, but say nothing of the story
LONGEST = 220  # characters of a line around the text
PROSE = 60  # characters of a line that a dateline opens
OPENING = 4  # lines from the top in which a dateline may stand

CASED = ("credit",)  # roles whose patterns mind capitals

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH}(?: \d{{1,2}})?(?:,? \d{{4}})?"
LOUD = r"[A-Z][A-Z.'’]+(?:[ /-][A-Z][A-Z.'’]*){0,3}"  # OTTAWA, NEW DELHI, PARIS/LONDON
TOWN = r"[A-Z][\w.'’]+(?:[ /-][A-Z][\w.'’]*){0,3}"
REGION = r"(?:, [A-Z][\w.'’]+(?: [A-Z][\w.'’]+){0,2})?"
AGENCY = r"\(?[A-Z][\w.&'’]*(?:[ /][A-Z&][\w.&'’]*){0,3}\)?"
DASH = r"(?:\s*[—–―]\s*|\s+--?\s+|:\s+)"
BEHIND = r"(?=[\"'“‘«]?[A-Z0-9])"
DATELINES = tuple(
    re.compile(rf"\s*(?:{form}){DASH}{BEHIND}")
    for form in (
        # HALIFAX, Canada (AP) —
        rf"{LOUD}{REGION}(?:,? {DAY}| ?[–—-] ?{DAY})?(?: \({AGENCY}\)|,? {AGENCY}(?= ?[–—]))?",
        rf"{TOWN}{REGION},? (?:{DAY})(?:,? ?\({AGENCY}\))?",  # Halifax, 5 March 2024 (Example Wire) –
        rf"{TOWN}{REGION},? ?\({AGENCY}\)",  # Nairobi (Example Wire) –
        rf"{AGENCY} ?[–-] ?{TOWN}|\({AGENCY}\)|{AGENCY}, {DAY}",  # (Example Wire) –
    )
)
# A sentence that is a credit or a caption though no line of its own; and what stands behind a caption: whose picture.
CREDIT = re.compile(r"^(?:by|from|updated?|published|posted)\b|@|https?:|\(?(?:photo|image|picture)\b", re.IGNORECASE)
CREDITED = re.compile(r"\(?(?:photo|image|picture|credit|file|source)(?:graph)?s?(?: by)?\s*[:/]", re.IGNORECASE)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return role -> what a line of it looks like (``text/data/around.txt``)."""
    forms: dict[str, list[str]] = {}
    for line in wordlists.lines("text", "around.txt"):
        if re.fullmatch(r"\[\w+\]", line):
            role = line[1:-1]
        else:
            forms.setdefault(role, []).append(f"(?:{line})")
    return {role: re.compile("|".join(f), 0 if role in CASED else re.IGNORECASE) for role, f in forms.items()}


def around(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the lines that are no sentences of the article: start, end and role (link, advert, credit)."""
    for line in re.finditer(r"[^\n]+", text):
        words = line.group().strip().strip("*•·▪►▶- ")
        if words and len(words) <= LONGEST:
            role = next((role for role, form in _patterns().items() if form.fullmatch(words)), None)
            if role:
                yield line.start(), line.end(), role


def dateline(text: str) -> Span | None:
    """Return the dateline of an article, dash included, or None: it opens one of the first lines of the text."""
    lines = list(re.finditer(r"[^\n]+", text))[:OPENING]
    for line in lines:
        for form in DATELINES:
            found = form.match(line.group())
            long = len(line.group()) >= max(PROSE, 2 * found.end()) if found else False
            if found and long and not _abbreviation(found.group()):
                return line.start() + len(found.group()) - len(found.group().lstrip()), line.start() + found.end()
    return None


def opening(sentence: str) -> int:
    """Return where the dateline ends that a sentence opens with, in any line: a place in capitals; 0 without one."""
    found = DATELINES[0].match(sentence)
    return found.end() if found and not _abbreviation(found.group()) else 0


def credited(sentence: str, following: str = "") -> bool:
    """Tell whether a sentence is a credit, or a caption: then whose picture it is stands in the ``following`` one."""
    return bool(CREDIT.search(sentence) or CREDITED.match(following))


def _abbreviation(words: str) -> bool:
    """True where the place would be a body's short name: "NATO — France's and ours — is …"."""
    listed = next(row["words"] for row in wordlists.rows("text", "casing.csv") if row["form"] == "upper")
    return words.strip(" —–-―:").lower() in listed.split()


def in_body(attributed: Iterable[Attributed], text: str) -> list[Attributed]:
    """Return the attributions of a text; a source in the dateline is none: "PARIS (Wire) — Chile said"."""
    start, end = dateline(text) or (0, 0)
    return [a._replace(source=None) if a.source and start <= a.source[0] < end else a for a in attributed]


def of_body(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table whose evidence begins in the body of its article.

    Parameters
    ----------
    rows
        A per-article table with ``doc_id`` and ``start``, or with ``content`` (a quote without content stays).
    sentences
        Table ``sentences``.
    """
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for doc_id, start, end, role in zip(
        *(sentences[c].tolist() for c in ("doc_id", "start", "end", "role")), strict=True
    ):
        if role != "body":
            spans[doc_id].append((start, end))
    if not spans or rows.empty:
        return rows
    starts = rows["start"] if "start" in rows else [content[0][0] if content else -1 for content in rows["content"]]
    kept = [
        not any(first <= start < last for first, last in spans.get(doc_id, ()))
        for doc_id, start in zip(rows["doc_id"], starts, strict=True)
    ]
    return rows[kept].reset_index(drop=True)
