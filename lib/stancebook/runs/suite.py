"""Runs the notebooks in order, each in its own process, and publishes a run only when all of it is there.

A run works in ``reports/runs/<id>.tmp``.  When every notebook has ended well and every table and the brief
are valid, the folder gets its name and ``reports/latest`` moves to it in one step.  Whatever goes wrong,
``latest`` stays as it was and the folder is kept as ``<id>.failed`` with its log.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from stancebook.paths import project_root
from stancebook.runs import manifest, parameters
from stancebook.runs.errors import ParameterError, SuiteError

PATTERN = "[0-9][0-9]_*.ipynb"
TIMEOUT_S = 1800.0  # seconds a notebook
Say = Callable[[str], None]


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run(
    given: Mapping[str, Any],
    notebooks: Path | None = None,
    root: Path | None = None,
    reports: Path | None = None,
    timeout_s: float = TIMEOUT_S,
    force: bool = False,
    say: Say = _tell,
) -> Path:
    """Run every notebook with the parameters ``given`` and publish the run.

    Parameters
    ----------
    given
        Parameters by name; each goes to the notebooks that take it.  ``output`` is the suite's own.
    notebooks, root, reports
        Folders: of the notebooks (``root/notebooks``), the one they work in (the project's), and the one
        written to (``root/reports``).
    timeout_s
        Wall-clock seconds that one notebook may take.
    force
        Run even if nothing has changed since the run that is published.
    say
        Takes each line of progress when there is no terminal to draw a bar on.

    Returns
    -------
    Path
        The folder of the published run; that of the earlier one when nothing has changed.

    Raises
    ------
    ParameterError
        Before anything runs, if a parameter is unknown or of the wrong type.
    SuiteError
        If the run failed, or another one is under way.
    """
    import filelock

    root = (root or project_root()).resolve()
    reports = (reports or root / "reports").resolve()
    assigned = _assign(given, notebooks or root / "notebooks")
    parameters.check_values(assigned)
    _check_corpus(assigned, root)
    reports.mkdir(parents=True, exist_ok=True)
    if (reports / "latest").exists() and not (reports / "latest").is_symlink():
        raise SuiteError(f"{reports / 'latest'} is not the link that runs move: move it out of the way")
    try:
        with filelock.FileLock(reports / ".lock", timeout=0):
            return _locked_run(assigned, root, reports, timeout_s, force, say)
    except filelock.Timeout as error:
        raise SuiteError(f"another run is writing to {reports}: wait until it has ended, or stop it") from error


def _assign(given: Mapping[str, Any], folder: Path) -> dict[Path, dict[str, Any]]:
    """Return the notebooks in the order of their names with their parameters, ``output`` taken out."""
    found = sorted(folder.glob(PATTERN))
    if not found:
        raise SuiteError(f"no notebooks named like 01_name.ipynb in {folder}")
    if "output" in given:
        raise ParameterError("output is set by the run itself: choose the folder with --reports")
    assigned = parameters.assign(given, found)
    for notebook, values in assigned.items():
        if values.pop("output", None) is None:
            raise SuiteError(f"{notebook.name} has no parameter `output: str`, so its results can't be collected")
    return assigned


def _check_corpus(assigned: Mapping[Path, Mapping[str, Any]], root: Path) -> None:
    for corpus in {values["corpus"] for values in assigned.values() if "corpus" in values}:
        if not (root / Path(corpus).expanduser()).exists():
            raise ParameterError(f"corpus {corpus!r} is neither a file nor a folder (looked for in {root})")


def _locked_run(
    assigned: Mapping[Path, Mapping[str, Any]],
    root: Path,
    reports: Path,
    timeout_s: float,
    force: bool,
    say: Say,
) -> Path:
    """Do the run, holding the lock: nobody else writes to ``reports``."""
    _retire_leftovers(reports)
    facts = manifest.build(assigned, root)
    published = _published(reports)
    if not force and published and published[1].get("hash") == facts["hash"]:
        say(f"nothing has changed since run {published[0].name}: nothing to do (--force runs it all the same)")
        return published[0]
    folder = _new_folder(reports, facts)
    _write_manifest(folder, facts)  # for the notebook that compares it with that of the report before
    try:
        with (folder / "run.log").open("a", encoding="utf-8") as log:
            _run_notebooks(assigned, folder, root, facts, log, timeout_s, say)
        facts["tables"] = _check_outputs(folder)
    except BaseException as error:
        kept = _fail(folder, facts, error)
        if isinstance(error, SuiteError):
            raise SuiteError(f"{error} (kept in {kept}; reports/latest is as it was)") from error
        raise
    return _publish(folder, facts, reports)


def _retire_leftovers(reports: Path) -> None:
    """Mark what a killed run left behind: with the lock held, no .tmp folder is anybody's."""
    for left in (reports / "runs").glob("*.tmp"):
        left.rename(_free(left.with_suffix(".failed")))


def _free(path: Path) -> Path:
    """Return ``path``, or the first of path-2, path-3 … that is not taken."""
    stem, n = path.with_suffix(""), 1
    while path.exists():
        n += 1
        path = stem.with_name(f"{stem.name}-{n}{path.suffix}")
    return path


def _published(reports: Path) -> tuple[Path, dict[str, Any]] | None:
    """Return the folder and manifest of the published run; None if there is none, or it was tampered with."""
    folder = (reports / "latest").resolve()
    try:
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        _check_outputs(folder)
    except (OSError, ValueError, SuiteError):
        return None
    return folder, facts


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _new_folder(reports: Path, facts: dict[str, Any]) -> Path:
    """Make ``reports/runs/<id>.tmp`` with its folders and write the start into ``facts``."""
    wanted = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{facts['hash'][:8]}"
    taken = {p.name.partition(".")[0] for p in (reports / "runs").glob("*")}
    run_id = next(i for i in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if i not in taken)
    folder = reports / "runs" / f"{run_id}.tmp"
    for name in ("notebooks", "tables", "figures"):
        (folder / name).mkdir(parents=True)
    facts.update(run_id=run_id, started=_now(), finished=None, notebooks=[])
    return folder


def _run_notebooks(
    assigned: Mapping[Path, Mapping[str, Any]],
    folder: Path,
    root: Path,
    facts: dict[str, Any],
    log: IO[str],
    timeout_s: float,
    say: Say,
) -> None:
    """Run the notebooks one after the other; the first that fails ends the run."""
    from tqdm import tqdm

    from stancebook.runs import worker

    terminal = sys.stderr.isatty() and say is _tell
    with (
        tempfile.TemporaryDirectory(prefix="stancebook-") as state,
        tqdm(total=len(assigned), disable=not terminal, unit="notebook", leave=False) as bar,
    ):
        for notebook, values in assigned.items():
            bar.set_description(notebook.stem)
            print(f"== {_now()} {notebook.name} {json.dumps(values)}", file=log, flush=True)
            began = time.monotonic()
            reason = worker.execute(
                notebook, folder / "notebooks" / notebook.name, {**values, "output": str(folder)}, root, log,
                Path(state), timeout_s,
            )  # fmt: skip
            seconds = round(time.monotonic() - began, 2)
            facts["notebooks"].append({"name": notebook.name, "seconds": seconds, "failed": reason})
            print(f"== {_now()} {notebook.name}: {reason or 'done'} after {seconds} s", file=log, flush=True)
            if reason:
                raise SuiteError(f"{notebook.name}: {reason}")
            bar.update()
            if not terminal:
                say(f"{notebook.stem}: done in {seconds:.1f} s")


def _check_outputs(folder: Path) -> dict[str, int]:
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


def _write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    (folder / "run.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _fail(folder: Path, facts: dict[str, Any], error: BaseException) -> Path:
    """Keep what there is of a failed run under its own name."""
    facts.update(finished=_now(), error=str(error) or type(error).__name__)
    with contextlib.suppress(OSError):  # a full disk must not hide what filled it
        _write_manifest(folder, facts)
    kept = _free(folder.with_suffix(".failed"))
    folder.rename(kept)
    return kept


def _publish(folder: Path, facts: dict[str, Any], reports: Path) -> Path:
    """Give the finished run its name, then move ``reports/latest`` to it in one step."""
    facts["finished"] = _now()
    _write_manifest(folder, facts)
    final = folder.with_suffix("")
    folder.rename(final)
    # A link that is replaced by rename is never absent, not even for a reader who comes in between.
    link = reports / f".latest-{final.name}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("runs") / final.name)
    link.replace(reports / "latest")
    return final
