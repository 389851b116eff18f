"""The runner on small notebooks: parameters, failures of every kind, publishing."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import filelock
import nbformat
import psutil
import pytest

from stancebook import tables
from stancebook.paths import project_path
from stancebook.runs import errors, housekeeping, manifest, parameters, publishing, suite, telling, worker
from stancebook.runs.errors import EmptyError, LockedError, ParameterError, SuiteError

GIVEN = 'output: str = "reports/draft"  # folder\ncorpus: str = "seeds"\nlimit: float = 0.5\nfocus: list = []'
WRITE = """from pathlib import Path
from stancebook import tables
tables.write(tables.empty(), Path(output) / "tables")
Path(output, "brief.html").write_text(f"<!doctype html><html>{corpus} {limit} {focus} {Path.cwd()}</html>")"""


def notebook(path, *cells, given=GIVEN):
    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    book.cells = [nbformat.v4.new_markdown_cell("A question."), *map(nbformat.v4.new_code_cell, (given, *cells))]
    book.cells[1].metadata["tags"] = ["parameters"]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("The harbour opened.")
    notebook(tmp_path / "notebooks" / "01_all.ipynb", WRITE)
    return tmp_path


def run(project, said=None, **options):
    return outcome(project, said, **options).folder


def outcome(project, said=None, **options):
    given = options.pop("given", {})
    lines = said if said is not None else []
    return suite.run(given, root=project, say=lambda event: lines.append(event.line), **options)


@pytest.fixture
def quick(monkeypatch):
    """In place of a kernel, write what a good notebook writes; `missing` names a file to leave out."""

    def execute(notebook, output, values, root, log, state, timeout_s, watch):
        folder = Path(values["output"])
        tables.write(tables.empty() | execute.tables, folder / "tables")
        (folder / "brief.html").write_text("<html></html>")
        if execute.missing:
            (folder / execute.missing).unlink()

    execute.missing, execute.tables = None, {}
    monkeypatch.setattr(worker, "execute", execute)
    return execute


def failed_runs(project):
    return sorted((project / "reports" / "runs").glob("*.failed"))


def test_a_run_is_published_and_the_next_has_nothing_to_do(project):
    said = []
    folder = run(project, said, given={"limit": "0.7", "focus": "harbour,opened"})
    assert (project / "reports" / "latest").is_symlink() and (project / "reports" / "latest").resolve() == folder
    assert f"seeds 0.7 ['harbour', 'opened'] {project}" in (folder / "brief.html").read_text()
    facts = json.loads((folder / "run.json").read_text())
    assert facts["run_id"] == folder.name and facts["notebooks"][0]["failed"] is None and facts["finished"]
    assert facts["tables"]["documents"] == 0 and "seeds/a.txt" in facts["inputs"] and "python" in facts["packages"]
    assert (folder / "notebooks" / "01_all.ipynb").exists() and "01_all.ipynb: done" in (folder / "run.log").read_text()
    assert (
        said[1].startswith("01_all: done in")
        and said[2] == f"run {folder.name} is published: articles: 0, of which read anew: 0"
    )
    assert (
        run(project, said, given={"limit": 0.7, "focus": ["harbour", "opened"]}) == folder
        and "nothing has changed" in said[-1]
    )
    assert [p.name for p in (project / "reports" / "runs").iterdir()] == [folder.name]


def test_what_makes_a_run_do_something(project, quick):
    latest = project / "reports" / "latest"
    done = [run(project)]
    (project / "seeds" / "b.txt").write_text("It closed again.")
    done.append(run(project))
    assert run(project) == done[-1]
    done.append(run(project, given={"limit": 0.6}))
    done.append(run(project, given={"limit": 0.6}, force=True))
    notebook(project / "notebooks" / "02_more.ipynb", "1")
    done.append(run(project, given={"limit": 0.6}))
    assert latest.resolve() == done[-1]
    (latest / "brief.html").unlink()
    done.append(run(project, given={"limit": 0.6}))
    assert len(set(done)) == len(done) and all(folder.exists() for folder in done)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            ["x = 1\nraise ValueError('no such\\nharbour')", WRITE],
            "01_all.ipynb: In [3] (x = 1): ValueError: no such harbour",
        ),
        (["import os\nos.kill(os.getpid(), 9)", WRITE], "01_all.ipynb: In [3] (import os): the kernel died"),
        ([WRITE, "import sys\nsys.exit(0)"], "01_all.ipynb: In [4] (import sys): called sys.exit"),
    ],
    ids=["error", "killed kernel", "sys.exit"],
)
def test_a_failure_leaves_latest_alone_and_keeps_log_and_notebook(project, cells, told):
    latest = project / "reports" / "latest"
    (project / "reports" / "runs" / "old").mkdir(parents=True)
    latest.symlink_to("runs/old")
    notebook(project / "notebooks" / "01_all.ipynb", *cells)
    with pytest.raises(SuiteError) as error:
        run(project)
    assert str(error.value).startswith(told) and "\n" not in str(error.value)
    assert str(latest.readlink()) == "runs/old"
    (kept,) = failed_runs(project)
    assert str(kept) in str(error.value)
    assert (kept / "notebooks" / "01_all.ipynb").exists() and "01_all.ipynb" in (kept / "run.log").read_text()
    assert json.loads((kept / "run.json").read_text())["error"] in str(error.value)
    assert not list((project / "reports" / "runs").glob("*.tmp"))


@pytest.mark.parametrize("missing", ["tables/claims.parquet", "tables/events.csv", "brief.html"])
def test_a_run_without_all_its_outputs_is_not_published(project, quick, missing):
    before = run(project)
    quick.missing = missing
    with pytest.raises(SuiteError, match=Path(missing).stem):
        run(project, force=True)
    assert (project / "reports" / "latest").resolve() == before and len(failed_runs(project)) == 1


def test_a_hung_cell_is_stopped_with_all_it_started(project):
    mark = project / "pids"
    cell = f"""import os, subprocess, time
child = subprocess.Popen(["sleep", "600"])
open({str(mark)!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
time.sleep(600)"""
    notebook(project / "notebooks" / "01_all.ipynb", cell)
    for seconds in (6, 20, 60):  # on a busy machine the kernel may not be up in six
        with pytest.raises(SuiteError, match=f"took longer than {seconds} s") as error:
            run(project, timeout_s=seconds)
        if mark.exists():
            break
    assert "In [3] (import os, subprocess, time): took longer" in str(error.value)
    for pid in map(int, mark.read_text().split()):
        assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_one_run_at_a_time(project):
    (project / "reports").mkdir()
    with filelock.FileLock(project / "reports" / ".lock"), pytest.raises(LockedError, match="another run"):
        run(project)


def test_runs_that_begin_at_once_do_not_trip_over_each_other(project):
    def prepare():
        for _ in range(200):
            publishing.prepare(project / "reports")

    with ThreadPoolExecutor(4) as pool:
        for begun in [pool.submit(prepare) for _ in range(4)]:
            begun.result()


def test_a_run_that_another_has_done_meanwhile_is_not_done_again(project, quick, monkeypatch):
    prepare, done = publishing.prepare, []

    def meanwhile(reports):  # between this run's first look and its lock
        prepare(reports)
        monkeypatch.setattr(publishing, "prepare", prepare)
        done.append(run(project))

    monkeypatch.setattr(publishing, "prepare", meanwhile)
    assert outcome(project) == (done[0], errors.NOTHING_NEW)


def test_leftovers_of_a_killed_run_are_retired(project, quick):
    left = project / "reports" / "runs" / "20200101T000000-0badcafe.tmp"
    left.mkdir(parents=True)
    run(project)
    assert [p.name for p in failed_runs(project)] == ["20200101T000000-0badcafe.failed"] and not left.exists()


def test_a_run_that_is_interrupted_is_kept_as_failed(project, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "execute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(project)
    assert len(failed_runs(project)) == 1 and not (project / "reports" / "latest").exists()


def test_a_folder_in_the_place_of_latest_is_not_touched(project):
    (project / "reports" / "latest").mkdir(parents=True)
    with pytest.raises(SuiteError, match="move it out of the way"):
        run(project)


def test_what_a_run_ends_with(project, quick):
    assert outcome(project).status == errors.DONE
    assert outcome(project).status == errors.NOTHING_NEW
    quick.tables = {"skipped": tables.make("skipped", [{"stage": "ingest", "item": "a", "reason": "broken"}])}
    assert outcome(project, force=True).status == errors.SOME_SKIPPED
    quick.tables = {"skipped": tables.make("skipped", [{"stage": "ingest:date", "item": "a", "reason": "no date"}])}
    assert outcome(project, force=True).status == errors.DONE


@pytest.mark.parametrize(
    ("name", "kind"),
    [("NothingToReadError", EmptyError), ("UnknownNameError", ParameterError), ("ValueError", SuiteError)],
)
def test_an_error_of_the_input_is_told_apart(project, monkeypatch, name, kind):
    monkeypatch.setattr(worker, "execute", lambda *_: worker.Failure(f"In [3] (x): {name}: no", name))
    with pytest.raises(kind) as error:
        run(project)
    assert type(error.value) is kind and len(failed_runs(project)) == 1


def test_a_published_run_that_was_damaged_is_made_anew(project, quick):
    latest = project / "reports" / "latest"
    for damage in (
        lambda: (latest / "run.json").write_text((latest / "run.json").read_text()[:100]),
        lambda: (latest / "run.json").write_text("[]"),
        lambda: (latest / "tables" / "quotes.parquet").write_bytes(b"PAR1"),
        lambda: (latest / "brief.html").write_text("<html>"),
        lambda: (latest / "tables" / "claims.csv").unlink(),
    ):
        before = run(project, force=True)
        assert outcome(project).status == errors.NOTHING_NEW
        damage()
        assert outcome(project).status == errors.DONE and latest.resolve() != before


def test_input_that_changes_while_it_is_read_is_told_and_read_again(project, quick, monkeypatch):
    good, said = worker.execute, []

    def changing(*given):
        good(*given)
        (project / "seeds" / "a.txt").write_text("It closed.")

    monkeypatch.setattr(worker, "execute", changing)
    folder = run(project, said)
    assert any("seeds/a.txt" in line and "next run" in line for line in said)
    assert json.loads((folder / "run.json").read_text())["changed_while_read"] == ["seeds/a.txt"]
    monkeypatch.setattr(worker, "execute", good)
    (project / "seeds" / "a.txt").write_text("The harbour opened.")
    assert outcome(project).status == errors.DONE and outcome(project).status == errors.NOTHING_NEW


def test_a_clock_that_was_set_back_changes_nothing(project, quick):
    first = run(project)
    ahead = first.with_name("29990101T000000-0badcafe")
    first.rename(ahead)
    link = project / "reports" / "latest"
    link.unlink()
    link.symlink_to(f"runs/{ahead.name}")
    second = run(project, force=True)
    assert link.resolve() == second and outcome(project).status == errors.NOTHING_NEW
    assert housekeeping.clean(project / "reports", 1).startswith("deleted: 1 published") and link.resolve() == second


def test_old_failures_do_not_pile_up(project, quick):
    quick.missing = "brief.html"
    for _ in range(8):
        with pytest.raises(SuiteError):
            run(project)
    quick.missing = None
    run(project)
    assert len(failed_runs(project)) == 5


def test_status_and_clean(project, quick):
    reports = project / "reports"
    assert "published: nothing" in "\n".join(housekeeping.lines(housekeeping.status(reports)))
    done = [run(project, force=True) for _ in range(4)]
    quick.missing = "brief.html"
    with pytest.raises(SuiteError):
        run(project, force=True)
    facts = housekeeping.status(reports)
    assert (facts["published"]["run"], facts["runs"], facts["failed"], facts["running"]) == (done[-1].name, 4, 1, False)
    assert "brief.html" in facts["last_failure"]["error"]
    with filelock.FileLock(reports / ".lock"):
        assert housekeeping.status(reports)["running"]
        with pytest.raises(LockedError):
            housekeeping.clean(reports, 2)
    facts["published"]["tables"]["documents"] = 1
    told = "\n".join(housekeeping.lines(facts))
    assert ", 1 article\n" in told and "4 published runs and 1 failed run\n" in told
    assert housekeeping.clean(reports, 2).startswith("deleted: 2 published runs, 1 failed one, ")
    assert [folder.exists() for folder in done] == [False, False, True, True] and not failed_runs(project)
    with pytest.raises(ParameterError, match="at least one"):
        housekeeping.clean(reports, 0)


def test_a_corridor_of_which_there_is_no_claim_is_told_by_the_run_and_by_status(project, quick):
    given = "corridor: str = ''\nperiod: str = 'all'\n" + GIVEN
    notebook(project / "notebooks" / "01_all.ipynb", WRITE, given=given)
    (project / "seeds" / "a.txt").write_text("Peru and Chile met.")
    said = []
    run(project, said, given={"corridor": "Peru–Chile"})
    told = "asked for the corridor Peru–Chile, of which these articles make no claim"
    assert told in said[-1]
    assert f"it was {told}" in list(housekeeping.lines(housekeeping.status(project / "reports")))
    run(project, force=True)
    assert told not in "\n".join(housekeeping.lines(housekeeping.status(project / "reports")))


def test_a_crate_says_what_was_made_of_what(project, quick):
    folder = run(project, given={"focus": ["Harbour", "opened"]})
    crate = json.loads((folder / "ro-crate-metadata.json").read_text())
    by_id = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(by_id) == len(crate["@graph"]) and by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    (action,) = [e for e in crate["@graph"] if e["@type"] == "CreateAction"]
    linked = [
        *action["object"],
        *action["result"],
        action["instrument"],
        *by_id["./"]["hasPart"],
        *[by_id["./"]["mentions"]],
    ]
    assert {link["@id"] for link in linked} <= set(by_id)
    made = {link["@id"] for link in action["result"]}
    assert made == {link["@id"] for link in by_id["./"]["hasPart"]} and {"brief.html", "run.json"} <= made
    assert all((folder / name).is_file() for name in made)
    assert (
        by_id["#input/seeds/a.txt"]["sha256"] == json.loads((folder / "run.json").read_text())["inputs"]["seeds/a.txt"]
    )
    assert by_id["#parameter/01_all/focus"]["value"] == '["Harbour", "opened"]'
    for entity in crate["@graph"]:
        assert {"@id", "@type"} <= set(entity)


def test_a_reports_path_that_cannot_be_is_told_before_anything_runs(project):
    (project / "file").write_text("x")
    for reports in (project / "file", project / "file" / "below"):
        with pytest.raises(ParameterError, match="is a file"):
            run(project, reports=reports)


@pytest.mark.parametrize("source", ["{", "[]", '{"cells": 3}', "", "\x00"])
def test_a_file_that_is_no_notebook_is_told_of(project, source):
    (project / "notebooks" / "01_all.ipynb").write_text(source)
    with pytest.raises(ParameterError, match=r"01_all\.ipynb is no notebook"):
        run(project)


def test_parameters_that_are_no_python_are_told_of(project):
    notebook(project / "notebooks" / "01_all.ipynb", WRITE, given='output: str = "x\nlimit: float = 0.5')
    with pytest.raises(ParameterError, match="its parameters are no Python"):
        run(project)


def test_progress_is_told_seldom_in_a_log_and_always_to_a_bar():
    told = []
    tell = telling.seldom(told.append, 60)
    for done in range(100):
        tell(telling.reading("01_ingest", done, 100, done * 2.0))
    tell(telling.event("notebook", "01_ingest: done"))
    assert [e.line for e in told] == ["01_ingest: 0 of 100 articles read, time left unknown", "01_ingest: done"]
    assert telling.reading("n", 50, 100, 100).line.endswith("about 2 min left")


def test_time_begins_anew_where_articles_are_read(project, monkeypatch):
    seen = []
    look = suite._Watch("01", seen.append, patient=True)
    file = project / "progress"
    assert not look(file)
    file.write_text("[1, 9]")
    assert look(file) and not look(file) and seen[0].facts["done"] == 1
    file.write_text("[2, 9]")
    assert look(file) and not suite._Watch("01", seen.append, patient=False)(file)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"limits": 1}, "did you mean limit (taken by 01_all)"),
        ({"limit": "high"}, "limit of 01_all takes a float, not 'high'"),
        ({"limit": True}, "takes a float"),
        ({"focus": 3}, "takes a list"),
        ({"corpus": "nowhere"}, "neither a file nor a folder"),
        ({"output": "x"}, "--reports"),
    ],
)
def test_wrong_parameters_stop_a_run_before_it_starts(project, given, told):
    with pytest.raises(ParameterError) as error:
        run(project, given=given)
    assert told in str(error.value)
    assert not (project / "reports").exists()


@pytest.mark.parametrize(
    "given, told",
    [
        ({"min_confidence": 4}, "min_confidence of 02_actor_stance is 4.0: Input should be less than or equal to 1"),
        ({"freq": "year"}, "Input should be '', 'week' or 'month'"),
        ({"corridor": "Iraq"}, "name both sides"),
        ({"date_from": "30/09/2019"}, "write a date as 2019-09-30"),
        ({"date_from": "2020-01-02", "date_to": "2020-01-01"}, "comes after date_to 2020-01-01"),
        ({"period": "year"}, "Input should be 'all' or 'month'"),
        ({"actors_file": "bad.csv"}, "bad.csv: column aliases is missing"),
        ({"corpus": "x" * 5000}, "is neither a file nor a folder"),
    ],
)
def test_values_that_the_notebooks_would_refuse_stop_a_run_before_it_starts(project, given, told):
    (project / "bad.csv").write_text("name\nPeru\n")
    with pytest.raises(ParameterError) as error:
        run(project, given=given, notebooks=project_path("notebooks"))
    assert told in str(error.value)
    assert not (project / "reports").exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"focus": "Irak"}, "focus: 'Irak' is in no article of"),
        ({"focus": "country:irak"}, "did you mean Iraq"),
        ({"corridor": "Harbour–Syrai"}, "corridor: 'syrai' is in no article of"),
    ],
)
def test_who_is_nowhere_in_the_articles_stops_a_run_before_it_starts(project, given, told):
    with pytest.raises(ParameterError) as error:
        run(project, given=given, notebooks=project_path("notebooks"))
    assert told in str(error.value) and not list((project / "reports" / "runs").iterdir())


def test_parameters_go_to_the_notebooks_that_take_them(tmp_path):
    first = notebook(tmp_path / "01_a.ipynb", given='code: str = "1"\nn: int = 3\non: bool = False')
    second = notebook(tmp_path / "02_b.ipynb", given='n = 4\ntitle = "x"')
    got = parameters.assign({"code": "00123", "n": "7", "on": "yes"}, [first, second])
    assert got == {first: {"code": "00123", "n": 7, "on": True}, second: {"n": 7, "title": "x"}}


@pytest.mark.parametrize("given", ["n: int | None = 3", "a = b = 3", "x: dict = {}"])
def test_parameters_that_papermill_would_miss_are_errors(tmp_path, given):
    with pytest.raises(ParameterError):
        parameters.declared(notebook(tmp_path / "01_a.ipynb", given=given))


def test_project_path_is_the_same_from_root_and_notebooks(project, monkeypatch):
    for folder in (project, project / "notebooks"):
        monkeypatch.chdir(folder)
        assert project_path("seeds/a.txt") == project / "seeds" / "a.txt"
    assert project_path("/x/y") == Path("/x/y")


def test_outputs_of_a_notebook_are_no_reason_to_run_again(project):
    path = project / "notebooks" / "01_all.ipynb"
    before = manifest.code([path])
    book = nbformat.read(path, 4)
    book.cells[2].outputs = [nbformat.v4.new_output("stream", text="x")]
    book.cells[2].execution_count = 3
    nbformat.write(book, path)
    assert manifest.code([path]) == before
    book.cells[2].source += "\n1"
    nbformat.write(book, path)
    assert manifest.code([path]) != before
