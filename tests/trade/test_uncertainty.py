"""The index of trade-policy uncertainty: which sentences count, and how they are counted."""

import pytest

from helpers import documents
from stancebook.text import language
from stancebook.trade import uncertainty


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        (True, "Exporters fear new tariffs on steel."),
        (True, "It is unclear whether the trade deal will survive."),
        (True, "The ministry threatened import bans."),
        (False, "The ministry raised tariffs on steel by five per cent."),
        (False, "Exporters fear a cold winter."),
        (
            False,
            "Tariffs rose again in March and, as the harbour master told reporters at length, the tide was feared.",
        ),
    ],
)
def test_policy_and_doubt_must_stand_close_together(marked, sentence):
    assert uncertainty.doubts(sentence.lower()) is marked


def test_the_index_is_the_share_of_stories_in_hundredths_of_a_hundred():
    docs = documents(
        "Exporters fear new tariffs.", "Exporters fear new tariffs.", "Rain fell.", "Rain fell again.", "Snow fell."
    ).assign(cluster_id=["a", "a", "b", "c", "d"])
    docs["published"] = ["2020-01-06", "2020-01-07", "2020-01-08", "2020-09-07", None]
    docs["published"] = docs["published"].astype("datetime64[us]")
    found = uncertainty.index(docs, language.sentences(docs))
    assert found[["period", "n", "marked", "index"]].values.tolist() == [
        ["2020-01", 2, 1, 5000.0],
        ["2020-09", 1, 0, 0.0],
    ]
    assert found["change"].iloc[1] == -5000.0 and found["evidence"].iloc[0].startswith(docs["doc_id"].iloc[0])


def test_no_dated_article_gives_an_empty_index():
    docs = documents("Exporters fear new tariffs.")
    docs["published"] = docs["published"].astype("datetime64[us]")
    assert uncertainty.index(docs, language.sentences(docs)).empty
