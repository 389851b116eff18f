import pandas as pd
import pytest

from helpers import documents
from stancebook import pipeline
from stancebook.actors import analyst_file, firstperson


def found(text: str, source: str | None = None, title: str | None = None) -> dict[str, str]:
    """Return first-person word -> actor of one article."""
    docs = documents(text).assign(source=pd.Series([source], dtype="str"))
    mentions = pipeline.analyse(docs)["mentions"]
    new = mentions[mentions["rule"].isin(["first_person", "publisher", "statement"])]
    return {text[m.start : m.end]: m.actor_id for m in new.itertuples()}


def test_we_in_a_quotation_is_who_speaks():
    assert found('"We will close the port," said Ama Boateng on Monday.') == {"We": "person:ama-boateng"}


@pytest.mark.parametrize(
    ("source", "actor"),
    [
        ("Chilean Ministry of Defence", "country:chile"),
        ("UK Government", "country:united-kingdom"),
        ("US State Department", "organisation:state-department"),
        ("Delegation of the European Union to Kenya", "organisation:european-union"),
        ("Reuters", None),
        ("Daily Nation", None),
        (None, None),
    ],
)
def test_a_publisher_is_a_public_body_or_nobody(source, actor):
    entry = firstperson.publisher(source, analyst_file.entries(None))
    assert (entry.actor_id if entry else None) == actor


def test_we_in_a_ministrys_own_text_is_its_country():
    text = "We are determined to stop the smugglers of Arica."
    assert found(text, "Chilean Ministry of Defence") == {"We": "country:chile"}
    assert found(text, "El Diario") == {}


def test_the_publisher_is_among_the_actors_and_mentions_stay_in_order():
    docs = documents("Ama Boateng left. We thank her.", "Nothing.").assign(
        source=pd.Series(["UK Government"] * 2, dtype="str")
    )
    result = pipeline.analyse(docs)
    assert "country:united-kingdom" in set(result["actors"]["actor_id"])
    first = result["mentions"][result["mentions"]["doc_id"] == "t0"]
    assert list(first["start"]) == sorted(first["start"])
