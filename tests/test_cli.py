"""The command line: exit statuses, one-line errors, the records of extract."""

import json
import subprocess
import sys
from functools import partial

import pytest

from stancebook import cli, pipeline, tables
from stancebook.runs import errors, suite
from stancebook.runs.errors import ParameterError, SuiteError
from stancebook.text import coref_head, encoder

TEXT = "Norland blamed Westmark for closing the port. “We will reopen it,” Anna Berg told reporters on Monday."
KEYS = "doc_id title published text actors mentions quotes stances tones claims outlook events".split()


@pytest.fixture
def articles(tmp_path):
    file = tmp_path / "a.jsonl"
    rows = [{"doc_id": "one", "text": TEXT, "published": "2021-03-05"}, {"doc_id": "two", "text": TEXT, "title": "T"}]
    file.write_text("\n".join(map(json.dumps, rows)))
    return file


OTHER = "Peru praised Chile."


def made(monkeypatch):
    """Put an analysis in place that finds one of everything, so that only the conversion is tested."""

    def analyse(documents, **_):
        found = tables.empty() | {"documents": documents}
        actors = [
            {"actor_id": f"country:{n}", "name": n.title(), "kind": "country"} for n in ("norland", "westmark", "x")
        ]
        found["actors"] = tables.make("actors", actors)
        spans = {"doc_id": "one", "start": 0, "end": 7}
        found["mentions"] = tables.make("mentions", [
            {"mention_id": "m", "sent_id": "s", "kind": "name", "confidence": 1.0, "rule": "r",
             "actor_id": "country:norland", **spans},
            {"mention_id": "n", "sent_id": "s", "kind": "pronoun", "confidence": 1.0, "rule": "r",
             **spans},
        ])  # fmt: skip
        found["stances"] = tables.make("stances", [
            {"stance_id": "t", "sent_id": "s", "source_id": "country:norland", "target_id": "country:westmark",
             "basis": "act", "label": "opposes", "score": -1.0, "confidence": 0.5, "status": "asserted",
             "rule": "r", **spans}
        ])  # fmt: skip
        return found

    monkeypatch.setattr(pipeline, "analyse", analyse)


def printed(capsys):
    out, err = capsys.readouterr()
    return [json.loads(line) for line in out.splitlines()], err


def test_extract_prints_a_record_for_each_article(articles, capsys, monkeypatch):
    made(monkeypatch)
    assert cli.main(["extract", str(articles)]) == cli.OK
    (one, two), err = printed(capsys)
    assert not err and list(one) == KEYS
    assert (one["doc_id"], one["published"], one["title"], one["text"]) == ("one", "2021-03-05", None, TEXT)
    assert [a["actor_id"] for a in one["actors"]] == ["country:norland", "country:westmark"] and two["actors"] == []
    assert one["mentions"][1] == {"actor_id": None, "start": 0, "end": 7, "kind": "pronoun"}
    assert one["stances"][0]["asserted_by"] is None and one["stances"][0]["label"] == "opposes"
    assert two["outlook"]["call"] == "unclear" and two["title"] == "T" and two["published"] is None


def test_extract_on_the_real_analysis(articles, tmp_path, capsys):
    output = tmp_path / "out.jsonl"
    assert cli.main(["extract", str(articles), "--output", str(output)]) == cli.OK
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [r["doc_id"] for r in records] == ["one", "two"]
    names = {a["actor_id"] for a in records[0]["actors"]}
    assert {m["actor_id"] for m in records[0]["mentions"]} - {None} <= names
    for quote in records[0]["quotes"]:
        assert all(0 <= s < e <= len(TEXT) for part in ("content", "cue", "source") for s, e in quote[part])


def test_extract_tells_what_it_could_not_read(articles, tmp_path, capsys, monkeypatch):
    made(monkeypatch)
    with articles.open("a") as file:
        file.write("\n{broken")
    assert cli.main(["extract", str(articles), str(tmp_path / "gone.txt")]) == cli.SOME_SKIPPED
    records, err = printed(capsys)
    assert len(records) == 2 and "a.jsonl:3 is not valid JSON" in err and "gone.txt can't be opened" in err


def test_one_article_that_breaks_the_reading_does_not_take_the_others_with_it(articles, capsys, monkeypatch):
    for module, good in ((encoder, encoder.encode), (coref_head, coref_head.encode)):
        odd = partial(lambda read, text: read(text) if text == OTHER else int("odd article"), good)
        monkeypatch.setattr(module, "encode", odd)
    articles.write_text(articles.read_text().replace(json.dumps(TEXT), json.dumps(OTHER), 1))
    for options in ([], ["--quotes-only"]):
        assert cli.main(["extract", *options, str(articles)]) == cli.SOME_SKIPPED
        records, err = printed(capsys)
        assert [r["doc_id"] for r in records] == ["one"]
        assert "analysis: " in err and "a.jsonl:2 broke the reading (ValueError: invalid literal" in err
    with pytest.raises(ValueError, match="odd article"):
        cli.main(["--debug", "extract", str(articles)])


def test_a_record_has_the_keys_of_the_contract_and_the_articles_own_call(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(
        "Exports of tea from Kenya to Pakistan will rise this year, the ministry said. "
        "Pakistan will lift its tariff on Kenyan tea in May, the importers' association said."
    )
    assert cli.main(["extract", str(path)]) == 0
    record = printed(capsys)[0][0]
    assert list(record) == [
        "doc_id", "title", "published", "text", "actors", "mentions", "quotes", "stances", "tones", "claims",
        "outlook", "events",
    ]  # fmt: skip
    assert (record["outlook"]["call"], set(record["outlook"]["corridor"])) == ("grow", {"Kenya", "Pakistan"})
    assert record["claims"][0]["direction"] == "up"


@pytest.mark.parametrize(
    ("error", "status"),
    [(ParameterError("no such"), cli.USAGE), (SuiteError("01_a.ipynb: In [2]: x"), cli.FAILED),
     (errors.EmptyError("no article"), 4), (errors.LockedError("another run"), 5),
     (OSError(28, "No space left on device"), cli.FAILED), (KeyboardInterrupt(), 130), (KeyError("x"), cli.FAILED)],
)  # fmt: skip
def test_errors_are_one_line_and_a_status(error, status, capsys, monkeypatch):
    def fail(*args, **options):
        raise error

    monkeypatch.setattr(suite, "run", fail)
    assert cli.main(["run"]) == status
    out, err = capsys.readouterr()
    assert not out and err.startswith("stancebook: ") and err.count("\n") == 1


def test_run_passes_on_what_was_typed_and_says_where_the_brief_is(tmp_path, capsys, monkeypatch):
    got = {}

    def run(given, **options):
        got.update(options, given=given)
        return suite.Outcome(tmp_path / "reports" / "runs" / "id", errors.SOME_SKIPPED)

    monkeypatch.setattr(suite, "run", run)
    monkeypatch.chdir(tmp_path)
    for name in ("news", "reports/runs/id"):
        (tmp_path / name).mkdir(parents=True)
    words = [
        "run",
        "news",
        "-p",
        "limit",
        "0.5",
        "-p",
        "focus=a,b",
        "--timeout",
        "60",
        "--force",
        "--since",
        "2019-09-30",
    ]
    assert cli.main(words) == cli.SOME_SKIPPED
    given = {"corpus": str(tmp_path / "news"), "limit": "0.5", "focus": "a,b", "date_from": "2019-09-30"}
    assert got["given"] == given
    assert got["timeout_s"] == 60 and got["force"] and got["reports"] is None
    assert capsys.readouterr().out == "brief: reports/latest/brief.html\n"
    assert cli.main(["run", "-p", "limit", "1", "-p", "limit", "2"]) == cli.USAGE


def test_help_is_quick_and_wrong_use_is_told():
    code = "import sys; from stancebook import cli; sys.argv = ['stancebook', '--help']\n"
    code += "try: cli.main()\nfinally: assert not {'pandas', 'spacy', 'papermill'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and "extract" in done.stdout
    for wrong in (["run", "--timeout", "0"], ["extract"], []):
        with pytest.raises(SystemExit) as status:
            cli.main(wrong)
        assert status.value.code == 2


def test_json_lines_end_with_the_outcome(tmp_path, capsys, monkeypatch):
    def run(given, say, **options):
        raise errors.EmptyError("no article to read")

    monkeypatch.setattr(suite, "run", run)
    assert cli.main(["run", "--log-json"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["event"], told["status"], told["outcome"]) == ("end", 4, "nothing to read")


def test_parameters_are_listed_with_type_default_and_meaning(capsys):
    assert cli.main(["parameters", "--json"]) == cli.OK
    found = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert found["min_confidence"]["type"] == "float" and found["min_confidence"]["default"] == 0.3
    assert {"output", "store"}.isdisjoint(found) and all(len(row["meaning"]) > 10 for row in found.values())
    assert cli.main(["parameters"]) == cli.OK
    assert "min_confidence: float = 0.3" in capsys.readouterr().out


def test_dates_may_be_so_many_days_ago(tmp_path, monkeypatch):
    got = {}
    done = suite.Outcome(tmp_path / "runs" / "id", 0)
    done.folder.mkdir(parents=True)
    monkeypatch.setattr(suite, "run", lambda given, **_: got.update(given) or done)
    assert cli.main(["run", "--since", "30d"]) == cli.OK
    assert len(got["date_from"]) == 10 and got["date_from"] < "2100"
    assert cli.main(["run", "--since", "30d", "-p", "date_from", "2020-01-01"]) == cli.USAGE


def test_status_of_an_empty_folder_and_wrong_use_of_clean(tmp_path, capsys):
    assert cli.main(["status", "--reports", str(tmp_path)]) == cli.OK
    assert "published: nothing" in capsys.readouterr().out
    assert cli.main(["clean", "--keep", "3", "--reports", str(tmp_path / "none")]) == cli.USAGE
