"""Sentences in which sides are easily misread: every one can be filled, and says what its line says."""

import random

import contrasts

NAMES = ["Peru", "Chile", "Ana Paz", "the farmers"]


def test_every_sentence_is_filled_and_its_actors_stand_where_they_are_said_to():
    for template, sides in contrasts.templates():
        text, at = contrasts.filled(template, NAMES, random.Random(0))
        assert "<" not in text and all(text[slice(*span)] in NAMES for span in at.values())
        assert {actor for pair in sides for actor in pair} <= set(at), template


def test_sides_are_those_of_the_line():
    rows = {(r["text"][slice(*r["a"])], r["text"][slice(*r["b"])]): r["sides"]
            for r in contrasts.rows(["Peru", "Chile", "Spain"], 1, random.Random(1))
            if " was shot dead by " in r["text"]}  # fmt: skip
    assert sorted(map(tuple, rows.values())) == [(), (), ("b_neg_a",)]


def test_most_pairs_take_no_side_and_both_signs_are_there():
    rows = contrasts.rows(NAMES, 1, random.Random(2))
    sided = [name for r in rows for name in r["sides"]]
    assert len(rows) / 4 < len(sided) < len(rows) / 2
    assert {"a_pos_b", "a_neg_b", "b_pos_a", "b_neg_a"} <= set(sided)
