"""Copies of one text, in the table of documents by ``cluster_id``: one of them is read, and counts for all."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

import pandas as pd


def of_one_text(documents: pd.DataFrame) -> list[list[dict]]:
    """Return the rows of ``documents`` text by text, the copy to be read first.

    That is the longest, for the others are cut from it; of equals the one with the lowest ``doc_id``.  Texts come in
    the order of the lowest ``doc_id`` among their copies, whatever the order of the rows.
    """
    copies: defaultdict[str, list[dict]] = defaultdict(list)
    for row in documents.sort_values("doc_id", kind="stable").to_dict("records"):
        copies[row["cluster_id"]].append(row)
    groups = sorted(copies.values(), key=lambda group: group[0]["doc_id"])
    return [sorted(group, key=lambda row: -len(row["text"])) for group in groups]


def outlets(documents: pd.DataFrame) -> dict[str, str]:
    """Return ``doc_id`` -> independent source: for all copies of a text that of the one which is read.

    A text without source is an outlet by itself, named by its ``cluster_id``.
    """
    return {
        row["doc_id"]: group[0]["source"] if isinstance(group[0]["source"], str) else row["cluster_id"]
        for group in of_one_text(documents) for row in group
    }  # fmt: skip


def read(rows: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table with ``doc_id`` whose article is, of the copies of its text, the one that is read."""
    return rows[rows["doc_id"].isin([group[0]["doc_id"] for group in of_one_text(documents)])]


def carried(documents: pd.DataFrame) -> dict[str, int]:
    """Return ``doc_id`` -> how many outlets carry its text; an article without source is an outlet by itself."""
    by_text: defaultdict[str, set[str]] = defaultdict(set)
    for row in documents[["doc_id", "source", "cluster_id"]].itertuples(index=False):
        by_text[row.cluster_id].add(row.source if isinstance(row.source, str) else row.doc_id)
    return {row.doc_id: len(by_text[row.cluster_id]) for row in documents.itertuples(index=False)}


def once(rows: pd.DataFrame, keys: list[str], documents: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` less those that are there because a text was copied.

    Of copies of one text only the one that is read counts; of a sentence that stands word for word in several texts,
    the first.

    Parameters
    ----------
    rows
        A table with ``doc_id``, ``start`` and ``keys``.
    keys
        Columns in which two rows must agree to say the same.
    documents, sentences
        The tables of those names.
    """
    own = read(rows, documents)
    if own.empty:
        return own
    said = own[["doc_id", *keys]].assign(words=_sentences_of(own, documents, sentences))
    first = said.groupby([*keys, "words"], dropna=False, sort=False)["doc_id"].transform("min")
    return own[first == own["doc_id"]]


def _sentences_of(rows: pd.DataFrame, documents: pd.DataFrame, sentences: pd.DataFrame) -> list[str]:
    """Return for each row the words of the sentence that it starts in, without regard to spaces."""
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    ordered = sentences.sort_values(["doc_id", "start"], kind="stable")
    spans = {str(i): list(zip(part["start"], part["end"], strict=True)) for i, part in ordered.groupby("doc_id")}
    words = []
    for doc_id, start in zip(rows["doc_id"], rows["start"], strict=True):
        here = spans.get(doc_id, [])
        at = bisect_right(here, (start, len(texts[doc_id]) + 1)) - 1
        first, last = here[at] if at >= 0 else (start, start)
        words.append(" ".join(texts[doc_id][first:last].split()) or f"{doc_id} {start}")
    return words
