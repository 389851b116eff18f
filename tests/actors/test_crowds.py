import pytest

from helpers import documents, read, referents
from stancebook import pipeline


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Farmers blocked the road to the port on Monday.", "farmers"),
        ("Precinct chiefs thanked Mayor Dina Kovac on Tuesday.", "precinct chiefs"),
        ("Protesters in Halifax denounced the minister, Joan Legault.", "protesters in Halifax"),
        ("Human rights groups condemned Egypt.", "human rights groups"),
        ("Truckers said that Poland had blocked the border.", "truckers"),
        ("Hundreds of protesters denounced Iran in Berlin.", "protesters"),
        ("Striking workers condemned Arbor Steel on Friday.", "workers"),
    ],
)
def test_a_group_without_a_name_is_an_actor_of_its_article(text, group):
    *_, who, _ = read(text)
    row = who.set_index("name").loc[group]
    assert row["kind"] == "group" and row["actor_id"].endswith("@t0")


def test_mentions_by_the_same_noun_are_one_group():
    who = referents(
        "Villagers accused Zenith Mining of lying. Angry villagers met. The villagers want the mine closed."
    )
    assert who["Villagers"] == who["Angry villagers"] == who["villagers"] == "group:villagers@t0"


def test_a_word_before_the_noun_tells_two_groups_apart():
    who = referents("Coffee farmers praised Kenya. Tea farmers accused Kenya of neglect.")
    assert who["Coffee farmers"] != who["Tea farmers"]


def test_a_bare_plural_before_the_telling_one_is_another():
    who = referents("Officials said talks failed. Officials in Nairobi accused Uganda. The officials left.")
    assert who["Officials"] == "group:officials@t0" and who["officials"] == who["Officials in Nairobi"]


def test_a_described_group_is_taken_up():
    who = referents("Kenyan farmers sued Uganda. On Tuesday the farmers met Uganda's president.")
    assert who["farmers"] == who["Kenyan farmers"] == "group:kenyan-farmers"


@pytest.mark.parametrize(
    "text",
    [
        "Reports said that Poland had blocked the border.",
        "Two workers died.",
        "People want peace.",
        "The law on workers is old.",
    ],
)
def test_what_is_nobody_in_particular_is_no_actor(text):
    *_, who, _ = read(text)
    assert "group" not in set(who["kind"])


@pytest.mark.parametrize(
    ("text", "country", "group"),
    [
        ("Russia's rivals thanked Moldova on Monday.", "country:russia", "group:rivals-of-russia"),
        ("Critics of Russia praised Finland on Monday.", "country:russia", "group:critics-of-russia"),
        ("Former officials of Peru condemned Chile on Monday.", "country:peru", "group:former-peruvian-officials"),
        ("The opposition in Kenya accused Uganda of meddling.", "country:kenya", "group:kenyan-opposition"),
        ("Myanmar's minorities condemned China.", "country:myanmar", "group:burmese-minorities"),
        ("Peru's former president praised Chile on Monday.", "country:peru", None),
        ("Kenya's opposition leader accused Uganda of fraud.", "country:kenya", None),
        ("Parts of Ukraine reject Russia.", "country:ukraine", None),
        ("The former Syrian government praised Iran.", "country:syria", None),
    ],
)
def test_rivals_former_ones_and_parts_are_not_the_country(text, country, group):
    found = pipeline.analyse(documents(text))
    assert country not in {*found["stances"]["source_id"], *found["quotes"]["speaker_id"]}
    assert group is None or group in set(found["mentions"]["actor_id"])


def test_a_group_that_takes_no_part_is_no_actor_and_a_listed_one_stays():
    text = "Ana Obi lived with refugees. Former fighters sell fruit there. Hamas militants slept there."
    found = pipeline.analyse(documents(text))
    assert set(found["actors"]["actor_id"]) == {"person:ana-obi", "group:hamas"}
    assert found["mentions"]["actor_id"].isin(found["actors"]["actor_id"]).all()


def test_some_people_of_a_nation_are_not_the_country():
    who = referents("Most Americans blame China. Americans like Peru. An American left. The Germans rejected the plan.")
    assert who["Americans"] == "group:americans" and who["Germans"] == "country:germany" and "American" not in who
