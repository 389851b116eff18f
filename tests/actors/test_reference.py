import pytest

from helpers import referents


def test_a_pronoun_is_the_subject_of_the_sentence_before():
    who = referents("Ana Torres leads the port authority of Callao. She opened a second pier on Monday.")
    assert who["She"] == who["Ana Torres"]


def test_a_pronoun_is_not_the_other_argument_of_its_verb():
    who = referents("Joseph Banda met David Phiri. Phiri praised him.")
    assert who["him"] == who["Joseph Banda"]


def test_a_title_tells_gender():
    who = referents("Mrs Adeyemi met Mr Okoro in Lagos. She refused to sign.")
    assert who["She"] == who["Adeyemi"]


def test_a_pronoun_without_a_person_is_unknown():
    assert referents("The bridge fell in the night. He said so.")["He"] is None


@pytest.mark.parametrize("role", ["the minister", "the finance minister"])
def test_a_role_noun_is_who_holds_the_role(role):
    who = referents(f"Finance minister Kwame Asante spoke in Accra. Exports fell, {role} said.")
    assert who[role] == who["Kwame Asante"]


def test_a_role_noun_can_come_before_the_name():
    who = referents("The Bolivian trade minister walked in, after the minister, Luis Quispe, had crossed the bridge.")
    assert who["The Bolivian trade minister"] == "person:luis-quispe"


def test_a_role_past_a_phrase_is_found():
    who = referents("An adviser to the Andean Farmers Union, Rosa Mamani, said prices would fall.")
    assert who["An adviser to the Andean Farmers Union"] == "person:rosa-mamani"


def test_the_group_is_the_body_spoken_of():
    who = referents("The Red River Liberation Front holds the pass. The group attacked two convoys.")
    assert who["The group"] == who["Red River Liberation Front"]


def test_two_holders_of_a_role_of_two_countries_are_kept_apart():
    who = referents(
        "The Peruvian president, Jorge Salas, met the Chilean president, Marta Rojas. "
        "The Peruvian president left early."
    )
    assert who["The Peruvian president"] == "person:jorge-salas"


def test_an_office_with_what_it_is_for_is_its_holder():
    who = referents("Minister of Trade Peter Mensah said exports fell.")
    assert who["Minister of Trade"] == who["Peter Mensah"]


def test_a_role_is_who_the_sentence_says_it_is():
    who = referents("His adviser is Peter Mensah.")
    assert who["His adviser"] == who["Peter Mensah"]


def test_the_people_of_a_country_are_found_behind_an_adverb():
    assert referents("We thank our partners, especially the Turks.")["Turks"] == "country:turkey"
