"""Figures of how speakers sound."""

from __future__ import annotations

import pandas as pd
from matplotlib.lines import Line2D

from stancebook.report import titles
from stancebook.report.charts import (
    GREY,
    Chart,
    canvas,
    label_rows,
    nothing_found,
    others_note,
    short,
    side_colour,
    styled,
)
from stancebook.report.heat_maps import changes_chart, heat_map, pair_grid
from stancebook.report.wording import listing, names_of, signed


@styled
def speaker_tone(speakers: pd.DataFrame, actors: pd.DataFrame, top: int = 14) -> Chart:
    """Draw each speaker's mean tone as a dot with its interval and n; whoever was heard once has a hollow dot.

    ``speakers`` is what ``speaker_means.speaker_table`` returns.  One quote alone has no interval and shows none.
    """
    if speakers.empty:
        return nothing_found("quotes with a tone")
    names = names_of(actors)
    ranked = speakers.sort_values("mean", kind="stable")
    title = titles.tone_finding(speakers, actors)
    first = [end.holder_id for end in titles.tone_ends(speakers)]
    most = speakers.sort_values("n", ascending=False, kind="stable")["holder_id"]
    shown = ranked[ranked["holder_id"].isin(list(dict.fromkeys([*first, *most]))[:top])].iloc[::-1]
    figure, axes = canvas(0.65 + 0.36 * len(shown), title)
    axes.axvline(0, color="#9aa5b1", linewidth=0.8)
    for i, r in enumerate(shown.itertuples()):
        if r.n > 1 and pd.notna(r.low):
            axes.plot(
                [r.low, r.high], [i, i], color=side_colour(r.mean), linewidth=2.2, alpha=0.55, solid_capstyle="butt"
            )
        axes.plot(r.mean, i, "o", color=side_colour(r.mean), markersize=7, markeredgewidth=1.6,
                  markerfacecolor="white" if r.n == 1 else side_colour(r.mean))  # fmt: skip
        axes.text(1.06, i, f"{signed(r.mean)}  n = {r.n}", va="center", fontsize=8.5)
    label_rows(axes, (short(names[s], 20) for s in shown["holder_id"]))
    axes.set_xlim(-1.05, 1.05)
    axes.set_xticks([-1, 0, 1], ["−1\nnegative", "0", "+1\npositive"])
    if (shown["n"] == 1).any():
        hollow = Line2D([], [], ls="", marker="o", color=GREY, markerfacecolor="white", markeredgewidth=1.6,
                        markersize=7)  # fmt: skip
        figure.legend([hollow], ["heard once"], loc="outside lower center", frameon=False, fontsize=8.5)
    means = listing(f"{names[r.holder_id]} {signed(r.mean)} (n = {r.n})" for r in shown.itertuples())
    return Chart(
        figure, title, f"Mean tone per speaker, highest first: {means}.{others_note(len(speakers) - len(shown))}"
    )


@styled
def speaker_targets(targets: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """Draw the mean sentiment of each speaker (row) towards each target (column), with n.

    ``targets`` is what ``speaker_means.target_table`` returns.
    """
    if targets.empty:
        return nothing_found("sentiment towards anyone")
    names = names_of(actors)
    title = titles.target_finding(targets, actors)
    grid, n = pair_grid(targets, "holder_id", names, titles.target_ends(targets))
    figure = heat_map(grid, n, title, ("negative", "positive"), "row speaking of column")
    rows = targets.loc[targets["mean"].abs().sort_values(ascending=False, kind="stable").index[:8]]
    means = listing(
        f"{names[r.holder_id]} on {names[r.target_id]} {signed(r.mean)} (n = {r.n})" for r in rows.itertuples()
    )
    return Chart(
        figure, title, f"Mean sentiment by speaker and target: {means}.{others_note(len(targets) - len(rows))}"
    )


def tone_changes(table: pd.DataFrame, actors: pd.DataFrame) -> Chart | None:
    """Draw how speakers' tones move: a row a speaker, a column a period, mean and n in each cell.

    ``table`` is what ``speaker_means.speaker_periods`` returns.  None with fewer than two periods.
    """
    ends = ("negative", "positive")
    return changes_chart(table, ["holder_id"], actors, "speaker", ends) if table["period"].nunique() > 1 else None
