"""Means as dots with their intervals, a row each, in one panel or in several under one another."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stancebook.report.charts import BLUE, GREY, RED, RULE, label_rows, names_for_rows, row_height, sheet
from stancebook.report.lettering import short
from stancebook.report.wording import signed

EVEN = 0.05  # a mean closer to zero than this is neither
HEAD = 2.7  # inches for the heading of a panel
INTERVALS = "Lines are 95% intervals."


def side(mean: float, low: float, high: float) -> int:
    """Return +1 or −1 where a mean is for or against, 0 where it is neither or its interval spans zero."""
    if abs(mean) <= EVEN or (pd.notna(low) and low <= 0 <= high):
        return 0
    return 1 if mean > 0 else -1


def called(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` (columns ``mean, low, high, n``) with ``side``, and ``told``: the mean as printed beside its dot.

    "once" stands where there is one value, "mixed" where the interval spans zero.
    """
    told = [
        f"{signed(r.mean)}, once" if r.n == 1 else
        f"{signed(r.mean)}, n = {r.n}{', mixed' if pd.notna(r.low) and r.low < 0 < r.high else ''}"
        for r in rows.itertuples()
    ]  # fmt: skip
    return rows.assign(side=[side(r.mean, r.low, r.high) for r in rows.itertuples()], told=told)


def dot_plot(panels: Mapping[str, pd.DataFrame], title: str, ends: tuple[str, str], footer: str = "") -> Figure:
    """Draw means between −1 and +1, a row each.

    Parameters
    ----------
    panels
        Heading -> rows (columns ``label, mean, low, high, n, side, told``, see ``called``), drawn from the top; one
        panel may go without a heading.
    title, footer
        What stands above and below.
    ends
        What −1 and +1 mean.
    """
    labels = {heading: names_for_rows(rows["label"]) for heading, rows in panels.items()}
    tall = row_height([label for found in labels.values() for label in found])
    heights = [tall * len(rows) + 0.1 for rows in panels.values()]
    figure = sheet(sum(heights) + 0.4 + 0.28 * len(panels), title, footer)
    grid = figure.subplots(len(panels), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, (heading, rows) in zip(grid, panels.items(), strict=True):
        _panel(axes, rows, labels[heading])
        if heading:
            axes.set_title(short(heading, HEAD, 1, bold=True), loc="left", fontweight="bold", pad=2)
    grid[-1].set_xticks([-1, 0, 1], [f"−1\n{ends[0]}", "0", f"+1\n{ends[1]}"])
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, labels: list[str]) -> None:
    axes.axvline(0, color=RULE, linewidth=0.9, zorder=0)
    for i, r in enumerate(rows.itertuples()):
        colour, marker = {1: (BLUE, ">"), -1: (RED, "<"), 0: (GREY, "o")}[r.side]
        if r.n > 1 and pd.notna(r.low):
            axes.plot([r.low, r.high], [i, i], color=colour, linewidth=2.2, alpha=0.5, solid_capstyle="butt")
        axes.plot(r.mean, i, marker, color=colour, markersize=6.5, markeredgewidth=1.4,
                  markerfacecolor="white" if r.n == 1 else colour)  # fmt: skip
        axes.text(1.1, i, r.told, va="center")
    label_rows(axes, labels)
    axes.set_xlim(-1.08, 1.08)
