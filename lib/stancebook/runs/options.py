"""What the command line and a profile ask of a run, brought together, so that it is checked before anything runs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stancebook.paths import ALERTS, desk_file, project_path, project_root
from stancebook.runs import alerts, parameters, profile
from stancebook.runs.alerts import Rule
from stancebook.runs.errors import ParameterError

# Options that a profile may give; what is told of a failure comes first, so that it is told of the others.
OF_PROFILE = ("failure_command", "corpus", "reports", "alerts", "alert_command", "timeout")


def take_profile(args: argparse.Namespace) -> None:
    """Put what a profile says where the command line would have said it.

    Raises
    ------
    ParameterError
        If the profile is none, or says what the command line says too.
    """
    if not args.profile:
        return
    read = profile.read(_typed(args.profile))
    for key in OF_PROFILE:
        value = getattr(read, key)
        if value and getattr(args, key):
            raise ParameterError(f"{key.replace('_', '-')} is given twice: by the profile and on the command line")
        if value:
            setattr(args, key, project_path(value) if key in ("reports", "alerts") else value)
    args.parameter = [*read.parameters.items(), *args.parameter]


def given(args: argparse.Namespace) -> dict[str, Any]:
    """Return the parameters of the notebooks by name.

    Raises
    ------
    ParameterError
        If one is given twice, or a path begins with ``~`` and somebody unknown.
    """
    found: dict[str, Any] = {}
    for name, value in [*args.parameter, *_of_options(args)]:
        if name in found or (name == "corpus" and args.corpus):
            raise ParameterError(f"{name} is given twice")
        found[name] = value
    if args.corpus:
        here = _typed(args.corpus)
        found["corpus"] = from_root(here, project_root()) if _there(here) else args.corpus
    for name in ("date_from", "date_to"):
        if isinstance(found.get(name), str):
            found[name] = parameters.day(found[name])
    for path in (found.get("corpus"), args.reports):
        _expanded(str(path or ""))
    return found


def _of_options(args: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    if args.since:
        yield "date_from", args.since
    if args.until:
        yield "date_to", args.until
    if args.allow_empty:
        yield "allow_empty", True


def rules(args: argparse.Namespace, corpus: Path) -> list[Rule]:
    """Return the desk's rules: those of the file that is named, else of that beside the corpus or of the seeds.

    Raises
    ------
    ParameterError
        If the file that is named isn't there, or holds no rules.
    """
    if not args.alerts:
        return alerts.read(desk_file(ALERTS, corpus))
    named = _typed(args.alerts)
    if not named.is_file():
        raise ParameterError(f"alerts: there is no file {args.alerts}; check the path")
    return alerts.read(named)


def _typed(path: str | Path) -> Path:
    """Return a path as it is meant: from where it is typed.

    The notebooks work in the project's folder, and a scheduled job that starts elsewhere may say what lies there.
    """
    here = _expanded(path)
    return here if _there(here) else project_path(here)


def _expanded(path: str | Path) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ParameterError(f"{path}: nobody here is called so; write the path in full") from error


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, no access, a NUL
        return False


def from_root(path: Path, root: Path) -> str:
    """Return ``path`` from ``root`` if it lies below it, else in full; links are left as they are."""
    full = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 (resolve() would follow reports/latest)
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else str(full)
