"""The command line: ``stancebook run`` regenerates the report, ``stancebook extract`` prints JSON Lines."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import stancebook
from stancebook.paths import SEEDS, project_path, project_root
from stancebook.runs import errors
from stancebook.runs.errors import ParameterError, SuiteError

if TYPE_CHECKING:
    import pandas as pd

OK, FAILED, USAGE, SOME_SKIPPED = errors.DONE, errors.FAILED, errors.USAGE, errors.SOME_SKIPPED
ASSIGNED = re.compile(r"[A-Za-z_]\w*=")  # a parameter written in one word
STATUSES = "exit statuses: " + ", ".join(f"{status} {meaning}" for status, meaning in errors.MEANING.items())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stancebook", description=stancebook.__doc__)
    parser.add_argument("--version", action="version", version=f"stancebook {stancebook.__version__}")
    parser.add_argument("--debug", action="store_true", help="show where in the code an error arose")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    _add_run(commands)
    _add_housekeeping(commands)
    _add_extract(commands)
    return parser


def _add_run(commands: Any) -> None:
    run = commands.add_parser("run", help="run the notebooks on a corpus and publish reports/latest", epilog=STATUSES)
    run.add_argument("corpus", nargs="?", metavar="CORPUS", help="folder or file of articles (default: seeds)")
    run.add_argument(
        "-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="set a parameter of the notebooks, also as NAME=VALUE; may be repeated; a list is written a,b "
        "(see `stancebook parameters`)",
    )  # fmt: skip
    run.add_argument(
        "--since", metavar="DATE", help="first day of publication to read, as 2019-09-30 or 30d (days ago)"
    )
    run.add_argument("--until", metavar="DATE", help="last day of publication to read")
    run.add_argument("--allow-empty", action="store_true", help="publish a report even if there is no article to read")
    run.add_argument(
        "--timeout", type=_seconds, metavar="S",
        help="seconds one notebook may take (default: 1800 without an article being read)",
    )  # fmt: skip
    run.add_argument("--force", action="store_true", help="run even if nothing has changed")
    run.add_argument("--reports", type=Path, metavar="DIR", help="where runs are written (default: reports)")
    run.add_argument("--profile", type=Path, metavar="FILE", help="corpus, parameters, reports and alerts of one desk")
    run.add_argument("--alerts", type=Path, metavar="FILE", help="rules (default: alerts.yml of the corpus, or seeds)")
    run.add_argument(
        "--alert-command", metavar="COMMAND",
        help="run when a rule is met, once for all, with the changes as JSON on standard input",
    )  # fmt: skip
    run.add_argument("--failure-command", metavar="COMMAND", help="run on failure, the reason on standard input")
    _add_jobs(run)
    run.add_argument("--log-json", action="store_true", help="tell what happens as JSON Lines on standard error")
    run.set_defaults(do=_run)


def _add_extract(commands: Any) -> None:
    extract = commands.add_parser("extract", help="read articles, print one JSON object an article")
    extract.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="file or folder of articles, of any kind that is read (.txt .html .pdf …)",
    )
    extract.add_argument("--output", type=Path, metavar="FILE", help="write there instead of standard output")
    extract.add_argument(
        "--quotes-only", action="store_true",
        help="names and quotes alone, by the encoder, nearly twice as fast: no stance, tone, claims or events",
    )  # fmt: skip
    _add_jobs(extract)
    extract.set_defaults(do=_extract)


def _add_jobs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--jobs", type=_jobs, metavar="N", help="processes that read articles (default: one a core)")


def _jobs(value: str) -> int:
    """Return the number, and let the processes that this one starts know it."""
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is no number of processes")
    os.environ["STANCEBOOK_JOBS"] = value
    return int(value)


def _add_housekeeping(commands: Any) -> None:
    status = commands.add_parser("status", help="tell which run is published, and what is kept")
    status.add_argument("--reports", type=Path, metavar="DIR", help="where runs are written (default: reports)")
    status.add_argument("--json", action="store_true", help="as JSON")
    status.set_defaults(do=_status)

    clean = commands.add_parser("clean", help="delete old runs, failed ones, and what is kept of articles long gone")
    clean.add_argument("--keep", type=int, required=True, metavar="N", help="published runs to keep; the latest stays")
    clean.add_argument("--reports", type=Path, metavar="DIR", help="where runs are written (default: reports)")
    clean.set_defaults(do=_clean)

    listed = commands.add_parser("parameters", help="list the parameters of the notebooks: type, default, meaning")
    listed.add_argument("--json", action="store_true", help="as JSON")
    listed.set_defaults(do=_parameters)

    export = commands.add_parser("export", help="write the tables of a run for other tools")
    export.add_argument("--run", type=Path, metavar="DIR", help="folder of the run (default: reports/latest)")
    export.add_argument("--duckdb", type=Path, metavar="FILE", help="all tables in one DuckDB file, over what is there")
    export.add_argument("--csv", type=Path, metavar="DIR", help="a CSV file a table, with a byte order mark for Excel")
    export.set_defaults(do=_export)


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
    from stancebook.runs import options, publishing, suite, telling

    say = telling.teller(args.log_json)
    options.take_profile(args)
    given = options.given(args)
    corpus = project_path(given.get("corpus", SEEDS))
    rules = options.rules(args, corpus)
    done = suite.run(given, reports=args.reports, timeout_s=args.timeout, force=args.force, say=say)
    if done.status != errors.NOTHING_NEW or not (done.folder / publishing.FOLLOWED).exists():
        from stancebook.runs import afterwards

        say(telling.event("desk", afterwards.desk_told(corpus, given)))
        afterwards.follow(done.folder, rules, args.alert_command or "")
    brief = options.from_root(done.folder.parents[1] / "latest" / "brief.html", Path.cwd())
    if args.log_json:
        outcome = errors.MEANING[done.status]
        say(telling.event("end", f"brief: {brief}", status=done.status, outcome=outcome, brief=brief))
    print(f"brief: {brief}")
    return done.status


def _status(args: argparse.Namespace) -> int:
    """Print which run is published, and what is kept."""
    from stancebook.runs import housekeeping

    facts = housekeeping.status(_reports(args))
    print(json.dumps(facts, ensure_ascii=False, indent=1) if args.json else "\n".join(housekeeping.lines(facts)))
    return OK


def _clean(args: argparse.Namespace) -> int:
    """Delete old runs, also from the book; print what was deleted."""
    from stancebook.runs import afterwards

    print(afterwards.clean(_reports(args), args.keep))
    return OK


def _reports(args: argparse.Namespace) -> Path:
    return (args.reports or project_root() / "reports").expanduser().resolve()


def _parameters(args: argparse.Namespace) -> int:
    """Print every parameter with its type, default and meaning."""
    from stancebook.runs import parameters, suite

    found = parameters.listed(sorted((project_root() / "notebooks").glob(suite.PATTERN)), suite.OWN)
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print("\n".join(parameters.lines(found)))
    return OK


def _export(args: argparse.Namespace) -> int:
    """Write the tables of a run in the formats asked for; print where they are."""
    from stancebook import export, tables

    if not (args.duckdb or args.csv):
        raise ParameterError("nothing to export to: name a file (--duckdb FILE) or a folder (--csv DIR)")
    folder = (args.run or project_root() / "reports" / "latest").expanduser().resolve() / "tables"
    for write, target in ((export.to_duckdb, args.duckdb), (export.to_csv, args.csv)):
        if target:
            try:
                rows = write(folder, target)
            except (KeyError, tables.TableError) as error:
                raise SuiteError(
                    f"{folder}: written by another version ({error}): make it anew, `run --force`"
                ) from error
            print(f"{target}: {len(rows)} tables, {sum(rows.values())} rows")
    return OK


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
    from stancebook import parallel, pipeline, records, tables

    sources = pipeline.sources(documents, quotes_only=quotes_only)
    articles = iter(parallel.reading()(partial(pipeline.read, strict=debug), sources))
    missed = 0
    for batch in tables.batches(documents):
        found = pipeline.analyse(batch, quotes_only=quotes_only, each=lambda _, some: islice(articles, len(some)))
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records.records(found))
        out.flush()
        missed += _tell(found["skipped"])
    return missed


def _told(error: BaseException) -> tuple[int, str]:
    """Return the exit status of an error, and a line on it."""
    if isinstance(error, KeyboardInterrupt):
        return errors.STOPPED, "stopped"
    message = " ".join(str(error).split())
    if isinstance(error, ParameterError | SuiteError):
        return error.status, message
    if isinstance(error, OSError):
        return FAILED, f"{error.filename or 'the system'}: {error.strerror or message}"
    kind = type(error).__name__
    return FAILED, f"unexpected {kind} ({message[:300]}): run it with `stancebook --debug` and report what that shows"


def _terminated(signum: int, frame: object) -> None:
    """Turn a polite end (Ctrl-C, systemd, cron's timeout, a closed terminal) into an exception, so that kernels are
    stopped as well; while that goes on, further ones are not heard.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _listen() -> None:
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            signal.signal(number, _terminated)


def _split(argv: Sequence[str]) -> list[str]:
    """Return the words of a command line with ``-p name=value`` in three."""
    words: list[str] = []
    for word in argv:
        if words and words[-1] in ("-p", "--parameter") and ASSIGNED.match(word):
            words += word.split("=", 1)
        else:
            words.append(word)
    return words


def _failed(args: argparse.Namespace, status: int, line: str) -> None:
    """Tell what failed, on standard error and to the user's command for failures, if there is one."""
    if getattr(args, "failure_command", None):
        from stancebook.runs import alerts

        try:
            alerts.tell(args.failure_command, f"stancebook: {line}\n")
        except (SuiteError, KeyboardInterrupt) as error:
            _say(args, "failure command", *_told(error))
    _say(args, "end", status, line)


def _say(args: argparse.Namespace, event: str, status: int, line: str) -> None:
    if not getattr(args, "log_json", False):
        print(f"stancebook: {line}", file=sys.stderr)
        return
    from stancebook.runs import telling

    telling.teller(as_json=True)(telling.event(event, line, status=status, outcome=errors.MEANING[status]))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status (``runs.errors``)."""
    args = _parser().parse_args(_split(sys.argv[1:] if argv is None else argv))
    _listen()
    try:
        return args.do(args)
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted; Python would complain while closing standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (Exception, KeyboardInterrupt) as error:
        status, line = _told(error)
        _failed(args, status, line)
        if args.debug and not isinstance(error, KeyboardInterrupt):
            raise
        return status


if __name__ == "__main__":
    sys.exit(main())
