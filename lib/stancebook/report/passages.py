"""An article's own words as they are quoted in a line: one sentence, cut at ends of clauses only, with its outlet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from stancebook.report.lookup import Tables, sentence_lookup
from stancebook.report.printable import one_line, printable
from stancebook.report.wording import place_date
from stancebook.stories.lead import heading, weight_of_place
from stancebook.text import roles

SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'"})
LONG = 45  # words of a quoted sentence from which it is cut
# Where a sentence ends, and no title ("Mr.", "Gov.").
STOP = re.compile(r"(?<=[a-z\d]{4})[.!?][”\"’']?(?=\s[A-Z“\"‘'])")
# Where a clause ends: at a semicolon, or a comma that opens another one.
CLAUSE = re.compile(r";|,(?=[”\"’']?\s(?:and|but|while|as|after|before|when|which|who|because|where|although|though|"
                    r"saying|adding|citing|according)\b)")  # fmt: skip
ENDS = re.compile(r"[.!?…][”\"’')]*$")
TOO_LONG = 2  # times the words that are short enough: a passage without clauses is then cut at a word
ENOUGH = 8  # words of a whole sentence that stands for a longer passage


def cut(words: str, keep: tuple[int, int] | None = None, long: int = LONG) -> str:
    """Return ``words`` if they are short, else the clauses that ``keep`` stands in and those before or behind it.

    Parameters
    ----------
    words
        One line.
    keep
        The characters that must stay; by default the first clause.
    long
        Words that are short enough.

    Returns
    -------
    str
        A run of whole clauses, with an ellipsis where something is left out; where no clause ends for far too long,
        the words from the one before ``keep`` on.
    """
    if len(words.split()) <= long:
        return words
    stops = [m.end() for m in STOP.finditer(words)]
    edges = sorted({0, *stops, *(m.start() for m in CLAUSE.finditer(words)), len(words)})
    start, end = keep or (0, 1)
    first = max(edge for edge in edges if edge <= start)
    first = 0 if len(words[:end].split()) <= long else first
    behind = [edge for edge in edges if edge >= end]
    short = [edge for edge in behind if len(words[first:edge].split()) <= long]
    whole = [edge for edge in short if edge in stops and len(words[first:edge].split()) >= ENOUGH]
    last = max(whole or short or behind[:1])
    if len(words[first:last].split()) > TOO_LONG * long:
        return _clipped(words, max(first, words.rfind(" ", 0, start) + 1), long)
    inside = words[first:last].strip(" ,;")
    return f"{'… ' if first else ''}{inside}{'' if last in (*stops, len(words)) else ' …'}"


def _clipped(words: str, first: int, long: int) -> str:
    """Return ``long`` of the words from ``first`` on, with an ellipsis where something is left out."""
    return f"{'… ' if first else ''}{' '.join(words[first:].split()[:long])} …"


class Passages:
    """The sentences of a corpus, with where they were printed."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables ``documents`` and ``sentences``."""
        self._documents = {row["doc_id"]: row for row in tables["documents"].to_dict("records")}
        rows = tables["sentences"].sort_values(["doc_id", "start"], kind="stable").to_dict("records")
        self._sentences = {row["sent_id"]: row for row in rows}
        first = {row["doc_id"]: n for n, row in reversed(list(enumerate(rows)))}
        self._place = {row["sent_id"]: n - first[row["doc_id"]] for n, row in enumerate(rows)}
        self._find = sentence_lookup(tables)

    def sentence(self, sent_id: str) -> str:
        """Return a sentence in one line, less the place it was written in."""
        row = self._sentences[sent_id]
        words = one_line(self._documents[row["doc_id"]]["text"][row["start"] : row["end"]])
        return words[roles.opening(words) :]

    def around(self, sent_id: str, start: int, end: int, long: int = LONG) -> str:
        """Return the clauses of a sentence in which the characters of its article from ``start`` to ``end`` stand."""
        row, words = self._sentences[sent_id], self.sentence(sent_id)
        text = self._documents[row["doc_id"]]["text"]
        inside = one_line(text[max(start, row["start"]) : min(end, row["end"])])
        at = words.find(inside) if inside else -1
        return cut(words, (at, at + len(inside)) if at >= 0 else None, long)

    def whole(self, sent_id: str) -> bool:
        """Tell whether a sentence is one, from its first letter to its full stop, and no heading or caption."""
        words = self.sentence(sent_id)
        titled = len(words.split()) > ENOUGH and heading(words)  # a short one may be all names
        return bool(re.match(r"\W*[A-Z0-9]", words) and ENDS.search(words)) and not titled

    def text(self, doc_id: str) -> str:
        """Return the text of an article."""
        return self._documents[doc_id]["text"]

    def at(self, doc_id: str, start: int) -> str:
        """Return the sentence that a character of an article stands in."""
        return self._find(doc_id, start).sent_id

    def weight(self, sent_id: str) -> float:
        """Return what a sentence weighs by its place in its article."""
        return weight_of_place(self._place[sent_id])

    def whence(self, doc_id: str, also: str = "") -> str:
        """Return outlet and date of an article as they stand behind a quotation, " (The Herald, 2 Mar 2021)"."""
        told = ", ".join(x for x in (self.outlet(doc_id), _date(self._documents[doc_id])) if x)
        inside = "; ".join(x for x in (told, also) if x)
        return f" ({inside})" if inside else ""

    def outlet(self, doc_id: str) -> str:
        """Return the outlet of an article, "" where it is not known."""
        source = self._documents[doc_id]["source"]
        return printable(source) if isinstance(source, str) else ""


def _date(document: Mapping[str, Any]) -> str:
    return "" if pd.isna(document["published"]) else place_date(document["published"])


def unmarked(words: str) -> str:
    """Return ``words`` less the quotation marks around them; those inside stay, each with its other."""
    words = words.strip(" ,;:")
    for left, right in (("“", "”"), ('"', '"'), ("‘", "’")):
        inner = words[1:-1]
        if words.startswith(left) and words.endswith(right) and left not in inner and right not in inner:
            words = inner.strip(" ,;:")
    for left, right in (("“", "”"), ('"', '"')):
        if (left == right and words.count(left) % 2) or words.count(left) > words.count(right):
            words = words.removeprefix(left) if words.startswith(left) else words + right
        elif words.count(right) > words.count(left):
            words = words.removesuffix(right) if words.endswith(right) else words.replace(right, "")
    return words


def quoted(words: str) -> str:
    """Return ``words`` in quotation marks; those that they hold become single ones, and one without its other goes."""
    inner = words.replace("''", '"')
    if inner.count('"') % 2:
        inner = inner.removeprefix('"') if inner.startswith('"') else inner.replace('"', "")
    if inner.count("“") != inner.count("”"):
        inner = inner.removeprefix("“") if inner.startswith("“") else inner.removesuffix("”")
    return f"“{inner.translate(SINGLE)}”"
