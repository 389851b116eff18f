"""Quotation marks: which stretches of a text stand between them, and which of those are utterances."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]

MARK = re.compile("[\"“”„«»]|''|``")
# British style: ‘We won,’ he said.  Only with punctuation before the closing mark, else it is an apostrophe.
SINGLE = re.compile(r"(?<![\w'’])[‘'](?=\w)([^\n\"“”]{8,}?[,.?!])['’](?![\w'’])")
WORD = re.compile(r"\w+")
ALL_MARKS = "\"“”„«»'‘’`"


@dataclass(frozen=True)
class Quotation:
    """Text between quotation marks, marks included: characters ``[start, end)``, tokens ``[first, last)``.

    ``speech`` tells an utterance from a quoted term or title; ``closed`` is false where the closing mark is missing.
    """

    start: int
    end: int
    first: int
    last: int
    speech: bool
    closed: bool = True


def quotations(text: str, starts: list[int], ends: list[int]) -> list[Quotation]:
    """Return the stretches between quotation marks, in order; one left open runs to the end of its paragraph.

    Straight and curly double marks, guillemets, doubled single marks and, where punctuation closes them, single
    marks.  ``starts`` and ``ends`` are the character offsets of the tokens of ``text``.
    """
    spans: list[Span] = []
    for paragraph in re.finditer(r"[^\n]+", text):
        double = _paired(text, paragraph.start(), paragraph.end())
        single = [m.span() for m in SINGLE.finditer(text, *paragraph.span())]
        spans += double + [s for s in single if not any(s[0] < e and b < s[1] for b, e in double)]
    found, i, n = [], 0, len(starts)
    for start, end in sorted(spans):
        while i < n and ends[i] <= start:
            i += 1
        last = i
        while last < n and starts[last] < end:
            last += 1
        if last > i:
            closed = text[end - 1] in ALL_MARKS and end - start > 1
            found.append(Quotation(start, end, i, last, _is_speech(text, start, end), closed))
        i = last
    return found


def overlapping(starts: Sequence[int], ends: Sequence[int], span: Span) -> Span:
    """Return the tokens ``[first, last)``, at least one, that overlap a span of characters, else the one behind it.

    ``starts`` and ``ends`` are the character offsets of the tokens, ascending; a span behind all of them gets the last.
    """
    first, last = bisect_right(ends, span[0]), bisect_left(starts, span[1])
    first = max(0, min(first, len(starts) - 1))
    return first, max(first + 1, last)


def _paired(text: str, begin: int, finish: int) -> list[Span]:
    """Pair the double marks of one paragraph; a mark opens if a word follows and none stands right before."""
    spans: list[Span] = []
    opened: int | None = None
    for m in MARK.finditer(text, begin, finish):
        before = text[m.start() - 1] if m.start() > begin else " "
        after = text[m.end()] if m.end() < finish else " "
        opens = not after.isspace() and not before.isalnum()
        if opened is None:
            if opens and m.group() not in "»":
                opened = m.start()
        elif m.group() in "“„«``" and opens and before.isspace():
            opened = m.start()  # the one before was never closed: start anew
        else:
            spans.append((opened, m.end()))
            opened = None
    if opened is not None and finish - opened > 20:
        spans.append((opened, len(text[:finish].rstrip())))
    return spans


def _is_speech(text: str, start: int, end: int) -> bool:
    """Tell a quoted utterance from scare quotes ("reform"), a title ("Meet the Press") or a nickname."""
    words = WORD.findall(text[start:end])
    if len(words) < 3:
        return text[start:end].strip(ALL_MARKS)[-1:] in (",", "!", "?") and bool(words)
    long = [w for w in words if len(w) > 3]
    return not long or any(w[0].islower() for w in long)


def last_sign(text: str, mark: Quotation) -> str:
    """Return the last character inside the marks: a comma tells that the sentence goes on after them."""
    return text[mark.start : mark.end].rstrip("\"”“'’ ")[-1:]
