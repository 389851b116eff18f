"""Titles of figures: findings that their table bears out, else plain descriptions."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from stancebook.report import titles

ACTORS = pd.DataFrame({"actor_id": list("abcdef"), "name": ["Anna", "Bruno", "Carla", "Dario", "Elena", "Franz"]})


def pairs(*rows: tuple) -> pd.DataFrame:
    """(source, target, n, opposes, supports, mean, low, high, n_sources)"""
    columns = ["source_id", "target_id", "n", "opposes", "supports", "mean", "low", "high", "n_sources"]
    return pd.DataFrame(rows, columns=columns).assign(contested=False)


FIRM = ("a", "b", 3, 3, 0, -0.8, -0.9, -0.7, 2)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([FIRM], "Anna opposes Bruno in 3 of 3 stances"),
        ([FIRM, ("b", "a", 2, 2, 0, -0.8, -0.9, -0.7, 2)], "Anna and Bruno oppose each other"),
        ([("a", "b", 1, 1, 0, -0.9, None, None, 1)], "Who stands with or against whom, each pair heard once"),
        ([("a", "b", 2, 2, 0, -0.9, -0.9, -0.9, 1)], "Who stands with or against whom"),
        ([("a", "b", 4, 3, 1, -0.4, -0.9, 0.1, 2)], "Who stands with or against whom"),
        ([("a", "b", 9, 1, 2, -0.6, -0.9, -0.3, 2)], "Who stands with or against whom"),  # neutral by label
        ([("c", "d", 3, 0, 3, 0.9, 0.8, 1.0, 1), FIRM], "Anna opposes Bruno in 3 of 3 stances"),  # more sources
    ],
)
def test_a_stance_is_told_by_its_label_and_only_if_it_is_firm(rows, title):
    assert titles.stance_finding(pairs(*rows), ACTORS) == title
    assert titles.firmest(pairs(*rows))[:2] in [row[:2] for row in rows]


def test_a_contested_pair_is_no_finding():
    assert titles.stance_finding(pairs(FIRM).assign(contested=True), ACTORS) == "Who stands with or against whom"


def test_who_is_opposed_by_most_is_told_only_where_one_stands_out():
    three = [(i, "f", 1, 1, 0, -0.9, None, None, 1) for i in "abc"]
    assert titles.network_finding(pairs(*three), ACTORS) == "Franz is opposed by 3 actors, more than any other"
    assert titles.network_finding(pairs(*three[:2]), ACTORS) == "Who stands how towards whom"
    tied = [*three, *((i, "e", 1, 1, 0, -0.9, None, None, 1) for i in "abc")]
    assert titles.network_finding(pairs(*tied), ACTORS) == "Who stands how towards whom"


def speakers(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["holder_id", "n", "mean", "low", "high"])


def test_tones_are_drawn_and_told_by_no_title():
    told = speakers(("a", 4, 0.6, 0.4, 0.8), ("b", 3, -0.4, -0.6, -0.2), ("c", 1, -0.9, None, None))
    targets = told.assign(target_id="d")
    for title in (titles.tone_finding(told), titles.target_finding(targets)):
        assert isinstance(title, titles.Plain)


def test_a_change_needs_neighbours_with_three_values_each():
    columns = ["source_id", "target_id", "period", "n", "mean", "change", "before"]
    rows = [("a", "b", "2024-02", 3, 0.5, None, None), ("a", "b", "2024-03", 4, -0.3, -0.8, "2024-02")]
    keys = columns[:2]
    table = pd.DataFrame(rows, columns=columns)
    told = titles.change_finding(table, keys, ACTORS, "pair")
    assert told == ("The stance of Anna towards Bruno fell from +0.50 (n = 3, Feb 2024) to −0.30 (n = 4, Mar 2024)")
    for less in (table.assign(n=2), table.assign(change=[None, -0.1]), table.assign(before=None)):
        assert titles.change_finding(less, keys, ACTORS, "pair") == "Means of each pair by month"


def test_a_driver_needs_three_claims_that_agree():
    columns = ["driver", "up", "down", "flat", "n"]
    told = pd.DataFrame([("none", 9, 0, 0, 9), ("security", 1, 5, 0, 6), ("deal", 1, 0, 0, 1)], columns=columns)
    assert titles.driver_finding(told) == "Of 6 claims that name security, 5 point to less trade"
    assert titles.driver_finding(told.assign(down=3)) == "What is said to move trade up and down"
    assert titles.driver_finding(told.iloc[[0, 2]]) == "What is said to move trade up and down"


def test_uncertainty_compares_the_last_two_months_only():
    index = pd.DataFrame([("2024-02", 10, 1), ("2024-03", 12, 6)], columns=["period", "n", "marked"])
    told = titles.uncertainty_finding(index)
    assert told == "Trade policy is told as uncertain in 6 of 12 articles in Mar 2024, in 1 of 10 articles in Feb 2024"
    plain = "How often articles tell of uncertain trade policy"
    assert titles.uncertainty_finding(index.assign(n=4)) == plain
    assert titles.uncertainty_finding(index.assign(period=["2024-01", "2024-03"])) == plain
    assert titles.uncertainty_finding(index.iloc[1:]) == plain


def test_mentions_name_only_those_who_stand_out_in_more_than_one_article():
    def told(*numbers: int, articles: int = 2) -> str:
        totals = pd.DataFrame({"name": ACTORS["name"][: len(numbers)], "all": numbers, "articles": articles})
        return titles.actor_finding(totals)

    assert told(9, 4, 4) == "Anna is mentioned most: 9 times in 2 articles"
    assert told(4, 4, 1) == "Anna and Bruno are mentioned most: 4 times each"
    for plain in (told(4, 4, 4), told(9, 4, 4, articles=1)):
        assert plain == "Mentions of 3 actors" and isinstance(plain, titles.Plain)
    assert told(4) == "Mentions of 1 actor"


def test_no_title_tells_a_side_that_most_stances_do_not_take():
    """Every table of one pair: a title that names a side must agree with the labels, the interval and the sources."""
    for opposes, supports, neutral, low, high in itertools.product(
        (0, 2, 3), (0, 2, 3), (0, 3), (-0.9, 0.1), (-0.1, 0.9)
    ):
        n = opposes + supports + neutral
        if n:
            table = pairs(("a", "b", n, opposes, supports, (low + high) / 2, low, high, 1))
            title = titles.stance_finding(table, ACTORS)
            if "Anna opposes" in title:
                assert opposes > supports + neutral and high < 0
            if "Anna supports" in title:
                assert supports > opposes + neutral and low > 0
