"""Marked actors: where their marks lie, both orders alike, and what the shipped model says of plain sentences."""

import numpy as np
import pytest

from stancebook.text import relations


def spans(text, *names):
    return [(text.index(n), text.index(n) + len(n)) for n in names]


def asked(text, a, b):
    """Return the probabilities of the relations of a and b by name."""
    return dict(
        zip(relations.RELATIONS, relations.pairs(text, [tuple([s] for s in spans(text, a, b))])[0], strict=True)
    )


def test_marks_cover_the_pieces_of_the_words():
    edges = np.array([0, 1, 4, 5, 7])  # a word of three pieces, one of one, one of two
    assert relations.marks(edges, [(1, 2)], [(3, 4)]).tolist() == [0, 1, 1, 1, 0, 2, 2]
    assert relations.marks(edges, [], [(0, 1)]).tolist() == [2, 0, 0, 0, 0, 0, 0]


def test_of_a_mention_within_another_the_inner_one_is_marked():
    edges = np.array([0, 1, 4, 5, 7])
    assert relations.marks(edges, [(0, 3)], [(0, 1), (3, 4)]).tolist() == [2, 1, 1, 1, 1, 2, 2]
    assert relations.marks(edges, [(1, 2)], [(0, 4)]).tolist() == [2, 1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("text", "a", "b", "relation"),
    [
        ("Peru condemned Chile on Friday.", "Peru", "Chile", "a_neg_b"),
        ("Chile was condemned by Peru on Friday.", "Chile", "Peru", "b_neg_a"),
        ("France backs Senegal in the dispute.", "France", "Senegal", "a_pos_b"),
        ("Norway imposed sanctions on Denmark.", "Norway", "Denmark", "a_neg_b"),
        ("Kenya sent aid to Uganda after the flood.", "Kenya", "Uganda", "a_pos_b"),
    ],
)
def test_the_side_of_plain_acts_is_read(text, a, b, relation):
    likely = asked(text, a, b)
    assert sum(likely.values()) == pytest.approx(1)
    neutral = likely.pop("neutral")
    assert max(likely, key=likely.get) == relation and likely[relation] > neutral / 2


def test_the_order_of_asking_does_not_matter():
    forward, back = asked("Peru condemned Chile.", "Peru", "Chile"), asked("Peru condemned Chile.", "Chile", "Peru")
    swapped = {"a_pos_b": "b_pos_a", "a_neg_b": "b_neg_a", "neutral": "neutral"}
    for name, mirrored in swapped.items():
        assert forward[name] == back[mirrored] and forward[mirrored] == back[name]


def test_actors_far_apart_in_an_endless_sentence_get_an_answer():
    assert sum(asked("Peru " + "and so on " * 200 + "met Chile", "Peru", "Chile").values()) == pytest.approx(1)


def test_of_an_endless_sentence_what_lies_around_the_actors_is_read():
    likely = asked("and so on " * 200 + "when Peru bitterly condemned Chile", "Peru", "Chile")
    assert likely["a_neg_b"] == max(v for k, v in likely.items() if k != "neutral")


def test_a_sentence_reads_the_same_beside_other_pairs():
    text = "Peru condemned Chile while Spain looked on."
    peru, chile, spain = spans(text, "Peru", "Chile", "Spain")
    alone = relations.pairs(text, [([peru], [chile])])
    among = relations.pairs(text, [([chile], [spain]), ([peru], [chile])])
    assert np.array_equal(alone[0], among[1])


@pytest.mark.parametrize(
    ("text", "target", "side"),
    [
        ("Voters adore the brilliant mayor Ana Paz.", "Ana Paz", "positive"),
        ("The corrupt general Omar Diallo robbed his own people.", "Omar Diallo", "negative"),
    ],
)
def test_plain_sentiment_is_read(text, target, side):
    likely = relations.targets(text, spans(text, target))[0]
    assert relations.SIDES[likely.argmax()] == side


def test_sides_together_must_reach_the_threshold():
    likely = np.array([[0.5, 0.3, 0.2, 0, 0], [0.7, 0.1, 0.2, 0, 0]])
    assert relations.decided(likely, 0.4).tolist() == [1, 0]
