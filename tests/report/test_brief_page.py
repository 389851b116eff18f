"""The brief: self-contained, every row with its passage, nothing of an article taken for markup."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from lxml.html import document_fromstring

from helpers import TEXTS, multiplied, nothing, sample, sentence_id
from stancebook import aggregates, tables
from stancebook.report import (
    brief_articles,
    brief_evidence,
    brief_page,
    brief_sections,
    brief_stories,
    brief_tables,
    gallery,
    lookup,
    speech_views,
    stance_views,
    summary_lines,
    views,
    wording,
)
from stancebook.trade import outlook


class Page:
    """A page as the tests ask about it: what stands in its body, scripts and styles apart."""

    def __init__(self, html: str) -> None:
        self.root = document_fromstring(html)
        self.ids: list[str] = self.root.xpath("//@id")
        self.links: list[str] = self.root.xpath("//@href")
        self.images = [dict(image.attrib) for image in self.root.xpath("//img")]
        self.tags = {element.tag for element in self.root.iter()}
        self.text = "".join(self.root.xpath("//body//text()[not(parent::script)]"))

    def rows(self, table: str) -> list:
        return self.root.xpath(f"//*[@id='{table}']//tbody/tr")

    def cells(self, table: str) -> list[list[str]]:
        """The cells of a table, less the column of evidence; what stands below a cell is behind a bar."""
        return [["|".join(td.itertext()) for td in tr.xpath("td[not(contains(@class, 'cite'))]")]
                for tr in self.rows(table)]  # fmt: skip


def page_of(found: dict) -> str:
    charts = {name: replace(chart, finding=True) for name, chart in gallery.all_charts(found).items()}
    return brief_page.brief(found, charts, {"corpus": "seeds", "focus": []}, title="A & B <today>")


@pytest.fixture(scope="module")
def html() -> str:
    return page_of(sample())


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def test_nothing_is_loaded_from_anywhere_and_the_policy_says_so(html, page):
    assert "@import" not in html and "url(" not in html
    assert not {"link", "iframe", "object", "embed", "base", "form"} & page.tags
    assert all(link.startswith("#") for link in page.links)
    assert all(image["src"].startswith("data:image/svg+xml;base64,") for image in page.images)
    assert not page.root.xpath("//@style | //@*[starts-with(name(), 'on')]")
    (policy,) = page.root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for tag in ("style", "script"):
        (own,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()}'" in policy


def test_every_link_leads_somewhere_and_every_id_stands_once(page):
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_every_row_opens_a_passage_whose_words_stand_in_its_article(page):
    rows = page.root.xpath("//tr[td[contains(@class, 'cite')]]")
    assert len(rows) > 25
    articles = [" ".join(text.split()) for text in TEXTS.values()]
    for row in rows:
        passages = row.xpath(".//details//blockquote")
        assert passages, f"no evidence: {row.text_content()[:80]}"
        for passage in passages:
            (sentence,), (marked,) = passage.xpath(".//strong"), passage.xpath(".//mark")
            assert marked.text_content() and any(sentence.text_content() in text for text in articles)
            (link,) = passage.xpath(".//a/@href")
            (target,) = page.root.xpath(f"//*[@id='{link[1:]}']")
            assert sentence.text_content() in " ".join(target.text_content().split())
            assert passage.xpath(".//cite")[0].text in ("The Herald", "source unknown")


def test_a_passage_has_its_neighbours_and_its_words_marked():
    found = sample()
    evidence = brief_evidence.Evidence(found, ["a"])
    start = TEXTS["a"].index("blamed Westmark")
    passage = evidence.span("a", start, start + len("blamed Westmark"))
    assert (passage.head, passage.mark, passage.tail) == ("Norland ", "blamed Westmark", " for the closure in 2018.")
    assert passage.before == "She thanked Sudland." and passage.after.startswith("Westmark denied any part")
    assert (passage.source, passage.date, passage.day) == ("The Herald", "2 Mar 2021", "2021-03-02")
    assert passage.article == 1 and passage.link == evidence.anchor(sentence_id(found["sentences"], "a", start))
    first = evidence.span("a", 0, 3)
    assert first.before == "" and first.head == ""
    assert evidence.span("b:2", 0, 8).link == "" and evidence.span("nowhere", 0, 1) is None
    assert evidence.sentence("nowhere") is None


def test_words_over_two_sentences_are_marked_whole():
    found = sample()
    start, end = TEXTS["a"].index("Norland blamed"), TEXTS["a"].index("denied any")
    passage = brief_evidence.Evidence(found, []).span("a", start, end)
    assert passage.mark == "Norland blamed Westmark for the closure in 2018. Westmark"
    assert passage.tail.startswith(" denied any part in it")


def test_a_long_sentence_is_cut_around_its_words():
    passage = brief_evidence.Passage("", "word " * 100, "the words", " more" * 100, "", "s", "d", "", 1, "")
    assert len(passage.short) <= brief_evidence.SHORT + 4 and "the words" in passage.short
    assert passage.short.startswith("… word") and passage.short.endswith("more …")


def test_every_image_is_inside_the_page_and_described(page):
    assert len(page.images) == 10
    assert all(len(image["alt"]) > 30 for image in page.images)


def test_markup_in_an_article_stays_text(html, page):
    assert html.count("<script") == 1 and "alert(" not in page.root.xpath("//script")[0].text
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in html
    assert 'condemned <script>alert("x")</script> Norland' in page.text
    assert "A & B <today>" in page.text


def test_the_articles_stand_in_the_page_word_for_word(page):
    printed = " ".join(page.text.split())
    for text in TEXTS.values():
        assert " ".join(text.split("\n\n")[0].split()) in printed


def test_the_bottom_line_comes_first_with_its_evidence(html, page):
    assert html.index('id="bottom-line"') < html.index('id="part-stories"') < html.index('id="part-actors"')
    sentences = set(sample()["sentences"]["sent_id"])
    lines = summary_lines.bottom_line(sample())
    for line in lines:
        assert set(line.evidence) <= sentences and line.text in page.text
    shown = page.root.xpath("//section[@id='bottom-line']//li")
    cited = [line for line in lines if line.kind not in ("read", "more")]
    assert len(shown) == len(cited) and all(li.xpath("details//mark") for li in shown)


def test_the_parts_are_there_in_order_under_headings_in_order(html, page):
    names = ["bottom-line", *(f"part-{n}" for n in
             "stories actors stance speech trade timeline method corrections skipped articles".split())]  # fmt: skip
    assert page.root.xpath("//main/section/@id") == names
    assert {f"#{name}" for name in names} <= set(page.root.xpath("//nav//a/@href"))
    levels = [int(h.tag[1]) for h in page.root.xpath("//main//*[self::h2 or self::h3 or self::h4]")]
    assert levels[0] == 2 and all(b - a <= 1 for a, b in pairwise(levels))


def test_the_masthead_says_what_was_read(page):
    (head,) = page.root.xpath("//body/header")
    told = " ".join(head.text_content().split())
    assert told == (
        "A & B <today> seeds · 2 Mar 2021 (1 undated) 2 articles 1 source 2 stories 6 actors 5 quotes 4 speakers"
    )


def test_names_are_shown_and_never_ids_or_paths():
    found = sample()
    skipped = found["skipped"].assign(item="/home/jd/news/empty.txt")
    text = Page(brief_page.brief({**found, "skipped": skipped}, {}, {"corpus": "/home/jd/news"})).text
    assert "person:" not in text and "country:" not in text and "/home" not in text
    assert "empty.txt" in text and "news · 2 Mar 2021" in text


def test_actors_of_one_name_are_told_apart_by_source_and_date():
    found = sample()
    actors = found["actors"].assign(article=["a", "b:2", None, None, None, None])
    actors["name"] = ["Court (a)", "Court (b:2)", *actors["name"][2:]]
    told = lookup.named_apart({**found, "actors": actors})["actors"]["name"].tolist()
    assert told[:3] == ["Court (The Herald, 2 Mar 2021)", "Court", "Westmark"]
    assert lookup.named_apart(found)["actors"].equals(found["actors"])


def test_denials_and_no_comments_are_told_apart_from_statements(page):
    how = speech_views.quote_rows(sample())["How"].tolist()
    assert how == ["told", "denial: “denied”", "no comment: “has not commented”", "said", "said"]
    cells = page.cells("quotes")
    assert ["Westmark", "denial: “denied”", "neutral"] in cells
    assert cells[-1] == ["unknown|“a spokesman”", "said|direct speech", "neutral"]


def test_what_was_skipped_is_listed_with_its_reason(page):
    assert page.cells("skipped") == [["ingest", "empty.txt", "The file is empty."]]
    assert "not found" in page.text


def test_an_empty_corpus_gives_a_page_that_says_so():
    page = Page(page_of(nothing()))
    assert "No article was read, so there is nothing to report: the folder is empty." in page.text
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_missing_aggregates_count_as_empty():
    html = brief_page.brief(tables.empty(), {}, {})
    assert html.rstrip().endswith("</html>")


def test_a_long_table_folds_and_a_longer_one_is_cut_and_says_so():
    found = aggregates.aggregate(multiplied(sample(), 30), aggregates.Parameters())
    found["stories"] = found["stories"].head(0)
    page = Page(brief_page.brief(found, {}, {}))
    assert len(page.rows("quotes")) == brief_tables.SHOWN
    (fold,) = page.root.xpath("//*[@id='quotes']/details/summary")
    assert fold.text_content() == "92 more rows; all 150 are in stancebook.xlsx"
    assert len(page.root.xpath("//*[@id='quotes']/table//tbody/tr")) == brief_tables.FIRST
    assert len(page.root.xpath("//*[@id='actors']/details")) == 0


def test_the_page_stays_small_however_many_articles_there_are(monkeypatch):
    monkeypatch.setattr(brief_articles, "KEPT", 10_000)
    sizes = []
    for times in (10, 60):
        found = aggregates.aggregate(multiplied(sample(), times), aggregates.Parameters())
        html = brief_page.brief(found, {}, {})
        sizes.append(len(html.encode()))
    page = Page(html)
    assert sizes[1] < 3 * sizes[0] < 2_000_000
    kept = len(page.root.xpath("//details[contains(@class, 'article')]"))
    assert f"The page keeps the text of {kept} articles" in page.text and len(page.rows("articles")) == 120
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_the_weightiest_stories_stand_open_and_say_nothing_twice():
    found = aggregates.aggregate(multiplied(sample(), 10), aggregates.Parameters())
    page = Page(brief_page.brief(found, {}, {}))
    assert len(page.root.xpath("//article[@class='story']")) == brief_stories.OPEN
    assert len(page.root.xpath("//details[contains(@class, 'story')]")) == 20 - brief_stories.OPEN
    assert not page.root.xpath("//article[@class='story'][1]/ul")
    assert page.root.xpath("//details[contains(@class, 'story')]/ul")
    assert page.cells("story-1-sides")[0][:3] == ["Norland", "opposes", "Westmark"]


def test_anchors_of_different_ids_differ():
    found = sample()
    evidence = brief_evidence.Evidence(found, [])
    anchors = [evidence.anchor(s) for s in found["sentences"]["sent_id"]]
    assert len(set(anchors)) == len(anchors) and all(re.fullmatch(r"a\d+s\d+", a) for a in anchors)


@pytest.mark.parametrize(
    ("values", "told"),
    [((-0.7, None, None, 1), ("opposes", "−0.70, heard once", "against")),
     ((0.4, 0.1, 0.7, 3), ("supports", "+0.40 (+0.10\u00a0to\u00a0+0.70)", "for")),
     ((0.4, -0.1, 0.7, 3), ("mixed", "+0.40 (−0.10\u00a0to\u00a0+0.70)", "mixed")),
     ((0.0, 0.0, 0.0, 2), ("neither", "0.00 (0.00\u00a0to\u00a00.00)", "mixed")),
     ((None, None, None, 0), ("left open", "", ""))],
)  # fmt: skip
def test_a_mean_is_called_by_its_interval(values, told):
    mean, low, high, n = (float("nan") if v is None else v for v in values)
    cell = brief_tables.judged(mean, low, high, int(n), ("opposes", "supports", "neither"))
    assert (cell.text, cell.under, cell.mood) == told


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


@pytest.mark.parametrize("asked", ["Sudland–Norland", "oslo-SDL", "SDL–Norland"])
def test_a_corridor_is_known_by_aliases_too(asked):
    found = {**tables.empty(), **sample()}
    aliases = [["Oslo"], ["SDL"], *([] for _ in found["actors"].index[2:])]
    found["actors"] = found["actors"].assign(aliases=aliases)
    made = aggregates.aggregate(found, aggregates.Parameters(corridor=asked))
    assert made["outlook"]["corridor"].tolist() == ["Norland–Sudland"] and len(made["claims"]) == 2
    with pytest.raises(aggregates.UnknownNameError, match="nearest are Norland"):
        aggregates.aggregate(found, aggregates.Parameters(corridor="Norlands–SDL"))


def test_what_was_asked_for_and_is_not_there_is_told():
    found = {**tables.empty(), **sample()}
    made = aggregates.aggregate(found, aggregates.Parameters(corridor="Norland–Westmark"))
    page = brief_page.brief(made, {}, {"corridor": "Norland–Westmark"})
    assert "You asked for trade between Norland–Westmark: these articles make no claim about it." in page
    assert "You asked for" not in brief_page.brief(found, {}, {"corridor": "", "focus": []})


def test_claims_of_a_corridor_come_from_articles_about_it():
    found = sample()
    assert len(outlook.of_corridor(found["claims"], found["actors"], "sudland-Norland")) == 2
    assert outlook.of_corridor(found["claims"], found["actors"], "Norland–Westmark").empty
    assert outlook.of_corridor(found["claims"], found["actors"], "") is found["claims"]


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
    cells = Page(page_of(found)).cells("pairs")
    assert cells[0][:3] == ["Norland", "opposes|−0.80 (−0.80\u00a0to\u00a0−0.80); contested", "Westmark"]
    assert [row[1] for row in cells if row[0] == "Westmark"] == ["opposes|−0.70, heard once; 2 left open"]


def test_stances_that_are_all_open_are_no_stance_of_anyone():
    found = sample()
    found["stance_pairs"] = found["stance_pairs"].assign(n=0, n_open=1, mean=float("nan"))
    assert not Page(page_of(found)).rows("pairs")
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
    assert len(page.images) == 11
    assert page.cells("pairs-over-time")[-1] == [
        "Norland",
        "Westmark",
        "Apr 2021|since Mar 2021",
        "−0.20",
        "1",
        "+0.60",
    ]
    assert "Pairs over time" not in Page(page_of(sample())).text


def test_what_a_table_of_periods_leaves_out_is_told():
    table = sample()["stance_periods"]
    documents = sample()["documents"]
    documents["published"] = pd.NaT
    assert summary_lines.period_line(table, "stance", documents).text == (
        "Told by week, 1 period in all. 2 documents have no date and are in none. Change needs two."
    )
    assert summary_lines.period_line(table.iloc[:0], "stance", documents).text.startswith("No stance has a date.")


def test_a_figure_without_a_finding_stays_in_the_notebooks():
    found = aggregates.aggregate(sample(), aggregates.Parameters())
    charts = gallery.all_charts(found)
    assert not charts["matrix"].finding or not charts["actors"].finding, "a sample this small has plain titles"
    for finding, shown in ((False, brief_sections.KEPT), (True, {*brief_sections.KEPT, "timeline"})):
        drawn = {n: replace(chart, title=f"What {n} draws", finding=finding) for n, chart in charts.items()}
        page = Page(brief_page.brief(found, drawn, {}))
        told = {name for name in charts if f"What {name} draws" in page.text}
        assert told >= shown if finding else told == shown
