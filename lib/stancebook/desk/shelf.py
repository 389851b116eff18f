"""The tables of a desk with what every question looks up: names, articles, sentences; dates, and parts of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from stancebook import tables
from stancebook.aggregates import UnknownNameError
from stancebook.corpus import days
from stancebook.report.lookup import named_apart, sentence_lookup, text_or, texts_by_id
from stancebook.report.printable import one_line
from stancebook.report.wording import names_of

PER_DOCUMENT = ("sentences", "mentions", "quotes", "stances", "tones", "claims", "events")
EVIDENCE = ["sentence", "source", "published", "doc_id", "sent_id", "start", "end"]


@dataclass(frozen=True)
class Shelf:
    """Tables as they are read; what is looked up in them is made once."""

    tables: dict[str, pd.DataFrame]

    @cached_property
    def actors(self) -> pd.DataFrame:
        """Table ``actors``, names that articles keep apart told apart by source and date."""
        return named_apart(self.tables)["actors"]

    @cached_property
    def names(self) -> dict[str, str]:
        """``actor_id`` -> name, "unknown" for others."""
        return names_of(self.actors)

    @cached_property
    def ranked(self) -> list[str]:
        """Names of the actors, the most mentioned first."""
        counts = self.tables["mentions"]["actor_id"].value_counts()
        order = self.actors.assign(n=self.actors["actor_id"].map(counts).fillna(0))
        return order.sort_values(["n", "name"], ascending=[False, True])["name"].tolist()

    @cached_property
    def texts(self) -> dict[str, str]:
        """``doc_id`` -> text."""
        return texts_by_id(self.tables)

    @cached_property
    def documents(self) -> dict[str, Any]:
        """``doc_id`` -> row of ``documents``."""
        return {d.doc_id: d for d in self.tables["documents"].itertuples()}

    @cached_property
    def find(self) -> Any:
        """The sentence at a character of an article (``lookup.sentence_lookup``)."""
        return sentence_lookup(self.tables)

    @cached_property
    def spans(self) -> dict[str, tuple[int, int]]:
        """``sent_id`` -> its span."""
        rows = self.tables["sentences"]
        return dict(zip(rows["sent_id"], zip(rows["start"], rows["end"], strict=True), strict=True))

    def title(self, doc_id: str) -> str:
        """Return what an article is called: its title, else its path."""
        row = self.documents[doc_id]
        return one_line(text_or(row.title) or row.path)

    def ids(self, name: str) -> list[str]:
        """Return the actor that a name, an alias or an identifier means.

        Raises
        ------
        UnknownNameError
            If it is nobody, with the nearest names; or several, with the identifiers to choose from.
        """
        ids = tables.actors_called(self.actors, name)
        if len(ids) == 1:
            return ids
        if ids:
            told = "; ".join(f"{self.names[i]} ({i})" for i in ids[:5])
            raise UnknownNameError(f"{name!r} is {len(ids)} actors: {told}; give the identifier in brackets")
        raise UnknownNameError(f"no actor of these articles is called {name!r}; {self.hint(name)}")

    def hint(self, name: str) -> str:
        """Return the nearest names in words; without any, those most mentioned."""
        called = [*self.actors["name"], *(a for aliases in self.actors["aliases"] for a in aliases)]
        near = tables.nearest(name, called) or [n for n in self.ranked if name.casefold() in n.casefold()][:3]
        if near:
            return f"the nearest are {', '.join(near)}"
        return f"the most mentioned are {', '.join(self.ranked[:3])}" if self.ranked else "nobody is named in them"

    def within(self, rows: pd.DataFrame, since: str = "", until: str = "") -> tuple[pd.DataFrame, list[str]]:
        """Return the rows of articles published in ``[since, until]``, and what that leaves out, in words.

        Raises
        ------
        ValueError
            If a date is not ISO (``2019-09-30``).
        """
        if not (since or until):
            return rows, []
        first, end = days(since, until)
        at = pd.to_datetime(rows["doc_id"].map({i: d.published for i, d in self.documents.items()}))
        kept, undated = at.between(first, end, inclusive="left"), int(at.isna().sum())
        told = [(int((~kept).sum()) - undated, "outside the dates"), (undated, "in articles without a date")]
        return rows[kept], [f"{n} {why}" for n, why in told if n]

    def evidence(self, rows: Iterable[dict[str, Any]], *columns: str) -> pd.DataFrame:
        """Return a frame of ``columns`` and ``EVIDENCE``: each row's sentence, with where and when it was printed.

        Parameters
        ----------
        rows
            With ``doc_id, start, end`` (characters of the article), and values of ``columns``.
        """
        found = []
        for row in rows:
            document, sentence = self.documents[row["doc_id"]], self.find(row["doc_id"], row["start"])
            found.append({**row, "sentence": sentence.text, "sent_id": sentence.sent_id,
                          "source": text_or(document.source), "published": document.published})  # fmt: skip
        frame = pd.DataFrame(found, columns=[*columns, *EVIDENCE])
        return frame.assign(published=pd.to_datetime(frame["published"]))

    def only(
        self,
        actor: str = "",
        source: str = "",
        since: str = "",
        until: str = "",
        story: str = "",
        confidence: float = 0,
    ) -> Shelf:
        """Return the part of the shelf in these articles and of this actor, of rows at least so sure."""
        documents, _ = self.within(self.tables["documents"], since, until)
        for column, value in (("source", source), ("story_id", story)):
            documents = documents[documents[column] == value] if value else documents
        found = {**self.tables, "documents": documents}
        docs = set(documents["doc_id"])
        for name in PER_DOCUMENT:
            rows = found[name][found[name]["doc_id"].isin(docs)]
            found[name] = rows[rows["confidence"] >= confidence] if confidence and "confidence" in rows else rows
        found["stories"] = found["stories"][found["stories"]["story_id"].isin(documents["story_id"])]
        if actor:
            found |= _of_actor(found, set(self.ids(actor)))
        return Shelf({name: frame.reset_index(drop=True) for name, frame in found.items()})


def _of_actor(found: dict[str, pd.DataFrame], ids: set[str]) -> dict[str, pd.DataFrame]:
    columns = {"quotes": ["speaker_id"], "stances": ["source_id", "target_id"], "tones": ["holder_id"]}
    kept = {name: found[name][found[name][which].isin(ids).any(axis=1)] for name, which in columns.items()}
    for name in ("claims", "events", "stories"):
        kept[name] = found[name][[bool(ids & {*actors}) for actors in found[name]["actors"]]]
    return kept
