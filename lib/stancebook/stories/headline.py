"""The headline that stands at the top of a text, where no field of its file gives one."""

from __future__ import annotations

import re

LONGEST = 14  # words of a headline
WEB = re.compile(r"https?://|www\.|\w@\w")


def above(text: str) -> tuple[int, int] | None:
    """Return the span of the first line of ``text`` if it is a headline, else None.

    It is one if it is short and alone in its paragraph, and at least two further paragraphs follow; a line with an
    address of the web is none.
    """
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    if len(lines) < 3:
        return None
    first = lines[0]
    alone = "\n\n" in text[first.end() : lines[1].start() + 1] or text[first.end() : lines[1].start()].count("\n") > 1
    words = first.group().split()
    if not alone or not 3 <= len(words) <= LONGEST or WEB.search(first.group()):
        return None
    return first.start(), first.end()
