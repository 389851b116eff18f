"""Writes what the suite finds in known texts into ``tests/golden``, in a form in which a diff can be read.

``make golden`` rewrites the files; it is run only when a change of results is meant, and the CHANGELOG names it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import gate
from helpers import documents
from stancebook import pipeline, tables
from stancebook.files import ingest

HERE = Path(__file__).parent
TABLES = "sentences actors mentions quotes stances tones claims events".split()


def articles() -> pd.DataFrame:
    """Return table ``documents``: the seed, our own articles, the short texts of the gate."""
    seeds = HERE.parents[1] / "seeds"
    read, skipped = ingest.read_articles([*sorted(seeds.glob("*.txt")), HERE / "articles"], check_language=False)
    assert skipped.empty, skipped
    short = documents(*(text.text for text in gate.texts()))
    named = [Path(path).stem for path in read["path"]]
    return tables.concat("documents", [read.assign(doc_id=named, cluster_id=named), short])


def golden() -> dict[str, list[dict]]:
    """Return the rows of each table as they are kept: floats short, spans with their words."""
    read = articles()
    texts = dict(zip(read["doc_id"], read["text"], strict=True))
    found = pipeline.analyse(read)
    assert found["skipped"].empty, found["skipped"]
    return {name: [_row(row, texts) for row in found[name].to_dict("records")] for name in TABLES}


def _row(row: dict, texts: dict[str, str]) -> dict:
    kept = {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items() if isinstance(v, list) or pd.notna(v)}
    if "start" in row:
        kept["words"] = " ".join(texts[row["doc_id"]][row["start"] : row["end"]].split())
    for name in ("content", "cue", "source"):
        if isinstance(row.get(name), list):
            kept[f"{name}_words"] = tables.span_text(texts[row["doc_id"]], row[name])
    return kept


def write() -> None:
    """Write ``<table>.jsonl`` for each table."""
    for name, rows in golden().items():
        lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
        (HERE / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
