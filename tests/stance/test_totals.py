"""Stances and tones across articles: what enters a mean, how sure it is, who disagrees, what changes."""

import numpy as np
import pandas as pd
import pytest

from stancebook import copies, means, tables
from stancebook.stance import positions, rollup, totals
from stancebook.text import language
from stancebook.tone import speaker_means


def stances(*rows):
    """(doc_id, source, target, score[, status[, asserted_by[, basis]]]), each in a sentence of its own"""
    full = [(*row, *("asserted", None, "act")[len(row) - 4 :]) for row in rows]
    return tables.make("stances", [
        {"stance_id": f"s{i}", "doc_id": d, "sent_id": f"{d}:{i}", "source_id": a, "target_id": b, "basis": basis,
         "label": positions.label(x), "score": x, "confidence": 0.9 - i / 100, "status": status,
         "asserted_by": by, "start": 0, "end": 1, "rule": "verb"}
        for i, (d, a, b, x, status, by, basis) in enumerate(full)
    ])  # fmt: skip


def corpus(*rows):
    """(doc_id, outlet, date[, cluster])"""
    return tables.make("documents", [
        {"doc_id": d, "path": d, "source": s, "published": day, "language": "en", "text": "x", "sha256": d,
         "cluster_id": (*cluster, d)[0], "n_words": 1}
        for d, s, day, *cluster in rows
    ])  # fmt: skip


THREE = corpus(("1", "Post", "2024-03-04"), ("2", "Times", "2024-03-05"), ("3", "Echo", None))


def pair(*rows, documents=THREE):
    return totals.pair_table(stances(*rows), documents).iloc[0]


# ---------------------------------------------------------------------------------- what enters a mean


def test_denied_and_hypothetical_stances_are_counted_apart_and_enter_no_mean():
    row = pair(("1", "a", "b", 0.8), ("1", "a", "b", -0.4, "negated"), ("2", "a", "b", 0.5, "reported", "c"),
               ("2", "a", "b", -0.9, "hypothetical"), ("3", "a", "b", -0.3, "denied"))  # fmt: skip
    assert (row["n"], row["n_open"], row["n_documents"], row["n_sources"]) == (3, 2, 2, 2)
    assert (row["supports"], row["opposes"], row["act"]) == (2, 1, 3)
    assert row["mean"] == pytest.approx(0.3)


def test_a_pair_that_is_only_possible_has_a_row_without_a_mean():
    row = pair(("1", "a", "b", -0.9, "hypothetical"))
    assert (row["n"], row["n_open"], row["contested"], row["heard_once"]) == (0, 1, False, False)
    assert pd.isna(row["mean"]) and pd.isna(row["low"])


def test_a_pair_heard_once_says_so():
    row = pair(("1", "a", "b", 0.8), ("1", "a", "b", 0.8, "hypothetical"))
    assert row["heard_once"] and pd.isna(row["low"])
    assert not pair(("1", "a", "b", 0.8), ("1", "a", "b", 0.8))["heard_once"]


# ----------------------------------------------------------------------------------------------- by basis


def test_what_a_sentence_shows_in_an_act_and_in_words_is_told_once_and_counts_on_each_basis():
    twice = stances(("1", "a", "b", -0.9), ("1", "a", "b", -0.5, "asserted", "a", "words"),
                    ("2", "a", "b", -0.4, "asserted", "a", "words")).assign(sent_id=["s", "s", "t"])  # fmt: skip
    row = totals.pair_table(twice, THREE).iloc[0]
    assert (row["n"], row["act"], row["words"], row["told"], row["opposes"]) == (2, 1, 2, 0, 2)
    assert (row["mean"], row["mean_act"], row["mean_words"]) == pytest.approx((-0.55, -0.9, -0.45))
    assert pd.isna(row["mean_told"])
    assert totals.pair_table(twice.iloc[:2], THREE)["heard_once"].tolist() == [True]


def test_two_voices_of_one_sentence_are_told_twice_and_what_is_open_counts_apart():
    said = stances(("1", "a", "b", -0.9), ("1", "a", "b", 0.5, "reported", "c"), ("1", "a", "b", 0.5, "reported"),
                   ("1", "a", "b", 0.5, "hypothetical")).assign(sent_id="s")  # fmt: skip
    row = totals.pair_table(said, THREE).iloc[0]
    assert (row["n"], row["n_open"], row["supports"], row["opposes"]) == (3, 1, 2, 1)


# --------------------------------------------------------------------------------------------- contested

CONTESTED = [
    ("two outlets tell opposite stories", [("1", 0.8), ("2", -0.8)], True),
    ("the reporter and a speaker disagree", [("1", 0.8), ("1", -0.8, "reported", "c")], True),
    ("two speakers disagree", [("1", 0.8, "reported", "d"), ("1", -0.8, "reported", "c")], True),
    ("an unnamed voice contradicts the reporter", [("1", 0.8), ("1", -0.8, "reported", None)], True),
    ("one reporter of two minds", [("1", 0.8), ("1", -0.8)], False),
    ("one speaker of two minds", [("1", 0.8, "reported", "c"), ("1", -0.8, "reported", "c")], False),
    ("two unnamed voices may be one", [("1", 0.8, "reported", None), ("1", -0.8, "reported", None)], False),
    ("a torn reporter and a friendly one", [("1", 0.8), ("1", -0.8), ("2", 0.8)], False),
    ("the other side is only possible", [("1", 0.8), ("2", -0.8, "hypothetical")], False),
    ("the other side is denied", [("1", 0.8), ("2", -0.8, "denied")], False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "rows", "contested"), CONTESTED, ids=[c[0] for c in CONTESTED])
def test_a_pair_is_contested_only_where_voices_disagree(why, rows, contested):
    assert pair(*((d, "a", "b", *rest) for d, *rest in rows))["contested"] == contested


def test_a_pair_is_contested_only_by_tellings_that_are_sure():
    told = stances(("1", "a", "b", 0.8), ("2", "a", "b", -0.8))
    for confidence, contested in (([0.9, 0.9], True), ([0.9, 0.6], False), ([0.6, 0.9], False)):
        row = totals.pair_table(told.assign(confidence=confidence), THREE, min_confidence=0.3).iloc[0]
        assert (row["n"], row["contested"]) == (2, contested)


def test_copies_of_one_article_are_one_voice():
    documents = corpus(("1", "Post", None, "x"), ("2", "Times", None, "x"))
    row = pair(("1", "a", "b", 0.8), ("2", "a", "b", -0.8), documents=documents)
    assert (row["n_sources"], row["contested"]) == (1, False)


# --------------------------------------------------------------------------------------------- intervals


def test_the_interval_draws_whole_sources_where_there_are_two():
    """Ten like sentences of one outlet are not ten witnesses: the mean could be either outlet's alone."""
    rows = [("1", "a", "b", 0.8)] * 10 + [("2", "a", "b", -0.8)] * 10
    clustered = pair(*rows)
    assert (clustered["low"], clustered["high"]) == (pytest.approx(-0.8), pytest.approx(0.8))
    alone = pair(*(("1", *rest) for _, *rest in rows))
    assert -0.5 < alone["low"] < 0 < alone["high"] < 0.5


def test_clusters_of_one_give_the_plain_bootstrap_and_the_draws_are_fixed():
    scores = np.array([0.1, 0.5, -0.3, 0.9])
    each = means.clustered_interval(scores, list("abcd"))
    assert each == pytest.approx(means.interval(scores))
    assert means.clustered_interval(scores, list("aabb")) == means.clustered_interval(scores, list("aabb"))
    assert means.clustered_interval(scores, list("aaaa")) == means.interval(scores)
    assert all(np.isnan(means.clustered_interval(scores[:1], ["a"])))
    assert all(np.isnan(means.clustered_interval(scores[:0], [])))


# ------------------------------------------------------------------------------------------------ change


def test_change_is_to_the_period_before_and_null_without_one():
    documents = corpus(("1", "P", "2024-03-04"), ("2", "P", "2024-03-10"), ("3", "P", "2024-03-11"), ("4", "P", None))
    told = stances(("1", "a", "b", 0.8), ("2", "a", "b", 0.4), ("3", "a", "b", -0.6), ("3", "b", "a", 0.5),
                   ("4", "a", "b", 1.0), ("3", "a", "b", 1.0, "hypothetical"))  # fmt: skip
    table = totals.period_table(told, documents)
    rows = table.set_index(["source_id", "period"])
    assert list(table["period"]) == ["2024-03-04", "2024-03-11", "2024-03-11"]  # weeks open on Monday
    assert rows.loc[("a", "2024-03-04"), "mean"] == pytest.approx(0.6)
    assert rows.loc[("a", "2024-03-04"), "n"] == 2
    assert pd.isna(rows.loc[("a", "2024-03-04"), "change"]) and pd.isna(rows.loc[("a", "2024-03-04"), "before"])
    assert rows.loc[("a", "2024-03-11"), "change"] == pytest.approx(-1.2)
    assert rows.loc[("a", "2024-03-11"), "before"] == "2024-03-04"
    assert pd.isna(rows.loc[("b", "2024-03-11"), "change"])
    assert rows.loc[("a", "2024-03-04"), "evidence"] == "s0"
    assert means.undated(told[totals.holding(told)], documents) == 1


def test_over_a_gap_there_is_no_change():
    documents = corpus(("1", "P", "2024-01-31"), ("2", "P", "2024-06-01"))
    table = totals.period_table(stances(("1", "a", "b", 0.8), ("2", "a", "b", 0.4)), documents)
    assert list(table["period"]) == ["2024-01", "2024-06"]
    assert table["before"].isna().all() and table["change"].isna().all()
    near = corpus(("1", "P", "2023-12-31"), ("2", "P", "2024-01-01"), ("3", "P", "2024-06-01"))
    table = totals.period_table(stances(("1", "a", "b", 0.8), ("2", "a", "b", 0.4)), near, "month")
    assert table["before"].tolist()[1:] == ["2023-12"] and table["change"].iloc[1] == pytest.approx(-0.4)


# -------------------------------------------------------------------------------------- copies, lists, roll-up


def test_what_a_list_tells_is_one_act_and_in_no_pair():
    crowd = [("1", a, b, 0.6) for a in "abcd" for b in "abcd" if a != b]
    alone = [("1", "e", "a", 0.6)]
    told = stances(*crowd, *alone).assign(sent_id="s")
    assert totals.listed(told).tolist() == [True] * 12 + [False]
    assert totals.pair_table(told, THREE)[["source_id", "target_id"]].values.tolist() == [["e", "a"]]
    assert not totals.listed(stances(*[row for row in crowd if "d" not in row]).assign(sent_id="s")).any()
    assert not totals.listed(stances(*[row for row in crowd if row[1] == "a"]).assign(sent_id="s")).any(), (
        "one towards many is no list"
    )


def test_copies_count_once_and_are_shown():
    text = "A few words. A condemned B on Monday. So it goes."
    documents = corpus(("1", "Post", None, "x"), ("2", "Times", None, "x"), ("3", "Echo", None), ("4", "Sun", None))
    documents["text"] = [text, text, "Elsewhere: nothing.\n\nA condemned B on Monday.", "A condemned B, they say."]
    told = stances(*((d, "a", "b", -0.8) for d in "1234")).assign(start=[13, 13, 21, 0], end=[20, 20, 28, 5])
    once = copies.once(told, ["source_id", "target_id"], documents, language.sentences(documents))
    assert once["doc_id"].tolist() == ["1", "4"]
    row = totals.pair_table(once, documents).iloc[0]
    assert (row["n"], row["n_sources"], row["carried"]) == (2, 2, 2)


ROLES = [
    ("p:a", "person", "Iraqi Prime Minister", "country:iraq"),
    ("p:b", "person", "French ambassador to Iraq", "country:france"),
    ("p:c", "person", "former Iraqi minister", None), ("p:d", "person", "President", None),
    ("o:e", "organisation", "of Iraq", "country:iraq"), ("p:f", "person", "president of the Paris Club", None),
    ("p:g", "person", "Chilean minister", None),
]  # fmt: skip


def test_roles_tell_whose_country_somebody_acts_for():
    rows = [{"actor_id": i, "name": i, "kind": kind, "role": role} for i, kind, role, _ in ROLES]
    rows += [{"actor_id": f"country:{n.lower()}", "name": n, "kind": "country"} for n in ("Iraq", "France")]
    actors = tables.make("actors", rows)
    assert rollup.countries_of(actors) == {i: country for i, *_, country in ROLES if country}
    told = stances(("1", "p:a", "p:b", -0.8), ("1", "p:a", "country:iraq", 0.5), ("1", "p:d", "p:a", 0.5))
    rolled = rollup.to_countries(told, actors)
    assert rolled[["source_id", "target_id"]].values.tolist() == [
        ["country:iraq", "country:france"],
        ["p:d", "country:iraq"],
    ]


def test_the_period_can_be_given_and_a_wrong_one_is_named():
    documents = corpus(("1", "P", "2024-01-31"), ("2", "P", "2024-06-01"))
    told = stances(("1", "a", "b", 0.8), ("2", "a", "b", 0.4))
    assert list(totals.period_table(told, documents, "week")["period"]) == ["2024-01-29", "2024-05-27"]
    assert means.frequency(documents, "month") == "month"
    with pytest.raises(ValueError, match="fortnight"):
        totals.period_table(told, documents, "fortnight")


def test_nothing_dated_gives_an_empty_table_that_says_what_it_left_out():
    told = stances(("3", "a", "b", 0.8))
    assert totals.period_table(told, THREE).empty
    assert means.undated(told, THREE) == 1
    empty = totals.period_table(tables.make("stances", []), tables.make("documents", []))
    assert list(empty.columns) == [*totals.PAIR, "period", "n", "mean", "change", "before", "evidence"]


def test_speakers_move_too_and_only_quotes_of_known_speakers_count():
    told = tables.make("tones", [
        {"tone_id": f"t{i}", "doc_id": d, "quote_id": q, "holder_id": h, "score": x, "confidence": 0.7,
         "label": "neutral", "start": 0, "end": 1, "rule": "vader+news"}
        for i, (d, q, h, x) in enumerate([
            ("1", "q0", "a", 0.5), ("2", "q1", "a", 0.1), ("1", "q2", None, 0.9), ("3", "q3", "a", 0.9),
        ])
    ])  # fmt: skip
    documents = corpus(("1", "P", "2024-03-04"), ("2", "P", "2024-03-12"), ("3", "P", None))
    table = speaker_means.speaker_periods(told, documents)
    assert list(zip(table["holder_id"], table["period"], table["n"], strict=True)) == [
        ("a", "2024-03-04", 1), ("a", "2024-03-11", 1)
    ]  # fmt: skip
    assert table["change"].iloc[1] == pytest.approx(-0.4)
    assert means.undated(speaker_means.of_speakers(told, 0.0), documents) == 1


def test_inputs_are_not_changed():
    told = stances(("1", "a", "b", 0.8), ("2", "a", "b", -0.4, "denied"))
    before, documents = told.copy(), THREE.copy()
    totals.pair_table(told, THREE)
    totals.period_table(told, THREE)
    pd.testing.assert_frame_equal(told, before)
    pd.testing.assert_frame_equal(documents, THREE)
