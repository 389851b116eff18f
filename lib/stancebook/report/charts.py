"""What all figures share: the style, the chart with its title and description, saving.

Figures are made for a column 4.5 inches wide, so that they read the same on a phone, on a desk and in print.
Blue stands for support, a good tone or more trade, orange-red for the opposite: a pair that people with
red-green blindness tell apart, and every sign is written out or drawn dashed as well.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stancebook.report.printable import printable
from stancebook.report.titles import EVEN

BLUE, RED, GREY, PALE, INK = "#1f5fa8", "#c2410c", "#6b7280", "#b9c3d0", "#1f2933"
STYLE: Any = {
    "font.size": 9.5, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#9aa5b1",
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "svg.hashsalt": "stancebook", "svg.fonttype": "path", "figure.facecolor": "white",
    "text.usetex": False, "text.parse_math": False,  # a sum in dollars is no mathematics
}  # fmt: skip
WIDTH = 4.5  # inches
HEADING = 8  # lines of a title; the page has it whole
P = ParamSpec("P")


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
    heading = printable(title).replace("n = ", "n\u00a0=\u00a0")
    lines = textwrap.wrap(heading, 50, max_lines=HEADING, placeholder=" …")
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


def side_colour(value: float) -> str:
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
