"""Stories in lines: each line is derived again from the tables by an independent check, and kinds that once failed."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from helpers import nothing, sample
from stancebook import aggregates, copies, tables
from stancebook.corpus import read_corpus
from stancebook.report import (
    filed,
    outline,
    passages,
    story_lines,
    story_sides,
    story_trade,
    story_voices,
    summary_lines,
)
from stancebook.report.cast import Cast
from stancebook.report.line import Line
from stancebook.stories.salience import Salience
from stancebook.text import language

OWN = Path(__file__).parents[1] / "stories" / "articles.jsonl"
SEED = Path(__file__).parents[2] / "seeds" / "2019-09-30_syria-iraq-border-crossing.txt"
KEYS = {
    "stances": "stance_id",
    "quotes": "quote_id",
    "claims": "claim_id",
    "events": "event_id",
    "sentences": "sent_id",
}


@pytest.fixture(scope="module", params=[OWN, SEED], ids=["sixty articles", "one article"])
def found(request) -> dict[str, pd.DataFrame]:
    return read_corpus(request.param)


@pytest.fixture(scope="module")
def told(found) -> list[story_lines.StoryTold]:
    return story_lines.stories_told(found)


def every(told: list[story_lines.StoryTold]) -> list[tuple[story_lines.StoryTold, Line]]:
    return [(story, line) for story in told for line in story.lines]


def squeezed(text: str) -> str:
    """Return the letters and digits of a text."""
    return re.sub(r"[^\w]+", " ", text).strip()


def quotations(text: str) -> list[str]:
    """Return the stretches of a line that stand in quotation marks, without what was left out."""
    return [part.strip() for words in re.findall(r"“(.*?)”", text) for part in words.split("…") if squeezed(part)]


def test_there_is_something_to_tell(told):
    assert {"what", "sides", "voice"} <= {line.kind for _, line in every(told)}
    assert [story.story_id for story in told][:1] != []


def test_stories_come_by_weight_and_each_once(found, told):
    weight = found["stories"].set_index("story_id")["weight"]
    assert sorted(story.story_id for story in told) == sorted(weight.index)
    ranks = [weight[s.story_id] * (1 + len({n.kind for n in s.lines} & {"sides", "dissent", "trade"})) for s in told]
    assert ranks == sorted(ranks, reverse=True)


def test_every_quoted_word_stands_in_the_evidence(found, told):
    texts = found["documents"].set_index("doc_id")["text"]
    spans = found["sentences"].set_index("sent_id")
    for _, line in every(told):
        around = " ".join(texts[spans.at[i, "doc_id"]] for i in line.evidence)
        for words in quotations(line.text):
            assert squeezed(words) in squeezed(around), line


def test_every_line_leads_to_rows_and_sentences_of_its_story(found, told):
    story_of = found["documents"].set_index("doc_id")["story_id"]
    read = set(copies.read(found["documents"], found["documents"])["doc_id"])
    for story, line in every(told):
        assert line.evidence and set(line.evidence) <= set(found["sentences"]["sent_id"])
        assert line.rows
        for table, key in line.rows:
            row = found[table].set_index(KEYS[table]).loc[key]
            assert story_of[row["doc_id"]] == story.story_id
            assert row["doc_id"] in read, "a row of a copy is told"


def test_a_text_that_outlets_share_is_shown_as_one():
    found = sample()
    docs = found["documents"].iloc[[0, 0, 0]].assign(doc_id=["a", "a2", "a3"], source=["Herald", "Sun", "Echo"])
    found["documents"] = docs.reset_index(drop=True)
    found["stories"] = found["stories"].iloc[:1]
    for name in ("sentences", "mentions", "quotes", "stances", "claims", "events"):
        found[name] = found[name][found[name]["doc_id"] == "a"]
    (story,) = story_lines.stories_told(found)
    assert story.facts == "3 articles by 3 outlets, 2 Mar 2021; one text carried by 3 outlets"


def test_the_first_line_is_the_lead_word_for_word(found, told):
    leads = found["stories"].set_index("story_id")["lead_sent_id"]
    spans, texts = found["sentences"].set_index("sent_id"), found["documents"].set_index("doc_id")["text"]
    for story in told:
        if isinstance(leads[story.story_id], str):
            line, row = story.lines[0], spans.loc[leads[story.story_id]]
            assert line.kind == "what" and line.evidence == (leads[story.story_id],)
            said = squeezed(texts[row["doc_id"]][row["start"] : row["end"]])
            assert said.endswith(squeezed(line.text[: line.text.rindex("”")]))


def test_a_side_is_that_of_its_rows_and_says_who_reports_it(found, told):
    stances, names = found["stances"].set_index("stance_id"), Cast(found).names
    for _, line in every(told):
        if line.kind == "sides":
            rows = stances.loc[[key for _, key in line.rows]]
            head = line.text.partition(": “")[0]
            label = "supports" if " for " in head else "opposes"
            assert set(rows["label"]) == {label} and set(rows["status"]) <= {"asserted", "reported"}
            assert (rows["confidence"] >= story_sides.SURE).all() and (rows["score"].abs() >= story_sides.FIRM).all()
            first = rows.iloc[0]
            others = first["status"] == "reported" and first["asserted_by"] not in set(rows["source_id"])
            assert (
                head.startswith(f"According to {names[first['asserted_by']]}, ")
                if others
                else ("According" not in head)
            )
            assert "others" in head or all(names[i] in head for i in {*rows["source_id"], *rows["target_id"]})


def test_no_pair_is_told_both_ways(told):
    for story in told:
        pairs = list(zip(story.sides["Who"], story.sides["Whom"], strict=True))
        assert len(pairs) == len(set(pairs))


def test_a_voice_is_that_of_its_quote_and_a_denial_denies(found, told):
    quotes, cast = found["quotes"].set_index("quote_id"), Cast(found)
    texts = found["documents"].set_index("doc_id")["text"]
    for _, line in every(told):
        if line.kind in ("voice", "dissent"):
            quote = quotes.loc[line.rows[0][1]]
            assert cast.voice(quote["speaker_id"]) and line.text.startswith(cast.names[quote["speaker_id"]])
            assert pd.isna(quote["within"])
            assert (quote["manner"] == "denied") == (line.kind == "dissent")
            if ", as reported: " not in line.text and line.kind == "voice":
                said = squeezed(tables.span_text(texts[quote["doc_id"]], quote["content"]))
                assert quote["kind"] == "direct" and all(squeezed(w) in said for w in quotations(line.text))


def test_trade_is_a_call_of_two_voices_in_two_outlets_or_one_voice(found, told):
    claims = found["claims"].set_index("claim_id")
    for _, line in every(told):
        if line.kind == "trade":
            rows = claims.loc[[key for _, key in line.rows]]
            assert (rows["about"] == "volume").all() and (rows["hedge"] != "denied").all()
            if "balance" in line.text:
                voices, outlets = map(int, re.search(r"by (\d+) voices? in (\d+) outlet", line.text).groups())
                assert voices >= 2 and outlets >= 2 and "95% interval" in line.text
            else:
                assert len(rows) == 1 and re.search(r", one (?:voice|report)", line.text)


def test_no_sentence_is_told_twice_in_a_story_and_no_id_is_shown(found, told):
    for story in told:
        firsts = [line.evidence[0] for line in story.lines]
        assert len(firsts) == len(set(firsts))
        shown = " ".join([story.title, story.facts, *(line.text for line in story.lines)])
        assert not re.search(r"\b(?:person|country|organisation|group|place):|:s\d|\.jsonl|/tmp", shown)


def test_facts_count_articles_and_outlets(found, told):
    for story in told:
        own = found["documents"][found["documents"]["story_id"] == story.story_id]
        assert story.facts.startswith(f"{len(own)} article")
        if own["source"].nunique() > 1:
            assert f"by {own['source'].nunique()} outlets" in story.facts


def test_the_bottom_line_is_made_of_the_first_stories(found, told):
    lines = summary_lines.bottom_line(found)
    assert lines[0].kind == "what"
    known = {line.text for _, line in every(told[: summary_lines.STORIES])}
    assert {line.text for line in lines if line.kind not in ("more", "read")} <= known
    rest = [story.title for story in told[summary_lines.STORIES :]]
    more = [line.text for line in lines if line.kind == "more"]
    assert len(more) == bool(rest)
    for text in more:
        named = rest[: summary_lines.FOLLOWING]
        assert text.startswith("Further stories: " + "; ".join(f"“{title}”" for title in named))
        assert (f"and {len(rest) - len(named)} more stor" in text) == (len(rest) > len(named))


def test_only_what_is_told_below_is_said_to_be(found, told):
    few = summary_lines.bottom_line(found, told[: summary_lines.STORIES + 1])
    more = [line.text for line in few if line.kind == "more"]
    assert more == [f"Also told below: “{s.title}”." for s in told[summary_lines.STORIES :][:1]]
    assert not any(line.kind == "more" for line in summary_lines.bottom_line(found, told[: summary_lines.STORIES]))


def test_the_outline_names_no_story_that_it_does_not_tell(found):
    parts = outline.outlined(aggregates.aggregate(found, aggregates.Parameters()), {}).parts
    headings = {part.text for part in parts if isinstance(part, outline.Heading)}
    below = [p.text for p in parts if isinstance(p, outline.Said) and p.text.startswith("Also told below")]
    assert all(title in headings for text in below for title in re.findall("“(.*?)”(?:;|\\.$)", text))
    assert not any("more stor" in text for text in below)


# ------------------------------------------------------------------------------------------ kinds that failed


def test_nothing_to_tell_is_one_line():
    assert [line.kind for line in summary_lines.bottom_line(nothing())] == ["none"]
    found = sample()
    found["stories"] = found["stories"].assign(lead_sent_id=None)
    for name in ("quotes", "stances", "claims", "events", "corrections", "skipped"):
        found[name] = found[name].iloc[:0]
    lines = summary_lines.bottom_line(found)
    assert [line.kind for line in lines] == ["none"] and lines[0].text == summary_lines.NOTHING


def as_stances(found: dict, **changes: object) -> list[str]:
    """Return the lines of sides of the sample, its stances changed."""
    changed = {**found, "stances": found["stances"].assign(confidence=0.95).assign(**changes)}
    return [line.text for story in story_lines.stories_told(changed) for line in story.lines if line.kind == "sides"]


def test_sides_are_told_only_where_they_are_sure_firm_and_so():
    found = sample()
    assert any(text.startswith("Norland against Westmark: “Norland blamed Westmark") for text in as_stances(found))
    for changes in (
        {"confidence": 0.5}, {"score": -0.3}, {"status": "negated"}, {"status": "denied"}, {"status": "hypothetical"},
        {"status": "reported", "asserted_by": None},
    ):  # fmt: skip
        assert as_stances(found, **changes) == [], changes
    told = as_stances(found, status="reported", asserted_by="person:carl-oser")
    assert told and all(text.startswith("According to Carl Oser, ") for text in told)


def test_a_list_in_one_sentence_is_one_line():
    text = "Norland, Sudland and Westmark opposed Anna Berg. Nothing else was told on that long day in the hall."
    docs = tables.make("documents", [
        {"doc_id": "d", "path": "d", "language": "en", "text": text, "sha256": "d", "cluster_id": "d", "n_words": 20,
         "story_id": "story:d"}])  # fmt: skip
    ids = {"Norland": "country:n", "Sudland": "country:s", "Westmark": "country:w", "Anna Berg": "person:b"}
    mentions = [{"mention_id": i, "doc_id": "d", "sent_id": "d:s0", "actor_id": i, "start": text.index(n),
                 "end": text.index(n) + len(n), "kind": "name", "confidence": 1.0, "rule": "t"}
                for n, i in ids.items()]  # fmt: skip
    stances = [{"stance_id": i, "doc_id": "d", "sent_id": "d:s0", "source_id": i, "target_id": "person:b",
                "basis": "act", "label": "opposes", "score": -0.8, "confidence": 0.9, "status": "asserted", "start": 0,
                "end": 47, "rule": "t"} for i in ids.values() if i != "person:b"]  # fmt: skip
    actors = [{"actor_id": i, "name": n, "kind": i.split(":")[0]} for n, i in ids.items()]
    found = {**tables.empty(), "documents": docs, "sentences": language.sentences(docs),
             "actors": tables.make("actors", actors), "mentions": tables.make("mentions", mentions),
             "stances": tables.make("stances", stances)}  # fmt: skip
    cast, where = Cast(found), passages.Passages(found)
    rows = {row.stance_id: row for row in found["stances"].itertuples()}
    sides = list(story_sides.rows(found, cast).itertuples())
    (line,) = story_sides.lines(sides, rows, cast, where, ())
    assert line.text.startswith("Norland, Sudland and Westmark against Anna Berg: “") and len(line.rows) == 3
    assert story_sides.lines(list(story_sides.rows(found, cast).itertuples()), rows, cast, where, {"d:s0"}) == [], (
        "told already"
    )


DENIALS = [
    ("Norland denied any part in it.", "denied", True),
    ("Norland did not deny any part in it.", "did not deny", False),
    ("Norland has never denied any part in it.", "has never denied", False),
    ("Norland neither confirmed nor denied any part in it.", "nor denied", False),
    ("“I do not deny any part in it,” said Norland.", "do not deny", False),
]


@pytest.mark.parametrize(("text", "cue", "denies"), DENIALS, ids=[d[1] for d in DENIALS])
def test_only_a_denial_is_one(text, cue, denies):
    def span(words: str) -> list[list[int]]:
        return [[text.index(words), text.index(words) + len(words)]]

    row = {"quote_id": "q", "doc_id": "d", "kind": "indirect", "manner": "denied", "content": span("any part in it"),
           "cue": span(cue), "source": span("Norland"), "confidence": 1.0, "rule": "t"}  # fmt: skip
    (quote,) = tables.make("quotes", [row]).itertuples()
    assert story_voices.denial(quote, text) == denies


def test_the_nameless_are_no_voices():
    rows = [("a", "the court", "organisation"), ("b", "which", "person"), ("c", "who", "person"), ("d", "P.", "person"),
            ("e", "Anna Berg", "person"), ("f", "Varna", "place"), ("g", "The Daily Herald", "organisation"),
            ("h", "Supreme Court", "organisation")]  # fmt: skip
    actors = tables.make("actors", [{"actor_id": i, "name": n, "kind": k} for i, n, k in rows])
    cast = Cast({**tables.empty(), "actors": actors})
    assert [i for i, *_ in rows if cast.named(i)] == ["e", "h"]
    assert [i for i, *_ in rows if cast.voice(i)] == ["e", "h"] and not cast.named(None)


def test_words_are_cut_where_a_clause_ends():
    words = "Norland will charge a duty on steel, while Sudland, its rival in the trade, waits; nobody else is asked."
    assert passages.cut(words, long=30) == words
    assert passages.cut(words, long=10) == "Norland will charge a duty on steel …"
    late = words.index("nobody"), words.index("nobody") + 6
    assert passages.cut(words, late, long=10) == "… nobody else is asked."
    assert passages.cut("One two three four five six", long=3) == "One two three four five six"
    two = "The duty on steel is far too high for mills. Mr. Berg of Sudland said so on Monday."
    assert passages.cut(two, long=12) == "The duty on steel is far too high for mills."


def test_a_call_is_told_only_with_claims_that_it_rests_on(monkeypatch):
    """Of a part of an article's claims another corridor may come out than of all, and the call has no sentence here."""
    found = {**tables.empty(), **sample()}
    found["documents"] = found["documents"].assign(source=["Echo", "Post"])
    claims = story_trade.claims_told(found, Cast(found))
    claims = claims.assign(doc_id=found["documents"]["doc_id"].tolist())
    row = {"corridor": "Peru–Chile", "call": "grow", "n_voices": 2, "n_sources": 2, "n_claims": 2, "balance": 1.0,
           "low": 1.0, "high": 1.0}  # fmt: skip
    given = (claims, found, Cast(found), passages.Passages(found), ())
    monkeypatch.setattr(story_trade.outlook, "calls", lambda *_: pd.DataFrame([row]))
    assert all(line.evidence for line in story_trade.lines(*given))
    monkeypatch.setattr(story_trade.outlook, "calls", lambda *_: pd.DataFrame([row | {"corridor": "Norland–Sudland"}]))
    assert [line.evidence for line in story_trade.lines(*given)] == [tuple(dict.fromkeys(claims["sent_id"]))]


def test_words_without_clauses_are_cut_at_a_word():
    words = " ".join(f"word{n}" for n in range(200))
    found = passages.cut(words, long=40)
    assert found == " ".join(f"word{n}" for n in range(40)) + " …"
    kept = passages.cut(words, (words.index("word150"), words.index("word152")), long=40)
    assert "word150 word151" in kept and kept.startswith("… ") and kept.endswith(" …") and len(kept.split()) < 50


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("“We will pay,”", "We will pay"),
        ("he would return “sooner or later.”", "he would return “sooner or later.”"),
        ("he would return “sooner or later.", "he would return “sooner or later.”"),
        ('chosen to avoid "conflict', 'chosen to avoid "conflict"'),
        ("“One,” he said, “two.”", "“One,” he said, “two.”"),
        ("we pay,”", "we pay,"),
    ],
)
def test_marks_around_words_go_and_those_inside_have_their_other(words, bare):
    assert passages.unmarked(words) == bare


SPLIT = "The mood of the last year, Anna Berg said, appears to be easing off in the towns of Norland. Trade grew."


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (["appears to be easing off in the towns of Norland"], "appears to be easing off in the towns of Norland"),
        (["appears to be easing off"], SPLIT.removesuffix(" Trade grew.")),
        (["The mood of the last year", "appears to be easing off in the towns"], SPLIT.removesuffix(" Trade grew.")),
    ],
)
def test_a_voice_is_told_in_whole_clauses(pieces, said):
    found = {**tables.empty(), **in_norland(SPLIT)}
    content = [(SPLIT.index(piece), SPLIT.index(piece) + len(piece)) for piece in pieces]
    quote = tables.make("quotes", [
        {"quote_id": "q", "doc_id": "d", "kind": "indirect", "manner": "said", "content": content, "cue": [],
         "source": [], "speaker_id": "p", "confidence": 0.9, "rule": "r"}])  # fmt: skip
    found = {**found, "quotes": quote}
    voices = story_voices.Voices(found, Cast(found), passages.Passages(found), Salience(found["documents"]))
    row = pd.DataFrame({"evidence": [["q"]], "n_sources": [1], "speaker_id": ["p"], "story_id": ["s"]})
    told = voices.frame(list(row.itertuples())).iloc[0]
    assert (told["What was said"], told["sent_id"]) == (said, "d:s0")


def in_norland(text):
    """Return the tables of one article of which Anna Berg is the only actor."""
    docs = tables.make("documents", [
        {"doc_id": "d", "path": "d", "language": "en", "sha256": "d", "cluster_id": "d", "n_words": 9, "text": text,
         "story_id": "s"}])  # fmt: skip
    who = tables.make("actors", [{"actor_id": "p", "name": "Anna Berg", "kind": "person", "aliases": []}])
    return {"documents": docs, "sentences": language.sentences(docs), "actors": who}


def test_a_dateline_is_left_out_and_marks_are_single_inside():
    docs = tables.make("documents", [
        {"doc_id": "d", "path": "d", "language": "en", "sha256": "d", "cluster_id": "d", "n_words": 9,
         "text": "VARNA (AP) — Norland said it would “never” pay."}])  # fmt: skip
    where = passages.Passages({**tables.empty(), "documents": docs, "sentences": language.sentences(docs)})
    assert where.sentence("d:s0") == "Norland said it would “never” pay."
    assert passages.quoted(where.sentence("d:s0")) == "“Norland said it would ‘never’ pay.”"


@pytest.mark.parametrize(
    ("sentence", "words", "date", "ahead"),
    [
        ("The ministers will meet in Varna on July 10.", "July 10", "2021-07-10", True),
        ("The ministers met in Varna on June 10.", "June 10", "2021-06-10", False),
        ("The ministers will say what they did on Monday.", "Monday", "2021-07-05", False),
        ("The ministers will want to halve it by 2030.", "2030", "2030", False),
    ],
)
def test_only_a_named_day_that_is_to_come_is_told_as_ahead(sentence, words, date, ahead):
    docs = tables.make("documents", [
        {"doc_id": "d", "path": "d", "language": "en", "sha256": "d", "cluster_id": "d", "n_words": 9,
         "text": sentence, "published": "2021-07-04"}])  # fmt: skip
    start = sentence.index(words)
    (event,) = tables.make("events", [{"event_id": "e", "doc_id": "d", "date": date, "date_text": words, "start": start,
                                       "end": start + len(words)}]).itertuples()  # fmt: skip
    where = passages.Passages({**tables.empty(), "documents": docs, "sentences": language.sentences(docs)})
    lines = story_trade.ahead([event], {"d": docs["published"].iloc[0]}, where, ())
    assert bool(lines) == ahead
    if ahead:
        assert lines[0].text == "Ahead, 10 Jul 2021: “The ministers will meet in Varna on July 10.” (4 Jul 2021)"


@pytest.mark.parametrize(
    ("opening", "said", "words", "doubtful"),
    [
        ("Varna Wire, 20 April - Norland is at it again.", "They will meet on 10 July.", "10 July", True),
        ("VARNA, July 2 (Wire) — Norland is at it again.", "They will meet on 10 July.", "10 July", False),
        ("July 3, 2013", "They will meet on 10 July.", "10 July", True),
        ("July 3, 2013", "They will meet on 10 July 2021.", "10 July 2021", False),
        ("Norland speaks", "Put off in 2019, the meeting will be on 10 July.", "10 July", True),
        ("In a post of this 4 January, Anna Berg looked back.", "They will meet on 10 July.", "10 July", True),
        ("On 20 April the port was closed.", "They will meet on 10 July.", "10 July", False),
        ("The port closed on 20 April.", "They will meet on 10 July.", "10 July", False),
    ],
)
def test_a_day_worked_out_from_a_date_that_the_text_contradicts_is_doubted(opening, said, words, doubtful):
    (event,) = tables.make("events", [{"event_id": "e", "doc_id": "d", "date": "2021-07-10", "date_text": words,
                                       "start": 0, "end": 1}]).itertuples()  # fmt: skip
    text = f"{opening}\n\n{said}"
    assert filed.doubtful(event, text, said, pd.Timestamp("2021-07-04")) == doubtful


def test_a_doubtful_day_is_not_told_as_ahead():
    text = "Varna Wire, 20 April - Norland is at it again. The ministers will meet in Varna on July 10."
    docs = tables.make("documents", [
        {"doc_id": "d", "path": "d", "language": "en", "sha256": "d", "cluster_id": "d", "n_words": 9,
         "text": text, "published": "2021-07-04"}])  # fmt: skip
    (event,) = tables.make("events", [{"event_id": "e", "doc_id": "d", "date": "2021-07-10", "date_text": "July 10",
                                       "start": text.index("July"), "end": len(text) - 1}]).itertuples()  # fmt: skip
    where = passages.Passages({**tables.empty(), "documents": docs, "sentences": language.sentences(docs)})
    assert story_trade.ahead([event], {"d": docs["published"].iloc[0]}, where, ()) == []


@pytest.mark.parametrize(
    ("words", "leans"),
    [
        ("We go to see him every time that he plays in the city.", True),
        ("But few come close to that number.", True),
        ("This is because of what was promised.", True),
        ("We asked Anna Berg before she left the ministry.", False),
        ("The port will open on Monday, and ships will come.", False),
    ],
)
def test_words_that_mean_what_stands_before_them_are_known(words, leans):
    assert story_voices.leaning(words) is leans


def test_what_a_voice_says_again_is_not_told_again():
    def line(kind: str, text: str) -> story_lines.Line:
        return story_lines.Line(kind, text, ("s",))

    lead = line("what", "“The port of Varna reopened on Monday after two years.” (The Herald)")
    again = line("voice", "Anna Berg, as reported: “The port of Varna reopened on Monday.” (The Herald)")
    new = line("voice", "Carl Oser: “Exports of grain will double before the summer ends.” (The Herald)")
    assert story_lines._distinct([lead, again, new]) == [lead, new]
