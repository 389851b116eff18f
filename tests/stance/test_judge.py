"""Stances that rules and encoder read together: who asserts them, what they hang on, what made them."""

import pytest

from helpers import documents
from stancebook import pipeline


def stances(text):
    """Return (source, label, target) -> row of the stances of one article, actors by name."""
    found = pipeline.analyse(documents(text))
    name = dict(zip(found["actors"]["actor_id"], found["actors"]["name"], strict=True))
    rows = found["stances"].to_dict("records")
    for row in rows:
        row["by"], row["words"] = name.get(row["asserted_by"]), text[row["start"] : row["end"]]
    return {(name[r["source_id"]], r["label"], name[r["target_id"]]): r for r in rows}


def test_a_quoted_speakers_claim_about_others_is_that_speakers():
    row = stances("“Peru attacked Chile without a warning,” Anna Berg told reporters.")["Peru", "opposes", "Chile"]
    assert (row["by"], row["status"]) == ("Anna Berg", "reported")


def test_the_reporter_asserts_what_the_reporter_tells():
    row = stances("Peru attacked Chile without a warning. Anna Berg was in Lima.")["Peru", "opposes", "Chile"]
    assert (row["by"], row["status"]) == (None, "asserted")


def test_what_both_see_names_both_and_spans_the_two_actors():
    row = stances("On Monday Peru sharply condemned Chile for the raid.")["Peru", "opposes", "Chile"]
    assert row["rule"] == "verb + encoder" and row["words"] == "Peru sharply condemned Chile"
    assert row["confidence"] > 0.5


def test_what_no_rule_sees_is_the_encoders():
    row = stances("Spain is furious with Morocco over the new fishing law.")["Spain", "opposes", "Morocco"]
    assert "encoder" in row["rule"]


@pytest.mark.parametrize(
    "text",
    [
        "Peru borders Chile to the south.",
        "Exports of Brazil rose while those of India fell.",
        "Ana Paz is in Chile.",
    ],
)
def test_actors_merely_mentioned_together_take_no_side(text):
    assert not [key for key in stances(text) if key[1] != "neutral"]


def test_a_possible_act_is_told_as_possible():
    row = stances("France would back Mali if the war went on.")["France", "supports", "Mali"]
    assert row["status"] == "hypothetical"


def test_what_goes_both_ways_is_as_sure_one_way_as_the_other():
    mutual = stances("Clashes between Peru and Chile went on.")
    sure = [mutual[pair]["confidence"] for pair in (("Peru", "opposes", "Chile"), ("Chile", "opposes", "Peru"))]
    assert sure[0] == sure[1] > 0.3


def test_words_of_a_speaker_are_its_own_stance():
    row = stances("“Peru is a disgrace and a danger to us all,” Anna Berg told reporters.")[
        "Anna Berg", "opposes", "Peru"
    ]
    assert (row["basis"], row["by"], row["status"]) == ("words", "Anna Berg", "asserted")
    assert isinstance(row["quote_id"], str)


@pytest.mark.parametrize("score", ["4-1", "21–14", "3 - 0"])
def test_who_wins_a_game_takes_no_side(score):
    assert not stances(f"Peru beat Chile {score} in Lima on Sunday.")


def test_who_wins_a_battle_takes_one():
    assert ("Peru", "opposes", "Chile") in stances("Peru defeated Chile in the battle of 1880-81.")
