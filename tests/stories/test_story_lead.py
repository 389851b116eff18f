"""Which sentence tells what happened, and what a story weighs."""

from __future__ import annotations

import pandas as pd
from newsroom import ANSWER, DUTY, HERRING, found, quote

from stancebook import tables
from stancebook.stories import headline, telling
from stancebook.text import language

WAITING = " ".join(f"They wait in the hall for {what} and a hot meal." for what in ("news", "rest", "word", "light"))
FIRST = DUTY.partition("\n")[0]


def told(made: dict) -> dict[str, pd.DataFrame]:
    return telling.tell(made, language.finite)


def lead(made: dict, doc_id: str = "d0") -> str | None:
    """Return the words of the lead of the story that ``doc_id`` is in."""
    after = told(made)
    story = after["documents"].set_index("doc_id")["story_id"][doc_id]
    sent_id = after["stories"].set_index("story_id")["lead_sent_id"][story]
    if not isinstance(sent_id, str):
        return None
    row = made["sentences"].set_index("sent_id").loc[sent_id]
    return made["documents"].set_index("doc_id")["text"][row["doc_id"]][row["start"] : row["end"]]


def test_the_lead_is_the_sentence_that_the_articles_bear_out():
    third = "Sudland steel is cheap. Norland said so for years. A duty of 25 per cent on it, Petra Holm says, is fair."
    made = found({"text": DUTY}, {"text": ANSWER}, {"text": third})
    assert lead(made) == FIRST
    assert told(made)["stories"]["lead_support"].tolist() == [2]


def test_what_is_no_sentence_of_the_body_does_not_lead():
    before = [
        "By Petra Holm in Norland for the Sunday paper of Sudland.",
        "Photo: Petra Holm of Norland looks at steel from Sudland on Tuesday.",
        "Norland Puts Heavy Duty Upon Cheap Steel From Sudland, Petra Holm Announces.",
        "Norland, Sudland, Petra Holm and the duty of 25 per cent on steel",
        "The long view from the Kettle Valley of Norland, with Petra Holm.",
        "Click here for more on Norland and its duty on steel from Sudland.",
        "Will Norland really charge a duty of 25 per cent on steel from Sudland?",
        "It is steel from Sudland on which Norland will charge a duty.",
    ]
    for line in before:
        assert lead(found({"text": f"{line}\n\n{DUTY}"})) == FIRST, line


def test_somebody_s_words_do_not_lead():
    words = "Norland will charge a duty of 25 per cent on steel from Sudland because its mills dump coils"
    text = f"Hear this: {words}.\n\nPetra Holm of Norland announced the duty on steel on Tuesday."
    made = found({"text": text})
    assert lead(made).startswith("Hear this")
    made["quotes"] = tables.make("quotes", [quote(made["documents"], "d0", words)])
    assert lead(made) == "Petra Holm of Norland announced the duty on steel on Tuesday."
    opened = found({"text": f"“{words},” said Petra Holm.\n\nPetra Holm of Norland announced the duty on Tuesday."})
    assert lead(opened) == "Petra Holm of Norland announced the duty on Tuesday."


def test_what_the_reporter_says_comes_before_what_he_passes_on():
    words = "the duty of 25 per cent on steel from Sudland was announced"
    text = f"Petra Holm of Norland said {words}.\n\nNorland put the duty of 25 per cent on steel from Sudland."
    made = found({"text": text})
    assert lead(made).startswith("Petra Holm")
    made["quotes"] = tables.make("quotes", [quote(made["documents"], "d0", words, kind="indirect")])
    assert lead(made).startswith("Norland put")


def test_a_lead_names_somebody_of_the_story_or_there_is_none():
    assert lead(found({"text": "A duty on cheap steel was announced on Tuesday by the minister."})) is None
    made = found({"text": f"A duty on cheap steel was announced on Tuesday by the minister.\n\n{DUTY}"})
    assert lead(made) == FIRST


def test_where_roles_are_known_only_the_body_leads():
    weighs = "Norland weighs a duty of 25 per cent on steel that comes by sea and rail from Sudland."
    made = found({"text": f"{weighs}\n\n{DUTY}"})
    assert lead(made).startswith("Norland weighs")
    roles = ["heading", *["body"] * (len(made["sentences"]) - 1)]
    assert lead({**made, "sentences": made["sentences"].assign(role=roles)}) == FIRST


def test_outlets_are_counted_and_copies_are_not():
    alone = told(found({"text": DUTY}))["stories"].iloc[0]
    copied = told(found({"text": DUTY}, {"text": DUTY, "cluster_id": "d0"}))["stories"].iloc[0]
    borne_out = told(found({"text": DUTY}, {"text": ANSWER}))["stories"].iloc[0]
    again = told(found({"text": DUTY}, {"text": ANSWER, "source": "Outlet 0"}))["stories"].iloc[0]
    assert [s["n_documents"] for s in (alone, copied, borne_out, again)] == [1, 2, 2, 2]
    assert [s["n_sources"] for s in (alone, copied, borne_out, again)] == [1, 1, 2, 1]
    assert copied["weight"] == alone["weight"] == again["weight"] < borne_out["weight"]


def test_voices_and_place_weigh():
    made = found({"text": ANSWER})
    words = "This has no basis in fact,"
    spoken = tables.make("quotes", [quote(made["documents"], "d0", words, speaker_id="person:rashid-anwar")])
    silent, heard = (told({**made, "quotes": q})["stories"]["weight"].iloc[0] for q in (made["quotes"], spoken))
    assert silent == 1.0 and heard == 1.25
    late = told(found({"text": f"{WAITING}\n\n{DUTY}"}))
    assert late["stories"]["weight"].iloc[0] == 0.5


def test_the_table_of_stories():
    made = found({"text": ANSWER, "published": "2022-09-08"}, {"text": DUTY}, {"text": HERRING, "published": None})
    after = told(made)
    assert after["documents"]["story_id"].tolist() == ["story:d1", "story:d1", "story:d2"]
    assert made["documents"]["story_id"].isna().all()
    first, second = after["stories"].to_dict("records")
    assert (first["story_id"], first["headline_doc"], first["n_documents"]) == ("story:d1", "d1", 2)
    assert (str(first["first"].date()), str(first["last"].date())) == ("2022-09-06", "2022-09-08")
    assert {"country:norland", "country:sudland", "person:petra-holm"} <= set(first["actors"])
    assert not any(actor.startswith("place:") for actor in first["actors"])
    assert second["story_id"] == "story:d2" and pd.isna(second["first"])


def test_no_articles_no_stories():
    after = told(tables.empty())
    assert after["stories"].empty and after["documents"].empty
    tables.check("stories", after["stories"])


def test_a_headline_a_caption_and_history_do_not_lead():
    for before in (
        "Norland puts a duty of 25 per cent on steel.",
        "Steel from Sudland is seen in Norland on Tuesday, where Petra Holm spoke.\nPhoto: Reuters",
        "In 1998 Norland put a duty of 25 per cent on steel from Sudland, Petra Holm said on Tuesday.",
    ):
        assert lead(found({"text": f"{before}\n\n{DUTY}"})) == FIRST, before


def test_the_headline_of_a_text():
    assert headline.above(f"Norland puts a duty on steel\n\n{DUTY}") == (0, 28)
    assert headline.above(DUTY) is None
    assert headline.above(f"https://news.example/steel duty now\n\n{DUTY}") is None
    assert headline.above("") is None
