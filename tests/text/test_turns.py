import pytest

from stancebook.text import language, turns

COLON = """Our reporter spoke to Peru's minister, Ana Torres.

REPORTER: Minister, is Peru angry with Chile?

TORRES: No. I trust it.

(Laughter)

We are friends.

REPORTER: But Chile blocked your tin.

TORRES: It did. (Applause)
"""
QUESTIONS = """Ana Torres runs the port of Arica.

What do you think of Peru?

I like it. It is a friend.

And do you trust Chile?

We fear it.

It is big.

And Bolivia?

I do not know.
"""


def read(text: str) -> list[tuple[str, bool, list[str]]]:
    """Return label, whether it asks, and the paragraphs of each turn."""
    return [
        (text[slice(*t.label)] if t.label else "", t.asks, [text[a:b] for a, b in t.content]) for t in turns.turns(text)
    ]


def test_labels_make_turns_that_go_on_over_paragraphs_and_stage_directions():
    assert read(COLON) == [
        ("REPORTER", True, ["Minister, is Peru angry with Chile?"]),
        ("TORRES", False, ["No. I trust it.", "We are friends."]),
        ("REPORTER", True, ["But Chile blocked your tin."]),
        ("TORRES", False, ["It did."]),
    ]


@pytest.mark.parametrize(
    "form",
    [
        "{}: {}",
        "**{}:** {}",
        "**{}** {}",
        "[{}] {}",
        "[00:01:22] {}: {}",
        "(12:03) {}: {}",
        "{} (12:03): {}",
        "{} — {}",
        "{}\n{}",
        "{} (Lab): {}",
        "{} (Leeds) (Lab): {}",
        "{}, MINISTER OF TRADE: {}",
    ],
)
def test_every_form_of_label(form):
    said = [
        ("Lars Holm", "Do you back Peru?"),
        ("Ana Torres", "I do."),
        ("Lars Holm", "Why?"),
        ("Ana Torres", "I trust it."),
    ]
    text = "\n\n".join(form.format(*turn) for turn in said)
    assert read(text) == [(name, name == "Lars Holm", [words]) for name, words in said]


@pytest.mark.parametrize(("q", "a"), [("Q:", "A:"), ("Q.", "A."), ("Question:", "Answer:"), ("Q1:", "A1:")])
def test_letters_stand_for_who_asks_and_who_answers(q, a):
    found = turns.turns(f"{q} Do you back Peru?\n\n{a} I do.\n\n{q} And Chile?\n\n{a} We trust it.")
    assert [(t.voice, t.asks) for t in found] == [("asks", True), ("answers", False)] * 2


def test_an_interview_that_lost_its_labels():
    assert [(asks, words) for _, asks, words in read(QUESTIONS)] == [
        (True, ["What do you think of Peru?"]),
        (False, ["I like it. It is a friend."]),
        (True, ["And do you trust Chile?"]),
        (False, ["We fear it.", "It is big."]),
        (True, ["And Bolivia?"]),
        (False, ["I do not know."]),
    ]


def test_one_who_only_asks_has_a_label():
    labelled = QUESTIONS.replace("What do", "Example Post: What do").replace("And ", "Example Post: And ")
    assert [asks for _, asks, _ in read(labelled)] == [True, False] * 3


def test_a_member_who_asks_in_parliament_interviews_nobody():
    text = "Mr Holm (Leeds) (Lab): I see. When does it end?\n\nMs Torres: In May.\n\nMr Holm: I see.\n\nMr Roy: I too."
    assert [(t.asks, t.asked) for t in turns.turns(text)] == [(False, False)] * 4


@pytest.mark.parametrize(
    "text",
    [
        "Minister: Border to reopen\n\nThe border of Peru will reopen, we hear.\n\nYou may cross in May.\n\nI did.",
        "Price: 20\n\nWeight: 30\n\nPrice: 40\n\nWeight: 3\n\nPrice: 50",
        "Chile: The government raised taxes.\n\nPeru: Prices fell.\n\nChile: A minister left.\n\nPeru: Miners struck.",
        "Note: we asked the ministry.\n\nBackground: I was there.\n\nNote: you can write to us.\n\nBackground: No.",
        "Washington: The Senate voted.\n\nLima: Peru thanked it.\n\nQuito: Ecuador did not.",
        "Q: Can I travel to Chile?\n\nA: Yes. A visa is due.\n\nQ: Do I need a permit?\n\nA: No. Chile dropped it.",
        "Monday: I rest.\n\nTuesday: I work.\n\nMonday: I rest.\n\nTuesday: I work.",
        "Is Peru lost?\n\nMiners struck in Lima.\n\nWho pays?\n\nThe state does.\n\nWhat next?\n\nA vote is due.",
    ],
)
def test_texts_with_colons_and_questions_that_are_no_transcript(text):
    assert turns.turns(text) == ()


def test_a_label_is_no_part_of_the_sentence_behind_it():
    words = [COLON[a:b] for a, b in language.sentence_spans(COLON)]
    assert "Minister, is Peru angry with Chile?" in words
    assert "No." in words
