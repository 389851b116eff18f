"""What a run tells while it goes on: a bar on a terminal, lines in a log, JSON Lines for a program."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

from stancebook.runs import progress

READING = "reading"  # the event that comes again and again: articles read so far, and to be read
LINE_EVERY, JSON_EVERY = 30.0, 5.0  # seconds between two of them


class Event(NamedTuple):
    """Something that a run tells: what kind of thing, a line for people, facts for programs."""

    name: str
    line: str
    facts: dict[str, Any]


Say = Callable[[Event], None]


def event(name: str, line: str, **facts: Any) -> Event:
    """Return an event."""
    return Event(name, line, facts)


def reading(notebook: str, done: int, total: int, seconds: float) -> Event:
    """Return the event that ``done`` of ``total`` articles have been read in ``seconds``."""
    line = f"{notebook}: {done:,} of {total:,} articles read, {progress.left(done, total, seconds)}"
    return Event(READING, line, {"notebook": notebook, "done": done, "total": total, "seconds": round(seconds, 1)})


def teller(as_json: bool = False, to: IO[str] | None = None) -> Say:
    """Return what tells events on standard error: JSON Lines if asked for, a bar on a terminal, else lines."""
    to = to or sys.stderr
    if as_json:
        return seldom(lambda e: print(_json(e), file=to, flush=True), JSON_EVERY)
    if to.isatty():
        return _bar(to)
    return seldom(lambda e: print(e.line, file=to, flush=True), LINE_EVERY)


def _json(e: Event) -> str:
    when = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"time": when, "event": e.name, **e.facts, "message": e.line}, ensure_ascii=False, default=str)


def seldom(say: Say, seconds: float) -> Say:
    """Return ``say`` without the events of reading that come less than ``seconds`` after another."""
    last = float("-inf")

    def tell(e: Event) -> None:
        nonlocal last
        if e.name == READING and time.monotonic() - last < seconds:
            return
        if e.name == READING:
            last = time.monotonic()
        say(e)

    return tell


def _bar(to: IO[str]) -> Say:
    """Return what draws a bar of the articles being read, and writes all else above it."""
    from tqdm import tqdm

    bar: tqdm | None = None

    def tell(e: Event) -> None:
        nonlocal bar
        if e.name == READING:
            if bar is None:
                bar = tqdm(file=to, unit="article", leave=False, desc=e.facts["notebook"])
            bar.total = e.facts["total"]
            bar.update(e.facts["done"] - bar.n)
            bar.refresh()
            return
        if bar is not None:
            bar.close()
            bar = None
        print(e.line, file=to, flush=True)

    return tell
