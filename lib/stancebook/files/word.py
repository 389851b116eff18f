"""Word files by python-docx: paragraphs in their order, those of tables too, as they read with all changes accepted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from stancebook.files import bounds
from stancebook.files.archives import checked
from stancebook.files.characters import Unreadable, valid
from stancebook.files.opening import Blob
from stancebook.files.paragraphs import articles
from stancebook.files.record import Found

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", FALLBACK, f"{W}txbxContent"})
DAMAGED = "is a damaged Word file ({}): open it in Word and save it again, or save its text as .txt"
COUNT = re.compile(r'name="LADocCount"[^>]*>\s*<[^>]*>(\d+)<')
TITLES = ("Title", "Heading 1")


def read(blob: Blob) -> Iterator[Found]:
    """Yield the articles of a Word file."""
    data = blob.read(bounds.LARGEST_TEXT)
    try:
        packed = checked(zipfile.ZipFile(io.BytesIO(data)), bounds.LARGEST_XML)
        document = _opened(data)
        lines = list(_lines(document.element.body))
        given = _given(document)
        announced = _announced(packed)
    except Unreadable:
        raise
    except Exception as error:  # lxml, zipfile and python-docx each have their own
        raise Unreadable(DAMAGED.format(f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")) from error
    yield from articles(blob, lines, given, announced)


def _opened(data: bytes) -> Any:
    from docx import Document

    return Document(io.BytesIO(data))


def _lines(body: Any) -> Iterator[str]:
    """Yield the paragraphs of a document; a row of a table with a code in its first cell as "code|text"."""
    for element in body.iter(f"{W}p", f"{W}tr"):
        if element.tag == f"{W}tr":
            cells = element.findall(f"{W}tc")
            code = "".join(_text(p) for p in cells[0].iter(f"{W}p")).strip() if len(cells) == 2 else ""
            if re.fullmatch(r"[A-Z]{2,3}", code):
                yield f"{code}|" + "\n\n".join(filter(None, (_text(p).strip() for p in cells[1].iter(f"{W}p"))))
        elif not any(above.tag == FALLBACK for above in element.iterancestors()) and not _coded(element):
            yield from _text(element).split("\n")


def _coded(paragraph: Any) -> bool:
    """Tell whether a paragraph lies in a row that is given as a whole."""
    row = next(paragraph.iterancestors(f"{W}tr"), None)
    if row is None:
        return False
    cells = row.findall(f"{W}tc")
    return len(cells) == 2 and bool(
        re.fullmatch(r"[A-Z]{2,3}", "".join(_text(p) for p in cells[0].iter(f"{W}p")).strip())
    )


def _text(paragraph: Any) -> str:
    """Return a paragraph's text: of links and insertions as well, not of what is deleted or lies in a text box."""
    parts, waiting = [], [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == f"{W}t":
            parts.append(element.text or "")
        elif element.tag in BREAKS:
            parts.append(BREAKS[element.tag])
        elif element.tag not in SKIPPED:
            waiting.append(iter(element))
    return valid("".join(parts))


def _given(document: Any) -> dict[str, str]:
    """Return the title that a file gives itself; who saved it, and when, says nothing of the article."""
    title = (document.core_properties.title or "").strip()
    styled = next(
        (p.text for p in document.paragraphs[:5] if p.style is not None and p.style.name in TITLES and p.text.strip()),
        "",
    )
    usual = re.match(r"(?:word document|microsoft word|untitled|document\d*$)", title, re.IGNORECASE)
    return {"title": styled or ("" if usual else title)}


def _announced(packed: zipfile.ZipFile) -> int | None:
    """Return how many articles a press database says it put into the file."""
    if "docProps/custom.xml" not in packed.namelist():
        return None
    count = COUNT.search(packed.read("docProps/custom.xml").decode("utf-8", errors="replace"))
    return int(count[1]) if count else None
