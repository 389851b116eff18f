"""Europresse (Eureka.cc): HTML of both layouts."""

from __future__ import annotations

import re
from typing import Any

from stancebook.files import dates, markup
from stancebook.files.characters import Unreadable
from stancebook.files.exports import Export

NUMBER = re.compile(r"news[·.\u00b7](\d{4})(\d{2})(\d{2})[·.\u00b7]\w+")
BELOW = re.compile(r"(?:©|\(c\)|Num[ée]ro de document|Note\(s\)|Illustration)")
FEWEST = 10  # words: an author's name has fewer


def of_page(text: str) -> Export:
    """Return the articles of a page, of either layout."""
    from lxml import html

    tree = html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text) or "<p/>")
    articles = [
        a for a in tree.iter("article") if _classed(a, "DocPublicationName") is not None or _titled(a) is not None
    ]
    said = len(re.findall(r"news[·\u00b7]\d{8}[·\u00b7]\w+[·\u00b7]\w+", text))
    if articles:
        return Export("Europresse", [_newer(a) for a in articles], said or None)
    parts = re.split(r"(?=<span[^>]{0,200}class=[\"']?DocPublicationName)", text)[1:]
    return Export("Europresse", [_older(part) for part in parts], said or None)


def _classed(element: Any, *names: str) -> Any:
    """Return the first element within that has one of these classes, None without."""
    return next((e for e in element.iter() if set(names) & set(str(e.get("class") or "").split())), None)


def _titled(element: Any) -> Any:
    return _classed(element, "titreArticleVisu", "rdp__articletitle", "TitreArticleVisu")


def _text(element: Any) -> str:
    return "" if element is None else " ".join(element.text_content().split())


def _newer(article: Any) -> dict | Unreadable:
    title = _titled(article)
    container = _classed(article, "docOcurrContainer", "DocText")
    whole = _classed(article, "DocText")
    container = whole if whole is not None else container
    date, guessed = _date(_text(_classed(article, "DocHeader")), _text(article))
    return {
        "title": _text(title) or _text(_classed(article, "titreArticle")),
        "source": _publication(_text(_classed(article, "DocPublicationName"))),
        "published": date, "guessed": guessed,
        "byline": _text(_classed(article, "docAuthors")) or _author(article),
        "section": _section(_text(_classed(article, "DocHeader"))),
        "text": "\n\n".join(_paragraphs(container)) if container is not None else "",
    }  # fmt: skip


def _paragraphs(container: Any) -> list[str]:
    """Return the paragraphs of a body: of its elements, and what stands before them without one."""
    from lxml import etree

    for element in container.iter("aside", "footer"):
        element.clear()
    return [
        " ".join(p.split())
        for p in markup.plain(etree.tostring(container, encoding="unicode", method="html", with_tail=False)).split(
            "\n\n"
        )
        if p.strip()
    ]


def _author(article: Any) -> str:
    """Return what stands alone below the title in the head, if it is as short as a name."""
    header = next(article.iter("header"), None)
    title = _classed(article, "titreArticle")
    children = list(header) if header is not None else []
    at = next((i for i, e in enumerate(children) if e is title), len(children))
    behind = [_text(e) for e in children[at + 1 :]]
    return next((line for line in behind if line and len(line.split()) < FEWEST), "")


def _section(header: str) -> str:
    """Return what stands before the date: "Politique, mardi 14 mars 2006 , p. 16"."""
    first = header.split(",")[0].strip()
    return "" if not header or dates.named(first) or re.search(r"\d{4}", first) or len(header.split(",")) < 2 else first


def _date(header: str, article: str) -> tuple[str, list[str]]:
    """Return the date of publication: of the head, else that of the article's number, which is told as inferred."""
    found = dates.named(header)
    if found:
        return f"{found[0]:%Y-%m-%d}", []
    number = NUMBER.search(article)
    return ("-".join(number.groups()), ["published"]) if number else ("", [])


def _older(part: str) -> dict | Unreadable:
    """Return an article of the layout before 2015, from its publication to its number."""
    publication, header, title = (
        _spans(part, name) for name in ("DocPublicationName", "DocHeader", "TitreArticleVisu")
    )
    if not title:
        return Unreadable("has no title, by which its text is known: export it as HTML again")
    behind = re.split(r"TitreArticleVisu[^<>]{0,200}>(?:[^<]|<(?!/?span))*+</span>", part, flags=re.IGNORECASE)[-1]
    lines = [" ".join(p.split()) for p in markup.plain(behind).split("\n") if p.strip()]
    lines = lines[: next((i for i, line in enumerate(lines) if BELOW.match(line)), len(lines))]
    named = len(lines) > 1 and len(lines[0].split()) < FEWEST and not re.search(r"[.!?]$", lines[0])
    author = lines.pop(0) if named else ""
    date, guessed = _date(header, part)
    return {
        "title": title, "source": _publication(publication), "published": date, "guessed": guessed, "byline": author,
        "section": _section(header), "text": "\n\n".join(lines),
    }  # fmt: skip


def _spans(part: str, name: str) -> str:
    """Return the words of all spans of a class."""
    found = re.findall(
        rf"<span[^>]{{0,200}}class=[\"']?{name}[^>]{{0,200}}>(.*?)</span>", part, re.IGNORECASE | re.DOTALL
    )
    return " ".join(markup.plain(" ".join(found)).split())


def _publication(name: str) -> str:
    """Return a newspaper's name without its number: "Le Journal, no. 5968"."""
    return re.sub(r",\s*(?:no\.?|n°).*$", "", name).strip(" ,")
