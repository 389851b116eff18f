"""How means move from period to period: a small panel for each, all on one scale."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from stancebook.report import titles
from stancebook.report.charts import BLUE, GREY, RED, RULE, Chart, in_lines, others_note, sheet, styled
from stancebook.report.dot_plots import side
from stancebook.report.wording import listing, names_of, place_date, signed

PANELS, ACROSS, PERIODS = 6, 2, 8
PANEL = 2.0  # inches that a panel is wide


def period_panels(
    table: pd.DataFrame, keys: list[str], actors: pd.DataFrame, what: str, ends: tuple[str, str]
) -> Chart | None:
    """Draw the rows that were heard in the most periods, over the latest periods that fit; None if none was in two.

    Parameters
    ----------
    table
        Columns ``period, n, mean`` and ``keys``, a row a period.
    keys, actors, what
        Columns that name what is followed, whose names ``actors`` gives, and the noun for it.
    ends
        What −1 and +1 mean.
    """
    periods = sorted(table["period"].unique())[-PERIODS:]
    recent = table.assign(row=table[keys].agg("\t".join, axis=1) if len(table) else "")
    recent = recent[recent["period"].isin(periods)]
    order = recent.groupby("row")["n"].agg(["size", "sum"]).sort_values(["size", "sum"], ascending=False, kind="stable")
    rows = list(order.index[order["size"] > 1])
    if not rows:
        return None
    title, moved = titles.change_finding(recent, keys, actors, what), titles.moved_rows(recent, keys).head(1)
    told = ["\t".join(row) for row in moved[keys].itertuples(index=False, name=None)]
    rows = list(dict.fromkeys([*told, *rows]))  # what the title tells is drawn
    return _drawn(recent, rows, periods, title, names_of(actors), what, ends)


@styled
def _drawn(
    recent: pd.DataFrame, rows: list[str], periods: list[str], title: str, names: Mapping[str, str], what: str,
    ends: tuple[str, str],
) -> Chart:  # fmt: skip
    shown = rows[:PANELS]
    down = -(-len(shown) // ACROSS)
    heads = [in_lines("\n→ ".join(names[i] for i in r.split("\t")), PANEL, bold=True) for r in shown]
    tall = 1.0 + 0.16 * (1 + max(h.count("\n") for h in heads))
    footer = (f"+1 {ends[1]}, −1 {ends[0]}; the numbers are n."
              f"{others_note(len(rows) - len(shown), what)}")  # fmt: skip
    figure = sheet(tall * down + 0.25, title, footer)
    grid = figure.subplots(down, ACROSS, sharex=True, sharey=True, squeeze=False).ravel()
    for axes, head, row in zip(grid, heads, shown, strict=False):
        _panel(axes, recent[recent["row"] == row], periods)
        _ends(axes, periods)
        axes.set_title(head, loc="left", fontweight="bold", pad=3, linespacing=1.0)
    for axes in grid[len(shown) :]:
        axes.set_axis_off()
    means = listing(f"{_arrowed(r.row, names)} {signed(r.mean)} (n = {r.n}) in {titles.in_period(r.period)}"
                    for r in recent[recent["row"].isin(shown)].head(8).itertuples())  # fmt: skip
    return Chart(figure, title, f"Means over time: {means}. All are in the table.")


def _panel(axes: Axes, rows: pd.DataFrame, periods: list[str]) -> None:
    """Draw one row over its periods; only neighbouring periods are joined."""
    place = {period: i for i, period in enumerate(periods)}
    means = rows.set_index(rows["period"].map(place))["mean"].reindex(range(len(periods)))
    axes.axhline(0, color=RULE, linewidth=0.9, zorder=0)
    axes.plot(means.index, means, color=GREY, linewidth=1.2, zorder=1)
    for r in rows.itertuples():
        colour, marker = {1: (BLUE, "^"), -1: (RED, "v"), 0: (GREY, "o")}[side(r.mean, float("nan"), float("nan"))]
        axes.plot(place[r.period], r.mean, marker, color=colour, markersize=5.5)
        above = r.mean < 0
        axes.annotate(str(r.n), (place[r.period], r.mean), (0, 5 if above else -5), textcoords="offset points",
                      ha="center", va="bottom" if above else "top")  # fmt: skip
    axes.set(xlim=(-0.5, len(periods) - 0.5), ylim=(-1.15, 1.15))
    axes.set_yticks([-1, 0, 1], ["−1", "0", "+1"])
    axes.set_xticks([])


def _ends(axes: Axes, periods: list[str]) -> None:
    """Name the first and the last period below a panel."""
    for place, period, side_ in ((0, periods[0], "left"), (1, periods[-1], "right")):
        axes.annotate(place_date(period), (place, 0), (0, -4), xycoords="axes fraction", textcoords="offset points",
                      ha=side_, va="top")  # fmt: skip


def _arrowed(ids: str, names: Mapping[str, str]) -> str:
    return " → ".join(names[i] for i in ids.split("\t"))
