import pandas as pd
import pytest

from helpers import documents
from stancebook import tables
from stancebook.actors import analyst_file, firstperson, voices
from stancebook.quotes import turns
from stancebook.text import language

INTERVIEW = """Our reporter spoke to Peru's minister, Ana Torres.

REPORTER: Minister, is your country angry with Chile?

TORRES: No. I trust it.

REPORTER: But Chile blocked your tin.

TORRES: It did. We forgave it.
"""
SPEECH = "I came to Lima to thank you.\n\nMy country will not forget.\n\nWe are friends, and I mean it."


def heard(text, names=(), **fields):
    """Return actors, mentions and voices of one text in which each of ``names`` (name, actor_id) is a mention."""
    docs = documents(text).assign(**{key: pd.Series([value], dtype="str") for key, value in fields.items()})
    sents = language.sentences(docs)
    ids = {actor: name for name, actor in names}
    cards = [{"actor_id": i, "name": name, "kind": i.split(":")[0]} for i, name in ids.items()]
    rows = [
        {"mention_id": f"m{n}", "doc_id": "t0", "sent_id": "t0:s0", "actor_id": actor, "start": text.index(name),
         "end": text.index(name) + len(name), "kind": "name", "confidence": 1.0, "rule": "test"}
        for n, (name, actor) in enumerate(names)
    ]  # fmt: skip
    who, mentions, found = voices.with_voices(docs, sents, tables.make("actors", cards), tables.make("mentions", rows))
    quotes = turns.with_turns(docs, tables.make("quotes", []), found)
    who, mentions = firstperson.resolve(docs, sents, who, mentions, quotes, analyst_file.entries(None), found)
    return who, mentions, found.get("t0"), quotes


def owners(text, mentions) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.actor_id) for m in mentions.itertuples() if m.kind == "pronoun"]


def test_a_label_calls_who_is_named_in_the_introduction_and_is_no_body():
    names = [("Ana Torres", "person:ana-torres"), ("TORRES", "organisation:torres")]
    who, mentions, found, _ = heard(INTERVIEW, names)
    assert set(who["actor_id"]) == {"person:ana-torres"}
    assert [speaker for _, speaker in found.turns] == [None, "person:ana-torres"] * 2
    assert [INTERVIEW[m.start : m.end] for m in mentions.itertuples() if m.kind == "name"] == [
        "Ana Torres",
        "TORRES",
        "TORRES",
    ]


def test_i_is_the_speaker_you_who_is_asked_and_we_more_than_one_person():
    _, mentions, _, _ = heard(INTERVIEW, [("Ana Torres", "person:ana-torres")])
    ana = "person:ana-torres"
    assert owners(INTERVIEW, mentions) == [("your", ana), ("I", ana), ("your", ana)]


def test_you_is_nobody_where_three_speak():
    text = INTERVIEW + "\nLARS HOLM: I forgave it too.\n"
    who, mentions, _, _ = heard(text, [("Ana Torres", "person:ana-torres")])
    assert "your" not in dict(owners(text, mentions))
    assert "person:lars-holm" in set(who["actor_id"])


@pytest.mark.parametrize(
    ("intro", "asked"),
    [
        ("Lars Holm of the Post interviewed Ana Torres on tin.", "person:ana-torres"),
        ("Ana Torres answered the questions of our reporter Lars Holm.", "person:ana-torres"),
        ("The Post spoke to Ana Torres. Lars Holm fears her.", "person:ana-torres"),
        ("Ana Torres and Lars Holm met.", None),
    ],
)
def test_who_answers_is_whom_the_introduction_shows(intro, asked):
    text = f"{intro}\n\nQ: Do you back Peru?\n\nA: I do.\n\nQ: And Chile?\n\nA: We trust it."
    _, _, found, _ = heard(text, [("Ana Torres", "person:ana-torres"), ("Lars Holm", "person:lars-holm")])
    assert found.asked == asked


@pytest.mark.parametrize(
    ("title", "actor"),
    [
        ("Remarks by President Ana Torres at the port of Lima", "person:ana-torres"),
        ("Ana Torres's farewell address", "person:ana-torres"),
        ("Statement by Foreign Minister Ana Torres on tin", "person:ana-torres"),
        ("Statement by the Commissioner for European Affairs", None),
        ("Farmers hear speech on tin", None),
    ],
)
def test_a_speech_is_its_speakers(title, actor):
    who, mentions, _, quotes = heard(SPEECH, title=title)
    assert set(who["actor_id"]) == ({actor} if actor else set())
    assert owners(SPEECH, mentions) == ([("I", actor), ("My", actor), ("I", actor)] if actor else [])
    assert set(quotes["speaker_id"]) == ({actor} if actor else set())


def test_a_signed_text_in_the_first_person_has_its_author_and_no_quotes():
    _, mentions, _, quotes = heard(SPEECH, byline="By Ana Torres")
    assert owners(SPEECH, mentions)[0] == ("I", "person:ana-torres")
    assert quotes.empty


@pytest.mark.parametrize("byline", ["Example Courier", "By Ana Torres and Lars Holm", "Staff writer"])
def test_a_byline_of_a_paper_or_of_two_is_nobodys(byline):
    assert heard(SPEECH, byline=byline)[2] is None


def test_a_report_is_nobodys_speech_though_its_title_names_one():
    text = 'Ana Torres spoke in Lima.\n\n"I came to thank you," she said.\n\nMiners cheered.\n\nThe talks go on.'
    assert heard(text, title="Remarks by Ana Torres cheer miners", byline="By Lars Holm")[2] is None
