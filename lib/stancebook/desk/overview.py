"""What is asked of the whole corpus: its stories, its articles, a search, what changed, SQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook import aggregates, tables
from stancebook.desk.answer import Answer
from stancebook.desk.bars import bars
from stancebook.desk.shelf import EVIDENCE, Shelf
from stancebook.desk.words import Index
from stancebook.report.change_lines import NAMES, WHY
from stancebook.report.charts import Chart
from stancebook.report.wording import count
from stancebook.runs import earlier


def stories(shelf: Shelf) -> Answer:
    """Answer what happened (see ``Desk.stories``)."""
    rows, spans = [], shelf.spans
    for s in shelf.tables["stories"].itertuples():
        led = isinstance(s.lead_sent_id, str) and s.lead_sent_id in spans
        start, end = spans[s.lead_sent_id] if led else (0, 1)
        rows.append({"story": shelf.title(s.headline_doc), "first": s.first, "last": s.last,
                     "articles": s.n_documents, "sources": s.n_sources, "who": [shelf.names[i] for i in s.actors[:5]],
                     "weight": s.weight, "story_id": s.story_id, "doc_id": s.headline_doc, "start": start, "end": end,
                     "spans": [[start, end]]})  # fmt: skip
    columns = "story first last articles sources who weight story_id spans".split()
    frame = shelf.evidence(rows, *columns)
    alone = int((frame["articles"] == 1).sum())
    told = [f"{alone} of them told in one article alone."] if alone else []
    title = f"{count(len(frame), 'story', 'stories')} in {count(len(shelf.documents), 'article')}, the weightiest first"
    return Answer(title, frame, shelf, tuple(told), skipped_told(shelf),
                  _bars(frame["story"], frame["articles"], "Articles that tell each story"))  # fmt: skip


def documents(shelf: Shelf) -> Answer:
    """Answer what was read (see ``Desk.documents``)."""
    rows = shelf.tables["documents"].sort_values("published", ascending=False, kind="stable")
    frame = rows[["path", "title", "source", "published", "byline", "url", "n_words", "story_id", "doc_id"]]
    months = rows["published"].dt.strftime("%Y-%m").dropna().value_counts().sort_index()
    undated = int(rows["published"].isna().sum())
    lines = [f"{count(undated, 'article')} without a date of publication."] if undated else []
    return Answer(count(len(frame), "article"), frame.reset_index(drop=True), shelf, tuple(lines), skipped_told(shelf),
                  _bars(months.index, months, "Articles by month"))  # fmt: skip


def skipped_told(shelf: Shelf) -> tuple[str, ...]:
    """Return in words how much was not analysed; the reasons stand in table ``skipped``."""
    n = len(shelf.tables["skipped"])
    return (f"{count(n, 'item')} not analysed or corrected away: desk.skipped() has the reasons",) if n else ()


def skipped(shelf: Shelf) -> Answer:
    """Answer what was not read and why (see ``Desk.skipped``)."""
    rows = shelf.tables["skipped"].reset_index(drop=True)
    reasons = rows["stage"].value_counts()
    return Answer(f"{count(len(rows), 'item')} not analysed", rows, shelf,
                  draw=_bars(reasons.index, reasons, "What was not analysed, by stage"))  # fmt: skip


def search(shelf: Shelf, index: Index, query: str, since: str = "", until: str = "") -> Answer:
    """Answer which sentences have some words (see ``Desk.search``)."""
    rows, n = index.search(query)
    frame, out = shelf.within(shelf.evidence(rows, "spans"), since, until)
    out += [f"{n - len(rows)} further sentences, less to the point: narrow the search"] if n > len(rows) else []
    title = f"{count(len(frame), 'sentence')} with {query}"
    lines = () if n else ("All words of a search must stand in one sentence; OR, NEAR and word* widen it.",)
    by = frame["source"].replace("", "unknown").value_counts()
    return Answer(title, frame.reset_index(drop=True), shelf, lines, tuple(out),
                  _bars(by.index, by, f"Sentences with {query}, by source"))  # fmt: skip


def changes(shelf: Shelf, counted: Callable[[], dict[str, pd.DataFrame]], corpus: str, run: Path | None,
            reports: Path) -> Answer:  # fmt: skip
    """Answer what changed since the last report (see ``Desk.changes``)."""
    if run and (run / "tables" / "changes.parquet").is_file():
        made, facts = tables.read(run / "tables", "changes", "outlook"), ""
        changed, found = made["changes"], {**shelf.tables, **made, "actors": shelf.actors}
        lines = earlier.change_lines(found)
    else:
        found = {**counted(), "actors": shelf.actors}
        changed, since = earlier.compared(
            run or reports / "desk", corpus, found, aggregates.Parameters.model_validate({})
        )
        told, *lines = earlier.lines({**found, "changes": changed}, since)
        facts = told.text
    rows = []
    for change, line in zip(changed.itertuples(), lines, strict=True):
        sent = next((s for s in (*line.evidence, *change.evidence) if s in shelf.spans), None)
        start, end = shelf.spans[sent] if sent else (0, 1)
        doc = _document(shelf, sent)
        rows.append({"kind": NAMES[change.kind], "what": line.text, "why": WHY[change.why], "doc_id": doc,
                     "start": start, "end": end, "spans": [[start, end]]})  # fmt: skip
    columns = ("kind", "what", "why", "spans")
    frame = shelf.evidence([r for r in rows if r["doc_id"]], *columns)
    bare = pd.DataFrame([r for r in rows if not r["doc_id"]], columns=[*columns, *EVIDENCE])
    lost = [f"{len(bare)} changes that rest on no sentence of these articles"] if len(bare) else []
    kinds = frame["kind"].value_counts()
    return Answer(count(len(frame), "change"), frame, shelf, (facts,) if facts else (), tuple(lost),
                  _bars(kinds.index, kinds, "Changes by kind"))  # fmt: skip


def _document(shelf: Shelf, sent_id: str | None) -> str:
    owner = shelf.tables["sentences"]
    return "" if sent_id is None else str(owner.loc[owner["sent_id"] == sent_id, "doc_id"].iloc[0])


def asked_sql(shelf: Shelf, counted: Callable[[], dict[str, pd.DataFrame]], query: str) -> Answer:
    """Answer a query in SQL (see ``Desk.sql``)."""
    import duckdb

    with duckdb.connect(":memory:") as db:
        for name, frame in shelf.tables.items():
            db.register(name, _arrow(name, frame))
        if any(name in query for name in (*aggregates.COLUMNS, "outlook")):
            for name, frame in counted().items():
                if name not in shelf.tables:
                    db.register(name, frame)
        db.execute("set enable_external_access = false; set lock_configuration = true")
        frame = db.execute(query).df()
    first = [c for c in frame if not pd.api.types.is_numeric_dtype(frame[c])]
    number = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c])]
    draw = (
        _bars(frame[first[0]].astype(str), frame[number[0]], f"{number[0]} by {first[0]}") if first and number else None
    )
    return Answer(count(len(frame), "row"), frame, shelf, draw=draw)


def _arrow(name: str, frame: pd.DataFrame) -> Any:
    """Return a table with its lists typed, also where all of them are empty."""
    import pyarrow as pa

    text, pairs = pa.list_(pa.string()), pa.list_(pa.list_(pa.int64()))
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for n, (column, kind) in enumerate(tables.SCHEMA.get(name, {}).items()):
        if kind in ("list", "spans"):
            typed = pa.array(frame[column].tolist(), text if kind == "list" else pairs)
            table = table.set_column(n, column, typed)
    return table


def _bars(labels: Any, values: Any, title: str) -> Callable[[], Chart | None]:
    pairs = [(str(label), float(value)) for label, value in zip(labels, values, strict=True)]
    return lambda: bars(pairs, title) if pairs else None
