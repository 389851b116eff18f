import pytest

from stancebook.text import language

CURLY = "“Kenya’s tea goes to Pakistan,” Dr. Achieng said. “It will go on.”\n\nThe U.S. agreed."


def test_offsets_are_those_of_the_text_as_read():
    doc = language.parse([CURLY])[0]
    for token in doc:
        assert CURLY[token.idx : token.idx + len(token)].translate(language.STRAIGHT) == token.text


def test_sentences_end_at_paragraphs_not_at_abbreviations():
    found = [CURLY[s:e] for s, e in language.sentence_spans(CURLY)]
    assert found == ["“Kenya’s tea goes to Pakistan,” Dr. Achieng said.", "“It will go on.”", "The U.S. agreed."]


def test_a_title_behind_a_quotation_ends_no_sentence():
    text = "''Prices will fall,'' Mr. Otieno said. ''Soon.''"
    assert [text[s:e] for s, e in language.sentence_spans(text)] == [
        "''Prices will fall,'' Mr. Otieno said.",
        "''Soon.''",
    ]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Ana Ruiz ran against Bo H.W. Lee in Lima.", 1),
        ("She would be the U.S. Ambassador to Peru. The boats left.", 2),
        ("The boats left the U.S. The crews stayed.", 2),
    ],
)
def test_initials_within_a_name_end_no_sentence(text, n):
    assert len(language.sentence_spans(text)) == n


def test_spacy_and_nltk_agree_on_sentences():
    doc = language.parse([CURLY])[0]
    assert [s.start_char for s in doc.sents] == [s for s, _ in language.sentence_spans(CURLY)]


@pytest.mark.parametrize("text", ["", "   ", "\n\n\n", "—", "北京"])
def test_texts_without_sentences_do_no_harm(text):
    language.parse([text])
    assert all(text[s:e].strip() for s, e in language.sentence_spans(text))


def test_vader_is_the_published_lexicon():
    assert language.vader().polarity_scores("a great success")["compound"] > 0.5
