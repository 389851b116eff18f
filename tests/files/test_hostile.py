"""Whatever lies in a folder or stands in a file: the run goes on, and what could not be read is told."""

import json
import os
import subprocess
import time
import tracemalloc

import pandas as pd
import pytest

from stancebook import tables
from stancebook.actors import analyst_file
from stancebook.files import characters, ingest, opening, readers
from stancebook.runs import manifest

PROSE = "The harbour at Tarna opened again on Friday. Traders on both shores of the strait had waited for the day."
GOOD = "The ferry to Belmar sails twice a week from now on, the company said. Nobody had hoped for so much so soon."
PAGE = "".join(f"<p>{PROSE} This is paragraph {n} of the report.</p>" for n in range(6))


@pytest.fixture
def folder(tmp_path):
    """A folder with one good article, which must be read whatever lies beside it."""
    made = tmp_path / "corpus"
    made.mkdir()
    (made / "zz_good.txt").write_text(GOOD)
    return made


def read(folder):
    """Return other articles than the good one, and ``skipped`` as (stage, file, reason)."""
    documents, skipped = ingest.read_articles([folder], check_language=False)
    assert GOOD in documents["text"].tolist()
    written = folder.parent / "tables"
    tables.write({"documents": documents, "skipped": skipped}, written)  # Parquet, CSV
    assert tables.read(written, "documents")["documents"]["text"].tolist() == documents["text"].tolist()
    for row in documents.astype({"published": "str"}).to_dict("records"):
        json.dumps(row, ensure_ascii=False).encode()
    told = [(s, i.rsplit("/", 1)[-1], r) for s, i, r in skipped.itertuples(index=False)]
    return documents[documents["text"] != GOOD], told


def test_halves_of_characters_in_any_field_are_replaced_one_for_one(folder):
    fields = ("doc_id", "title", "source", "byline", "url")
    record = {name: f"{name} \ud800 x" for name in fields} | {"text": f"\ud83d {PROSE} \udc00."}
    (folder / "a.jsonl").write_text(json.dumps(record))
    documents, told = read(folder)
    row = documents.iloc[0]
    assert row["text"] == f"\ufffd {PROSE} \ufffd." and len(row["text"]) == len(record["text"])
    assert all(row[name] == f"{name} \ufffd x" for name in fields)
    assert [stage for stage, *_ in told] == ["ingest:encoding"] * 6
    assert {reason.split()[0] for *_, reason in told} == {*fields, "the"}


def test_control_characters_and_line_breaks_leave_fields_on_one_line(folder):
    record = {"title": "Har\0bour\nopens\x1b[31m", "source": "Tarna \u2028Post", "url": "\x07", "text": PROSE + "\0."}
    (folder / "a.jsonl").write_text(json.dumps(record))
    documents, told = read(folder)
    row = documents.iloc[0]
    assert (row["title"], row["source"], row["text"]) == ("Har\ufffdbour opens [31m", "Tarna  Post", PROSE + "\ufffd.")
    assert pd.isna(row["url"]) and {stage for stage, *_ in told} == {"ingest:encoding"}


@pytest.mark.parametrize(
    "odd", ["\uffff", "\ufffe", "\x01", "\x0b", "&#xFFFF;", "&#65535;", "&#0;", "&#1;", "&#x1f;", "&#31", "&#xD800;"]
)
def test_characters_that_xml_forbids_do_not_cost_a_page(folder, odd):
    head = f"<html><head><title>Harbour {odd} opens</title></head><body><article><h1>Tarna {odd}</h1>"
    (folder / "a.html").write_text(f"{head}<p>It was {odd} so.</p>{PAGE}</article></body></html>", "utf-8")
    documents, _ = read(folder)
    assert len(documents) == 1 and "paragraph 5" in documents.iloc[0]["text"]
    assert not characters.INVALID.search("".join(map(str, documents.iloc[0])))


def test_noncharacters_are_replaced_in_text_and_fields(folder):
    (folder / "a.txt").write_text(f"---\ntitle: Tarna \U0001ffff\n---\n{PROSE}\uffff\ufdd0", "utf-8")
    documents, told = read(folder)
    assert documents.iloc[0]["text"] == PROSE + "\ufffd\ufffd" and documents.iloc[0]["title"] == "Tarna \ufffd"
    assert len(told) == 2


def test_names_that_are_not_utf8_or_break_lines_are_shown_escaped(folder):
    (folder / "sub\nway").mkdir()
    for name in (b"caf\xe9.txt", b"two\nlines.txt", b"sub\nway/x.txt"):
        with open(os.fsencode(folder) + b"/" + name, "w") as file:  # noqa: PTH123
            file.write(f"{PROSE} {name}")
    (folder / "sources.csv").write_text("path,title\ncaf\\xe9.txt,Coffee\n")
    documents, told = read(folder)
    assert [path.removeprefix(f"{folder}/") for path in documents["path"]] == [
        "caf\\xe9.txt",
        "sub\\nway/x.txt",
        "two\\nlines.txt",
    ]
    assert documents["title"].iloc[0] == "Coffee" and not told
    made = manifest.inputs([{"corpus": str(folder)}], folder.parent)
    assert f"{folder}/caf\\xe9.txt" in made and f"{folder}/two\\nlines.txt" in made


BOMB = 'a0: &a0 ["lol", "lol"]\n' + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("block", "word"),
    [
        (f"{BOMB}title: *a11\n", "aliases"),
        (f"title: {'[' * 5000}{']' * 5000}\n", "nested"),
        ("title: x\n" + "".join(f"key{n}: value\n" for n in range(200_000)), "characters"),
        ("title: x\n" + "".join(f"{' ' * n}a:\n" for n in range(30)), "nested"),
    ],
)
def test_front_matter_that_costs_too_much_is_refused_and_the_text_read(folder, block, word):
    (folder / "a.txt").write_text(f"---\n{block}---\n{PROSE}")
    before = time.process_time()
    documents, told = read(folder)
    assert time.process_time() - before < 5
    assert documents["text"].tolist() == [PROSE] and documents["title"].isna().all()
    assert [stage for stage, *_ in told] == ["ingest:fields"] and word in told[0][2]


def test_a_starred_word_in_front_matter_is_no_alias(folder):
    (folder / "a.txt").write_text(f"---\ntitle: *Breaking* Tarna opens\n---\n{PROSE}")
    documents, told = read(folder)
    assert documents["title"].tolist() == ["*Breaking* Tarna opens"] and not told


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.html", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>hi</text></svg>', ".txt|text"),
        (
            "a.html",
            b'<svg xmlns="http://www.w3.org/2000/svg"><title>A</title><text>hi</text><path d="M0"/></svg>',
            "text",
        ),
        ("a.html", b'<?xml version="1.0"?><feed><entry/></feed>', "text"),
        ("a.html", b"\x89PNG\r\n\x1a\n\x01\x02" * 99, "binary"),
        ("a.html", b"<html><body><script>let x = 1</script></body></html>", "text"),
        ("a.html", b"<html><body>" + b"<div>" * 100_000, "text"),
        ("a.jsonl", b'{"text": ' + b"[" * 100_000, "deep"),
        ("a.jsonl", b'{"text": "x", "doc_id": ' + b"9" * 5000 + b"}", "4300"),
        ("a.jsonl", b'{"text": 7}', "string"),
        ("a.txt", b"\x01" * 3_000_000, "binary"),
        ("a.txt", b"good words " * 7000 + b"\x01" * 3_000_000, "binary"),
        ("a.csv", b'text\n"' + b"\xff\xfe\x01" * 99, "text"),
    ],
)
def test_what_is_no_article_is_told(folder, name, data, word):
    (folder / name).write_bytes(data)
    documents, told = read(folder)
    assert documents.empty and len(told) == 1 and told[0][0] == "ingest"
    assert any(w in told[0][2] for w in word.split("|"))


def test_values_that_are_no_texts_are_left_out_and_told(folder):
    odd = {"doc_id": float("nan"), "title": {"a": 1}, "byline": [{"id": 7}], "source": ["A", None, "B"], "url": 12}
    (folder / "a.jsonl").write_text(json.dumps({**odd, "text": PROSE, "published": 20190930}))
    documents, told = read(folder)
    row = documents.iloc[0]
    assert row["doc_id"] == row["sha256"][:12] and (row["source"], row["url"]) == ("A, B", "12")
    assert row["published"] == pd.Timestamp("2019-09-30") and row[["title", "byline"]].isna().all()
    assert [(stage, reason.split()[0]) for stage, _, reason in told] == [
        ("ingest:fields", "title"),
        ("ingest:fields", "byline"),
    ]


def test_a_field_or_a_date_without_end_is_cut_and_told(folder):
    (folder / "a.jsonl").write_text(json.dumps({"title": "x" * 10**6, "date": "9" * 10**6, "text": PROSE}))
    documents, told = read(folder)
    assert documents["title"].str.len().tolist() == [2000]
    assert {stage for stage, *_ in told} == {"ingest:fields", "ingest:date"} and all(len(r) < 300 for *_, r in told)


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_csv_of_any_line_end(folder, end):
    (folder / "a.csv").write_bytes(end.join(["title,text", f"One,{PROSE}", f'Two,"{PROSE}{end}Next."', "x"]).encode())
    (folder / "sources.csv").write_bytes(end.join(["path;title", "zz_good.txt;Ferry", "gone.txt;No"]).encode())
    (folder.parent / "actors.csv").write_bytes(
        end.join(["# ours", "name,aliases,kind,role,wikidata,focus", "", "Tarna,,place,,,", "# more"]).encode()
    )
    documents, told = read(folder)
    assert documents["title"].tolist() == ["One", "Two"]
    assert [(file, reason.split()[0]) for _, file, reason in told] == [("sources.csv:3", "names"), ("a.csv:5", "has")]
    assert analyst_file.read_analyst(folder.parent / "actors.csv")["name"].tolist() == ["Tarna"]


def test_sources_in_another_encoding(folder):
    (folder / "sources.csv").write_bytes("path,source\nzz_good.txt,El Día\n".encode("cp1252"))
    documents, skipped = ingest.read_articles([folder])
    assert documents["source"].tolist() == ["El Día"] and skipped.empty
    (folder / "sources.csv").write_bytes(b"path,source\nzz_good.txt,\x81\x8d\x8f\x90\n")
    documents, skipped = ingest.read_articles([folder / "zz_good.txt"])
    assert documents["source"].isna().all() and skipped["stage"].tolist() == ["ingest:sources"]


def test_pipes_devices_and_folders_under_the_names_of_files(folder):
    os.mkfifo(folder / "sources.csv")
    os.mkfifo(folder / "actors.csv")
    (folder / "null.txt").symlink_to("/dev/zero")
    (folder / "x.txt").mkdir()
    (folder / "x.txt" / "sources.csv").mkdir()
    (folder / "x.txt" / "inner.txt").write_text(PROSE)
    documents, told = read(folder)
    assert documents["text"].tolist() == [PROSE]
    assert sorted((stage, file) for stage, file, _ in told) == [
        ("ingest", "null.txt"),
        ("ingest:sources", "sources.csv"),
    ]
    assert all("regular" in reason for *_, reason in told)
    with pytest.raises(analyst_file.ActorsFileError, match="regular"):
        analyst_file.read_analyst(folder / "actors.csv")


def test_folders_deeper_than_calls_may_go(folder):
    inner = os.open(folder, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=inner)  # step by step: the whole path could be too long
        inner, outer = os.open("d", os.O_RDONLY, dir_fd=inner), inner
        os.close(outer)
    with open(os.open("x.txt", os.O_WRONLY | os.O_CREAT, dir_fd=inner), "w") as file:  # noqa: PTH123
        file.write(PROSE)
    os.close(inner)
    try:
        documents, told = read(folder)
        assert documents["text"].tolist() == [PROSE] and not told
        assert len(manifest.inputs([{"corpus": str(folder)}], folder.parent)) == 2
    finally:
        subprocess.run(["rm", "-rf", folder / "d"], check=True)  # shutil.rmtree recurses


def test_a_file_larger_than_its_kind_may_be_is_not_read(folder):
    for name, size in (("a.html", 11_000_000), ("a.txt", 100_000_000)):
        with (folder / name).open("wb") as file:
            file.write((b"<p>word " if name == "a.html" else b"word ") * 14_000)
            file.truncate(size)
    tracemalloc.start()
    _, told = read(folder)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [file for _, file, _ in told] == ["a.html", "a.txt"] and all("MB" in reason for *_, reason in told)
    assert most < 50_000_000


def test_one_very_long_line(folder):
    (folder / "a.txt").write_text("word " * 199_000 + "end")
    (folder / "b.txt").write_text("---\ntitle: " + " " * 15_000 + "x: y\n---\n" + PROSE)
    before = time.process_time()
    documents, told = read(folder)
    assert time.process_time() - before < 20
    assert documents["title"].tolist()[1] == "x: y" and len(documents) == 2 and not told


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (PermissionError(13, "Permission denied"), "permissions"),
        (FileNotFoundError(2, "No such file or directory"), "No such file"),
        (MemoryError(), "MemoryError"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (AssertionError("\ud800\n"), "AssertionError: \ufffd"),
    ],
)
def test_whatever_reading_a_file_raises_is_a_row(folder, monkeypatch, error, word):
    (folder / "a.jsonl").write_text(json.dumps({"text": PROSE}))

    whole = opening.Blob.open

    def fail(blob):
        if blob.name == "a.jsonl":
            raise error
        return whole(blob)

    monkeypatch.setattr(opening.Blob, "open", fail)
    documents, told = read(folder)
    assert documents.empty and [(stage, file) for stage, file, _ in told] == [("ingest", "a.jsonl")]
    assert word in told[0][2] and ":" in told[0][2]


def test_an_article_that_breaks_the_language_check_is_a_row(folder, monkeypatch):
    (folder / "a.txt").write_text(PROSE)
    monkeypatch.setattr(ingest, "foreign", lambda text: 1 / 0 if text == PROSE else None)
    documents, skipped = ingest.read_articles([folder])
    assert documents["text"].tolist() == [GOOD] and "ZeroDivisionError" in skipped["reason"][0]


def test_a_missing_library_of_ours_is_no_fault_of_a_file(folder, monkeypatch):
    def fail(path, columns):
        raise ImportError("trafilatura")

    monkeypatch.setattr(readers, "articles_in", fail)
    with pytest.raises(ImportError):
        ingest.read_articles([folder])


def test_a_file_that_changes_while_it_is_read_is_told(folder, monkeypatch):
    path = folder / "a.txt"
    path.write_text(PROSE)
    looked = os.fstat

    def grow(file):
        found = looked(file)
        if found.st_size == len(PROSE):
            with path.open("a") as more:
                more.write(" And more.")
        return found

    monkeypatch.setattr(opening.os, "fstat", grow)
    documents, told = read(folder)
    assert documents.empty and "changed" in told[0][2]


RUSSIAN = "Порт снова открыт, сообщил в пятницу министр. Торговцы на обоих берегах пролива долго ждали этого дня."


def test_encodings_are_declared_or_guessed():
    page = f'<html><head><meta charset="windows-1250"></head><body>Jiří Žáček {PROSE}</body></html>'
    assert characters.decode(page.encode("cp1250"), page=True) == (page, None)
    text, note = characters.decode(RUSSIAN.encode("koi8-r"))
    assert text == RUSSIAN and "koi8_r" in note
    assert characters.decode(PROSE.encode("utf-32")) == (PROSE, None)
    with pytest.raises(characters.Unreadable, match="save it as UTF-8"):
        characters.decode(bytes(range(128, 256)) * 3)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"name,aliases,kind,role,wikidata,focus\nTarna,,place,,,\nBel,,place,a,b,yes,c\n", "row 3: more cells"),
        (b"title\nx\n", 'no column "name"'),
        (b"\x00\x01", "binary"),
    ],
)
def test_an_actors_file_that_is_none_says_why(tmp_path, data, told):
    (tmp_path / "actors.csv").write_bytes(data)
    with pytest.raises(analyst_file.ActorsFileError, match=told):
        analyst_file.read_analyst(tmp_path / "actors.csv")


def test_an_actors_file_of_excel(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_bytes("Name;Aliases;Kind;Role;Wikidata;Focus\nJosé Peña;;person;;;yes\n".encode("cp1252"))
    assert analyst_file.read_analyst(path)["name"].tolist() == ["José Peña"]
    path.write_text("# nothing yet\n")
    assert analyst_file.read_analyst(path).empty
