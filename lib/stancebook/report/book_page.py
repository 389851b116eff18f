"""The book of reports: one page that lists the runs with their bottom lines and what changed, the newest first."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from stancebook.report.brief_page import policy
from stancebook.report.charts import Chart
from stancebook.report.printable import printable
from stancebook.report.wording import count, place_date
from stancebook.text import wordlists

OPEN = 10  # reports that stand open
LINES = 3  # of the bottom line that a report has here
CHANGES = 5  # and of what changed


@dataclass(frozen=True)
class Entry:
    """A report: its folder's name, the day it was made on (ISO), corpus, articles, and its sentences.

    ``before`` names the report that it is compared with, which may be deleted since.
    """

    run: str
    made: str
    corpus: str
    articles: int
    bottom_line: Sequence[str] = ()
    changes: Sequence[str] = ()
    since: str = ""
    before: str = ""
    before_made: str = ""


def page(entries: Sequence[Entry], chart: Chart | None = None) -> str:
    """Return the page; ``entries`` come the newest first, ``chart`` is that of ``run_series``."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    style = wordlists.text("report", "brief.css")
    reports = [
        {"run": e.run, "day": e.made[:10], "made": place_date(e.made or None), "time": e.made[11:16],
         "facts": " · ".join([e.corpus, count(e.articles, "article")]), "since": e.since,
         "lines": e.bottom_line[:LINES], "changes": e.changes[:CHANGES],
         "more": max(0, len(e.changes) - CHANGES)} for e in entries
    ]  # fmt: skip
    kept = {e.run for e in entries}
    gone = {e.before: place_date(e.before_made or None) for e in entries if e.before and e.before not in kept}
    figure = None
    if chart is not None:
        source = base64.b64encode(chart.image("svg", titled=False)).decode()
        figure = {"src": f"data:image/svg+xml;base64,{source}", "title": chart.title, "alt": chart.alt}
    template = environment.from_string(wordlists.text("report", "book.html.j2"))
    return printable(
        template.render(
            policy=policy(style, ""), style=Markup(style), reports=reports, figure=figure, open_reports=OPEN,
            gone=[{"run": run, "made": made} for run, made in gone.items()],
            counted=count(len(entries), "report"),
        )
    )  # fmt: skip
