"""The errors that end a command with a line for the user and not with a traceback, and its exit statuses.

Whoever runs the suite on a schedule acts on the status: 3 and 6 are no failures, and 4 is none of the suite's.
"""

from __future__ import annotations

DONE = 0
FAILED = 1
USAGE = 2  # wrong use: a parameter, a path, an option
SOME_SKIPPED = 3  # done, and some of the input could not be read
EMPTY = 4  # no article to read, so nothing was published
LOCKED = 5  # another run is under way
NOTHING_NEW = 6  # nothing has changed since the published run, so nothing was done
STOPPED = 130  # by a signal: SIGINT, SIGTERM, SIGHUP
MEANING = {
    DONE: "done", FAILED: "failed", USAGE: "wrong use", SOME_SKIPPED: "done with skipped input",
    EMPTY: "nothing to read", LOCKED: "locked", NOTHING_NEW: "nothing new", STOPPED: "stopped",
}  # fmt: skip


class ParameterError(ValueError):
    """A parameter that no notebook takes, or whose value does not fit; the message says what to write."""

    status = USAGE


class SuiteError(RuntimeError):
    """A run that was not published; the message says in one line what failed, and where to look."""

    status = FAILED


class EmptyError(SuiteError):
    """A run that found no article to read."""

    status = EMPTY


class LockedError(SuiteError):
    """A run that did not begin, for another one writes to the same reports."""

    status = LOCKED
