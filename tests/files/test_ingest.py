"""Files of every kind, good and bad, to documents and skipped."""

import json
import os

import pandas as pd
import pytest

from stancebook.files import copies, dates, ingest, readers

PROSE = "The harbour at Tarna opened again on Friday. Traders on both shores of the strait had waited for the day."
GERMAN = (
    "Der Hafen wurde am Freitag wieder geöffnet, sagte der Verkehrsminister. Händler auf beiden Seiten der "
    "Meerenge hatten lange auf diesen Tag gewartet, denn die Preise waren stark gestiegen."
)


def read(folder, **options):
    documents, skipped = ingest.read_articles([folder], **options)
    return documents, dict(zip(skipped["item"], skipped["reason"], strict=True))


def reason(skipped, name):
    return next(text for item, text in skipped.items() if item.endswith(name))


def test_plain_text_is_kept_exactly_with_its_line_ends(tmp_path):
    text = f"  {PROSE}\r\n\r\nA second “paragraph”.\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    documents, skipped = read(tmp_path)
    row = documents.iloc[0]
    assert row["text"] == text and not skipped
    assert row["doc_id"] == row["sha256"][:12] and row["cluster_id"] == row["doc_id"]
    assert row["n_words"] == len(text.split()) and row["language"] == "en"
    assert documents[["title", "source", "byline", "url", "published"]].isna().all(axis=None)


def test_front_matter_gives_fields_and_text_is_what_follows(tmp_path):
    head = "---\ntitle: Tarna: the harbour opens\ndate: 2021-03-05\nauthor: A. Writer\nsource: The Tarna Post\n---\n"
    (tmp_path / "a.txt").write_text(head + "\n" + PROSE)
    row = read(tmp_path)[0].iloc[0]
    assert row["text"] == "\n" + PROSE
    assert (row["title"], row["byline"], row["source"]) == ("Tarna: the harbour opens", "A. Writer", "The Tarna Post")
    assert row["published"] == pd.Timestamp("2021-03-05")


def test_a_rule_of_dashes_is_not_front_matter(tmp_path):
    text = f"---\n{PROSE}\n---\nMore of it.\n"
    (tmp_path / "a.txt").write_text(text)
    assert read(tmp_path)[0].iloc[0]["text"] == text


def test_sources_csv_goes_before_what_a_file_says(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text(f"---\ntitle: Own title\n---\n{PROSE}")
    (tmp_path / "sources.csv").write_text(
        "path,source,published,title,url,note\n"
        "sub/a.txt,The Tarna Post,2021-03-05,Other,,from the page\ngone.txt,X,,,,\n"
    )
    (tmp_path / "actors.csv").write_text("name,kind\nTarna,place\n")
    (tmp_path / "corrections.yml").write_text("[]")
    documents, skipped = read(tmp_path)
    assert documents[["title", "source"]].to_numpy().tolist() == [["Other", "The Tarna Post"]]
    assert documents.iloc[0]["published"] == pd.Timestamp("2021-03-05")
    assert list(skipped) == [f"{(tmp_path / 'sources.csv').as_posix()}:3"] and "not there" in reason(skipped, ":3")


def test_html_gives_article_and_metadata(tmp_path):
    paragraphs = "".join(f"<p>{PROSE} This is paragraph {n} of the report.</p>" for n in range(6))
    (tmp_path / "a.html").write_text(
        '<html lang="en"><head><title>Harbour opens</title><meta property="article:published_time" '
        'content="2021-03-05T10:00:00Z"><meta property="og:site_name" content="The Tarna Post"></head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>Harbour opens</h1>{paragraphs}</article>"
        "<footer>© 2024</footer></body></html>"
    )
    (tmp_path / "b.html").write_text("<html><body></body></html>")
    documents, skipped = read(tmp_path)
    row = documents.iloc[0]
    assert "paragraph 5" in row["text"] and "Home" not in row["text"]
    assert (row["title"], row["source"], row["published"].date().isoformat()) == (
        "Harbour opens",
        "The Tarna Post",
        "2021-03-05",
    )
    assert "save the article's text" in reason(skipped, "b.html")


def test_jsonl_line_by_line(tmp_path):
    lines = [
        json.dumps({"doc_id": "x", "text": PROSE, "published": "5 March 2021", "source": "Tarna Post"}),
        "{broken",
        "",
        json.dumps({"doc_id": "y", "title": "no text"}),
        json.dumps({"doc_id": 7, "text": "A line\u2028inside.\r\n"}, ensure_ascii=False),
        json.dumps(["a", "list"]),
        json.dumps({"text": "Half an emoji \ud83d here."}),
        json.dumps({"text": " \n "}),
    ]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(lines))
    documents, skipped = ingest.read_articles([file])
    assert list(documents["doc_id"][:2]) == ["x", "7"] and len(documents) == 3
    assert documents.iloc[1]["text"] == "A line\u2028inside.\r\n"
    assert documents.iloc[2]["text"] == "Half an emoji \ufffd here."
    assert documents.iloc[0]["published"] == pd.Timestamp("2021-03-05")
    at = {item.rsplit(":", 1)[1]: stage for stage, item in zip(skipped["stage"], skipped["item"], strict=True)}
    assert at == {"2": "ingest", "4": "ingest", "6": "ingest", "7": "ingest:encoding", "8": "ingest"}


def test_csv_with_other_delimiters_and_bad_rows(tmp_path):
    (tmp_path / "a.csv").write_text(f'Title;Date;Text\nOne;2021-03-05;"{PROSE}\nNext; line."\nTwo;x;y;z\nThree\n')
    (tmp_path / "b.csv").write_text("name,kind\na,b\n")
    documents, skipped = read(tmp_path)
    assert documents["text"].tolist() == [f"{PROSE}\nNext; line."] and documents["title"].tolist() == ["One"]
    assert "double quotes" in reason(skipped, "a.csv:4") and "fewer" in reason(skipped, "a.csv:5")
    assert "name the columns" in reason(skipped, "b.csv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    text = PROSE + " “Enfin”, said José."
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert read(tmp_path)[0]["text"].tolist() == [text]


def test_a_file_cut_inside_a_letter_is_still_utf8(tmp_path):
    text = PROSE + " “Señor Peña said: mañana.” “Así será, señor,” José told León. “Sí.”"
    (tmp_path / "a.txt").write_bytes(text.encode()[:-1])
    documents, skipped = ingest.read_articles([tmp_path])
    assert documents.iloc[0]["text"].startswith(text[:-1]) and skipped["stage"].tolist() == ["ingest:encoding"]


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "bin.txt").write_bytes(b"\x89PNG\r\n\x00\x01" * 20)
    (tmp_path / "koi.txt").write_bytes("Порт снова открыт, сообщил министр.".encode("koi8-r"))
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "dots.txt").write_text("... 12 ---")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4\n")
    (tmp_path / "long.txt").write_text("word " * 200_001)
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / ".hidden.txt").write_text(PROSE)
    os.mkfifo(tmp_path / "pipe.txt")
    documents, skipped = read(tmp_path)
    assert documents.empty
    told = {"bin.txt": "binary", "koi.txt": "UTF-8", "empty.txt": "empty", "dots.txt": "no words",
            "x.pdf": "damaged", "long.txt": "split", "link.txt": "can't be opened", ".hidden.txt": "hidden",
            "pipe.txt": "regular"}  # fmt: skip
    assert len(skipped) == len(told)
    for name, word in told.items():
        assert word in reason(skipped, "/" + name)
    assert "can't be opened" in reason(read(tmp_path / "nowhere")[1], "nowhere")


def test_other_languages_are_skipped_and_lists_are_not(tmp_path):
    names = "Ostland, Westmark, Norland, Sudland, Farrow, Tarna, Belmar, Quill, Ashdown, Merrow, Tallis, Orrin, " * 3
    arabic = "أعيد فتح المعبر الحدودي بين البلدين يوم الاثنين بحضور وزير الداخلية ورئيس الهيئة "
    chinese = "两国周一宣布重新开放边境口岸，这是两国关系正常化的一步。贸易商对此表示欢迎。"
    texts = {"de": GERMAN, "ar": arabic * 2, "zh": chinese * 2, "en": PROSE, "list": names, "short": "Hafen offen"}
    texts["half"] = f"{PROSE} {PROSE}\n\n{GERMAN}"
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text)
    documents, skipped = read(tmp_path)
    assert len(documents) == 4 and all("not English" in text for text in skipped.values())
    assert {item.rsplit("/", 1)[1] for item in skipped} == {"de.txt", "ar.txt", "zh.txt"}
    assert len(read(tmp_path, check_language=False)[0]) == 7


def test_exact_duplicates_are_folded_and_told(tmp_path):
    (tmp_path / "a.txt").write_text(PROSE)
    (tmp_path / "b.txt").write_text(PROSE.replace(". ", ".\n\n"))
    documents, skipped = read(tmp_path)
    assert len(documents) == 1 and documents.iloc[0]["doc_id"] in reason(skipped, "b.txt")
    kept, skipped = read(tmp_path, fold_duplicates=False)
    assert len(kept) == 2 and not skipped and kept["cluster_id"].nunique() == 1 and kept["doc_id"].is_unique


def test_clashing_ids_get_a_suffix(tmp_path):
    rows = [{"doc_id": i, "text": f"{PROSE} {n}"} for n, i in enumerate(["a", "a", "a-2", "b"])]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    documents, skipped = ingest.read_articles(tmp_path)
    assert documents["doc_id"].tolist() == ["a", "a-3", "a-2", "b"]
    assert skipped["stage"].tolist() == ["ingest:doc_id"]


def test_near_copies_share_a_cluster():
    words = [f"word{n}" for n in range(400)]
    full, first, second = " ".join(words), " ".join(words[:200]), " ".join(words[200:])
    edited = " ".join("changed" if n % 40 == 0 else w for n, w in enumerate(words))
    other = " ".join(words[:40] + [f"other{n}" for n in range(300)])
    assert copies.clusters([first, other, full, second, edited, ""]) == [0, 1, 0, 0, 0, 5]


def test_order_is_that_of_names_and_does_not_depend_on_the_disk(tmp_path):
    for name in ("b.txt", "a/z.txt", "c.txt", "a/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{PROSE} This is {name}.")
    documents, _ = read(tmp_path)
    assert [p.removeprefix(f"{tmp_path.as_posix()}/") for p in documents["path"]] == [
        "a/a.txt",
        "a/z.txt",
        "b.txt",
        "c.txt",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-09-30", "2019-09-30"),
        ("2019-09-30T23:30:00-05:00", "2019-09-30"),
        ("20190930", "2019-09-30"),
        ("30 September 2019", "2019-09-30"),
        ("Sept. 30, 2019", "2019-09-30"),
        ("Mon, 30 Sep 2019 17:00:00 GMT", "2019-09-30"),
        ("30/09/2019", "2019-09-30"),
        ("09-30-2019", "2019-09-30"),
        ("04/04/2019", "2019-04-04"),
        ("2019/9/30", "2019-09-30"),
        ("1569801600", "2019-09-30"),
        ("1569801600000", "2019-09-30"),
        ("20190930T101500Z", "2019-09-30"),
        ("30. September 2019", "2019-09-30"),
        ("5 März 2024", "2024-03-05"),
        ("mardi 5 mars 2024", "2024-03-05"),
        ("le 1er août 2019", "2019-08-01"),
        ("miércoles, 3 de julio de 2019", "2019-07-03"),
        ("3 luglio 2019 10:15", "2019-07-03"),
        ("3 juli 2019", "2019-07-03"),
        ("terça-feira, 3 de março de 2020", "2020-03-03"),
        ("July 3, 2019 Wednesday 11:11 AM GMT", "2019-07-03"),
        ("Published: 5 March 2024 at 7:15 p.m.", "2024-03-05"),
        ("2017 年 4 月 1 日", "2017-04-01"),
    ],
)
def test_dates_that_can_be_read_one_way(text, day):
    assert dates.parse_date(text).date().isoformat() == day


@pytest.mark.parametrize(
    "text",
    ["03/04/2019", "3.4.2019", "30/09/19", "September 2019", "Monday", "2019", "15698", "2019-13-04", "soon"],
)
def test_dates_that_cannot(text, tmp_path):
    with pytest.raises(dates.DateError):
        dates.parse_date(text)
    (tmp_path / "a.txt").write_text(f"---\ndate: {text}\n---\n{PROSE}")
    documents, skipped = ingest.read_articles([tmp_path])
    assert pd.isna(documents.iloc[0]["published"]) and skipped["stage"].tolist() == ["ingest:date"]


def test_decode_says_what_to_do():
    with pytest.raises(readers.Unreadable, match="convert it"):
        readers.decode(b"\x00\x01\x02")
