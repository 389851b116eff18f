"""The recipes of docs/schedule.md, as far as they can be tried without the schedulers."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import re
import shlex
import shutil
import subprocess

import nbformat
import pytest
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from stancebook import cli
from stancebook.paths import project_path
from stancebook.runs import alerts, profile

ROOT = project_path(".")
FOLDER = ROOT / "docs" / "schedule"
PAGE = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
RECIPES = ["crontab", "stancebook.service", "stancebook_dag.py", "report.yml", "stancebook_job.ipynb"]
COMMAND = re.compile(r"\.venv/bin/stancebook (run --profile \S+)")
ALERT = {
    "run": "r", "corpus": "iran", "brief": "reports/iran/runs/r/brief.html", "since": {},
    "rules": [{"name": "the\nstrait", "changes": ["c"]}, {"pair": ["Iran", "Iraq"], "changes": ["c"]}],
    "changes": [{"change_id": "c", "text": "Iran against Iraq: “no”", "evidence": [
        {"sent_id": "s", "text": "No, said Tehran.", "source": "Echo", "published": "2024-05-02"}]}],
}  # fmt: skip


@pytest.mark.parametrize("name", RECIPES)
def test_the_command_of_each_recipe_is_one_of_ours(name):
    text = (FOLDER / name).read_text(encoding="utf-8").replace("{PROFILE}", "profiles/iran.yml")
    (command,) = COMMAND.findall(text)
    assert cli._parser().parse_args(shlex.split(command)).profile.name == "iran.yml"


def test_the_crontab_has_a_time_and_a_command():
    (line,) = [line for line in (FOLDER / "crontab").read_text().splitlines() if line and not line.startswith("#")]
    fields = line.split(None, 5)
    assert all(re.fullmatch(r"\*|\d+", field) for field in fields[:5]) and "%" not in fields[5]
    assert not subprocess.run(["bash", "-n", "-c", fields[5]], check=False).returncode


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_nothing_to_say_about_service_and_timer(tmp_path):
    for name in ("stancebook.service", "stancebook.timer"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("%h/stancebook", str(ROOT)), encoding="utf-8")
    files = [tmp_path / "stancebook.service", tmp_path / "stancebook.timer"]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "stancebook" not in done.stderr, done.stderr


def status(command: str, folder, code: int) -> int:
    """Return the status a shell ends with whose ``stancebook`` ends with ``code``."""
    program = folder / ".venv" / "bin" / "stancebook"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    return subprocess.run(["bash", "-e", "-c", command], cwd=folder, check=False).returncode


def test_the_dag_fails_when_the_run_does(tmp_path):
    tree = ast.parse((FOLDER / "stancebook_dag.py").read_text(encoding="utf-8"))
    (given,) = [
        k.value for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords if k.arg == "bash_command"
    ]
    names = {"PROJECT": str(tmp_path), "PROFILE": "profiles/iran.yml"}
    command = eval(compile(ast.Expression(given), "dag", "eval"), names)
    assert [status(command, tmp_path, code) for code in (0, 3, 6, 1, 5)] == [0, 0, 6, 1, 5]


def test_the_dag_imports_and_asks_for_what_airflow_3_has():
    """Without Airflow, whose loader is the real test: its names as its own pages have them."""
    tree = ast.parse((FOLDER / "stancebook_dag.py").read_text(encoding="utf-8"))
    imported = {(n.module, a.name) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert imported == {
        ("__future__", "annotations"), ("airflow.sdk", "DAG"),
        ("airflow.providers.standard.operators.bash", "BashOperator"),
    }  # fmt: skip
    calls = {n.func.id: {k.arg for k in n.keywords} for n in ast.walk(tree)
             if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
    assert calls["DAG"] == {"dag_id", "schedule", "start_date", "catchup", "max_active_runs"}
    assert calls["BashOperator"] == {
        "task_id", "bash_command", "skip_on_exit_code", "retries", "retry_delay", "execution_timeout"
    }  # fmt: skip


@pytest.mark.parametrize(("code", "fails"), [(0, False), (3, False), (1, True)])
def test_the_notebook_job_fails_when_the_run_does(tmp_path, monkeypatch, code, fails):
    job = nbformat.read(FOLDER / "stancebook_job.ipynb", as_version=4)
    nbformat.validate(job)
    status("true", tmp_path / "stancebook", code)  # puts the program there
    monkeypatch.setenv("HOME", str(tmp_path))
    try:
        NotebookClient(job, timeout=120, kernel_name="python3").execute()
    except CellExecutionError:
        assert fails
    else:
        assert not fails


def test_airflow_loads_the_dag():
    models = pytest.importorskip("airflow.models")
    bag = models.DagBag(FOLDER / "stancebook_dag.py", include_examples=False)
    assert not bag.import_errors and list(bag.dags) == ["stancebook_iran"]


def test_the_workflow_runs_keeps_and_fails_as_it_should(tmp_path):
    flow = yaml.safe_load((FOLDER / "report.yml").read_text(encoding="utf-8"))
    assert flow[True]["schedule"] == [{"cron": "0 6 * * *"}]  # YAML 1.1 reads "on" as true; GitHub does not
    steps = flow["jobs"]["report"]["steps"]
    (command,) = [step["run"] for step in steps if "stancebook" in step.get("run", "")]
    assert [status(command, tmp_path, code) for code in (0, 3, 6, 1)] == [0, 0, 0, 1]
    assert all(("uses" in step) != ("run" in step) for step in steps)


def mailer():
    spec = importlib.util.spec_from_file_location("mail_changes", FOLDER / "mail_changes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_mail_says_what_changed_and_an_article_adds_no_header(monkeypatch):
    sent = []

    class Server:
        def __init__(self, host, port):
            assert (host, port) == ("mail.example.org", 25)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def send_message(self, mail):
            sent.append(mail)

    module = mailer()
    for key, value in (("HOST", "mail.example.org"), ("FROM", "a@example.org"), ("TO", "b@example.org")):
        monkeypatch.setenv(f"MAIL_{key}", value)
    monkeypatch.setattr(module.smtplib, "SMTP", Server)
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(ALERT)))
    module.main()
    (mail,) = sent
    assert mail["Subject"] == "iran: 1 changed (the strait; Iran, Iraq)"
    assert (
        "* Iran against Iraq: “no”" in mail.get_content() and "Echo 2024-05-02: No, said Tehran." in mail.get_content()
    )


def test_what_the_page_shows_is_read_by_the_suite(tmp_path):
    shown = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(shown) == 2
    (tmp_path / "iran.yml").write_text(shown[0], encoding="utf-8")
    (tmp_path / "alerts.yml").write_text(shown[1], encoding="utf-8")
    assert profile.read(tmp_path / "iran.yml").corpus == "articles/iran"
    assert len(alerts.read(tmp_path / "alerts.yml")) == 3


def test_the_files_to_copy_are_read_as_they_are():
    assert alerts.read(ROOT / "seeds" / "alerts.yml") == []
    assert profile.read(ROOT / "profiles" / "seeds.yml").reports == "reports"
    text = "\n".join(re.sub(r"^# ?", "", line) for line in (ROOT / "seeds" / "alerts.yml").read_text().splitlines()[5:])
    assert all(alerts._rule(row, "alerts.yml") for row in yaml.safe_load(text))


def test_every_link_of_the_page_leads_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert len(targets) >= 5 and all((ROOT / "docs" / target).exists() for target in targets)
