"""Pages that hold no article, or only its opening: lists of articles, pay-walls, invitations to read on elsewhere."""

from __future__ import annotations

import re

from stancebook.files import lists, markup
from stancebook.files.characters import Unreadable
from stancebook.files.pagefields import LISTS, PageFields

FEW = 25  # words below which a page without a sentence holds no article
LEAD = 150  # words up to which the opening of an article behind a pay-wall goes
LINKS, LINKED = 12, 0.5  # links to headlines on a page, and the share of its words in them, that make it a list
INDEX = "is a list of articles and no article (index page): save the articles themselves"
STUB = "holds only the opening of its article, behind a pay-wall ({} words): get the full text"
# What a publisher writes over the door; each a line of its own.
OFFER = re.compile("|".join(f"(?:{line})" for line in lists.lines("offers.txt")), re.IGNORECASE)
WALL = re.compile(
    r"(?:class|id)\s*=\s*[\"'][^\"']{0,200}(?:pay-?wall|subscriber-?only|regwall|piano-offer|premium-barrier)",
    re.IGNORECASE,
)
ENDS = re.compile(r"[.!?][\"'”’)\]]*$")
# What lies between tags ends at the next such tag: a page of tags without ends is looked through once.
LINK = re.compile(r"<a\b[^<>]{0,2000}>((?:[^<]|<(?!/?a\b)){0,2000}+)</a\s*>", re.IGNORECASE)
AROUND = re.compile(r"<(nav|footer)\b(?:[^<]|<(?!/?\1\b))*+</\1\s*>", re.IGNORECASE)


def is_index(page: str, own: PageFields, body: str = "") -> bool:
    """Tell whether a page is a list of articles: headlines with links behind them, and hardly a sentence besides.

    A page that says it is an article is one, however many links stand around it.
    """
    if any(t.endswith(("Article", "Posting")) for t in own.types) or own.kind == "article":
        return False
    prose = sum(len(line.split()) for line in body.split("\n") if len(line.split()) > 12 and ENDS.search(line))
    if "published" in own.given and prose > LEAD / 2:
        return False
    listed = bool(own.types & LISTS - {"WebSite"})
    inside = AROUND.sub(" ", page)
    links = [markup.plain(m[1]).split() for m in LINK.finditer(inside)]
    headlines = [words for words in links if len(words) >= 4]
    if len(headlines) < LINKS and not listed:
        return False
    linked = sum(map(len, headlines))
    blurbs = prose / max(len(headlines), 1)  # a teaser a headline is no article either
    return linked >= LINKED * prose or (len(headlines) >= LINKS and blurbs < 30 and listed)


def opening(body: str, page: str, own: PageFields) -> tuple[str, str | None]:
    """Return the text of a page without a pay-wall's offer, and a note where that left only the article's opening.

    Raises
    ------
    Unreadable
        If not one sentence of the article stands before the offer.
    """
    lines = body.split("\n")
    offers = [i for i, line in enumerate(lines) if OFFER.fullmatch(line.strip(" -*•|"))]
    walled = not own.free or WALL.search(page) is not None
    if not offers and not walled:
        return body, None
    kept = [line for i, line in enumerate(lines) if i not in set(offers)]
    text = "\n".join(kept).strip()
    words, last = len(text.split()), text.rpartition("\n")[2].rstrip()
    cut = not ENDS.search(last) or last.endswith(("…", "..."))
    if not (words <= LEAD and (walled or len(offers) >= 2 or cut)) and not (walled and cut):
        return body, None  # a whole article with an invitation below it
    if not _sentences(kept):
        raise Unreadable(STUB.format(words))
    return text, STUB.format(words)


def _sentences(lines: list[str]) -> bool:
    """Tell whether a line of some length ends as a sentence does."""
    return any(
        len(line.split()) >= 8 and ENDS.search(line.rstrip()) and not line.rstrip().endswith(("…", "..."))
        for line in lines
    )
