"""One function a figure.  Each returns a ``Chart``: the figure, its finding as a title, and its text for
readers who cannot see it.

Figures are made for a column 4.5 inches wide, so that they read the same on a phone, on a desk and in print.
Blue stands for support, a good tone or more trade, orange-red for the opposite: a pair that people with
red-green blindness tell apart, and every sign is written out or drawn dashed as well.
"""

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
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle

from stancebook.report import findings
from stancebook.report.findings import EVEN
from stancebook.report.printable import printable
from stancebook.report.views import sentence_finder
from stancebook.report.wording import listing, names_of, period_name, place_date, signed

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
ARROWS = 28  # more of them and nobody can follow one
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


def _styled(draw: Callable[P, Chart]) -> Callable[P, Chart]:
    """Draw under the suite's own style, whatever the reader's matplotlib settings are; words are fit to be shown."""

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Chart:
        with matplotlib.rc_context(), matplotlib.rc_context(STYLE):
            chart = draw(*args, **kwargs)
        return replace(chart, title=printable(chart.title), alt=printable(chart.alt))

    return styled


def _canvas(height: float, title: str) -> tuple[Figure, Axes]:
    """Return a figure in the house width with ``title`` above, wrapped to fit and cut after ``HEADING`` lines."""
    told = printable(title).replace("n = ", "n\u00a0=\u00a0")
    lines = textwrap.wrap(told, 50, max_lines=HEADING, placeholder=" …")
    figure = Figure(figsize=(WIDTH, height + 0.2 * len(lines)), layout="constrained")
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=10.5, fontweight="bold")
    return figure, figure.add_subplot()


def _nothing(what: str) -> Chart:
    """Return the figure that says there is nothing to draw."""
    title = f"No {what} found"
    figure, axes = _canvas(0.6, title)
    axes.set_axis_off()
    axes.text(0.5, 0.5, f"Nothing to draw: no {what} in these articles.", ha="center", va="center", color=GREY)
    return Chart(figure, title, f"An empty figure: no {what} in these articles.")


def short(name: str, width: int = 20, lines: int = 2) -> str:
    """Return ``name`` wrapped to ``width``; "…" marks what did not fit."""
    return "\n".join(textwrap.wrap(name, width, max_lines=lines, placeholder="…")) or name


def _sign(value: float) -> str:
    return RED if value < -EVEN else BLUE if value > EVEN else GREY


def _rows(axes: Axes, labels: Iterable[str]) -> None:
    """Put ``labels`` down the left side, the first on top, without tick marks."""
    labels = list(labels)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def gallery(tables: Mapping[str, pd.DataFrame]) -> dict[str, Chart]:
    """Return every chart of the brief by name, from the per-article tables and the aggregates.

    Those of change over time are there only when there are two periods to compare.
    """
    actors = tables["actors"]
    changes = {
        "stance_changes": stance_changes(tables["stance_periods"], actors),
        "tone_changes": tone_changes(tables["speaker_periods"], actors),
        "trade_changes": trade_changes(tables["trade_periods"]),
        "uncertainty": trade_uncertainty(tables["trade_uncertainty"], tables["events"]),
    }
    return {
        "actors": actor_mentions(tables["mentions"], actors),
        "matrix": stance_matrix(tables["stance_pairs"], actors),
        "network": stance_network(tables["stance_pairs"], actors),
        "tone": speaker_tone(tables["speaker_tone"], actors),
        "targets": speaker_targets(tables["target_tone"], actors),
        "drivers": trade_drivers(tables["drivers"]),
        "timeline": timeline(tables["events"], tables["documents"], tables["sentences"]),
        **{name: chart for name, chart in changes.items() if chart is not None},
    }


# ---------------------------------------------------------------------------------------------- who


@_styled
def actor_mentions(mentions: pd.DataFrame, actors: pd.DataFrame, top: int = 12) -> Chart:
    """Draw how often each actor is mentioned: by a name (dark), or by a description or pronoun (pale).

    Places are left out: they are where, not who.  ``mentions`` and ``actors`` are the tables of that name.
    """
    totals = findings.mention_counts(mentions, actors)
    if totals.empty:
        return _nothing("actors")
    title = findings.actor_finding(totals)
    shown = totals.head(top)
    figure, axes = _canvas(0.75 + 0.34 * len(shown), title)
    y = range(len(shown))
    axes.barh(y, shown["named"], color=BLUE, height=0.66, label="by name")
    axes.barh(y, shown["all"] - shown["named"], left=shown["named"], color=PALE, height=0.66,
              label="by description or pronoun")  # fmt: skip
    for i, n in enumerate(shown["all"]):
        axes.text(n, i, f" {n}", va="center")
    _rows(axes, (short(n, 24) for n in shown["name"]))
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, max(shown["all"]) * 1.12)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8.5)
    told = listing(f"{name} {n}" for name, n in zip(shown["name"], shown["all"], strict=True))
    return Chart(figure, title, f"Bar chart of mentions per actor: {told}.{_rest(len(totals) - len(shown))}")


def _rest(left: int) -> str:
    return f" {left} more {'is' if left == 1 else 'are'} in the table." if left > 0 else ""


# ------------------------------------------------------------------------------------------- stance


def _heat(
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
    figure, axes = _canvas(1.35 + 0.42 * len(grid), title)
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


def _choose(pairs: Iterable[Pair], rows: int, columns: int, both: bool = False) -> list[Pair]:
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


def _grid(
    frame: pd.DataFrame, row: str, names: Mapping[str, str], first: Iterable[Pair] = (), mark: str = "n"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return means and counts as two tables with names on both sides: ``first`` and the best documented pairs.

    ``mark`` is the column that stands in the second table, zero or false where there is no pair.
    """
    ranked = frame.assign(pull=frame["mean"].abs()).sort_values(["n", "pull"], ascending=False, kind="stable")
    pairs = _choose([*first, *zip(ranked[row], ranked["target_id"], strict=True)], ROWS, COLUMNS)
    busy = Counter(actor for pair in pairs for actor in pair)
    lines, columns = (sorted({p[i] for p in pairs}, key=lambda a: (-busy[a], a)) for i in (0, 1))
    means, n = (
        frame.assign(**{v: frame[v].astype(float)}).pivot(index=row, columns="target_id", values=v)
        .reindex(index=lines, columns=columns) for v in ("mean", mark)
    )  # fmt: skip
    means, n = (t.rename(index=lambda v: names[v], columns=lambda v: names[v]) for t in (means, n.fillna(0)))
    return means, n


@_styled
def stance_matrix(pairs: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """Draw source (row) towards target (column): the mean score and n in each cell, contested cells hatched.

    ``pairs`` is what ``positions.pair_table`` returns; the pair of the title and the busiest others are drawn.
    Pairs without a stance that holds have no mean and are left out.
    """
    pairs = pairs[pairs["n"] > 0]
    if pairs.empty:
        return _nothing("stances")
    names = names_of(actors)
    title = findings.stance_finding(pairs, actors)
    first = [findings.firmest(pairs)[:2]]
    grid, n = _grid(pairs, "source_id", names, first)
    marks = pairs if "contested" in pairs else pairs.assign(contested=False)
    torn = _grid(marks, "source_id", names, first, mark="contested")[1].to_numpy() > 0
    figure = _heat(grid, n, title, ("opposes", "supports"), "row towards column", torn)
    ranked = pairs.sort_values(["n", "mean"], ascending=[False, True], kind="stable").head(8)
    told = listing(
        f"{names[r.source_id]} towards {names[r.target_id]} {signed(r.mean)} (n = {r.n})" for r in ranked.itertuples()
    )
    return Chart(figure, title, f"Matrix of mean stance scores: {told}.{_rest(len(pairs) - len(ranked))}")


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
    kept = _choose(zip(ranked["source_id"], ranked["target_id"], strict=True), top, top, both=True)[:ARROWS]
    return ranked.set_index(["source_id", "target_id"]).loc[kept].reset_index()


@_styled
def stance_network(pairs: pd.DataFrame, actors: pd.DataFrame, top: int = 12) -> Chart:
    """Draw who supports (solid) and opposes (dashed) whom, allies side by side; numbers are sentences.

    The layout is computed from the scores alone, so the same table always gives the same picture.
    """
    sides = _sides(pairs, top) if len(pairs) else pairs
    if sides.empty:
        return _nothing("stances for or against anyone")
    names, order, title = names_of(actors), _circle(sides), findings.network_finding(pairs, actors)
    figure, axes = _canvas(3.5, title)
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
    told = listing(
        f"{names[r.source_id]} {'supports' if r.mean > 0 else 'opposes'} {names[r.target_id]} (n = {r.n})"
        for r in sides.head(10).itertuples()
    )
    return Chart(figure, title, f"Network of stances: {told}.{_rest(len(pairs) - min(10, len(sides)))}")


def _arrow(axes: Axes, start: np.ndarray, end: np.ndarray, mean: float, n: int) -> None:
    """Draw one curved arrow with its number of sentences near the middle."""
    bend, colour = 0.16, _sign(mean)
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


# --------------------------------------------------------------------------------------------- tone


@_styled
def speaker_tone(speakers: pd.DataFrame, actors: pd.DataFrame, top: int = 14) -> Chart:
    """Draw each speaker's mean tone as a dot with its interval and n; whoever was heard once has a hollow dot.

    ``speakers`` is what ``sentiment.speaker_table`` returns.  One quote alone has no interval and shows none.
    """
    if speakers.empty:
        return _nothing("quotes with a tone")
    names = names_of(actors)
    ranked = speakers.sort_values("mean", kind="stable")
    title = findings.tone_finding(speakers, actors)
    first = [end.holder_id for end in findings.tone_ends(speakers)]
    most = speakers.sort_values("n", ascending=False, kind="stable")["holder_id"]
    shown = ranked[ranked["holder_id"].isin(list(dict.fromkeys([*first, *most]))[:top])].iloc[::-1]
    figure, axes = _canvas(0.65 + 0.36 * len(shown), title)
    axes.axvline(0, color="#9aa5b1", linewidth=0.8)
    for i, r in enumerate(shown.itertuples()):
        if r.n > 1 and pd.notna(r.low):
            axes.plot([r.low, r.high], [i, i], color=_sign(r.mean), linewidth=2.2, alpha=0.55, solid_capstyle="butt")
        axes.plot(r.mean, i, "o", color=_sign(r.mean), markersize=7, markeredgewidth=1.6,
                  markerfacecolor="white" if r.n == 1 else _sign(r.mean))  # fmt: skip
        axes.text(1.06, i, f"{signed(r.mean)}  n = {r.n}", va="center", fontsize=8.5)
    _rows(axes, (short(names[s], 20) for s in shown["holder_id"]))
    axes.set_xlim(-1.05, 1.05)
    axes.set_xticks([-1, 0, 1], ["−1\nnegative", "0", "+1\npositive"])
    if (shown["n"] == 1).any():
        hollow = Line2D(
            [], [], ls="", marker="o", color=GREY, markerfacecolor="white", markeredgewidth=1.6, markersize=7
        )
        figure.legend([hollow], ["heard once"], loc="outside lower center", frameon=False, fontsize=8.5)
    told = listing(f"{names[r.holder_id]} {signed(r.mean)} (n = {r.n})" for r in shown.itertuples())
    return Chart(figure, title, f"Mean tone per speaker, highest first: {told}.{_rest(len(speakers) - len(shown))}")


@_styled
def speaker_targets(targets: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """Draw the mean sentiment of each speaker (row) towards each target (column), with n.

    ``targets`` is what ``sentiment.target_table`` returns.
    """
    if targets.empty:
        return _nothing("sentiment towards anyone")
    names = names_of(actors)
    title = findings.target_finding(targets, actors)
    grid, n = _grid(targets, "holder_id", names, findings.target_ends(targets))
    figure = _heat(grid, n, title, ("negative", "positive"), "row speaking of column")
    rows = targets.loc[targets["mean"].abs().sort_values(ascending=False, kind="stable").index[:8]]
    alt = listing(
        f"{names[r.holder_id]} on {names[r.target_id]} {signed(r.mean)} (n = {r.n})" for r in rows.itertuples()
    )
    return Chart(figure, title, f"Mean sentiment by speaker and target: {alt}.{_rest(len(targets) - len(rows))}")


# ------------------------------------------------------------------------------------------ over time


def stance_changes(table: pd.DataFrame, actors: pd.DataFrame) -> Chart | None:
    """Draw how pairs move: a row a pair, a column a period, mean and n in each cell.

    ``table`` is what ``positions.period_table`` returns.  None with fewer than two periods: there is no change to see.
    """
    keys = ["source_id", "target_id"]
    return _changes(table, keys, actors, "pair", ("opposes", "supports")) if table["period"].nunique() > 1 else None


def tone_changes(table: pd.DataFrame, actors: pd.DataFrame) -> Chart | None:
    """Draw how speakers' tones move: a row a speaker, a column a period, mean and n in each cell.

    ``table`` is what ``sentiment.speaker_periods`` returns.  None with fewer than two periods.
    """
    ends = ("negative", "positive")
    return _changes(table, ["holder_id"], actors, "speaker", ends) if table["period"].nunique() > 1 else None


@_styled
def _changes(table: pd.DataFrame, keys: list[str], actors: pd.DataFrame, what: str, ends: tuple[str, str]) -> Chart:
    """Draw the rows heard in the most periods, over the latest periods that fit; those heard in one show no change."""
    names, title = names_of(actors), findings.change_finding(table, keys, actors, what)
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
    figure = _heat(grid, n.fillna(0), title, ends, f"{what} by {unit}")
    told = listing(f"{_arrowed(r.row, names)} {signed(r.mean)} (n = {r.n}) in {findings.in_period(r.period)}"
                   for r in recent[recent["row"].isin(rows)].head(8).itertuples())  # fmt: skip
    return Chart(figure, title, f"Means over time: {told}. All are in the table.")


def _arrowed(ids: str, names: Mapping[str, str]) -> str:
    return " → ".join(names[i] for i in ids.split("\t"))


# ------------------------------------------------------------------------------------------ outlook


@_styled
def trade_drivers(drivers: pd.DataFrame) -> Chart:
    """Draw, per driver of trade, the claims that point down (left) and up (right); unchanged ones are noted.

    ``drivers`` is what ``outlook.drivers`` returns: driver, up, down, flat, n.
    """
    drivers = drivers[drivers["n"] > 0]
    if drivers.empty:
        return _nothing("claims about trade")
    shown = drivers.assign(net=drivers["up"] - drivers["down"]).sort_values(
        ["net", "n"], ascending=False, kind="stable"
    )
    title = findings.driver_finding(drivers)
    figure, axes = _canvas(0.7 + 0.36 * len(shown), title)
    reach = max(1, shown[["up", "down"]].to_numpy().max())
    for i, r in enumerate(shown.itertuples()):
        axes.barh(i, -r.down, color=RED, height=0.62)
        axes.barh(i, r.up, color=BLUE, height=0.62)
        for number, x, side in ((r.down, -r.down, "right"), (r.up, r.up, "left")):
            if number:
                axes.text(x, i, f" {number} ", ha=side, va="center")
        if r.flat:
            axes.text(reach * 1.25, i, f"{r.flat} unchanged", ha="left", va="center", fontsize=8.5, color=GREY)
    axes.axvline(0, color=INK, linewidth=0.8)
    _rows(axes, shown["driver"].replace("none", "none named"))
    axes.set_xlim(-reach * 1.2, reach * 1.2)
    axes.set_xticks([-reach / 2, reach / 2], ["← less trade", "more trade →"])
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    told = listing(f"{r.driver}: {r.up} up, {r.down} down of {r.n}" for r in shown.itertuples())
    return Chart(figure, title, f"Claims about trade by driver: {told}.")


def trade_changes(table: pd.DataFrame) -> Chart | None:
    """Draw how the balance of claims moves: a row a corridor, a column a period, mean and n in each cell.

    ``table`` is what ``outlook.series`` returns.  None with fewer than two periods.
    """
    names = pd.DataFrame({"actor_id": table["corridor"], "name": table["corridor"]}).drop_duplicates()
    ends = ("less trade", "more trade")
    return _changes(table, ["corridor"], names, "corridor", ends) if table["period"].nunique() > 1 else None


@_styled
def _uncertain(index: pd.DataFrame, events: pd.DataFrame) -> Chart:
    title = findings.uncertainty_finding(index)
    figure, axes = _canvas(2.4, title)
    axes.bar(range(len(index)), index["index"], color=BLUE, width=0.7)
    heads = [period_name(p).replace("week of ", "") for p in index["period"]]
    axes.set_xticks(range(len(index)), heads)
    if len(index) > 6:
        axes.tick_params(axis="x", rotation=45)
    top = max(1.0, index["index"].max())
    for i, r in enumerate(index.itertuples(index=False)):
        axes.text(i, index["index"].iloc[i] + top * 0.02, f"{r.marked} of {r.n}", ha="center", va="bottom", fontsize=8)
    marked = _events_in(events, list(index["period"]))
    for i in marked:
        axes.text(i, top * 1.17, "▼", ha="center", va="center", color=RED, fontsize=8)
    axes.set_ylim(0, top * 1.28)
    axes.set_ylabel("index")
    dated = f" ▼ marks a period in which a dated event falls ({sum(marked.values())})." if marked else ""
    told = listing(f"{period_name(r.period)}: {r.marked} of {r.n}" for r in index.itertuples(index=False))
    return Chart(figure, title, f"Articles that speak of trade policy as uncertain: {told}.{dated}")


def trade_uncertainty(index: pd.DataFrame, events: pd.DataFrame) -> Chart | None:
    """Draw the index of trade-policy uncertainty, a bar a period; a mark where a dated event falls in a period.

    ``index`` is what ``uncertainty.index`` returns.  None with fewer than two periods, or if no article is marked.
    """
    return _uncertain(index, events) if len(index) > 1 and index["marked"].any() else None


def _events_in(events: pd.DataFrame, periods: list[str]) -> dict[int, int]:
    """Return position of a period -> how many events dated to the day fall in it."""
    days = pd.to_datetime(events["date"].where(events["date"].str.len() == len("2024-03-04")).dropna(), errors="coerce")
    weekly = len(periods[0]) == len("2024-03-04")
    first = days - pd.to_timedelta(days.dt.weekday, unit="D")
    counts = (first.dt.strftime("%Y-%m-%d") if weekly else days.dt.strftime("%Y-%m")).value_counts()
    return {i: int(counts[p]) for i, p in enumerate(periods) if p in counts}


# ----------------------------------------------------------------------------------------- timeline


@_styled
def timeline(events: pd.DataFrame, documents: pd.DataFrame, sentences: pd.DataFrame, top: int = 14) -> Chart:
    """Draw dated events down a line, the oldest on top, each with the start of its sentence.

    Several events in one sentence on one date are drawn once; with more than ``top`` the latest are kept.
    """
    dated = events[events["date"].notna()].sort_values(["date", "doc_id", "start"], kind="stable")
    if dated.empty:
        return _nothing("dated events")
    find = sentence_finder(documents, sentences)
    dated = dated.assign(text=[find(d, s).text for d, s in zip(dated["doc_id"], dated["start"], strict=True)])
    dated = dated.drop_duplicates(["date", "text"])
    shown = dated.tail(top)
    title = findings.event_finding(dated["date"])
    notes = ["\n".join(textwrap.wrap(t, 46, max_lines=3, placeholder=" …")) for t in shown["text"]]
    heights = np.array([0.17 * (n.count("\n") + 1) + 0.16 for n in notes])
    tops = np.r_[0, np.cumsum(heights)]
    figure, axes = _canvas(tops[-1] + 0.1, title)
    axes.plot([0, 0], [tops[0], tops[-2]], color="#9aa5b1", linewidth=1.2, zorder=1)
    for date, note, y in zip(shown["date"], notes, tops, strict=False):
        axes.plot(0, y, "o", color=BLUE, markersize=6)
        axes.text(-0.12, y, place_date(date), ha="right", va="center", fontsize=8.5, fontweight="bold")
        axes.text(0.12, y - 0.09, note, ha="left", va="top", fontsize=8.5, linespacing=1.25)
    axes.set(xlim=(-1.05, 3.7), ylim=(tops[-1], -0.15))
    axes.set_axis_off()
    told = listing((f"{place_date(d)}, {textwrap.shorten(t, 90, placeholder=' …')}"
                    for d, t in zip(shown["date"], shown["text"], strict=True)), "; ")  # fmt: skip
    more = f" {len(dated) - len(shown)} earlier ones are in the table." if len(dated) > len(shown) else ""
    return Chart(figure, title, f"Timeline, oldest first: {told}.{more}".replace("..", "."))
