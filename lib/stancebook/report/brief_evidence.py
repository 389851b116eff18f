"""What a row of the brief rests on: the passage with its words marked, its neighbours, and where it was printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from stancebook.report.lookup import Tables, text_or
from stancebook.report.printable import one_line, printable
from stancebook.report.wording import place_date

AROUND = 160  # characters of the sentence before and of the one after
SHORT = 230  # characters of a sentence in a row; opened, it is there whole
LONGEST = 1200  # characters of one sentence: a list without full stops is no evidence to read
MOST = 3  # passages of a line
UNNAMED = "source unknown"


@dataclass(frozen=True)
class Passage:
    """Words of an article (``mark``) in their sentence (``head``, ``tail``), between its two neighbours.

    ``article`` numbers the article on the page, ``link`` is where its text has the sentence ("" if it is not kept).
    """

    before: str
    head: str
    mark: str
    tail: str
    after: str
    source: str
    date: str
    day: str
    article: int
    link: str

    @property
    def place(self) -> str:
        """The outlet and the day, as a row names them."""
        return f"{self.source}, {self.date}" if self.day else self.source

    @property
    def short(self) -> str:
        """The sentence, cut around the marked words where it is long."""
        text = self.head + self.mark + self.tail
        if len(text) <= SHORT:
            return text
        spare = max(0, SHORT - min(len(self.mark), SHORT)) // 2
        first = max(0, min(len(self.head) - spare, len(text) - SHORT))
        cut = text[first : first + SHORT]
        if first:
            cut = "… " + cut.partition(" ")[2]
        return cut.rpartition(" ")[0] + " …" if first + SHORT < len(text) else cut


class Evidence:
    """Finds passages in the articles, and remembers which sentences the page links to.

    ``number`` numbers the articles from 1, ``cited`` are the ``sent_id`` of all passages given so far.
    """

    def __init__(self, tables: Tables, kept: Iterable[str]) -> None:
        """Index the sentences of ``tables``; the page has the text of the articles ``kept``."""
        documents = tables["documents"]
        self.number = {doc_id: n for n, doc_id in enumerate(documents["doc_id"], 1)}
        self.cited: set[str] = set()
        self._documents = {row.doc_id: row for row in documents.itertuples()}
        self._kept = set(kept)
        self._sentences: dict[str, list[tuple[int, int, str]]] = {}
        self._place: dict[str, tuple[str, int]] = {}
        ordered = tables["sentences"].sort_values(["doc_id", "start"], kind="stable")
        for sent_id, doc_id, start, end in zip(
            *(ordered[c] for c in ("sent_id", "doc_id", "start", "end")), strict=True
        ):
            own = self._sentences.setdefault(doc_id, [])
            self._place[sent_id] = (doc_id, len(own))
            own.append((start, end, sent_id))

    def sentence(self, sent_id: str) -> Passage | None:
        """Return the passage of a whole sentence; none where there is no such sentence."""
        if sent_id not in self._place:
            return None
        doc_id, at = self._place[sent_id]
        start, end, _ = self._sentences[doc_id][at]
        return self._passage(doc_id, at, start, end)

    def span(self, doc_id: str, start: int, end: int) -> Passage | None:
        """Return the passage of ``[start, end)`` of an article; none where no sentence covers it."""
        own = self._sentences.get(doc_id)
        if not own:
            return None
        at = max(0, bisect_right(own, start, key=lambda s: s[0]) - 1)
        return self._passage(doc_id, at, start, end)

    def sentences(self, sent_ids: Iterable[str]) -> list[Passage]:
        """Return the passages of the first ``MOST`` of these sentences that there are."""
        found = [self.sentence(s) for s in dict.fromkeys(sent_ids)]
        return [p for p in found if p][:MOST]

    def anchor(self, sent_id: str) -> str:
        """Return a sentence's anchor on the page: its article's number and its own."""
        doc_id, at = self._place[sent_id]
        return f"a{self.number[doc_id]}s{at + 1}"

    def spans_of(self, doc_id: str) -> list[tuple[int, int, str]]:
        """Return start, end and ``sent_id`` of an article's sentences, in order."""
        return self._sentences.get(doc_id, [])

    def _passage(self, doc_id: str, at: int, start: int, end: int) -> Passage:
        own, document = self._sentences[doc_id], self._documents[doc_id]
        first, last, sent_id = own[at]
        while end > last and at + 1 < len(own) and own[at + 1][0] < end:  # words may run over sentences
            at += 1
            last = own[at][1]
        text, start = document.text, max(start, first)
        end = start + len(text[start : min(end, last)].rstrip())
        after = own[at + 1] if at + 1 < len(own) else (last, last, "")
        before = own[bisect_right(own, first, key=lambda s: s[0]) - 2] if own[0][0] < first else (first, first, "")
        self.cited.add(sent_id)
        return Passage(
            _end_of(_line(text[before[0] : before[1]])), _line(text[first:start], left=True), _line(text[start:end]),
            _start_of(_line(text[end:last], right=True), LONGEST), _start_of(_line(text[after[0] : after[1]])),
            printable(text_or(document.source, UNNAMED)), place_date(document.published),
            "" if pd.isna(document.published) else f"{document.published:%Y-%m-%d}", self.number[doc_id],
            self.anchor(sent_id) if doc_id in self._kept else "",
        )  # fmt: skip


def _line(text: str, left: bool = False, right: bool = False) -> str:
    """Return text on one line, fit to show; a blank at the side where the sentence goes on stays."""
    line = one_line(text)
    goes_on = line and ((left and text[-1:].isspace()) or (right and text[:1].isspace()))
    return (f"{line} " if left else f" {line}") if goes_on else line


def _end_of(text: str) -> str:
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def _start_of(text: str, most: int = AROUND) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
