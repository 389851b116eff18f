"""Figures of who stands with or against whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from stancebook.report import titles
from stancebook.report.charts import (
    BLUE,
    INK,
    RED,
    Chart,
    canvas,
    nothing_found,
    others_note,
    short,
    side_colour,
    styled,
)
from stancebook.report.heat_maps import changes_chart, choose_pairs, heat_map, pair_grid
from stancebook.report.titles import EVEN
from stancebook.report.wording import listing, names_of, signed

ARROWS = 28  # more of them and nobody can follow one


@styled
def stance_matrix(pairs: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """Draw source (row) towards target (column): the mean score and n in each cell, contested cells hatched.

    ``pairs`` is what ``positions.pair_table`` returns; the pair of the title and the busiest others are drawn.
    Pairs without a stance that holds have no mean and are left out.
    """
    pairs = pairs[pairs["n"] > 0]
    if pairs.empty:
        return nothing_found("stances")
    names = names_of(actors)
    title = titles.stance_finding(pairs, actors)
    first = [titles.firmest(pairs)[:2]]
    grid, n = pair_grid(pairs, "source_id", names, first)
    marks = pairs if "contested" in pairs else pairs.assign(contested=False)
    torn = pair_grid(marks, "source_id", names, first, mark="contested")[1].to_numpy() > 0
    figure = heat_map(grid, n, title, ("opposes", "supports"), "row towards column", torn)
    ranked = pairs.sort_values(["n", "mean"], ascending=[False, True], kind="stable").head(8)
    means = listing(
        f"{names[r.source_id]} towards {names[r.target_id]} {signed(r.mean)} (n = {r.n})" for r in ranked.itertuples()
    )
    return Chart(figure, title, f"Matrix of mean stance scores: {means}.{others_note(len(pairs) - len(ranked))}")


def _circle(pairs: pd.DataFrame) -> list[str]:
    """Order actors round a circle so that those who stand together sit together.

    Spectral ordering: actors are sorted by the angle of the two leading eigenvectors of the symmetric signed
    adjacency matrix (Kunegis et al. 2010 draw signed graphs from its Laplacian; ours only needs an order).
    """
    nodes = sorted(set(pairs["source_id"]) | set(pairs["target_id"]))
    place = {node: i for i, node in enumerate(nodes)}
    matrix = np.zeros((len(nodes), len(nodes)))
    for r in pairs.itertuples():
        matrix[place[r.source_id], place[r.target_id]] += r.mean * r.n
    vectors = np.linalg.eigh(matrix + matrix.T)[1][:, ::-1][:, :2].round(6)
    vectors *= np.where(vectors[np.abs(vectors).argmax(axis=0), range(vectors.shape[1])] < 0, -1, 1)
    angles = np.arctan2(vectors[:, -1], vectors[:, 0]).round(6)
    return [node for _, node in sorted(zip(angles, nodes, strict=True))]


def _sides(pairs: pd.DataFrame, top: int) -> pd.DataFrame:
    """Keep the pairs that take a side, first those about whom most actors agree, with ``top`` actors at most."""
    sides = pairs[pairs["mean"].abs() > EVEN]
    crowd = sides.groupby([sides["target_id"], sides["mean"] > 0])["source_id"].transform("nunique")
    ranked = sides.assign(crowd=crowd, pull=(sides["mean"] * sides["n"]).abs())
    ranked = ranked.sort_values(["crowd", "target_id", "pull"], ascending=False, kind="stable")
    kept = choose_pairs(zip(ranked["source_id"], ranked["target_id"], strict=True), top, top, both=True)[:ARROWS]
    return ranked.set_index(["source_id", "target_id"]).loc[kept].reset_index()


@styled
def stance_network(pairs: pd.DataFrame, actors: pd.DataFrame, top: int = 12) -> Chart:
    """Draw who supports (solid) and opposes (dashed) whom, allies side by side; numbers are sentences.

    The layout is computed from the scores alone, so the same table always gives the same picture.
    """
    sides = _sides(pairs, top) if len(pairs) else pairs
    if sides.empty:
        return nothing_found("stances for or against anyone")
    names, order, title = names_of(actors), _circle(sides), titles.network_finding(pairs, actors)
    figure, axes = canvas(3.5, title)
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(order)) / len(order)
    spots = dict(zip(order, np.c_[np.cos(angles), np.sin(angles)], strict=True))
    for r in sides.itertuples():
        _arrow(axes, spots[r.source_id], spots[r.target_id], r.mean, int(r.n))
    for node, (x, y) in spots.items():
        axes.plot(x, y, "o", color=INK, markersize=6, zorder=4)
        side = "center" if abs(x) < 0.2 else "left" if x > 0 else "right"
        axes.text(x * 1.09, y * 1.09, short(names[node], 15, 3), ha=side, zorder=5, fontsize=8.5,
                  va="bottom" if y > 0.8 else "top" if y < -0.8 else "center")  # fmt: skip
    axes.set(xlim=(-1.75, 1.75), ylim=(-1.28, 1.28), aspect="equal")
    axes.set_axis_off()
    key = [Line2D([], [], color=BLUE, lw=1.8), Line2D([], [], color=RED, lw=1.8, ls="--")]
    figure.legend(key, ["supports", "opposes"], loc="outside lower center", ncols=2, frameon=False, fontsize=8.5)
    arrows = listing(
        f"{names[r.source_id]} {'supports' if r.mean > 0 else 'opposes'} {names[r.target_id]} (n = {r.n})"
        for r in sides.head(10).itertuples()
    )
    return Chart(figure, title, f"Network of stances: {arrows}.{others_note(len(pairs) - min(10, len(sides)))}")


def _arrow(axes: Axes, start: np.ndarray, end: np.ndarray, mean: float, n: int) -> None:
    """Draw one curved arrow with its number of sentences near the middle."""
    bend, colour = 0.16, side_colour(mean)
    axes.add_patch(
        FancyArrowPatch(tuple(start), tuple(end), connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>",
                        mutation_scale=11, shrinkA=5, shrinkB=6, color=colour, alpha=0.9,
                        linewidth=min(0.9 + 0.5 * n, 3.5), linestyle="-" if mean > 0 else (0, (4, 2)))
    )  # fmt: skip
    if n > 1:
        dx, dy = end - start
        control = (start + end) / 2 + bend * np.array([dy, -dx])
        x, y = 0.25 * start + 0.5 * control + 0.25 * end
        axes.text(x, y, str(n), fontsize=8, color=colour, ha="center", va="center", zorder=6,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip


def stance_changes(table: pd.DataFrame, actors: pd.DataFrame) -> Chart | None:
    """Draw how pairs move: a row a pair, a column a period, mean and n in each cell.

    ``table`` is what ``positions.period_table`` returns.  None with fewer than two periods: there is no change to see.
    """
    keys = ["source_id", "target_id"]
    return (
        changes_chart(table, keys, actors, "pair", ("opposes", "supports")) if table["period"].nunique() > 1 else None
    )
