"""The brief and the workbook: self-contained, every row linked, nothing of an article taken for markup or formula."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from helpers import TEXTS, nothing, sample
from stancebook import aggregates, tables
from stancebook.report import (
    brief_page,
    gallery,
    lookup,
    speech_views,
    stance_views,
    summary_lines,
    views,
    wording,
    workbook,
)
from stancebook.trade import outlook


class Page(HTMLParser):
    """Collects what the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[dict] = []
        self.tags: list[str] = []
        self.rows: list[tuple[str, list[str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        found = dict(attributes)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag == "img":
            self.images.append(found)
        if tag == "tr" and "id" in found:
            self.rows.append((found["id"], []))
        if tag == "a" and self.rows and found.get("title") == "To the sentence":
            self.rows[-1][1].append(found["href"])

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(found: dict) -> str:
    return brief_page.brief(found, gallery.all_charts(found), {"corpus": "seeds", "focus": []}, title="A & B <today>")


@pytest.fixture(scope="module")
def html() -> str:
    return page_of(sample())


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def test_nothing_is_loaded_from_anywhere(html, page):
    assert not re.search(
        r"(?:src|srcset|data|poster|action)\s*=\s*[\"']?\s*(?!data:|\")[a-z/.]", html.split("<body>")[1]
    )
    assert "@import" not in html
    assert "url(" not in html
    assert not {"link", "script", "iframe", "object", "embed", "base"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)


def test_every_link_leads_somewhere_and_every_id_stands_once(page):
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_every_row_links_to_its_sentence_and_the_sentence_links_back(html, page):
    assert len(page.rows) > 25
    for label, links in page.rows:
        assert links, f"row {label} has no link"
        sentence = re.search(
            rf'<span class="s" id="{links[0][1:]}">.*?</span><sup class="back">(.*?)</sup>', html, re.S
        )
        assert sentence, f"row {label}: no sentence {links[0]}"
        assert f'href="#{label}"' in sentence.group(1)


def test_rows_link_to_the_sentence_that_shows_them(html):
    quote = re.search(r'id="Q4">.*?href="#(\w+)"', html, re.S).group(1)
    sentence = re.search(rf'id="{quote}">(.*?)</span>', html, re.S).group(1)
    assert sentence.startswith("Carl Oser, an economist, said exports")


def test_every_image_is_inside_the_page_and_described(page):
    assert len(page.images) == 9
    for image in page.images:
        assert image["src"].startswith("data:image/svg+xml;base64,")
        assert len(image["alt"]) > 30


def test_markup_in_an_article_stays_text(html, page):
    assert "<script" not in html
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in html
    assert 'condemned <script>alert("x")</script> Norland' in page.text
    assert "A & B <today>" in page.text


def test_the_articles_stand_in_the_page_word_for_word(page):
    printed = " ".join(page.text.split())
    for text in TEXTS.values():
        for sentence in re.split(r"(?<=[.”]) |\n\n", text):
            assert sentence.split("  ")[0].strip()[:40] in printed


def test_the_bottom_line_comes_first_with_its_evidence(html, page):
    assert html.index('id="bottom-line"') < html.index("<nav") < html.index('id="who"')
    sentences = set(sample()["sentences"]["sent_id"])
    for line in summary_lines.bottom_line(sample()):
        assert set(line.evidence) <= sentences
    assert html.count('class="ev"') >= 2


def test_the_four_answers_and_the_reading_help_are_there_in_order(html):
    places = [html.index(f'<section id="{name}"') for name in
              ("who", "stance", "speech", "trade", "skipped", "reading", "limits", "articles")]  # fmt: skip
    assert places == sorted(places)
    assert 'name="viewport"' in html
    assert "@media print" in html
    assert "@media screen and (max-width" in html


def test_names_are_shown_and_never_ids(page):
    assert "person:" not in page.text
    assert "country:" not in page.text
    assert "unknown (“a spokesman”)" in page.text


def test_denials_and_no_comments_are_told_apart_from_statements():
    how = speech_views.quote_rows(sample())["How"].tolist()
    assert how == ["told", "denial: “denied”", "no comment: “has not commented”", "said", "said"]


def test_what_was_skipped_is_listed_with_its_reason(page):
    assert "empty.txt" in page.text
    assert "The file is empty." in page.text


def test_an_empty_corpus_gives_a_page_that_says_so():
    page = Page(page_of(nothing()))
    assert "No article was read, so there is nothing to report: the folder is empty." in page.text
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_missing_aggregates_count_as_empty():
    html = brief_page.brief(tables.empty(), {}, {})
    assert html.rstrip().endswith("</html>")


def test_a_long_table_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(brief_page, "SHOWN", 2)
    assert "The first 2 of 5 rows; all of them are in stancebook.xlsx." in page_of(sample())


def test_an_uncited_article_of_many_is_left_out_and_says_so(monkeypatch):
    monkeypatch.setattr(brief_page, "WHOLE", 1)
    found = sample()
    extra = found["documents"].iloc[[0]].assign(doc_id="c", path="c.txt", text="Nothing here.")
    found["documents"] = pd.concat([found["documents"], extra], ignore_index=True)
    page = Page(page_of(found))
    assert "1 articles that no row links to are left out here." in page.text
    assert "Port reopens" in page.text


def test_anchors_of_different_ids_differ():
    assert len({lookup.anchor(i) for i in ("a:s1", "a.s1", "a s1", "a_s1", "a_3a_s1")}) == 5
    assert re.fullmatch(r"\w+", lookup.anchor("a b:s1"))


# ------------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("value", "text"), [(0.4, "+0.40"), (-0.4, "−0.40"), (0.0, "0.00"), (-0.001, "0.00"), (float("nan"), "–")]
)
def test_scores_have_a_sign_and_a_real_minus(value, text):
    assert wording.signed(value) == text


def test_one_value_has_no_interval():
    assert wording.interval(-0.4, -0.4, 1) == "–"
    assert wording.interval(-0.5, 0.1, 3) == "−0.50 to +0.10"


@pytest.mark.parametrize(
    ("date", "text"),
    [("2019", "2019"), ("2019-09", "Sep 2019"), ("2019-09-30", "30 Sep 2019"), (None, "no date"),
     ("2019-99", "2019-99"), ("the 1990s", "the 1990s"), (pd.Timestamp("2020-01-02"), "2 Jan 2020")],
)  # fmt: skip
def test_dates_keep_their_precision(date, text):
    assert wording.place_date(date) == text


def test_lists_read_like_english():
    assert wording.listing(["a"]) == "a"
    assert wording.listing(["a", "b", "c"]) == "a, b and c"
    assert wording.count(1, "quote") == "1 quote"
    assert wording.count(2400, "quote") == "2,400 quotes"


# ----------------------------------------------------------------------------------- focus and audit


def test_focus_takes_names_and_aliases_and_refuses_strangers():
    found = sample()
    kept = aggregates.focus_on(found["stances"], found["actors"], ["anna berg"], "source_id", "target_id")
    assert list(kept["source_id"]) == ["person:anna-berg"]
    assert aggregates.focus_on(found["stances"], found["actors"], [], "source_id") is found["stances"]
    with pytest.raises(ValueError, match="Nobody"):
        aggregates.focus_on(found["stances"], found["actors"], ["Nobody"], "source_id")


def test_the_audit_sample_is_random_and_the_same_each_time():
    rows = views.mention_rows(sample())
    assert len(views.audit(rows, n=5, seed=7)) == 5
    pd.testing.assert_frame_equal(views.audit(rows, 5, 7), views.audit(rows, 5, 7))
    assert list(views.audit(rows, 5, 7).index) != list(views.audit(rows, 5, 8).index)
    assert len(views.audit(rows.iloc[:2], n=5)) == 2


def test_views_of_nothing_have_their_columns():
    for view in workbook.SHEETS.values():
        frame = view(nothing())
        assert frame.empty
        assert frame.columns[-1] == "sent_id"


def test_claims_of_a_corridor_come_from_articles_about_it():
    found = sample()
    assert len(outlook.of_corridor(found["claims"], found["actors"], "sudland-Norland")) == 2
    assert outlook.of_corridor(found["claims"], found["actors"], "Norland–Westmark").empty
    assert outlook.of_corridor(found["claims"], found["actors"], "") is found["claims"]


# ------------------------------------------------------------------------------------------ workbook


def test_the_workbook_holds_every_view_as_text(tmp_path):
    book = CalamineWorkbook.from_path(workbook.workbook(sample(), tmp_path / "out" / "book.xlsx"))
    assert book.sheet_names == list(workbook.SHEETS)
    quotes = book.get_sheet_by_name("quotes").to_python()
    assert len(quotes) == 6 and quotes[0][5] == "Rule"
    said = [row[1] for row in book.get_sheet_by_name("sentences").to_python()]
    assert "=2+2 is what he called their logic." in said


def test_an_empty_workbook_opens(tmp_path):
    book = CalamineWorkbook.from_path(workbook.workbook(nothing(), tmp_path / "book.xlsx"))
    assert book.get_sheet_by_name("quotes").to_python()[0][0] == "Speaker"


# ------------------------------------------------------------------------- what keeps a mean from being firm


def test_a_contested_pair_and_open_stances_are_told():
    found = sample()
    found["stance_pairs"] = found["stance_pairs"].assign(contested=[True, False, False], n_open=[0, 2, 0])
    assert [line.text for line in summary_lines.stance_limits(found["stance_pairs"])] == [
        "2 of 3 pairs were heard once, and 2 rest on one source.",
        "2 stances are denied or hypothetical and in no mean.",
    ]
    rows = stance_views.pair_rows(found)
    assert rows["Interval"].tolist()[1:] == ["heard once", "heard once"]
    assert rows["Contested"].tolist().count("yes") == 1


def test_stances_that_are_all_open_are_no_stance_of_anyone():
    found = sample()
    found["stance_pairs"] = found["stance_pairs"].assign(n=0, n_open=1, mean=float("nan"))
    assert Page(page_of(found)).text.count("No stances found") == 1
    assert stance_views.pair_rows(found)["Mean"].tolist() == ["–"] * 3


def test_an_unnamed_voice_is_told_from_the_reporter():
    found = sample()
    found["stances"] = found["stances"].assign(status=["asserted", "reported", "hypothetical", "asserted"])
    rows = stance_views.stance_rows(found)
    assert rows["Says who"].tolist() == ["the reporter", "somebody unnamed", "the reporter", "the reporter"]
    assert rows["Told as"].tolist() == ["asserted", "reported", "hypothetical", "asserted"]


def test_means_over_time_are_in_the_page_where_there_are_two_periods():
    found = sample()
    later = (
        found["stance_periods"]
        .iloc[[1]]
        .assign(period="2021-04", mean=-0.2, change=0.6, before="2021-03", evidence="b:2:st2")
    )
    found["stance_periods"] = pd.concat([found["stance_periods"].assign(period="2021-03"), later], ignore_index=True)
    page = Page(page_of(found))
    assert "Pairs over time" in page.text and "Speakers over time" not in page.text
    assert len(page.images) == 10
    assert {"M1", "M2", "M3"} <= {label for label, links in page.rows if links}
    assert "Pairs over time" not in Page(page_of(sample())).text


def test_what_a_table_of_periods_leaves_out_is_told():
    table = sample()["stance_periods"]
    documents = sample()["documents"]
    documents["published"] = pd.NaT
    assert summary_lines.period_line(table, "stance", documents).text == (
        "Told by week, 1 period in all. 2 documents have no date and are in none. Change needs two."
    )
    assert summary_lines.period_line(table.iloc[:0], "stance", documents).text.startswith("No stance has a date.")
