import pytest

from helpers import read, referents


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("Rep. Alan Price, R-Okla., criticised Mexico on Monday.", "R-Okla."),
        ("Sen. Rosa Diaz (D-N.Y.) accused Iran of lying.", "D-N.Y."),
        ("Dora Finch, Undersecretary of State for Political Affairs, praised Japan.", "State for Political Affairs"),
        ("Chief of Naval Operations Adm. John Richter praised Norway.", "Naval Operations"),
        ("Tensions rose in the East. The East distrusts the West.", "East"),
        ("Dock workers in Santos condemned the port authority.", "Dock"),
        ("Gold fell as the US dollar rose.", "US"),
    ],
)
def test_what_is_no_name_is_no_actor(text, nobody):
    assert nobody not in referents(text)


def test_the_words_of_an_office_are_no_part_of_the_body_before_them():
    who = referents("EU High Representative Carla Mendes condemned Belarus.")
    assert who["EU"] == "organisation:european-union" and "EU High" not in who


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("The law firm Harker, Bloom, Tilley & Stone sued Canada on Monday.", "Harker, Bloom, Tilley & Stone"),
        ("Cole, Dunn and Frey LLP defended Peru.", "Cole, Dunn and Frey LLP"),
    ],
)
def test_partners_are_one_firm(text, firm):
    assert referents(text)[firm].startswith("organisation:")


def test_people_joined_by_and_stay_people():
    *_, who, _ = read("Ana Cole, Tim Dunn and Eva Frey defended Peru.")
    assert set(who.loc[who["kind"] == "person", "name"]) == {"Ana Cole", "Tim Dunn", "Eva Frey"}


@pytest.mark.parametrize("text", ["Residents of Gao welcomed the soldiers.", "Malmesbury is a quiet town."])
def test_what_has_residents_or_is_a_town_is_a_place(text):
    *_, who, _ = read(text)
    assert set(who.loc[who["name"].isin(["Gao", "Malmesbury"]), "kind"]) == {"place"}


def test_a_people_is_a_group():
    assert referents("Turkey's Kurds criticised Iran.")["Kurds"] == "group:kurds"


def test_what_a_dateline_names_is_no_actor():
    text = "NAIROBI (Reuters) - Kenya praised Uganda for its patience on Monday, and thanked Tanzania for its help."
    *_, who, _ = read(text)
    assert set(who["actor_id"]) == {"country:kenya", "country:uganda", "country:tanzania"}


def test_an_agency_that_a_sentence_names_is_one():
    assert referents("Kenya praised Uganda, the minister told Reuters.")["Reuters"] == "organisation:reuters"


@pytest.mark.parametrize("name", ["Republic of Türkiye", "Turkiye", "Czech Republic", "Cabo Verde", "State of Israel"])
def test_a_country_is_one_in_each_of_its_spellings(name):
    assert referents(f"The {name} thanked Peru on Monday.")[name].startswith("country:")
