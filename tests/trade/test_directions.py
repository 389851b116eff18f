"""163 sentences of our own, read as the product reads them: found or not, and which way they point."""

import csv
from pathlib import Path

import pytest

from stancebook import pipeline, tables

ROWS = Path(__file__).parent / "directions.csv"


@pytest.fixture(scope="module")
def readings():
    with ROWS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    docs = tables.make("documents", [
        {"doc_id": f"s{i:03}", "path": "s", "language": "en", "text": row["sentence"], "sha256": str(i),
         "cluster_id": f"k{i}", "n_words": len(row["sentence"].split())}
        for i, row in enumerate(rows)
    ])  # fmt: skip
    found = [pipeline.analyse(batch)["claims"] for batch in tables.batches(docs)]
    ways = {doc: way for part in found for doc, way in zip(part["doc_id"], part["direction"], strict=True)}
    return [(row["part"], row["direction"], ways.get(f"s{i:03}", "none")) for i, row in enumerate(rows)]


def share(readings, part, right):
    own = [(wanted, got) for p, wanted, got in readings if p == part]
    return sum(right(wanted, got) for wanted, got in own) / len(own)


def opposite(wanted, got):
    return {wanted, got} == {"up", "down"}


def test_kinds_of_wording_are_read_right(readings):
    assert share(readings, "kinds", lambda wanted, got: wanted == got) >= 0.85
    assert share(readings, "kinds", opposite) <= 0.04


def test_free_sentences_are_seldom_read_the_wrong_way(readings):
    """Half of them are told in passing, without a word that names trade, and are left out when they stand alone."""
    assert share(readings, "free", lambda wanted, got: wanted == got) >= 0.4
    assert share(readings, "free", opposite) <= 0.1
