"""What follows when runs come or go: the book of reports is written anew, the desk told of what its rules ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stancebook.paths import ALERTS, desk_file, desk_files, files_told, project_path
from stancebook.runs import alerts, book, housekeeping, publishing
from stancebook.runs.alerts import Rule


def follow(run: Path, rules: Sequence[Rule], command: str = "") -> None:
    """Write the book of the reports that ``run`` lies among; run ``command``, once, if a rule is met.

    That it was done is noted, so that a run which has nothing to do makes up for one that was killed before.

    Raises
    ------
    SuiteError
        If the command fails: the report is published all the same.
    """
    book.write(run.parents[1], rules)
    alert = alerts.told(run, rules) if command else None
    if alert:
        alerts.tell(command, json.dumps(alert, ensure_ascii=False))
    (run / publishing.FOLLOWED).touch()


def desk_told(corpus: Path, given: Mapping[str, Any]) -> str:
    """Return in words which of the analyst's files a run with the parameters ``given`` used."""
    actors_file, corrections_file = (str(given.get(name, "")) for name in ("actors_file", "corrections_file"))
    return files_told(desk_files(corpus, actors_file, corrections_file))


def clean(reports: Path, keep: int) -> str:
    """Delete old runs (``housekeeping.clean``), also from the book; return what was deleted.

    Raises
    ------
    ParameterError, LockedError
        As ``housekeeping.clean`` does.
    """
    told = housekeeping.clean(reports, keep)
    found = publishing.published(reports)
    corpus = book.corpus(found[1]) if found else ""
    book.write(reports, alerts.read(desk_file(ALERTS, project_path(corpus))) if corpus else ())
    return told
