"""Pieces of text with their boxes to paragraphs in reading order: columns, running heads, hyphens at line ends.

The page is cut at its blank strips, upright ones first (recursive XY cut, Nagy and Seth 1984).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

GUTTER = 1.2  # heights of a line that columns stand apart at least
COLUMN = 3  # lines that make a column
APART = 1.55  # distances between lines that part paragraphs
BLANK = 0.15  # heights of a line that two words stand apart
SAME = 0.5  # of its height that a piece shares with the line it stands in
INDENT = 0.7  # heights that a first line is set in
ROOM = 1.3  # times the width of the next word that a line must have left, for it to have been broken on purpose
LEFT = 4.0  # times that width, where the line does not end a sentence (a byline)
MARGIN = 3  # lines at a page's top and bottom among which its running heads stand
FOLIO = re.compile(r"\W*(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:of|/|von|de)\s*\d{1,4})?\W*", re.IGNORECASE)
HYPHENS = "-\u00ad\u2010\x02\ufffe"
ENDS = re.compile(r"[.!?:][\"'”’)\]]*$")
FEW = 20  # letters of a page below which it holds no text


@dataclass
class Piece:
    """A run of text and its box, the origin at the page's lower left, in points."""

    left: float
    top: float
    right: float
    bottom: float
    words: str

    @property
    def height(self) -> float:
        """The box's height in points, never nothing."""
        return max(self.top - self.bottom, 1.0)


@dataclass
class Line(Piece):
    """Pieces that stand beside each other in one column."""

    new_column: bool = False


def pages(found: Sequence[Sequence[Piece]]) -> tuple[list[list[Line]], int]:
    """Return the lines of each page in reading order, without running heads, and how many pages hold no text."""
    empty = sum(sum(c.isalpha() for piece in page for c in piece.words) < FEW for page in found)
    return [_order(page) for page in _without_heads([_rows(page) for page in found])], empty


def lines(read: Sequence[Sequence[Line]]) -> list[str]:
    """Return the lines of a document, an empty one between paragraphs."""
    return [words for page in read for part in _split(page) for words in (*(line.words for line in part), "")]


def paragraphs(read: Sequence[Sequence[Line]]) -> list[str]:
    """Return the paragraphs of a document."""
    known = {w.lower() for page in read for line in page for w in re.findall(r"\w+(?:-\w+)*", line.words)}
    found: list[str] = []
    for page in read:
        for part in _split(page):
            words = _joined([line.words for line in part], known)
            if found and part[0].new_column and not ENDS.search(found[-1]) and re.match(r"[a-z(]", words):
                found[-1] = _joined([found[-1], words], known)
            else:
                found.append(words)
    return found


def _order(pieces: list[Piece]) -> list[Line]:
    """Return the lines of a page in reading order."""
    waiting, found = [pieces], []
    while waiting:
        region = waiting.pop()
        parts = _columns(region) or _strips(region)
        if parts:
            waiting += reversed(parts)
            continue
        lines = _lines(region)
        if lines:
            lines[0].new_column = True
        found += lines
    return found


def _columns(region: list[Piece]) -> list[list[Piece]] | None:
    """Cut a region at the first upright blank strip that has lines on both sides; None if there is none."""
    if len(region) < 2 * COLUMN:
        return None
    wide = GUTTER * median(p.height for p in region)
    ordered = sorted(region, key=lambda p: p.left)
    end = ordered[0].right
    for i, piece in enumerate(ordered[1:], 1):
        if piece.left - end > wide and all(_tall(side) for side in (ordered[:i], ordered[i:])):
            return [ordered[:i], ordered[i:]]
        end = max(end, piece.right)
    return None


def _tall(side: list[Piece]) -> bool:
    """Tell whether pieces make a column: several lines of prose, and no table's figures."""
    lines = _lines(side)
    return len(lines) >= COLUMN and sum(len(line.words) for line in lines) >= 12 * len(lines)


def _strips(region: list[Piece]) -> list[list[Piece]] | None:
    """Cut what stands above or below the columns off from them; None if there are none."""
    ordered = sorted(region, key=lambda p: -p.top)
    if len(ordered) > 2 * COLUMN:
        cuts = list(_gaps(ordered))
        for cut in cuts[:12]:
            if _columns(ordered[cut:]):
                return [ordered[:cut], ordered[cut:]]
        for cut in cuts[:-13:-1]:
            if _columns(ordered[:cut]):
                return [ordered[:cut], ordered[cut:]]
    return None


def _gaps(ordered: list[Piece]) -> Iterator[int]:
    """Yield where a blank strip lies across all pieces, which come from the top down."""
    bottom = ordered[0].bottom
    for i, piece in enumerate(ordered[1:], 1):
        if piece.top < bottom:
            yield i
        bottom = min(bottom, piece.bottom)


def _lines(region: Sequence[Piece]) -> list[Line]:
    """Return pieces joined to lines, from the top down."""
    return [_line(row) for row in _rows(region)]


def _rows(region: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces that stand beside each other, from the top down and from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(region, key=lambda p: (-p.top, p.left)):
        for row in rows[-4:]:
            first = max(row, key=lambda p: p.height)
            shared = min(first.top, piece.top) - max(first.bottom, piece.bottom)
            if shared > SAME * min(first.height, piece.height):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _line(row: list[Piece]) -> Line:
    height = max(p.height for p in row)
    words = row[0].words
    for a, b in pairwise(row):
        words += (" " if b.left - a.right > BLANK * height else "") + b.words
    words = re.sub(r"[ \t\r\n\u00a0]+", " ", words).strip()
    return Line(row[0].left, max(p.top for p in row), max(p.right for p in row), min(p.bottom for p in row), words)


def _without_heads(pages: Sequence[list[list[Piece]]]) -> Iterator[list[Piece]]:
    """Yield the pieces of each page but page numbers, and what stands, figures aside, at the edge of half the pages."""
    times: Counter[str] = Counter()
    edges = [[*page[:MARGIN], *page[MARGIN:][-MARGIN:]] for page in pages]
    for rows in edges:
        times.update({_bare(row) for row in rows})
    full = sum(bool(page) for page in pages)
    heads = {words for words, n in times.items() if n >= 2 and 2 * n >= full}
    for page, rows in zip(pages, edges, strict=True):
        out = {id(row) for row in rows if _bare(row) in heads or FOLIO.fullmatch(_line(row).words)}
        yield [piece for row in page if id(row) not in out for piece in row]


def _bare(row: list[Piece]) -> str:
    return re.sub(r"\d+", "#", _line(row).words).casefold()


def _split(page: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph of a page."""
    starts = [i for i, line in enumerate(page) if line.new_column]
    for first, last in zip(starts, [*starts[1:], len(page)], strict=True):
        column = page[first:last]
        steps = [a.top - b.top for a, b in pairwise(column) if 0 < a.top - b.top < 4 * a.height]
        usual, edge = median(steps) if steps else 0, _edge(column)
        part: list[Line] = []
        for line in column:
            if part and _begins(part, line, usual, edge):
                yield part
                part = []
            part.append(line)
        yield part


def _edge(column: Sequence[Line]) -> float:
    """Return how far to the right the lines of a column go, a headline that goes further aside."""
    return sorted(line.right for line in column)[(3 * len(column)) // 4 if len(column) > 3 else -1]


def _begins(part: list[Line], line: Line, usual: float, edge: float) -> bool:
    """Tell whether a line begins a paragraph: by a gap, the size of its letters, an indent, room left before it."""
    last = part[-1]
    step = last.top - line.top
    if step <= 0 or step > APART * max(usual, 0.5 * last.height):
        return True
    if not 0.6 < line.height / last.height < 1.6 and not line.words[:1].islower():
        return True
    indented = line.left - min(p.left for p in part[-2:]) > INDENT * line.height
    first = line.words.split(" ", 1)[0]
    word = (len(first) + 1) / max(len(line.words), 1) * (line.right - line.left)
    if ENDS.search(last.words):
        return indented or edge - last.right > ROOM * word
    return not line.words[:1].islower() and edge - last.right > LEFT * max(word, line.height)


def _joined(lines: list[str], known: set[str]) -> str:
    """Return lines as one, words that were cut at a line's end in one piece again."""
    text = lines[0]
    for line in lines[1:]:
        cut = re.search(rf"([^\W\d_]+)[{HYPHENS}]$", text)
        rest = re.match(r"[^\W\d_]+", line)
        if cut and rest and rest.group()[0].islower():
            whole, hyphened = (cut[1] + rest.group()).lower(), f"{cut[1]}-{rest.group()}".lower()
            text = text[:-1] + ("-" if hyphened in known and whole not in known else "") + line
        elif text.endswith("-") and rest and text[-2:-1].isalnum():
            text += line
        else:
            text = f"{text} {line}"
    return re.sub("[\x02\ufffe]", "-", text)
