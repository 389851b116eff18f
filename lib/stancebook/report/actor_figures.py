"""Figures of who is in the story, and when what happened."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import BLUE, PALE, Chart, canvas, label_rows, nothing_found, others_note, short, styled
from stancebook.report.lookup import sentence_finder
from stancebook.report.wording import listing, place_date


@styled
def actor_mentions(mentions: pd.DataFrame, actors: pd.DataFrame, top: int = 12) -> Chart:
    """Draw how often each actor is mentioned: by a name (dark), or by a description or pronoun (pale).

    Places are left out: they are where, not who.  ``mentions`` and ``actors`` are the tables of that name.
    """
    totals = titles.mention_counts(mentions, actors)
    if totals.empty:
        return nothing_found("actors")
    title = titles.actor_finding(totals)
    shown = totals.head(top)
    figure, axes = canvas(0.75 + 0.34 * len(shown), title)
    y = range(len(shown))
    axes.barh(y, shown["named"], color=BLUE, height=0.66, label="by name")
    axes.barh(y, shown["all"] - shown["named"], left=shown["named"], color=PALE, height=0.66,
              label="by description or pronoun")  # fmt: skip
    for i, n in enumerate(shown["all"]):
        axes.text(n, i, f" {n}", va="center")
    label_rows(axes, (short(n, 24) for n in shown["name"]))
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, max(shown["all"]) * 1.12)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8.5)
    told = listing(f"{name} {n}" for name, n in zip(shown["name"], shown["all"], strict=True))
    return Chart(figure, title, f"Bar chart of mentions per actor: {told}.{others_note(len(totals) - len(shown))}")


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
    told = listing((f"{place_date(d)}, {textwrap.shorten(t, 90, placeholder=' …')}"
                    for d, t in zip(shown["date"], shown["text"], strict=True)), "; ")  # fmt: skip
    more = f" {len(dated) - len(shown)} earlier ones are in the table." if len(dated) > len(shown) else ""
    return Chart(figure, title, f"Timeline, oldest first: {told}.{more}".replace("..", "."))
