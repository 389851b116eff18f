"""What all views share: a row's sentence, names, cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from stancebook import aggregates
from stancebook.report.printable import one_line, printable
from stancebook.report.wording import period_name, place_date, signed

PERIOD = ("Period", "Mean", "n", "Change", "Since")
Tables = Mapping[str, pd.DataFrame]


class Sentence(NamedTuple):
    """A sentence of the corpus: its id ("" if there is none) and its text."""

    sent_id: str
    text: str


def sentence_lookup(tables: Tables) -> Callable[[str, int], Sentence]:
    """Return a function from (doc_id, character) to the sentence of ``tables`` that covers it."""
    texts = texts_by_id(tables)
    starts: dict[str, list[int]] = {}
    found: dict[str, list[Sentence]] = {}
    ordered = tables["sentences"].sort_values(["doc_id", "start"], kind="stable")
    for r in ordered.itertuples():
        starts.setdefault(r.doc_id, []).append(r.start)
        words = one_line(texts.get(r.doc_id, "")[r.start : r.end])
        found.setdefault(r.doc_id, []).append(Sentence(r.sent_id, words))

    def find(doc_id: str, start: int) -> Sentence:
        places = starts.get(doc_id)
        return found[doc_id][max(0, bisect_right(places, start) - 1)] if places else Sentence("", "")

    return find


def filled(tables: Tables) -> Tables:
    """Return ``tables`` with those of ``aggregates.COLUMNS`` that are missing as empty ones."""
    missing = {name: pd.DataFrame(columns=columns.split()) for name, columns in aggregates.COLUMNS.items()}
    return {**missing, **tables}


def named_apart(tables: Tables) -> Tables:
    """Return ``tables`` whose actors of one name, kept apart by article, are told apart by its source and date.

    Such a name ends in the article's ``doc_id`` in brackets, which says nothing to a reader.
    """
    documents = {d.doc_id: d for d in tables["documents"].itertuples()}
    actors, names = tables["actors"], []
    for name, article in zip(actors["name"], actors["article"], strict=True):
        code = f" ({article})"
        if article in documents and name.endswith(code):
            read = documents[article]
            date = "" if pd.isna(read.published) else place_date(read.published)
            told = ", ".join(x for x in (text_or(read.source), date) if x)
            name = name.removesuffix(code) + (f" ({told})" if told else "")
        names.append(name)
    return {**tables, "actors": actors.assign(name=pd.Series(names, index=actors.index, dtype="str"))}


def texts_by_id(tables: Tables) -> dict[str, str]:
    """Return ``doc_id`` -> text."""
    return dict(zip(tables["documents"]["doc_id"], tables["documents"]["text"], strict=True))


def view_frame(rows: list[dict], *columns: str) -> pd.DataFrame:
    """Build a view, fit to be shown, whose columns exist even without rows; ``sent_id`` comes last."""
    cells = [{k: printable(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows]
    return pd.DataFrame(cells, columns=[*columns, "sent_id"])


def text_or(value: object, other: str = "") -> str:
    """Return ``value`` as text, ``other`` where it is missing."""
    return other if pd.isna(value) else str(value)  # type: ignore[call-overload]


def actor_names(ids: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names behind a list of actor ids; what is already a name stays as it is."""
    return ", ".join(names[i] if ":" in i or i in names else i for i in ids)


def period_cells(row: Any) -> dict:
    """Return the cells that tell of one period."""
    return {"Period": period_name(row.period), "Mean": signed(row.mean), "n": row.n, "Change": signed(row.change),
            "Since": period_name(row.before) if pd.notna(row.before) else "–"}  # fmt: skip
