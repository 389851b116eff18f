"""Georgia is a country and a US state: what else the article names tells which."""

import pytest

from helpers import documents
from stancebook import pipeline
from stancebook.actors import namesakes


@pytest.mark.parametrize(
    "text, actor_id",
    [
        ("Georgia's governor, a Republican, thanked Chile on Monday. He spoke in Savannah.", "place:georgia-us-state"),
        ("Georgia thanked Chile on Monday. Its capital, Tbilisi, was calm.", "country:georgia"),
        ("Georgia thanked Chile on Monday.", "country:georgia"),
        ("Niger thanked Chile on Monday, as Nigerien farmers did.", "country:niger"),
    ],
)
def test_the_country_unless_the_article_names_the_other(text, actor_id):
    mentions = pipeline.analyse(documents(text))["mentions"]
    assert mentions["actor_id"].iloc[0] == actor_id


def test_a_tie_is_the_country():
    assert namesakes.meant("Georgia met Iowa in Tbilisi.", ["Georgia"]) == {}
    assert namesakes.meant("Georgia met Iowa in Atlanta.", ["Georgia"]) == {"Georgia": "Georgia (US state)"}
