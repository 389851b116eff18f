"""Makes any text fit to be shown; ``documents.text`` itself, the evidence, stays exactly as it was decoded.

An article can hold what no page, figure or workbook may: control characters and halves of characters make XML
that no reader opens, and marks that turn the direction of writing let words look like others.
"""

from __future__ import annotations

import re

BREAKS = re.compile(r"\r\n?|[\x0b\x0c]")
# Controls (C0 less tab and newline, DEL, C1), what turns the direction of writing, and what Unicode calls no character.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
HALVES = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """Return ``text`` fit to be shown: less what is not to be seen, half a character as U+FFFD, lines ended by \\n."""
    return HALVES.sub("\ufffd", UNSEEN.sub("", BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return ``text`` fit to be shown, in one line."""
    return " ".join(printable(text).split())
