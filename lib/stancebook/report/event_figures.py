"""The figure of when what happened."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import BLUE, RULE, WIDTH, Chart, canvas, nothing_found, others_note, styled
from stancebook.report.lettering import cut
from stancebook.report.lookup import sentence_lookup
from stancebook.report.wording import listing, place_date

DATE = 1.0  # inches for the dates
LINE = 0.155  # inches a line of text


@styled
def timeline(events: pd.DataFrame, documents: pd.DataFrame, sentences: pd.DataFrame, top: int = 8) -> Chart:
    """Draw dated events down a line, the oldest on top, each with the start of its sentence.

    Several events in one sentence on one date are drawn once; of more than ``top``, those told on the days nearest to
    them are kept: news, not history.
    """
    dated = events[events["date"].notna()].sort_values(["date", "doc_id", "start"], kind="stable")
    if dated.empty:
        return nothing_found("dated events")
    find = sentence_lookup({"documents": documents, "sentences": sentences})
    dated = dated.assign(text=[find(d, s).text for d, s in zip(dated["doc_id"], dated["start"], strict=True)])
    dated = dated.drop_duplicates(["date", "text"])
    shown = nearest(dated, documents, top)
    title, left = titles.event_finding(dated["date"]), len(dated) - len(shown)
    notes = [cut(t, WIDTH - DATE - 0.45, 2) for t in shown["text"]]
    heights = np.array([LINE * (n.count("\n") + 1) + 0.12 for n in notes])
    tops = np.r_[0, np.cumsum(heights)]
    figure, axes = canvas(tops[-1] + 0.1, title, others_note(left, "event").strip())
    axes.plot([0, 0], [tops[0], tops[-2] + 0.01], color=RULE, linewidth=1.2, zorder=1)
    for date, note, y in zip(shown["date"], notes, tops, strict=False):
        axes.plot(0, y, "o", color=BLUE, markersize=5.5)
        axes.text(-0.12, y, place_date(date), ha="right", va="center", fontweight="bold")
        axes.text(0.12, y - 0.075, note, ha="left", va="top", linespacing=1.15)
    axes.set(xlim=(-DATE, WIDTH - DATE - 0.2), ylim=(tops[-1], -0.12))
    axes.set_axis_off()
    entries = listing((f"{place_date(d)}, {textwrap.shorten(t, 90, placeholder=' …')}"
                       for d, t in zip(shown["date"], shown["text"], strict=True)), "; ")  # fmt: skip
    return Chart(figure, title, f"Timeline, oldest first: {entries}.{others_note(left)}".replace("..", "."))


def nearest(dated: pd.DataFrame, documents: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the ``top`` events nearest to the day their article was published, in the order of time."""
    if dated.empty:
        return dated
    day = pd.to_datetime(dated["date"].str.slice(0, 10), errors="coerce")
    told = pd.to_datetime(dated["doc_id"].map(documents.set_index("doc_id")["published"]))
    told = told.fillna(documents["published"].max())
    away = (day - told).dt.days.abs()
    # a month or a year is near, but says little: it comes behind the days
    vague = dated["date"].str.len() < len("2024-03-04")
    ranked = dated.assign(vague=vague, away=away).sort_values(["vague", "away"], kind="stable")
    return dated.loc[dated.index.isin(ranked.index[:top])]
