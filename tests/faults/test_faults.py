"""Faults that are really made.  After each, ``latest`` is a whole report, no process is left, the next run does well
by itself, and what was read before is not read again.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from stancebook.paths import project_path

FAULTS = pytest.mark.faults
SLOW = ("-p", "corpus", "news", "-p", "pause", "2")


def reading(project, n):
    """Return whether ``n`` articles are in the store."""
    return lambda: (project.reports / "articles.sqlite").exists() and project.kept() >= n


# ------------------------------------------------------------------------------------------------ killed


def test_kill_while_reading(project):
    process = project.start(*SLOW)
    project.wait_for(reading(project, 1))
    process.kill()
    project.end(process)
    project.wait_for(lambda: not project.left(), 60)
    kept = project.kept()
    assert 1 <= kept < 3
    done = project.run("-p", "corpus", "news")
    facts = json.loads((project.complete() / "run.json").read_text())
    assert done.status == 0 and facts["read_anew"] == 3 - kept
    assert [p.name for p in (project.reports / "runs").glob("*.failed")]
    assert project.run("-p", "corpus", "news").status == 6


@FAULTS
@pytest.mark.parametrize("seconds", [0.3, 1.5, 3, 5, 8, 12])
def test_kill_at_any_moment(project, published, seconds):
    process = project.start("-p", "corpus", "news")
    time.sleep(seconds)
    process.kill()
    ended = project.end(process)
    project.wait_for(lambda: not project.left(), 60)
    if ended.status == 0:
        pytest.skip("it was done before")
    project.survives(published, again=4 - project.kept())


@FAULTS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("times", [1, 6])
def test_signals(project, published, number, times):
    process = project.start(*SLOW)
    project.wait_for(reading(project, 3))
    time.sleep(3)
    for _ in range(times):
        process.send_signal(number)
        time.sleep(0.05)
    assert project.end(process, 60).status == 130
    assert not project.left()
    project.survives(published, again=4 - project.kept())


@FAULTS
def test_timeout_command(project, published):
    done = project.run(*SLOW, "-p", "before", "import time; time.sleep(600)", wrapped=("timeout", "12"))
    assert done.status in (124, 130)
    project.survives(published, again=1)


@FAULTS
@pytest.mark.parametrize("n", [1, 2])
def test_a_killed_kernel_in_each_notebook(project, published, n):
    kill = "import os; os.kill(os.getpid(), 9)"
    done = project.run("-p", "after" if n == 1 else "last", kill)
    assert done.status == 1 and "the kernel died" in done.told
    project.survives(published)


@FAULTS
@pytest.mark.parametrize(
    "name", ["01_ingest", "02_actor_stance", "03_speaker_sentiment", "04_trade_outlook", "05_brief"]
)
def test_a_killed_kernel_in_each_of_the_suites_own_notebooks(project, name):
    shutil.rmtree(project.root / "notebooks")
    shutil.copytree(project_path("notebooks"), project.root / "notebooks")
    (project.root / "seeds").mkdir()
    process = project.start("news")
    book = lambda: next((project.reports / "runs").glob(f"*.tmp/notebooks/{name}.ipynb"), None)  # noqa: E731
    project.wait_for(book)
    time.sleep(1)
    for kernel in subprocess.run(["pgrep", "-f", "ipykernel_launcher"], capture_output=True, text=True).stdout.split():
        if project.root == Path(f"/proc/{kernel}/cwd").readlink():
            os.kill(int(kernel), 9)
    assert project.end(process).status == 1
    assert not project.left() and not (project.reports / "latest").exists()
    kept = project.kept()
    assert project.run("news").status == 0
    assert json.loads((project.complete() / "run.json").read_text())["read_anew"] == 3 - kept


# ------------------------------------------------------------------------------------------------ in a cell


@FAULTS
def test_a_hung_cell_with_a_child_that_left_its_parent(project, published):
    code = "import subprocess, time; subprocess.Popen('(sleep 600 &)', shell=True); time.sleep(600)"
    done = project.run("--timeout", "15", "-p", "last", code)
    assert done.status == 1 and "took longer than 15 s" in done.told
    assert not project.left()
    project.survives(published)


@FAULTS
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import sys; sys.exit(0)", "called sys.exit"),
        ("import os; os._exit(0)", "the kernel died"),
        ("this is no Python", "SyntaxError"),
        ("raise SystemExit", "called sys.exit"),
    ],
)
def test_a_cell_that_ends_early(project, published, code, told):
    done = project.run("-p", "last", code)
    assert done.status == 1 and told in done.told, done.told
    project.survives(published)


@FAULTS
def test_out_of_memory(project, published):
    code = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)); bytearray(2**32)"
    done = project.run("-p", "after", code)
    assert done.status == 1 and "MemoryError" in done.told
    project.survives(published)


@FAULTS
def test_out_of_memory_while_reading(project, published):
    code = "import resource; resource.setrlimit(resource.RLIMIT_AS, (600 * 2**20,) * 2)"
    done = project.run("-p", "before", code)
    assert done.status in (1, 4), done.told
    project.survives(published, again=4 - project.kept())


@FAULTS
def test_a_notebook_with_a_syntax_error(project, published):
    book = project.root / "notebooks" / "02_tell.ipynb"
    whole = book.read_text()
    book.write_text(whole.replace("aggregates.Parameters())", "aggregates.Parameters("))
    done = project.run()
    assert done.status == 1 and "SyntaxError" in done.told
    book.write_text(whole.replace('"cells"', ""))
    assert project.run().status == 2
    book.write_text(whole)
    project.survives(published)


# ------------------------------------------------------------------------------------------------ disks


@pytest.fixture
def small_disk(project, published):
    """Move the reports to a file system of 24 MB."""
    disk = project.root / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", disk]).returncode:
        pytest.skip("only root can mount a small disk")
    shutil.copytree(project.reports, disk / "reports", symlinks=True)
    project.reports = disk / "reports"
    yield disk
    for _ in range(20):
        if subprocess.run(["umount", disk], stderr=subprocess.DEVNULL).returncode == 0:
            break
        time.sleep(0.5)


@FAULTS
@pytest.mark.parametrize("stage", ["start", "before", "after", "last"])
def test_a_full_disk(project, small_disk, stage):
    before = project.complete()
    full = f"open({str(small_disk / 'full')!r}, 'wb').write(bytes(64 * 2**20))"
    fill = f"import contextlib, errno\nwith contextlib.suppress(OSError): {full}"
    if stage == "start":
        exec(fill)
        done = project.run()
    else:
        done = project.run("-p", stage, fill)
    assert done.status == 1, done.told
    assert "No space left" in done.told or "disk" in done.told, done.told
    assert project.complete() == before
    (small_disk / "full").unlink()
    project.survives(before, again=4 - project.kept())


@FAULTS
def test_reports_that_are_read_only(project, published, small_disk):
    before = project.complete()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = project.run()
    assert done.status == 1 and "can't be written to" in done.told
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    project.survives(before, again=1)


@FAULTS
def test_files_that_may_not_grow(project, published):
    """A quota, as a limit on the size of files: the kernel's writes fail, in whatever library they are."""
    code = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    code += f"; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, {resource.RLIM_INFINITY}))"
    done = project.run("-p", "before", code)
    assert done.status == 1, done.told
    project.survives(published, again=4 - project.kept())


# ------------------------------------------------------------------------------------------------ at once


@FAULTS
@pytest.mark.parametrize("n", [2, 3])
def test_several_runs_at_once(project, published, n):
    ended = [project.end(process) for process in [project.start(*SLOW) for _ in range(n)]]
    assert sorted(done.status for done in ended) in ([0, *[5] * (n - 1)], [0, *[5] * (n - 2), 6])
    assert json.loads((project.complete() / "run.json").read_text())["read_anew"] == 1
    project.survives(project.complete())


@FAULTS
def test_a_clock_that_is_set_back(project, published, tmp_path):
    if not shutil.which("gcc"):
        pytest.skip("no compiler for the shim")
    shim = tmp_path / "back.c"
    shim.write_text("""#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec *t) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int r = real(id, t);
    if (id == CLOCK_REALTIME) t->tv_sec -= 400L * 86400;
    return r;
}""")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", tmp_path / "back.so", shim, "-ldl"], check=True)
    done = project.run(LD_PRELOAD=str(tmp_path / "back.so"))
    assert done.status == 0, done.told
    back = project.complete()
    assert back.name < published.name and json.loads((back / "run.json").read_text())["read_anew"] == 1
    assert project.run().status == 6
    project.survives(back)


# ------------------------------------------------------------------------------------------------ damaged files


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@FAULTS
def test_a_store_cut_in_half(project, published):
    cut(project.reports / "articles.sqlite")
    done = project.run()
    assert done.status == 0, done.told
    assert (project.reports / "articles.damaged").exists()
    project.survives(project.complete())


@FAULTS
def test_a_store_of_another_version(project, published):
    with sqlite3.connect(project.reports / "articles.sqlite") as db:
        db.execute("pragma user_version = 7")
    assert project.run().status == 0
    assert "version 7" in (project.complete() / "run.log").read_text()
    project.survives(project.complete())


@FAULTS
@pytest.mark.parametrize("name", ["run.json", "tables/quotes.parquet", "brief.html"])
def test_a_damaged_last_run(project, published, name):
    assert project.run().status == 0
    assert project.run().status == 6
    cut(project.complete() / name)
    done = project.run()
    assert done.status == 0, done.told
    project.survives(project.complete())


@FAULTS
@pytest.mark.parametrize(
    "model", ["encoder.onnx", "sentence.onnx", "claims.onnx", "marked.onnx", "tokenizer.json", "head.json"]
)
def test_a_model_file_with_one_byte_flipped(project, published, model):
    lib = project.root / "lib"
    shutil.copytree(project.lib, lib, copy_function=os.link)
    file = lib / "stancebook" / "text" / "model" / model
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)
    whole, project.lib = project.lib, lib
    done = project.run()
    assert done.status == 1 and model in done.told, done.told
    project.lib = whole
    project.survives(published, again=1)


@FAULTS
def test_a_corpus_that_changes_or_goes_while_it_is_read(project, published):
    process = project.start(*SLOW)
    project.wait_for(reading(project, 3))
    (project.root / "news" / "b.txt").write_text("Chile condemned Bolivia.")
    done = project.end(process)
    assert done.status == 0 and "changed" in done.events, done.told
    changed = project.complete()
    (project.root / "news" / "e.txt").write_text("Bolivia praised Chile.")
    process = project.start("-p", "corpus", "news", "-p", "before", "import time; time.sleep(8)")
    time.sleep(5)
    (project.root / "news").rename(project.root / "gone")
    assert project.end(process).status in (1, 4)
    (project.root / "gone").rename(project.root / "news")
    project.survives(changed, again=5 - 3, articles=5)


@FAULTS
def test_nothing_to_read(project, published):
    (project.root / "empty").mkdir()
    done = project.run("empty")
    assert done.status == 4 and project.complete() == published
    assert project.run("empty", "--allow-empty").status == 0
    assert json.loads((project.complete() / "run.json").read_text())["tables"]["documents"] == 0
    project.survives(project.complete(), again=1)


# ------------------------------------------------------------------------------------------------ the same again


@FAULTS
def test_two_runs_of_one_input_give_the_same_tables(project, published):
    from stancebook import tables

    assert project.run().status == 0
    first = tables.read(project.complete() / "tables")
    assert project.run("--force").status == 0
    kept = tables.read(project.complete() / "tables")
    for file in project.reports.glob("articles.sqlite*"):
        file.unlink()
    assert project.run("--force").status == 0
    anew = tables.read(project.complete() / "tables")
    for name, frame in first.items():
        assert frame.equals(kept[name]) and frame.equals(anew[name]), name
