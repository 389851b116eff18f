"""Traps of press databases' exports: counts that differ, fields that are missing, articles that look like fields."""

import random

import pytest

from files import exporting, making
from stancebook.files import exports, ingest
from stancebook.files.exports import factiva, nexis


def read(folder, name, data):
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    documents, skipped = ingest.read_articles([folder], fold_duplicates=False, check_language=False)
    return documents, list(zip(skipped["stage"], skipped["reason"], strict=True))


def test_a_number_that_differs_from_the_one_announced_is_told(tmp_path):
    found = making.articles(2)
    lines = ["Documents (3)", "", *exporting.lines_of(found)]
    documents, told = read(tmp_path, "a.rtf", making.rtf(lines))
    assert len(documents) == 2 and len(told) == 1
    assert "says that it holds 3 articles, and 2 were found" in told[0][1]


def test_a_selection_of_the_old_layout_is_told_as_well(tmp_path):
    documents, told = read(tmp_path, "a.txt", exporting.nexis_old(making.articles(2), total=4))
    assert len(documents) == 2 and "holds 4 articles, and 2 were found" in told[0][1]


def test_an_export_without_an_article_fails_loudly(tmp_path):
    documents, told = read(tmp_path, "a.txt", "Search results\n\nLoad-Date: July 3, 2019\n\nEnd of Document\n")
    assert documents.empty and [stage for stage, _ in told] == ["ingest"]
    assert "no article was found" in told[0][1] and "export it again" in told[0][1]


def test_an_article_that_the_database_could_not_show_and_a_graphic_are_told(tmp_path):
    good, graphic = making.articles(2)
    graphic.paragraphs = []
    sorry = "We are sorry but there is an error in this document and it is not possible to display it."
    lines = [*exporting.nexis_lines(good), "", sorry, "", *exporting.nexis_lines(graphic)]
    documents, told = read(tmp_path, "a.rtf", making.rtf(lines))
    assert documents["title"].tolist() == [good.title]
    assert sorted(reason.split()[0] for _, reason in told) == ["could", "has"]


def test_a_text_much_shorter_than_the_database_counted_is_told(tmp_path):
    one = making.articles(1)[0]
    lines = [line.replace(f"{one.words} words", "1,900 words") for line in exporting.nexis_lines(one)]
    documents, told = read(tmp_path, "a.rtf", making.rtf(lines))
    assert len(documents) == 1 and told[0][0] == "ingest:export" and "1,900" in told[0][1]


def test_an_abstract_is_dropped_and_two_empty_lines_end_nothing(tmp_path):
    one = making.articles(1)[0]
    lines = exporting.nexis_lines(one)
    at = lines.index(one.paragraphs[0])
    lines[at:at] = ["ABSTRACT", "What the article says, in short.", "FULL TEXT"]
    lines[at + 4 : at + 4] = ["", "", ""]
    documents, told = read(tmp_path, "a.txt", "\n".join(lines))
    assert documents["text"].tolist() == [one.text] and not told


def test_a_line_in_capitals_with_a_colon_stays_in_the_body(tmp_path):
    one = making.articles(1)[0]
    one.paragraphs[2:2] = [
        "TARNA: the town had no part in the talks, and was not asked whether it wanted any.",
        "VERDICT: nobody won.",
    ]
    documents, _ = read(tmp_path, "a.txt", exporting.nexis_old([one]))
    assert documents["text"].tolist() == [one.text]


@pytest.mark.parametrize("seed", range(12))
def test_any_subset_of_the_optional_fields_gives_the_same_text(seed):
    chance = random.Random(seed)
    one = making.articles(1, seed)[0]
    lines = exporting.nexis_lines(one, classification=chance.random() < 0.5, ends=chance.random() < 0.5)
    head = [i for i, line in enumerate(lines) if line.startswith(("Section", "Length", "Byline", "Dateline"))]
    fields = chance.sample([lines[i] for i in head], chance.randint(1, 4))
    lines[head[0] : head[-1] + 1] = fields
    found = nexis.of_lines(lines)
    assert [a["text"] for a in found.articles] == [one.text]
    assert (found.articles[0]["title"], found.articles[0]["source"]) == (one.title, one.source)


@pytest.mark.parametrize("seed", range(8))
def test_any_subset_of_codes_gives_the_same_text(seed):
    chance = random.Random(seed)
    one = making.articles(1, seed)[0]
    rows = exporting.coded(one, 7)
    kept = [row for row in rows if row[0] in ("HD", "LP", "TD", "AN", "PD") or chance.random() < 0.5]
    lines = [f"{code}|" + "\n".join(values) + "|" for code, values in kept]
    found = factiva.of_lines([part for line in lines for part in line.split("\n")])
    assert [a["text"] for a in found.articles] == [one.text] and found.articles[0]["title"] == one.title


def test_dates_in_the_language_of_the_interface(tmp_path):
    one = making.articles(1)[0]
    month = exporting.MONTHS["de"][one.day.month - 1]
    lines = [
        f"{one.day.day}. {month} {one.day.year} Mittwoch" if line.endswith("GMT") else line
        for line in exporting.nexis_lines(one)
    ]
    documents, _ = read(tmp_path, "a.txt", "\n".join(lines))
    assert documents["published"][0].date() == one.day


def test_europresse_takes_the_date_of_the_number_where_the_head_has_none(tmp_path):
    one = making.articles(1)[0]
    page = exporting.europresse([one]).replace(exporting.french(one.day), "p. 4")
    documents, _ = read(tmp_path, "a.html", page)
    assert documents["published"][0].date() == one.day and documents["guessed"].tolist() == [["published"]]


def test_prose_about_documents_and_load_dates_is_no_export():
    text = (
        "The Load-Date: field says when a text was put into the database, the librarian said.\n\n"
        "She counted 3 of 10 DOCUMENTS in her search, and none of them was the End of Document she had looked for.\n"
    )
    assert exports.of_text(text) is None
    assert exports.of_text(making.articles(1)[0].text) is None
