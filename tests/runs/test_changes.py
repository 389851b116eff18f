"""What changed between two runs: told where it is, and nothing where nothing is."""

from __future__ import annotations

import pandas as pd
import pytest
from two_runs import AFTER, BEFORE, put

from stancebook import tables
from stancebook.corpus import read_corpus
from stancebook.report import brief_page, change_lines, since
from stancebook.report.since import Since
from stancebook.runs.changes import EVIDENCE, changes
from stancebook.runs.novelty import novelty
from stancebook.trade import outlook

KEYS = {"sentences": "sent_id", "mentions": "mention_id", "stances": "stance_id", "tones": "tone_id",
        "claims": "claim_id", "quotes": "quote_id", "events": "event_id"}  # fmt: skip


def read(folder):
    found = read_corpus(folder)
    return {**found, "outlook": outlook.calls(found["claims"], found["documents"], found["actors"])}


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    folder = tmp_path_factory.mktemp("before")
    put(folder, BEFORE)
    return read(folder)


@pytest.fixture(scope="module")
def after(tmp_path_factory):
    folder = tmp_path_factory.mktemp("after")
    put(folder, BEFORE)
    put(folder, AFTER, len(BEFORE))
    return read(folder)


@pytest.fixture(scope="module")
def changed(before, after):
    return changes(before, after)


def of(changed: pd.DataFrame, kind: str) -> list:
    return list(changed[changed["kind"] == kind].itertuples())


def test_a_side_that_turned_comes_first_with_what_it_was(changed):
    first = changed.iloc[0]
    assert (first["kind"], first["about"]) == ("stance", ["country:peru", "country:chile"])
    assert first["before"].startswith("supports") and first["after"].startswith("opposes")
    assert first["size"] > 0.5 and first["why"] == "corpus"


def test_a_new_story_actor_denial_and_a_day_that_has_come_are_told(changed, after):
    titles = after["documents"].set_index("doc_id")["title"]
    heads = after["stories"].set_index("story_id")["headline_doc"]
    told = {titles[heads[row.about[0]]] for row in of(changed, "story")}
    assert len(told) == 2 and told <= {title for title, *_ in AFTER}, "one of the road, one of the fire"
    new = {row.about[0] for row in of(changed, "actor")}
    assert new == {"organisation:gruben-mining", "person:marta-velic"}
    assert [row.about for row in of(changed, "denial")] == [["organisation:gruben-mining"]]
    assert [row.about for row in of(changed, "date")] == [["2024-05-20"]]


def test_every_change_rests_on_rows_and_its_line_on_their_sentences(changed, after):
    lines = change_lines.change_lines({**after, "changes": changed})
    for row, line in zip(changed.itertuples(), lines, strict=True):
        table = EVIDENCE[row.kind]
        assert set(row.evidence) <= set(after[table][KEYS[table]])
        assert line.evidence and set(line.evidence) <= set(after["sentences"]["sent_id"])


def test_what_is_not_new_is_no_change(before, after, changed):
    known = novelty(before, after).known
    rows = changed[~changed["kind"].isin(["date", "story"])]
    for row in rows.itertuples():
        table = after[EVIDENCE[row.kind]]
        assert not set(table.loc[table[KEYS[EVIDENCE[row.kind]]].isin(row.evidence), "doc_id"]) & known


@pytest.mark.parametrize("which", ["before", "after"])
def test_a_run_has_not_changed_from_itself(which, request):
    found = request.getfixturevalue(which)
    assert changes(found, found).empty and changes(found, found, desk=True, method=True).empty


def test_another_order_changes_nothing(after, tmp_path):
    for n, article in enumerate([*BEFORE, *AFTER]):
        put(tmp_path / f"{9 - n}", [article], n)
    assert changes(after, read(tmp_path)).empty


def test_one_more_copy_changes_nothing(after, tmp_path):
    put(tmp_path, [*BEFORE, *AFTER])
    title, _, _, text = AFTER[0]
    put(tmp_path / "copies", [(title, "Evening Echo", "2024-05-25", text + "\n\nAll rights reserved.")], 20)
    copied = read(tmp_path)
    assert len(copied["documents"]) == len(after["documents"]) + 1
    assert changes(after, copied).empty


def test_what_only_the_desk_or_the_method_changed_is_no_news(before):
    stances = before["stances"].assign(
        label="opposes", score=-before["stances"]["score"].abs(), rule=before["stances"]["rule"] + ", correction x:1"
    )
    now = {**before, "stances": stances}
    for desk, method, why in ((True, False, "correction"), (False, True, "method"), (True, True, "correction")):
        rows = changes(before, now, desk, method)
        assert set(rows["why"]) == {why} and set(rows["kind"]) == {"stance"}
        (row,) = [row for row in rows.itertuples() if row.about == ["country:peru", "country:chile"]]
        assert row.before.startswith("supports") and row.after.startswith("opposes")
    assert changes(before, now).empty


def test_the_page_tells_it_after_the_bottom_line_and_escapes_it(after, changed):
    told = {**after, "changes": changed}
    told["actors"] = told["actors"].assign(name=[f"{name} <b>&" for name in told["actors"]["name"]])
    page = brief_page.brief(told, {}, {"corpus": "x"}, since=Since("20240503T060000-abc", "2024-05-03", 2, 4))
    part = page[page.index('id="part-changes"') : page.index('id="part-stories"')]
    assert page.index('id="bottom-line"') < page.index('id="part-changes"') and "4 new articles" in part
    assert "Peru &lt;b&gt;&amp;" in part and "<b>" not in part
    assert 'href="../../index.html#20240503T060000-abc"' in part
    assert "part-changes" not in brief_page.brief(after, {}, {})


def test_no_more_than_eight_are_told_and_none_that_only_the_method_changed(after, changed):
    news = [row for _ in range(3) for row in changed.to_dict("records")]
    sides = [{**row, "why": "method"} for row in changed[changed["kind"] == "stance"].to_dict("records")]
    rows = [{**row, "change_id": str(n)} for n, row in enumerate([*sides, *news])]
    told = {**after, "changes": tables.make("changes", rows)}
    lines = change_lines.told(told, change_lines.change_lines(told))
    assert len(lines) == change_lines.SHOWN and not any("another way of reading" in line.text for line in lines)


def test_what_was_compared_is_said():
    assert since.facts(Since("r", "2024-05-03", 2, 4, 1)).startswith(
        "Since the report of 3 May 2024: 4 new articles, 2 known, 1 gone."
    )
    assert "the model" in since.facts(Since("r", "2024-05-03", 2, 0, method=("the model",)))
    assert since.facts(Since(problem="None.")) == "None."
