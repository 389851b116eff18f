"""The brief as a Word document: headings, real tables, figures with a description, citations that lead to a list."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from stancebook.report.charts import Chart
from stancebook.report.outline import Evidence, Grid, Heading, Outline, Part, Said

PAGE, MARGIN = (21.0, 29.7), 2.2  # centimetres: A4
TEXT = PAGE[0] - 2 * MARGIN
FIGURE = 12.0  # centimetres wide
INK, LINK = RGBColor(0x1F, 0x29, 0x33), RGBColor(0x00, 0x57, 0x8A)
FONT, BODY, SMALL = "Arial", 10, 9
LETTER, PADDING, MARKS = 0.19, 0.45, 2.1  # centimetres: a letter of a table, a cell's two margins, the last column
WORD, WIDE = 14, 120  # characters: no word and no text counts for more when the width is dealt out


def docx_brief(brief: Outline, path: Path) -> Path:
    """Write an outline as DOCX.

    Every text goes in as text, and every citation is a link to a bookmark in the list of evidence at the end.
    """
    document = Document()
    _set_up(document, brief.title)
    document.add_heading(brief.title, 0)
    document.add_paragraph(brief.facts, style="Subtitle")
    for part in brief.parts:
        _add(document, part)
    if brief.evidence:
        document.add_heading("Evidence", 1)
        for n, evidence in enumerate(brief.evidence):
            _evidence(document, evidence, n)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


def _set_up(document: Any, title: str) -> None:
    """Set the page, the letters, what the file says of itself, and the number at the foot of each page."""
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
    for name, size in (("Normal", BODY), ("Title", 22), ("Subtitle", BODY), ("Heading 1", 15), ("Heading 2", 12),
                       ("List Bullet", BODY), ("Caption", SMALL)):  # fmt: skip
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:asciiTheme"), "")
        fonts = style.element.rPr.rFonts
        for key in [k for k in fonts.attrib if k.endswith("Theme")]:
            del fonts.attrib[key]
    document.styles["Subtitle"].font.italic = False
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    core = document.core_properties
    core.title, core.author, core.comments = title[:255], "Stancebook", ""
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_TABLE_ALIGNMENT.CENTER
    _field(foot, "PAGE")


def _field(paragraph: Any, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _add(document: Any, part: Part) -> None:
    if isinstance(part, Heading):
        document.add_heading(part.text, part.level).paragraph_format.keep_with_next = True
    elif isinstance(part, Said):
        paragraph = document.add_paragraph(part.text, style="List Bullet" if part.listed else None)
        paragraph.paragraph_format.keep_with_next = not part.listed and not part.marks  # facts below a heading
        _cite(paragraph, part.marks)
    elif isinstance(part, Chart):
        _figure(document, part)
    else:
        _table(document, part)


def _cite(paragraph: Any, marks: Iterable[int]) -> None:
    """Put the numbers of the evidence behind a sentence, each a link to its bookmark."""
    for n in marks:
        paragraph.add_run(" ")
        link, run = OxmlElement("w:hyperlink"), paragraph.add_run(f"[{n}]")
        link.set(qn("w:anchor"), f"evidence_{n}")
        link.set(qn("w:history"), "1")
        run.font.color.rgb, run.font.size = LINK, Pt(SMALL)
        paragraph._p.append(link)
        link.append(run._r)


def _figure(document: Any, chart: Chart) -> None:
    """Add a figure with its finding above; its description is the picture's alternative text."""
    heading = document.add_paragraph()
    heading.add_run(chart.title).bold = True
    heading.paragraph_format.keep_with_next, heading.paragraph_format.space_before = True, Pt(6)
    picture = document.add_paragraph().add_run().add_picture(io.BytesIO(chart.image("png", titled=False)), Cm(FIGURE))
    named = picture._inline.docPr
    named.set("descr", chart.alt)
    named.set("title", chart.title)


def _table(document: Any, grid: Grid) -> None:
    """Add a table whose heading is repeated on every page and whose rows are never torn."""
    caption = document.add_paragraph(grid.caption, style="Caption")
    caption.paragraph_format.keep_with_next, caption.paragraph_format.space_before = True, Pt(8)
    columns = [*grid.columns, "Evidence"]
    table = document.add_table(1, len(columns), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.LEFT
    widths = _widths(grid)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # Word goes by the cells, LibreOffice by the columns
    _fill(table.rows[0], columns, widths, head=True)
    for cells, marks in grid.rows:
        row = table.add_row()
        _fill(row, [*cells, ""], widths)
        _cite(row.cells[-1].paragraphs[0], marks)
    if grid.note:
        document.add_paragraph(grid.note, style="Caption")
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _widths(grid: Grid) -> list[Any]:
    """Return the width of each column: room for its longest word, the rest by how long its texts are."""
    columns = [[head, *(cells[i] for cells, _ in grid.rows)] for i, head in enumerate(grid.columns)]
    words = [min(max(len(w) for text in c for w in text.split() or [""]), WORD) for c in columns]
    least = [PADDING + LETTER * n for n in words]
    beyond = [min(max(map(len, c)), WIDE) - n + 0.1 for c, n in zip(columns, words, strict=True)]
    spare = max(0.0, TEXT - MARKS - sum(least)) / sum(beyond)
    shrunk = min(1.0, (TEXT - MARKS) / sum(least))
    return [*(Cm(shrunk * low + spare * n) for low, n in zip(least, beyond, strict=True)), Cm(MARKS)]


def _fill(row: Any, texts: Sequence[str], widths: Sequence[Any], head: bool = False) -> None:
    settings = row._tr.get_or_add_trPr()
    settings.append(OxmlElement("w:cantSplit"))
    if head:
        settings.append(OxmlElement("w:tblHeader"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(SMALL), head
        if head:
            shade = OxmlElement("w:shd")
            for key, value in (("val", "clear"), ("color", "auto"), ("fill", "E8EEF4")):
                shade.set(qn(f"w:{key}"), value)
            cell._tc.get_or_add_tcPr().append(shade)


def _evidence(document: Any, evidence: Evidence, n: int) -> None:
    """Add a sentence of the list of evidence, with the bookmark that citations lead to."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(f"[{evidence.number}]")
    run.bold = True
    for kind, place in (("Start", run._r.addprevious), ("End", run._r.addnext)):
        mark = OxmlElement(f"w:bookmark{kind}")
        mark.set(qn("w:id"), str(n + 1))
        if kind == "Start":
            mark.set(qn("w:name"), f"evidence_{evidence.number}")
        place(mark)
    paragraph.add_run(f" “{evidence.sentence}” ")
    paragraph.add_run(evidence.place).italic = True
