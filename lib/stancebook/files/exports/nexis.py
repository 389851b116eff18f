"""Nexis Uni, Lexis Advance, Nexis Advance UK (Word, RTF, PDF, text), LexisNexis Academic and Nexis UK (text, HTML).

The newer layout has, line by line, headline, publication, date, a copyright, fields ("Length:"), "Body", the text, a
classification, "Load-Date:" and "End of Document", any of which but the first three may be missing; the older one
begins each article with "1 of 10 DOCUMENTS" and has its fields in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancebook.files import lists, markup
from stancebook.files.characters import Unreadable
from stancebook.files.exports import Export
from stancebook.files.exports.lines import FOOTERS, blocks, leading_date, paragraphs

NUMBERED = re.compile(r"\s*(?:\w+ - )?(?:\d+ of (\d+) DOCUMENTS?|Dokument \d+ von (\d+)|Document \d+ de (\d+))\s*")
END = re.compile(r"\s*(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento)\s*", re.IGNORECASE)
LOADED = re.compile(r"\s*Load-Date\s*:", re.IGNORECASE)
ANNOUNCED = re.compile(r"\s*(?:Documents|Dokumente|Documentos|Documenten)\s*\((\d+)\)\s*", re.IGNORECASE)
COPYRIGHT = re.compile(r"\s*(?:Copyright\b|©|\(c\)|All Rights Reserved|Tous droits|Alle Rechte).*", re.IGNORECASE)
BROKEN = re.compile(r"\s*We are sorry but there is an error in this document", re.IGNORECASE)
FIELD = re.compile(r"\s*([A-ZÄÖÜ][\w' -]{1,22}?)\s*:(?:[\u00a0\s]+|$)(.*)")
BODY = re.compile(r"\s*(?:Body|Text|Volltext|Haupttext|Corps|Texte|Cuerpo|Texto|Corpo|Testo|Tekst)\s*", re.IGNORECASE)
AFTER = re.compile(
    r"\s*(?:Classification|Klassifikation|Klassifizierung|Classificatie|Clasificaci[oó]n|Graphic|Grafik|Graphique|Gráfico"
    r"|Related Articles|Correction|Notes)\s*", re.IGNORECASE,
)  # fmt: skip
TAIL = (
    "load-date language langue sprache taal graphic publication-type journal-code update subject geographic "
    "distribution-type"
).split()
HEAD = 14  # lines from the date in which a copyright, a field or the body's mark must stand
ABSTRACT, FULL = re.compile(r"\s*ABSTRACT\s*"), re.compile(r"\s*FULL TEXT\s*")


def marked(lines: Sequence[str]) -> bool:
    """Tell whether lines have the marks of such an export."""
    seen = 0
    for line in lines:
        if len(line) < 120 and (NUMBERED.fullmatch(line) or END.fullmatch(line)):
            return True
        seen += LOADED.match(line) is not None
    return seen > 0 and any(_field(line) and _field(line)[0] == "words" for line in lines)  # type: ignore[index]


def of_page(text: str) -> Export:
    """Return the articles of the old HTML, which has the lines of the old text."""
    return of_lines(markup.plain(text).split("\n"))


def of_lines(lines: Sequence[str]) -> Export:
    """Return the articles of an export in its lines or paragraphs."""
    lines = [line.replace("\f", "").rstrip() for line in lines if not FOOTERS.fullmatch(line)]
    starts = [i for i, line in enumerate(lines) if len(line) < 120 and NUMBERED.fullmatch(line)]
    if starts:
        totals = [int(n) for i in starts for n in NUMBERED.fullmatch(lines[i]).groups() if n]  # type: ignore[union-attr]
        parts = [lines[a + 1 : b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
        # "8 of 383 DOCUMENTS": a selection says less of what the file should hold than the articles' own numbers.
        return Export("Nexis", [_numbered(part) for part in parts], max(totals) if len(set(totals)) == 1 else None)
    announced = next((int(m[1]) for line in lines if (m := ANNOUNCED.fullmatch(line))), None)
    found = _newer(lines)
    if not found and any(_field(line) for line in lines):
        single = _numbered(lines)
        found = [single] if isinstance(single, dict) and single.get("published") else []
    return Export("Nexis", found, announced)


def _field(line: str) -> tuple[str, str] | None:
    """Return our name of the field that a line holds (empty for one that is not kept) and its value."""
    match = FIELD.match(line) if len(line) < 4000 else None
    label = match[1].strip().lower().replace(" ", "-") if match else ""
    return (lists.labels("nexis")[label], match[2].strip()) if match and label in lists.labels("nexis") else None


def _is_tail(line: str) -> bool:
    match = FIELD.match(line)
    return bool(match and match[1].strip().lower().replace(" ", "-") in TAIL)


def _newer(lines: Sequence[str]) -> list[dict | Unreadable]:
    """Return the articles of the newer layout: each from its headline, publication and date to its end."""
    heads = [head for i in range(len(lines)) if (head := _head(lines, i))]
    found: list[dict | Unreadable] = []
    for n, (_, date, title, source) in enumerate(heads):
        last = heads[n + 1][0] if n + 1 < len(heads) else len(lines)
        ends = next((i for i in range(date + 1, last) if END.fullmatch(lines[i])), last)
        given, body = _parts(lines[date + 1 : ends])
        title, source = re.split(r";(?=\S)", given.pop("title", "") or title)[0].strip(), _source(source)
        found.append({"title": title, "source": source, "published": leading_date(lines[date]), "text": body, **given})
    errors = sum(BROKEN.match(line) is not None for line in lines)
    sorry = "could not be shown by the database when it was exported: export it again"
    return [*found, *[Unreadable(sorry) for _ in range(errors)]]


def _head(lines: Sequence[str], at: int) -> tuple[int, int, str, str] | None:
    """Return where an article starts and has its date, its headline and its publication, if line ``at`` is the date."""
    if leading_date(lines[at]) is None:
        return None
    behind = [line for line in lines[at + 1 : at + 1 + 2 * HEAD] if line.strip()][:HEAD]
    if not any(COPYRIGHT.fullmatch(line) or _field(line) or BODY.fullmatch(line) for line in behind):
        return None
    above = [i for i in range(max(0, at - 12), at) if lines[i].strip()]
    if len(above) < 2 or _field(lines[above[-1]]) or END.fullmatch(lines[above[-1]]):
        return None
    start = above[-2]
    # A headline may be broken into lines, as it is in a PDF.
    for i in reversed(above[:-2]):
        if i != start - 1 or END.fullmatch(lines[i]) or _field(lines[i]) or len(lines[i]) > 120 or at - i > 6:
            break
        start = i
    title = " ".join(lines[i].strip() for i in above if start <= i < above[-1])
    return start, at, title, lines[above[-1]].strip()


def _source(line: str) -> str:
    """Return a publication's name: "The Guardian(London)" is written with a blank, "Guardian.com." without its stop."""
    return re.sub(r"\s*\((?=\S)", " (", line.strip()).rstrip(".").strip()


def _parts(lines: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return the fields and the text of an article from what stands below its date."""
    given: dict[str, str] = {}
    start = next((i + 1 for i, line in enumerate(lines[:80]) if BODY.fullmatch(line)), None)
    for i, line in enumerate(lines[: (start or len(lines))]):
        field = _field(line)
        if field and field[0]:
            given.setdefault(field[0], _without_page(*field))
        if start is None and line.strip() and not field and not COPYRIGHT.fullmatch(line):
            start = i + (len(line.split()) <= 2 and not re.search(r"[.!?]$", line) and not AFTER.fullmatch(line))
            break
    body = list(lines[start:]) if start is not None else []
    end = next((i for i, line in enumerate(body) if AFTER.fullmatch(line) or _is_tail(line)), len(body))
    return given, paragraphs(_without_abstract(body[:end]))


def _without_page(field: str, value: str) -> str:
    """Return a section without the page behind it ("NEWS; Pg. 6")."""
    return re.split(r"\s*;\s*(?:Pg|Blz|S|P)\.?\s*\w*\d", value)[0].strip() if field == "section" else value


def _without_abstract(lines: list[str]) -> list[str]:
    """Return a body without the abstract that some publishers put before it."""
    full = next((i for i, line in enumerate(lines) if FULL.fullmatch(line)), None)
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    return lines[full + 1 :] if full is not None and ABSTRACT.fullmatch(lines[first]) else lines


def _numbered(lines: Sequence[str]) -> dict | Unreadable:
    """Return an article of the older layout: publication, date, headline, fields in capitals, text, fields again."""
    if any(BROKEN.match(line) for line in lines):
        return Unreadable("could not be shown by the database when it was exported: export it again")
    given: dict[str, str] = {}
    head: list[str] = []
    body: list[list[str]] = []
    counted = any((_field(b[0]) or ("",))[0] == "words" for b in blocks(lines))
    for block in blocks(line for line in lines if not COPYRIGHT.fullmatch(line)):
        if (body or "words" in given) and _is_tail(block[0]):
            break
        field = None if body else _fields_of(block, given)
        if field:
            continue
        if "words" in given or (not counted and given and head):
            body.append(block)
        else:
            head.append(" ".join(line.strip() for line in block))
    return {**_headed(head), **given, "text": "\n\n".join(" ".join(x.strip() for x in b) for b in body)}


def _fields_of(block: list[str], given: dict[str, str]) -> bool:
    """Add the fields of a block, whose values may go on in the next line; tell whether it had any."""
    name: str | None = None
    for line in block:
        field = _field(line)
        if field is None and name is None:
            return False
        if field:
            name = field[0]
            if name:
                given[name] = _without_page(*field)
        elif name:
            given[name] = f"{given[name]} {line.strip()}"
    return True


def _headed(head: list[str]) -> dict[str, str]:
    """Return publication, date and headline from the blocks above the fields."""
    at = next((i for i, block in enumerate(head) if leading_date(block)), None)
    if at is None:
        return {"source": _source(head[0]) if len(head) > 1 else "", "title": head[-1] if head else ""}
    title = head[at + 1] if at + 1 < len(head) else head[at - 1] if at > 1 else ""
    return {
        "source": _source(head[0]) if at else "",
        "published": leading_date(head[at]) or "",
        "title": title.split(";")[0].strip(),
    }
