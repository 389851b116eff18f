"""Articles read by several processes at once, in order, so that the tables are those of one process."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from stancebook.article import Packed, Source
from stancebook.pipeline import Each, Read, unread

VARIABLE = "STANCEBOOK_JOBS"  # how many processes read, for those that a run starts
A_PROCESS = 10**9  # bytes of memory that one may come to need
WORTH = 12  # articles a process from which on another one is started: it takes two seconds to load the models
AHEAD = 4  # articles a process that wait to be read, so that a large corpus is never all in memory twice
KILLED = "ended the process that read it (out of memory?): report it with the article"

log = logging.getLogger(__name__)


def most(jobs: int = 0) -> int:
    """Return how many processes read: ``jobs``, else what VARIABLE says, else one a core if there is memory for them.

    Raises
    ------
    ValueError
        If the number is negative, or none.
    """
    asked = str(jobs or os.environ.get(VARIABLE) or 0)
    if not asked.isdecimal():
        raise ValueError(f"jobs is {asked}: give the number of processes, or 0 for one a core")
    return int(asked) or max(1, min(_cores(), _memory() // A_PROCESS))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return A_PROCESS


def reading(jobs: int = 0) -> Each:
    """Return what has articles read by ``most(jobs)`` processes, by this one alone where there are few.

    A process that dies (out of memory) costs no other article: those that it held are read again, each by a process
    of its own if need be, and one that ends its process once more is told of in ``skipped``.
    """
    processes = most(jobs)

    def each(read: Read, sources: Sequence[Source]) -> Iterable[Packed]:
        few = min(processes, len(sources) // WORTH)
        return _spread(read, sources, few) if few > 1 else map(read, sources)

    return each


def _spread(read: Read, sources: Sequence[Source], processes: int) -> Iterator[Packed]:
    done = 0
    while done < len(sources):
        try:
            for article in _in_order(read, sources[done:], processes):
                done += 1
                yield article
        except BrokenProcessPool:
            log.warning("a process that read articles ended: going on from article %d", done + 1)
            yield _apart(read, sources[done])
            done += 1


def _in_order(read: Read, sources: Sequence[Source], processes: int) -> Iterator[Packed]:
    # One thread each: numpy's own would take turns on the same cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Started anew and not forked: a fork takes the locks of threads that are not there to open them.
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _end_with_parent)
    try:
        waiting: deque[Future[Packed]] = deque()
        for source in sources:
            waiting.append(pool.submit(read, source))
            if len(waiting) >= AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Let a process end when the one that started it was killed: nobody would ever tell it to."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _apart(read: Read, source: Source) -> Packed:
    """Read an article in a process of its own; tell of it in ``skipped`` if that ends too."""
    try:
        return next(_in_order(read, [source], 1))
    except BrokenProcessPool:
        return unread(KILLED)
