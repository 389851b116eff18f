"""The desk: seven questions in a line each, what a wrong name is told, nothing of an article parsed as markup."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from stancebook import Desk, tables
from stancebook.aggregates import UnknownNameError
from stancebook.corpus import WRITTEN
from stancebook.desk import opening, words
from stancebook.desk.words import SearchError

# What an analyst asks, written down before there was a desk; each is one line.
SEVEN = {
    "What happened?": lambda d: d.stories(),
    "Who is this, for and against whom?": lambda d: d.actor("Norland"),
    "What did she say about them since March?": lambda d: d.says("Anna Berg", about="Westmark", since="2024-03-01"),
    "How do the two stand to each other?": lambda d: d.pair("Norland", "Westmark"),
    "Where is trade between the two heading?": lambda d: d.corridor("Norland–Sudland"),
    "Where does anybody write of this?": lambda d: d.search("border NEAR crossing"),
    "Which outlets were read, how often?": lambda d: d.sql("select source, count(*) n from documents group by 1"),
}


@pytest.mark.parametrize("question", SEVEN)
def test_each_question_is_answered_by_rows_that_rest_on_sentences(desk, question):
    answer = SEVEN[question](desk)
    assert len(answer.frame), question
    if "sentence" in answer.frame:
        for row in answer.frame.itertuples():
            text = desk.shelf.texts[row.doc_id]
            assert " ".join(text[row.start : row.end].split()) in row.sentence or row.end > row.start
            assert row.sentence in " ".join(text.split())
    assert answer.title in repr(answer)


def test_says_is_what_she_said_about_them_and_tells_what_it_left_out(desk):
    answer = desk.says("Anna Berg", about="Westmark", since="2024-03-01")
    assert answer.frame["words"].str.contains("betrayed").all()
    assert len(desk.says("Anna Berg", until="2024-03-01")) == 0
    assert any("outside the dates" in told for told in desk.says("Anna Berg", until="2024-03-01").left_out)


def test_pair_tells_both_ways(desk):
    answer = desk.pair("Norland", "Westmark")
    assert any(line.startswith("Norland is against Westmark") for line in answer.lines)
    assert "Westmark on Norland: nothing found." in answer.lines


def test_wrong_name_is_answered_with_the_nearest(desk):
    with pytest.raises(UnknownNameError, match="Norland"):
        desk.actor("Norlund")
    with pytest.raises(UnknownNameError, match="Norland–Sudland"):
        desk.corridor("Norland–Atlantis")


@pytest.mark.parametrize("ask", [lambda d: d.stories(), lambda d: d.actor("Sudland"), lambda d: d.documents(),
                                 lambda d: d.search("alert"), lambda d: d.sql("select * from documents")])  # fmt: skip
def test_nothing_of_an_article_is_markup(desk, ask):
    page = ask(desk)._repr_html_()
    assert "<script>alert" not in page and "<b>Sudland" not in page
    assert "&lt;" in page


def test_the_span_of_a_row_is_marked(desk):
    assert "<mark>“Westmark has betrayed" in desk.says("Anna Berg")._repr_html_()


@pytest.mark.parametrize(
    "query", ['"', 'a" OR b', "NEAR(", "x)(", "col:val", "-x", "^x", "x\0y", "{a b}: c", "AND NOT", "*"]
)
def test_a_search_of_any_words_is_safe(desk, query):
    try:
        desk.search(query)
    except SearchError as error:
        assert "crossing" in str(error)


def test_search_finds_what_is_near_and_marks_it(desk):
    assert words.asked("a NEAR/3 b") == 'NEAR("a" "b", 3)'
    assert len(desk.search("condemned NEAR/2 Westmark")) == 1
    assert len(desk.search("Norland NEAR/1 crossing")) == 0
    row = desk.search("border crossing").frame.iloc[0]
    assert [desk.shelf.texts[row["doc_id"]][a:b] for a, b in row["spans"]] == ["border", "crossing"]


def test_sql_reads_tables_and_no_file(desk, folder):
    import duckdb

    assert desk.sql("select count(*) n from stance_pairs").frame["n"].iloc[0] > 0
    with pytest.raises(duckdb.Error):
        desk.sql(f"select * from read_text('{folder / 'actors.csv'}')")


def test_only_is_a_part(desk):
    part = desk.only(source="The B Post")
    assert len(part.documents()) == 1 and len(desk.documents()) == 2
    assert set(part.tables["quotes"]["doc_id"]) == set(part.tables["documents"]["doc_id"])


def test_every_answer_draws_itself_or_says_there_is_nothing(desk):
    for ask in SEVEN.values():
        chart = ask(desk).plot()
        assert chart is None or chart.alt


def test_an_interrupt_leaves_what_was_read(folder, tmp_path, monkeypatch):
    store, read, seen = str(tmp_path / "s.sqlite"), opening.Store.each, []

    def stopped(self, reading, sources):
        def once(source):
            if seen:
                raise KeyboardInterrupt
            seen.append(source)
            return reading(source)

        return read(self, once if not seen else reading, sources)

    monkeypatch.setattr(opening.Store, "each", stopped)
    half = Desk(folder, store=store)
    assert (half.skipped().frame["reason"] == opening.STOPPED).sum() == 1
    whole = Desk(folder, store=store)
    assert len(half.tables["quotes"]) < len(whole.tables["quotes"]) and whole.skipped().frame.empty


def test_a_run_folder_is_a_desk_too(desk, tmp_path):
    tables.write({name: desk.tables[name] for name in WRITTEN}, tmp_path / "tables")
    other = Desk(tmp_path)
    assert len(other.stories()) == len(desk.stories())


def copied(found: dict[str, pd.DataFrame], times: int) -> dict[str, pd.DataFrame]:
    """Return the tables with every article ``times`` over, each copy under identifiers of its own."""
    own = "doc_id sent_id mention_id quote_id within stance_id tone_id claim_id event_id story_id headline_doc".split()
    own += ["lead_sent_id", "cluster_id"]
    parts: dict[str, list] = {name: [] for name in WRITTEN}
    for n in range(times):
        for name in WRITTEN:
            frame = found[name]
            if name in ("actors", "corrections", "skipped"):
                parts[name] += [frame] if n == 0 else []
            else:
                parts[name].append(frame.assign(**{c: f"{n}-" + frame[c] for c in own if c in frame}))
    return {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}


def test_a_thousand_articles_answer_in_two_seconds_each(desk, tmp_path):
    tables.write(copied(desk.tables, 500), tmp_path / "tables", csv=False)
    large = Desk(tmp_path)
    assert len(large.documents()) == 1000
    for question, ask in SEVEN.items():
        start = time.process_time()
        ask(large)._repr_html_()
        assert time.process_time() - start < 2, question
