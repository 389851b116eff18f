"""What stands in an article is shown as it stands: nowhere parsed as markup, formula or mathematics, and always fit."""

from __future__ import annotations

import base64
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from matplotlib.text import Text
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from helpers import NAMES, TEXTS, sample
from stancebook.files import markup
from stancebook.report import (
    actor_figures,
    brief_page,
    gallery,
    markdown,
    printable,
    speech_views,
    stance_views,
    trade_views,
    views,
)
from stancebook.report.line import Line
from stancebook.runs import suite

MONEY = "Kenya and Uganda signed a trade agreement worth $1.2 billion, up 5% from $1.1 billion in 2023"
MARKUP = r"$\frac <b>bold</b> | `tick` [x](javascript:alert(1)) {{ x }} \frac _x_^y^ &amp; \(z\) $5 **q** www.x.org"
UNFIT = "bell\x07 nul\x00 csi\x9b del\x7f none\uffff turned\u202eback\u202c set\u2066off\u2069"
LEFT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WEB = {"a", "img", "b", "script", "em", "strong", "table", "del", "h1", "h2", "ol", "blockquote"}


class Page(HTMLParser):
    """The tags, text, ids and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.ids, self.links, self.images, self.text = [], [], [], [], ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            {"id": self.ids, "href": self.links, "src": self.images}.get(name, []).append(value)

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(words: str) -> dict[str, pd.DataFrame]:
    """The sample with ``words`` in every name, title, source, byline and path, in a sentence, and over two periods.

    Half a character can stand in a column of lists only.
    """
    found, listed = sample(), [f"{words}\ud800" if words == UNFIT else words]
    found["actors"] = found["actors"].assign(name=[f"{n} {words}" for n in found["actors"]["name"]],
                                             role=words, aliases=[listed] * len(NAMES))  # fmt: skip
    tail = f"\n\nIn March 2021 {words} was said."
    docs = found["documents"]
    found["documents"] = docs.assign(title=words, source=words, byline=words, path=words, url=f"javascript:{words}",
                                     text=[text + tail for text in docs["text"]])  # fmt: skip
    last = [{"sent_id": f"{d}:last", "doc_id": d, "start": len(TEXTS[d]) + 2, "end": len(TEXTS[d] + tail)}
            for d in docs["doc_id"]]  # fmt: skip
    found["sentences"] = pd.concat([found["sentences"], pd.DataFrame(last)], ignore_index=True)
    event = {"event_id": "last", "doc_id": "a", "date": "2021-03", "date_text": words, "actors": [],
             "start": len(TEXTS["a"]) + 5, "end": len(TEXTS["a"]) + 9}  # fmt: skip
    found["events"] = pd.concat([found["events"], pd.DataFrame([event])], ignore_index=True)
    found["claims"] = found["claims"].assign(goods=[listed] * 2, speaker_id=None, speaker_text=words, magnitude=words)
    found["voices"] = found["voices"].assign(voice=words)
    found["skipped"] = found["skipped"].assign(item=words, reason=words)
    for name in ("trade_periods", "turning_points", "outlook"):
        found[name] = found[name].assign(corridor=f"{words}–Sudland")
    found["outlook"] = found["outlook"].assign(dissent=[listed])
    found["trade_summary"] = found["trade_summary"].assign(sentence=words)
    for name in ("stance_periods", "speaker_periods"):
        later = found[name].assign(period="2021-03-08", before="2021-03-01", change=0.1)
        found[name] = pd.concat([found[name], later], ignore_index=True)
    return found


@pytest.fixture(scope="module", params=[MONEY, MARKUP, UNFIT], ids=["money", "markup", "unfit"])
def words(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def found(words) -> dict[str, pd.DataFrame]:
    return hostile(words)


@pytest.fixture(scope="module")
def page(found) -> str:
    charts = {name: replace(chart, finding=True) for name, chart in gallery.all_charts(found).items()}
    return brief_page.brief(found, charts, {"corpus": f"{MARKUP}\ud800"})


def flat(text: str) -> str:
    return " ".join(printable.printable(text).split())


# ------------------------------------------------------------------------------------------ fit to show


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain — “text” \t\n", "plain — “text” \t\n"), ("a\x07b", "ab"), ("a\x9bb\x7f", "ab"),
     ("half\ud83d", "half\ufffd"), ("a\ufffe\uffff", "a"), ("gpj\u202etxt.exe\u202c", "gpjtxt.exe"),
     ("\u2066a\u2069", "a"), ("a\r\nb\rc", "a\nb\nc"), ("😀 שלום", "😀 שלום")],
)  # fmt: skip
def test_text_is_made_fit_to_show(text, shown):
    assert printable.printable(text) == shown


# ---------------------------------------------------------------------------------------------- figures


def test_no_text_of_a_figure_is_parsed_and_every_svg_is_xml(found, words):
    drawn = gallery.all_charts(found)
    assert {"trade_changes", "stance_changes", "tone_changes", "uncertainty", "timeline"} <= set(drawn)
    for name, chart in drawn.items():
        etree.fromstring(chart.image("svg"))
        assert chart.image("png").startswith(b"\x89PNG"), name
        texts = [t for t in chart.figure.findobj(Text) if t.get_text()]  # asking makes empty ones
        assert texts and not any(t.get_parse_math() or t.get_usetex() for t in texts), name
        assert not any(LEFT.search(t.get_text()) for t in texts), name
        assert not LEFT.search(chart.title + chart.alt), name
    notes = " ".join(t.get_text() for t in drawn["timeline"].figure.findobj(Text))
    assert flat(words)[:20] in flat(notes)


def test_a_reader_who_sets_matplotlib_to_tex_gets_the_same_figures():
    with matplotlib.rc_context({"text.usetex": True}):
        assert gallery.all_charts(hostile(MONEY))["timeline"].image("png").startswith(b"\x89PNG")


def test_a_title_of_any_length_leaves_a_figure_that_can_be_drawn():
    found = hostile("word " * 20_000)
    assert actor_figures.actor_mentions(found["mentions"], found["actors"]).image("png").startswith(b"\x89PNG")


# --------------------------------------------------------------------------------------------- Markdown


@pytest.mark.parametrize("render", [MarkdownIt().render, MarkdownIt("gfm-like", {"linkify": False}).render,
                                    markdown2html_mistune], ids=["commonmark", "gfm", "nbconvert"])  # fmt: skip
@pytest.mark.parametrize(
    "text",
    [MONEY, MARKUP, "# a\n\n    code\n\n---", "1. a", "- b", "> c", "---", "+ d", "~~e~~", "<script>f</script>",
     "![g](h)", "https://i.org a@b.org", "&lt;", "a\\", "| j | k |\n|---|---|\n| l | m |"],
)  # fmt: skip
def test_sentences_stand_in_a_notebook_as_they_are(render, text):
    lines = Page(render(markdown.paragraphs([Line("what", text), Line("what", text, ("id`$\ud800|",))])))
    assert flat(lines.text).count(flat(text)) == 2
    assert "id`$\ufffd|" in lines.text
    assert not WEB & set(lines.tags) and lines.tags.count("li") == 2
    summary = pd.DataFrame({"sentence": [text], "claim_ids": [[]]})
    told = Page(render(markdown.cited(summary, pd.DataFrame({"claim_id": []}))))
    assert flat(told.text) == flat(text) and not WEB & set(told.tags)


def test_no_stretch_of_a_sentence_holds_the_marks_of_mathematics():
    """MathJax reads the rendered page, entity or not, but never across tags."""
    rendered = MarkdownIt().render(markdown.paragraphs([Line("what", MONEY + r" \(a\) \begin{b}")]))
    for stretch in re.split(r"<[^>]+>", rendered):
        assert not re.search(r"\$.*\$|\\[(\[b]", html.unescape(stretch), re.S)


# --------------------------------------------------------------------------------------- shown tables


def test_every_view_is_fit_to_show(found, words):
    seen = ""
    shown = [
        views.actor_rows, views.mention_rows, views.correction_rows, views.document_rows, views.skipped_rows,
        views.sentence_rows, stance_views.pair_rows, stance_views.stance_rows, stance_views.period_rows,
        speech_views.quote_rows, speech_views.speaker_rows, speech_views.speaker_period_rows,
        trade_views.outlook_rows, trade_views.voice_rows, trade_views.claim_rows, trade_views.event_rows,
    ]  # fmt: skip
    for view in shown:
        cells = " ".join(str(v) for column in view(found).drop(columns="sent_id").to_numpy().tolist() for v in column)
        assert not LEFT.search(cells), view.__name__
        seen += flat(cells)
    page = views.actor_page(found, "country:norland").to_html()
    assert not LEFT.search(page) and flat(words) in seen


def test_notebooks_keep_mathematics_out_of_tables():
    for notebook in NOTEBOOKS.glob(suite.PATTERN):  # 00 shows answers of the desk, no tables of pandas
        source = "".join("".join(c["source"]) for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"])
        assert 'pd.set_option("display.html.use_mathjax", False' in source, notebook.name


# ------------------------------------------------------------------------------------------------ brief


def test_the_brief_shows_the_words_and_parses_none(page, words):
    seen = Page(page)
    assert not LEFT.search(page)
    assert flat(words) in flat(seen.text)
    assert "b" not in seen.tags and seen.tags.count("script") == 1  # its own
    page.encode("utf-8")


def test_ids_of_the_brief_are_unique_and_every_link_is_one_of_them(page):
    seen = Page(page)
    assert "Speakers over time" in seen.text and "Balance of claims over time" in seen.text
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[:1] for link in seen.links} == {"#"}
    assert {link[1:] for link in seen.links} <= set(seen.ids)


def test_an_article_and_a_sentence_of_one_name_have_two_ids():
    found = sample()
    twin = found["documents"].iloc[[1]].assign(doc_id="a:s1", path="t", text="A.")
    found["documents"] = pd.concat([found["documents"], twin], ignore_index=True)
    assert "a:s1" in set(found["sentences"]["sent_id"])
    ids = Page(brief_page.brief(found, {}, {})).ids
    assert len(ids) == len(set(ids))


def test_every_figure_of_the_brief_parses_as_xml(page):
    images = Page(page).images
    assert len(images) > 8
    for source in images:
        root = etree.fromstring(base64.b64decode(source.partition("base64,")[2]))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"


# ------------------------------------------------------------------------------------------- a whole run


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """All five notebooks over one article of hostile text, title, source and actors."""
    import papermill

    folder = tmp_path_factory.mktemp("run")
    text = (
        "Norland and Sudland reopened the port of Varna, and Norland praised Sudland.\n\n"
        "“Exports to Sudland will rise by $5 to $6 | `x` next year,” Anna Berg, the trade minister of Norland, told "
        f"reporters.\n\nIn March 2021 a sign read\x07 {MARKUP}\u202e in Norland.\n\n{MONEY}.\n"
    )
    top = {"title": f"T {MARKUP} \x07\u202e", "source": f"S {MARKUP}", "byline": MARKUP, "date": "2024-03-05",
           "url": "javascript:alert(1)"}  # fmt: skip
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in top.items())
    (folder / "corpus").mkdir()
    (folder / "corpus" / "one.txt").write_text(f"---\n{lines}---\n{text}", encoding="utf-8")
    quoted = MARKUP.replace('"', '""')
    (folder / "actors.csv").write_text(
        f'name,aliases,kind,role,wikidata,focus\n"Norland {quoted}",Norland,country,,,\n'
        f'"Anna Berg {quoted}",Anna Berg,person,,,\n',
        encoding="utf-8",
    )
    given = {"corpus": str(folder / "corpus"), "output": str(folder), "actors_file": str(folder / "actors.csv")}
    for notebook in sorted(NOTEBOOKS.glob(suite.PATTERN)):  # 00 asks the seed, and is no part of a run
        own = {k: v for k, v in given.items() if k != "actors_file" or notebook.stem == "01_ingest"}
        papermill.execute_notebook(notebook, folder / notebook.name, own, cwd=NOTEBOOKS.parent, progress_bar=False,
                                   kernel_name="python3", execution_timeout=180)  # fmt: skip
    return folder


def outputs(notebook: Path, form: str) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    found = [o.get("data", {}).get(form) for c in cells for o in c.get("outputs", ())]
    return ["".join(data) for data in found if data]


def test_a_whole_run_over_hostile_articles_shows_them_as_they_are(run):
    name = flat(f"Norland {MARKUP}")
    shown = flat(MARKUP)
    for notebook in sorted(run.glob("*.ipynb")):
        prose = [Page(MarkdownIt().render(cell)) for cell in outputs(notebook, "text/markdown")]
        tables = outputs(notebook, "text/html")
        pages = [Page(table) for table in tables]
        assert prose and pages, notebook.name
        assert shown in flat(" ".join(p.text for p in [*prose, *pages])), notebook.name
        for p in prose:
            assert not (WEB - {"em"}) & set(p.tags) and not LEFT.search(p.text), notebook.name
        for table, p in zip(tables, pages, strict=True):
            assert not (WEB - {"table", "a"}) & set(p.tags) and not LEFT.search(p.text), notebook.name
            assert "dataframe" not in table or "mathjax_ignore" in table, notebook.name
    page = (run / "brief.html").read_text(encoding="utf-8")
    seen = Page(page)
    kept = markup.unescaped(MARKUP)  # ingestion undoes entities in titles; the actor's name is whole
    assert all(flat(part) in flat(seen.text) for part in (name, f"T {kept}", f"S {kept}", MONEY))
    assert not LEFT.search(page) and "b" not in seen.tags and seen.tags.count("script") == 1
    assert len(seen.ids) == len(set(seen.ids)) and {link[1:] for link in seen.links} <= set(seen.ids)
    for figure in (run / "figures").glob("*.svg"):
        etree.parse(figure)
