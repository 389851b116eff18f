"""Words in a figure: measured, wrapped to the room there is, long names shortened in the middle."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from stancebook.report.printable import printable

FAMILY = "DejaVu Sans"  # comes with matplotlib: the same letters on every machine
SMALL = 9.0  # points; nothing in a figure is set smaller
LONGEST = 400  # characters of a text that are looked at: no figure has room for more
MARK = "…"


@cache
def _measure() -> TextToPath:
    return TextToPath()


def inches(text: str, size: float = SMALL, bold: bool = False) -> float:
    """Return how wide one line of ``text`` is set, in inches."""
    font = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")
    return _measure().get_text_width_height_descent(text, font, False)[0] / 72


def wrapped(text: str, room: float, size: float = SMALL, bold: bool = False) -> list[str]:
    """Return ``text`` in lines of at most ``room`` inches; only a word that is wider is broken inside."""
    lines, line = [], ""
    for word in re.split(r"[ \t\r\n]+", text[:LONGEST].strip()):  # a no-break space is no place to break
        trial = f"{line} {word}" if line else word
        if inches(trial, size, bold) <= room:
            line = trial
            continue
        lines += [line] if line else []
        while inches(word, size, bold) > room and len(word) > 1:
            cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or inches(word[:n], size, bold) <= room)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line or not lines else lines


def cut(text: str, room: float, lines: int, size: float = SMALL, bold: bool = False) -> str:
    """Return ``text`` wrapped, with "…" at its end if it needs more than ``lines``."""
    text = printable(text)
    found = wrapped(text, room, size, bold)
    if len(found) <= lines and len(text) <= LONGEST:
        return "\n".join(found)
    last = found[min(lines, len(found)) - 1]
    while last and inches(f"{last} {MARK}", size, bold) > room:
        last = last.rpartition(" ")[0] or last[:-1]
    return "\n".join([*found[: lines - 1], f"{last} {MARK}"])


def short(name: str, room: float, lines: int = 2, size: float = SMALL, bold: bool = False) -> str:
    """Return ``name`` wrapped to at most ``lines`` of ``room`` inches, words of its middle left out where it is longer.

    The end of a name tells as much as its beginning: "Ministry of Trade of Nor…" could be anybody's.
    """
    name = printable(name)
    whole = wrapped(name, room, size, bold)
    if len(whole) <= lines and len(name) <= LONGEST:
        return "\n".join(whole)
    return _fitted(_less_words, name, len(name.split()) - 1, room, lines, size, bold) or _fitted(
        _less_middle, name, min(len(name) - 1, LONGEST // 2), room, lines, size, bold
    ) or MARK  # fmt: skip


def _fitted(
    less: Callable[[str, int], str], name: str, most: int, room: float, lines: int, size: float, bold: bool
) -> str:
    """Return the most of ``name`` that has room, in lines; "" if none has.  What is kept of more never needs less."""
    low, high, best = 1, most, ""
    while low <= high:
        kept = (low + high) // 2
        trial = _unbroken(less(name, kept), room, size, bold)
        if trial and len(trial) <= lines:
            best, low = "\n".join(trial), kept + 1
        else:
            high = kept - 1
    return best


def _unbroken(text: str, room: float, size: float, bold: bool) -> list[str]:
    """Return ``text`` in lines; none where a word of it would have to be broken."""
    lines = wrapped(text, room, size, bold)
    return lines if " ".join(lines) == " ".join(text.split()) else []


def _less_words(name: str, kept: int) -> str:
    """Return the first and last words of ``name``, ``kept`` of them in all."""
    words = name.split()
    tail = words[len(words) - kept // 2 :]
    return " ".join([*words[: kept - kept // 2], MARK, *tail])


def _less_middle(name: str, kept: int) -> str:
    """Return ``name`` with about ``kept`` characters of its two ends: for words that are wider than the room."""
    head, tail = name[: (3 * kept + 4) // 5], name[len(name) - 2 * kept // 5 :] if kept > 2 else ""
    return f"{head.rstrip()}{MARK}{tail.lstrip()}"
