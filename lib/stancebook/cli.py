"""The command line: ``stancebook run`` regenerates the report, ``stancebook extract`` prints JSON Lines."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import stancebook
from stancebook.paths import ALERTS, SEEDS, desk_file, project_path, project_root
from stancebook.runs.errors import ParameterError, SuiteError

if TYPE_CHECKING:
    import pandas as pd

OK, FAILED, USAGE, SOME_SKIPPED = 0, 1, 2, 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stancebook", description=stancebook.__doc__)
    parser.add_argument("--version", action="version", version=f"stancebook {stancebook.__version__}")
    parser.add_argument("--debug", action="store_true", help="show where in the code an error arose")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="run the notebooks on a corpus and publish reports/latest")
    run.add_argument("corpus", nargs="?", metavar="CORPUS", help="folder or file of articles (default: seeds)")
    run.add_argument(
        "-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="set a parameter of the notebooks; may be repeated; a list is written a,b",
    )  # fmt: skip
    run.add_argument("--timeout", type=_seconds, metavar="S", help="seconds one notebook may take (default: 1800)")
    run.add_argument("--force", action="store_true", help="run even if nothing has changed")
    run.add_argument("--reports", type=Path, metavar="DIR", help="where runs are written (default: reports)")
    run.add_argument("--profile", type=Path, metavar="FILE", help="corpus, parameters, reports and alerts of one desk")
    run.add_argument("--alerts", type=Path, metavar="FILE", help="rules (default: alerts.yml of the corpus, or seeds)")
    run.add_argument(
        "--alert-command", metavar="COMMAND",
        help="run when a rule is met, once for all, with the changes as JSON on standard input",
    )  # fmt: skip
    run.add_argument("--failure-command", metavar="COMMAND", help="run on failure, the reason on standard input")
    run.set_defaults(do=_run)

    extract = commands.add_parser("extract", help="read articles, print one JSON object an article")
    extract.add_argument("paths", nargs="+", metavar="PATH", help="file or folder: .txt .html .jsonl .csv")
    extract.add_argument("--output", type=Path, metavar="FILE", help="write there instead of standard output")
    extract.add_argument(
        "--quotes-only", action="store_true",
        help="names and quotes alone, by the encoder, nearly twice as fast: no stance, tone, claims or events",
    )  # fmt: skip
    extract.set_defaults(do=_extract)
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above 0")
    return seconds


def _run(args: argparse.Namespace) -> int:
    """Run the suite; tell the desk of what its rules ask for; print where the brief is."""
    from stancebook.runs import alerts, suite

    _with_profile(args)
    given = _given(args)
    reports = args.reports or project_root() / "reports"
    corpus = project_path(given.get("corpus", SEEDS))
    rules = alerts.read(desk_file(ALERTS, corpus, str(args.alerts or "")))
    before = (reports / "latest").resolve()
    timeout = args.timeout or suite.TIMEOUT_S
    folder = suite.run(given, reports=args.reports, timeout_s=timeout, force=args.force)
    if folder != before:
        from stancebook.runs import afterwards

        print(f"stancebook: {afterwards.desk_told(corpus, given)}", file=sys.stderr)
        afterwards.follow(folder, rules, args.alert_command or "")
    print(f"brief: {_from_root(folder.parents[1] / 'latest' / 'brief.html', Path.cwd())}")
    return OK


def _with_profile(args: argparse.Namespace) -> None:
    """Put what a profile says where the command line would have said it."""
    if not args.profile:
        return
    from stancebook.runs import profile

    read = profile.read(args.profile)
    for key in ("corpus", "reports", "alerts", "alert_command", "failure_command", "timeout"):
        value = getattr(read, key)
        if value and getattr(args, key):
            raise ParameterError(f"{key.replace('_', '-')} is given twice: by the profile and on the command line")
        if value:
            setattr(args, key, project_path(value) if key in ("reports", "alerts") else value)
    args.parameter = [*read.parameters.items(), *args.parameter]


def _given(args: argparse.Namespace) -> dict[str, Any]:
    """Return the parameters of the notebooks by name."""
    given: dict[str, Any] = {}
    for name, value in args.parameter:
        if name in given or (name == "corpus" and args.corpus):
            raise ParameterError(f"{name} is given twice")
        given[name] = value
    if args.corpus:
        # What is typed is meant from where it is typed, and the notebooks work in the project's folder; a
        # scheduled job that starts elsewhere may still say `seeds`.
        here = Path(args.corpus).expanduser()
        given["corpus"] = _from_root(here, project_root()) if here.exists() else args.corpus
    return given


def _from_root(path: Path, root: Path) -> str:
    """Return ``path`` from ``root`` if it lies below it, else in full; links are left as they are."""
    full = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 (resolve() would follow reports/latest)
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else str(full)


def _extract(args: argparse.Namespace) -> int:
    """Print a record for each article; tell what was skipped on standard error."""
    from stancebook.files import ingest

    documents, skipped = ingest.read_articles(args.paths, fold_duplicates=False, check_language=False)
    missed = _tell(skipped)
    with args.output.open("w", encoding="utf-8") if args.output else nullcontext(sys.stdout) as out:
        return SOME_SKIPPED if _write(documents, out, args.quotes_only, args.debug) + missed else OK


def _tell(skipped: pd.DataFrame) -> int:
    """Tell each row of ``skipped``; return how many of them are articles that were not read."""
    for stage, item, reason in skipped.itertuples(index=False):
        print(f"stancebook: {stage}: {item} {reason}", file=sys.stderr)
    return int(skipped["stage"].isin(["ingest", "analysis"]).sum())


def _write(documents: pd.DataFrame, out: IO[str], quotes_only: bool, debug: bool) -> int:
    """Write the records of ``documents`` batch by batch; return how many could not be analysed."""
    from stancebook import pipeline, records, tables

    missed = 0
    for batch in tables.batches(documents):
        found = pipeline.analyse(batch, quotes_only=quotes_only, strict=debug)
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records.records(found))
        out.flush()
        missed += _tell(found["skipped"])
    return missed


def _line(error: BaseException) -> str:
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message[:300]}" if message else type(error).__name__


def _terminated(signum: int, frame: object) -> None:
    """Turn a polite kill (systemd, cron's timeout) into an exception, so that kernels are stopped as well."""
    raise KeyboardInterrupt


def _tell_failure(args: argparse.Namespace, reason: str) -> None:
    """Run the user's command for failures, if there is one; what it breaks on is told beside the failure."""
    if not getattr(args, "failure_command", None):
        return
    from stancebook.runs import alerts

    try:
        alerts.tell(args.failure_command, f"stancebook: {reason}\n")
    except SuiteError as error:
        print(f"stancebook: {error}", file=sys.stderr)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status (0 done, 1 failed, 2 wrong use, 3 some not read)."""
    args = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return args.do(args)
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted; Python would complain while closing standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        _tell_failure(args, "stopped")
        print("stancebook: stopped", file=sys.stderr)
        return 130
    except Exception as error:
        known = isinstance(error, ParameterError | SuiteError)
        reason = " ".join(str(error).split()) if known else _line(error)
        _tell_failure(args, reason)
        if args.debug:
            raise
        print(f"stancebook: {reason}", file=sys.stderr)
        return USAGE if isinstance(error, ParameterError) else FAILED


if __name__ == "__main__":
    sys.exit(main())
