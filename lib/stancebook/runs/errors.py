"""The errors that end a command with a line for the user and not with a traceback."""

from __future__ import annotations


class ParameterError(ValueError):
    """A parameter that no notebook takes, or whose value does not fit; the message says what to write."""


class SuiteError(RuntimeError):
    """A run that was not published; the message says in one line what failed, and where to look."""
