"""The analyst's corrections: what the file may say, and what each does to the tables."""

import datetime
import re

import pandas as pd
import pytest

from helpers import sample
from stancebook import tables
from stancebook.corrections import mending, yml
from stancebook.corrections.yml import CorrectionsFileError
from stancebook.paths import project_path

TAIL = "  reason: seen in the archive\n  author: jd\n  date: 2021-03-04\n"


def made(text: str, tmp_path, found=None):
    """Return the sample tables as the corrections of ``text`` leave them."""
    path = tmp_path / "corrections.yml"
    path.write_text(text, encoding="utf-8")
    after = mending.apply(found or sample(), yml.read_corrections(path))
    for name in tables.SCHEMA:
        tables.check(name, after[name])
    return after


def status(after) -> list[str]:
    return after["corrections"]["status"].tolist()


def test_two_actors_become_one_in_every_table(tmp_path):
    before = sample()
    after = made(
        "- do: merge\n  actor: Westmark\n  into: Sudland\n  expects: {kind: country}\n" + TAIL, tmp_path, before
    )
    assert status(after) == ["applied"]
    old = "country:westmark"
    for name, columns in mending.joining.COLUMNS.items():
        assert not (after[name][columns] == old).any(axis=None), name
    assert old not in set(after["actors"]["actor_id"])
    card = after["actors"].set_index("actor_id").loc["country:sudland"]
    assert card["aliases"] == ["Westmark"]
    moved = before["mentions"]["actor_id"] == old
    assert after["mentions"].loc[moved, "rule"].str.endswith("correction corrections.yml:1").all()
    assert ["country:sudland"] in after["events"]["actors"].tolist()
    assert before["actors"]["actor_id"].eq(old).any(), "the tables given are not changed"


def test_a_stance_between_two_that_become_one_is_taken_away_and_told_of(tmp_path):
    after = made("- do: merge\n  actor: Westmark\n  into: Norland\n  expects: {kind: country}\n" + TAIL, tmp_path)
    assert after["stances"]["stance_id"].tolist() == ["a:st0"]
    (row,) = after["skipped"][after["skipped"]["stage"] == "corrections"].to_dict("records")
    assert "3 of stances" in row["reason"] and "seen in the archive" in row["reason"]


def test_a_part_of_a_name_becomes_another_actor_with_what_rests_on_it(tmp_path):
    text = "- do: split\n  actor: Westmark\n  words: Westmark\n  article: b:2\n  into: West Mark\n  expects: {n: 2}\n"
    after = made(text + TAIL, tmp_path)
    assert status(after) == ["applied"]
    new = "country:west-mark"
    assert after["actors"].set_index("actor_id").loc[new, "kind"] == "country"
    by_article = after["mentions"].groupby("doc_id")["actor_id"].agg(set)
    assert new in by_article["b:2"] and "country:westmark" not in by_article["b:2"]
    assert "country:westmark" in by_article["a"] and new not in by_article["a"]
    stances = after["stances"].set_index("stance_id")
    assert stances.loc["b:2:st3", "source_id"] == stances.loc["b:2:st2", "target_id"] == new
    assert stances.loc["a:st1", "target_id"] == "country:westmark"


def test_a_new_name_keeps_the_old_one_as_an_alias(tmp_path):
    after = made("- do: rename\n  actor: Carl Oser\n  to: Karl Oser\n  expects: {kind: person}\n" + TAIL, tmp_path)
    card = after["actors"].set_index("actor_id").loc["person:carl-oser"]
    assert (card["name"], card["aliases"]) == ("Karl Oser", ["Carl Oser"])


def test_a_quote_gets_its_speaker_with_the_tones_and_claims_in_it(tmp_path):
    text = "- do: speaker\n  article: a.txt\n  words: exports to Sudland would fall\n  to: Anna Berg\n"
    after = made(text + "  expects: {speaker: Carl Oser}\n" + TAIL, tmp_path)
    assert status(after) == ["applied"]
    quote = after["quotes"].set_index("quote_id").loc["a:q3"]
    assert (quote["speaker_id"], quote["rule"]) == ("person:anna-berg", "correction corrections.yml:1")
    assert after["tones"].set_index("tone_id").loc["a:t2", "holder_id"] == "person:anna-berg"
    assert after["claims"].set_index("claim_id").loc["a:c1", "speaker_id"] == "person:anna-berg"


def test_a_speaker_can_become_unknown(tmp_path):
    text = "- do: speaker\n  article: a\n  words: victory\n  to: unknown\n  expects: {speaker: Anna Berg}\n"
    after = made(text + TAIL, tmp_path)
    assert pd.isna(after["quotes"].set_index("quote_id").loc["a:q0", "speaker_id"])
    assert pd.isna(after["tones"].set_index("tone_id").loc["a:t0", "holder_id"])


def test_a_stance_gets_another_side(tmp_path):
    text = "- do: stance\n  article: a\n  who: Anna Berg\n  towards: Sudland\n  label: opposes\n"
    after = made(text + "  expects: {label: supports}\n" + TAIL, tmp_path)
    row = after["stances"].set_index("stance_id").loc["a:st0"]
    assert (row["label"], row["score"], row["confidence"]) == ("opposes", -0.6, 1.0)


def test_a_stance_can_be_meant_by_what_shows_it(tmp_path):
    text = "- do: drop stance\n  article: a\n  who: Anna Berg\n  towards: Sudland\n"
    kept = made(text + "  basis: act\n  expects: {label: supports}\n" + TAIL, tmp_path)
    assert status(kept) == ["not found"]
    gone = made(text + "  basis: words\n  expects: {basis: words}\n" + TAIL, tmp_path)
    assert status(gone) == ["applied"] and "a:st0" not in set(gone["stances"]["stance_id"])


@pytest.mark.parametrize(
    ("what", "table", "left"),
    [
        ("drop claim\n  article: a\n  words: port of Varna\n  expects: {direction: up}", "claims", ["a:c1"]),
        ("drop quote\n  article: b:2\n  words: must go\n  expects: {speaker: unknown}", "tones", 3),
        ("drop stance\n  article: a\n  who: Norland\n  towards: Westmark\n  expects: {n: 1}", "stances", 3),
        ("drop mention\n  article: a\n  words: Varna\n  expects: {actor: Varna}", "mentions", None),
    ],
)
def test_rows_are_dropped_and_told_of(what, table, left, tmp_path):
    before, after = sample()[table], made(f"- do: {what}\n{TAIL}", tmp_path)
    assert status(after) == ["applied"] and len(after[table]) < len(before)
    assert left is None or (
        after[table].iloc[:, 0].tolist() == left if isinstance(left, list) else len(after[table]) == left
    )
    assert after["skipped"]["stage"].tolist().count("corrections") >= 1


def test_a_dropped_actor_leaves_no_trace_but_its_words(tmp_path):
    after = made("- do: drop actor\n  actor: Westmark\n  expects: {kind: country}\n" + TAIL, tmp_path)
    for name, columns in mending.joining.COLUMNS.items():
        assert not (after[name][columns] == "country:westmark").any(axis=None), name
    assert len(after["quotes"]) == len(sample()["quotes"])


def test_what_is_no_longer_there_is_told_and_changes_nothing(tmp_path):
    text = (
        "- do: rename\n  actor: Nobody\n  to: Somebody\n  expects: {kind: person}\n" + TAIL
        + "- do: stance\n  article: a\n  who: Anna Berg\n  towards: Sudland\n  label: opposes\n"
        "  expects: {label: opposes}\n" + TAIL
    )  # fmt: skip
    before, after = sample(), made(text, tmp_path)
    assert status(after) == ["not found", "not as expected"]
    assert after["corrections"]["found"].tolist() == ["no actor is called 'Nobody'", "label: supports, not opposes"]
    for name in ("actors", "mentions", "stances", "quotes"):
        pd.testing.assert_frame_equal(after[name], before[name])


def test_corrections_are_made_in_order_each_on_what_is_left(tmp_path):
    text = (
        "- do: rename\n  actor: Carl Oser\n  to: Karl Oser\n  expects: {kind: person}\n" + TAIL
        + "- do: merge\n  actor: Karl Oser\n  into: Anna Berg\n  expects: {kind: person}\n" + TAIL
    )  # fmt: skip
    assert status(made(text, tmp_path)) == ["applied", "applied"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("do: merge", r"corrections\.yml: write a list, each correction beginning with '- do: …'"),
        ("- do: fix\n" + TAIL, r"corrections\.yml line 1: do is 'fix'; use one of merge, split"),
        ("- do: merge\n  actor: A\n  expects: {n: 1}\n" + TAIL, r"line 1: merge needs 'into'; add a line 'into: …'"),
        ("- do: rename\n  actor: A\n  to: B\n" + TAIL, r"line 1: rename needs 'expects'"),
        ("- do: rename\n  actor: A\n  to: B\n  into: C\n  expects: {n: 1}\n" + TAIL, "rename has no 'into'; it takes"),
        ("- do: rename\n  actor: A\n  to: B\n  expects: {side: up}\n" + TAIL, "rename can check name, kind, n"),
        ("\n- do: rename\n  actor: A\n  actor: B\n", r"line 4: 'actor' stands twice"),
        ("- do: rename\n  actor: [A]\n  to: B\n  expects: {n: 1}\n" + TAIL, "actor must be plain words"),
        (
            "- do: stance\n  article: a\n  who: A\n  towards: B\n  label: hates\n  expects: {n: 1}\n" + TAIL,
            "label is 'hates'; use one of supports, opposes",
        ),
        (
            "- do: stance\n  article: a\n  who: A\n  towards: B\n  label: neutral\n  expects: {n: 1}\n" + TAIL,
            "what takes no side is no stance: use 'do: drop stance'",
        ),
        ("- do: [", "this is no YAML"),
        (
            "- do: rename\n  actor: A\n  to: B\n  expects: {n: 1}\n  reason: r\n  author: x\n  date: soon\n",
            "date is 'soon'; write the day of the correction as 2019-09-30",
        ),
    ],
)
def test_a_bad_row_names_file_line_and_mend(text, message, tmp_path):
    path = tmp_path / "corrections.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorrectionsFileError, match=message):
        yml.read_corrections(path)


def test_the_file_that_the_project_starts_with_is_read_and_its_examples_are_good(tmp_path):
    from stancebook.paths import project_path

    seeds = project_path("seeds/corrections.yml")
    assert yml.read_corrections(seeds) == []
    lines = seeds.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("# - do: merge"))
    example = "\n".join(line[2:] for line in lines[start : lines.index("#", start)])
    path = tmp_path / "corrections.yml"
    path.write_text(example, encoding="utf-8")
    (first,) = yml.read_corrections(path)
    assert (first.do, first.says["into"], first.date) == ("merge", "Adel Abdul Mahdi", "2019-10-02")
    assert datetime.date.fromisoformat(first.date)


def test_the_examples_in_the_file_that_comes_with_the_project_can_be_used(tmp_path):
    shipped = project_path("seeds/corrections.yml").read_text(encoding="utf-8")
    examples = shipped[shipped.index("# - do: merge") : shipped.index("# - do: rename")]
    path = tmp_path / "corrections.yml"
    path.write_text(re.sub("^# ?", "", examples, flags=re.MULTILINE), encoding="utf-8")
    assert [c.do for c in yml.read_corrections(path)] == ["merge", "split"]
