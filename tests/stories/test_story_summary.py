"""What a story says of sides, voices, trade and dates, copies counted once."""

from __future__ import annotations

import pandas as pd
import pytest
from newsroom import ANSWER, DUTY, documents

from stancebook import tables
from stancebook.stories import summary

HOLM, SUDLAND, ANWAR = "person:petra-holm", "country:sudland", "person:rashid-anwar"


@pytest.fixture
def docs() -> pd.DataFrame:
    """d1 is a cut copy of d0; d2 and d3 are of one outlet."""
    made = documents(
        {"text": DUTY},
        {"text": DUTY[:150], "cluster_id": "d0"},
        {"text": ANSWER},
        {"text": ANSWER[:90], "source": "Outlet 2"},
    )
    return made.assign(story_id="story:d0")


def rows(table: str, key: str, *given: tuple[str, dict], **same: object) -> pd.DataFrame:
    """Return a table with a row for each document and what is said of it."""
    return tables.make(table, [
        {key: f"{doc_id}:{i}", "doc_id": doc_id, "sent_id": f"{doc_id}:s0", "start": 0, "end": 9, "confidence": 0.8,
         "rule": "t", **same, **own}
        for i, (doc_id, own) in enumerate(given)
    ])  # fmt: skip


def test_sides(docs):
    against = {"source_id": HOLM, "target_id": SUDLAND, "basis": "act", "label": "opposes", "score": -0.7,
               "status": "asserted"}  # fmt: skip
    given = [
        ("d0", {}), ("d1", {}), ("d2", {"status": "reported", "asserted_by": ANWAR, "confidence": 0.9}), ("d3", {}),
        ("d2", {"status": "hypothetical"}), ("d2", {"status": "denied"}), ("d0", {"basis": "words"}),
        ("d2", {"source_id": ANWAR}),
    ]  # fmt: skip
    first, second = summary.sides(rows("stances", "stance_id", *given, **against), docs).to_dict("records")
    assert first == {
        "story_id": "story:d0", "source_id": HOLM, "target_id": SUDLAND, "label": "opposes", "n": 3, "n_documents": 3,
        "n_sources": 2, "evidence": ["d2:2", "d0:0", "d0:6", "d3:3"], "n_told": 2, "said_by": [ANWAR],
    }  # fmt: skip
    assert (second["source_id"], second["n"], second["n_sources"]) == (ANWAR, 1, 1)


def test_voices(docs):
    given = [
        ("d0", {"speaker_id": HOLM, "kind": "indirect"}), ("d1", {"speaker_id": HOLM}), ("d2", {"speaker_id": ANWAR}),
        ("d2", {"speaker_id": ANWAR}), ("d2", {"speaker_id": HOLM, "within": "d2:q2"}), ("d2", {}),
    ]  # fmt: skip
    first, second = summary.voices(rows("quotes", "quote_id", *given, kind="direct", manner="said"), docs).to_dict(
        "records"
    )
    assert (first["speaker_id"], first["n"], first["n_direct"], first["evidence"]) == (ANWAR, 2, 2, ["d2:2", "d2:3"])
    assert (second["speaker_id"], second["n"], second["n_direct"], second["n_sources"]) == (HOLM, 1, 0, 1)


def test_trade(docs):
    down = {"direction": "down", "driver": "policy", "about": "volume", "horizon": "future", "reach": "near",
            "hedge": "expected", "condition": False, "speaker_id": HOLM}  # fmt: skip
    given = [("d0", {}), ("d1", {}), ("d2", {"speaker_id": None}), ("d2", {"direction": "unclear"}),
             ("d2", {"about": "policy"}), ("d2", {"hedge": "denied"}), ("d2", {})]  # fmt: skip
    claims = rows("claims", "claim_id", *given, **down)
    corridors = pd.Series(["Norland–Sudland"] * 6 + [None], index=claims.index, dtype="str")
    (only,) = summary.trade(claims, corridors, docs).to_dict("records")
    assert (only["corridor"], only["direction"], only["n"], only["n_sources"]) == ("Norland–Sudland", "down", 2, 2)
    assert only["evidence"] == ["d0:0", "d2:2"] and only["speakers"] == [HOLM]


def test_dates(docs):
    given = [("d0", {"date": "2022-10-01"}), ("d1", {"date": "2022-10-01"}), ("d2", {"date": None}),
             ("d3", {"date": "2022-09"}), ("d2", {"date": "2022-10-01"})]  # fmt: skip
    table = summary.dates(rows("events", "event_id", *given, date_text="then"), docs)
    assert table[["date", "n", "n_sources"]].values.tolist() == [["2022-10-01", 2, 2], ["2022-09", 1, 1]]


def test_nothing_comes_out_of_nothing(docs):
    none = tables.empty()
    made = [
        summary.sides(none["stances"], docs), summary.voices(none["quotes"], docs), summary.dates(none["events"], docs),
        summary.trade(none["claims"], pd.Series(dtype="str"), none["documents"]),
    ]  # fmt: skip
    assert all(frame.empty and {"story_id", "n", "n_sources", "evidence"} <= set(frame.columns) for frame in made)
    assert {"n_told", "said_by"} <= set(made[0].columns)
