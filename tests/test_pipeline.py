"""A folder is read in batches: what comes out is the same as in one."""

import pandas as pd

from helpers import documents
from stancebook import pipeline, tables

TEXTS = (
    "Brazil condemned Peru on Monday.",
    "Peru praised the Republic of Chile.",
    "“Brazil will help,” Ana Ruiz said.",
)


def test_batches_give_the_tables_of_one_reading(monkeypatch):
    whole = pipeline.analyse(documents(*TEXTS))
    monkeypatch.setattr(tables, "BATCH", 1)
    parts = pipeline.analyse(documents(*TEXTS))
    assert {"country:brazil", "country:peru"} <= set(parts["actors"]["actor_id"])
    for name, frame in whole.items():
        pd.testing.assert_frame_equal(parts[name], frame, obj=name)
