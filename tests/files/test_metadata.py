"""What is told of an article besides its text: which date, whose name, what was inferred, what was cut."""

import json

import pandas as pd
import pytest

from files import making
from stancebook.files import fields, ingest, markup, pagefields, stubs
from stancebook.files.characters import Unreadable, mended

ONE = making.articles(1)[0]
LEAD = ONE.paragraphs[0]


def read(folder, name, data):
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    documents, skipped = ingest.read_articles([folder], fold_duplicates=False, check_language=False)
    return documents, dict(zip(skipped["stage"], skipped["reason"], strict=True))


def test_the_date_of_publication_and_not_that_of_the_last_change(tmp_path):
    page = making.page(ONE, "graph").replace("datePublished", "dateReviewed")
    assert "published" not in pagefields.of(page).given
    documents, _ = read(tmp_path, "a.html", making.page(ONE, "og"))
    assert documents["published"][0].date() == ONE.day and documents["guessed"].tolist() == [[]]


def test_sources_are_names_and_never_objects(tmp_path):
    rows = [
        {"text": LEAD, "source": {"id": None, "name": "Tarna Post"}, "publishedAt": "2024-03-04T21:30:00Z"},
        {"text": LEAD, "media_name": "Quill Daily", "publish_date": "2024-03-05"},
        {
            "text": LEAD,
            "publisher": {"@type": "Organization", "name": "Belmar Courier"},
            "datePublished": "2024-03-06T10:15:00+03:00",
        },
        {"text": LEAD, "source": {"id": 7}},
    ]
    documents, told = read(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert documents["source"].tolist()[:3] == ["Tarna Post", "Quill Daily", "Belmar Courier"]
    assert documents["published"].dt.strftime("%Y-%m-%d").tolist()[:3] == ["2024-03-04", "2024-03-05", "2024-03-06"]
    assert pd.isna(documents["source"][3]) and "source is an object" in told["ingest:fields"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("dateline_date", True),
        ("orig_author", True),
        ("print_publisher", True),
        ("date_modified", False),
        ("author_id", False),
        ("source_url", False),
        ("updated_date", False),
        ("topic", False),
    ],
)
def test_a_key_that_looks_like_a_field_and_is_not_read_is_told(key, told):
    _, notes = fields.pick({"text": LEAD, key: "something else"})
    assert bool(notes) == told and all(key in reason for _, reason in notes)


def test_the_same_note_on_many_rows_is_told_a_few_times(tmp_path):
    rows = [json.dumps({"text": f"{LEAD} {n}", "orig_author": "x"}) for n in range(500)]
    (tmp_path / "a.jsonl").write_text("\n".join([*rows, *["{broken"] * 300]))
    documents, skipped = ingest.read_articles([tmp_path], fold_duplicates=False, check_language=False)
    assert len(documents) == 500 and len(skipped) < 60
    assert "497 more articles" in "".join(skipped["reason"]) and "250 more articles" in "".join(skipped["reason"])


def test_columns_of_the_analyst(tmp_path):
    (tmp_path / "columns.yml").write_text("text: inhalt\npublished: [wann]\nsource: wer\n")
    documents, told = read(tmp_path, "a.csv", f"inhalt;wann;wer\n{LEAD};2024-03-05;Quill\n")
    assert documents[["text", "source"]].values.tolist() == [[LEAD, "Quill"]] and not told
    assert documents["published"][0] == pd.Timestamp("2024-03-05")


@pytest.mark.parametrize("text", ["- a list", "body: x", "text: {a: b}", "text: [", "title: [[x]]"])
def test_columns_that_are_none_say_why(tmp_path, text):
    (tmp_path / "columns.yml").write_text(text)
    documents, told = read(tmp_path, "a.txt", LEAD)
    assert len(documents) == 1 and ":" in told["ingest:columns"]


def test_sources_csv_names_an_article_within_a_file(tmp_path):
    rows = [{"text": LEAD, "title": "One"}, {"text": ONE.paragraphs[1], "title": "Two"}]
    (tmp_path / "sources.csv").write_text(
        "path,source,title\nwires.jsonl,Tarna Post,\nwires.jsonl:2,Quill Daily,Second\n"
    )
    documents, told = read(tmp_path, "wires.jsonl", "\n".join(map(json.dumps, rows)))
    assert (
        documents[["title", "source"]].values.tolist() == [["One", "Tarna Post"], ["Second", "Quill Daily"]]
        and not told
    )


def test_what_is_inferred_is_marked_and_sources_csv_unmarks_it(tmp_path):
    documents, _ = read(tmp_path, "a.txt", making.printed(ONE))
    assert documents["guessed"].tolist() == [["byline", "published", "title"]]
    (tmp_path / "sources.csv").write_text("path,published\na.txt,2020-01-02\n")
    documents, _ = ingest.read_articles([tmp_path])
    assert documents["guessed"].tolist() == [["byline", "title"]] and documents["published"][0].year == 2020


@pytest.mark.parametrize(
    "first",
    [
        "Monday was quiet.",
        "Updated: 5 March 2024",
        "He was born on 5 March 2024.",
        "By noon it rained",
        "LONDON — It rained in 2024.",
    ],
)
def test_prose_is_no_byline_or_date(tmp_path, first):
    documents, _ = read(tmp_path, "a.txt", f"{first}\n\n{ONE.text}")
    assert documents["guessed"].tolist() == [[]] and documents[["title", "byline", "published"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "end",
    ["and then [+1834 chars]", "said […]", "said [...]", "and sai…", "who … Read more", "went... Continue reading"],
)
def test_texts_cut_by_an_interface_are_told(tmp_path, end):
    _, told = read(tmp_path, "a.json", json.dumps([{"title": "x", "content": f"{LEAD} The minister {end}"}]))
    assert "get the full text" in told["ingest:cut"]


def test_an_ellipsis_in_prose_is_no_cut(tmp_path):
    _, told = read(tmp_path, "a.txt", f"{LEAD} “I wonder …” he said… or did he? It ended. … It went on.")
    assert not told


def test_markup_in_cells_is_undone_and_prose_about_it_kept(tmp_path):
    cell = "<p>Prices &amp; fees rose.</p><p>It&rsquo;s “so”<br>he said.</p><script>x = 1</script>"
    assert markup.undone(cell)[0] == "Prices & fees rose.\n\nIt’s “so”\nhe said."
    for text in ("If a < b and b > c, said AT&T, then x<y.", "The R&D budget; Q&A; 3 &4", "The <b> tag"):
        assert markup.undone(text) == (text, None)


def test_mojibake_is_mended_and_good_text_left():
    text = "“Señor Peña” — naïve café, l’été, Müller’s"
    broken = text.encode().decode("cp1252", "replace")
    assert mended(broken)[0] == text and "garbled" in mended(broken)[1]
    for good in (text, "Âme, Ãlex e São Tomé", "Ärger über Öl", "Châtelet: «été»"):
        assert mended(good) == (good, None)


OFFERS = "<h2>Subscribe to read the full story</h2><p>Already a subscriber? Log in here.</p><p>Cancel any time.</p>"


def page(body, free="true", kind="NewsArticle"):
    ld = f'{{"@type": "{kind}", "headline": "Fees", "datePublished": "2024-03-05", "isAccessibleForFree": {free}}}'
    return (
        f'<html><head><title>Fees</title><script type="application/ld+json">{ld}</script></head><body><article>'
        "<h1>Fees</h1>"
        f"{body}</article></body></html>"
    )


def test_a_paywall_with_one_cut_sentence_is_skipped_and_with_a_lead_told(tmp_path):
    documents, told = read(tmp_path, "a.html", page(f"<p>{LEAD[:60]}…</p><div class='paywall'>{OFFERS}</div>", "false"))
    assert documents.empty and "pay-wall" in told["ingest"]
    documents, told = read(tmp_path, "a.html", page(f"<p>{LEAD}</p><p>{LEAD[:70]}…</p>{OFFERS}", "false"))
    assert len(documents) == 1 and "pay-wall" in told["ingest:cut"] and "ubscri" not in documents["text"][0]


def test_a_whole_article_about_subscriptions_is_no_stub(tmp_path):
    about = "<p>Readers of the Post will have to subscribe to read its pages, the publisher said on Monday.</p>"
    body = "".join(f"<p>{p}</p>" for a in making.articles(3) for p in a.paragraphs) + about
    documents, told = read(tmp_path, "a.html", page(body + "<p>Subscribe now</p>"))
    assert len(documents) == 1 and not told and "will have to subscribe" in documents["text"][0]


def test_a_list_of_articles_is_told_and_an_article_with_many_links_read(tmp_path):
    links = "".join(
        f'<div><h3><a href="/{n}">{a.title}</a></h3><p>{a.paragraphs[0][:60]}.</p></div>'
        for n, a in enumerate(making.articles(20))
    )
    index = f"<html><head><title>World news</title></head><body><main><h1>World</h1>{links}</main></body></html>"
    documents, told = read(tmp_path, "a.html", index)
    assert documents.empty and "index page" in told["ingest"]
    documents, told = read(tmp_path, "a.html", making.page(ONE, "microdata").replace("</main>", f"</main>{links}"))
    assert len(documents) == 1 and documents["title"].tolist() == [ONE.title]


def test_the_text_that_a_page_carries_for_machines_is_read_where_the_page_shows_less(tmp_path):
    ld = json.dumps({"@type": "NewsArticle", "headline": ONE.title, "articleBody": ONE.text})
    head = f'<head><script type="application/ld+json">{ld}</script></head>'
    text = f"<html>{head}<body><article><p>{LEAD}</p></article></body></html>"
    documents, _ = read(tmp_path, "a.html", text)
    assert documents["text"].tolist() == [ONE.text]


def test_a_stub_without_a_sentence_says_how_many_words():
    with pytest.raises(Unreadable, match="7 words"):
        stubs.opening(
            "The canal authority rejected a complaint and…\nSubscribe now", "", pagefields.PageFields(free=False)
        )
