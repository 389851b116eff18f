"""The folders under ``reports``: a run's own until it is whole, then published in one step; what is left is put away.

A run works in ``runs/<id>.tmp``, which gets its name when all of it is there; ``latest`` then moves to it in one step.
One that failed stays as ``<id>.failed`` with its log.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stancebook.runs import crate
from stancebook.runs.errors import ParameterError, SuiteError

STORE = "articles.sqlite"  # what was read in each article (``store``)
FOLLOWED = ".followed"  # stands in a run's folder once the desk was told of it (``afterwards``)
FAILED_KEPT = 5  # failed runs that are kept to be looked at: one every few minutes must not fill the disk
# What a published run is known by to be as it was published.
CHECKED = ("tables/*.parquet", "tables/*.csv", "brief.html")


def prepare(reports: Path) -> None:
    """Make the folder of reports.

    Raises
    ------
    ParameterError
        If a file is in its place.
    SuiteError
        If it can't be written to, or ``latest`` is none of ours.
    """
    for place in (reports, *reports.parents):
        if place.exists() and not place.is_dir():
            raise ParameterError(f"{reports} can't be the folder of reports: {place} is a file (choose another folder)")
    try:
        (reports / "runs").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=reports / "runs"):  # of no name: runs may begin at once
            pass
    except OSError as error:
        raise SuiteError(f"{reports} can't be written to ({error.strerror}): nothing was run") from error
    if (reports / "latest").exists() and not (reports / "latest").is_symlink():
        raise SuiteError(f"{reports / 'latest'} is not the link that runs move: move it out of the way")


def retire_leftovers(reports: Path) -> None:
    """Mark what a killed run left behind (with the lock held, no .tmp folder is anybody's); delete old failures."""
    for left in (reports / "runs").glob("*.tmp"):
        left.rename(_free(left.with_suffix(".failed")))
    for old in sorted((reports / "runs").glob("*.failed"))[:-FAILED_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    for link in reports.glob(".latest-*"):
        link.unlink(missing_ok=True)


def _free(path: Path) -> Path:
    """Return ``path``, or the first of path-2, path-3 … that is not taken."""
    stem, n = path.with_suffix(""), 1
    while path.exists():
        n += 1
        path = stem.with_name(f"{stem.name}-{n}{path.suffix}")
    return path


def published(reports: Path) -> tuple[Path, dict[str, Any]] | None:
    """Return the folder and manifest of the published run; None if there is none, or it is not as it was published."""
    folder = (reports / "latest").resolve()
    try:
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        whole = facts["outputs"] and all(
            _digest(folder / name) == facts["outputs"][name] for pattern in CHECKED for name in _named(facts, pattern)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return (folder, facts) if whole else None


def named(reports: Path, run: str) -> Path:
    """Return the folder of a published run by its name.

    Raises
    ------
    ParameterError
        If there is no such run, with those that there are.
    """
    folder = reports / "runs" / run
    if Path(run).suffix or not (folder / "run.json").is_file():
        there = ", ".join(sorted(p.name for p in (reports / "runs").glob("*") if p.is_dir() and not p.suffix)[-5:])
        raise ParameterError(
            f"previous: there is no run {run!r} in {reports.name}/runs; the last are {there or 'none'}"
        )
    return folder


def _named(facts: Mapping[str, Any], pattern: str) -> list[str]:
    return [name for name in facts["outputs"] if Path(name).match(pattern)]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> str:
    """Return the time as it is written into manifests."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def new_folder(reports: Path, facts: dict[str, Any]) -> Path:
    """Make ``reports/runs/<id>.tmp`` with its folders and write the start into ``facts``."""
    wanted = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{facts['hash'][:8]}"
    taken = {p.name.partition(".")[0] for p in (reports / "runs").glob("*")}
    run_id = next(i for i in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if i not in taken)
    folder = reports / "runs" / f"{run_id}.tmp"
    for name in ("notebooks", "tables", "figures"):
        (folder / name).mkdir(parents=True)
    facts.update(run_id=run_id, started=now(), finished=None, notebooks=[])
    return folder


def check_outputs(folder: Path) -> dict[str, int]:
    """Return the rows of every table; raise ``SuiteError`` unless all of them and the brief are there."""
    from stancebook import tables

    rows = {}
    for name in tables.SCHEMA:
        try:
            rows[name] = len(tables.read(folder / "tables", name)[name])
        except Exception as error:  # whatever is wrong with a table, it is not to be published
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise SuiteError(f"the run ended without a valid table {name}: {reason[:300]}") from error
        if not (folder / "tables" / f"{name}.csv").is_file():
            raise SuiteError(f"the run ended without tables/{name}.csv")
    brief = folder / "brief.html"
    page = brief.read_text(encoding="utf-8", errors="replace") if brief.is_file() else ""
    if "<html" not in page[:2000].lower() or not page.rstrip().lower().endswith("</html>"):
        raise SuiteError("the run ended without a whole brief.html: see that the last notebook writes it")
    return rows


def unread(folder: Path) -> int:
    """Return how many items of the input could not be read."""
    from stancebook import tables

    return int(tables.read(folder / "tables", "skipped")["skipped"]["stage"].isin(["ingest", "analysis"]).sum())


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write ``run.json``."""
    (folder / "run.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Write what the run rests on and what it gave: ``run.json`` with the hash of each file, and the crate."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in ("run.json", "run.log"))
    facts["outputs"] = {path.relative_to(folder).as_posix(): _digest(path) for path in files}
    facts["finished"] = now()
    write_manifest(folder, facts)
    crate.write(folder, facts)


def fail(folder: Path, facts: dict[str, Any], error: BaseException) -> Path:
    """Keep what there is of a failed run under its own name."""
    facts.update(finished=now(), error=str(error) or type(error).__name__)
    with contextlib.suppress(OSError):  # a full disk must not hide what filled it
        write_manifest(folder, facts)
    kept = _free(folder.with_suffix(".failed"))
    with contextlib.suppress(FileNotFoundError):  # stopped in the midst of being published
        folder.rename(kept)
    return kept


def publish(folder: Path, reports: Path) -> Path:
    """Give the finished run its name, then move ``reports/latest`` to it in one step."""
    final = folder.with_suffix("")
    # A link that is replaced by rename is never absent, not even for a reader who comes in between.
    link = reports / f".latest-{final.name}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("runs") / final.name)
    folder.rename(final)
    link.replace(reports / "latest")
    return final


def clean(reports: Path, keep: int) -> tuple[int, int]:
    """Delete all but the last ``keep`` published runs, and failed ones; return how many of each were deleted.

    The run that ``latest`` leads to always stays.  To be called with the lock held.
    """
    retire_leftovers(reports)
    latest = (reports / "latest").resolve()
    failed = list((reports / "runs").glob("*.failed"))
    runs = [p for p in sorted((reports / "runs").glob("*")) if p.is_dir() and p not in failed and p != latest]
    old = runs[: max(0, len(runs) - max(0, keep - latest.is_dir()))]
    for folder in (*old, *failed):
        shutil.rmtree(folder, ignore_errors=True)
    return len(old), len(failed)
