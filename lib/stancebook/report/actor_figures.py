"""The figure of who is in the story."""

from __future__ import annotations

import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import BLUE, PALE, Chart, canvas, label_rows, nothing_found, others_note, short, styled
from stancebook.report.wording import listing


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
    counts = listing(f"{name} {n}" for name, n in zip(shown["name"], shown["all"], strict=True))
    return Chart(figure, title, f"Bar chart of mentions per actor: {counts}.{others_note(len(totals) - len(shown))}")
