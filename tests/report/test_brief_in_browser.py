"""The brief in Chromium: evidence opens, rows filter, sort, search and save, nothing leaves, nothing overflows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import launched, written
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from helpers import multiplied, sample
from stancebook import aggregates
from stancebook.report import actor_figures, brief_page, lettering, stance_figures

TIMES = 5  # weeks of the two made articles
WIDTHS = (360, 768, 1440)
OPEN_ALL = "for (const d of document.querySelectorAll('details')) d.open = true"
GROUPS = "main > section > .group"
ROWS = "tbody tr:not([hidden])"


@pytest.fixture(scope="module")
def found() -> dict:
    return aggregates.aggregate(multiplied(sample(), TIMES), aggregates.Parameters())


@pytest.fixture(scope="module")
def address(found, tmp_path_factory) -> str:
    charts = {  # one that stands open and one that folds
        "matrix": stance_figures.stance_matrix(found["stance_pairs"], found["actors"]),
        "actors": actor_figures.actor_mentions(found["mentions"], found["actors"]),
    }
    page = brief_page.brief(found, charts, {"corpus": "/home/jd/news"}, "A & B", "2 May 2021")
    return written(page, tmp_path_factory.mktemp("brief"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@contextmanager
def opened(browser: Browser, address: str, width: int = 1440, **options) -> Iterator[Page]:
    """Open the page; any request but for itself, any error and any word on the console fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page, heard = context.new_page(), []
    page.on("request", lambda r: heard.append(r.url) if not r.url.startswith(("data:", "blob:")) else None)
    page.on("console", lambda m: heard.append(m.text))
    page.on("pageerror", lambda e: heard.append(str(e)))
    page.goto(address)
    yield page
    context.close()
    assert {url.partition("#")[0] for url in heard} == {address}


def choose(page: Page, field: str, value: str) -> None:
    if field in ("who", "source", "story"):
        page.select_option(f"#f-{field}", label=value)
    else:
        page.fill(f"#f-{field}", value)
    page.wait_for_timeout(200)


def shown(page: Page, group: str) -> list[list[str]]:
    """Return the cells of the rows that pass the filter, folded ones included."""
    script = "rows => rows.map(r => [...r.children].map(c => c.firstChild?.textContent ?? ''))"
    return page.eval_on_selector_all(f"#{group} {ROWS}", script)


# -------------------------------------------------------------------------------------------- evidence


def test_evidence_opens_from_every_table_with_its_words_marked(browser, address):
    with opened(browser, address) as page:
        page.evaluate("for (const d of document.querySelectorAll('.fold')) d.open = true")
        tables = page.locator("main .group:has(td.cite)")
        assert tables.count() > 12
        for i in range(tables.count()):
            first = tables.nth(i).locator("tbody tr").first.locator(".ev")
            first.locator("summary").click()
            passage = first.locator("blockquote").first
            assert passage.is_visible() and passage.locator("mark").inner_text().strip()
            assert re.search(r"Outlet \d|source unknown", passage.locator("cite").inner_text())
        for line in page.locator("#bottom-line .ev, .story .lines .ev").all()[:6]:
            line.locator("summary").first.focus()
            page.keyboard.press("Enter")
            assert line.locator("blockquote").first.is_visible()


def test_a_passage_leads_to_its_sentence_in_the_article(browser, address):
    with opened(browser, address) as page:
        page.locator("#quotes .ev summary").first.click()
        words = page.locator("#quotes blockquote strong").first.inner_text()
        page.locator("#quotes blockquote a").first.click()
        target = page.locator("span:target")
        assert target.is_visible() and target.inner_text() == words


# ------------------------------------------------------------------------------------ filter and search


def test_an_actor_a_source_a_date_and_a_story_choose_rows(browser, address, found):
    with opened(browser, address) as page:
        choose(page, "who", "Anna Berg")
        mine = (found["quotes"]["speaker_id"] == "person:anna-berg").sum()
        assert [row[0] for row in shown(page, "quotes")] == ["Anna Berg"] * mine
        assert [row[0] for row in shown(page, "actors")] == ["Anna Berg"]
        assert page.locator("#f-count").inner_text() == f"{page.locator(f'{GROUPS} {ROWS}').count()} of " + (
            f"{page.locator(f'{GROUPS} tbody tr').count()} rows shown"
        )
        page.click("#f-clear")
        assert page.locator(f"{GROUPS} tr[hidden]").count() == 0
        choose(page, "source", "Outlet 3")
        cited = page.locator(f"#stances {ROWS} cite").all_inner_texts()
        assert cited and set(page.eval_on_selector_all(f"#stances {ROWS} cite", "c => c.map(x => x.textContent)")) == {
            "Outlet 3"
        }
        page.click("#f-clear")
        choose(page, "from", "2021-03-05")
        choose(page, "to", "2021-03-10")
        days = page.eval_on_selector_all(f"#stances {ROWS} time", "c => c.map(x => x.dateTime)")
        assert days and set(days) == {"2021-03-09"}
        page.click("#f-clear")
        choose(page, "story", "Port reopens")
        assert page.locator(".story:not([hidden])").count() == 1
        assert len(shown(page, "articles")) == 1


def test_search_finds_words_of_rows_and_of_their_evidence(browser, address):
    with opened(browser, address) as page:
        choose(page, "text", "FACTORIES were destroyed")
        rows = shown(page, "claims")
        assert len(rows) == TIMES and {row[0] for row in rows} == {"Carl Oser"}
        assert page.locator("#places").is_hidden()
        assert page.locator("#claims .count").inner_text() == f"{TIMES} of {2 * TIMES} rows"
        choose(page, "text", "nothing has these words")
        assert page.locator(f"{GROUPS}:visible").count() == 0
        assert page.locator("#f-count").inner_text().startswith("0 of ")


# ------------------------------------------------------------------------------------------ sort and save


def column(page: Page, group: str, at: int) -> list[str]:
    return [row[at] for row in shown(page, group)]


def test_a_filter_leaves_nothing_that_reads_as_its_answer_and_takes_nothing_that_was_open(browser, address):
    with opened(browser, address) as page:
        page.evaluate("document.querySelector('#quotes .fold').open = true")
        choose(page, "text", "no such words anywhere")
        assert [s.get_attribute("id") for s in page.locator("main > section:has(.group):visible").all()] == []
        assert page.locator(".figures:visible").count() == 0
        page.click("#f-clear")
        page.wait_for_timeout(200)
        assert page.locator("main > section:has(.group):visible").count() > 3
        assert page.locator("#quotes .fold").first.evaluate("fold => fold.open")
        choose(page, "who", page.locator("#f-who option").nth(1).inner_text())
        assert len(shown(page, "articles")) > 0


def test_a_heading_sorts_numbers_as_numbers_words_as_words_and_dates_as_dates(browser, address):
    with opened(browser, address) as page:
        heading = page.locator("#actors thead").first.locator("button")
        heading.nth(2).click()
        counts = [int(n.replace(",", "")) for n in column(page, "actors", 2)]
        assert counts == sorted(counts) and page.locator("#actors th[aria-sort=ascending]").count() >= 1
        heading.nth(2).press("Enter")
        assert [int(n.replace(",", "")) for n in column(page, "actors", 2)] == counts[::-1]
        heading.nth(0).click()
        assert column(page, "actors", 0) == sorted(column(page, "actors", 0))
        page.locator("#articles > details > summary").click()
        page.locator("#articles thead button").nth(2).click()
        days = page.eval_on_selector_all("#articles tbody tr", "rows => rows.map(r => r.dataset.day)")
        dated = [d for d in days if d]
        assert dated == sorted(dated) and days[: len(dated)] == dated
        scores = page.locator("#stances thead button").nth(1)
        page.locator("#stances > details > summary").click()
        scores.click()
        assert column(page, "stances", 1) == sorted(column(page, "stances", 1))


def test_the_rows_shown_are_saved_with_their_sentence_source_and_date(browser, address):
    with opened(browser, address, accept_downloads=True) as page:
        choose(page, "source", "Outlet 0")
        with page.expect_download() as waiting:
            page.locator("#claims .save").click()
        assert waiting.value.suggested_filename == "stancebook-claims.csv"
        text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == len(shown(page, "claims")) > 0
        assert {row["Source"] for row in rows} == {"Outlet 0"}
        assert {row["Published"] for row in rows} <= {"2 Mar 2021"}
        assert any(row["Sentence"].startswith("Carl Oser, an economist, said exports") for row in rows)


def test_saved_numbers_are_numbers_and_no_text_is_a_formula(browser, address):
    with opened(browser, address, accept_downloads=True) as page:
        page.evaluate("document.querySelector('#actors tbody td').firstChild.textContent = '=HYPERLINK(\"x\")'")
        with page.expect_download() as waiting:
            page.locator("#actors .save").click()
        rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
        assert rows[0]["Actor"] == '\'=HYPERLINK("x")'
        assert all(row["Mentions"].isdigit() for row in rows)


# --------------------------------------------------------------------------------------- safe and whole


def test_the_policy_lets_no_other_script_or_style_run(browser, address):
    context = browser.new_context()
    page, heard = context.new_page(), []
    page.on("console", lambda m: heard.append(m.text))
    page.goto(address)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p id=t onclick=\"window.ran = 1\" style=\"color: red\">t</p>')"
    )
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    page.click("#t")
    assert page.evaluate("window.ran") is None
    assert page.eval_on_selector("#t", "t => getComputedStyle(t).color") != "rgb(255, 0, 0)"
    assert len(heard) >= 2 and all("Content Security Policy" in text for text in heard)
    context.close()


def test_without_script_all_is_there_and_unfolds(browser, address):
    with opened(browser, address, java_script_enabled=False) as page:
        assert page.locator("#filters").is_hidden() and page.locator(".save").count() == 0
        for fold in page.locator("main > section > .group > .fold, main > section > .fold").all():
            fold.locator("summary").first.click()
        assert page.locator("main table:visible").count() == page.locator("main .group table").count()
        row = page.locator("#stances tbody tr").last
        row.locator("summary").click()
        assert row.locator("blockquote").first.is_visible()
        row.locator("blockquote a").first.click()
        assert page.locator("span:target").is_visible()
        for link in page.locator("nav a").all():
            assert page.locator(link.get_attribute("href")).is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser, address, width):
    with opened(browser, address, width) as page:
        for script in ("0", OPEN_ALL):
            page.evaluate(script)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            wide = page.evaluate(
                """[...document.querySelectorAll('main *')].filter(e => e.offsetWidth
                   && !e.closest('thead, .scroll')
                   && e.getBoundingClientRect().right > e.closest('main').getBoundingClientRect().right + 1)
                   .map(e => e.outerHTML.slice(0, 90))"""
            )
            assert wide == []


def test_the_letters_of_a_figure_can_be_read_on_a_phone(browser, address):
    with opened(browser, address, 360) as page:
        image = page.locator(".figures img").first
        shown, drawn = image.evaluate("i => [i.getBoundingClientRect().width, i.naturalWidth]")
        assert lettering.SMALL / 0.75 * shown / drawn >= 10  # points of 1/72 inch, pixels of 1/96
        assert page.locator(".figures .scroll").first.evaluate("s => s.scrollWidth > s.clientWidth && s.tabIndex === 0")


def test_a_figure_is_no_white_box_in_the_dark(browser, address):
    with opened(browser, address, 390, color_scheme="dark") as page:
        figure = page.locator(".figures .scroll").first
        figure.scroll_into_view_if_needed()
        drawn = Image.open(io.BytesIO(figure.screenshot())).convert("L")
        paper = max(drawn.histogram()[i] for i in range(40))
        assert paper > drawn.width * drawn.height / 2


def test_on_a_phone_the_result_of_a_filter_is_in_sight_and_one_tap_away(browser, address):
    with opened(browser, address, 390) as page:
        assert page.locator("#f-show").is_hidden()
        page.click("#filters summary")
        choose(page, "who", "Anna Berg")
        for node in ("#f-count", "#f-show", "#f-clear"):
            box = page.locator(node).bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= 900
        page.click("#f-show")
        first = page.locator("main > section:visible").first
        assert first.bounding_box()["y"] < 450 and first.locator(f"{ROWS}:visible").count()
        page.click("#f-clear")
        page.wait_for_timeout(200)
        assert page.locator("#bottom-line").is_visible() and page.locator("#f-show").is_hidden()


def test_actors_to_filter_by_come_by_weight(browser, address, found):
    with opened(browser, address) as page:
        names = page.locator("#f-who option").all_inner_texts()[1:]
    mentions = found["mentions"]
    articles = mentions.groupby("actor_id")["doc_id"].nunique()
    known = dict(zip(found["actors"]["name"], found["actors"]["actor_id"], strict=True))
    counts = [int(articles[known[name]]) for name in names if name in known]
    assert len(counts) > 3 and counts == sorted(counts, reverse=True) and names != sorted(names)


def test_headings_of_a_long_table_stay_in_sight(browser, address):
    with opened(browser, address) as page:
        page.evaluate(OPEN_ALL)
        page.evaluate("document.querySelector('#stances tbody tr:nth-child(12)').scrollIntoView()")
        assert page.locator("#stances th").first.bounding_box()["y"] == pytest.approx(0, abs=1)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_axe_finds_nothing(browser, address, width, scheme):
    with opened(browser, address, width, color_scheme=scheme) as page:
        # one row stands for all of its table, two stories and two articles for the others
        more = "tbody tr:nth-child(n+2), .story:nth-of-type(n+3), .article:nth-of-type(n+4)"
        page.evaluate(f"for (const e of document.querySelectorAll('{more}')) e.remove()")
        page.evaluate(OPEN_ALL)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_a_print_has_every_section_and_names_what_is_folded(browser, address, found):
    with opened(browser, address) as page:
        titles = page.locator("main h2").all_inner_texts()
        pdf = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert len(titles) >= 9 and all(title in text for title in titles)
    documents = found["documents"]
    assert text.count(documents["source"].iloc[0]) and all(source in text for source in documents["source"])
    assert re.search(r"Article Source Published Words", text)
    assert "folded: to be read in the page" in text and "Search and filter" not in text


def test_the_page_opens_at_once_in_both_schemes(browser, address):
    with opened(browser, address, color_scheme="dark") as page:
        timing = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        assert page.evaluate(timing) < 1000
        dark = page.eval_on_selector("body", "b => getComputedStyle(b).backgroundColor")
    with opened(browser, address, color_scheme="light") as page:
        assert page.eval_on_selector("body", "b => getComputedStyle(b).backgroundColor") != dark
