"""A folder is read in batches; no article stops another, whatever stands in it, and each takes bounded time."""

import time

import pandas as pd
import pytest

from helpers import documents
from stancebook import pipeline
from stancebook.text import coref_head, encoder

TEXTS = (
    "Brazil condemned Peru on Monday.",
    "Peru praised the Republic of Chile.",
    "“Brazil will help,” Ana Ruiz said.",
)
PLAIN = "Kenya condemned Uganda on Monday. “We will not trade with them,” the minister, Ana Torres, said. "


def test_what_is_read_in_an_article_hangs_on_no_other_and_on_no_order():
    whole = pipeline.analyse(documents(*TEXTS))
    assert {"country:brazil", "country:peru"} <= set(whole["actors"]["actor_id"])
    alone = pipeline.analyse(documents(TEXTS[2]).assign(doc_id="t2"))
    for name in ("mentions", "quotes", "stances"):
        own = whole[name][whole[name]["doc_id"] == "t2"].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, alone[name], obj=name)
    back = pipeline.analyse(documents(*TEXTS).iloc[::-1])
    pd.testing.assert_frame_equal(back["actors"], whole["actors"])


def test_an_article_that_breaks_the_reading_is_skipped_and_the_others_are_read(monkeypatch):
    good = coref_head.encode
    monkeypatch.setattr(coref_head, "encode", lambda text: good(text) if "Peru" in text else int("odd"))
    found = pipeline.analyse(documents(*TEXTS))
    assert found["skipped"].to_dict("records") == [
        {"stage": "analysis", "item": "t2.txt", "reason": "broke the reading (ValueError: invalid literal for int() "
         "with base 10: 'odd'): report it with the article"}
    ]  # fmt: skip
    assert len(found["documents"]) == 3 and set(found["sentences"]["doc_id"]) == {"t0", "t1"}


def test_a_damaged_model_is_no_articles_fault(monkeypatch):
    def broken(text):
        raise encoder.ModelError("encoder.onnx is missing")

    monkeypatch.setattr(coref_head, "encode", broken)
    with pytest.raises(encoder.ModelError):
        pipeline.analyse(documents(*TEXTS))


def busy(seconds):
    """Keep the processor busy."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_a_machine_with_other_work_to_do_costs_no_article(monkeypatch):
    good = coref_head.encode
    pipeline.analyse(documents("Slow."))  # what is loaded once takes its time
    monkeypatch.setattr(pipeline, "SECONDS", 0.6)
    monkeypatch.setattr(pipeline, "SECONDS_A_WORD", 0)
    monkeypatch.setattr(coref_head, "encode", lambda text: time.sleep(1) or good(text))
    assert pipeline.analyse(documents("Slow."))["skipped"].empty


def test_an_article_that_takes_too_long_is_skipped(monkeypatch):
    good = coref_head.encode
    monkeypatch.setattr(pipeline, "SECONDS", 0.2)
    monkeypatch.setattr(pipeline, "SECONDS_A_WORD", 0)
    monkeypatch.setattr(coref_head, "encode", lambda text: busy(9.0 * ("Slow" in text)) or good(text))
    (row,) = pipeline.analyse(documents("Slow."))["skipped"].to_dict("records")
    assert "TimeoutError: took longer than 0 s" in row["reason"]


def test_identifiers_begin_with_the_document_and_name_it_where_an_actor_is_its_own():
    found = pipeline.analyse(documents("“We will go,” said Ruiz. Parliament blamed Brazil.").assign(doc_id="x:1@y"))
    assert all(found["mentions"]["mention_id"].str.startswith("x:1@y:"))
    assert set(found["mentions"]["sent_id"]) <= set(found["sentences"]["sent_id"])
    own = found["actors"].dropna(subset="article")
    assert set(own["article"]) == {"x:1@y"} and all(own["actor_id"].str.endswith("@x:1@y"))
    assert set(found["quotes"]["speaker_id"]) <= set(found["actors"]["actor_id"])


# Each took minutes, had no end or raised IndexError.
HOSTILE = {
    "emoji": PLAIN + "\U0001f600" * 20_000 + " " + PLAIN,
    "marks": PLAIN + '"' * 20_000 + PLAIN + "“" * 20_000,
    "points": PLAIN + "!?" * 10_000,
    "letters": PLAIN + "a" * 20_000 + " " + "a-" * 10_000 + PLAIN,
    "spaces": PLAIN + " " * 50_000 + PLAIN + "\n" * 20_000 + PLAIN,
    "directions": PLAIN + "\u202eKenya condemned Uganda\u202c \u2066on\u2069 Monday,\u200f "
    "said Ana Torres.\u200e \u202e \u202c.",
    "no characters": PLAIN + "\uffff\ufffe Kenya\uffff\0 condemned Uganda\0. \u2028" + PLAIN + "\u200b\ufeff",
    "accents": PLAIN + "K" + "\u0301" * 3_000 + "enya left. " + PLAIN,
    "no stops": "the minister of trade said that kenya would not buy more sugar from uganda while prices rise and "
    * 300,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_that_stands_in_an_article_stops_or_stalls_the_reading(kind):
    text = HOSTILE[kind]
    began = time.process_time()
    found = pipeline.analyse(documents(text))
    assert time.process_time() - began < 40
    assert "analysis" not in set(found["skipped"]["stage"])
    for name in ("sentences", "mentions", "stances", "claims"):
        assert ((found[name]["start"] >= 0) & (found[name]["end"] <= len(text))).all()
    assert len(found["sentences"]) > 1 and (kind == "no stops" or "country:kenya" in set(found["actors"]["actor_id"]))


def test_text_without_full_stops_is_read_in_pieces_and_that_is_told():
    found = pipeline.analyse(documents(HOSTILE["no stops"], PLAIN))
    (row,) = found["skipped"].to_dict("records")
    assert (row["stage"], row["item"]) == ("sentences", "t0.txt") and "without a full stop" in row["reason"]
    (row,) = pipeline.analyse(documents(HOSTILE["emoji"]))["skipped"].to_dict("records")
    assert row["reason"] == "20,000 characters in runs without a space were not read: leave them out"
    assert (found["sentences"]["end"] - found["sentences"]["start"]).max() <= 251
