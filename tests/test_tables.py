import pandas as pd
import pytest

from stancebook import tables

MENTION = {
    "mention_id": "d:m0", "doc_id": "d", "sent_id": "d:s0", "actor_id": None, "start": 0, "end": 4,
    "kind": "name", "confidence": 1.0, "rule": "spacy",
}  # fmt: skip


def test_every_table_can_be_empty():
    for name, frame in tables.empty().items():
        assert list(frame.columns) == list(tables.SCHEMA[name])
        tables.check(name, frame)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "nickname"}, "mentions.kind: 'nickname'"),
        ({"end": 0}, "empty span"),
        ({"rule": None}, "mentions.rule"),
    ],
)
def test_a_bad_row_is_named(change, told):
    with pytest.raises(tables.TableError, match=told):
        tables.make("mentions", [{**MENTION, **change}])


def test_a_key_stands_once():
    with pytest.raises(tables.TableError, match="stands twice"):
        tables.make("mentions", [MENTION, MENTION])


def test_columns_are_the_contract():
    frame = tables.make("mentions", [MENTION])
    with pytest.raises(tables.TableError, match="the contract says"):
        tables.check("mentions", frame.drop(columns="rule"))


CALL = {"corridor": "A–B", "period": "all", "call": "grow", "balance": 0.5, "low": None, "high": 0.7, "near": None,
        "far": None, "n_claims": 1, "n_voices": 1, "n_sources": 1, "sure": False,
        "n_possible": 0, "n_conditional": 0}  # fmt: skip


def test_written_tables_read_back_the_same(tmp_path):
    quote = {
        "quote_id": "d:q0", "doc_id": "d", "kind": "direct", "manner": "said",
        "content": [[0, 4], [9, 12]], "cue": [[5, 8]],
        "source": [], "speaker_id": None, "within": None, "confidence": 0.9, "rule": "x",
    }  # fmt: skip
    document = {
        "doc_id": "d", "path": "a.txt", "published": "2024-05-06", "language": "en", "text": "Abcd efg hijk",
        "sha256": "0", "cluster_id": "d", "n_words": 3,
    }  # fmt: skip
    given = {
        "quotes": tables.make("quotes", [quote]),
        "documents": tables.make("documents", [document]),
        "mentions": tables.make("mentions", [MENTION]),
        "outlook": tables.make("outlook", [CALL]),
    }
    tables.write(given, tmp_path)
    back = tables.read(tmp_path, *given)
    for name, frame in given.items():
        pd.testing.assert_frame_equal(frame, back[name])
    assert (tmp_path / "quotes.csv").read_text().count("[[0, 4], [9, 12]]") == 1


def test_a_missing_table_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="stancebook run"):
        tables.read(tmp_path, "quotes")
