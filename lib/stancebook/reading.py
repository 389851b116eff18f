"""Reading many articles so that none stops the others: each in bounded time, one that breaks the reading told of."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pandas as pd

Frames = dict[str, pd.DataFrame]
Read = Callable[[pd.DataFrame], Frames]  # documents -> tables
# A last net under texts that some step takes far longer for than for any text we know (about 1 s for 1,000 words).
SECONDS, SECONDS_A_WORD = 120.0, 0.02


def tolerant(
    documents: pd.DataFrame, read: Read, fatal: tuple[type[Exception], ...] = ()
) -> tuple[list[Frames], list[dict]]:
    """Read ``documents``; where one breaks the reading, read the others without it.

    Parameters
    ----------
    documents
        Table ``documents``, a batch of it.
    read
        The reading of a batch.
    fatal
        Errors that are no article's fault (a damaged model) and end the reading.

    Returns
    -------
    list of dict, list of dict
        Tables of the parts that were read, in order, and rows of table ``skipped`` for the articles that were not.
    """
    try:
        with _at_most(len(documents) * SECONDS + SECONDS_A_WORD * documents["n_words"].sum()):
            return [read(documents)], []
    except fatal:
        raise
    except Exception as error:
        if len(documents) == 1:
            reason = f"broke the reading ({_line(error)}): report it with the article"
            return [], [{"stage": "analysis", "item": documents["path"].iloc[0], "reason": reason}]
    half = (len(documents) + 1) // 2
    parts, skipped = [], []
    for part in (documents.iloc[:half], documents.iloc[half:]):
        found, left = tolerant(part.reset_index(drop=True), read, fatal)
        parts += found
        skipped += left
    return parts, skipped


def _line(error: BaseException) -> str:
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message[:300]}" if message else type(error).__name__


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise ``TimeoutError`` in the main thread when the block takes longer; another thread has no alarm to set."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(signum: int, frame: object) -> None:
        raise TimeoutError(f"took longer than {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
