"""The brief to take along: Word and Markdown with numbered evidence, and the page printed where Chromium is."""

from __future__ import annotations

import re
import stat
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from markdown_it import MarkdownIt
from test_hostile_output import LEFT, MARKUP, MONEY, UNFIT, WEB, Page, hostile

from helpers import nothing, sample
from stancebook.report import docx_brief, exports, gallery, markdown_brief, outline, pdf
from stancebook.report.printable import printable
from stancebook.stories import telling
from stancebook.text import language

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NASTY = ["=cmd()", "<script>f()</script>", MONEY, "](http://x.org)", "a|b | c", MARKUP, UNFIT, "[^1]", "w:t ]]> &lt;"]


def told(found: dict) -> dict:
    """The tables with their stories."""
    return {**found, **telling.tell(found, language.finite)}


def flat(text: str) -> str:
    return " ".join(printable(text).split())


@pytest.fixture(scope="module")
def tables() -> dict:
    return told(sample())


@pytest.fixture(scope="module")
def brief(tables) -> outline.Outline:
    return outline.outlined(tables, gallery.all_charts(tables), "A brief", "5 Mar 2021")


@pytest.fixture(scope="module")
def word(brief, tmp_path_factory) -> Path:
    return docx_brief.docx_brief(brief, tmp_path_factory.mktemp("word") / "brief.docx")


def xml_of(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as parts:
        assert not any(b'TargetMode="External"' in parts.read(n) for n in parts.namelist() if n.endswith(".rels"))
        return etree.fromstring(parts.read("word/document.xml"))


# --------------------------------------------------------------------------------------------- outline


def test_a_row_is_numbered_by_the_sentence_it_rests_on(brief, tables):
    """Who is told to think what of whom is in the sentence that the number leads to."""
    pairs = next(p for p in brief.parts if isinstance(p, outline.Grid) and p.caption.startswith("Pairs"))
    said = {e.number: e.sentence for e in brief.evidence}
    for cells, marks in pairs.rows:
        assert len(marks) == 1
        who, whom = cells[:2]
        assert whom in said[marks[0]]
        assert who in said[marks[0]] or said[marks[0]].startswith("She")


def test_evidence_is_numbered_from_one_in_the_order_it_is_cited_and_all_of_it_is_cited(brief):
    cited = []
    for part in brief.parts:
        if isinstance(part, outline.Said):
            cited += part.marks
        elif isinstance(part, outline.Grid):
            cited += [n for _, marks in part.rows for n in marks]
    assert list(dict.fromkeys(cited)) == [e.number for e in brief.evidence] == list(range(1, len(brief.evidence) + 1))
    assert any(e.place == "The Herald, Port reopens, 2 Mar 2021" for e in brief.evidence)


def test_the_parts_of_the_brief_stand_in_order_and_short_of_the_workbook(brief):
    heads = [p.text for p in brief.parts if isinstance(p, outline.Heading) and p.level == 1]
    assert heads == ["Bottom line", "Stories", "Who is in the story", "Who stands with or against whom",
                     "Who said what, and how they sound", "Where trade is heading", "Timeline",
                     "Method and limits"]  # fmt: skip
    assert all(len(p.rows) <= outline.ROWS for p in brief.parts if isinstance(p, outline.Grid))


def test_rows_left_out_are_told(tables):
    many = {**tables, "skipped": tables["skipped"].loc[[0] * 40]}
    grid = outline.outlined(many, {}).parts[-1]
    assert len(grid.rows) == outline.ROWS
    assert grid.note == f"The first {outline.ROWS} of 40 rows; all are in stancebook.xlsx."


def test_nothing_found_gives_a_short_brief_that_says_so(tmp_path):
    found = nothing()
    brief = outline.outlined(found, gallery.all_charts(found))
    text = markdown_brief.markdown_brief(brief)
    assert "No article was read" in text and "[^" not in text
    docx_brief.docx_brief(brief, tmp_path / "brief.docx")


# ------------------------------------------------------------------------------------------------ Word


def test_every_citation_leads_to_a_bookmark_in_the_list_of_evidence(word, brief):
    root = xml_of(word)
    marks = [b.get(f"{W}name") for b in root.iter(f"{W}bookmarkStart")]
    assert marks == [f"evidence_{e.number}" for e in brief.evidence]
    ids = [b.get(f"{W}id") for b in root.iter(f"{W}bookmarkStart")]
    assert len(set(ids)) == len(ids) and ids == [b.get(f"{W}id") for b in root.iter(f"{W}bookmarkEnd")]
    for link in root.iter(f"{W}hyperlink"):
        number = "".join(t.text for t in link.iter(f"{W}t")).strip("[]")
        assert link.get(f"{W}anchor") == f"evidence_{number}"
    assert {link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")} == set(marks)


def test_tables_repeat_their_heading_fit_the_page_and_tear_no_row(word):
    room = round(docx_brief.TEXT / 2.54 * 1440)
    for table in xml_of(word).iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        for row in rows:
            assert sum(int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")) <= room + 10


def test_figures_have_a_description_and_headings_are_headings(word, brief):
    document = Document(str(word))
    charts = [p for p in brief.parts if hasattr(p, "alt")]
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [c.alt for c in charts]
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "Bottom line" and heads[-1] == "Evidence"
    assert document.core_properties.title == "A brief"


@pytest.mark.parametrize("words", NASTY)
def test_what_an_article_says_is_text_in_word(words, tmp_path):
    found = told(hostile(words))
    path = docx_brief.docx_brief(outline.outlined(found, gallery.all_charts(found), words), tmp_path / "brief.docx")
    root = xml_of(path)
    text = flat(" ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")))
    assert flat(words) in text and not LEFT.search(text)
    assert {e.text for e in root.iter(f"{W}instrText")} <= {"PAGE"}


# -------------------------------------------------------------------------------------------- Markdown


def test_every_footnote_is_cited_and_has_its_sentence_source_and_date(brief):
    text = markdown_brief.markdown_brief(brief)
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", text, re.M))
    assert list(notes) == [str(e.number) for e in brief.evidence]
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == set(notes)
    assert any(note.endswith("(The Herald, Port reopens, 2 Mar 2021)") for note in notes.values())


@pytest.mark.parametrize("words", NASTY)
def test_what_an_article_says_is_text_in_markdown(words):
    found = told(hostile(words))
    text = markdown_brief.markdown_brief(outline.outlined(found, gallery.all_charts(found), words))
    page = Page(MarkdownIt("gfm-like", {"linkify": False}).render(text))
    assert flat(words) in flat(page.text) and not LEFT.search(page.text)
    assert not (WEB - {"strong", "em", "table", "h1", "h2"}) & set(page.tags)
    columns = {len(row.split("|")) for row in re.findall(r"^\| Says who.*(?:\n\|.*)+", text, re.M)[0].splitlines()}
    assert len(columns) == 1  # no bar of a text is a bar of the table


# -------------------------------------------------------------------------------------------------- PDF


def program(folder: Path, script: str) -> str:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


@pytest.fixture
def page(tmp_path) -> Path:
    path = tmp_path / "brief.html"
    path.write_text("<!doctype html><title>T</title><p>Words of the brief")
    return path


def test_without_a_browser_that_is_told_and_nothing_fails(page, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    target = tmp_path / "brief.pdf"
    target.write_bytes(b"of the last run")
    assert pdf.printed(page, target).startswith("Not made: no Chromium or Chrome was found on the PATH")
    assert not target.exists()  # an old one beside a new page would mislead


def test_a_browser_is_found_by_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pdf.chromium() is None
    path = program(tmp_path, "")
    assert pdf.chromium() == path


@pytest.mark.parametrize(("script", "why"), [("exit 3", "exit status 3"), ("exit 0", "it wrote no whole file")])
def test_a_browser_that_fails_is_told(page, tmp_path, script, why):
    assert why in pdf.printed(page, tmp_path / "brief.pdf", program(tmp_path, script))
    assert not (tmp_path / "brief.pdf").exists()


def test_a_browser_that_hangs_is_stopped_with_all_it_started(page, tmp_path):
    began = time.monotonic()
    script = f"(sleep 3; touch {tmp_path / 'left'}) & sleep 60"
    told = pdf.printed(page, tmp_path / "brief.pdf", program(tmp_path, script), limit_s=0.5)
    assert "took longer than 0.5 s" in told and time.monotonic() - began < 10
    time.sleep(3.5)
    assert not (tmp_path / "left").exists()


def test_a_program_that_cannot_start_is_told(page, tmp_path):
    assert "it did not start" in pdf.printed(page, tmp_path / "brief.pdf", str(tmp_path / "none"))


@pytest.mark.skipif(pdf.chromium() is None, reason="no Chromium here")
def test_the_page_is_printed(page, tmp_path):
    assert pdf.printed(page, tmp_path / "brief.pdf") == ""
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")


# ------------------------------------------------------------------------------------------- all of them


def test_all_are_written_beside_each_other_and_told(tables, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    written = exports.write(tables, gallery.all_charts(tables), "<html>page</html>", tmp_path / "out", "T", "today")
    there = {path.name for path in (tmp_path / "out").iterdir()}
    assert there == {"brief.html", "brief.docx", "brief.md", "stancebook.xlsx"}
    assert set(written["File"]) == there | {"brief.pdf"}
    assert written.set_index("File").at["brief.pdf", "Size"] == 0
    assert written.set_index("File").at["brief.pdf", "Note"].startswith("Not made")
    assert (written.set_index("File")["Size"].drop("brief.pdf") > 0).all()
