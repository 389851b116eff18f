"""The workbook: numbers and days that can be counted with, links to the evidence and back, text that stays text."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook
from test_hostile_output import MARKUP, MONEY, UNFIT, hostile

from helpers import nothing, sample
from stancebook.report import printable, sheets, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NASTY = ['=HYPERLINK("http://x.org","y")', "=cmd()", "<script>f()</script>", "](http://x.org)", "a|b",
         *"+1 -1 @SUM(A1) http://x.org _x0041_ 1e5 #N/A".split(), UNFIT, MARKUP, MONEY, ""]  # fmt: skip


def sheet(path: Path, name: str) -> list[list]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def column(path: Path, name: str, head: str) -> list:
    rows = sheet(path, name)
    return [row[rows[0].index(head)] for row in rows[1:]]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def xml_of(path: Path, name: str) -> etree._Element:
    """The XML of a sheet, by its name."""
    place = CalamineWorkbook.from_path(path).sheet_names.index(name) + 1
    return etree.fromstring(parts(path)[f"xl/worksheets/sheet{place}.xml"])


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    return workbook.workbook(sample(), tmp_path_factory.mktemp("book") / "book.xlsx")


def test_a_mean_is_a_number_and_a_day_is_a_date(book):
    assert column(book, "stance pairs", "Mean") == [-0.8, -0.7, 0.6]
    assert column(book, "stance pairs", "n") == [2, 1, 1]
    assert column(book, "stance pairs", "Low") == [-0.8, "", ""]  # one sentence has no interval
    assert column(book, "articles", "Published") == [datetime.date(2021, 3, 2), ""]
    assert column(book, "events", "Date") == ["2018", datetime.date(2021, 3, 1), datetime.date(2021, 3, 1)]
    assert column(book, "events", "To the") == ["year", "month", "day"]
    assert column(book, "stances", "Sure") == [0.8] * 4


def test_a_day_that_excel_does_not_know_is_text(tmp_path):
    found = sample()
    found["events"] = found["events"].assign(date=["1868-03-01", "2021-02-31", None])
    path = workbook.workbook(found, tmp_path / "book.xlsx")
    assert column(path, "events", "Date") == ["1868-03-01", "2021-02-31", ""]


def test_the_call_stands_beside_every_claim(book):
    assert column(book, "claims", "Trade between") == ["Norland–Sudland"] * 2
    assert column(book, "claims", "Call") == ["mixed"] * 2
    assert column(book, "claims", "Balance") == [0.0] * 2


def test_every_row_links_to_its_sentence_and_the_sentence_back(book):
    """The link's target is the row of the evidence sheet that holds the sentence in which the stance was read."""
    links = {link.get("ref"): link.get("location") for link in xml_of(book, "stances").iter(f"{MAIN}hyperlink")}
    rows = sheet(book, "stances")
    last = chr(ord("A") + rows[0].index("Evidence"))
    evidence = sheet(book, "evidence")
    for i, row in enumerate(rows[1:], 2):
        place = links[f"{last}{i}"]
        assert place.startswith("'evidence'!A")
        at = int(place.removeprefix("'evidence'!A"))
        assert evidence[at - 1][evidence[0].index("Sentence")] == row[rows[0].index("Sentence")]
    for link in xml_of(book, "evidence").iter(f"{MAIN}hyperlink"):
        name, _, at = link.get("location").rpartition("!A")
        assert name.strip("'") in sheets.SHEETS and int(at) >= 2
    assert len(evidence) - 1 == len(list(xml_of(book, "evidence").iter(f"{MAIN}hyperlink")))


def test_the_first_sheet_says_what_there_is_and_leads_there(book):
    names = CalamineWorkbook.from_path(book).sheet_names
    rows = sheet(book, "about")
    assert [row[0] for row in rows[1:]] == names[1:] == [*sheets.SHEETS, "evidence"]
    assert [row[1] for row in rows[1:]] == [len(sheet(book, name)) - 1 for name in names[1:]]
    places = [link.get("location") for link in xml_of(book, "about").iter(f"{MAIN}hyperlink")]
    assert [place.replace("'", "") for place in places] == [f"{name}!A1" for name in names[1:]]


def test_a_cell_is_text_whatever_it_looks_like(tmp_path):
    rich = "<r>a & b</r>"
    found = sample()
    found["skipped"] = pd.DataFrame({"stage": "s", "item": [*NASTY, rich], "reason": "r"})
    path = workbook.workbook(found, tmp_path / "book.xlsx")
    assert [row[1] for row in sheet(path, "skipped")[1:]] == [*map(printable.printable, NASTY), f"{rich} "]
    for name, part in parts(path).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert b'quotePrefix="1"' in parts(path)["xl/styles.xml"]


@pytest.mark.parametrize("words", [*filter(None, NASTY)])
def test_no_text_of_an_article_becomes_a_formula_or_a_link(words, tmp_path):
    path = workbook.workbook(hostile(words), tmp_path / "book.xlsx")
    for name, part in parts(path).items():
        if name.startswith("xl/worksheets/"):
            assert b"<f>" not in part
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in part
    assert printable.printable(words) in column(path, "quotes", "Source")[0]
    actors = column(path, "actors", "Actor")
    assert all(name.endswith(printable.printable(words)) for name in actors)


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path, letter):
    found = sample()
    found["skipped"] = pd.DataFrame({"stage": "s", "item": [letter * 40_000], "reason": "r"})
    cell = sheet(workbook.workbook(found, tmp_path / "book.xlsx"), "skipped")[1][1]
    assert cell.endswith("[cut: longer than a cell]")
    assert len(cell.encode("utf-16-le")) // 2 in (workbook.CELL - 1, workbook.CELL)


def test_a_sheet_is_filtered_frozen_fitted_and_lettered_past_z(tmp_path, monkeypatch):
    wide = pd.DataFrame({f"column {i}": ["v" * (i + 1), None] for i in range(30)} | {"n": [1.5, float("inf")]})
    wide = wide.assign(sent_id=None)
    monkeypatch.setattr(sheets, "SHEETS", {"wide": ("", lambda _: wide), "none": ("", lambda _: wide.iloc[:0])})
    path = workbook.workbook(sample(), tmp_path / "book.xlsx")
    root = xml_of(path, "wide")
    assert root.find(f".//{MAIN}pane").get("state") == "frozen"
    assert root.find(f"{MAIN}autoFilter").get("ref") == "A1:AE3"
    widths = {int(c.get("max")): float(c.get("width")) for c in root.iter(f"{MAIN}col")}
    assert widths[30] > widths[20] > widths[12] and max(widths) == 31
    rows = sheet(path, "wide")
    assert rows[1][29] == "v" * 30 and rows[1][30] == 1.5 and rows[2][0] == "" and rows[2][30] == "inf"


def test_rows_and_links_that_no_sheet_holds_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "LINKS", 1)
    path = workbook.workbook(sample(), tmp_path / "links.xlsx")
    assert len(list(xml_of(path, "stances").iter(f"{MAIN}hyperlink"))) == 1
    assert all(cell.startswith("sentence ") for cell in column(path, "stances", "Evidence"))
    monkeypatch.setattr(workbook, "ROWS", 3)
    rows = sheet(workbook.workbook(sample(), tmp_path / "book.xlsx"), "quotes")
    assert len(rows) == 3 and rows[-1][0] == "4 more rows are in the tables beside this file."


def test_nothing_found_gives_a_workbook_of_headings(tmp_path):
    path = workbook.workbook(nothing(), tmp_path / "book.xlsx")
    assert {name: len(sheet(path, name)) for name in sheets.SHEETS} == dict.fromkeys(sheets.SHEETS, 1)
