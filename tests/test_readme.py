"""Every command in the README runs as written; the suite's own run on the seed is the test of the whole."""

import json
import os
import re
import shlex
import signal
import subprocess
import time
import urllib.request

import duckdb
import pytest

from stancebook import tables
from stancebook.paths import project_path
from stancebook.runs.errors import NOTHING_NEW

ROOT = project_path(".")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]


def command(start: str) -> str:
    """Return the one README command that starts so."""
    (found,) = [c for c in COMMANDS if c.startswith(start)]
    return found


def run(line: str, **options):
    return subprocess.run(shlex.split(line), cwd=ROOT, capture_output=True, text=True, timeout=600, **options)


def test_no_command_stands_in_the_readme_untested():
    assert sorted(COMMANDS) == sorted(
        command(start)
        for start in (
            "make report",
            "make test",
            "make lab",
            ".venv/bin/stancebook run seeds",
            ".venv/bin/stancebook run --profile",
            ".venv/bin/stancebook status",
            ".venv/bin/stancebook clean",
            ".venv/bin/stancebook parameters",
            ".venv/bin/stancebook extract seeds",
            ".venv/bin/stancebook extract --quotes-only",
            ".venv/bin/stancebook export",
        )
    )


def test_every_link_and_picture_leads_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(targets) > 3
    assert all((ROOT / target).exists() for target in targets)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    reports = tmp_path_factory.mktemp("reports")
    done = run(f"{command('make report')} REPORTS={reports}")
    assert done.returncode == 0, done.stderr
    assert "brief.html" in done.stdout
    return reports


def test_make_report_publishes_a_whole_run(published):
    latest = published / "latest"
    manifest = json.loads((latest / "run.json").read_text())
    assert [n["failed"] for n in manifest["notebooks"]] == [None] * 5
    found = tables.read(latest / "tables")
    assert all(len(found[name]) for name in tables.SCHEMA if name not in ("skipped", "corrections", "changes"))
    assert len(list((latest / "figures").glob("*.svg"))) >= 5


def test_the_brief_answers_the_four_questions_and_loads_nothing(published):
    page = (published / "latest" / "brief.html").read_text(encoding="utf-8")
    for said in ("Khaled al-Rahmoun", "Islamic State", "Iraq–Syria", "mixed", "Ammar Youssef", "What was skipped"):
        assert said in page
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(\s*["']?http""", page)
    anchors = set(re.findall(r'\bid="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links and links <= anchors


def test_the_run_with_parameters_works(published, tmp_path):
    done = run(f"{command('.venv/bin/stancebook run seeds')} --reports {tmp_path}")
    assert done.returncode == 0, done.stderr
    parameters = json.loads((tmp_path / "latest" / "run.json").read_text())["parameters"]
    assert parameters["02_actor_stance"]["min_confidence"] == 0.4
    assert parameters["04_trade_outlook"]["corridor"] == "Iraq-Syria"


def test_the_profile_says_what_make_report_does_by_itself(published, tmp_path):
    line = command(".venv/bin/stancebook run --profile")
    (tmp_path / "own.yml").write_text(
        (ROOT / "profiles" / "seeds.yml").read_text().replace("reports: reports", f"reports: {published}")
    )
    done = run(line.replace("profiles/seeds.yml", str(tmp_path / "own.yml")))
    told = [json.loads(row) for row in done.stderr.splitlines()]
    assert done.returncode == told[-1]["status"] == NOTHING_NEW, done.stderr
    assert [row["event"] for row in told] == ["nothing new", "end"]


def test_what_is_kept_is_told_and_cleaned(published):
    done = run(f"{command('.venv/bin/stancebook status')} --reports {published}")
    assert done.returncode == 0 and "1 article" in done.stdout and "1 published" in done.stdout
    done = run(f"{command('.venv/bin/stancebook clean')} --reports {published}")
    assert done.returncode == 0 and "deleted: 0 published runs" in done.stdout
    assert "1 report" in (published / "index.html").read_text(encoding="utf-8")


def test_the_tables_go_into_one_file(published, tmp_path):
    file = tmp_path / "tables.duckdb"
    line = re.sub(r"--duckdb \S+", f"--duckdb {file}", command(".venv/bin/stancebook export"))
    assert run(f"{line} --run {published / 'latest'}").returncode == 0
    with duckdb.connect(str(file), read_only=True) as base:
        assert base.table("stances").shape[0] > 5


def test_the_desk_of_the_readme_answers(tmp_path):
    block = next(code for code in re.findall(r"```python\n(.*?)```", README, re.S) if "Desk" in code)
    monkeyed = block.replace('Desk("seeds")', f'Desk("seeds", store="{tmp_path / "s.sqlite"}")')
    assert monkeyed != block
    answers: dict = {}
    exec(monkeyed, answers)  # as somebody would type it
    assert len(answers["desk"].says("Ammar Youssef").frame) > 0


def test_the_parameters_are_listed():
    done = run(command(".venv/bin/stancebook parameters"))
    assert done.returncode == 0 and "min_confidence: float = 0.3" in done.stdout


def _extracted(start, output):
    done = run(re.sub(r"--output \S+", f"--output {output}", command(start)))
    assert done.returncode == 0, done.stderr
    return json.loads(output.read_text(encoding="utf-8"))


def test_extract_works(tmp_path):
    assert _extracted(".venv/bin/stancebook extract seeds", tmp_path / "seeds.jsonl")["outlook"]["corridor"] == [
        "Iraq",
        "Syria",
    ]


def test_quotes_alone_are_extracted(tmp_path):
    record = _extracted(".venv/bin/stancebook extract --quotes-only", tmp_path / "quotes.jsonl")
    assert len(record["quotes"]) > 5 and "stances" not in record


def test_make_test_runs_the_tests():
    assert "pytest" in run(f"{command('make test')} --dry-run").stdout


def test_make_lab_opens_a_page_that_leads_to_notebooks_and_brief(tmp_path):
    (tmp_path / "jupyter_server_config.py").write_text(
        "c.ServerApp.allow_root = True\nc.ServerApp.open_browser = False\nc.ServerApp.port = 0\n"
        "c.IdentityProvider.token = 'test'\n"
    )
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    log = (tmp_path / "log").open("w+")
    server = subprocess.Popen(
        shlex.split(command("make lab")), cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        address = None
        for _ in range(120):
            time.sleep(0.5)
            address = re.search(r"http://127\.0\.0\.1:\d+/", (tmp_path / "log").read_text())
            if address:
                break
        assert address, (tmp_path / "log").read_text()

        def asked(path):
            with urllib.request.urlopen(f"{address.group()}{path}?token=test", timeout=30) as answer:
                return json.load(answer)

        start = asked("api/contents/notebooks/START.md")["content"]
        assert "stancebook/tree/notebooks/START.md" in (tmp_path / "log").read_text()
        for link in re.findall(r"\]\(([\w./-]+)\)", start):
            place = os.path.normpath(f"notebooks/{link}")
            assert not place.startswith("..")
            if not place.startswith("reports/"):  # there once a report was made
                assert asked(f"api/contents/{place}")["type"] == "notebook"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        log.close()
