"""The figure of when what happened."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import BLUE, Chart, canvas, nothing_found, styled
from stancebook.report.lookup import sentence_finder
from stancebook.report.wording import listing, place_date


@styled
def timeline(events: pd.DataFrame, documents: pd.DataFrame, sentences: pd.DataFrame, top: int = 14) -> Chart:
    """Draw dated events down a line, the oldest on top, each with the start of its sentence.

    Several events in one sentence on one date are drawn once; with more than ``top`` the latest are kept.
    """
    dated = events[events["date"].notna()].sort_values(["date", "doc_id", "start"], kind="stable")
    if dated.empty:
        return nothing_found("dated events")
    find = sentence_finder(documents, sentences)
    dated = dated.assign(text=[find(d, s).text for d, s in zip(dated["doc_id"], dated["start"], strict=True)])
    dated = dated.drop_duplicates(["date", "text"])
    shown = dated.tail(top)
    title = titles.event_finding(dated["date"])
    notes = ["\n".join(textwrap.wrap(t, 46, max_lines=3, placeholder=" …")) for t in shown["text"]]
    heights = np.array([0.17 * (n.count("\n") + 1) + 0.16 for n in notes])
    tops = np.r_[0, np.cumsum(heights)]
    figure, axes = canvas(tops[-1] + 0.1, title)
    axes.plot([0, 0], [tops[0], tops[-2]], color="#9aa5b1", linewidth=1.2, zorder=1)
    for date, note, y in zip(shown["date"], notes, tops, strict=False):
        axes.plot(0, y, "o", color=BLUE, markersize=6)
        axes.text(-0.12, y, place_date(date), ha="right", va="center", fontsize=8.5, fontweight="bold")
        axes.text(0.12, y - 0.09, note, ha="left", va="top", fontsize=8.5, linespacing=1.25)
    axes.set(xlim=(-1.05, 3.7), ylim=(tops[-1], -0.15))
    axes.set_axis_off()
    entries = listing((f"{place_date(d)}, {textwrap.shorten(t, 90, placeholder=' …')}"
                       for d, t in zip(shown["date"], shown["text"], strict=True)), "; ")  # fmt: skip
    more = f" {len(dated) - len(shown)} earlier ones are in the table." if len(dated) > len(shown) else ""
    return Chart(figure, title, f"Timeline, oldest first: {entries}.{more}".replace("..", "."))
