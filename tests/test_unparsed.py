"""Names and quotes without a parse."""

import json
import subprocess
import sys

import pytest

from helpers import documents
from stancebook import pipeline
from stancebook.actors.mention import Mention
from stancebook.quotes import unparsed

TEXT = (
    "Trade Minister Amina Odhiambo said on Tuesday that Kenya would double its tea exports to Pakistan.\n\n"
    "“Our growers waited long enough,” Odhiambo told reporters in Nairobi."
)


@pytest.fixture(scope="module")
def found():
    return pipeline.analyse(documents(TEXT), quotes_only=True)


def test_short_names_are_joined_and_listed_ones_known(found):
    seen = {TEXT[m.start : m.end]: m.actor_id for m in found["mentions"].itertuples()}
    assert seen["Odhiambo"] == seen["Amina Odhiambo"] == "person:amina-odhiambo"
    assert seen["Kenya"].startswith("country:")
    assert found["mentions"]["sent_id"].notna().all()


def test_a_quote_has_its_source_and_speaker(found):
    spoken = found["quotes"].iloc[-1]
    assert [TEXT[s:e] for s, e in spoken["content"]] == ["“Our growers waited long enough,”"]
    assert (spoken["kind"], spoken["speaker_id"]) == ("direct", "person:amina-odhiambo")


@pytest.mark.parametrize(
    ("source", "actor"),
    [("the European Union", "o"), ("a spokesman for the European Union", None), ("an aide, Ana Quispe", "p")],
)
def test_the_speaker_is_a_person_in_the_source_or_the_one_name_it_consists_of(source, actor):
    names = (("the European Union", "organisation", "o"), ("Ana Quispe", "person", "p"))
    mentions = [
        Mention(-1, -1, source.index(name), source.index(name) + len(name), name, kind, "name", "test", actor_id)
        for name, kind, actor_id in names
        if name in source
    ]
    assert unparsed.speaker(source, (0, len(source)), mentions) == actor


def test_the_command_prints_names_and_quotes_alone_and_never_loads_the_parser(tmp_path):
    article = tmp_path / "a.txt"
    article.write_text(TEXT, encoding="utf-8")
    code = (
        "import sys; from stancebook import cli; status = cli.main(sys.argv[1:]); "
        "assert 'spacy' not in sys.modules; sys.exit(status)"
    )
    command = [sys.executable, "-c", code, "extract", "--quotes-only", str(article)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    record = json.loads(done.stdout)
    assert set(record) == {"doc_id", "title", "published", "text", "actors", "mentions", "quotes"}
    assert len(record["quotes"]) >= 2 and record["mentions"]
