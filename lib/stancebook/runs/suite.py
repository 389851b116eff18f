"""Runs the notebooks in order, each in its own process, and publishes a run only when all of it is there.

Whatever goes wrong, ``reports/latest`` stays as it was, and what there is of the run is kept (see ``publishing``).
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from stancebook.paths import project_root
from stancebook.runs import asked, manifest, parameters, progress, publishing, telling
from stancebook.runs.errors import DONE, NOTHING_NEW, SOME_SKIPPED, EmptyError, LockedError, ParameterError, SuiteError
from stancebook.runs.telling import Say, event

PATTERN = "[0-9][1-9]_*.ipynb"  # 00 is for asking
TIMEOUT_S = 1800.0  # seconds a notebook may take without an article being read
LOCK = ".lock"
OWN = ("output", "store")  # parameters that are the suite's
# Errors that a notebook raises and that say what was wrong with the run, not within it.
OF_INPUT: dict[str, type[ValueError] | type[SuiteError]] = {
    "NothingToReadError": EmptyError,
    "UnknownNameError": ParameterError,
}


class Outcome(NamedTuple):
    """The folder of the run that is published, and the exit status that says how it came about."""

    folder: Path
    status: int


def run(
    given: Mapping[str, Any],
    notebooks: Path | None = None,
    root: Path | None = None,
    reports: Path | None = None,
    timeout_s: float | None = None,
    force: bool = False,
    say: Say | None = None,
) -> Outcome:
    """Run every notebook with the parameters ``given`` and publish the run.

    Parameters
    ----------
    given
        Parameters by name; each goes to the notebooks that take it.  ``output`` and ``store`` are the suite's own.
    notebooks, root, reports
        Folders: of the notebooks (``root/notebooks``), the one they work in (the project's), and the one
        written to (``root/reports``).
    timeout_s
        Wall-clock seconds that one notebook may take; None: any time, but no more than half an hour without an
        article being read.
    force
        Run even if nothing has changed since the run that is published.
    say
        Takes each event of the run (``telling.Event``).

    Returns
    -------
    Outcome
        The folder of the published run, and status DONE, SOME_SKIPPED (part of the input could not be read) or
        NOTHING_NEW (the folder is that of the earlier run, for nothing has changed since).

    Raises
    ------
    ParameterError
        Before anything runs, if a parameter is unknown, of the wrong type or out of range; after the articles were
        read, if an actor is asked for who is in none.
    EmptyError
        If there is no article to read.
    LockedError
        If another run is under way.
    SuiteError
        If the run failed.
    """
    import filelock

    root = (root or project_root()).resolve()
    reports = (reports or root / "reports").expanduser().resolve()
    say = say or telling.teller()
    assigned = _assign(given, notebooks or root / "notebooks")
    asked.check_corpus(assigned.values(), root)
    facts = manifest.build(assigned, root)
    if not force and (before := _the_same(reports, facts, say)):
        return before
    parameters.check_values(assigned)
    asked.check_files(assigned.values(), root)
    for previous in {values["previous"] for values in assigned.values() if values.get("previous")}:
        publishing.named(reports, previous)
    publishing.prepare(reports)
    try:
        with filelock.FileLock(reports / LOCK, timeout=0):
            # Another run may have ended between the first look and the lock.
            before = None if force else _the_same(reports, facts, say)
            return before or _locked_run(assigned, root, reports, facts, timeout_s, say)
    except filelock.Timeout as error:
        raise LockedError(f"another run is writing to {reports}: wait until it has ended, or stop it") from error


def _assign(given: Mapping[str, Any], folder: Path) -> dict[Path, dict[str, Any]]:
    """Return the notebooks in the order of their names with their parameters, the suite's own taken out."""
    found = sorted(folder.glob(PATTERN))
    if not found:
        raise SuiteError(f"no notebooks named like 01_name.ipynb in {folder}")
    for name in OWN:
        if name in given:
            raise ParameterError(f"{name} is set by the run itself: choose the folder with --reports")
    assigned = parameters.assign(given, found)
    for notebook, values in assigned.items():
        if "output" not in values:
            raise SuiteError(f"{notebook.name} has no parameter `output: str`, so its results can't be collected")
    return {n: {k: v for k, v in values.items() if k not in OWN} for n, values in assigned.items()}


def _the_same(reports: Path, facts: Mapping[str, Any], say: Say) -> Outcome | None:
    """Return the published run if it was made of the same."""
    before = publishing.published(reports)
    if not before or before[1].get("hash") != facts["hash"]:
        return None
    line = f"nothing has changed since run {before[0].name}: nothing to do (--force runs it all the same)"
    say(event("nothing new", line, run=before[0].name))
    return Outcome(before[0], NOTHING_NEW)


def _locked_run(
    assigned: Mapping[Path, Mapping[str, Any]],
    root: Path,
    reports: Path,
    facts: dict[str, Any],
    timeout_s: float | None,
    say: Say,
) -> Outcome:
    """Do the run, holding the lock: nobody else writes to ``reports``."""
    publishing.retire_leftovers(reports)
    asked.check_names(assigned.values(), root)
    folder = _folder(reports, facts)
    say(event("start", f"run {facts['run_id']}: files of input: {len(facts['inputs']):,}", run=facts["run_id"]))
    try:
        _run_notebooks(assigned, folder, root, facts, timeout_s, say)
        facts["tables"], skipped = publishing.check_outputs(folder), publishing.unread(folder)
        _note_changes(assigned, root, facts, say)
        publishing.seal(folder, facts)
        final = publishing.publish(folder, reports)
    except BaseException as error:
        kept = publishing.fail(folder, facts, error)
        if isinstance(error, SuiteError | OSError):
            kind = type(error) if isinstance(error, SuiteError) else SuiteError
            raise kind(f"{_why(error)} (kept in {kept}; reports/latest is as it was)") from error
        raise
    from stancebook.report.wording import count

    articles = f"articles: {facts['tables']['documents']:,}, of which read anew: {facts['read_anew']:,}"
    articles += f"; {count(skipped, 'item')} of the input could not be read" if skipped else ""
    nothing = asked.matched_nothing(facts)
    articles += f"; {nothing}" if nothing else ""
    say(event("published", f"run {final.name} is published: {articles}", run=final.name, not_read=skipped))
    return Outcome(final, SOME_SKIPPED if skipped else DONE)


def _why(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'the disk'}: {error.strerror or error}"
    return str(error)


def _folder(reports: Path, facts: dict[str, Any]) -> Path:
    try:
        folder = publishing.new_folder(reports, facts)
        publishing.write_manifest(folder, facts)  # for the notebook that compares it with that of the report before
        return folder
    except OSError as error:
        raise SuiteError(f"{_why(error)}: the run could not begin") from error


def _note_changes(assigned: Mapping[Path, Mapping[str, Any]], root: Path, facts: dict[str, Any], say: Say) -> None:
    """Note what of the input became another while it was read; the next run then reads it again."""
    after = manifest.inputs(assigned.values(), root)
    before = facts["inputs"]
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if changed:
        facts.update(changed_while_read=changed, hash=f"changed while read: {facts['hash']}")
        names = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        say(event("changed", f"changed while it was read: {names}; the next run will read it again", items=changed))


def _run_notebooks(
    assigned: Mapping[Path, Mapping[str, Any]],
    folder: Path,
    root: Path,
    facts: dict[str, Any],
    timeout_s: float | None,
    say: Say,
) -> None:
    """Run the notebooks one after the other; the first that fails ends the run."""
    with (
        (folder / "run.log").open("a", encoding="utf-8") as log,
        tempfile.TemporaryDirectory(prefix="stancebook-", ignore_cleanup_errors=True) as state,
    ):
        for notebook, values in assigned.items():
            _run_notebook(notebook, values, folder, root, facts, log, Path(state), timeout_s, say)


def _run_notebook(
    notebook: Path,
    values: Mapping[str, Any],
    folder: Path,
    root: Path,
    facts: dict[str, Any],
    log: IO[str],
    state: Path,
    timeout_s: float | None,
    say: Say,
) -> None:
    from stancebook.runs import worker

    print(f"== {publishing.now()} {notebook.name} {json.dumps(values)}", file=log, flush=True)
    own = {"output": str(folder), "store": str(folder.parents[1] / publishing.STORE)}
    taken = parameters.declared(notebook)
    began, watch = time.monotonic(), _Watch(notebook.stem, say, patient=timeout_s is None)
    failure = worker.execute(
        notebook, folder / "notebooks" / notebook.name, {**values, **{k: v for k, v in own.items() if k in taken}},
        root, log, state, timeout_s or TIMEOUT_S, watch,
    )  # fmt: skip
    seconds = round(time.monotonic() - began, 2)
    reason = failure and failure.reason
    facts["read_anew"] = facts.get("read_anew", 0) + watch.seen[0]
    facts["notebooks"].append({"name": notebook.name, "seconds": seconds, "failed": reason})
    print(f"== {publishing.now()} {notebook.name}: {reason or 'done'} after {seconds} s", file=log, flush=True)
    if failure:
        raise OF_INPUT.get(failure.error, SuiteError)(f"{notebook.name}: {reason}")
    say(event("notebook", f"{notebook.stem}: done in {seconds:.1f} s", notebook=notebook.stem, seconds=seconds))


class _Watch:
    """Tells how many articles a notebook has read; called, it is True where there are more than before, if patient."""

    def __init__(self, name: str, say: Say, patient: bool) -> None:
        """Begin to watch the notebook of that name."""
        self.name, self.say, self.patient = name, say, patient
        self.began, self.seen = time.monotonic(), (0, 0)

    def __call__(self, file: Path) -> bool:
        """Look into the file that the notebook notes its progress in."""
        seen = progress.noted(file)
        if seen is None or seen == self.seen:
            return False
        self.seen = seen
        if seen[1]:
            self.say(telling.reading(self.name, *seen, time.monotonic() - self.began))
        return self.patient
