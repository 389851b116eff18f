"""Trade claims, their labels, and the call: each linguistic case with its own sentence."""

import pandas as pd
import pytest

from stancebook import copies, tables
from stancebook.aggregates import SAME
from stancebook.report import tradelines
from stancebook.text import language, wordlists
from stancebook.trade import claims as trade_claims
from stancebook.trade import clauses, cues, direction, joined, outlook, terms

COUNTRIES = {"Brazil": "country:brazil", "India": "country:india", "Peru": "country:peru", "Chile": "country:chile"}
ACTORS = tables.make(
    "actors",
    [{"actor_id": i, "name": n, "kind": "country", "aliases": []} for n, i in COUNTRIES.items()]
    + [{"actor_id": "person:ana-lopez", "name": "Ana Lopez", "kind": "person", "aliases": []}],
)


def documents(*texts, published=None, sources=None, clusters=None):
    return tables.make("documents", [
        {"doc_id": f"d{i}", "path": f"d{i}.txt", "language": "en", "text": text, "sha256": str(i),
         "cluster_id": (clusters or {}).get(i, f"k{i}"), "source": (sources or {}).get(i),
         "published": (published or {}).get(i), "n_words": len(text.split())}
        for i, text in enumerate(texts)
    ])  # fmt: skip


def mentions(docs, sents, names=None):
    """Name mentions of the countries, found by plain search: actors are tested elsewhere."""
    rows = []
    for doc in docs.to_dict("records"):
        for name, actor_id in (names or COUNTRIES).items():
            at = doc["text"].find(name)
            while at >= 0:
                own = sents[(sents["doc_id"] == doc["doc_id"]) & (sents["start"] <= at) & (sents["end"] > at)]
                rows.append({"mention_id": f"{doc['doc_id']}:m{len(rows)}", "doc_id": doc["doc_id"],
                             "actor_id": actor_id, "sent_id": own["sent_id"].iloc[0],
                             "start": at, "end": at + len(name), "kind": "name",
                             "confidence": 1.0, "rule": "test"})  # fmt: skip
                at = doc["text"].find(name, at + 1)
    return tables.make("mentions", rows)


def quote(docs, content, source, speaker_id):
    text = docs["text"].iloc[0]
    spans = [[text.index(words), text.index(words) + len(words)] for words in (content, source)]
    return tables.make("quotes", [
        {"quote_id": "d0:q0", "doc_id": "d0", "kind": "direct", "manner": "said",
         "content": [spans[0]], "cue": [], "source": [spans[1]],
         "speaker_id": speaker_id, "confidence": 1.0, "rule": "test"}
    ])  # fmt: skip


def claims(*texts, quotes=None, **about):
    docs = documents(*texts, **about)
    parsed = dict(zip(docs["doc_id"], language.parse(docs["text"]), strict=True))
    sents = language.sentences(docs)
    quotes = tables.make("quotes", []) if quotes is None else quotes
    return trade_claims.claims_in(docs, parsed, sents, mentions(docs, sents), ACTORS, quotes)


def labels(sentence):
    doc = language.parse([sentence])[0]
    tokens, reading = list(doc), terms.terms_in(doc)
    path = clauses.claim_path(tokens)
    heading = direction.direction(cues.cues(tokens, reading, path[-1]), reading, path[-1])
    text = " ".join(terms.lemma(t) for t in tokens)
    return {"direction": heading.label, "driver": direction.driver(tokens, reading, heading.cue),
            "hedge": clauses.hedge(path), "horizon": clauses.horizon(path, text),
            "condition": clauses.conditional(text)}  # fmt: skip


# ---------------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("down", "Copper exports fell sharply last year."),
        ("up", "The ban on pork imports was lifted on Tuesday."),  # the end of an obstacle
        ("down", "The ministry imposed tariffs on foreign cement."),
        ("up", "The government cut duties on imported lorries."),  # less of an obstacle
        ("down", "The tariffs are unlikely to be lifted soon."),  # an easing denied
        ("flat", "The strike is unlikely to hurt exports."),  # a harm denied
        ("flat", "Imports did not rise."),
        ("up", "Mangoes are no longer banned from the market."),
        ("down", "Trade between the two will not be nearly as good as it was."),
        ("down", "The goods they used to sell us are now scarce and barely sufficient."),
        ("up", "The two sides agreed to halt the decline in bilateral trade."),  # a decline halted
        ("up", "The crossing would be open for trade and travellers."),
        ("down", "The border crossing was closed after the clashes."),
        ("up", "Ministers called for an end to the embargo."),
        ("down", "Trade talks broke down on Friday."),
        ("down", "No agreement was reached on fishing quotas."),
        ("unclear", "The trade deficit widened to $4 billion."),  # nothing said of the flows
        ("unclear", "Imports from Turkey totalled $2 billion."),  # a level
        ("down", "Mills now buy from domestic suppliers what the country used to import."),  # replaced
        ("mixed", "Exports to Europe rose, but shipments to Asia fell."),
    ],
)
def test_direction(heading, sentence):
    assert labels(sentence)["direction"] == heading


@pytest.mark.parametrize(
    ("driver", "sentence"),
    [
        ("policy", "Tariffs on steel cut imports."),
        ("deal", "The two countries signed a trade agreement."),
        ("access", "The port reopened and cargo moves again."),
        ("supply", "The poor harvest and low production kept shipments down."),
        ("demand", "Exports fell because of weak demand."),
        ("price", "Exporters suffer from the strong currency and high prices."),
        ("security", "The war and the attacks on convoys stopped the trade."),
        ("substitution", "Local manufacturing gives us what we used to import."),
        ("none", "Bilateral trade doubled."),
    ],
)
def test_driver(driver, sentence):
    assert labels(sentence)["driver"] == driver


@pytest.mark.parametrize(
    ("horizon", "hedge", "sentence"),
    [
        ("past", "asserted", "Exports fell last year."),
        ("present", "asserted", "Exports are falling."),
        ("future", "expected", "Exports will fall next year."),
        ("future", "expected", "The union plans to raise import duties."),
        ("future", "possible", "A pact could boost exports."),
        ("future", "possible", "The minister called for new quotas on imports."),
        ("future", "possible", "He hopes the port will take more cargo."),
        ("present", "asserted", "She said the port was open to foreign cargo."),  # tense moved back in reported speech
        ("past", "denied", "The ministry denied that it had blocked the shipments."),
    ],
)
def test_horizon_and_hedge(horizon, hedge, sentence):
    got = labels(sentence)
    assert (got["horizon"], got["hedge"]) == (horizon, hedge)


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (True, "Exports will recover if the road is secured."),
        (True, "Shipments stop unless a permit is issued."),
        (True, "Without a new pact imports will fall."),
        (False, "Exports will recover next year."),
        (False, "Trade once again improved."),
    ],
)
def test_condition(held, sentence):
    assert labels(sentence)["condition"] is held


# ---------------------------------------------------------------------------------------------- claims

STORY = (
    "Brazil raised its exports of soybeans to India by 15 per cent last year. The minister wore a blue suit. "
    "India said it would lift its tariffs on sugar imports from Brazil. The meeting took place in a hotel."
)


def test_only_sentences_about_trade_are_claims_and_spans_are_evidence():
    found = claims(STORY)
    assert list(found["direction"]) == ["up", "up"]
    assert [STORY[s:e][:13] for s, e in zip(found["start"], found["end"], strict=True)] == [
        "Brazil raised",
        "India said it",
    ]
    first, second = found.to_dict("records")
    assert first["actors"] == ["country:brazil", "country:india"]
    assert first["goods"] == ["soybeans"] and second["goods"] == ["sugar"]
    assert first["magnitude"] == "15 per cent" and pd.isna(second["magnitude"])
    assert (first["about"], second["about"]) == ("volume", "policy")
    assert outlook.by_corridor(found, ACTORS).iloc[0] == "Brazil–India" and first["confidence"] > 0.5
    assert found["rule"].str.contains("terms").all()


def test_trade_without_a_border_is_no_claim():
    assert claims("Share trading was brisk. The trade union called a strike. He put the order in the court file.").empty
    assert claims("Peace talks resumed in the old port town on Friday, and the guests had fish.").empty


def test_speaker_of_the_quote_over_the_sentence():
    text = "“Our exports of rice to Peru will fall this year,” Ana Lopez said."
    docs = documents(text)
    said = quote(docs, "“Our exports of rice to Peru will fall this year,”", "Ana Lopez", "person:ana-lopez")
    row = claims(text, quotes=said).iloc[0]
    assert (row["speaker_id"], row["speaker_text"]) == ("person:ana-lopez", "Ana Lopez")


def test_a_speech_act_names_its_speaker_and_plain_prose_has_none():
    told = claims("Chile announced a ban on beef imports from Brazil.").iloc[0]
    assert (told["speaker_id"], told["speaker_text"]) == ("country:chile", "Chile")
    pair = claims("Chile and Peru announced a deal to cut tariffs on imports.").iloc[0]
    assert pd.isna(pair["speaker_id"]) and pair["speaker_text"] == "Chile and Peru"
    plain = claims("Imports of beef from Brazil to Chile fell.").iloc[0]
    assert pd.isna(plain["speaker_id"]) and pd.isna(plain["speaker_text"])


def test_no_documents_no_claims():
    assert claims("A cat sat on the mat.").empty
    assert list(claims("A cat sat.").columns) == list(tables.SCHEMA["claims"])


# ------------------------------------------------------------------------------------------------ call


def row(n, heading, speaker=None, doc="d0", **more):
    base = {"claim_id": f"{doc}:c{n}", "doc_id": doc, "sent_id": f"{doc}:s{n}", "speaker_id": speaker,
            "direction": heading, "actors": ["country:brazil", "country:india"],
            "driver": "policy", "about": "policy", "horizon": "future", "confidence": 0.9,
            "hedge": "asserted", "condition": False, "start": n, "end": n + 1, "rule": "test"}  # fmt: skip
    return base | more


def frame(*rows):
    return tables.make("claims", rows)


def test_call_grow_shrink_mixed_unclear():
    one_sided = frame(row(0, "up", "a"), row(1, "up", "b"))
    assert outlook.article_call(one_sided, ACTORS)["call"] == "grow"
    assert outlook.article_call(one_sided.assign(direction="down"), ACTORS)["call"] == "shrink"
    assert outlook.article_call(frame(row(0, "up", "a"), row(1, "down", "b")), ACTORS)["call"] == "mixed"
    assert outlook.article_call(one_sided.assign(horizon="past"), ACTORS)["call"] == "unclear"
    assert outlook.article_call(frame(), ACTORS) == {
        "call": "unclear", "corridor": [], "balance": 0.0, "n_claims": 0, "n_voices": 0, "dissent": []}  # fmt: skip


def test_a_voice_weighs_as_much_as_its_claims_and_is_one_voice():
    often = [row(n, "down", "a") for n in range(9)]
    got = outlook.article_call(frame(*often, row(9, "up", "b"), row(10, "up", "c")), ACTORS)
    assert got["balance"] == pytest.approx(-7 / 11, abs=1e-3) and got["n_voices"] == 3
    assert got["dissent"] == ["b", "c"] and got["n_claims"] == 11 and got["call"] == "shrink"


def test_doubt_weighs_half():
    got = outlook.article_call(frame(row(0, "up", "a"), row(1, "down", "b", hedge="possible")), ACTORS)
    assert got["balance"] == pytest.approx(1 / 3, abs=1e-3)


def test_corridor_is_the_pair_most_claimed_about_or_the_world():
    assert outlook.corridor_of([row(0, "up"), row(1, "up")], ACTORS) == ["Brazil", "India"]
    assert outlook.corridor_of([row(0, "up", actors=["country:peru"])], ACTORS) == ["Peru", "world"]
    assert outlook.corridor_of([row(0, "up", actors=["person:ana-lopez"])], ACTORS) == []


def test_calls_by_corridor_and_month_with_copies_as_one_source():
    docs = documents("a", "b", "c", published={0: "2020-01-05", 1: "2020-02-07", 2: "2020-02-09"},
                     sources={0: "Post", 1: "Wire", 2: "Copy"}, clusters={1: "same", 2: "same"})  # fmt: skip
    found = frame(row(0, "up"), row(1, "up"), row(0, "down", doc="d1"), row(1, "down", doc="d1"),
                  row(0, "down", "person:ana-lopez", doc="d2"))  # fmt: skip
    got = outlook.calls(found, docs, ACTORS)
    assert list(got["period"]) == ["all", "2020-02", "2020-01"] and set(got["corridor"]) == {"Brazil–India"}
    assert list(got["call"]) == ["mixed", "shrink", "grow"]
    assert list(got["n_sources"]) == [2, 1, 1]
    whole = got.iloc[0]
    assert whole["dissent"] == ["reporter: Post"] and whole["n_voices"] == 3
    assert len(outlook.calls(found, docs, ACTORS, corridor="india-brazil", period="2020-01")) == 1
    assert outlook.calls(found, docs, ACTORS, corridor="Peru–Chile").empty


def test_voices_and_drivers_count_claims():
    found = frame(row(0, "up", "person:ana-lopez"), row(1, "down", "person:ana-lopez"), row(2, "flat", driver="access"))
    voices = outlook.voices(found, ACTORS).set_index("voice")
    assert voices.loc["Ana Lopez", ["up", "down", "other", "n", "net"]].tolist() == [1, 1, 0, 2, 0.0]
    assert voices.loc["reporter", "other"] == 1
    drivers = outlook.drivers(found).set_index("driver")
    assert drivers.loc["policy", ["up", "down", "flat", "n"]].tolist() == [1, 1, 0, 2]
    assert drivers.loc["access", "flat"] == 1


def test_every_summary_sentence_rests_on_claims_that_exist():
    found = frame(row(0, "up", "a"), row(1, "down", "b", condition=True), row(2, "up", hedge="possible"))
    calls = outlook.calls(found, documents("x"), ACTORS)
    alone = tradelines.summary(found, calls, ACTORS)
    assert [line["claim_ids"] for line in alone] == [[]] and alone[0]["sentence"].startswith("No two sides")
    (line,) = tradelines.summary(found, calls.assign(n_sources=2, low=-0.5, high=0.9), ACTORS)
    assert set(line["claim_ids"]) == set(found["claim_id"])
    assert "is mixed" in line["sentence"] and "95% interval −0.50 to +0.90" in line["sentence"]
    assert "3 claims by 3 voices in 2 outlets" in line["sentence"]


def test_summary_of_nothing_says_so():
    lines = tradelines.summary(frame(), tables.make("outlook", []), ACTORS)
    assert len(lines) == 1 and lines[0]["claim_ids"] == []


def test_inputs_are_not_changed():
    docs = documents(STORY)
    sents = language.sentences(docs)
    parsed, before = {"d0": language.parse([STORY])[0]}, (docs.copy(), sents.copy())
    trade_claims.claims_in(docs, parsed, sents, mentions(docs, sents), ACTORS, tables.make("quotes", []))
    pd.testing.assert_frame_equal(docs, before[0])
    pd.testing.assert_frame_equal(sents, before[1])


def test_word_files_hold_together():
    """Every family is read, and a change word has one meaning for each part of speech."""
    assert terms.terms()[("tariff",)] is not None
    data = wordlists.tree("trade", "trade_changes.yml")
    for pos in ("verb", "noun", "adj"):
        seen = [w for kind in terms.SIGNS for w in set(data[kind][pos])]
        assert {w for w in seen if seen.count(w) > 1} == set()


# ------------------------------------------------------------------------------- kinds, reach, series, turning points


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ("volume", "Brazil's exports of soybeans to India fell 5 per cent last year because of a tariff."),
        ("policy", "India lifted its ban on sugar imports from Brazil."),
        ("uncertainty", "India threatened new tariffs on sugar imports from Brazil."),
        ("uncertainty", "Brazil fears that India may impose import quotas on its sugar."),
        ("condition", "Drought cut the sugar harvest that Brazil exports to India."),
    ],
)
def test_volume_policy_and_uncertainty_are_kept_apart(about, sentence):
    (found,) = claims(sentence).to_dict("records")
    assert found["about"] == about


@pytest.mark.parametrize(
    ("reach", "sentence", "published"),
    [
        ("near", "Brazil's exports to India will rise next month.", None),
        ("far", "Brazil's exports to India will rise in the long run.", None),
        ("near", "Brazil's exports to India will rise by 2021.", "2020-05-04"),
        ("far", "Brazil's exports to India will rise by 2030.", "2020-05-04"),
        (None, "Brazil's exports to India will rise by 2030.", None),
        (None, "Brazil's exports to India rose last month.", "2020-05-04"),
    ],
)
def test_how_far_ahead_a_claim_looks(reach, sentence, published):
    found = claims(sentence, published={0: published} if published else {})["reach"].iloc[0]
    assert (None if pd.isna(found) else found) == reach


def test_a_claim_bears_on_the_two_sides_that_it_names():
    found = frame(row(0, "up"), row(1, "up"), row(2, "down", actors=["country:peru", "country:chile"]))
    assert outlook.by_corridor(found, ACTORS).tolist() == ["Brazil–India", "Brazil–India", "Chile–Peru"]
    assert set(outlook.calls(found, documents("a"), ACTORS)["corridor"]) == {"Brazil–India", "Chile–Peru"}


def test_the_interval_is_over_voices_and_one_voice_has_none():
    torn = frame(
        row(0, "up", "a"), row(1, "down", "b"), row(2, "up", "c", reach="far"), row(3, "up", "d", reach="near")
    )
    (got,) = outlook.calls(torn, documents("x"), ACTORS).to_dict("records")
    assert -1 <= got["low"] < got["balance"] < got["high"] <= 1
    assert (got["near"], got["far"]) == (1.0, 1.0)
    (alone,) = outlook.calls(frame(row(0, "up", "a"), row(1, "up", "a")), documents("x"), ACTORS).to_dict("records")
    assert pd.isna(alone["low"]) and pd.isna(alone["high"]) and pd.isna(alone["near"])


def test_what_would_change_a_call():
    found = frame(row(0, "up", "a"), row(1, "up", "b", hedge="possible"), row(2, "down", "c"))
    calls = outlook.calls(found, documents("x"), ACTORS)
    assert calls["call"].tolist() == ["mixed"]
    turning = outlook.turning_points(found, documents("x"), ACTORS, calls)
    silent = turning[turning["voice"] == "c"]
    assert silent["becomes"].tolist() == ["grow"]
    more = turning[turning["change"].str.contains("more trade")]
    assert more["becomes"].tolist() == ["grow"] and "one further voice" in more["change"].iloc[0]


def test_the_balance_moves_from_month_to_month():
    docs = documents("a", "b", published={0: "2020-01-05", 1: "2020-02-07"})
    found = frame(row(0, "up"), row(1, "unclear"), row(0, "down", doc="d1"))
    series = outlook.series(found, docs, ACTORS, "month")
    assert series[["period", "n", "mean"]].values.tolist() == [["2020-01", 1, 1.0], ["2020-02", 1, -1.0]]
    assert series["change"].iloc[1] == -2.0 and series["evidence"].tolist() == ["d0:c0", "d1:c0"]


def test_nothing_to_tell_gives_empty_tables():
    none, docs = frame(), documents()
    calls = outlook.calls(none, docs, ACTORS)
    assert calls.empty and outlook.turning_points(none, docs, ACTORS, calls).empty
    assert outlook.series(none, docs, ACTORS).empty and outlook.by_corridor(none, ACTORS).empty


def test_the_headline_rests_on_the_claims_of_its_corridor_alone():
    found = frame(row(0, "up"), row(1, "up"), row(2, "down", actors=["country:chile", "country:peru"]))
    calls = outlook.calls(found, documents("x"), ACTORS).assign(n_sources=2, n_voices=2)
    lines = tradelines.summary(found, calls, ACTORS)
    assert "Brazil–India" in lines[0]["sentence"] and lines[0]["claim_ids"] == ["d0:c0", "d0:c1"]


# ------------------------------------------------------------------------------- what is told flatly, what counts once


def test_a_sentence_that_copies_share_counts_once():
    text = "Brazil will sell more sugar to India. So will others."
    docs = documents(text, text + " A line more.", text, clusters={0: "same", 1: "same"})
    rows = [row(0, "up", doc=f"d{i}", start=0, end=36) for i in range(3)]
    kept = [copies.once(frame(*some), SAME["claims"], docs, language.sentences(docs)) for some in (rows, rows[:2], [])]
    assert kept[0]["doc_id"].tolist() == ["d1"]  # the longer of two copies; the third tells the same sentence
    assert outlook.calls(kept[1], docs, ACTORS)["n_claims"].tolist() == [1]
    assert outlook.series(kept[1], docs, ACTORS)["n"].tolist() == []  # undated
    assert kept[2].empty


def test_a_call_is_sure_with_two_voices_and_two_sources():
    docs = documents("a", "b", sources={0: "Post", 1: "Wire"})
    apart = frame(row(0, "up", "a"), row(1, "up", "b", doc="d1"))
    assert outlook.calls(apart, docs, ACTORS)[["call", "sure"]].values.tolist() == [["grow", True]]
    one_source = frame(row(0, "up", "a"), row(1, "up", "b"))
    assert outlook.calls(one_source, docs, ACTORS)[["call", "sure"]].values.tolist() == [["grow", False]]
    one_voice = frame(row(0, "up", "a"), row(1, "up", "a", doc="d1"))
    assert outlook.calls(one_voice, docs, ACTORS)["sure"].tolist() == [False]


def test_an_interval_that_spans_zero_is_mixed():
    docs = documents("a", "b", sources={0: "Post", 1: "Wire"})
    torn = frame(row(0, "up", "a"), row(1, "up", "b"), row(2, "down", "c", doc="d1"))
    (got,) = outlook.calls(torn, docs, ACTORS).to_dict("records")
    assert got["balance"] > outlook.EVEN and got["low"] < 0 < got["high"]
    assert (got["call"], got["sure"]) == ("mixed", False)


def test_an_unlikely_claim_weighs_less():
    rows = [row(0, "up", "a", confidence=0.9), row(1, "down", "b", confidence=0.3)]
    got = outlook.article_call(frame(*rows), ACTORS)
    assert got["balance"] == pytest.approx(0.5) and got["call"] == "grow"


def test_confidence_rises_with_both_scores_and_stays_a_share():
    assert joined.confidence(0.5, 0.5) < joined.confidence(3.0, 0.5) < joined.confidence(3.0, 0.9) < 1
    assert joined.confidence(0.4, 0.2) > 0


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("a fifth", "Imports of rice fell by a fifth in May."),
        ("Two thirds", "Two thirds of the exports go to Peru."),
        ("half", "Exports fell by half."),
        ("threefold", "Exports grew threefold."),
        (None, "Exports fell a quarter earlier."),
    ],
)
def test_shares_in_words_are_amounts(amount, sentence):
    assert terms.magnitude(sentence) == amount


def test_a_list_of_goods_is_no_claim():
    assert claims("Brazil's exports include sugar, coffee and soybeans.").empty
