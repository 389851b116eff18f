"""How far the reading of articles is, told by the notebook that reads to whoever waits for it.

A notebook of a run has its own process: there it writes to a file named in the environment, which the run looks into.
Elsewhere a bar is drawn.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

VARIABLE = "STANCEBOOK_PROGRESS"
EVERY = 0.3  # seconds between two notes in the file
Tell = Callable[[int, int], None]  # articles read so far, and to be read in all


def teller() -> Tell:
    """Return what tells of each article that is read."""
    named = os.environ.get(VARIABLE)
    return _to_file(Path(named)) if named else _to_bar()


def _to_file(path: Path) -> Tell:
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if done in (0, total) or time.monotonic() - last > EVERY:
            last = time.monotonic()
            with suppress(OSError):  # nothing hangs on it
                path.with_suffix(".new").write_text(json.dumps([done, total]), encoding="utf-8")
                path.with_suffix(".new").replace(path)

    return tell


def _to_bar() -> Tell:
    from tqdm import tqdm

    bar = tqdm(delay=2, unit="article", leave=False)

    def tell(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    return tell


def noted(path: Path) -> tuple[int, int] | None:
    """Return what was last told in the file ``path``: articles read, and to be read; None before anything was."""
    try:
        done, total = json.loads(path.read_text(encoding="utf-8"))
        return done, total
    except (OSError, ValueError):
        return None


def left(done: int, total: int, seconds: float) -> str:
    """Return the time that is left where ``done`` of ``total`` took ``seconds``, in words."""
    if not done:
        return "time left unknown"
    rest = seconds / done * (total - done)
    if rest < 90:
        return f"about {rest:.0f} s left"
    return f"about {rest / 60:.0f} min left" if rest < 5400 else f"about {rest / 3600:.1f} h left"
