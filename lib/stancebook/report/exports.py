"""All that a brief is taken along as, written beside each other: page, Word, Markdown, workbook and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from stancebook.report import pdf
from stancebook.report.charts import Chart
from stancebook.report.docx_brief import docx_brief
from stancebook.report.lookup import Tables
from stancebook.report.markdown_brief import markdown_brief
from stancebook.report.outline import WORKBOOK, outlined
from stancebook.report.since import Since
from stancebook.report.workbook import workbook

PAGE, WORD, MARKDOWN, PRINT = "brief.html", "brief.docx", "brief.md", "brief.pdf"


def write(
    tables: Tables, charts: Mapping[str, Chart], page: str, folder: Path, title: str = "", date: str = "",
    since: Since | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Write ``brief.html``, ``brief.docx``, ``brief.md``, ``stancebook.xlsx`` and ``brief.pdf`` in ``folder``.

    Without Chromium there is no PDF, which is told; nothing fails.

    Parameters
    ----------
    tables, charts
        As for ``outline.outlined``.
    page
        The page (``brief_page.brief``).
    title, date
        Heading of the brief, and the day it was made on, as it is to be printed.
    since
        The report that table ``changes`` compares with.

    Returns
    -------
    DataFrame
        ``File``, ``Size`` in kilobytes (0: not there) and ``Note``: why it is not there, else what it is for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    brief = outlined(tables, charts, title, date, since)
    (folder / PAGE).write_text(page, encoding="utf-8")
    docx_brief(brief, folder / WORD)
    (folder / MARKDOWN).write_text(markdown_brief(brief), encoding="utf-8")
    workbook(tables, folder / WORKBOOK)
    notes = {
        PAGE: "The brief, with every number one click from its sentence.",
        WORD: "The brief in short, to write on in.",
        MARKDOWN: "The same, with footnotes.",
        WORKBOOK: "Every row, to count with.",
        PRINT: pdf.printed(folder / PAGE, folder / PRINT) or "The brief as it prints.",
    }
    sizes = {name: folder / name for name in notes}
    rows = [
        (name, -(-path.stat().st_size // 1024) if path.is_file() else 0, notes[name]) for name, path in sizes.items()
    ]
    return pd.DataFrame(rows, columns=["File", "Size", "Note"])
