"""ProQuest: HTML and e-mail, and its text with labelled lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancebook.files import lists, markup
from stancebook.files.characters import Unreadable
from stancebook.files.exports import Export
from stancebook.files.exports.lines import blocks, paragraphs

RULE = re.compile(r"\s*_{20,}\s*")
COUNT = re.compile(r"\s*Document \d+ of (\d+)\s*", re.IGNORECASE)
CLOSING = re.compile(
    r"\s*(?:Contact ProQuest|(?:Copyright )?(?:©|\(c\))?\s*\d{4} ProQuest LLC|Contact us at:|Bibliography).*",
    re.IGNORECASE,
)
ANCHOR = re.compile(r"<a\b[^>]{0,200}\bname\s*=\s*[\"']?DocID_MSTAR_(\d+)", re.IGNORECASE)
PAIR = re.compile(r"<strong>\s*([^<]{2,60}?)\s*(?:&nbsp;|\u00a0|\s)*:?\s*(?:&nbsp;|\u00a0|\s)*</strong>", re.IGNORECASE)
BOLD = re.compile(
    r"<(p|h\d|div|span)\b[^<>]{0,300}font-weight\s*:\s*bold[^<>]{0,300}>((?:[^<]|<(?!/?\1\b))*+)</\1>", re.IGNORECASE
)
TEXT = re.compile(r"</?text\b[^>]{0,200}>", re.IGNORECASE)
WORDS = re.compile(r"wordcount\s*=\s*[\"']?(\d+)", re.IGNORECASE)


def marked(lines: Sequence[str]) -> bool:
    """Tell whether lines have the marks of such an export."""
    ruled = any(RULE.fullmatch(line) for line in lines)
    full = any(_label(line) and _label(line)[0] == "text" for line in lines)  # type: ignore[index]
    return full and (ruled or any("proquest" in line.lower() for line in lines))


def of_page(text: str) -> Export:
    """Return the articles of a page; it is cut at their anchors, for tags that are badly nested end a tree early."""
    starts = [m.start() for m in ANCHOR.finditer(text)]
    parts = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    marks = len(set(re.findall(r"DocID_MSTAR_(\d+)[\"']?\s*>", text)))
    # A list of contents has links to the anchors, and no text.
    return Export("ProQuest", [_of_part(part) for part in parts], marks or None)


def _of_part(part: str) -> dict | Unreadable:
    given: dict[str, str] = {}
    pairs = list(PAIR.finditer(part))
    for pair, ends in zip(pairs, [*(p.start() for p in pairs[1:]), len(part)], strict=True):
        name = lists.labels("proquest").get(_bare(markup.unescaped(pair[1])))
        if name:
            value = markup.plain(TEXT.sub("", part[pair.end() : ends])).strip(" \u00a0:")
            given.setdefault(name, value if name == "text" else " ".join(value.split("\n\n")[0].split()))
    bold = BOLD.search(part)
    title = " ".join(markup.plain(bold[2]).split()) if bold else ""
    words = WORDS.search(part)
    return _complete({"title": title, "words": words[1] if words else "", **given})


def of_lines(lines: Sequence[str]) -> Export:
    """Return the articles of a text: between rules, in labelled lines."""
    counts = [int(m[1]) for line in lines if (m := COUNT.fullmatch(line))]
    parts: list[list[str]] = [[]]
    for line in lines:
        if RULE.fullmatch(line):
            parts.append([])
        else:
            parts[-1].append(line)
    found = [one for part in parts if (one := _labelled(part)) is not None]
    return Export("ProQuest", found, max(counts, default=None))


def _label(line: str) -> tuple[str, str] | None:
    match = re.match(r"\s*([A-Z][A-Za-z /,-]{2,40}?)\s*:(?:[\s\u00a0]+|$)(.*)", line) if len(line) < 100_000 else None
    name = lists.labels("proquest").get(_bare(match[1])) if match else None
    return (name, match[2]) if match and name is not None else None


def _bare(label: str) -> str:
    return re.sub(r"[\s\u00a0:]", "", label).lower()


def _labelled(part: Sequence[str]) -> dict | Unreadable | None:
    """Return the article of the lines between two rules; None if they hold none (a cover, the closing)."""
    values: dict[str, list[str]] = {}
    name, head = None, []
    for line in part:
        label = _label(line)
        if CLOSING.fullmatch(line):
            break
        if label:
            name = label[0] or "-"
            values.setdefault(name, []).append(label[1])
        elif name:
            values[name].append(line)
        elif not COUNT.fullmatch(line):
            head.append(line)
    if not values.keys() - {"-"}:
        return None
    text = paragraphs(values.pop("text", []))
    given = {k: " ".join(" ".join(b) for b in blocks(v)[:1]).strip() for k, v in values.items() if k != "-"}
    title = next((" ".join(line.strip() for line in block) for block in blocks(head)), "")
    return _complete({"title": title, **{k: v for k, v in given.items() if v}, "text": text})


def _complete(one: dict[str, str]) -> dict | Unreadable:
    """Return an article with its source and date as ProQuest writes them."""
    info = one.pop("info", "")
    one["source"] = re.split(r"\s*;", one.get("source") or info)[0].strip()
    if not one.get("published"):
        one["published"] = next(iter(re.findall(r"\[?(\d{1,2} [A-Z][a-z]+ \d{4})", info)), "")
    if not one.get("text"):
        return Unreadable("has no full text (an abstract or a reference): get the article itself")
    return one
