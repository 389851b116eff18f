import pytest

from helpers import read, referents
from stancebook.actors import analyst_file

HEADER = "name,aliases,kind,role,wikidata,focus\n"


def test_an_acronym_in_brackets_and_a_second_name_are_one_actor():
    text = (
        "The Lake Basin Fishing Council (LBFC), known as Samaki Bora, met in Kisumu. "
        "LBFC wants lower fees, and Samaki Bora will vote."
    )
    who = referents(text)
    assert who["LBFC"] == who["Samaki Bora"] == who["Lake Basin Fishing Council"] is not None


def test_an_explained_foreign_acronym_names_the_body_it_stands_for():
    text = (
        "“We have beaten the Jabha organization,” Colonel Karim Sosa told reporters in Tirkan, "
        "using an Arabic acronym for the Northern Liberation Front."
    )
    who = referents(text)
    assert who["Jabha"] == who["Northern Liberation Front"]


def test_an_explained_acronym_stays_right_when_the_analyst_lists_it(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text(HEADER + "Northern Front,Jabha,group,,,\n")
    text = "“In Tirkan we beat the Jabha,” Karim said, using an Arabic acronym for the Northern Front."
    who = referents(text, analyst=analyst_file.read_analyst(path))
    assert who["Jabha"] == who["Northern Front"] == "group:northern-front" != who.get("Tirkan")


def test_a_surname_is_its_one_bearer_with_or_without_particle():
    who = referents("Samir al-Khatib opened the port. Khatib thanked the crews.")
    assert who["Khatib"] == who["Samir al-Khatib"] == "person:samir-al-khatib"


def test_a_surname_of_two_people_stays_unknown():
    who = referents("Laura Mensah met Peter Mensah in Accra. Mensah signed the contract.")
    assert who["Laura Mensah"] != who["Peter Mensah"]
    assert who["Mensah"] is None


def test_a_shortened_body_is_the_long_one():
    who = referents(
        "The Coastal Trade Commission met in Nairobi on Friday, its chairman said. The Commission will report in May."
    )
    assert who["The Commission"] == who["Coastal Trade Commission"]


@pytest.mark.parametrize(
    ("text", "surface", "actor"),
    [
        ("Talks between Tokyo and Seoul failed.", "Tokyo", "country:japan"),
        ("Nairobi rejected the offer.", "Nairobi", "country:kenya"),
        ("The delegates landed in Tokyo.", "Tokyo", "place:tokyo"),
        ("The Chilean government agreed.", "Chilean government", "country:chile"),
        ("The Turks said they would pay.", "Turks", "country:turkey"),
        ("Shells hit the Libyan army near Sirte.", "Libyan army", "organisation:libyan-army"),
    ],
)
def test_what_stands_for_a_country(text, surface, actor):
    assert referents(text)[surface] == actor


def test_a_newspaper_named_after_a_capital_is_a_newspaper():
    who = referents("Okafor told The Washington Post that Washington refused to pay.")
    assert who["Washington Post"].startswith("organisation:")
    assert who["Washington"] == "country:united-states"


def test_people_who_share_a_surname_are_not_merged_across_articles():
    *_, mentions = read("Mr Rossi sold the mill.", "Critics of Mr Rossi spoke up, and Mr Rossi answered them.")
    assert mentions.loc[mentions["kind"] == "name", "actor_id"].nunique() == 2


def test_the_same_full_name_is_one_actor_across_articles():
    *_, who, _ = read("Mariana Duarte spoke in Lima.", "In Quito, Mariana Duarte disagreed.")
    assert list(who["name"]).count("Mariana Duarte") == 1


def test_the_analyst_overrules(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text(HEADER + "Harbour Workers' League,Big Anchor;Anchor men,group,union of dockers,Q1,yes\n")
    analyst = analyst_file.read_analyst(path)
    *_, who, mentions = read("The Big Anchor went on strike in Durban.", analyst=analyst)
    row = who.set_index("name").loc["Harbour Workers' League"]
    assert (row["kind"], row["role"], row["wikidata"]) == ("group", "union of dockers", "Q1")
    assert row.name in list(who["name"]) and "Big Anchor" in row["aliases"]
    assert mentions["actor_id"].str.contains("harbour-workers").any()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("Li Wei,Li,person,,,\nLi Na,Li,person,,,\n", r'row 3: alias "Li" belongs to two actors \(Li Wei in row 2'),
        ("Li Wei,,robot,,,\n", "row 2: kind 'robot' is unknown; use one of person"),
        (",Li,person,,,\n", "row 2: the name is empty"),
    ],
)
def test_a_bad_row_of_the_analyst_is_named(tmp_path, rows, told):
    path = tmp_path / "actors.csv"
    path.write_text(HEADER + rows)
    with pytest.raises(analyst_file.ActorsFileError, match=told):
        analyst_file.read_analyst(path)


def test_spans_lie_in_their_sentence_and_hold_the_name():
    docs, _, sents, _, mentions = read("“Ghana’s cocoa is late,” said Ama Boateng.\n\nBoateng left for Togo.")
    joined = mentions.merge(sents, on="sent_id", suffixes=("", "_s"))
    assert len(joined) == len(mentions) > 2
    assert ((joined["start"] >= joined["start_s"]) & (joined["end"] <= joined["end_s"])).all()
    text = docs["text"][0]
    assert "Ama Boateng" in [text[s:e] for s, e in zip(mentions["start"], mentions["end"], strict=True)]


def test_a_text_may_end_behind_an_open_bracket():
    assert referents("Visitors from the European Union (EU")["European Union"] is not None


def test_initials_used_without_explanation_are_the_one_body_they_fit():
    who = referents("The Northern Fishing Council met in Kisumu. Fees must fall, NFC chair Ana Torres told the UN.")
    assert who.get("NFC") in (None, who["Northern Fishing Council"])


def test_a_second_name_is_found_past_a_bracket():
    who = referents("Karim Sabah (Arabic: كريم صباح), also known as Abu Nur, was freed. Abu Nur left for Tunis.")
    assert who["Abu Nur"] == who["Karim Sabah"]


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Zandora, known as Peru’s answer to radio, has closed.", "Zandora", "Peru"),
        ("The envoy to Britain called Laura Mensah a friend.", "Britain", "Laura Mensah"),
        ("Flights between San Pedro (SZZ) and Accra begin in May.", "San Pedro", "SZZ"),
    ],
)
def test_words_that_look_like_a_definition(text, one, other):
    who = referents(text)
    assert who.get(one) or who.get(other), "at least one of the names is found"
    assert who.get(one) is None or who[one] != who.get(other)


def test_a_surname_used_before_another_bearer_comes_in_stays_the_first_ones():
    text = (
        "Governor Laura Mensah vetoed the bill. Mensah said it was too dear. Her brother Peter Mensah disagreed. "
        "Mensah will sign a cheaper one."
    )
    *_, mentions = read(text)
    short = [m.actor_id for m in mentions.itertuples() if text[m.start : m.end] == "Mensah"]
    assert short == ["person:laura-mensah"] * 2


def test_a_campaign_is_its_candidates():
    who = referents("Laura Mensah lost in March. The Mensah campaign blamed the rain. The campaign has debts.")
    assert who["Mensah campaign"] == who["The campaign"] != who["Laura Mensah"]


def test_a_surname_with_a_title_of_the_other_gender_is_somebody_else():
    text = "Mr. Sosa won in Lima. The first lady, Ana Sosa, cheered. Later Mr. Sosa thanked voters and Sosa left."
    *_, mentions = read(text)
    short = [m.actor_id for m in mentions.itertuples() if text[m.start : m.end] == "Sosa"]
    assert short == ["person:sosa@t0"] * 3
    who = referents("Mr. Obi won in Lima. His rival praised Peter Obi. Voters thanked Mr. Obi.")
    assert who["Obi"] == who["Peter Obi"] == "person:peter-obi"


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Peter Mensah and Laura Mensah spoke. " + "Rain fell on the coast all day. " * 12
         + "Laura Mensah came back late. Mensah said no.", "person:laura-mensah"),
        ("Peter Mensah met Laura Mensah. " + "Laura Mensah was late again. " * 3 + "Rain fell on the coast. " * 15
         + "Mensah said no.", "person:laura-mensah"),
        ("Peter Mensah and Laura Mensah spoke. " + "Rain fell on the coast all day. " * 12 + "Mensah said no.", None),
    ],
)  # fmt: skip
def test_a_surname_of_two_is_the_one_just_named_or_named_far_more_often(text, actor):
    *_, mentions = read(text)
    short = [m.actor_id for m in mentions.itertuples() if text[m.start : m.end] == "Mensah"]
    assert [None if s != s else s for s in short] == [actor]


def test_a_father_whose_name_ends_the_sons_is_another():
    who = referents("Sheikh Omar Saleh Karim Nasser met ministers. His father Saleh Karim Nasser watched.")
    assert who["Omar Saleh Karim Nasser"] != who["Saleh Karim Nasser"]


def test_a_university_of_the_capital_is_no_act_of_the_state():
    assert referents("Scholars of Lima’s National University left.")["Lima"] != "country:peru"
    assert referents("Lima’s government left.")["Lima"] == "country:peru"


@pytest.mark.parametrize(("pronoun", "actor"), [("She", "person:martha-sosa"), ("He", "person:daniel-diaz")])
def test_a_first_name_tells_whom_a_pronoun_means(pronoun, actor):
    text = f"Martha Sosa met Daniel Diaz in Lima. {pronoun} praised the talks."
    assert referents(text)[pronoun] == actor


def test_a_title_chooses_between_two_of_one_surname():
    text = "Martha Sosa and Daniel Sosa ran in Lima. Rain fell. Mrs. Sosa won. Mr. Sosa lost."
    *_, mentions = read(text)
    short = [m.actor_id for m in mentions.itertuples() if text[m.start : m.end] == "Sosa"]
    assert short == ["person:martha-sosa", "person:daniel-sosa"]


def test_his_excellency_is_no_pronoun():
    assert "HE" not in referents("Rana Sosa met the minister, HE Dr Omar Saleh, in Lima.")


def test_an_office_before_a_style_and_a_title_is_whose_name_follows():
    text = "Rana Sosa met the Minister of Foreign Affairs of Peru, HE Dr Omar Saleh, in Lima."
    who = referents(text)
    assert who["the Minister of Foreign Affairs of Peru"] == who["Omar Saleh"] == "person:omar-saleh"


@pytest.mark.parametrize("other", ["Nyumbani", "The Nyumbani Republic"])
def test_a_listed_actor_keeps_its_kind_whatever_name_it_goes_by_first(other):
    *_, who, _ = read(f"{other}, also known as Kenya, signed the treaty. Kenya wants talks.")
    assert who.set_index("actor_id")["kind"].to_dict() == {"country:kenya": "country"}
