"""How much of anything is read: bytes, members, levels, seconds.  The one place that says so.

A file over a bound ends as a row of ``skipped`` that names the bound; none may take the machine's memory or its day.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MB = 1_000_000
LARGEST = 256 * MB  # bytes of a file of many articles, of all that an archive unpacks to, of the analyst's own files
LARGEST_TEXT = 64 * MB  # bytes of a file of plain text
LARGEST_PAGE = 10 * MB  # bytes of a page: trafilatura takes seconds for each MB
LARGEST_JSON = 64 * MB  # bytes of JSON that is no JSON Lines: parsed at once, it takes several times that
LARGEST_LINE = 16 * MB  # bytes of a line of JSON Lines
LARGEST_RTF = 32 * MB  # bytes, without pictures
LARGEST_XML = 64 * MB  # bytes that a part of a Word file or a workbook unpacks to
MOST_MEMBERS = 20_000  # files of an archive, parts of a message, records of a web archive
MOST_PARTS = 200  # multipart parts of a message
DEEPEST = 3  # archives within archives, messages within messages
MOST_PAGES = 2_000  # pages of a PDF
MOST_ON_PAGE = 100_000  # characters on one page of a PDF
SECONDS = 120.0  # of the processor that may pass until a file gives its next article


@contextmanager
def at_most(seconds: float, busy: bool = False) -> Iterator[None]:
    """Raise ``TimeoutError`` in the main thread when the block takes longer; another thread has no alarm to set.

    Parameters
    ----------
    seconds
        Of the clock on the wall, or with ``busy`` of the processor, so that a machine with other work to do does not
        cost a file.
    busy
        Whether only the processor's time counts.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(signum: int, frame: object) -> None:
        raise TimeoutError(f"took longer than {seconds:.0f} s")

    timer, alarm = (signal.ITIMER_PROF, signal.SIGPROF) if busy else (signal.ITIMER_REAL, signal.SIGALRM)
    before = signal.signal(alarm, ring)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(alarm, before)
