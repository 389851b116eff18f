"""Articles on one event are grouped, those on the same actors and another event are not."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from newsroom import ANSWER, DUTY, HERRING, OWN, documents, found

from stancebook import pipeline, tables
from stancebook.files import ingest
from stancebook.stories import features, grouping


def assign(made) -> dict[str, str]:
    return grouping.assign(made["documents"], made["actors"], made["mentions"])


def together(*rows: dict) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for doc_id, story in sorted(assign(found(*rows)).items()):
        groups.setdefault(story, []).append(doc_id)
    return sorted(groups.values())


@pytest.fixture(scope="module")
def own():
    return pipeline.analyse(ingest.read_articles(OWN)[0])


def test_sixty_articles_on_35_events_are_told_apart(own):
    stories = assign(own)
    right = {doc_id: doc_id.rsplit("-", 1)[0] for doc_id in stories}
    assert len(right) == 60 and len(set(right.values())) == 35
    pairs = [(a, b) for a in stories for b in stories if a < b]
    joined = [p for p in pairs if stories[p[0]] == stories[p[1]]]
    assert [p for p in joined if right[p[0]] != right[p[1]]] == []
    assert len(joined) >= 0.9 * sum(right[a] == right[b] for a, b in pairs) > 30


def test_the_order_of_rows_makes_no_difference(own):
    expected = assign(own)
    for seed in range(3):
        mixed = {name: own[name].sample(frac=1, random_state=seed) for name in ("documents", "actors", "mentions")}
        assert assign(mixed) == expected


def test_without_names_the_words_decide(own):
    none = tables.make("mentions", [])
    stories = grouping.assign(own["documents"], own["actors"], none)
    assert stories["own-bank-0"] == stories["own-bank-1"] != stories["own-alone_halden_results-0"]


def test_two_articles_are_enough():
    assert together({"text": DUTY}, {"text": ANSWER}) == [["d0", "d1"]]


def test_the_same_actors_on_another_day_s_business_are_another_story():
    assert together({"text": DUTY}, {"text": HERRING}) == [["d0"], ["d1"]]
    assert together({"text": DUTY}, {"text": ANSWER}, {"text": HERRING}) == [["d0", "d1"], ["d2"]]


def test_an_event_lies_within_days():
    late = {"text": ANSWER, "published": "2022-10-06"}
    assert together({"text": DUTY}, late) == [["d0"], ["d1"]]
    assert together({"text": DUTY}, {"text": ANSWER, "published": "2022-09-08"}) == [["d0", "d1"]]


def test_an_undated_article_joins_on_strong_evidence():
    assert together({"text": DUTY}, {"text": ANSWER, "published": None}) == [["d0", "d1"]]
    assert together({"text": DUTY}, {"text": HERRING, "published": None}) == [["d0"], ["d1"]]


def test_articles_months_apart_are_not_tied_by_one_without_a_date():
    rows = ({"text": DUTY}, {"text": ANSWER, "published": None}, {"text": DUTY + " Again.", "published": "2023-09-06"})
    groups = together(*rows)
    assert not any({"d0", "d2"} <= set(group) for group in groups)


def test_copies_are_one_story_and_one_text():
    cut = {"text": DUTY.partition("\n")[0], "cluster_id": "d0", "published": None}
    made = found({"text": DUTY}, cut, {"text": HERRING})
    distinct = features.units(made["documents"], made["actors"], made["mentions"])
    assert [unit.doc_ids for unit in distinct] == [("d0", "d1"), ("d2",)]
    stories = assign(made)
    assert stories["d0"] == stories["d1"] != stories["d2"]


def test_many_copies_do_not_make_their_words_common():
    once = found({"text": DUTY}, {"text": ANSWER})
    often = found({"text": DUTY}, {"text": ANSWER}, *[{"text": DUTY, "cluster_id": "d0"}] * 30)
    first, second = (features.units(m["documents"], m["actors"], m["mentions"])[0] for m in (once, often))
    assert first.words == second.words and first.names == second.names


def test_a_story_is_named_after_its_earliest_article():
    rows = [{"text": ANSWER, "published": "2022-09-07"}, {"text": DUTY, "published": "2022-09-06"}]
    assert set(assign(found(*rows)).values()) == {"story:d1"}


def test_one_article_and_none():
    assert assign(found({"text": DUTY})) == {"d0": "story:d0"}
    assert assign(tables.empty()) == {}
    assert assign(found({"text": "…"}, {"text": "…"})) == {"d0": "story:d0", "d1": "story:d1"}


def corpus(n_stories: int, vocabulary: int = 3000) -> pd.DataFrame:
    """Return three articles a story, of common words and some that only the story has, over a year."""
    draw = random.Random(7)
    words = ["".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(3)) for _ in range(vocabulary)]
    rows = []
    for story in range(n_stories):
        own = ["".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(5)) for _ in range(12)]
        day = pd.Timestamp("2023-01-01") + pd.Timedelta(days=draw.randrange(365))
        for i in range(3):
            text = " ".join(own + draw.sample(words, 60) + own)
            rows.append({"doc_id": f"{story}-{i}", "text": text, "published": day})
    return documents(*rows)


def test_stories_of_a_large_corpus_are_told_apart():
    docs, none = corpus(400), tables.empty()
    stories = grouping.assign(docs, none["actors"], none["mentions"])
    assert len(docs) == 1200 and len(set(stories.values())) == 400
    assert all(stories[f"{i}-0"] == stories[f"{i}-1"] == stories[f"{i}-2"] for i in range(400))


def test_the_work_grows_with_the_articles():
    compared = []
    for n in (100, 400):
        # few words, one day: every article shares some with every other, and all pairs would be 16 times as many
        docs = corpus(n, vocabulary=150).assign(published=pd.Timestamp("2023-01-01"))
        docs["text"] = docs["text"].str.split().str[12:72].str.join(" ")
        distinct = features.units(docs, tables.empty()["actors"], tables.empty()["mentions"])
        compared.append(sum(1 for _ in grouping.candidates(distinct)))
    assert compared[0] > 1000 and compared[1] < 6 * compared[0]
