"""Text as readers see it, and spans led back to the text as it was decoded."""

import unicodedata

import pandas as pd
import pytest

from helpers import documents
from stancebook import pipeline
from stancebook.actors import gazetteer
from stancebook.text import casing, legible

NAMES = gazetteer.written(), gazetteer.first_names()


def seen(text):
    return legible.legible(text, *NAMES)


@pytest.mark.parametrize(
    "text, word, original",
    [
        ("Amina Oki\u00adlo spoke in Lagos.", "Okilo", "Oki\u00adlo"),
        ("Amina Oki\u00ad\nlo spoke in Lagos.", "Okilo", "Oki\u00ad\nlo"),
        ("Ne\u200bpal praised\u200f Peru.", "Nepal", "Ne\u200bpal"),
        ("The mayor of Me\u0301rida resigned.", "Mérida", "Me\u0301rida"),
        ("Ship\ufeff owners met.", "Ship", "Ship"),
    ],
)
def test_what_nobody_sees_is_not_read_and_spans_are_led_back(text, word, original):
    read = seen(text)
    at = read.text.index(word)
    start, end = read.original(at, at + len(word))
    assert text[start:end] == original
    assert text[slice(*read.original(len(read.text) - 1, len(read.text)))] == "."


def test_ordinary_text_is_read_as_it_stands():
    text = "NATO and the EU met.\n\nShort line\nAnother short line\n\nIt's “over”, she said."
    assert seen(text) == legible.Legible(text)


@pytest.mark.parametrize(
    "text, read",
    [
        (
            "PERU SLAMS NEW ZEALAND OVER SQUID AS QUISPE WALKS OUT",
            "Peru slams New Zealand over squid as Quispe walks out",
        ),
        (
            "SOUTH KOREA'S MINISTER DOESN'T TRUST NATO, SAYS O'NEILL",
            "South Korea's minister doesn't trust NATO, says O'Neill",
        ),
        ("TURKEY MAY BUY RICE. THE US WILL NOT.", "Turkey may buy rice. The US will not."),
        ('"WE WAIT," SAID ANNE MOREL. "FOR WHAT?"', '"We wait," said Anne Morel. "For what?"'),
        ("OPEC MEETS.", "OPEC MEETS."),  # too few words to be a line in capitals
    ],
)
def test_capitals_are_read_in_ordinary_letters(text, read):
    assert casing.quiet(text, *NAMES) == read
    assert len(read) == len(text)


def test_a_headline_in_capitals_takes_the_forms_of_its_article():
    text = "VALE SINKS AS BALE GIVES NOTICE\nThe firm of Vale sank on Monday. A bale of straw and Vale both fell."
    assert casing.quiet(text, *NAMES).startswith("Vale sinks as bale gives notice\n")


WRAPPED = (
    "Peru's minister of fisheries thanked Chile on Monday for the two\n"
    "boats that it had lent to the port of Paita during the storm and\n"
    "said that more would be needed before the winter.\n"
    "\n"
    "Chile's navy said that it would see what it could do, and that the\n"
    "boats were old."
)


def test_lines_of_a_broken_paragraph_are_one_line():
    read = seen(WRAPPED).text
    assert read == WRAPPED.replace("two\nb", "two b").replace("and\ns", "and s").replace("the\nb", "the b")


@pytest.mark.parametrize(
    "text",
    [
        "Peru: two boats\nChile: three boats\nBolivia: none at all\nEcuador: a raft",  # a list
        "The boats sailed on Monday morning from Paita.\nThe storm had gone by then.\nThe crews were paid.",
    ],
)
def test_lines_that_end_by_themselves_stay(text):
    assert seen(text).text == text


def test_tables_have_the_spans_of_the_text_as_it_was_decoded():
    text = "Grace Odhi\u00adambo, Kenya's trade minister, thanked Lat\u00advia. “We are grateful,” Odhi\u00adambo said."
    found = pipeline.analyse(documents(text))
    words = {text[m.start : m.end] for m in found["mentions"].itertuples() if m.kind == "name"}
    assert {"Grace Odhi\u00adambo", "Lat\u00advia"} <= words
    assert "Grace Odhiambo" in set(found["actors"]["name"])
    said = found["quotes"].iloc[-1]
    assert [text[s:e] for s, e in said["source"]] == ["Odhi\u00adambo"]
    plain = pipeline.analyse(documents(text.replace("\u00ad", "")))
    for name in ("mentions", "quotes", "stances", "tones"):
        assert len(found[name]) == len(plain[name]) > 0
        pd.testing.assert_series_equal(found[name]["rule"], plain[name]["rule"])


def test_composing_is_that_of_unicode():
    assert seen(unicodedata.normalize("NFD", "Sã́o Tomé")).text == unicodedata.normalize("NFC", "Sã́o Tomé")
