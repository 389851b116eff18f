"""How pairs and corridors move from report to report: a small panel for each, all on one scale."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from stancebook.report.charts import BLUE, GREY, RED, RULE, Chart, in_lines, sheet, styled
from stancebook.report.titles import Plain
from stancebook.report.wording import count, listing, place_date, signed

PANELS, ACROSS = 6, 2
PANEL = 2.0  # inches that a panel is wide
COLUMNS = ("what", "run", "made", "n", "mean", "low", "high")


@styled
def series(rows: pd.DataFrame) -> Chart:
    """Draw means over reports.

    Parameters
    ----------
    rows
        Columns ``COLUMNS``, the oldest report first: what is followed, in words; the report and the day it was made on;
        ``n``, ``mean`` (-1 to 1) and its interval, which may be null.
    """
    runs = list(dict.fromkeys(rows["run"]))
    shown = list(dict.fromkeys(rows["what"]))[:PANELS]
    down = -(-len(shown) // ACROSS)
    title = Plain(f"Stances and trade over {count(len(runs), 'report')}")
    figure = sheet(1.35 * down + 0.3, title, "+1 for, or more trade; −1 against, or less. The numbers are n.")
    grid = figure.subplots(down, ACROSS, sharex=True, sharey=True, squeeze=False).ravel()
    days = rows.drop_duplicates("run").set_index("run")["made"]
    for axes, what in zip(grid, shown, strict=False):
        _panel(axes, rows[rows["what"] == what], runs)
        axes.set_title(in_lines(what, PANEL, bold=True), loc="left", fontweight="bold", pad=3, linespacing=1.0)
        axes.set_ylim(-1.25, 1.25)
        axes.set_yticks([-1, 0, 1], ["−1", "0", "+1"])
        axes.set_xlim(-0.5, len(runs) - 0.5)
        axes.set_xticks([0, len(runs) - 1], [place_date(days[runs[0]]), place_date(days[runs[-1]])])
    for axes in grid[len(shown) :]:
        axes.set_axis_off()
    return Chart(figure, title, f"A line for each. {listing(_told(rows, what) for what in shown)}.")


def _panel(axes: Axes, rows: pd.DataFrame, runs: list[str]) -> None:
    at = [runs.index(run) for run in rows["run"]]
    axes.axhline(0, color=RULE, linewidth=0.9, zorder=0)
    axes.plot(at, rows["mean"], color=GREY, linewidth=1.0, zorder=1)
    for x, row in zip(at, rows.itertuples(), strict=True):
        colour = BLUE if row.mean > 0 else RED if row.mean < 0 else GREY
        if pd.notna(row.low):
            axes.plot([x, x], [row.low, row.high], color=colour, linewidth=2.2, alpha=0.5, solid_capstyle="butt")
        axes.plot(x, row.mean, "o", color=colour, markersize=5, markerfacecolor="white" if row.n == 1 else colour)
    last = rows.iloc[-1]
    axes.annotate(f"{last['n']}", (at[-1], last["mean"]), (0, 7), textcoords="offset points", ha="center", color=GREY)


def _told(rows: pd.DataFrame, what: str) -> str:
    mine = rows[rows["what"] == what]
    first, last = mine.iloc[0], mine.iloc[-1]
    name = what.replace("\n", " ")
    return f"{name}: from {signed(first['mean'])} (n = {first['n']}) to {signed(last['mean'])} (n = {last['n']})"
