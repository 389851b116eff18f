"""The encoder's reading of sentences about trade."""

import pytest

from stancebook.text import claim_head


def test_a_sentence_is_read_behind_the_first_one_and_the_one_before():
    text, (start, end) = claim_head.in_context(["Wool  sells.", "Rain fell.", "Exports\nrose."], 2)
    assert text == "Wool sells.\nRain fell.\nExports rose." and text[start:end] == "Exports rose."
    assert claim_head.in_context(["Wool sells."], 0) == ("Wool sells.", (0, 11))


def test_every_question_gets_probabilities():
    sentences = ["Peru raised its exports of copper to Chile by a fifth last year.", "  "]
    answers, nothing = (claim_head.answers_of(sentences, i) for i in (0, 1))
    assert nothing is None and set(answers) == set(claim_head.QUESTIONS)
    for name, choices in claim_head.QUESTIONS.items():
        assert tuple(answers[name]) == choices and sum(answers[name].values()) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Peru raised its exports of copper to Chile by a fifth last year.", True),
        ("The new ferry will carry lorries between Peru and Chile every day.", True),
        ("The mayor wore a blue suit at the wedding of his daughter.", False),
    ],
)
def test_plain_sentences_are_told_apart(sentence, claim):
    lead = "Peru and Chile sign a pact on copper exports."
    answers = claim_head.answers_of([lead, sentence], 1)
    assert (answers["claim"][True] > 0.5) is claim


def test_a_sentence_of_any_length_is_read():
    assert claim_head.answers_of(["Peru sells copper, " * 300 + "and wool."], 0)["claim"]
