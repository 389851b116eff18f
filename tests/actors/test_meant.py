"""Pronouns and descriptions that the trained head joins, and what it may not join; texts of our own."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import read, referents
from stancebook.actors import candidates, meant, ranking
from stancebook.actors.mention import Card


@pytest.mark.parametrize(
    ("text", "words", "actor"),
    [
        (
            "Ana Torres won the election in Lima. The 54-year-old lawyer promised to cut taxes. "
            "The winner thanked her voters.",
            "The winner",
            "person:ana-torres",
        ),
        (
            'Rana Sosa took over the bank in May. "I will not resign," Sosa told reporters. She said so twice.',
            "She",
            "person:rana-sosa",
        ),
        (
            "Peru hosted the summit. The country has not done so since 2008.",
            "The country",
            "country:peru",
        ),
    ],
)
def test_descriptions_and_pronouns_go_to_whom_they_mean(text, words, actor):
    assert referents(text)[words] == actor


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It rained in Oslo on Monday, and it will rain again.", "it"),
        ("Ana Obi spoke first. He left the room.", "He"),
        ("The former president, Ana Obi, left. The Irish president praised Mali.", "The Irish president"),
    ],
)
def test_what_gender_nationality_or_nothing_allows_is_nobody(text, words):
    assert referents(text).get(words) is None


def test_a_joined_mention_has_a_confidence_and_names_have_the_rate_of_their_reason():
    text = "Ana Torres won the election in Lima. The lawyer promised to cut taxes. The winner thanked her voters."
    *_, mentions = read(text)
    joined = mentions[mentions["rule"] == "meant"]
    assert len(joined) and joined["confidence"].between(0.4, 1).all()
    assert (mentions[mentions["kind"] == "name"]["confidence"] > 0.9).all()


def test_places_of_one_entity_speak_for_it_together():
    # the third place thinks of either of two that are one entity, and a little more of nobody
    choices = [ranking.Choice(*map(np.array, pair)) for pair in (
        ([], [0.0]), ([0], [-0.01, -5.0]), ([0, 1], [-1.2, -1.2, -0.9]))]  # fmt: skip
    told = ranking.entities(choices, [0, None, None], [0.5] * 3)
    assert [one.entity for one in told] == [0, 0, 0] and told[2].confidence > 0.55


@pytest.mark.parametrize(
    ("words", "kind", "card", "fits"),
    [
        ("she", candidates.THIRD, Card("person:a", "A", "person", gender="m"), False),
        ("it", candidates.THIRD, Card("person:a", "A", "person"), False),
        ("they", candidates.THIRD, Card("group:a", "A", "group"), True),
        ("the minister", candidates.DESCRIPTION, Card("organisation:a", "A", "organisation"), False),
        ("the irish minister", candidates.DESCRIPTION, Card("p", "A", "person", "Japanese minister"), False),
        ("the minister", candidates.DESCRIPTION, Card("p", "A", "person", "Japanese minister"), True),
    ],
)
def test_gender_kind_and_nationality_forbid(words, kind, card, fits):
    assert meant._fits(words, kind, card) is fits
