"""Articles of our own invention, written as files of every kind that is read, by the writers that people use.

Each maker takes articles and returns a file's name and bytes; ``KINDS`` says how many articles it takes and which
fields the kind carries.
"""

# ruff: noqa: E501 (a layout is easier to compare with its like where a field is a line)
from __future__ import annotations

import bz2
import datetime as dt
import gzip
import html
import io
import json
import random
import tarfile
import textwrap
import zipfile
from dataclasses import dataclass, field
from email.message import EmailMessage

PLACES = "Tarna Belmar Quill Ashdown Merrow Tallis Orrin Farrow Lindale Costrel".split()
PEOPLE = "Ana Peña|José Núñez|Grace Odhiambo|Lars Müller|Ines Corrêa|Piet van Dam|Marie Lefèvre|Tom O’Hara".split("|")
GOODS = "maize timber copper tea steel barley cotton salt".split()
PAPERS = "The Tarna Post|The Belmar Courier|Quill Daily|Ashdown Evening Standard".split("|")
SECTIONS = ("World", "Business", "Politics")


@dataclass
class Article:
    """An article as its paper had it."""

    title: str
    byline: str
    source: str
    section: str
    url: str
    day: dt.date
    paragraphs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def words(self) -> int:
        return len(self.text.split())


def articles(n: int, seed: int = 0) -> list[Article]:
    """Return ``n`` articles, none like another."""
    chance = random.Random(seed)
    found = []
    for i in range(n):
        here, there, other = chance.sample(PLACES, 3)
        who, whom = chance.sample(PEOPLE, 2)
        goods, number = chance.choice(GOODS), chance.randint(11, 99)
        day = dt.date(2014, 1, 20) + dt.timedelta(days=chance.randint(0, 3600))
        found.append(Article(
            f"{here} and {there} quarrel over {goods} for the {number}th time", chance.choice(PEOPLE), chance.choice(PAPERS),
            chance.choice(SECTIONS), f"https://example.org/{day:%Y/%m/%d}/{goods}-{number}-{seed}-{i}", day,
            [
                f"The government of {here} said that its cross-border trade in {goods} with {there} fell by {number} percent "
                f"in a year, after a long dispute about the fees that lorries pay at the crossing near {other}.",
                f"“We have waited {number} weeks for an answer,” said {who}, who leads the traders’ union in {here}. “Our "
                f"neighbours in {there} keep their doors shut, and nobody there tells us why they do so.”",
                f"Officials in {there} rejected the charge. Their minister, {whom}, told reporters that the fees had been "
                f"agreed long ago and that difficult talks about {goods} would go on in {other} later this month.",
                f"Shipments of {goods} through {other} have since moved by sea, which takes about {number + 3} hours longer, "
                "according to the harbour’s own figures, and costs the companies concerned a good deal more money.",
            ],
        ))  # fmt: skip
    return found


def front_matter(a: Article) -> str:
    return (
        f'---\ntitle: "{a.title}"\nauthor: {a.byline}\ndate: {a.day}\nsource: {a.source}\nsection: {a.section}\nurl: {a.url}\n---\n'
        + a.text
    )


def labelled(a: Article) -> str:
    head = f"Title: {a.title}\nSource: {a.source}\nDate: {a.day:%d %B %Y}\nAuthor: {a.byline}\nSection: {a.section}\nURL: {a.url}\n"
    return head + "\n" + a.text + "\n"


def printed(a: Article) -> str:
    return f"{a.title}\n\nBy {a.byline}\n{a.day:%B} {a.day.day}, {a.day.year}\n\n{a.text}\n"


def markdown(a: Article) -> str:
    return f"# {a.title}\n\n*By {a.byline} | {a.day:%d %B %Y}*\n\n{a.text}\n"


def page(a: Article, how: str) -> str:
    """Return a page with navigation, teasers and a footer around the article; ``how``: graph, og, microdata, amp."""
    stamp = f"{a.day}T09:30:00+02:00"
    touched = f"{a.day + dt.timedelta(days=40)}T10:00:00+02:00"
    story = {
        "@type": "NewsArticle", "headline": a.title, "datePublished": stamp, "dateModified": touched, "articleSection": a.section,
        "author": [{"@type": "Person", "name": a.byline}], "publisher": {"@type": "Organization", "name": a.source}, "url": a.url,
    }  # fmt: skip
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Home"}]}
    graph = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "WebSite", "name": a.source, "url": "https://example.org"}, crumbs, story],
    }
    head = {
        "graph": f'<script type="application/ld+json">{json.dumps(graph)}</script>',
        "amp": f'<script type="application/ld+json">{json.dumps({"@context": "http://schema.org", **story})}</script>',
        "og": f'<meta property="og:type" content="article"><meta property="article:published_time" content="{stamp}">'
        f'<meta property="article:modified_time" content="{touched}"><meta property="og:site_name" content="{a.source}">'
        f'<meta property="og:title" content="{a.title}"><meta name="author" content="{a.byline}">'
        f'<meta property="article:section" content="{a.section}"><link rel="canonical" href="{a.url}">',
        "microdata": f'<meta itemprop="datePublished" content="{stamp}"><meta itemprop="dateModified" content="{touched}">'
        f'<meta itemprop="headline" content="{a.title}"><meta name="author" content="{a.byline}"><meta name="section" content="{a.section}">'
        f'<meta property="og:site_name" content="{a.source}"><meta property="og:url" content="{a.url}">',
    }[how]
    body = "".join(f"<p>{html.escape(p)}</p>" for p in a.paragraphs)
    links = "".join(f'<li><a href="/{n}">{place} opens a bridge of its own</a></li>' for n, place in enumerate(PLACES))
    return (
        f'<!doctype html><html {"⚡ " if how == "amp" else ""}lang="en"><head><meta charset="utf-8"><title>{html.escape(a.title)} | {a.source}</title>{head}'
        f'</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><main><article><h1>{html.escape(a.title)}</h1>'
        f"{body}</article><aside><h2>Most read</h2><ul>{links}</ul></aside></main><footer>© 2024 {a.source}. All rights reserved.</footer></body></html>"
    )


def pdf(a: Article, columns: int) -> bytes:
    """Return a PDF by matplotlib, two pages, with running heads, page numbers and words cut at line ends."""
    import matplotlib.pyplot as plt
    from matplotlib.backends.backend_pdf import PdfPages

    made, width = io.BytesIO(), 92 if columns == 1 else 42
    with PdfPages(made, metadata={"Title": a.title}) as out:
        half = (len(a.paragraphs) + 1) // 2
        for number, part in enumerate((a.paragraphs[:half], a.paragraphs[half:]), 1):
            figure = plt.figure(figsize=(8.27, 11.69))
            figure.text(0.1, 0.96, a.source, fontsize=8)
            figure.text(0.85, 0.96, f"Page {number} of 2", fontsize=8)
            if number == 1:
                figure.text(0.1, 0.915, a.title, fontsize=15)
                figure.text(0.1, 0.885, f"By {a.byline}", fontsize=9)
                figure.text(0.1, 0.865, f"{a.day:%d %B %Y}", fontsize=9)
            lines = [line for p in part for line in [*_cut(p, width), ""]]
            rows = -(-len(lines) // columns)
            for i, line in enumerate(lines):
                column, row = divmod(i, rows)
                figure.text(0.1 + 0.42 * column, 0.83 - 0.017 * row, line, fontsize=9, family="serif")
            out.savefig(figure)
            plt.close(figure)
    return made.getvalue()


def _cut(paragraph: str, width: int) -> list[str]:
    """Return lines of a paragraph, one long word cut with a hyphen."""
    lines = textwrap.wrap(paragraph, width, break_on_hyphens=False)
    for i, line in enumerate(lines[:-1]):
        word, _, rest = lines[i + 1].partition(" ")
        if word.isalpha() and word.islower() and len(word) > 8 and rest:
            lines[i], lines[i + 1] = f"{line} {word[:4]}-", f"{word[4:]} {rest}"
            break
    return lines


def docx(a: Article) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.title = a.title
    document.add_heading(a.title, 0)
    document.add_paragraph(f"By {a.byline}")
    document.add_paragraph(f"{a.day:%d %B %Y}")
    for text in a.paragraphs:
        paragraph = document.add_paragraph()
        for i, word in enumerate(text.split(" ")):
            paragraph.add_run(("" if i == 0 else " ") + word).bold = i % 7 == 3
    return saved(document)


def saved(document: object) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def rtf(lines: list[str]) -> bytes:
    """Return RTF as Word writes it: Windows-1252 as escapes, the rest as \\u with a question mark."""
    body = "\n".join(r"\pard\plain\f0\fs24 " + rtf_text(line) + r"\par" for line in lines)
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}{\colortbl;\red0\green0\blue0;}"
        + body
        + "}"
    ).encode("ascii")


def rtf_text(text: str) -> str:
    made = []
    for c in text:
        if c in "\\{}":
            made.append("\\" + c)
        elif c < "\x80":
            made.append(c)
        else:
            try:
                made.append(f"\\'{c.encode('cp1252').hex()}")
            except UnicodeEncodeError:
                made.append(f"\\u{ord(c)}?")
    return "".join(made)


def message(a: Article, as_html: bool = False) -> EmailMessage:
    made = EmailMessage()
    made["From"] = f'"{a.source}" <news@example.org>'
    made["To"] = "desk@example.com"
    made["Subject"] = a.title
    made["Date"] = f"{a.day:%a, %d %b %Y} 09:30:00 +0200"
    made["Message-ID"] = f"<{abs(hash(a.url))}@example.org>"
    if as_html:
        made.set_content("This message is shown as HTML.")
        body = "".join(f"<p>{html.escape(p)}</p>" for p in a.paragraphs)
        made = _head_of(made, a)
        made.set_content(f"<html><body>{body}</body></html>", subtype="html", cte="quoted-printable")
    else:
        made.set_content(a.text + "\n", cte="quoted-printable")
    return made


def _head_of(made: EmailMessage, a: Article) -> EmailMessage:
    bare = EmailMessage()
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        bare[name] = made[name]
    return bare


def mbox(found: list[Article]) -> bytes:
    return b"\n".join(b"From news@example.org Mon Mar  4 09:30:00 2024\n" + bytes(message(a)) for a in found)


def mhtml(a: Article) -> bytes:
    made = EmailMessage()
    made["From"] = "<Saved by Blink>"
    made["Snapshot-Content-Location"] = a.url
    made["Subject"] = a.title
    made["Date"] = "Tue, 5 Nov 2024 10:00:00 +0000"
    made["MIME-Version"] = "1.0"
    made.make_related()
    part = EmailMessage()
    part.set_content(page(a, "graph"), subtype="html", cte="quoted-printable")
    part["Content-Location"] = a.url
    made.attach(part)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG\r\n" * 9, maintype="image", subtype="png")
    made.attach(picture)
    return bytes(made)


def rss(found: list[Article]) -> str:
    items = "".join(
        f"<item><title>{html.escape(a.title)}</title><link>{a.url}</link><pubDate>{a.day:%a, %d %b %Y} 09:30:00 GMT</pubDate>"
        f"<dc:creator>{a.byline}</dc:creator><category>{a.section}</category><description>Short.</description><content:encoded><![CDATA["
        + "".join(f"<p>{html.escape(p)}</p>" for p in a.paragraphs) + f"]]></content:encoded><source url='https://example.org/'>{a.source}</source></item>"
        for a in found
    )  # fmt: skip
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>A feed</title><link>https://example.org</link>{items}</channel></rss>'
    )


def atom(found: list[Article]) -> str:
    entries = "".join(
        f"<entry><title>{html.escape(a.title)}</title><link href='{a.url}'/><published>{a.day}T09:30:00Z</published><updated>2025-01-01T00:00:00Z</updated>"
        f"<author><name>{a.byline}</name></author><category term='{a.section}'/><content type='html'>"
        + html.escape("".join(f"<p>{html.escape(p)}</p>" for p in a.paragraphs)) + f"</content><source><title>{a.source}</title></source></entry>"
        for a in found
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A feed</title>{entries}</feed>'


def record(a: Article) -> dict:
    return {"headline": a.title, "author": a.byline, "publication_date": f"{a.day:%d.%m.%Y}" if a.day.day > 12 else str(a.day),
            "newspaper": a.source, "category": a.section, "link": a.url, "body": a.text}  # fmt: skip


def newsapi(found: list[Article]) -> str:
    items = [{"source": {"id": None, "name": a.source}, "author": a.byline, "title": a.title, "description": "Short.", "url": a.url,
              "urlToImage": "https://example.org/a.png", "publishedAt": f"{a.day}T09:30:00Z", "content": a.text} for a in found]  # fmt: skip
    return json.dumps({"status": "ok", "totalResults": len(items), "articles": items})


def rows(found: list[Article], mark: str) -> str:
    import csv

    made = io.StringIO()
    writer = csv.DictWriter(made, list(record(found[0])), delimiter=mark)
    writer.writeheader()
    writer.writerows(map(record, found))
    return made.getvalue()


def xlsx(found: list[Article]) -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Articles")
    sheet.write_row(0, 0, ["A list of articles"])
    sheet.write_row(1, 0, ["Headline", "Author", "Publication Date", "Newspaper", "Category", "Link", "Full Text"])
    for i, a in enumerate(found, 2):
        sheet.write_row(i, 0, [a.title, a.byline])
        sheet.write_datetime(i, 2, dt.datetime(a.day.year, a.day.month, a.day.day), day)
        sheet.write_row(i, 3, [a.source, a.section])
        sheet.write_string(i, 5, a.url)
        sheet.write_string(i, 6, a.text)
    book.add_worksheet("Notes").write(0, 0, "nothing")
    book.close()
    return made.getvalue()


def parquet(found: list[Article]) -> bytes:
    import pandas as pd

    frame = pd.DataFrame([{**record(a), "publication_date": pd.Timestamp(a.day)} for a in found])
    made = io.BytesIO()
    frame.to_parquet(made)
    return made.getvalue()


def warc(found: list[Article]) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    made = io.BytesIO()
    writer = WARCWriter(made, gzip=True)
    for a in found:
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record(
                a.url, "response", payload=io.BytesIO(page(a, "graph").encode()), http_headers=head
            )
        )
    return made.getvalue()


def zipped(found: list[Article]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for i, a in enumerate(found):
            out.writestr(f"a folder/{i:03d}.txt", front_matter(a))
    return made.getvalue()


def tarred(found: list[Article]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as out:
        for i, a in enumerate(found):
            data = front_matter(a).encode()
            member = tarfile.TarInfo(f"folder/{i:03d}.md")
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    return made.getvalue()


ALL = ("title", "byline", "published", "source", "section", "url")
PLAIN = ("title", "byline", "published")
# Kind -> articles of a file, fields that it carries, what makes its name and bytes.
KINDS = {
    "front_matter": (1, ALL, lambda f: ("a.txt", front_matter(f[0]).encode())),
    "cp1252": (1, ALL, lambda f: ("a.txt", front_matter(f[0]).encode("cp1252"))),
    "utf16": (1, ALL, lambda f: ("a.txt", front_matter(f[0]).encode("utf-16"))),
    "labelled": (1, ALL, lambda f: ("a.txt", labelled(f[0]).encode("utf-8-sig"))),
    "mojibake": (1, ALL, lambda f: ("a.txt", front_matter(f[0]).encode().decode("cp1252", "replace").encode())),
    "graph": (1, ALL, lambda f: ("a.html", page(f[0], "graph").encode())),
    "og": (1, ALL, lambda f: ("a.htm", page(f[0], "og").encode())),
    "microdata": (1, ALL, lambda f: ("page", page(f[0], "microdata").encode())),
    "amp": (1, ALL, lambda f: ("a.html", page(f[0], "amp").encode())),
    "pdf": (1, PLAIN, lambda f: ("a.pdf", pdf(f[0], 1))),
    "pdf_columns": (1, PLAIN, lambda f: ("a.pdf", pdf(f[0], 2))),
    "docx": (1, PLAIN, lambda f: ("a.docx", docx(f[0]))),
    "rtf": (
        1,
        PLAIN,
        lambda f: ("a.doc", rtf([f[0].title, f"By {f[0].byline}", f"{f[0].day:%d %B %Y}", "", *f[0].paragraphs])),
    ),
    "eml": (1, ("title", "published", "source"), lambda f: ("a.eml", bytes(message(f[0])))),
    "eml_html": (1, ("title", "published", "source"), lambda f: ("a.eml", bytes(message(f[0], as_html=True)))),
    "mbox": (3, ("title", "published", "source"), lambda f: ("a.mbox", mbox(f))),
    "mhtml": (1, ALL, lambda f: ("a.mhtml", mhtml(f[0]))),
    "rss": (3, ALL, lambda f: ("feed.xml", rss(f).encode())),
    "atom": (3, ALL, lambda f: ("feed", atom(f).encode())),
    "json": (3, ALL, lambda f: ("a.json", json.dumps([record(a) for a in f], indent=1).encode())),
    "newsapi": (3, ("title", "byline", "published", "source", "url"), lambda f: ("a.json", newsapi(f).encode())),
    "jsonl": (3, ALL, lambda f: ("a.jsonl", "\n".join(json.dumps(record(a)) for a in f).encode())),
    "csv": (3, ALL, lambda f: ("a.csv", rows(f, ";").encode("cp1252"))),
    "tsv": (3, ALL, lambda f: ("a.txt", rows(f, "\t").encode())),
    "xlsx": (3, ALL, lambda f: ("a.xlsx", xlsx(f))),
    "parquet": (3, ALL, lambda f: ("a.parquet", parquet(f))),
    "warc": (3, ALL, lambda f: ("a.warc.gz", warc(f))),
    "zip": (3, ALL, lambda f: ("a.zip", zipped(f))),
    "gz": (1, ALL, lambda f: ("a.txt.gz", gzip.compress(front_matter(f[0]).encode()))),
    "bz2": (3, ALL, lambda f: ("a.jsonl.bz2", bz2.compress("\n".join(json.dumps(record(a)) for a in f).encode()))),
    "tar": (3, ALL, lambda f: ("a.tar.gz", tarred(f))),
    "printed": (1, PLAIN, lambda f: ("a.txt", printed(f[0]).encode())),
    "markdown": (1, PLAIN, lambda f: ("a.md", markdown(f[0]).encode())),
}
# Kinds of which the text has title, byline and date in print at its top.
IN_PRINT = frozenset({"pdf", "pdf_columns", "docx", "rtf", "printed", "markdown"})
# Kinds of which trafilatura leaves the heading in the text.
HEADED = frozenset({"graph", "og", "microdata", "amp", "mhtml", "warc"})
