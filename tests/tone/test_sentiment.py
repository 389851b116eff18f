"""How quotes sound and how voices speak of others, each case with its own sentence."""

import re
from pathlib import Path

import pandas as pd
import pytest

from helpers import build
from stancebook import tables
from stancebook.stance.anchor import articles
from stancebook.tone import speaker_means, target_sentiment, tones, vader


def test_plain_vader_stands_beside_it():
    frame = pd.DataFrame({"text": ["Exports fell sharply.", "What a great day!"]}, index=[5, 9])
    scores = vader.vader_scores(frame)
    assert scores.loc[5] == 0.0
    assert scores.loc[9] > 0.5


def targets(*rows):
    return pd.DataFrame([(t, t.index(n), t.index(n) + len(n)) for t, n in rows], columns=["text", "start", "end"])


def test_classify_targets_tells_two_targets_of_one_sentence_apart():
    text = "Critics slammed Jones, while voters praised Smith."
    out = target_sentiment.classify_targets(targets((text, "Jones"), (text, "Smith")))
    assert list(out["label"]) == ["negative", "positive"]
    assert out["score"].iloc[0] < 0 < out["score"].iloc[1]


def test_classify_targets_reads_roles():
    out = target_sentiment.classify_targets(targets(
        ("Jones was accused of fraud.", "Jones"), ("Jones murdered a guard.", "Jones"),
        ("Jones is a hero.", "Jones"), ("Jones arrived on Monday.", "Jones"), ("The corrupt Jones left.", "Jones"),
    ))  # fmt: skip
    assert list(out["label"]) == ["negative", "negative", "positive", "neutral", "negative"]


def rows_of(text, names, said=()):
    return tones.tones(articles(*build(text, {n: n for n in names}, said)))


def own_quotes():
    lines = (Path(__file__).parent / "quotes.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            text, label = line.rsplit(" | ", 1)
            yield *re.split("[‹›]", text), label


def tone_of(before, content, after):
    *frames, quotes = build(before + content + after, {"Viktor Holm": "v", "Anna Berg": "a"}, [("v", content)])
    verbs = [m.span() for m in re.finditer(r"(?<=Holm |Berg )[a-z]+", before)] or [[0, 1]]
    return tones.tones(articles(*frames, quotes.assign(cue=[[list(verbs[0])]])))["label"].iloc[0]


def test_most_quotes_of_our_own_sound_as_a_reader_hears_them():
    right = [tone_of(*parts) == label for *parts, label in own_quotes()]
    assert len(right) == 40 and sum(right) >= 24


def test_each_quote_has_one_tone_held_by_its_speaker():
    words = "We are proud of this great victory"
    rows = rows_of(f"“{words},” Smith said.", ["Smith"], [("Smith", words)])
    assert len(rows) == 1
    row = rows.iloc[0]
    assert (row["holder_id"], row["label"], row["rule"]) == ("Smith", "positive", "encoder")
    assert pd.isna(row["target_id"])


def test_what_a_quote_says_of_somebody_is_no_tone():
    words = "We thank Peru, a generous friend, and we condemn Jones"
    rows = rows_of(f"“{words},” Smith said of the corrupt Jones.", ["Smith", "Jones", "Peru"], [("Smith", words)])
    assert len(rows) == 1 and rows["target_id"].isna().all()


def table(*rows):
    return tables.make("tones", [
        {"tone_id": f"t{i}", "doc_id": "d", "quote_id": q, "holder_id": h, "score": s, "confidence": 0.7,
         "label": "neutral", "start": 0, "end": 1, "rule": "vader+news"}
        for i, (q, h, s) in enumerate(rows)
    ])  # fmt: skip


def test_speaker_table_has_intervals_extremes_and_no_unknown_speakers():
    tones = table(("q0", "a", 0.8), ("q1", "a", -0.4), ("q2", "b", 0.5), ("q3", None, 0.9))
    out = speaker_means.speaker_table(tones).set_index("holder_id")
    assert list(out.index) == ["b", "a"]
    assert (out.loc["a", "n"], out.loc["a", "mean"]) == (2, pytest.approx(0.2))
    assert (out.loc["a", "most_positive"], out.loc["a", "most_negative"]) == ("t0", "t1")
    assert out.loc["a", "low"] <= 0.2 <= out.loc["a", "high"]
    assert pd.isna(out.loc["b", "low"])
    assert pd.isna(out.loc["b", "sd"])


@pytest.mark.parametrize(
    ("text", "words", "manner"),
    [
        ("Peru has not commented on the allegation.", "on the allegation", "declined"),
        ("Peru ordered sanctions after the attack.", "sanctions after the attack", "described"),
    ],
)
def test_where_nothing_is_said_there_is_no_tone(text, words, manner):
    *frames, quotes = build(text, {"Peru": "Peru"}, [("Peru", words)])
    assert len(tones.tones(articles(*frames, quotes))) == 1
    assert tones.tones(articles(*frames, quotes.assign(manner=manner))).empty


def test_a_hope_told_in_a_clause_has_its_tone():
    words = "hope that the talks would succeed"
    *frames, quotes = build(f"Peru expressed {words}.", {"Peru": "Peru"}, [("Peru", words)])
    assert len(tones.tones(articles(*frames, quotes.assign(rule="object")))) == 1


def test_speaker_table_marks_who_was_heard_once_and_gives_the_spread():
    tones = table(("q0", "a", 0.8), ("q1", "a", -0.4), ("q2", "b", 0.5))
    out = speaker_means.speaker_table(tones).set_index("holder_id")
    assert (out.loc["a", "heard_once"], out.loc["b", "heard_once"]) == (False, True)
    assert out.loc["a", "sd"] == pytest.approx(0.8485, abs=1e-4)


def compared(*said):
    """Our tone beside VADER's for quotes that are documents of their own."""
    texts = [f"“{words},” Smith said." for words in said]
    parts = [build(text, {"Smith": "Smith"}, [("Smith", words)]) for text, words in zip(texts, said, strict=True)]
    rows, quotes, documents = [], [], []
    for i, (docs, parsed, sents, mentions, said_) in enumerate(parts):
        rows.append(
            tones.tones(articles(docs, parsed, sents, mentions, said_)).assign(tone_id=f"t{i}", quote_id=f"q{i}")
        )
        quotes.append(said_.assign(quote_id=f"q{i}"))
        documents.append(docs)
    shifted = [f.assign(doc_id=f"d{i}") for i, f in enumerate(documents)]
    told = [f.assign(doc_id=f"d{i}") for i, f in enumerate(rows)]
    return vader.against_vader(pd.concat(told), pd.concat(quotes), pd.concat(shifted)).set_index("tone_id")


def test_vader_parts_over_a_topic_and_names_the_word_that_did_it():
    out = compared("We thank the doctors of the terror victims and the wounded", "We met on Monday")
    assert out.loc["t0", "parts"] and not out.loc["t1", "parts"]
    assert out.loc["t0", "tone"] > 0.05 > -0.05 > out.loc["t0", "vader"]
    assert out.loc["t0", "vader_words"].startswith("terror −")
    assert out.loc["t1", "gap"] == pytest.approx(0, abs=0.05) and out.loc["t1", "vader_words"] == ""
    assert list(out["gap"].abs()) == sorted(out["gap"].abs(), reverse=True)


def test_vader_reads_the_words_of_the_quote_and_not_what_stands_between_them():
    text = "“We met,” said the terrible, awful Smith, “on Monday.”"
    *frames, quotes = build(text, {"Smith": "Smith"}, [("Smith", "We met")])
    spans = [[text.index(w), text.index(w) + len(w)] for w in ("We met", "on Monday")]
    quotes["content"] = [spans]
    out = vader.against_vader(tones.tones(articles(*frames, quotes)), quotes, frames[0])
    assert (out["words"].iloc[0], out["vader"].iloc[0]) == ("We met … on Monday", 0.0)


def test_nothing_to_compare_gives_an_empty_table():
    empty = tables.empty()
    out = vader.against_vader(empty["tones"], empty["quotes"], empty["documents"])
    assert out.empty and {"tone", "vader", "gap", "parts"} <= set(out.columns)
