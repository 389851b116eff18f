"""Labelled edges laid over candidates."""

import own_sides
from stancebook.stance.candidates import Meant, candidates

TEXT = "Peru sued Chile. Spain slept. Chile thanked Spain."
SENTENCES = [(0, 16), (17, 29), (30, 50)]
MEANT = [Meant(0, 4, "0"), Meant(10, 15, "1"), Meant(17, 22, "2"), Meant(30, 35, "1"), Meant(44, 49, "2")]


def edge(source, target, label, at, **more):
    """Return an edge as ``own_who.jsonl`` has it."""
    told = {"source": source, "target": target, "label": label, "at": at, "both": True, "status": "asserted"}
    return told | more


def told(*edges):
    """Return (a, b) -> sides of the candidates."""
    found = candidates(TEXT, SENTENCES, MEANT, [], {})
    return [((c.a, c.b), s) for c, s in zip(found, own_sides.sides({"edges": edges}, found), strict=True)]


def test_a_side_goes_to_the_sentence_it_was_seen_in():
    sides = dict(told(edge(0, 1, "opposes", [10])))
    assert sides["0", "1"] == {"a_neg_b": 1.0} and sides["1", "2"] == {}


def test_one_reader_is_less_sure_than_two():
    assert dict(told(edge(1, 2, "supports", [44], both=False)))["1", "2"] == {"a_pos_b": 0.6}


def test_a_pair_with_a_side_elsewhere_says_neither():
    assert dict(told(edge(0, 2, "opposes", [9999])))["0", "2"] is None


def test_support_that_is_told_as_not_so_is_against_and_a_denial_says_nothing():
    assert dict(told(edge(1, 2, "supports", [44], status="negated")))["1", "2"] == {"a_neg_b": 1.0}
    assert dict(told(edge(1, 2, "supports", [44], status="denied")))["1", "2"] is None


def test_an_actor_is_the_chain_that_most_of_its_mentions_lie_on():
    rows = [{"actor_id": "country:chile", "start": s, "end": e, "kind": k}
            for s, e, k in ((10, 15, "name"), (30, 35, "name"), (17, 22, "pronoun"))]  # fmt: skip
    assert own_sides.chain_of(rows, MEANT) == {"country:chile": "1"}
    assert own_sides.chain_of([rows[0] | {"start": 90, "end": 95}], MEANT) == {}
