"""The figure made of coloured cells: means of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from stancebook.report.charts import BLUE, INK, RED, WIDTH, canvas, names_for_rows
from stancebook.report.lettering import short
from stancebook.report.wording import signed

DIVERGING = LinearSegmentedColormap.from_list("stance", [RED, "#F3B48A", "#F7F7F5", "#8FC3E4", BLUE])
ROWS, COLUMNS = 8, 6  # as many as have room for a number that can be read
CELL, NAMES = 0.36, 1.35  # inches: a row's height, the room for its name
Pair = tuple[str, str]


def heat_map(grid: pd.DataFrame, under: pd.DataFrame, title: str, torn: np.ndarray, footer: str) -> Figure:
    """Draw a table of means as coloured cells, each with its mean and the words ``under`` it; empty cells stay white.

    Cells where ``torn`` is true are mixed: a ≠ before the mean and hatched.
    """
    note = footer + (" ≠ mixed: stances on both sides, or an interval that spans zero." if torn.any() else "")
    figure, axes = canvas(0.75 + CELL * len(grid), title, note)
    axes.imshow(np.ma.masked_invalid(grid.to_numpy(float)), cmap=DIVERGING, vmin=-1, vmax=1, aspect="auto")
    for i, j in zip(*np.nonzero(grid.notna().to_numpy()), strict=True):
        mean, ground = grid.iat[i, j], None
        if torn[i, j]:
            axes.add_patch(_hatched((j - 0.5, i - 0.5)))
            ground = {"facecolor": DIVERGING((mean + 1) / 2), "edgecolor": "none", "pad": 1.0}
        axes.text(j, i, f"{'≠ ' if torn[i, j] else ''}{signed(mean, 1)}\n{under.iat[i, j]}", ha="center",
                  va="center", color="white" if mean > 0.75 else INK, linespacing=0.95, bbox=ground)  # fmt: skip
    _frame_cells(axes, grid)
    return figure


def _frame_cells(axes: Axes, grid: pd.DataFrame) -> None:
    """Name the rows and columns of a table drawn as cells, and rule thin lines between the cells."""
    rows, columns = grid.shape
    width = max(columns, 3)
    axes.set_yticks(range(rows), names_for_rows(grid.index, NAMES), linespacing=1.0)
    room = (WIDTH - NAMES - 0.2) / width
    level = room > 0.9  # names lie where there is room, and else lean
    heads = [short(name, room, 2) if level else short(name, 1.0, 1) for name in grid.columns]
    axes.set_xticks(range(columns), heads, linespacing=1.0,
                    rotation=0 if level else 40, ha="center" if level else "left", rotation_mode="anchor")  # fmt: skip
    axes.xaxis.tick_top()
    axes.set_xticks(np.arange(-0.5, columns), minor=True)
    axes.set_yticks(np.arange(-0.5, rows), minor=True)
    axes.grid(which="minor", color="#e2e6ea", linewidth=0.8)
    axes.tick_params(which="minor", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlim(-0.5, width - 0.5)


def _hatched(corner: tuple[float, float]) -> Rectangle:
    return Rectangle(corner, 1, 1, facecolor="none", edgecolor=INK, alpha=0.45, hatch="////", linewidth=0)


def choose_pairs(pairs: Iterable[Pair], rows: int, columns: int) -> list[Pair]:
    """Take pairs in turn as long as they need no more rows and columns than fit."""
    lines: set[str] = set()
    heads: set[str] = set()
    kept = []
    for source, target in pairs:
        if len(lines | {source}) <= rows and len(heads | {target}) <= columns:
            lines.add(source)
            heads.add(target)
            kept.append((source, target))
    return kept


def pair_grid(
    frame: pd.DataFrame, names: Mapping[str, str], first: Iterable[Pair] = (), mark: str = "n"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return means and column ``mark`` as two tables with names on both sides: ``first`` and the best documented pairs.

    Both are null where there is no pair.
    """
    ranked = frame.assign(pull=frame["mean"].abs()).sort_values(["n", "pull"], ascending=False, kind="stable")
    pairs = choose_pairs([*first, *zip(ranked["source_id"], ranked["target_id"], strict=True)], ROWS, COLUMNS)
    busy = Counter(actor for pair in pairs for actor in pair)
    lines, columns = (sorted({p[i] for p in pairs}, key=lambda a: (-busy[a], a)) for i in (0, 1))
    means, marked = (
        frame.pivot(index="source_id", columns="target_id", values=v).reindex(index=lines, columns=columns)
        for v in ("mean", mark)
    )  # fmt: skip
    return tuple(t.rename(index=lambda v: names[v], columns=lambda v: names[v]) for t in (means, marked))
