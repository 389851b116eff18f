"""Alerts, profiles and the book of reports, on hand-made runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from stancebook import cli, tables
from stancebook.runs import alerts, book, errors, profile, suite
from stancebook.runs.alerts import Rule
from stancebook.runs.errors import ParameterError, SuiteError

PAIR = {"change_id": "stance:a:b", "kind": "stance", "why": "corpus", "text": "Peru <script>alert(1)</script> & Chile",
        "about": [{"id": "country:peru", "called": ["Peru"]}, {"id": "country:chile", "called": ["Chile", "Santiago"]}],
        "before": "supports (+0.60)", "after": "opposes (−0.70)", "size": 1.3, "evidence": []}  # fmt: skip
CALL = {**PAIR, "change_id": "call:Iraq–Syria", "kind": "call", "size": 0.5, "text": "Trade Iraq–Syria is mixed",
        "about": [{"id": "Iraq–Syria", "called": ["Iraq–Syria"]}]}  # fmt: skip
REREAD = {**PAIR, "change_id": "stance:c", "why": "method", "text": "read otherwise"}


def publish(reports: Path, run: str, changes: list[dict], mean: float = -0.5, corpus: str = "seeds") -> Path:
    """Write what a published run has, as far as alerts and the book read it."""
    folder = reports / "runs" / run
    (folder / "tables").mkdir(parents=True)
    since = {"run": "", "made": "", "new": 1, "known": 2, "gone": 0, "desk": [], "method": [], "problem": ""}
    told = {"run": run, "corpus": corpus, "since": since, "bottom_line": ["A <b>bold</b> line."], "changes": changes}
    (folder / "changes.json").write_text(json.dumps(told))
    facts = {"finished": f"{run[:4]}-{run[4:6]}-{run[6:8]}T06:00:00+00:00", "tables": {"documents": 3},
             "parameters": {"01_ingest": {"corpus": corpus}}}  # fmt: skip
    (folder / "run.json").write_text(json.dumps(facts))
    (folder / "brief.html").write_text("<html></html>")
    pair = {"source_id": "country:peru", "target_id": "country:chile", "n": 3, "mean": mean, "low": -0.8, "high": -0.2}
    pd.DataFrame([pair]).to_parquet(folder / "tables" / "stance_pairs.parquet")
    actors = [{"actor_id": f"country:{name.lower()}", "name": name, "kind": "country"} for name in ("Peru", "Chile")]
    tables.write({"actors": tables.make("actors", actors), "outlook": tables.make("outlook", [])}, folder / "tables")
    return folder


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        ({"actor": "chile"}, True),
        ({"actor": "Santiago"}, True),
        ({"actor": "Bolivia"}, False),
        ({"pair": ["Chile", "Peru"], "turn": 1.2}, True),
        ({"pair": ["Chile", "Peru"], "turn": 1.4}, False),
        ({"pair": ["Chile", "Bolivia"]}, False),
        ({"kind": "denial"}, False),
        ({"kind": "stance", "actor": "Peru"}, True),
        ({"corridor": "Syria-Iraq"}, False),
    ],
)
def test_a_rule_is_met_by_a_change_that_is_all_it_names(rule, met):
    assert Rule(**rule).met(PAIR) is met


def test_a_corridor_is_met_however_it_is_written_and_another_reading_wakes_nobody():
    assert Rule(corridor="Syria-Iraq").met(CALL)
    assert not Rule(actor="Peru").met(REREAD) and Rule(actor="Peru", method=True).met(REREAD)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- actor: Peru\n- actr: Chile", "alerts.yml line 2: a rule has no 'actr'; it takes name, actor"),
        ("- actor: Peru\n  turn: 3", "alerts.yml line 1: turn is 3: Input should be less than or equal to 2"),
        ("- name: all", "alerts.yml line 1: say what the rule is about; add one of actor, pair, corridor, kind"),
        ("- pair: [Peru]", "line 1: pair is ['Peru']; name two"),
        ("- corridor: Iraq", "name both sides, as Iraq–Syria"),
        ("actor: Peru", "write a list, each rule beginning with '- actor: …'"),
        ("- actor: Peru\n  actor: Chile", "line 2: 'actor' stands twice"),
        ("- Peru", "line 1: a rule is 'key: value' lines"),
        ("- actor: [", "this is no YAML"),
        ("- kind: wave", "kind is 'wave'"),
    ],
)
def test_a_bad_rule_says_where_and_what_to_write(tmp_path, text, told):
    (tmp_path / "alerts.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as error:
        alerts.read(tmp_path / "alerts.yml")
    assert told in str(error.value)


def test_no_file_and_an_empty_one_have_no_rule(tmp_path):
    (tmp_path / "alerts.yml").write_text("# none yet\n")
    assert alerts.read(tmp_path / "alerts.yml") == alerts.read(tmp_path / "none.yml") == []


def test_an_alert_tells_once_for_all_rules_what_met_them(tmp_path):
    folder = publish(tmp_path, "20240502T060000-a", [PAIR, CALL, REREAD])
    told = alerts.told(folder, [Rule(name="west", actor="Peru"), Rule(kind="stance"), Rule(actor="Bolivia")])
    assert [rule.get("name", "") for rule in told["rules"]] == ["west", ""]
    assert [change["change_id"] for change in told["changes"]] == ["stance:a:b"]
    assert alerts.told(folder, [Rule(actor="Bolivia")]) is None and alerts.told(folder, []) is None


def test_a_command_gets_the_message_and_what_it_breaks_on_is_told(tmp_path):
    alerts.tell(f"cat > {tmp_path / 'got'}", "müde $(touch x) `y`")
    assert (tmp_path / "got").read_text() == "müde $(touch x) `y`"
    with pytest.raises(SuiteError, match="status 3: no mail"):
        alerts.tell("echo no mail >&2; exit 3", "")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose suite publishes a hand-made run."""
    for name in ("notebooks", "seeds", "articles", "profiles"):
        (tmp_path / name).mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)

    def run(given, reports=None, **options):
        run.given, run.options, run.reports = given, options, reports
        if run.fails:
            raise SuiteError(run.fails)
        if run.status == errors.NOTHING_NEW:
            return suite.Outcome(reports / "runs" / "20240501T060000-a", run.status)
        folder = publish(reports or tmp_path / "reports", f"2024050{run.n}T060000-a", [PAIR])
        run.n += 1
        return suite.Outcome(folder, run.status)

    run.n, run.fails, run.status = 1, "", errors.DONE
    monkeypatch.setattr(suite, "run", run)
    return tmp_path, run


def test_the_command_runs_when_a_rule_is_met_and_not_otherwise(project, capsys):
    folder, _ = project
    (folder / "seeds" / "alerts.yml").write_text("- actor: Bolivia\n")
    assert cli.main(["run", "--alert-command", "cat > told"]) == 0 and not (folder / "told").exists()
    (folder / "articles" / "alerts.yml").write_text("- pair: [Peru, Chile]\n")
    assert cli.main(["run", "articles", "--alert-command", "cat > told"]) == 0
    assert json.loads((folder / "told").read_text())["changes"][0]["change_id"] == "stance:a:b"
    assert (folder / "reports" / "index.html").exists()
    assert "The desk has no actors.csv" in capsys.readouterr().err


def test_the_reason_of_a_failure_goes_to_its_command(project):
    folder, run = project
    run.fails = "05_brief.ipynb: no such\nharbour"
    assert cli.main(["run", "--failure-command", "cat > why"]) == cli.FAILED
    assert (folder / "why").read_text() == "stancebook: 05_brief.ipynb: no such harbour\n"
    (folder / "seeds" / "alerts.yml").write_text("- actr: x\n")
    assert cli.main(["run", "--failure-command", "cat > why"]) == cli.USAGE
    assert "a rule has no 'actr'" in (folder / "why").read_text()


def test_a_profile_says_what_the_command_line_would(project):
    folder, run = project
    (folder / "profiles" / "iran.yml").write_text(
        "corpus: articles\nparameters: {min_confidence: 0.4, focus: [Iran]}\ntimeout: 60\nalert_command: cat > told\n"
    )
    (folder / "articles" / "alerts.yml").write_text("- actor: Peru\n")
    assert cli.main(["run", "--profile", "profiles/iran.yml"]) == 0
    assert run.given == {"corpus": "articles", "min_confidence": 0.4, "focus": ["Iran"]}
    assert run.reports == folder / "reports" / "iran" and run.options["timeout_s"] == 60
    assert (folder / "told").exists()
    assert cli.main(["run", "seeds", "--profile", "profiles/iran.yml"]) == cli.USAGE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reports: x", "iran.yml: corpus is missing; add a line 'corpus: …'"),
        ("corpus: x\ncolour: red", "a profile has no 'colour'; it takes corpus, reports"),
        ("corpus: x\ntimeout: -1", "timeout is -1"),
        ("corpus: x\nparameters: {output: y}", "output is no parameter of a profile"),
        ("- corpus: x", "write 'key: value' lines"),
        ("", "write 'key: value' lines"),
        (None, "can't be read"),
    ],
)
def test_a_bad_profile_says_what_to_write(tmp_path, text, told):
    if text is not None:
        (tmp_path / "iran.yml").write_text(text)
    with pytest.raises(ParameterError) as error:
        profile.read(tmp_path / "iran.yml")
    assert told in str(error.value)


def test_the_book_lists_published_runs_newest_first_and_escapes_what_they_say(tmp_path):
    for n in (1, 2, 3):
        publish(tmp_path, f"2024050{n}T060000-a", [PAIR, REREAD], mean=-n / 4)
    (tmp_path / "runs" / "20240504T060000-a.failed").mkdir()
    broken = publish(tmp_path, "20240505T060000-a", [])
    (broken / "changes.json").write_text("{")
    (publish(tmp_path, "20240506T060000-a", []) / "run.json").write_text("[")
    page = book.write(tmp_path).read_text(encoding="utf-8")
    order = [page.index(f'href="runs/2024050{n}T060000-a/brief.html"') for n in (5, 3, 2, 1)]
    assert order == sorted(order) and "4 reports" in page and "20240506" not in page and ".failed" not in page
    assert "&lt;script&gt;" in page and "<script" not in page and "&lt;b&gt;bold" in page
    assert "read otherwise" not in page and "Content-Security-Policy" in page and "http" not in page.split("<body>")[1]
    assert "Stances and trade over 4 reports" in page and "Peru → Chile: from −0.25" in page


def test_the_book_follows_what_the_rules_name(tmp_path):
    for n in (1, 2):
        publish(tmp_path, f"2024050{n}T060000-a", [])
    assert "<img" in book.write(tmp_path, [Rule(pair=["chile", "peru"])]).read_text()
    publish(tmp_path, "20240503T060000-a", [], corpus="others")
    assert "<img" not in book.write(tmp_path).read_text(), "one report on this corpus is no series"


def test_a_folder_without_reports_has_a_book_that_says_so(tmp_path):
    assert "No report is published here" in book.write(tmp_path).read_text()


def test_the_desk_is_told_once_of_a_run_and_made_up_for_where_it_was_not(project):
    folder, run = project
    (folder / "seeds" / "alerts.yml").write_text("- actor: Peru\n")
    words = ["run", "--reports", "reports", "--alert-command"]
    assert cli.main([*words, "exit 7"]) == cli.FAILED
    run.status = errors.NOTHING_NEW
    assert cli.main([*words, "cat > told"]) == errors.NOTHING_NEW and (folder / "told").exists()
    (folder / "told").unlink()
    assert cli.main([*words, "cat > told"]) == errors.NOTHING_NEW and not (folder / "told").exists()


def test_a_failure_is_told_to_its_command_and_in_json_lines(project, monkeypatch, capsys):
    folder, run = project
    run.fails = "no such harbour"
    assert cli.main(["run", "--log-json", "--failure-command", "cat > why; exit 7"]) == cli.FAILED
    command, end = map(json.loads, capsys.readouterr().err.splitlines())
    assert (command["event"], end["event"], end["status"]) == ("failure command", "end", cli.FAILED)
    assert "ended with status 7" in command["message"] and "no such harbour" in (folder / "why").read_text()

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(suite, "run", stop)
    assert cli.main(["run", "--failure-command", "cat > why"]) == errors.STOPPED
    assert (folder / "why").read_text() == "stancebook: stopped\n"


@pytest.mark.parametrize("options", [["--alerts", "none.yml"], ["-p", "corpus", "~nobody-here/x"], ["~nobody-here/x"]])
def test_a_path_that_leads_nowhere_is_told_before_anything_runs(project, options, capsys):
    _, run = project
    assert cli.main(["run", *options]) == cli.USAGE and not hasattr(run, "given")
    assert options[-1] in capsys.readouterr().err


def test_a_link_to_a_report_that_is_deleted_leads_to_words_that_say_so(tmp_path):
    first = publish(tmp_path, "20240501T060000-a", [])
    last = publish(tmp_path, "20240502T060000-b", [])
    (tmp_path / "latest").symlink_to(last.relative_to(tmp_path))
    told = json.loads((last / "changes.json").read_text())
    told["since"] = {"run": first.name, "made": "2024-05-01"}
    (last / "changes.json").write_text(json.dumps(told))
    assert f'<article class="story" id="{first.name}">' in book.write(tmp_path).read_text()
    assert cli.main(["clean", "--keep", "1", "--reports", str(tmp_path)]) == 0
    page = (tmp_path / "index.html").read_text()
    assert re.search(f'<p class="note" id="{first.name}">The report of 1 May 2024 is no longer kept', page)


def test_what_is_deleted_is_no_more_in_the_book(tmp_path, capsys):
    for n in (1, 2, 3):
        folder = publish(tmp_path, f"2024050{n}T060000-a", [])
    (tmp_path / "latest").symlink_to(folder.relative_to(tmp_path))
    assert "3 reports" in book.write(tmp_path).read_text()
    assert cli.main(["clean", "--keep", "1", "--reports", str(tmp_path)]) == 0
    assert "deleted: 2 published runs" in capsys.readouterr().out
    page = (tmp_path / "index.html").read_text()
    assert "20240503T060000-a" in page and "20240501T060000-a" not in page
