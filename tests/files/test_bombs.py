"""Files that would hurt the machine: each ends as a row that says what to do, in bounded time and memory."""

import bz2
import gzip
import io
import json
import random
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib

import pytest

from files import exporting, making
from stancebook.files import bounds, ingest, kinds, readers
from stancebook.files.characters import Unreadable

ONE = making.articles(1)[0]
GOOD = ONE.text


def read(folder, name=None, data=b""):
    if name:
        (folder / name).write_bytes(data)
    began = time.process_time()
    documents, skipped = ingest.read_articles([folder], fold_duplicates=False, check_language=False)
    assert time.process_time() - began < 60
    return documents, [
        (i.partition("/")[2].rsplit("/corpus/", 1)[-1], r)
        for i, r in zip(skipped["item"], skipped["reason"], strict=True)
    ]


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def zipped(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return made.getvalue()


NULLS = b"\0" * 6_000_000


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lambda data: zipped({"a.txt": data})])
def test_a_bomb_is_refused_unread(corpus, pack, monkeypatch):
    monkeypatch.setattr(bounds, "LARGEST", 5_000_000)
    data = pack(NULLS)
    assert len(data) < 100_000
    documents, told = read(corpus, "a.bin", data)
    assert documents.empty and len(told) == 1 and "unpacks to more than" in told[0][1]


def test_a_zip_that_lies_about_its_size_is_a_row(corpus):
    data = bytearray(zipped({"a.txt": b"word " * 100_000, "b.txt": GOOD}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x01\x02"))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    documents, told = read(corpus, "a.zip", bytes(data))
    assert len(documents) + len(told) >= 1 and all(reason for _, reason in told)


def test_archives_within_archives_are_read_three_deep(corpus):
    data = GOOD.encode()
    for n in range(3):
        data = zipped({f"{n}.zip" if n else "a.txt": data})
    documents, told = read(corpus, "a.zip", data)
    assert (
        documents["text"].tolist() == [GOOD] and documents["path"][0].endswith("a.zip/2.zip/1.zip/a.txt") and not told
    )
    documents, told = read(corpus, "a.zip", zipped({"x.zip": data}))
    assert documents.empty and "archives deep" in told[0][1]


def test_members_never_leave_the_archive(corpus):
    odd = {
        "../../evil.txt": GOOD,
        "/etc/evil.txt": GOOD + " 1",
        "C:\\evil\n.txt": GOOD + " 2",
        "ok/good.txt": GOOD + " 3",
        "__MACOSX/._a": "x",
    }
    documents, told = read(corpus, "a.zip", zipped(odd))
    assert len(documents) == 4 and not list(corpus.parent.rglob("evil*")) and "hidden" in told[0][1]
    assert all("\n" not in path for path in documents["path"])


def test_links_and_devices_in_a_tar_are_told(corpus):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as out:
        for name, kind in (
            ("l.txt", tarfile.SYMTYPE),
            ("h.txt", tarfile.LNKTYPE),
            ("p", tarfile.FIFOTYPE),
            ("d", tarfile.CHRTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            out.addfile(member)
    documents, told = read(corpus, "a.tar", made.getvalue())
    assert documents.empty and len(told) == 4 and all("not followed" in reason for _, reason in told)


def test_an_archive_of_too_many_files_is_refused(corpus, monkeypatch):
    monkeypatch.setattr(bounds, "MOST_MEMBERS", 50)
    documents, told = read(corpus, "a.zip", zipped({f"{n}.txt": GOOD for n in range(51)}))
    assert documents.empty and "51 files" in told[0][1]


def test_encrypted_members_are_told(corpus):
    data = bytearray(zipped({"a.txt": GOOD}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    documents, told = read(corpus, "a.zip", bytes(data))
    assert documents.empty and "password" in told[0][1]


LOL = (
    b'<!DOCTYPE x [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>"
)


def test_entity_bombs_expand_nowhere(corpus):
    docx = zipped({"[Content_Types].xml": "x", "word/document.xml": LOL + b"<w>&m;</w>"})
    feed = b'<?xml version="1.0"?>' + LOL + b"<rss><channel><item><title>&m;</title></item></channel></rss>"
    factiva = (
        b'<?xml version="1.0"?>'
        + LOL
        + b"<ppsArticleResponse><article><headline>&m;</headline></article></ppsArticleResponse>"
    )
    outside = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><body><p>&a;</p></body></html>'
    for name, data in (
        ("a.docx", docx),
        ("b.xml", feed),
        ("c.xml", factiva),
        ("d.html", LOL + b"<html><body>&m;</body></html>"),
        ("e.xml", outside),
    ):
        (corpus / name).write_bytes(data)
    tracemalloc.start()
    documents, told = read(corpus)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100_000_000
    assert "root:" not in "".join(documents["text"]) and len(documents) + len(told) >= 5


@pytest.mark.parametrize(
    "kind", ["docx", "xlsx", "pdf", "rtf", "parquet", "warc", "zip", "gz", "tar", "nexis_docx", "eml", "atom"]
)
def test_a_file_cut_short_is_text_or_a_row(corpus, kind):
    make = {**making.KINDS, **exporting.KINDS}[kind]
    name, data = make[2](making.articles(make[0]))
    for share in (0.1, 0.5, 0.9, 0.99):
        documents, told = read(corpus, name, data[: int(len(data) * share)])
        assert len(documents) + len(told) >= 1
        assert all(":" in reason for _, reason in told), told


def test_an_encrypted_pdf_and_a_scan_are_told(corpus):
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    scan, locked = io.BytesIO(), io.BytesIO()
    writer.write(scan)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    (corpus / "a.pdf").write_bytes(scan.getvalue())
    documents, told = read(corpus, "b.pdf", locked.getvalue())
    assert documents.empty and "OCR" in told[0][1] and "password" in told[1][1]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b"[" * 200_000),
        ("b.json", b'{"a":' * 200_000),
        ("c.json", b'{"articles": ' + b"[" * 900 + b"]" * 900 + b"}"),
        ("d.html", b"<div>" * 200_000 + b"text"),
        ("e.html", b"<html><body>" + b"<a href=x>" * 20_000),
        ("f.rtf", b"{\\rtf1 " + b"{" * 200_000 + b"x"),
        ("g.rtf", b"{\\rtf1 " + b"\\u-999999999999?" * 1000 + b"}"),
        (
            "h.eml",
            b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n"
            + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3000,
        ),
        ("i.mbox", b"From a@b Mon Mar 4 09:30:00 2024\nX: y\n\n" * 3000),
        ("j.xml", b"<rss><channel>" + b"<item>" * 5_000),
        ("k.csv", b"text,date\n" + b'"' * 1_000_001),
        ("l.txt", b"a\x00" * 90_000),
        ("m.warc", b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\nx"),
        ("n.txt", b"\xff\xfe" + b"\x00\xd8" * 50_000),
        ("o.pdf", b"%PDF-1.4\n" + b"1 0 obj<</Kids[1 0 R]/Type/Pages/Count 9>>endobj\n" * 999),
        ("p.html", b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><p>x</p>"),
        ("q.tar", b"\0" * 257 + b"ustar" + b"\0" * 5000),
        ("r.xlsx", zipped({"xl/workbook.xml": b"<workbook>"})),
        ("s.parquet", b"PAR1" + b"\xff" * 500 + b"PAR1"),
        ("t.docx", zipped({"word/document.xml": b"<"})),
        ("u.html", b"<article>" + b"<span class=DocPublicationName>" * 50_000),
        ("v.html", b"<div class='article enArticle'>" * 20_000),
        ("w.html", b"<a name='DocID_MSTAR_1'>" * 50_000),
        ("x.txt", b"1 of 9 DOCUMENTS\n" * 5_000),
        ("y.txt", b"End of Document\n" * 20_000),
        ("z.html", b"<meta content='" * 90_000),
        ("za.html", b"<nav>" * 90_000 + b"<!--" * 90_000 + b"<script>" * 90_000),
        ("zb.html", b"<html><p>x" + b" " * 2_000_000),
        ("zc.txt", b"<p>a</p> <p>" + b" \n" * 500_000 + b"<script>" * 20_000 + b"<!--" * 90_000),
        ("zd.txt", b"Title: x" + b" " * 900_000 + b"y\nDate: z" + b"HD|" + b" " * 500_000),
        ("ze.html", b"<span class=TitreArticleVisu>" * 20_000 + b"<span class=DocPublicationName>"),
        ("zf.html", b"<script type=application/ld+json>" * 60_000),
    ],
)
def test_nested_and_endless_input_is_a_row_in_bounded_time(corpus, name, data):
    documents, told = read(corpus, name, data)
    assert len(documents) + len(told) >= 1 and all(len(reason) < 1000 for _, reason in told)


def test_a_reader_that_takes_too_long_is_stopped(corpus, monkeypatch):
    def forever(blob):
        while True:
            zlib.crc32(b"x" * 1000)
        yield

    monkeypatch.setattr(bounds, "SECONDS", 0.3)
    monkeypatch.setattr(readers, "reader", lambda kind: forever)
    documents, told = read(corpus, "a.txt", b"words")
    assert documents.empty and "took longer" in told[0][1]


def test_json_lines_are_read_line_by_line(corpus):
    with (corpus / "a.jsonl").open("w") as file:
        for n in range(400):
            file.write(json.dumps({"text": f"{n} " + GOOD, "pad": "x" * 20_000}) + "\n")
    tracemalloc.start()
    n = sum(1 for _ in readers.articles_in(corpus / "a.jsonl"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n == 400 and most < 5_000_000


def test_a_line_that_is_too_long_costs_only_itself(corpus, monkeypatch):
    monkeypatch.setattr(bounds, "LARGEST_LINE", 2_000)
    lines = [
        json.dumps({"text": "x " * 5_000}),
        json.dumps({"text": GOOD[:900]}),
        json.dumps({"text": "y " * 1_500}),
        json.dumps({"text": GOOD[:800]}),
    ]
    documents, told = read(corpus, "a.jsonl", "\n".join(lines).encode())
    assert len(documents) == 2 and [item.rpartition(":")[2] for item, _ in told] == ["1", "3"]


@pytest.mark.parametrize("suffix", [".py", ".yml", ".svg", ".log"])
def test_code_is_no_article(suffix):
    with pytest.raises(Unreadable, match="not an article format"):
        kinds.of(GOOD.encode(), suffix)


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (GOOD.encode(), ".05 Story", "text"),
        (b"<html><body>", ".txt", "page"),
        (b"{\\rtf1", ".DOC".lower(), "rtf"),
        (b"%PDF-1.7", ".txt", "pdf"),
        (b'{"text": "x"}\n{"text": "y"}', ".txt", "json"),
        (b"[1] The first note says so.", ".txt", "text"),
        (b"{Editor's note} It rained.", ".txt", "text"),
        (b"From: a@b\nSubject: x\nMIME-Version: 1.0\n\nText", "", "mail"),
        (b"From: the editors\nTo: all readers\n\nText", ".txt", "text"),
        (b"From a@b.org Mon Mar  4 09:30:00 2024\nFrom: a\n\nx", "", "mbox"),
        (b"From 1990 to 2024\nit rained: much", ".txt", "text"),
        (b'<?xml version="1.0"?><rss version="2.0">', "", "feed"),
        (b"title;date;text\na;b;c", ".txt", "csv"),
        (b"Wind; rain; text of a note", ".txt", "text"),
        (b"<3 is what she wrote, and no more", ".txt", "text"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", ".php", "page"),
    ],
)
def test_kinds_are_told_by_content(data, suffix, kind):
    assert kinds.of(data, suffix) == kind


def test_random_bytes_behind_every_mark_are_rows(corpus):
    chance = random.Random(7)
    for i, (mark, _) in enumerate(kinds.MAGIC):
        (corpus / f"{i}.bin").write_bytes(mark + chance.randbytes(4000))
    documents, told = read(corpus)
    assert documents.empty and len(told) >= len(kinds.MAGIC)
