"""Each way of telling who stands with or against whom, with its own sentence."""

import pandas as pd
import pytest

from helpers import build, documents
from stancebook import pipeline, tables
from stancebook.stance import classify_pairs, lexicon, positions, totals
from stancebook.stance.anchor import articles, they
from stancebook.stance.edges import edges


def found(text, names, said=()):
    """What the rules alone read, as (source, target, label, asserted_by) -> score, the strongest of each."""
    (article,) = articles(*build(text, {n: n for n in names}, said))
    told, before = {}, None
    for sentence in article.doc.sents:
        for e in edges(sentence, article.at, article.speaker, they(article, sentence, before)):
            key = (e.source, e.target, positions.label(e.score), e.asserted_by)
            told[key] = max(told.get(key, 0.0), e.score, key=abs)
        before = sentence
    return told


SIDES = [
    ("France backs Senegal in the dispute.", "France", "Senegal", "supports"),
    ("Peru condemned Chile on Friday.", "Peru", "Chile", "opposes"),
    ("Chile was criticised by Peru on Friday.", "Peru", "Chile", "opposes"),
    ("Norway fought against Denmark for years.", "Norway", "Denmark", "opposes"),
    ("Kenya sided with Uganda.", "Kenya", "Uganda", "supports"),
    ("The militia was run out of the town by Kenya.", "Kenya", "militia", "opposes"),
    ("Somali forces were driven out by Kenya.", "Kenya", "Somali", "opposes"),
    ("Kenya, a supporter of Uganda, sent no troops.", "Kenya", "Uganda", "supports"),
    ("Kenya is an enemy of Uganda.", "Kenya", "Uganda", "opposes"),
    ("France imposed sanctions on Mali.", "France", "Mali", "opposes"),
    ("Sanctions were imposed on Mali by France.", "France", "Mali", "opposes"),
    ("France voiced its support for Mali.", "France", "Mali", "supports"),
    ("Peru won praise from Spain.", "Spain", "Peru", "supports"),
    ("Peru came under criticism from Spain.", "Spain", "Peru", "opposes"),
    ("Turkish airstrikes on Libya continued.", "Turkish", "Libya", "opposes"),
    ("Smith, an economist who backs Peru, spoke.", "Smith", "Peru", "supports"),
    ("Peru vowed to defeat Chile.", "Peru", "Chile", "opposes"),
    ("Peru is hostile to Chile.", "Peru", "Chile", "opposes"),
    ("Peru-backed rebels left Bogota.", "Peru", "rebels", "supports"),
    ("Mali called off the strike against Kenya.", "Mali", "Kenya", "supports"),
    ("Peru ended its boycott of Chile.", "Peru", "Chile", "supports"),
    ("Norway mediated between Mali and Kenya.", "Norway", "Mali", "supports"),
    ("A Peru-aligned militia left the town.", "militia", "Peru", "supports"),
    ("Protests by an anti-Peru militia went on.", "militia", "Peru", "opposes"),
    ("Peru attacked the leaders of Chile.", "Peru", "Chile", "opposes"),
    ("Jones called Smith a liar.", "Jones", "Smith", "opposes"),
    ("Jones condemned the attack on Chile.", "Jones", "Chile", "supports"),
    ("Jones refused to support Smith.", "Jones", "Smith", "opposes"),
    ("Jones does not support Smith.", "Jones", "Smith", "opposes"),
    ("Peru accused Chile of arming Bolivia.", "Peru", "Chile", "opposes"),
    ("Peru and Spain denounced Chile.", "Spain", "Chile", "opposes"),
    ("Peru denounced Chile and Spain.", "Peru", "Spain", "opposes"),
    ("Spain supports Peru in the fight against Chile.", "Peru", "Chile", "opposes"),
    ("Peru is committed to defeating Chile.", "Peru", "Chile", "opposes"),
    ("Peru is ready to help Chile.", "Peru", "Chile", "supports"),
    ("Jones was appalled by the attack by Chile.", "Jones", "Chile", "opposes"),
    ("Kenya seized the port from Uganda.", "Kenya", "Uganda", "opposes"),
    ("Peru is responsible for attacks on Chile.", "Peru", "Chile", "opposes"),
]


@pytest.mark.parametrize(("text", "source", "target", "side"), SIDES, ids=[s[0] for s in SIDES])
def test_each_construction_takes_the_right_side(text, source, target, side):
    names = [n for n in ("France", "Senegal", "Peru", "Chile", "Norway", "Denmark", "Kenya", "Uganda", "Somali",
                         "Mali", "Spain", "Turkish", "Libya", "Smith", "Jones", "rebels", "militia", "Bolivia")
             if n in text and not (n == "Mali" and "Somali" in text)]  # fmt: skip
    sides = {(a, b): label for a, b, label, _ in found(text, names)}
    assert sides.get((source, target)) == side
    assert sides.get((target, source)) in (None, "neutral")


def test_tensions_between_two_hold_both_ways():
    told = {k[:3] for k in found("Tensions between Peru and Chile have grown.", ["Peru", "Chile"])}
    assert told == {("Peru", "Chile", "opposes"), ("Chile", "Peru", "opposes")}


def test_a_hyphenated_conflict_holds_both_ways():
    told = {k[:3] for k in found("The Peru-Chile dispute dragged on.", ["Peru", "Chile"])}
    assert told == {("Peru", "Chile", "opposes"), ("Chile", "Peru", "opposes")}


def test_standing_in_one_sentence_is_no_stance():
    assert found("Peru and Chile lie on the Pacific.", ["Peru", "Chile"]) == {}


@pytest.mark.parametrize(
    "text",
    ["Peru denied attacking Chile.", "Peru did not condemn Chile.", "Peru declined to comment on Chile's claim."],
)
def test_denial_silence_and_what_was_not_done_are_neutral(text):
    told = found(text, ["Peru", "Chile"])
    assert told == {("Peru", "Chile", "neutral", None): 0.0}


def test_a_possible_act_is_less_certain_than_a_done_one():
    def sure(text):
        return positions.stances_in(articles(*build(text, {"Peru": "a", "Chile": "b"})))["confidence"].iloc[0]

    assert sure("Peru might support Chile.") < sure("Peru supports Chile.")


def test_the_speaker_of_a_charge_asserts_it_and_is_against_the_one_charged():
    text = "Smith said that Peru is responsible for attacks on Chile."
    told = found(text, ["Smith", "Peru", "Chile"], [("Smith", "that Peru is responsible for attacks on Chile")])
    assert told["Peru", "Chile", "opposes", "Smith"] < -0.5
    assert told["Smith", "Peru", "opposes", "Smith"] < -0.3


def test_credit_and_praise_inside_a_quote_are_the_speakers():
    words = "This success would not have come without the heroes of the Peruvian navy"
    told = found(f"“{words},” Smith said.", ["Peruvian navy", "Smith"], [("Smith", words)])
    assert told["Smith", "Peruvian navy", "supports", "Smith"] > 0.3


@pytest.mark.parametrize(
    ("text", "source", "target", "basis"),
    [
        ("Peru bombed Chile on Friday.", "Peru", "Chile", "act"),
        ("Peru condemned Chile on Friday.", "Peru", "Chile", "words"),
        ("Peru is an ally of Chile.", "Peru", "Chile", "told"),
    ],
)
def test_a_stance_is_shown_by_an_act_by_words_or_told_by_others(text, source, target, basis):
    (row,) = positions.stances_in(articles(*build(text, {source: source, target: target}))).to_dict("records")
    assert (row["source_id"], row["target_id"], row["basis"]) == (source, target, basis)


def test_what_a_speaker_says_of_somebody_is_its_stance_in_words_with_the_quote_as_evidence():
    words = "We thank Peru, a generous friend that helped Smith, and we condemn Jones"
    names = {n: n for n in ("Smith", "Jones", "Peru")}
    rows = positions.stances_in(articles(*build(f"“{words},” Smith said.", names, [("Smith", words)])))
    said = rows[(rows["basis"] == "words") & (rows["source_id"] == "Smith")]
    assert dict(zip(said["target_id"], said["label"], strict=True)) == {"Jones": "opposes", "Peru": "supports"}
    assert said["quote_id"].notna().all() and set(said["asserted_by"]) == {"Smith"}


def test_hope_and_sympathy_are_for_those_hoped_for():
    words = "The people of Arica suffered for years. I hope that they recover"
    told = found(f"“{words},” Smith said.", ["Arica", "Smith"], [("Smith", words)])
    assert {k[:3] for k in told} == {("Smith", "Arica", "supports")}


def test_we_in_a_quote_is_the_speaker():
    told = found("“We will defend Chile,” Smith said.", ["Chile", "Smith"], [("Smith", "We will defend Chile")])
    assert told["Smith", "Chile", "supports", "Smith"] > 0.3


def test_evidence_names_both_actors_and_ids_are_kept():
    text = "On Monday the prime minister of Peru openly condemned Chile for the delay."
    row = positions.stances_in(articles(*build(text, {"Peru": "a", "Chile": "b"}))).iloc[0]
    assert text[row["start"] : row["end"]] == "minister of Peru openly condemned Chile"
    assert (row["sent_id"], row["rule"]) == ("d:s0", "verb + encoder")


def pairs(*rows):
    return pd.DataFrame(
        [(t, t.index(a), t.index(a) + len(a), t.index(b), t.index(b) + len(b)) for t, a, b in rows],
        columns=["text", "a_start", "a_end", "b_start", "b_end"],
    )


def test_classify_pairs_keeps_order_and_direction():
    out = classify_pairs(pairs(
        ("Peru praised Chile.", "Peru", "Chile"), ("Peru praised Chile.", "Chile", "Peru"),
        ("Peru bombed Chile.", "Peru", "Chile"), ("Peru bombed Chile.", "Chile", "Peru"),
        ("Peru lies north of Chile.", "Peru", "Chile"),
    ))  # fmt: skip
    assert list(out["relation"]) == ["a_pos_b", "b_pos_a", "a_neg_b", "b_neg_a", "neutral"]
    assert list(out["a_to_b"][:4] > 0) == [True, True, False, False]
    assert -0.2 <= out["a_to_b"][4] <= 0.2
    assert out["a_to_b"].between(-1, 1).all()


def test_classify_pairs_reads_the_subject_of_reported_speech_through_a_pronoun():
    out = classify_pairs(pairs(("Smith said he would not endorse Jones.", "Smith", "Jones")))
    assert out["relation"].iloc[0] == "a_neg_b"


def test_without_a_rule_the_relation_stays_neutral_but_words_nearby_grade_it():
    out = classify_pairs(pairs(("Fighting spread while rebels walked home through Chile.", "rebels", "Chile")))
    assert out["relation"].iloc[0] == "neutral"
    assert out["a_to_b"].iloc[0] < 0


def stances(*rows):
    return tables.make("stances", [
        {"stance_id": str(i), "doc_id": d, "sent_id": f"s{i}", "source_id": a, "target_id": b, "basis": "act",
         "label": positions.label(s), "score": s, "confidence": c, "status": "asserted", "start": 0, "end": 1,
         "rule": "verb"}
        for i, (d, a, b, s, c) in enumerate(rows)
    ])  # fmt: skip


def corpus(*rows):
    return tables.make("documents", [
        {"doc_id": d, "path": d, "source": s, "language": "en", "text": "x", "sha256": d, "cluster_id": c, "n_words": 1}
        for d, s, c in rows
    ])  # fmt: skip


def test_pair_table_counts_copies_as_one_source_and_marks_contested():
    documents = corpus(("1", "Post", "x"), ("2", "Herald", "x"), ("3", "Times", "y"))
    table = totals.pair_table(
        stances(
            ("1", "a", "b", 0.8, 0.9), ("2", "a", "b", 0.8, 0.9), ("3", "a", "b", -0.4, 0.9), ("3", "b", "a", 0.5, 0.2)
        ),
        documents,
        min_confidence=0.5,
    )
    assert len(table) == 1
    row = table.iloc[0]
    assert (row["n"], row["n_documents"], row["n_sources"]) == (3, 3, 2)
    assert (row["supports"], row["opposes"], row["act"]) == (2, 1, 3)
    assert row["mean"] == pytest.approx(0.4)
    assert row["low"] < row["mean"] < row["high"]
    assert row["contested"]


def test_one_stance_has_no_interval_and_none_gives_an_empty_table():
    documents = corpus(("1", None, "x"))
    assert totals.pair_table(stances(("1", "a", "b", 0.8, 0.9)), documents)["low"].isna().all()
    assert list(totals.pair_table(tables.make("stances", []), documents).columns) == totals.PAIR_COLUMNS


def test_the_lexicon_is_large_and_well_formed():
    words = lexicon.stance_words()
    assert sum(len(v) for v in words.values()) > 250
    for entries in words.values():
        for entry in (e for senses in entries.values() for e in senses):
            assert -1 <= entry.score <= 1
            assert -1 <= entry.agent <= 1
            assert entry.slots
            assert entry.basis in totals.BASES


def test_inputs_are_not_changed():
    parts = build("Peru praised Chile.", {"Peru": "a", "Chile": "b"})
    before = parts[3].copy()
    positions.stances_in(articles(*parts))
    pd.testing.assert_frame_equal(parts[3], before)


def test_an_act_told_in_the_reporters_words_is_the_reporters_assertion():
    *frames, quotes = build(
        "Jones ordered sanctions on Peru.", {"Jones": "Jones", "Peru": "Peru"}, [("Jones", "sanctions on Peru")]
    )
    for manner, asserted in (("said", "Jones"), ("described", None)):
        (row,) = (
            positions.stances_in(articles(*frames, quotes.assign(manner=manner)))
            .query("label == 'opposes'")
            .to_dict("records")
        )
        assert (row["source_id"], row["target_id"]) == ("Jones", "Peru")
        assert (row["asserted_by"] if isinstance(row["asserted_by"], str) else None) == asserted


# ------------------------------------------------------------------------------------ what the encoder leaves out


def told(text, names, said=()):
    rows = positions.stances_in(articles(*build(text, names, said)))
    return {(r.source_id, r.label, r.target_id): r for r in rows.itertuples()}


def test_every_side_told_is_likely_enough():
    text = "Peru condemned Chile for the raid. Peru and Chile are neighbours. Peru may one day reconsider Chile's plan."
    rows = told(text, {"Peru": "country:peru", "Chile": "country:chile"}).values()
    assert all(row.confidence >= positions.RULED for row in rows)
    assert ("country:peru", "opposes", "country:chile") in told(
        text, {"Peru": "country:peru", "Chile": "country:chile"}
    )


def test_a_place_takes_no_side_and_is_no_target():
    text = "Peru condemned the attack on Tirkan. Peru attacked Tirkan."
    assert not told(text, {"Peru": "country:peru", "Tirkan": "place:tirkan"})


def test_whoever_tells_of_an_act_is_not_its_target():
    text = "The president praised Chile and thanked Omar Rady for the talks, Ana Sosa said."
    names = {"Chile": "country:chile", "Ana Sosa": "person:ana-sosa"}
    content = "The president praised Chile and thanked Omar Rady for the talks"
    assert not [k for k in told(text, names, [("person:ana-sosa", content)]) if k[2] == "person:ana-sosa"]


@pytest.mark.parametrize(
    "text, label",
    [
        ("Peru's foes praised Chile.", "supports"),
        ("Opponents of Peru thanked Chile.", "supports"),
        ("Peru and Chile thanked the bank.", "supports"),
        ("Peru stopped short of condemning Chile.", "opposes"),
        ("Peru resisted calls to condemn Chile.", "opposes"),
        ("Peru refrained from attacking Chile.", "opposes"),
        ("Peru ruled out sanctions against Chile.", "opposes"),
        ("Peru ruled out backing Chile.", "supports"),
    ],
)
def test_owners_joint_subjects_and_what_was_left_undone_give_no_stance(text, label):
    stances = pipeline.analyse(documents(text))["stances"]
    pair = {"country:peru", "country:chile"}
    assert label not in {r.label for r in stances.itertuples() if {r.source_id, r.target_id} == pair}


@pytest.mark.parametrize("text", ["Peru did not hesitate to condemn Chile.", "Peru and Chile clashed over squid."])
def test_what_was_done_all_the_same_is_told(text):
    stances = pipeline.analyse(documents(text))["stances"]
    assert ("country:peru", "country:chile", "opposes") in set(
        zip(stances["source_id"], stances["target_id"], stances["label"], strict=True)
    )
