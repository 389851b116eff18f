"""Exports of press databases in their layouts, filled with articles of our own invention."""

# ruff: noqa: E501 (a layout is easier to compare with its like where a field is a line)
from __future__ import annotations

import datetime as dt
import html
import io
import textwrap

from files.making import ALL, Article, rtf, rtf_text, saved

NEXIS = ("title", "byline", "published", "source", "section")
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
}


def number(n: int) -> str:
    """Return an accession number of Factiva."""
    return f"TARNA0002024{n:04d}abcd{n:05d}"[:25].ljust(25, "z")


def american(day: dt.date) -> str:
    return f"{day:%B} {day.day}, {day.year} {day:%A}"


def nexis_lines(a: Article, body: str = "Body", classification: bool = True, ends: bool = True) -> list[str]:
    tail = ["Classification", "", "Language:\u00a0ENGLISH", "Publication-Type:\u00a0Newspaper", "Subject:\u00a0FEES (90%); TRADE (79%)",
            "Geographic:\u00a0QUITO, ECUADOR (79%)", ""] if classification else []  # fmt: skip
    return [
        f"{a.title};A deck that nobody needs", a.source, f"{american(a.day)} 11:11 AM GMT", "",
        f"Copyright {a.day.year} Tarna Media Ltd All Rights Reserved", "", f"Section:\u00a0{a.section}; Pg. 6", f"Length:\u00a0{a.words} words",
        f"Byline:\u00a0{a.byline}", "Dateline:\u00a0TARNA", body, "", *a.paragraphs, "", *tail, f"Load-Date:\u00a0{american(a.day + dt.timedelta(days=2))}",
        "", *(["End of Document"] if ends else []),
    ]  # fmt: skip


def nexis_docx(found: list[Article], cover: bool = True, **how) -> bytes:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = Document()
    document.core_properties.author = "LexisNexis"
    if cover:
        for line in [
            "Date and Time: Friday, 5. July 2019 09:31:00 CEST",
            "Job Number: 00000001",
            f"Documents ({len(found)})",
        ]:
            document.add_paragraph(line)
        for i, a in enumerate(found, 1):
            document.add_paragraph(f"{i}. {a.title}")
        document.add_paragraph("Client/Matter: -None-")
        document.add_paragraph("Search Terms: fees")
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Content Type", "Narrowed by"
        table.cell(1, 0).text, table.cell(1, 1).text = "News", "Sources: all"
    for i, a in enumerate(found, 1):
        start = document.add_paragraph()
        mark = OxmlElement("w:bookmarkStart")
        mark.set(qn("w:id"), str(i))
        mark.set(qn("w:name"), f"Bookmark_{i}")
        start._p.append(mark)
        for line in nexis_lines(a, **how):
            paragraph = document.add_paragraph()
            if line.startswith(("Copyright", "Load-Date", "End of")):
                paragraph.add_run().add_break()
            for j, word in enumerate(line.split(" ")):  # labels, hits and ends are split over runs
                paragraph.add_run(("" if j == 0 else " ") + word[:3])
                paragraph.add_run(word[3:]).bold = True
    return saved(document)


def nexis_old(found: list[Article], total: int | None = None, wide: int = 78) -> str:
    parts = ["Download Request: Selected Items: 1-3\nTime Of Request: Friday, July 05, 2019\n\n"]
    for i, a in enumerate(found, 1):
        body = "\n\n".join(textwrap.fill(p, wide, break_on_hyphens=False) for p in a.paragraphs)
        head = textwrap.fill(f"{a.title}; a deck", wide)
        parts.append(
            f"{f'{i} of {total or len(found)} DOCUMENTS':^79}\n\n\n{a.source:^79}\n\n{american(a.day):^79}\n\n{head}\n\nBYLINE: {a.byline}\n\n"
            f"SECTION: {a.section}; Pg. 3\n\nLENGTH: {a.words} words\n\n\n{body}\n\nLOAD-DATE: {a.day:%B %d, %Y}\n\nLANGUAGE: ENGLISH\n\n"
            f"GRAPHIC: A lorry in the rain. Photo: Somebody\nof the paper\n\nPUBLICATION-TYPE: Newspaper\n\n{'Copyright 2024 Tarna Media Ltd':^79}\n{'All Rights Reserved':^79}\n\n"
        )
    return "".join(parts).replace("\n", "\r\n")


def nexis_html(found: list[Article]) -> str:
    parts = []
    for i, a in enumerate(found, 1):
        fields = [f"{i} of {len(found)} DOCUMENTS", a.source, american(a.day), a.title, f"BYLINE: {a.byline}", f"SECTION: {a.section}; Pg. 2",
                  f"LENGTH: {a.words} words"]  # fmt: skip
        heads = "".join(
            f'<BR><DIV CLASS="c{n}"><P CLASS="c1"><SPAN CLASS="c2">{html.escape(f)}</SPAN></P>\n</DIV>'
            for n, f in enumerate(fields)
        )
        body = "".join(f'<P CLASS="c9"><SPAN CLASS="c2">{html.escape(p)}</SPAN></P>\n' for p in a.paragraphs)
        tail = "".join(
            f'<BR><DIV CLASS="c4"><P CLASS="c5"><SPAN CLASS="c8">{f}</SPAN></P></DIV>'
            for f in ("LOAD-DATE: March 5, 2024", "LANGUAGE: ENGLISH")
        )
        parts.append(f'<A NAME="DOC_ID_0_{i}"></A><!-- Hide XML section from browser <DOC NUMBER={i}> <DOCFULL> -->{heads}<BR><DIV CLASS="c7">{body}</DIV>{tail}'
                     '<BR><DIV CLASS="c0"><P CLASS="c1"><SPAN>Copyright 2024 Tarna Media Ltd</SPAN><BR><SPAN>All Rights Reserved</SPAN></P></DIV>')  # fmt: skip
    return f'<html><head><META DOCUMENTS="{len(found)}"><title>x</title></head><body>{"".join(parts)}</body></html>'


def _pdf_lines(lines: list[str]) -> bytes:
    import matplotlib.pyplot as plt
    from matplotlib.backends.backend_pdf import PdfPages

    made = io.BytesIO()
    rows = [
        row
        for line in lines
        for row in (textwrap.wrap(line.replace("\u00a0", " "), 90, break_on_hyphens=False) or [""])
    ]
    pages = [rows[i : i + 44] for i in range(0, len(rows), 44)]
    with PdfPages(made) as out:
        for n, part in enumerate(pages, 1):
            figure = plt.figure(figsize=(8.27, 11.69))
            figure.text(0.8, 0.96, f"Page {n} of {len(pages)}", fontsize=8)
            for i, row in enumerate(part):
                figure.text(0.1, 0.92 - 0.019 * i, row, fontsize=9, family="serif")
            out.savefig(figure)
            plt.close(figure)
    return made.getvalue()


def spaced(found: list[Article]) -> list[str]:
    """Return the lines of an export with empty ones between paragraphs, as print has them."""
    lines = []
    for a in found:
        for line in nexis_lines(a):
            lines += [line, ""] if line in a.paragraphs or line.startswith("Length") else [line]
    return lines


CODES = "SE HD BY WC PD ET SN SC PG LA CY".split()


def coded(a: Article, n: int) -> list[tuple[str, list[str]]]:
    values = [a.section, a.title, f"By {a.byline}", f"{a.words} words", f"{a.day.day} {a.day:%B %Y}", "15:32", a.source, "TARNA", "12", "English",
              "(c) 2024 Tarna Media"]  # fmt: skip
    return [
        *((code, [value]) for code, value in zip(CODES, values, strict=True)), ("LP", a.paragraphs[:1]), ("TD", a.paragraphs[1:]),
        ("CO", ["tarfer : Tarna Ferries"]), ("NS", ["gvote1 : Elections | gpol : Domestic Politics"]), ("RE", ["tarna : Tarna"]),
        ("AN", [f"Document {number(n)}"]),
    ]  # fmt: skip


def factiva_coded(found: list[Article]) -> str:
    parts = []
    for n, a in enumerate(found, 1):
        made = "".join(
            f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>'
            + ("".join(f'<p class="articleParagraph enarticleParagraph">{html.escape(v)}</p>' for v in values) if code in ("LP", "TD")
               else f"<b class='enHeadline'>{html.escape(values[0])}</b>" if code == "HD" else html.escape(values[0])) + "</td></tr>"
            for code, values in coded(a, n)
        )  # fmt: skip
        parts.append(
            f'<div id="article-{number(n)}" class="article"><div class="article enArticle"><table>{made}</table></div></div><br/>'
        )
    return f'<html><head><meta charset="utf-8"/></head><body>{"".join(parts)}</body></html>'


def plain(a: Article, n: int) -> list[str]:
    return [a.section, a.title, f"By {a.byline}", f"{a.words} words", f"{a.day.day} {a.day:%B %Y}", "15:32", a.source, "TARNA", "English",
            "(c) 2024 Tarna Media", *a.paragraphs, f"Document {number(n)}"]  # fmt: skip


def factiva_plain(found: list[Article]) -> str:
    parts = []
    for n, a in enumerate(found, 1):
        fields = "".join(f"<div>{html.escape(f)}</div>" for f in (f"{a.words} words", f"{a.day.day} {a.day:%B %Y}", "15:32", a.source, "TARNA",
                                                                  "Edition; pages 3", "English", "(c) 2024 Tarna Media"))  # fmt: skip
        body = "".join(
            f'<p class="articleParagraph enarticleParagraph">{html.escape(p).replace("fees", "<b>fees</b>")}</p>'
            for p in a.paragraphs
        )
        parts.append(f'<div id="article-{number(n)}" class="article"><div class="article enArticle"><p></p><div>{a.section}</div><div id="hd">'
                     f'<span class="enHeadline">{html.escape(a.title)}</span></div><div class="author">By {a.byline}</div>{fields}<p></p>{body}'
                     f"<p>Document {number(n)}</p></div></div><br/><span></span>")  # fmt: skip
    return f'<html><head><meta charset="utf-8"/></head><body>{"".join(parts)}</body></html>'


def factiva_rtf_coded(found: list[Article]) -> bytes:
    rows = "".join(
        r"\trowd\cellx900\cellx9000 \pard\intbl " + code + r"\cell " + r"\par ".join(map(rtf_text, values)) + r"\cell\row" + "\n"
        for n, a in enumerate(found, 1) for code, values in coded(a, n)
    )  # fmt: skip
    summary = (
        r"\pard Search Summary\par \trowd\cellx900\cellx9000 \pard\intbl Results Found\cell "
        + str(len(found))
        + r"\cell\row"
    )
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}" + rows + summary + "}").encode("ascii")


def factiva_xml(found: list[Article]) -> str:
    made = "".join(
        f"<article><accessionNo>{number(n)}</accessionNo><headline><paragraph>{html.escape(a.title)}</paragraph></headline><byline>{a.byline}</byline>"
        f"<leadParagraph><paragraph>{html.escape(a.paragraphs[0])}</paragraph></leadParagraph><tailParagraphs>"
        + "".join(f"<paragraph>{html.escape(p)}</paragraph>" for p in a.paragraphs[1:])
        + f"</tailParagraphs><publicationDate><date>{a.day}</date></publicationDate><sourceName>{a.source}</sourceName><columnName>{a.section}</columnName></article>"
        for n, a in enumerate(found, 1)
    )  # fmt: skip
    return f'<?xml version="1.0"?><ppsArticleResponse><articles>{made}</articles></ppsArticleResponse>'


def french(day: dt.date) -> str:
    return f"mardi {day.day} {MONTHS['fr'][day.month - 1]} {day.year}"


def europresse(found: list[Article]) -> str:
    made = "".join(
        f'<article><header><img sourcecode="TP"/><div class="rdp__DocPublicationName"><span class="DocPublicationName">{a.source}, no. 5968</span></div>'
        f'<div><span class="DocHeader">{a.section}, {french(a.day)} , p. 16</span></div><div><p></p></div><div class="titreArticle">'
        f'<p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">{html.escape(a.title)}</p></div><div class="docAuthors">{a.byline}</div></header>'
        "<section><div class=\"DocText\"><div class='docOcurrContainer'>" + "".join(f"<p>{html.escape(p).replace('fees', '<mark>fees</mark>')}</p>" for p in a.paragraphs)
        + f"</div></div></section><aside>Illustration(s)</aside><footer><small>© {a.day.year} Tarna</small><p>Numéro de document : news·{a.day:%Y%m%d}·TP·0q{n:04d}_12</p></footer></article>"
        for n, a in enumerate(found, 1)
    )  # fmt: skip
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{made}</body></html>'


def europresse_old(found: list[Article]) -> str:
    made = "".join(
        f'<table><tr><td><span class="DocPublicationName">{a.source}, no. 12</span><br><span class="DocHeader">{a.section}, </span><span class="DocHeader">jeudi </span>'
        f'<span class="DocHeader">{a.day.day} {MONTHS["fr"][a.day.month - 1]} {a.day.year}</span><span class="DocHeader">, p. 03</span><p></p>'
        f'<span class="TitreArticleVisu">{html.escape(a.title)}</span><p></p>{a.byline}<p></p>' + "<p></p>".join(html.escape(p) for p in a.paragraphs)
        + f"<p></p>© {a.day.year} Tarna<p></p>Numéro de document : news·{a.day:%Y%m%d}·TP·{n:04d}</td></tr></table>"
        for n, a in enumerate(found, 1)
    )  # fmt: skip
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body>{made}</body></html>'


def proquest(found: list[Article], broken: bool = False) -> str:
    def pair(label: str, value: str) -> str:
        return f"<p><strong>{label}:&nbsp; </strong>{value}</p>"

    parts = []
    for n, a in enumerate(found, 1):
        text = "".join(f"<p>{html.escape(p)}</p>" for p in a.paragraphs)
        parts.append(
            f'<div><a name="DocID_MSTAR_{25143997 + n}"></a><p style="font-size:12pt;font-weight:bold;">{html.escape(a.title)}</p>' + pair("Author", a.byline)
            + pair("Publicationinfo", f"{a.source}; Tarna [Tarna]{a.day:%d %b %Y}: A.3.") + pair("Abstract", "Short.") + f'<p><strong>Full text:&nbsp; </strong></p><text wordcount="{a.words}">{text}</text>'
            + pair("Subject", "Fees; Trade") + pair("Company / organization", "Name: Tarna Ferries; NAICS: 4831") + pair("Publication title", f"{a.source}; Tarna")
            + pair("Publication year", str(a.day.year)) + pair("Publication date", f"{a.day:%b} {a.day.day}, {a.day.year}") + pair("Section", a.section)
            + pair("ProQuest document ID", str(25143997 + n)) + pair("Document URL", a.url) + ("</div></div>&gt;<head" if broken else "</div>")
        )  # fmt: skip
    return f"<html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>"


def proquest_eml(found: list[Article]) -> bytes:
    from email.message import EmailMessage

    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = (
        "ProQuest <noreply@example.org>",
        "Your documents",
        "Tue, 5 Mar 2024 09:00:00 +0000",
    )
    made.set_content(proquest(found), subtype="html", cte="quoted-printable")
    return bytes(made)


def proquest_txt(found: list[Article]) -> str:
    rule = "_" * 60
    parts = [
        f"Document {n} of {len(found)}\n\n{a.title}\n\nAuthor: {a.byline}\n\nPublication info: {a.source}; Tarna [Tarna]{a.day:%d %b %Y}: 3.\n\n"
        f"Abstract: Short.\n\nFull text: " + "\n\n".join(a.paragraphs) + f"\n\nSubject: Fees; Trade\n\nPublication title: {a.source}; Tarna\n\nSection: {a.section}\n\n"
        f"Publication date: {a.day:%b} {a.day.day}, {a.day.year}\n\nDocument URL: {a.url}\n\nCopyright: (Copyright 2024 Tarna Media)\n\nDatabase: Global\n\n"
        for n, a in enumerate(found, 1)
    ]  # fmt: skip
    return (
        rule
        + "\n\n"
        + f"{rule}\n\n".join(parts)
        + f"{rule}\n\nContact us at: http://example.org\nCopyright © 2024 ProQuest LLC. All rights reserved.\n"
    )


def lines_of(found: list[Article], **how) -> list[str]:
    return [line for a in found for line in nexis_lines(a, **how)]


KINDS = {
    "nexis_docx": (3, NEXIS, lambda f: ("Files.DOCX", nexis_docx(f))),
    "nexis_docx_single": (1, NEXIS, lambda f: ("Files.DOCX", nexis_docx(f, cover=False, classification=False))),
    "nexis_docx_german": (2, NEXIS, lambda f: ("Files.DOCX", nexis_docx(f, cover=False, body="Haupttext", ends=False))),
    "nexis_rtf": (3, NEXIS, lambda f: ("Files.DOC", rtf(["Documents (3)", "", *lines_of(f)]))),
    "nexis_pdf": (2, NEXIS, lambda f: ("Files.PDF", _pdf_lines(spaced(f)))),
    "nexis_txt": (3, NEXIS, lambda f: ("Nexis.TXT", nexis_old(f).encode("utf-8-sig"))),
    "nexis_uni_txt": (2, NEXIS, lambda f: ("uni.txt", "\n".join(lines_of(f)).encode())),
    "nexis_html": (3, NEXIS, lambda f: ("nexis.html", nexis_html(f).encode("cp1252"))),
    "factiva_coded": (3, NEXIS, lambda f: ("Factiva.html", factiva_coded(f).encode())),
    "factiva_plain": (3, NEXIS, lambda f: ("Factiva.html", factiva_plain(f).encode())),
    "factiva_rtf": (3, NEXIS, lambda f: ("Factiva.rtf", factiva_rtf_coded(f))),
    "factiva_rtf_plain": (
        2,
        NEXIS,
        lambda f: ("Factiva.rtf", rtf([line for n, a in enumerate(f) for line in plain(a, n)])),
    ),
    "factiva_xml": (2, NEXIS, lambda f: ("factiva.xml", factiva_xml(f).encode())),
    "europresse": (3, NEXIS, lambda f: ("biblioeuropresse.HTML", europresse(f).encode())),
    "europresse_old": (2, NEXIS, lambda f: ("old.html", europresse_old(f).encode("cp1252"))),
    "proquest_html": (3, ALL, lambda f: ("ProQuest.html", proquest(f).encode())),
    "proquest_broken": (3, ALL, lambda f: ("ProQuest.html", proquest(f, broken=True).encode())),
    "proquest_eml": (2, ALL, lambda f: ("ProQuest.eml", proquest_eml(f))),
    "proquest_txt": (3, ALL, lambda f: ("ProQuest.txt", proquest_txt(f).encode())),
}
