"""The figure of who is in the story."""

from __future__ import annotations

import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import (
    BLUE,
    PALE,
    Chart,
    canvas,
    label_rows,
    names_for_rows,
    nothing_found,
    others_note,
    row_height,
    styled,
)
from stancebook.report.wording import count, listing

KEY = "Dark: by a name; pale: by a description or a pronoun."


@styled
def actor_mentions(mentions: pd.DataFrame, actors: pd.DataFrame, top: int = 10) -> Chart:
    """Draw how often each actor is mentioned: by a name (dark), or by a description or pronoun (pale).

    Places are left out: they are where, not who.  ``mentions`` and ``actors`` are the tables of that name.
    """
    totals = titles.mention_counts(mentions, actors)
    if totals.empty:
        return nothing_found("actors")
    title, shown, others = titles.actor_finding(totals), totals.head(top), totals.iloc[top:]
    rest = (
        f" {count(len(others), 'other has', 'others have')} {count(int(others['all'].sum()), 'mention')}."
        if len(others)
        else ""
    )
    labels = names_for_rows(shown["name"])
    figure, axes = canvas(0.2 + row_height(labels) * len(shown), title, KEY + rest)
    y = range(len(shown))
    axes.barh(y, shown["named"], color=BLUE, height=0.66)
    axes.barh(y, shown["all"] - shown["named"], left=shown["named"], color=PALE, height=0.66)
    for i, n in enumerate(shown["all"]):
        axes.text(n, i, f" {n}", va="center")
    label_rows(axes, labels)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, max(shown["all"]) * 1.12)
    counts = listing(f"{name} {n}" for name, n in zip(shown["name"], shown["all"], strict=True))
    return Chart(figure, title, f"Bar chart of mentions per actor: {counts}.{others_note(len(others))}")
