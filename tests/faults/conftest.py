"""A small project with the real reading of articles, the runs on it, and what must hold after any fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
import pytest

import stancebook
from stancebook import tables

LIB = Path(stancebook.__file__).parents[1]
ARTICLES = {
    "a": "Brazil condemned Peru on Monday. “We will not trade with them,” said Ana Ruiz, the minister of Brazil.",
    "b": "Peru praised Chile. Exports to Chile will rise next year, the government of Peru said.",
    "c": "Kenya blamed Uganda for closing the border. The minister said that tea exports would fall.",
    "d": "Norway and Sweden opened a new railway. The king of Norway praised the work.",
}
GIVEN = """corpus: str = "news"  # folder
output: str = "reports/draft"  # folder
store: str = "reports/articles.sqlite"  # file
allow_empty: bool = False  # publish nothing
pause: float = 0.0  # seconds before each article
before: str = ""  # code before the reading
after: str = ""  # code behind it"""
READ = """exec(before)
import time
from stancebook import pipeline, tables
from stancebook.corpus import read_corpus
from stancebook.paths import project_path
from stancebook.runs.store import keeping
read = pipeline.read
pipeline.read = lambda source, strict=False: time.sleep(pause) or read(source, strict)
found = read_corpus(project_path(corpus), each=keeping(store), allow_empty=allow_empty)
tables.write(found, project_path(output) / "tables")
exec(after)"""
TELL = """exec(last)
from pathlib import Path
from stancebook import aggregates, tables
found = tables.read(Path(output) / "tables", *[name for name in tables.SCHEMA if name not in made])
calls = aggregates.aggregate(found, aggregates.Parameters())["outlook"]
tables.write(tables.empty() | found | {"outlook": calls}, Path(output) / "tables")
Path(output, "brief.html").write_text(f"<!doctype html><html>{len(found['documents'])} articles</html>")"""
LAST = 'output: str = "reports/draft"  # folder\nlast: str = ""  # code\nmade: list = ["outlook", "changes"]'


def notebook(path: Path, *sources: str) -> None:
    """Write a notebook of these cells, the first with the parameters."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    book.cells[0].metadata["tags"] = ["parameters"]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)


@dataclass
class Done:
    """How a run ended: exit status, what it told, and its events by name."""

    status: int
    told: str
    events: dict[str, dict] = field(default_factory=dict)


@dataclass
class Project:
    """A project in ``root`` whose runs go to ``reports``."""

    root: Path
    reports: Path
    lib: Path = LIB

    def start(self, *options: str, wrapped: tuple[str, ...] = (), **environment: str) -> subprocess.Popen:
        """Start a run."""
        words = [*wrapped, sys.executable, "-m", "stancebook.cli", "run", "--log-json", "--reports", str(self.reports)]
        return subprocess.Popen(
            [*words, *options], cwd=self.root, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(self.lib), **environment}, start_new_session=True,
        )  # fmt: skip

    def end(self, process: subprocess.Popen, within: float = 300) -> Done:
        """Wait until a run has ended."""
        told = process.communicate(timeout=within)[1]
        events = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
        return Done(process.returncode, told, {event["event"]: event for event in events})

    def run(self, *options: str, **more: object) -> Done:
        """Run the suite to its end."""
        return self.end(self.start(*options, **more))

    def wait_for(self, what, within: float = 240) -> None:
        """Wait until ``what()`` is true."""
        until = time.monotonic() + within
        while not what():
            assert time.monotonic() < until, "it never came to that"
            time.sleep(0.05)

    def kept(self) -> int:
        """Return how many articles are in the store."""
        from stancebook.runs.store import Store

        return Store(self.reports / "articles.sqlite").size()[0]

    def running(self) -> list[psutil.Process]:
        """Return what still runs of this project."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                own = str(self.root) in " ".join(process.cmdline()) or process.cwd() == str(self.root)
                if own and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def left(self) -> list[str]:
        """Return the command lines of what still runs of this project."""
        found = []
        for process in self.running():
            with suppress(psutil.Error):  # it has ended since
                found.append(" ".join(process.cmdline()))
        return found

    def complete(self) -> Path:
        """Return the folder of ``latest`` after seeing that it is a whole report."""
        latest = self.reports / "latest"
        assert set(tables.read(latest / "tables")) == set(tables.SCHEMA)
        assert (latest / "brief.html").read_text().endswith("</html>")
        assert json.loads((latest / "run.json").read_text())["finished"]
        return latest.resolve()

    def survives(self, before: Path, again: int = 0, articles: int = len(ARTICLES)) -> None:
        """See that a fault did no harm: ``latest`` as before, nothing running; the next run does well.

        ``again`` articles are all that it reads anew.
        """
        assert self.complete() == before
        self.wait_for(lambda: not self.left(), 30)
        done = self.run("--force")
        assert done.status == 0, done.told
        facts = json.loads((self.complete() / "run.json").read_text())
        assert facts["read_anew"] == again and facts["tables"]["documents"] == articles, done.told
        assert not list((self.reports / "runs").glob("*.tmp"))


@pytest.fixture
def project(tmp_path) -> Project:
    """Return a project whose reports have a run, with one article come since."""
    for name, text in list(ARTICLES.items())[:-1]:
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / f"{name}.txt").write_text(text)
    (tmp_path / "pyproject.toml").touch()
    notebook(tmp_path / "notebooks" / "01_read.ipynb", GIVEN, READ)
    notebook(tmp_path / "notebooks" / "02_tell.ipynb", LAST, TELL)
    made = Project(tmp_path, tmp_path / "reports")
    yield made
    for process in made.running():
        process.kill()


@pytest.fixture
def published(project) -> Path:
    """Run once, then add an article; return the folder of the run."""
    done = project.run("-p", "corpus", "news")
    assert done.status == 0, done.told
    (project.root / "news" / "d.txt").write_text(ARTICLES["d"])
    return project.complete()
