"""What tells of change: words by class, turns of phrase, superlatives, figures, denial, obstacles, levels."""

import pytest

from stancebook.text import language
from stancebook.trade import clauses, cues, direction, figures, terms

FELL = (
    "nosedived withered faltered crumbled ebbed waned sagged languished plummeted evaporated vanished shrivelled "
    "imploded "
    "foundered slipped receded regressed lapsed deflated tumbled"
).split()
ROSE = (
    "skyrocketed mushroomed ballooned snowballed burgeoned blossomed proliferated prospered rebounded rallied trebled "
    "quadrupled spiked swelled quickened flourished multiplied soared rocketed"
).split()
HURT = (
    "crippled stymied throttled hobbled scuppered strangled derailed stifled battered dented paralysed eroded".split()
)
HELPED = "bolstered spurred revived stimulated fostered underpinned boosted strengthened expedited".split()


def heading(sentence):
    doc = language.parse([sentence])[0]
    tokens, reading = list(doc), terms.terms_in(doc)
    verb = clauses.claim_path(tokens)[-1]
    return direction.direction(cues.cues(tokens, reading, verb), reading, verb)


@pytest.mark.parametrize(
    ("way", "sentence"),
    [("down", f"Exports of salt {verb} in May.") for verb in FELL]
    + [("up", f"Exports of salt {verb} in May.") for verb in ROSE]
    + [("down", f"The flood {verb} exports of salt.") for verb in HURT]
    + [("up", f"The new bridge {verb} exports of salt.") for verb in HELPED],
)
def test_words_of_change_by_class(way, sentence):
    assert heading(sentence).label == way


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("down", "Trade across the river came to a standstill."),
        ("down", "Shipments of nuts took a beating."),
        ("up", "Exports of nuts gathered pace."),
        ("down", "The data showed a plunge in exports of nuts."),
        ("up", "Traders saw an upswing in exports of nuts."),
        ("down", "Exports of nuts have never been lower."),
        ("up", "Exports of nuts have never been higher."),
        ("down", "Exports of nuts were the weakest in nine years."),
        ("up", "It was the best year ever for exports of nuts."),
        ("unclear", "Togo is the largest exporter of nuts."),
        ("unclear", "Exports of nuts were worth 40 million dollars."),
        ("up", "Exports of nuts show no sign of slowing."),
        ("up", "Exports of nuts have not stopped growing."),
        ("up", "Togo will no longer block imports of nuts."),
        ("up", "Growth of exports slowed to 2 percent."),
        ("down", "The decline of exports slowed."),
        ("down", "The president would not let the trade accord pass."),
        ("down", "The law bars the minister from waiving the tariffs."),
        ("down", "She led the opposition to the trade deal."),
        ("up", "He opposed the import ban."),
        ("down", "Togo doubled its duties on imported cars."),
        ("up", "Togo did away with its duties on imported cars."),
        ("flat", "Exports of nuts held steady."),
        ("flat", "Exports of nuts are unlikely to be affected."),
        ("unclear", "Exports of nuts zibbled in May."),  # an unknown word is no growth
    ],
)
def test_what_a_sentence_says(way, sentence):
    assert heading(sentence).label == way


@pytest.mark.parametrize(
    ("sign", "sentence"),
    [
        (-1, "Trade fell from 5 to 3 billion dollars."),
        (-1, "Exports came to 3 million tonnes, against 5 million a year before."),
        (1, "Trade stood at $9.1 billion in 2019, compared to $6.4 billion in 2018."),
        (1, "Exports totalled 30 billion dollars in 2016 and 28 billion in 2015."),
        (-1, "Exports were 12 percent below those of last year."),
        (1, "Exports came to 900 million dollars, up from 700 million dollars."),
        (1, "Exports came to 1.2 billion dollars, from 900 million dollars a year earlier."),
        (0, "Exports were 4 million boxes, the same as a year before."),
    ],
)
def test_figures_set_side_by_side_decide(sign, sentence):
    assert figures.compared(sentence).sign == sign
    assert heading(sentence).label == {1: "up", -1: "down", 0: "flat"}[sign]


@pytest.mark.parametrize(
    "sentence",
    [
        "Trade from 2018 to 2019 was brisk.",
        "More than 400 lorries passed.",
        "Exports rose 4 percent, after 6 percent in May.",  # growth that slowed
        "They sold 5 tonnes, against 3 million dollars in the year before.",
        "The bridge was closed after 12 hours.",
    ],
)
def test_what_is_no_comparison(sentence):
    assert figures.compared(sentence) is None


def test_a_figure_of_a_gap_or_an_obstacle_is_no_figure_of_trade():
    assert heading("The trade deficit went from 5 to 3 billion dollars.").label == "unclear"
    assert heading("The import duty went from 40 dollars to 90 dollars a tonne.").label == "down"


def test_an_unknown_verb_leaves_the_word_to_the_encoder():
    assert heading("Exports of nuts zibbled in May.").strength < 0.2 < heading("Exports of nuts fell.").strength


def test_goods_and_turns_of_phrase_are_found_by_their_dictionary_forms():
    doc = language.parse(["Shipments of palm oil ground to a halt, and exports of solar panels fell."])[0]
    reading = terms.terms_in(doc)
    assert [doc[a:b].text for a, b in reading.goods] == ["palm oil", "solar panels"]
    assert [(doc[a:b].text, kind) for a, b, kind in reading.idioms] == [("ground to a halt", "down")]
