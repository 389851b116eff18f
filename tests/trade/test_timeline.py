"""Dated events: dates found, resolved against the day of publication, kept as written when they can't be."""

import pandas as pd
import pytest

from stancebook import tables
from stancebook.text import language
from stancebook.trade import dates, timeline

MONDAY = "2021-03-15"


def events(text, published=MONDAY, named=()):
    docs = tables.make("documents", [
        {"doc_id": "d", "path": "d", "language": "en", "text": text, "sha256": "", "cluster_id": "d",
         "published": published, "n_words": len(text.split())}
    ])  # fmt: skip
    sents = language.sentences(docs)
    mentions = tables.make("mentions", [
        {"mention_id": f"d:m{i}", "doc_id": "d", "sent_id": "d:s0", "actor_id": actor, "start": text.index(word),
         "end": text.index(word) + len(word), "kind": "name",
         "confidence": 1.0, "rule": "test"}
        for i, (word, actor) in enumerate(named)
    ])  # fmt: skip
    return timeline.events(docs, {"d": language.parse([text])[0]}, sents, mentions)


@pytest.mark.parametrize(
    ("iso", "written", "sentence"),
    [
        ("2012", "2012", "The bridge was closed in 2012."),
        ("2019-09", "September 2019", "It opened again in September 2019."),
        ("2019-09-30", "30 September 2019", "They met on 30 September 2019."),
        ("2019-09-30", "September 30, 2019", "They met on September 30, 2019."),
        ("2021-01-01", "Jan. 1", "The rule took effect on Jan. 1."),
        ("2020-11-03", "November 3", "The vote was held on November 3."),  # not yet come this year: last year's
        ("2021-03-15", "Monday", "The port reopened Monday."),  # the day of publication itself
        ("2021-03-09", "Tuesday", "The port reopened on Tuesday."),  # the latest one before
        ("2021-03-19", "Friday", "The port will open on Friday."),  # ahead
        ("2021-03-14", "yesterday", "The port reopened yesterday."),
        ("2021-02", "last month", "The port reopened last month."),
        ("2020", "last year", "Output doubled last year."),
        ("2020-09", "September last year", "They sued in September last year."),
        ("2019", "two years ago", "The mine shut two years ago."),
        ("2021-03", "last week", "The mine shut last week."),
        ("2020-12", "December", "The mine was shut in December."),
        ("2021-06", "June", "The mine will shut in June."),
    ],
)
def test_dates_are_resolved(iso, written, sentence):
    found = events(sentence)
    assert list(found["date"]) == [iso]
    assert list(found["date_text"]) == [written]


@pytest.mark.parametrize(
    ("iso", "published", "sentence"),
    [
        ("2025-01-02", "2024-12-30", "Ghana will shut the bridge at Aflao on Thursday, its ministry said."),
        ("2025-01-09", "2024-12-30", "Togo has asked for a meeting on January 9."),
        ("2025-01-01", "2024-12-30", "The toll takes effect on Jan. 1."),
        ("2024-03-07", "2024-03-05", "They meet again on March 7."),
        ("2024-07-10", "2024-07-04", "The fair opens on July 10."),
        ("2024-12", "2024-01-15", "The verdict is due in December."),
        ("2024-02-02", "2024-01-15", "The talks are scheduled for Feb. 2."),
        ("2024-01-20", "2024-01-15", "Peru postponed the vote to January 20."),
        ("2024-01-22", "2024-01-15", "She said she would resign on Monday."),
        ("2024-02-03", "2024-01-15", "The union has called a strike for February 3."),
        ("2023-12-28", "2024-01-15", "Troops entered the town on Dec 28."),
        ("2023-11", "2024-01-15", "The deal, signed in November, was praised."),
        ("2024-07-02", "2024-07-04", "He condemned the attack on July 2."),
    ],
)
def test_a_bare_day_lies_where_its_clause_looks(iso, published, sentence):
    assert events(sentence, published)["date"].tolist() == [iso]


@pytest.mark.parametrize(
    "sentence",
    [
        "Exports were 3 billion dollars in 2018.",  # a figure of a year
        "Sales fell compared with 2019.",  # a year to compare with
        "Output was the lowest since 2009.",
        "Kenya aims to double its exports by 2030.",  # a target
        "The minister spoke on Friday.",  # to speak is no event
        "The envoy said on Friday that he was tired.",
        "In June's view the plan was sound.",  # a woman
    ],
)
def test_what_tells_no_occurrence_is_no_event(sentence):
    assert events(sentence).empty


def test_last_week_that_spans_two_months_gives_the_year():
    assert events("The mine shut last week.", published="2021-04-08")["date"].tolist() == ["2021"]


def test_without_publication_date_relative_dates_stay_as_written():
    found = events("The port reopened on Monday after it was shut in 2012.", published=None)
    assert found["date_text"].tolist() == ["Monday", "2012"]
    assert pd.isna(found["date"].iloc[0]) and found["date"].iloc[1] == "2012"


@pytest.mark.parametrize(
    "sentence",
    [
        "The eight-year-long conflict hurt the past few years of growth.",  # lengths of time
        "The 40-year-old driver waited for three days.",  # ages
        "Prices may march higher.",  # words that are months elsewhere
        "The factory made 2012 cars.",  # a number
        "Old photographs of 2012.",  # nothing happens
    ],
)
def test_what_is_no_dated_event(sentence):
    assert events(sentence).empty


def test_vague_today_in_a_quotation_needs_a_publication_date():
    said = "“We earn more today than our parents did,” she said."
    assert events(said, published=None).empty
    assert len(events(said)) == 1


def test_a_dateline_is_no_event():
    assert events("LIMA, March 3 (Agency) -- A new liner left the port.").empty


def test_two_dates_two_rows_with_the_sentence_as_evidence_and_its_actors():
    text = "Rain fell. Rebels took Mora in 2014 and lost it to Peru in 2017."
    found = events(text, named=[("Mora", "place:mora"), ("Peru", "country:peru")])
    assert found["date"].tolist() == ["2014", "2017"]
    assert {text[s:e] for s, e in zip(found["start"], found["end"], strict=True)} == {text[11:]}
    assert found["actors"].tolist() == [["place:mora", "country:peru"]] * 2
    assert found["event_id"].is_unique


def test_an_impossible_day_is_kept_unresolved():
    found = events("The talks ended on 31 June 2020.")
    assert found["date_text"].tolist() == ["31 June 2020"] and pd.isna(found["date"].iloc[0])


def test_the_middle_of_a_month_is_that_month():
    from datetime import date

    assert dates.resolve("month", "in mid-January", date(2024, 3, 5)) == "2024-01"
