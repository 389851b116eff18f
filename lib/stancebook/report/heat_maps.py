"""Figures made of coloured cells: means of pairs, and how means move from period to period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from stancebook.report import titles
from stancebook.report.charts import INK, Chart, canvas, short, styled
from stancebook.report.wording import listing, names_of, place_date, signed

DIVERGING = LinearSegmentedColormap.from_list("stance", ["#b83208", "#f2a783", "#f7f7f5", "#93b9e0", "#14508f"])
ROWS, COLUMNS = 10, 8  # of a matrix: as many as a phone shows legibly
Pair = tuple[str, str]


def heat_map(
    grid: pd.DataFrame,
    n: pd.DataFrame,
    title: str,
    ends: tuple[str, str],
    axis: str,
    torn: np.ndarray | None = None,
) -> Figure:
    """Draw a table of means as coloured cells, each with its mean and n; empty cells stay white.

    Cells where ``torn`` is true are contested: a ≠ before the mean and hatched.
    """
    marked = torn if torn is not None else np.zeros(grid.shape, dtype=bool)
    figure, axes = canvas(1.35 + 0.42 * len(grid), title)
    axes.imshow(np.ma.masked_invalid(grid.to_numpy(float)), cmap=DIVERGING, vmin=-1, vmax=1, aspect="auto")
    for i, j in zip(*np.nonzero(n.to_numpy() > 0), strict=True):
        mean = grid.iat[i, j]
        colour = "white" if abs(mean) > 0.75 else INK
        ground = None
        if marked[i, j]:
            axes.add_patch(_hatched((j - 0.5, i - 0.5)))
            ground = {"facecolor": DIVERGING((mean + 1) / 2), "edgecolor": "none", "pad": 1.2}
        axes.text(j, i, f"{'≠ ' if marked[i, j] else ''}{signed(mean, 1)}\nn={int(n.iat[i, j])}", ha="center",
                  va="center", fontsize=8, color=colour, linespacing=0.95, bbox=ground)  # fmt: skip
    _frame_cells(axes, grid)
    key = [Patch(color=DIVERGING(0.05)), Patch(color=DIVERGING(0.95))]
    legend = [f"{axis}: {ends[0]} (−1)", f"{ends[1]} (+1)"]
    if marked.any():
        key.append(_hatched((0, 0)))
        legend.append("≠ contested")
    figure.legend(key, legend, loc="outside lower center", ncols=2, frameon=False, fontsize=8.5)
    return figure


def _frame_cells(axes: Axes, grid: pd.DataFrame) -> None:
    """Name the rows and columns of a table drawn as cells, and rule thin lines between the cells."""
    rows, columns = grid.shape
    axes.set_yticks(range(rows), [short(x, 19) for x in grid.index], fontsize=8.5)
    axes.set_xticks(range(columns), [short(x, 15) for x in grid.columns], fontsize=8.5, rotation=50,
                    ha="left", rotation_mode="anchor")  # fmt: skip
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(-0.5, columns), minor=True)
    axes.set_yticks(np.arange(-0.5, rows), minor=True)
    axes.grid(which="minor", color="#e2e6ea", linewidth=0.8)
    axes.tick_params(which="minor", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlim(-0.5, max(columns, 5) - 0.5)


def _hatched(corner: tuple[float, float]) -> Rectangle:
    return Rectangle(corner, 1, 1, facecolor="none", edgecolor=INK, alpha=0.45, hatch="////", linewidth=0)


def choose_pairs(pairs: Iterable[Pair], rows: int, columns: int, both: bool = False) -> list[Pair]:
    """Take pairs in turn as long as they need no more rows and columns (or, with ``both``, actors) than fit."""
    lines: set[str] = set()
    heads: set[str] = lines if both else set()
    kept = []
    for source, target in pairs:
        if len(lines | {source}) <= rows and len(heads | {target}) <= columns and not (
            both and len(lines | {source, target}) > rows
        ):  # fmt: skip
            lines.add(source)
            heads.add(target)
            kept.append((source, target))
    return kept


def pair_grid(
    frame: pd.DataFrame, row: str, names: Mapping[str, str], first: Iterable[Pair] = (), mark: str = "n"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return means and counts as two tables with names on both sides: ``first`` and the best documented pairs.

    ``mark`` is the column that stands in the second table, zero or false where there is no pair.
    """
    ranked = frame.assign(pull=frame["mean"].abs()).sort_values(["n", "pull"], ascending=False, kind="stable")
    pairs = choose_pairs([*first, *zip(ranked[row], ranked["target_id"], strict=True)], ROWS, COLUMNS)
    busy = Counter(actor for pair in pairs for actor in pair)
    lines, columns = (sorted({p[i] for p in pairs}, key=lambda a: (-busy[a], a)) for i in (0, 1))
    means, n = (
        frame.assign(**{v: frame[v].astype(float)}).pivot(index=row, columns="target_id", values=v)
        .reindex(index=lines, columns=columns) for v in ("mean", mark)
    )  # fmt: skip
    means, n = (t.rename(index=lambda v: names[v], columns=lambda v: names[v]) for t in (means, n.fillna(0)))
    return means, n


@styled
def changes_chart(
    table: pd.DataFrame, keys: list[str], actors: pd.DataFrame, what: str, ends: tuple[str, str]
) -> Chart:
    """Draw the rows heard in the most periods, over the latest periods that fit; those heard in one show no change."""
    names, title = names_of(actors), titles.change_finding(table, keys, actors, what)
    periods = sorted(table["period"].unique())[-COLUMNS:]
    recent = table.assign(row=table[keys].agg("\t".join, axis=1))[table["period"].isin(periods)]
    order = recent.groupby("row")["n"].agg(["size", "sum"]).sort_values(["size", "sum"], ascending=False, kind="stable")
    order = order[order["size"] > 1] if (order["size"] > 1).any() else order
    rows = list(order.index[:ROWS])
    heads = [place_date(p) for p in periods]
    grid, n = (
        recent.pivot(index="row", columns="period", values=v).reindex(index=rows, columns=periods)
        .set_axis([_arrowed(r, names) for r in rows]).set_axis(heads, axis=1) for v in ("mean", "n")
    )  # fmt: skip
    figure = heat_map(grid, n.fillna(0), title, ends, f"{what} by {titles.period_unit(recent)}")
    means = listing(f"{_arrowed(r.row, names)} {signed(r.mean)} (n = {r.n}) in {titles.in_period(r.period)}"
                    for r in recent[recent["row"].isin(rows)].head(8).itertuples())  # fmt: skip
    return Chart(figure, title, f"Means over time: {means}. All are in the table.")


def _arrowed(ids: str, names: Mapping[str, str]) -> str:
    return " → ".join(names[i] for i in ids.split("\t"))
