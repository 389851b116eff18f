"""What lies in ``reports``: which run is published, what is kept of articles; and how old things go."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import filelock

from stancebook.report.wording import count
from stancebook.runs import asked, publishing, suite
from stancebook.runs.errors import LockedError, ParameterError
from stancebook.runs.store import Store


def status(reports: Path) -> dict[str, Any]:
    """Return what lies in ``reports``: the published run, whether another is under way, runs and articles kept."""
    found = publishing.published(reports)
    runs = [p.name for p in (reports / "runs").glob("*") if p.is_dir()]
    failed = sorted(name for name in runs if name.endswith(".failed"))
    articles, size = Store(reports / publishing.STORE).size()
    facts: dict[str, Any] = {
        "reports": str(reports), "published": None, "running": _locked(reports),
        "runs": len([name for name in runs if "." not in name]), "failed": len(failed),
        "articles_kept": articles, "bytes_kept": size, "last_failure": None,
    }  # fmt: skip
    if found:
        folder, made = found
        facts["published"] = {"run": folder.name, "finished": made["finished"], "tables": made["tables"],
                              "nothing": asked.matched_nothing(made)}  # fmt: skip
    elif (reports / "latest").is_symlink():
        facts["published"] = {"run": (reports / "latest").resolve().name, "finished": None, "tables": {}}
    if failed:
        facts["last_failure"] = {"run": failed[-1], "error": _error(reports / "runs" / failed[-1])}
    return facts


def _error(folder: Path) -> str:
    try:
        return json.loads((folder / "run.json").read_text(encoding="utf-8"))["error"]
    except (OSError, ValueError, KeyError):
        return "it was killed, or its disk was full"


def _locked(reports: Path) -> bool:
    if not (reports / suite.LOCK).exists():
        return False
    try:
        with filelock.FileLock(reports / suite.LOCK, timeout=0):
            return False
    except (filelock.Timeout, OSError):
        return True


def lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield lines on ``status`` for people."""
    run = facts["published"]
    if run is None:
        yield f"published: nothing in {facts['reports']}"
    elif run["finished"] is None:
        yield f"published: {run['run']}, but it is not as it was published; the next run replaces it"
    else:
        yield f"published: {run['run']}, finished {run['finished']}, {count(run['tables']['documents'], 'article')}"
    if run and run.get("nothing"):
        yield f"it was {run['nothing']}"
    yield f"a run is {'under way' if facts['running'] else 'not under way'}"
    yield f"kept: {count(facts['runs'], 'published run')} and {count(facts['failed'], 'failed run')}"
    yield f"articles that need not be read again: {facts['articles_kept']:,} ({facts['bytes_kept'] / 1e6:.1f} MB)"
    if facts["last_failure"]:
        yield f"last failure: {facts['last_failure']['run']}: {facts['last_failure']['error']}"


def clean(reports: Path, keep: int) -> str:
    """Delete all but the last ``keep`` published runs and what was read for none of the last ``keep``; tell of it.

    Raises
    ------
    ParameterError
        If ``keep`` is less than one, or there is no such folder.
    LockedError
        If a run is under way.
    """
    if keep < 1:
        raise ParameterError(f"--keep is {keep}: keep at least one run")
    if not (reports / "runs").is_dir():
        raise ParameterError(f"{reports} holds no runs: name the folder with --reports")
    try:
        with filelock.FileLock(reports / suite.LOCK, timeout=0):
            old, failed = publishing.clean(reports, keep)
            articles = Store(reports / publishing.STORE).clean(keep)
    except filelock.Timeout as error:
        raise LockedError(f"a run is writing to {reports}: wait until it has ended") from error
    runs = f"{count(old, 'published run')}, {count(failed, 'failed one')}"
    return f"deleted: {runs}, what was read in {count(articles, 'article')}"
