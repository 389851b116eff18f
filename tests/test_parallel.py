"""Several processes give what one gives; one that dies costs its own article at most."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers import documents
from stancebook import parallel, pipeline
from stancebook.article import Source

SOURCES = [Source(f"Peru condemned Chile on day {n}.") for n in range(40)]


def shouted(source):
    """Stand in for the reading of an article."""
    return {"skipped": {"stage": ["x"], "reason": [source.text.upper()]}}


def deadly(source):
    """End the process on one article."""
    if " 17." in source.text:
        time.sleep(0.2)
        os._exit(9)
    return shouted(source)


def numbered(source):
    """Note which process reads."""
    (Path(os.environ["PIDS"]) / f"{os.getpid()}.pid").touch()
    return shouted(source)


def alive(pid):
    """Tell whether a process is there and no zombie."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def reasons(articles):
    """Return what is told of each article."""
    return [article["skipped"]["reason"] for article in articles]


def test_the_order_is_that_of_the_articles():
    assert reasons(parallel.reading(2)(shouted, SOURCES)) == reasons(map(shouted, SOURCES))


def test_few_articles_are_read_here():
    assert isinstance(parallel.reading(2)(shouted, SOURCES[:5]), map)


def test_an_article_that_ends_its_process_is_told_of_and_the_others_are_read():
    told = reasons(parallel.reading(2)(deadly, SOURCES))
    wanted = reasons(map(shouted, SOURCES))
    wanted[17] = [parallel.KILLED]
    assert told == wanted


def test_an_error_reaches_whoever_asked():
    with pytest.raises(AttributeError):
        list(parallel.reading(2)(shouted, [*SOURCES, None]))


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="jobs is -1"):
        parallel.most(-1)


def test_the_tables_are_those_of_one_process():
    frame = documents(*(s.text for s in SOURCES[:24]))
    one, two = (pipeline.analyse(frame, each=parallel.reading(jobs)) for jobs in (1, 2))
    assert all(one[name].equals(two[name]) for name in one) and len(one["stances"]) >= 24


def test_the_number_of_processes_may_stand_in_the_environment(monkeypatch):
    monkeypatch.setenv(parallel.VARIABLE, "3")
    assert parallel.most() == 3 and parallel.most(2) == 2


def test_a_process_ends_when_the_one_that_started_it_is_killed(tmp_path):
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); import test_parallel as t\n"
        "if __name__ == '__main__':\n"
        "    articles = iter(t.parallel.reading(2)(t.numbered, t.SOURCES)); next(articles)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    script = tmp_path / "read.py"
    script.write_text(code)
    subprocess.run([sys.executable, str(script), str(Path(__file__).parent)], env=os.environ | {"PIDS": str(tmp_path)})
    started = [int(file.stem) for file in tmp_path.glob("*.pid")]
    assert started
    for _ in range(100):
        if not any(alive(pid) for pid in started):
            return
        time.sleep(0.1)
    raise AssertionError(started)
