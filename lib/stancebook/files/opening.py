"""A file's bytes, and never more than may be held: pipes, devices and what is too large are refused unread."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from stancebook.files.characters import HEAD, Unreadable, check_head

LARGEST = 256_000_000  # bytes of a file of many articles, or of the analyst's


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """Return what stands in ``path``, at most ``largest`` bytes of text in some encoding.

    Raises
    ------
    Unreadable
        If it is no regular file, is larger, shows in its first bytes that it is no text, or changes meanwhile.
    OSError
        If it can't be opened.
    """
    # A pipe or device would be waited on for ever.
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable("is no regular file: move it out of the folder")
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > largest:
            raise Unreadable(
                f"has {before.st_size / 1e6:,.0f} MB, and {largest / 1e6:,.0f} MB is the most: split it into articles"
            )
        head = file.read(HEAD)
        check_head(head)
        data = head + file.read(largest)
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise Unreadable("changed while it was read: run again when it is written")
    return data
