"""Turns of a transcript or an interview: which stretch of a text is whose, by the labels before it, and who asks.

A label is a name before a colon, between brackets or in bold, before a dash or on a line of its own; ``Q`` and ``A``
stand for who asks and who answers.  An interview that lost its labels (bold type in the page) is told by paragraphs
that are questions to somebody.  Texts that merely have colons (lists, round-ups, "Note: …") are none: in a transcript
labels come back, and what follows them is talk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from stancebook.text import casing, roles, wordlists

Span = tuple[int, int]

ASKS, ANSWERS, OFFICE, NONE = "asks", "answers", "office", "none"  # labels that are no names
LEAST = 3  # turns of a transcript
TALK = 0.4  # share of turns that are talk: of "I", "we" or "you", or a question
CONTINUED = 4  # paragraphs that one label may hold, on average
ASKED = 0.6  # share of questions among the turns of who asks
LONGEST_QUESTION = 400  # characters of a paragraph without a label that is a question
LONGEST_NAME = 7  # words of a label
SMALL = frozenset("of the and for de da di del della la le du van von der den al el bin ibn y".split())

STAMP = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?\s*(?:[-–—]\s*)?)?"
NAME = r"(?P<name>[^\W\d_][\w.'’&/-]*(?: [\w.'’&/#-]+){0,7})"
MORE = r"(?P<more>(?:\s?[(\[][^)\]\n:]{1,60}[)\]]|,\s[^:?!()\[\]\n]{1,80}){0,3})"
BOLD = r"(?:\*\*|__)"
FORMS = {  # style -> the label that a line begins with
    "colon": rf"\s*{STAMP}{BOLD}?{NAME}{MORE}\s?(?:{STAMP})?{BOLD}?\s?:{BOLD}?(?:\s+|$)",
    "bracket": rf"\s*{STAMP}(?:\[{NAME}{MORE}\]|\(\((?P<name2>[^\W\d_][\w.'’& -]{{0,60}})\)\)):?(?:\s+|$)",
    "bold": rf"\s*{STAMP}(?P<b>\*\*|__){NAME}{MORE}[.:]?(?P=b)(?:\s+|$)",
    "dash": rf"\s*{STAMP}{NAME}{MORE}\s+(?:[—–―]|--)\s+",
    "line": rf"\s*{STAMP}{NAME}{MORE}\s*$",
}
STYLES = {style: re.compile(form) for style, form in FORMS.items()}
LETTERED = re.compile(rf"\s*{BOLD}?(?P<name>[QA]|Question|Answer|QUESTION|ANSWER)\s?\d*[.:)]{BOLD}?\s+(?=\S)")
WHITE_HOUSE = re.compile(r"\s*(?P<name>Q)\s+(?=[A-Z\"“])")

TALKS = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|[Yy]ou|[Yy]our|us)\b|\?")
OWN = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|us)\b")
YOU = re.compile(r"\b[Yy](?:ou|our|ours|ourself)\b")
QUESTION = re.compile(r"\?[\"'”’)*_]*\s*$")
SAID = re.compile(r"[\"”“].{0,60}\b(?:said|says|told|added)\b|\b(?:said|says|told|added)\b.{0,60}[\"“”]")
STAGE = re.compile(r"[*_]{0,2}(?:\([^()\n]{1,80}\)|\[[^\[\]\n]{1,80}\])[*_]{0,2}[.]?")
AFTERWORD = re.compile(
    r"\W*(?:(?:this|the) (?:interview|transcript|conversation|exchange) (?:was|has been|is|appears)\b|end\W*$|end of )",
    re.IGNORECASE,
)


class Turn(NamedTuple):
    """What one voice says until the next speaks, in characters of the text.

    ``head`` is the label with all that belongs to it (time, brackets, colon), ``label`` the name in it and ``more``
    what stands beside the name ("(D-VA)", ", Danish ambassador"); all are None where the text has no label.
    ``content`` has a span for each paragraph.  ``voice`` is the same for all turns of one label; ``asks`` tells the
    turns of who interviews, ``asked`` a turn of questions alone, whoever puts it.
    """

    head: Span | None
    label: Span | None
    more: Span | None
    content: tuple[Span, ...]
    voice: str
    asks: bool
    asked: bool


class Line(NamedTuple):
    """A paragraph ``[start, end)`` and its label, if it has one; what is said begins at ``at``."""

    start: int
    end: int
    at: int
    label: Span | None = None
    more: Span | None = None
    voice: str = ""


@lru_cache(maxsize=64)  # asked by the sentences, the actors and the quotes of a batch
def turns(text: str) -> tuple[Turn, ...]:
    """Return the turns of ``text`` in order, none where it is no transcript."""
    lines = _lines(text)
    if len(lines) < LEAST:
        return ()
    best: tuple[Turn, ...] = ()
    for style in STYLES:
        found = _labelled(text, [_read(text, line, style) for line in lines], style)
        if len(found) > len(best):
            best = found
    return best or _unlabelled(text, lines)


def heads(text: str) -> list[Span]:
    """Return the labels of a transcript, with the space behind them."""
    return [turn.head for turn in turns(text) if turn.head]


def paragraphs(text: str) -> list[Turn]:
    """Return the paragraphs of a speech, each as a turn of one voice; headings are none."""
    lines = [line for line in _lines(text) if re.search(r"[.!?…:;—-][\"'”’)*_]*$", text[line.start : line.end])]
    return [_turn(text, [line], asks=False) for line in lines if _said(text, [line])]


@cache
def kinds() -> dict[str, str]:
    """Return label -> ``asks``, ``answers``, ``office`` or ``none`` (``text/data/turns.txt``)."""
    found, kind = {}, ""
    for line in wordlists.lines("text", "turns.txt"):
        if line[0] == "[":
            kind = line.strip("[]")
        else:
            found[line] = kind
    return found


def kind(label: str) -> str | None:
    """Return what a label that is no name stands for: ``asks``, ``answers``, ``office``, ``none``; None for a name."""
    words = [w for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", label.casefold().replace("’", "'")) if w != "the"]
    return kinds().get(" ".join(words))


def _lines(text: str) -> list[Line]:
    """Return the paragraphs that may be said: no stage directions, credits, rules or words about the interview."""
    apart = [(start, end) for start, end, _ in roles.around(text)]
    found = []
    for match in re.finditer(r"[^\n]+", text):
        words = match.group().strip()
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        said = re.search(r"\w", words) and not STAGE.fullmatch(words) and not AFTERWORD.match(words)
        if said and not any(first <= start < last for first, last in apart):
            found.append(Line(start, start + len(words), start))
    return found


def _read(text: str, line: Line, style: str) -> Line:
    """Return a line with the label that it begins with in one style."""
    words = text[line.start : line.end]
    match = (LETTERED.match(words) or WHITE_HOUSE.match(words)) if style == "colon" else None
    match = match or STYLES[style].match(words)
    group = match.groupdict() if match else {}
    name = "name" if group.get("name") else "name2"
    if match is None or not _is_label(match[name]):
        return line
    if kind(match[name]) == NONE:  # "Note: …": nobody's turn
        return line._replace(voice=NONE)
    label, at = match.span(name), line.start + match.end()
    more = match.span("more") if group.get("more") else None
    place = (line.start + label[0], line.start + label[1])
    beside = (line.start + more[0], line.start + more[1]) if more else None
    return line._replace(at=min(at, line.end), label=place, more=beside, voice=_voice(match[name]))


def _is_label(name: str) -> bool:
    words = name.split()
    proper = [w for w in words if w.casefold() not in SMALL]
    if not proper or len(words) > LONGEST_NAME:
        return False
    return bool(kind(name)) or all(w[0].isupper() or w[0] in "#&" or w.isdigit() for w in proper)


def _voice(name: str) -> str:
    """Return what labels of one voice share: "SEN. ANA TORRES" and "TORRES" are one, and all who ask without a name."""
    what = kind(name)
    return what if what in (ASKS, ANSWERS) else name.casefold().rstrip(".").split()[-1]


def _labelled(text: str, lines: Sequence[Line], style: str) -> tuple[Turn, ...]:
    """Return the turns by the labels of one style, none where these make no transcript."""
    first = next((i for i, line in enumerate(lines) if line.label), len(lines))
    groups: list[list[Line]] = []
    for line in lines[first:]:
        if line.voice:
            groups.append([line])
        else:
            groups[-1].append(line)
    groups = [group for group in groups if group[0].label and _said(text, group)]
    counts = Counter(group[0].voice for group in groups)
    groups = [group for group in groups if counts[group[0].voice] > 1 or not _section(text, group[0])]
    if len(groups) < LEAST or len(lines) - first > CONTINUED * len(groups) + 2:
        return ()
    if len(counts) == 1:
        return _one_sided(text, groups)
    again = sum(n > 1 for n in counts.values())
    if not again or (style in ("line", "dash") and again < 2) or not _is_talk(text, groups):
        return ()
    asking = _asking(text, groups)
    return tuple(_turn(text, group, group[0].voice in asking) for group in groups)


def _section(text: str, line: Line) -> bool:
    """True for a label that is a common noun: "Abstract: …", "Methods: …"; asked of those that stand once."""
    words = text[slice(*line.label)].split() if line.label else []
    return bool(words) and all(w.istitle() and casing.in_dictionary(w.lower(), ("noun",)) for w in words)


def _said(text: str, group: Sequence[Line]) -> tuple[Span, ...]:
    """Return what the lines of a turn hold, without labels, and stage directions at their ends."""
    spans = []
    for line in group:
        start, end = line.at, line.end
        while (stage := STAGE.match(text, start, end)) and stage.end() < end:
            start = stage.end() + len(text[stage.end() : end]) - len(text[stage.end() : end].lstrip())
        for stage in reversed(list(STAGE.finditer(text, start, end))):
            if stage.end() == end:
                end = start + len(text[start : stage.start()].rstrip())
        if re.search(r"\w", text[start:end]):
            spans.append((start, end))
    return tuple(spans)


def _words(text: str, group: Sequence[Line]) -> str:
    return "\n".join(text[start:end] for start, end in _said(text, group))


def _is_talk(text: str, groups: Sequence[Sequence[Line]]) -> bool:
    talk = sum(bool(TALKS.search(_words(text, group))) for group in groups)
    lettered = [group for group in groups if group[0].voice == ANSWERS]  # "Q: … A: …" may be an explainer's own
    own = sum(bool(OWN.search(_words(text, group))) for group in lettered)
    return talk >= TALK * len(groups) and own >= TALK * len(lettered)


def _asking(text: str, groups: Sequence[Sequence[Line]]) -> set[str]:
    """Return the voices that interview: by their label, else the first to speak if it mostly asks and no other does."""
    named = {g[0].voice for g in groups if g[0].label and kind(text[slice(*g[0].label)]) == ASKS}
    if named:
        return named
    turns_of: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for group in groups:
        turns_of[group[0].voice] += 1
        asked[group[0].voice] += bool(QUESTION.search(_words(text, group)))
    mostly = [v for v, n in turns_of.items() if n > 1 and asked[v] >= ASKED * n]
    return set(mostly) if mostly == [groups[0][0].voice] else set()


def _turn(text: str, group: Sequence[Line], asks: bool) -> Turn:
    line, content = group[0], _said(text, group)
    head = (line.start, line.at) if line.label else None
    return Turn(head, line.label, line.more, content, line.voice, asks, asks or _only_asks(text, content))


def _only_asks(text: str, content: Iterable[Span]) -> bool:
    ends = [c for start, end in content for c in re.findall(r"[.!?](?=[\"'”’)*_]*(?:\s|$))", text[start:end])]
    return bool(ends) and set(ends) == {"?"}


def _one_sided(text: str, groups: Sequence[Sequence[Line]]) -> tuple[Turn, ...]:
    """Questions have a label ("Q:", the paper's name), answers are the paragraphs behind them."""
    asked = sum(bool(QUESTION.search(_words(text, group[:1]))) for group in groups)
    return tuple(_pairs(text, groups)) if asked >= ASKED * len(groups) and _answered(text, groups) else ()


def _pairs(text: str, groups: Iterable[Sequence[Line]]) -> Iterator[Turn]:
    for question, *answer in groups:
        yield _turn(text, [question], asks=True)
        if answer and _said(text, answer):
            yield _turn(text, [answer[0]._replace(voice=ANSWERS), *answer[1:]], asks=False)


def _answered(text: str, groups: Sequence[Sequence[Line]]) -> bool:
    """True where most of what follows the questions is of somebody who says "I" or "we", and is no report."""
    answers = [_words(text, group[1:]) for group in groups if len(group) > 1]
    own = sum(bool(OWN.search(answer)) for answer in answers)
    told = sum(bool(SAID.search(answer)) for answer in answers)
    return len(answers) >= 2 and own >= TALK * len(answers) and told <= len(answers) / 4


def _unlabelled(text: str, lines: Sequence[Line]) -> tuple[Turn, ...]:
    """Return the turns of an interview without labels: paragraphs that ask "you", each with its answer."""

    def question(line: Line) -> bool:
        words = text[line.start : line.end]
        return len(words) <= LONGEST_QUESTION and bool(QUESTION.search(words)) and words[0] not in "\"“‘'"

    groups: list[list[Line]] = []
    for line in lines:
        if question(line):
            groups.append([line])
        elif groups:
            groups[-1].append(line)
    you = sum(bool(YOU.search(text[group[0].start : group[0].end])) for group in groups)
    long = sum(map(len, groups)) > CONTINUED * len(groups) + 2
    if len(groups) < LEAST or long or 3 * you < len(groups) or not _answered(text, groups):
        return ()
    return tuple(_pairs(text, groups))
