"""What all figures share: the style, the chart with its title and description, saving."""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from stancebook.report import titles
from stancebook.report.printable import printable
from stancebook.report.titles import EVEN
from stancebook.report.wording import listing, names_of, period_name, signed

BLUE, RED, GREY, PALE, INK = "#1f5fa8", "#c2410c", "#6b7280", "#b9c3d0", "#1f2933"
DIVERGING = LinearSegmentedColormap.from_list("stance", ["#b83208", "#f2a783", "#f7f7f5", "#93b9e0", "#14508f"])
STYLE: Any = {
    "font.size": 9.5, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#9aa5b1",
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "svg.hashsalt": "stancebook", "svg.fonttype": "path", "figure.facecolor": "white",
    "text.usetex": False, "text.parse_math": False,  # a sum in dollars is no mathematics
}  # fmt: skip
WIDTH = 4.5  # inches
ROWS, COLUMNS = 10, 8  # of a matrix: as many as a phone shows legibly
HEADING = 8  # lines of a title; the page has it whole
P = ParamSpec("P")
Pair = tuple[str, str]


@dataclass(frozen=True)
class Chart:
    """A figure with its finding (``title``) and its description in words (``alt``)."""

    figure: Figure
    title: str
    alt: str

    def image(self, form: str = "svg", titled: bool = True) -> bytes:
        """Return the figure as bytes, ``form`` "svg" or "png"; the same data give the same bytes."""
        heading = self.figure._suptitle  # type: ignore[attr-defined]
        if heading is not None:
            heading.set_visible(titled)
            heading.set_in_layout(titled)
        buffer = io.BytesIO()
        metadata = {"Date": None, "Title": self.title} if form == "svg" else {"Title": self.title}
        with matplotlib.rc_context(STYLE):
            self.figure.savefig(buffer, format=form, dpi=200, metadata=metadata)
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Show as a picture in a notebook, with the description as its text."""
        return {"image/png": self.image("png"), "text/plain": f"{self.title}. {self.alt}"}


def save(chart: Chart | None, folder: Path, name: str) -> list[Path]:
    """Write ``chart`` to ``folder`` as ``<name>.svg`` and ``<name>.png`` and return both paths; None writes nothing."""
    if chart is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{form}" for form in ("svg", "png")]
    for path in paths:
        path.write_bytes(chart.image(path.suffix[1:]))
    return paths


def save_all(charts: Mapping[str, Chart | None], folder: Path) -> None:
    """Save several charts (``save``), each under its name."""
    for name, chart in charts.items():
        save(chart, folder, name)


def styled(draw: Callable[P, Chart]) -> Callable[P, Chart]:
    """Draw under the suite's own style, whatever the reader's matplotlib settings are; words are fit to be shown."""

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Chart:
        with matplotlib.rc_context(), matplotlib.rc_context(STYLE):
            chart = draw(*args, **kwargs)
        return replace(chart, title=printable(chart.title), alt=printable(chart.alt))

    return styled


def canvas(height: float, title: str) -> tuple[Figure, Axes]:
    """Return a figure in the house width with ``title`` above, wrapped to fit and cut after ``HEADING`` lines."""
    told = printable(title).replace("n = ", "n\u00a0=\u00a0")
    lines = textwrap.wrap(told, 50, max_lines=HEADING, placeholder=" …")
    figure = Figure(figsize=(WIDTH, height + 0.2 * len(lines)), layout="constrained")
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=10.5, fontweight="bold")
    return figure, figure.add_subplot()


def nothing_found(what: str) -> Chart:
    """Return the figure that says there is nothing to draw."""
    title = f"No {what} found"
    figure, axes = canvas(0.6, title)
    axes.set_axis_off()
    axes.text(0.5, 0.5, f"Nothing to draw: no {what} in these articles.", ha="center", va="center", color=GREY)
    return Chart(figure, title, f"An empty figure: no {what} in these articles.")


def short(name: str, width: int = 20, lines: int = 2) -> str:
    """Return ``name`` wrapped to ``width``; "…" marks what did not fit."""
    return "\n".join(textwrap.wrap(name, width, max_lines=lines, placeholder="…")) or name


def sign_of(value: float) -> str:
    """Return the colour of a mean: blue for, red against, grey for neither."""
    return RED if value < -EVEN else BLUE if value > EVEN else GREY


def label_rows(axes: Axes, labels: Iterable[str]) -> None:
    """Put ``labels`` down the left side, the first on top, without tick marks."""
    labels = list(labels)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def others_note(left: int) -> str:
    """Return how many the figure leaves out, as a sentence behind a description; none says nothing."""
    return f" {left} more {'is' if left == 1 else 'are'} in the table." if left > 0 else ""


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
    heads = [period_name(p).replace("week of ", "") for p in periods]
    grid, n = (
        recent.pivot(index="row", columns="period", values=v).reindex(index=rows, columns=periods)
        .set_axis([_arrowed(r, names) for r in rows]).set_axis(heads, axis=1) for v in ("mean", "n")
    )  # fmt: skip
    unit = "week" if len(periods[0]) == len("2024-03-04") else "month"
    figure = heat_map(grid, n.fillna(0), title, ends, f"{what} by {unit}")
    told = listing(f"{_arrowed(r.row, names)} {signed(r.mean)} (n = {r.n}) in {titles.in_period(r.period)}"
                   for r in recent[recent["row"].isin(rows)].head(8).itertuples())  # fmt: skip
    return Chart(figure, title, f"Means over time: {told}. All are in the table.")


def _arrowed(ids: str, names: Mapping[str, str]) -> str:
    return " → ".join(names[i] for i in ids.split("\t"))
