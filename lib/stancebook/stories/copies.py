"""Copies of one text, in the table of documents by ``cluster_id``: one of them is read, and counts for all."""

from __future__ import annotations

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
    """Return ``doc_id`` -> outlet of the copies that are read; an article without source is an outlet by itself."""
    read = [group[0] for group in of_one_text(documents)]
    return {row["doc_id"]: row["source"] if isinstance(row["source"], str) else row["doc_id"] for row in read}
