"""How a stance is told: each status with sentences of its own, in active, passive and nominal form."""

import pytest

from helpers import build
from stancebook.stance import mood, positions
from stancebook.stance.anchor import articles, they
from stancebook.stance.edges import edges
from stancebook.text import language

NAMES = ("Peru", "Chile", "Spain", "Mali", "France", "Smith", "Jones", "rebels")
TOLD = [
    # the reporter's own voice: verb, passive, noun, relation noun, compound
    ("France backs Mali.", "France", "Mali", "asserted"),
    ("Chile was criticised by Peru.", "Peru", "Chile", "asserted"),
    ("Sanctions were imposed on Mali by France.", "France", "Mali", "asserted"),
    ("Smith, a critic of Peru, spoke.", "Smith", "Peru", "asserted"),
    ("The rebels, backed by Peru, left.", "Peru", "rebels", "asserted"),
    ("Peru-backed rebels may leave Chile.", "Peru", "rebels", "asserted"),
    ("Peru threatened Chile.", "Peru", "Chile", "asserted"),  # the threat was made
    ("Peru managed to defeat Chile.", "Peru", "Chile", "asserted"),
    # somebody's claim, whose is not told
    ("Peru is said to back Chile.", "Peru", "Chile", "reported"),
    ("Peru is accused of backing Chile.", "Peru", "Chile", "reported"),
    ("Peru allegedly attacked Chile.", "Peru", "Chile", "reported"),
    ("Claims that Peru attacked Chile spread.", "Peru", "Chile", "reported"),
    # not so
    ("Peru does not support Chile.", "Peru", "Chile", "negated"),
    ("Peru no longer backs Chile.", "Peru", "Chile", "negated"),
    ("Peru refused to support Chile.", "Peru", "Chile", "negated"),
    ("Peru is not an ally of Chile.", "Peru", "Chile", "negated"),
    ("Neither Peru nor Spain backs Chile.", "Spain", "Chile", "negated"),
    ("Peru stopped backing Chile.", "Peru", "Chile", "negated"),
    ("Peru has neither backed nor praised Chile.", "Peru", "Chile", "negated"),
    ("Peru does not want to help Chile.", "Peru", "Chile", "negated"),  # negated comes before hypothetical
    # denied
    ("Reports that Peru attacked Chile are false.", "Peru", "Chile", "denied"),
    # open
    ("Peru would sanction Chile.", "Peru", "Chile", "hypothetical"),
    ("Chile could be sanctioned by Peru.", "Peru", "Chile", "hypothetical"),
    ("Peru will condemn Chile tomorrow.", "Peru", "Chile", "hypothetical"),
    ("If Peru attacks Chile, the port closes.", "Peru", "Chile", "hypothetical"),
    ("Peru threatened to sanction Chile.", "Peru", "Chile", "hypothetical"),
    ("Sanctions will be imposed on Mali by France.", "France", "Mali", "hypothetical"),
    ("Peru plans sanctions on Chile.", "Peru", "Chile", "hypothetical"),
    ("Spain demanded that Peru condemn Chile.", "Peru", "Chile", "hypothetical"),
    ("Spain urged Peru to back Chile.", "Peru", "Chile", "hypothetical"),
    ("Peru is committed to defeating Chile.", "Peru", "Chile", "hypothetical"),
    ("Does Peru support Chile?", "Peru", "Chile", "hypothetical"),
]


def test_what_is_yet_to_be_said_is_open():
    doc = language.parse(["Peru has yet to say whether it will support Chile."])[0]
    assert mood.mood_of(next(t for t in doc if t.text == "support")).status == "hypothetical"


def rows(text, said=()):
    names = {n: n for n in NAMES if n in text}
    found = positions.stances_in(articles(*build(text, names, said))).to_dict("records")
    return {(r["source_id"], r["target_id"]): r for r in found}


@pytest.mark.parametrize(("text", "source", "target", "status"), TOLD, ids=[t[0] for t in TOLD])
def test_each_way_of_telling_has_its_status(text, source, target, status):
    assert rows(text)[source, target]["status"] == status


@pytest.mark.parametrize(
    "text",
    [
        "Peru will meet Spain and it condemned Mali.",
        "Peru has not commented on Spain's claim.",
        "Peru denied backing Spain.",
        "Peru denied a part in the attack on Spain.",
        "Peru did not deny backing Spain.",
        "Peru has yet to condemn Spain.",
    ],
)
def test_what_takes_no_side_has_no_row(text):
    assert ("Peru", "Spain") not in rows(text)


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("Peru was the first to condemn Chile.", "condemn", "asserted"),  # an infinitive that was done
        ("Peru sent troops to attack Chile.", "attack", "hypothetical"),  # a purpose
        ("Peru helped defeat Chile.", "defeat", "asserted"),
        ("Peru did not sign and condemned Chile.", "condemned", "asserted"),  # each verb has its own tense
        ("Peru may praise and support Chile.", "support", "hypothetical"),  # one modal for both
        ("The heroes of Peru, who defeated Chile, would not leave.", "defeated", "asserted"),  # a clause of its own
        ("Spain would help Peru in its dispute with Chile.", "dispute", "asserted"),  # taken for granted
        ("Peru did not say that Spain backs Chile.", "backs", "hypothetical"),
        ("Peru does not believe that Spain backs Chile.", "backs", "negated"),
        ("Possible sanctions on Chile worry Spain.", "sanctions", "hypothetical"),
        ("Peru dismissed allegations of support for Chile.", "support", "denied"),
    ],
)
def test_the_words_above_an_act_colour_it_and_no_others(text, word, status):
    (token,) = [t for t in language.parse([text])[0] if t.text == word]
    assert mood.mood_of(token).status == status


def test_what_a_speaker_says_of_others_is_reported_and_its_own_stance_asserted():
    words = "Peru betrayed us and attacked Chile"
    told = rows(f"“{words},” Smith said.", [("Smith", words)])
    assert (told["Peru", "Chile"]["status"], told["Peru", "Chile"]["asserted_by"]) == ("reported", "Smith")
    words = "Peru is a liar and an aggressor"
    told = rows(f"“{words},” Smith said.", [("Smith", words)])
    assert (told["Smith", "Peru"]["status"], told["Smith", "Peru"]["label"]) == ("asserted", "opposes")


def test_a_charge_is_the_accusers_claim_without_any_quote():
    told = rows("Smith accused Peru of backing Chile.")
    assert (told["Peru", "Chile"]["status"], told["Peru", "Chile"]["asserted_by"]) == ("reported", "Smith")
    assert told["Smith", "Peru"]["status"] == "asserted"


def test_an_unnamed_voice_is_not_the_reporter():
    row = rows("A spokesman said Peru attacked Chile.", [(None, "Peru attacked Chile")])["Peru", "Chile"]
    assert row["status"] == "reported"
    assert not isinstance(row["asserted_by"], str)


def test_a_quoted_speaker_can_deny_threaten_and_negate():
    for words, status in (
        ("Peru would sanction Chile", "hypothetical"),
        ("Peru does not back Chile", "negated"),
    ):
        assert rows(f"Smith said {words}.", [("Smith", words)])["Peru", "Chile"]["status"] == status


def test_what_is_taken_for_granted_holds_under_would_and_not():
    words = "This would not have come without the heroes of Chile"
    (article,) = articles(*build(f"“{words},” Smith said.", {"Chile": "Chile", "Smith": "Smith"}, [("Smith", words)]))
    (sentence,) = article.doc.sents
    told = edges(sentence, article.at, article.speaker, they(article, sentence, None))
    statuses = [positions.status(e, quoted=True) for e in told if (e.source, e.target) == ("Smith", "Chile")]
    assert statuses and all(s == "asserted" and score > 0 for s, score in statuses)


def test_a_negation_that_the_score_did_not_see_is_folded_in():
    row = rows("Neither Peru nor Spain backs Chile.")["Peru", "Chile"]
    assert (row["status"], row["label"]) == ("negated", "opposes")
