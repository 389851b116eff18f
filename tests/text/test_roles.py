"""What stands around an article is marked, and says nothing of the story; prose about such things stays."""

import pytest

from helpers import documents
from stancebook import pipeline
from stancebook.text import roles


@pytest.mark.parametrize(
    "line, role",
    [
        ("READ MORE: Chad accuses Niger of stealing cattle", "link"),
        ("See also | Chad accuses Niger", "link"),
        ("Related stories: Chad accuses Niger", "link"),
        ("Click here to join our group", "link"),
        ("Follow the Paita Herald on WhatsApp", "link"),
        ("Sign up for our morning newsletter", "link"),
        ("• Read next", "link"),
        ("Share | Tweet | Email", "link"),
        ("https://example.org/news/1", "credit"),
        ("ADVERTISEMENT", "advert"),
        ("Story continues below", "advert"),
        ("© 2024 Paita Herald. All rights reserved.", "advert"),
        ("(Reporting by Ana Ruiz in Lima; Editing by Bo Lee)", "credit"),
        ("By Ana Ruiz and Bo Lee", "credit"),
        ("Photo: Ana Ruiz/Paita Herald", "credit"),
        ("Updated: March 4, 2024, 10:15", "credit"),
        ("LENGTH: 512 words", "credit"),
    ],
)
def test_lines_around_an_article_have_a_role(line, role):
    text = f"The boats left Paita on Monday.\n\n{line}\n\nThe port was quiet."
    assert [(text[start:end], found) for start, end, found in roles.around(text)] == [(line, role)]


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the minister told pupils in Lima.",
        "Related firms must now report to the tax office.",
        "Follow the money, said a judge who had seen the files.",
        "By Friday the port had closed.",
        "By March the boats of Peru and Chile were sold.",
        "Advertisement of tobacco is banned in Peru, the ministry said.",
        "Sponsored boats left the port of Paita.",
        "Photo shops have closed all over Lima.",
        "Comments by the mayor angered the crews.",
        "More than ten boats left: the rest stayed.",
        "Sign language was taught to the crews.",
    ],
)
def test_prose_about_such_things_is_prose(line):
    assert list(roles.around(line)) == []


REST = "Chile accused Peru on Tuesday of taking squid from its waters."


def test_a_sentence_of_any_line_may_open_with_a_place_in_capitals():
    assert roles.opening("LIMA, March 3 (Agency) -- A liner left.") == len("LIMA, March 3 (Agency) -- ")
    none = ("NATO — Norland's ally — is here.", "Lima — so far — is calm.")
    assert [roles.opening(words) for words in none] == [0, 0]


@pytest.mark.parametrize(
    "opening",
    [
        "SANTIAGO — ",
        "SANTIAGO, Chile (AP) — ",
        "Santiago, 5 March 2024 (Example Wire) – ",
        "SANTIAGO, March 5 (Xinhua) -- ",
        "Santiago (AFP) - ",
        "SANTIAGO - 5 March 2024: ",
        "NEW DELHI: ",
        "(Reuters) - ",
    ],
)
def test_a_dateline_ends_before_the_first_sentence(opening):
    text = f"{opening}{REST}"
    start, end = roles.dateline(text)
    assert text[start:end] == opening or text[start:end].strip() == opening.strip()
    assert text[end:].lstrip() == REST


@pytest.mark.parametrize(
    "text",
    [
        REST,
        "NATO — France's and ours — has no answer to the boats that left Paita on Monday.",
        "Abdel-Fattah El-Sisi met the mayor of Paita on Monday to speak of boats and squid.",
        "From June 12-18 the boats of Paita stayed in port, for the crews were on strike.",
        "Ana Ruiz: No. The boats of Paita are ours, and we will keep every one of them.",
    ],
)
def test_other_dashes_open_no_article(text):
    assert roles.dateline(text) is None


def test_only_the_body_says_something_of_the_story():
    text = (
        f"PUNO, Peru (AP) — {REST}\n\nREAD MORE: Chad accuses Niger of stealing cattle\n\n"
        "“We will wait,” said Ana Ruiz, a minister.\n\n(Reporting by Bo Lee)"
    )
    found = pipeline.analyse(documents(text))
    sentences = found["sentences"]
    assert sentences["role"].tolist() == ["dateline", "body", "link", "body", "credit"]
    assert [text[s.start : s.end] for s in sentences.itertuples()][:2] == ["PUNO, Peru (AP) — ", REST]
    assert not {"Chad", "Niger"} & set(found["actors"]["name"])
    stances = found["stances"]
    assert set(zip(stances["source_id"], stances["target_id"], strict=True)) == {("country:chile", "country:peru")}
    assert "country:chile" in set(found["quotes"]["speaker_id"])
    assert not found["quotes"]["speaker_id"].isin(["place:puno", "country:peru", "organisation:associated-press"]).any()
