import pytest

from helpers import read, referents
from stancebook.actors import analyst_file, groups


@pytest.mark.parametrize(
    ("text", "surface", "actor"),
    [
        ("They hit Fijian police forces near Suva.", "Fijian police forces", "organisation:fijian-police-forces"),
        ("The troops of Mali left the town.", "troops of Mali", "organisation:malian-forces"),
        ("A US-led coalition bombed the port.", "US-led coalition", "organisation:us-led-coalition"),
        ("The Omani-led coalition forces left.", "Omani-led coalition forces", "organisation:omani-led-coalition"),
        ("Karen fighters took the bridge on Monday.", "Karen fighters", "group:karen-fighters"),
        ("The army fought Boko Haram militants in Borno.", "Boko Haram militants", "group:boko-haram"),
        ("Peruvian officials rejected the claim.", "Peruvian officials", "country:peru"),
        ("He met Peruvian lawmakers in Lima.", "Peruvian lawmakers", "group:peruvian-lawmakers"),
        ("The government of Chile agreed.", "government of Chile", "country:chile"),
        ("NATO troops crossed the river.", "NATO troops", "organisation:north-atlantic-treaty-organization"),
        ("He split the international community.", "international community", "group:international-community"),
        ("French newspaper Le Monde broke it, and Le Monde stood by it.", "French newspaper", "organisation:le-monde"),
    ],
)  # fmt: skip
def test_a_description_that_identifies_is_one_actor_everywhere(text, surface, actor):
    assert referents(text)[surface] == actor


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Chadian rebels hold Faya. The rebels want talks.", "The rebels", "Chadian rebels"),
        ("Rebels seize Faya\n\nChadian rebels seized Faya on Monday.", "Rebels", "Chadian rebels"),
        ("The Libyan army shelled Sirte. Later the army left.", "the army", "Libyan army"),
        ("Boko Haram burned the school. The militants fled.", "The militants", "Boko Haram"),
        ("Boko Haram burned the school. These terrorists will be caught.", "These terrorists", "Boko Haram"),
        ("The Bolivian government lost. The government will appeal.", "The government", "Bolivian government"),
    ],
)
def test_a_bare_group_is_the_identified_one(text, short, long):
    who = referents(text)
    assert who[short] == who[long] is not None


def test_two_nationalities_before_one_noun_are_two_groups():
    who = referents("Kenyan and Ugandan troops entered the town.")
    assert who["Ugandan troops"] == "organisation:ugandan-forces"
    assert who["Kenyan"] == "organisation:kenyan-forces"


def test_an_unidentified_group_is_an_actor_of_its_article_alone():
    *_, who, mentions = read("The rebels attacked Faya.", "In Pemba the rebels gave up.")
    assert mentions["actor_id"].nunique() == len(set(mentions["doc_id"])) + 2  # two places, two groups
    assert {"group:rebels@t0", "group:rebels@t1"} <= set(who["actor_id"])


@pytest.mark.parametrize(
    "text",
    [
        "Market forces will decide.",
        "A militia took the bridge.",
        "Some rebels surrendered.",
        "The new government faces debts.",
        "The government of the colony fell.",
    ],
)
def test_what_names_nobody_is_no_actor(text):
    *_, who, _ = read(text)
    assert not who["kind"].isin(["group", "organisation"]).any()


def test_what_fits_two_armed_groups_is_unknown():
    who = referents("Boko Haram and Hamas met Al-Shabaab. The militants said nothing.")
    assert not {"group:boko-haram", "group:hamas"} & {who.get("The militants")}


def test_whose_a_group_is_can_be_found():
    *_, who, _ = read("Chadian rebels fought the pro-Saleh militias and a Kenyan-led coalition.")
    role = who.set_index("name")["role"]
    assert role["Chadian rebels"] == "of Chad" and role["Kenyan-led coalition"] == "led by Kenya"


def test_the_analyst_overrules_a_description(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text("name,aliases,kind,role,wikidata,focus\nNorthern Army of Chad,Chadian rebels,group,,,\n")
    who = referents("Chadian rebels hold Faya. The rebels want talks.", analyst=analyst_file.read_analyst(path))
    assert who["Chadian rebels"] == who["The rebels"] == "group:northern-army-of-chad"


def test_strikes_are_their_doers():
    who = referents("Kenyan jets conducted nine strikes in Jubba. The strikes destroyed two bridges.")
    assert who["strikes"] == who["Kenyan jets"]


def test_new_strikes_are_nobodys():
    who = referents("Kenyan jets conducted nine strikes in Jubba. An attack destroyed two bridges.")
    assert "attack" not in who


def test_they_are_the_group_of_the_sentence_before():
    who = referents("The Chadian rebels entered the town. They took six hostages.")
    assert who["They"] == who["Chadian rebels"]


def test_every_word_family_is_there():
    for family in "telling fighting other amount wide joined prefix taken_up called_otherwise press publisher".split():
        assert groups.words(family)


def test_the_government_is_that_of_what_the_analyst_calls_a_country(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text("name,aliases,kind,role,wikidata,focus\nEuropean Union,,country,,,\n")
    text = "The European Union banned tin. Exporters sued the European Union. The federal government defended the ban."
    who = referents(text, analyst=analyst_file.read_analyst(path))
    assert who["federal government"] == who["European Union"] is not None
