"""Who is who across articles."""

import pandas as pd
import pytest

from helpers import documents
from stancebook import pipeline, tables
from stancebook.actors import analyst_file, gazetteer, identity
from stancebook.corpus import read_corpus
from stancebook.paths import project_path


def cards(*rows) -> dict:
    """Return the joins among actors given as (actor_id, name, aliases)."""
    made = [{"actor_id": i, "name": n, "kind": i.split(":")[0], "aliases": list(aliases)} for i, n, *aliases in rows]
    return identity.joins(tables.make("actors", made), gazetteer.entries())


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        (("person:jorge-e-díaz", "Jorge E. Díaz"), ("person:jorge-diaz", "Jorge Diaz"), "same_person"),
        (("person:gen-awad-saleh", "Gen Awad Saleh"), ("person:awad-al-saleh", "Awad al-Saleh"), "same_person"),
        (("organisation:libyan-army", "Libyan army"), ("organisation:libya-army", "Army (Libya)"), "same_body"),
        (
            ("organisation:peru-foreign-ministry", "Foreign Ministry (Peru)"),
            ("organisation:ministry-of-foreign-affairs-of-peru", "Ministry of Foreign Affairs of Peru"),
            "same_body",
        ),
        (("organisation:lagos-port", "Lagos Port"), ("place:lagos-port", "Lagos Port"), "same_name"),
        (("country:kuwait", "Kuwait"), ("place:kuwait", "Kuwait"), "same_name"),
        (
            ("organisation:rift-valley-railways", "Rift Valley Railways", "RVR"),
            ("organisation:rvr", "RVR"),
            "acronym_elsewhere",
        ),
    ],
)
def test_one_actor_under_two_names(one, other, rule):
    (join,) = cards(one, other).items()
    assert join[1][1] == rule and {join[0], join[1][0]} == {one[0], other[0]}
    assert cards(other, one) == dict([join]), "the order of the rows does not matter"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("person:ana-diaz", "Ana Diaz"), ("person:eva-diaz", "Eva Diaz")),
        (("person:diaz@t0", "Diaz"), ("person:ana-diaz", "Ana Diaz")),
        (("organisation:amazon", "Amazon"), ("place:amazon", "Amazon")),
        (("organisation:peru-army", "Army (Peru)"), ("organisation:chile-army", "Army (Chile)")),
        (("organisation:army@t0", "Army"), ("organisation:army@t1", "Army")),
        (("country:germany", "Germany"), ("place:east-germany", "East Germany")),
    ],
)
def test_two_actors_with_like_names(one, other):
    assert not cards(one, other)


def test_an_acronym_of_two_bodies_is_joined_to_neither():
    assert not cards(
        ("organisation:rift-valley-railways", "Rift Valley Railways", "RVR"),
        ("organisation:river-valley-radio", "River Valley Radio", "RVR"),
        ("organisation:rvr", "RVR"),
    )


def test_a_chain_of_joins_ends_at_one_actor():
    found = cards(
        ("organisation:peru-national-police", "National Police (Peru)"),
        ("organisation:peruvian-national-police", "Peruvian National Police"),
        ("place:peruvian-national-police", "Peruvian National Police"),
    )
    assert len({new for new, _ in found.values()}) == 1 and len(found) == 2


@pytest.fixture(scope="module")
def corpus() -> dict:
    """Three short articles of three countries, each with a parliament and a minister of one surname."""
    texts = (
        "Kenya’s National Assembly rejected the tax. Finance Minister Daniel Mensah condemned the National Assembly.",
        "The National Assembly met on Monday. Trade Minister Esther Mensah welcomed the vote, and Mensah thanked the "
        "National Assembly.",
        "The Rift Valley Railways (RVR) raised its fares. The Kenyan National Assembly criticised RVR.",
        "RVR defended the fares.",
    )
    return pipeline.analyse(documents(*texts))


def test_parliaments_of_two_articles_are_two(corpus):
    who = corpus["actors"].set_index("actor_id")["name"]
    named = {i: name for i, name in who.items() if "national-assembly" in i}
    assert named == {
        "organisation:kenya-national-assembly": "National Assembly (Kenya)",
        "organisation:national-assembly@t1": "National Assembly",
    }
    mine = corpus["mentions"].groupby("actor_id")["doc_id"].agg(set)
    assert mine["organisation:kenya-national-assembly"] == {"t0", "t2"}


def test_people_of_one_surname_stay_apart_and_an_acronym_finds_its_body(corpus):
    mine = corpus["mentions"].groupby("actor_id")["doc_id"].agg(set)
    assert mine["person:daniel-mensah"] == {"t0"} and mine["person:esther-mensah"] == {"t1"}
    assert mine["organisation:rift-valley-railways"] == {"t2", "t3"}
    rules = corpus["mentions"].set_index("doc_id").loc[["t3"], "rule"]
    assert rules.str.endswith("acronym_elsewhere").any()


def test_actors_of_one_name_are_told_apart_for_readers():
    made = [{"actor_id": f"organisation:army@{d}", "name": "Army", "kind": "organisation", "article": d} for d in "ab"]
    found = tables.empty() | {"actors": tables.make("actors", made)}
    assert identity.unite(found, {})["actors"]["name"].tolist() == ["Army (a)", "Army (b)"]


def test_two_actors_that_the_analyst_lists_as_two_stay_two():
    listed = pd.DataFrame(
        [{"name": name, "aliases": "", "kind": "person", "role": "", "wikidata": "", "focus": ""}
         for name in ("Jorge E. Diaz", "Jorge Diaz")]
    )  # fmt: skip
    made = [
        {"actor_id": "person:jorge-e-diaz", "name": "Jorge E. Diaz", "kind": "person", "aliases": []},
        {"actor_id": "person:jorge-diaz", "name": "Jorge Diaz", "kind": "person", "aliases": []},
    ]
    assert identity.joins(tables.make("actors", made), {})
    assert not identity.joins(tables.make("actors", made), analyst_file.entries(listed))


def test_a_stance_between_two_names_of_one_actor_goes_and_is_told():
    made = [
        {"actor_id": f"person:{i}", "name": name, "kind": "person", "aliases": []}
        for i, name in (("ana-diaz", "Ana Diaz"), ("gen-ana-diaz", "Gen Ana Diaz"))
    ]
    row = {"stance_id": "t0:0", "doc_id": "t0", "sent_id": "t0:s0", "source_id": "person:ana-diaz",
           "target_id": "person:gen-ana-diaz", "label": "supports", "score": 0.5, "confidence": 0.5,
           "basis": "act", "asserted_by": "reporter", "status": "asserted", "start": 0, "end": 9,
           "rule": "verb"}  # fmt: skip
    found = tables.empty() | {"actors": tables.make("actors", made), "stances": tables.make("stances", [row])}
    united = identity.unite(found, {})
    assert united["stances"].empty
    assert united["skipped"]["reason"].tolist() == ["a stance between two names of one actor (person:gen-ana-diaz)"]


def test_the_same_articles_give_the_same_identifiers_in_any_order():
    texts = [
        "Gen. Awad Saleh met Ana Diaz in Lima.",
        "Awad Saleh praised Ana Diaz.",
        "Peru’s Army thanked Ana R. Diaz.",
    ]
    ids = [set(pipeline.analyse(documents(*order))["actors"]["actor_id"]) for order in (texts, texts[::-1])]
    assert ids[0] == ids[1]


def test_every_rule_of_a_mention_is_told_in_words(corpus):
    from stancebook.report import views

    seed = read_corpus(project_path("seeds"), project_path("seeds/actors.csv"))
    rules = {part for found in (seed, corpus) for rule in found["mentions"]["rule"] for part in rule.split(", ")}
    assert not {rule for rule in rules if views.why(rule) == rule}
