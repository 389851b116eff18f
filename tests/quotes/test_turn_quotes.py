import pytest

from helpers import documents
from stancebook import pipeline

INTERVIEW = """Our reporter spoke to Peru's trade minister, Ana Torres, in Lima.

REPORTER: Minister, is Peru angry with Chile?

TORRES: No. I trust Chile. We expect the ban to end in May.

REPORTER: But Chile blocked your tin. Why do you help Chile?

TORRES: Bolivia has betrayed us. I condemn Bolivia.
"""
ANA = "person:ana-torres"


@pytest.fixture(scope="module")
def found():
    return pipeline.analyse(documents(INTERVIEW), strict=True)


def words(quote) -> str:
    return " ".join(INTERVIEW[a:b] for a, b in quote.content)


def test_each_turn_is_a_quote_of_its_speaker_and_questions_are_asked(found):
    rows = [q for q in found["quotes"].itertuples() if q.rule == "turn"]
    assert [(q.manner, q.speaker_id if q.speaker_id == q.speaker_id else None) for q in rows] == [
        ("asked", None), ("said", ANA), ("asked", None), ("said", ANA)
    ]  # fmt: skip
    assert words(rows[3]) == "Bolivia has betrayed us. I condemn Bolivia."
    assert [INTERVIEW[a:b] for a, b in rows[1].cue] == [":"]


def test_what_a_turn_reports_lies_within_it_and_no_other_quote_overlaps_it(found):
    turns = {q.quote_id for q in found["quotes"].itertuples() if q.rule == "turn"}
    others = [q for q in found["quotes"].itertuples() if q.quote_id not in turns]
    assert all(q.within in {*turns, *(o.quote_id for o in others)} for q in others if "spoke" not in words(q))
    assert {q.speaker_id for q in others if "ban" in words(q)} <= {ANA}


def test_stances_of_a_transcript_are_its_speakers_and_no_question_has_one(found):
    stances = found["stances"]
    told = {(s.source_id, s.label, s.target_id) for s in stances.itertuples()}
    assert (ANA, "supports", "country:chile") in told
    assert (ANA, "opposes", "country:bolivia") in told
    assert set(stances["asserted_by"].dropna()) == {ANA}
    assert not any("country:peru" in pair for pair in told)
    assert not any(s.asserted_by != s.asserted_by and s.status == "asserted" for s in stances.itertuples())


def test_names_and_quotes_alone_have_turns_too():
    found = pipeline.analyse(documents(INTERVIEW), quotes_only=True, strict=True)
    said = {words(q): q.speaker_id for q in found["quotes"].itertuples() if q.manner == "said" and q.rule == "turn"}
    assert said["Bolivia has betrayed us. I condemn Bolivia."] == ANA
