"""Search in sentences: an SQLite FTS5 index, and what an analyst types made safe for it."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from stancebook.desk.shelf import Shelf

NEAR = 10  # words that may stand between two that are near each other
TOKEN = re.compile(r'"([^"]*)"|(\S+)')
OPEN, CLOSE = "\ue000", "\ue001"  # private characters: marks of a hit
MOST = 500


class SearchError(ValueError):
    """A search has no word to look for, or an operator without words beside it; the message says how to write it."""


def asked(query: str) -> str:
    """Return a query in the language of FTS5, every word quoted.

    ``NEAR`` (``NEAR/5``: at most five words between them) and ``OR`` join what stands beside them, quotation marks hold
    a phrase together, ``*`` ends the beginning of a word; all else is words that must all stand in one sentence.

    Raises
    ------
    SearchError
        If there is no word, or NEAR or OR has none on one side.
    """
    parts: list[str] = []
    waiting = ""
    for phrase, word in TOKEN.findall(query):
        if not phrase and (word == "OR" or re.fullmatch(r"NEAR(/\d{1,3})?", word)):
            if not parts or waiting:
                raise SearchError(f"{word} stands without a word before it: write 'crossing {word} trade'")
            waiting = word
            continue
        term = _quoted(phrase or word)
        if not term:
            continue
        parts.append(_joined(parts.pop(), waiting, term) if waiting else term)
        waiting = ""
    if waiting or not parts:
        raise SearchError(f"{waiting or 'the search'} has no word to look for: write 'crossing NEAR trade'")
    return " AND ".join(f"({part})" if " OR " in part else part for part in parts)


def _quoted(words: str) -> str:
    stem = "*" if words.endswith("*") else ""
    words = words.replace('"', " ").replace("\0", " ").rstrip("*").strip()
    return f'"{words}"{stem}' if re.search(r"\w", words) else ""


def _joined(left: str, by: str, right: str) -> str:
    if by == "OR":
        return f"{left} OR {right}"
    gap = by.partition("/")[2] or str(NEAR)
    alone = re.compile(r'"[^"]*"\*?')
    if not alone.fullmatch(left):
        raise SearchError("NEAR joins two words or phrases: put a longer phrase in quotation marks")
    return f"NEAR({left} {right}, {gap})"


class Index:
    """An index of the sentences of a shelf, in memory."""

    def __init__(self, shelf: Shelf) -> None:
        """Index all sentences, headings and captions too."""
        self._rows = shelf.tables["sentences"][["doc_id", "start", "end"]].to_dict("records")
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute("create virtual table s using fts5(body, tokenize = 'unicode61 remove_diacritics 2')")
        bodies = ((n, _plain(shelf.texts[r["doc_id"]][r["start"] : r["end"]])) for n, r in enumerate(self._rows))
        self._db.executemany("insert into s (rowid, body) values (?, ?)", bodies)

    def search(self, query: str, most: int = MOST) -> tuple[list[dict[str, Any]], int]:
        """Return for each sentence that has it the span of its first hit, the best first; and how many have it.

        Raises
        ------
        SearchError
            As ``asked``.
        """
        wanted = asked(query)
        (n,) = self._db.execute("select count(*) from s where s match ?", (wanted,)).fetchone()
        order = "select rowid, highlight(s, 0, ?, ?) from s where s match ? order by rank, rowid limit ?"
        return [self._row(n, told) for n, told in self._db.execute(order, (OPEN, CLOSE, wanted, most))], n

    def _row(self, number: int, told: str) -> dict[str, Any]:
        row = self._rows[number]
        hits, at, start = [], row["start"], 0
        for c in told:
            if c == OPEN:
                start = at
            elif c == CLOSE:
                hits.append([start, at])
            else:
                at += 1
        hits = hits or [[row["start"], row["end"]]]
        return {"doc_id": row["doc_id"], "start": hits[0][0], "end": hits[0][1], "spans": hits}


def _plain(text: str) -> str:
    return text.translate({ord(OPEN): " ", ord(CLOSE): " ", 0: " "}).encode("utf-8", "replace").decode("utf-8")
