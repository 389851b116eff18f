"""HTML that stands in a text as text: entities undone, tags taken out, paragraphs kept."""

from __future__ import annotations

import html
import re

ENTITY = re.compile(
    r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|amp|lt|gt|quot|apos|nbsp|ensp|emsp|thinsp|shy|[mn]dash|horbar|hellip|bull|middot"
    r"|[lr][sd]quo|[sb](?:d)?quo|[lr]aquo|[lr]saquo|euro|pound|yen|cent|copy|reg|trade|deg|szlig|zwn?j|frac\d\d"
    r"|[A-Za-z](?:grave|acute|circ|tilde|uml|ring|cedil|slash|caron|elig)|[aA][eE]lig|[oO][eE]lig);"
)
BLOCK = "p|div|h[1-6]|li|ul|ol|blockquote|section|article|tr|table|figure|figcaption|header|footer|aside|pre|hr"
INLINE = (
    "a|b|i|em|strong|span|u|s|sup|sub|small|font|img|mark|cite|q|abbr|td|th|tbody|thead|iframe|picture|source|video"
)
TAG = re.compile(rf"</?(?:{BLOCK}|{INLINE}|br)(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
# What lies between two marks ends at the next such mark: a text of marks without ends is looked through once.
UNREAD = re.compile(
    r"<(script|style|noscript)\b[^<>]{0,2000}>(?:[^<]|<(?!/?\1\b))*+</\1\s*>|<!--(?:[^-<]|-(?!->)|<(?!!--))*+-->",
    re.IGNORECASE,
)
BREAK = re.compile(r"[ \t]{0,20}<br(?:\s[^<>]{0,200})?/?>[ \t]{0,20}\n?", re.IGNORECASE)
EDGE = re.compile(rf"\s{{0,20}}</?(?:{BLOCK})(?:\s[^<>]{{0,2000}})?/?>\s{{0,20}}", re.IGNORECASE)


def undone(text: str) -> tuple[str, str | None]:
    """Return ``text`` without markup, and a note where it held some."""
    tags, entities = len(TAG.findall(text)), ENTITY.search(text)
    if tags >= 2 or (tags and BREAK.search(text)):
        return plain(text), "held HTML tags, which were taken out"
    if entities:
        return unescaped(text), "held HTML entities (as in &quot;), which were undone"
    return text, None


def plain(text: str) -> str:
    """Return the words of a piece of HTML: paragraphs with an empty line between them."""
    text = BREAK.sub("\n", UNREAD.sub("", text))
    text = unescaped(TAG.sub("", EDGE.sub("\n\n", text)))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def unescaped(text: str) -> str:
    """Return ``text`` with its entities as the characters that they stand for, also where they were escaped twice."""
    for _ in range(2):
        if not ENTITY.search(text):
            break
        text = ENTITY.sub(lambda m: html.unescape(m.group()), text)
    return text
