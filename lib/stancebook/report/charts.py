"""What all figures share: the style, the chart with its title and description, saving.

One style for all of them.  Figures are 4.8 inches wide and seldom higher, so that they read the same on a desk, on a
phone and in print, and never fill a screen.  The colours are those of Okabe and Ito (2008), which people with any
colour blindness tell apart; no sign is told by colour alone: its place, its marker or a minus says it too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stancebook.report.lettering import FAMILY, SMALL, cut, short
from stancebook.report.printable import printable
from stancebook.report.titles import Plain
from stancebook.report.wording import count

BLUE, RED, PALE = "#0072B2", "#D55E00", "#A6CBE3"  # Okabe and Ito's blue and vermilion; the blue lightened
GREY, INK, RULE = "#5F6873", "#1F2933", "#B8C0CA"
STYLE: Any = {
    "font.family": FAMILY, "font.size": SMALL, "axes.titlesize": SMALL, "axes.labelsize": SMALL,
    "xtick.labelsize": SMALL, "ytick.labelsize": SMALL, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": RULE, "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "xtick.major.size": 0, "ytick.major.size": 0, "hatch.linewidth": 0.6, "hatch.color": INK,
    "svg.hashsalt": "stancebook", "svg.fonttype": "path", "figure.facecolor": "white",
    "text.usetex": False, "text.parse_math": False,  # a sum in dollars is no mathematics
}  # fmt: skip
WIDTH = 4.8  # inches
MARGINS = 0.2  # of them, beside a title and a footer
SHOWN = 1.15  # how much larger than in print a notebook shows it
HEADING, HEADING_SIZE = 5, 10.5  # lines and points of a title; the page and the description have it whole
ROOM = 1.65  # inches for the names down the left side
ROW, ROW_OF_TWO = 0.25, 0.34  # inches a row, where its name takes one line and where it takes two
P = ParamSpec("P")
DOCTYPE = re.compile(rb"<!DOCTYPE[^>]*>\s*")  # names a file on the web
UNNAMED = {"Date": None, "Creator": None, "Format": None, "Type": None}  # so does what is written by default


@dataclass(frozen=True)
class Chart:
    """A figure with its title, its description in words (``alt``), and whether the title is a finding."""

    figure: Figure
    title: str
    alt: str
    finding: bool = True

    def image(self, form: str = "svg", titled: bool = True) -> bytes:
        """Return the figure as bytes, ``form`` "svg" or "png"; the same data give the same bytes."""
        heading = self.figure._suptitle  # type: ignore[attr-defined]
        if heading is not None:
            heading.set_visible(titled)
            heading.set_in_layout(titled)
        buffer = io.BytesIO()
        metadata = {**UNNAMED, "Title": self.title} if form == "svg" else {"Title": self.title}
        with matplotlib.rc_context(STYLE):
            self.figure.savefig(buffer, format=form, dpi=200, metadata=metadata)
        return DOCTYPE.sub(b"", buffer.getvalue()) if form == "svg" else buffer.getvalue()

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, object], dict[str, object]]:
        """Show as a picture in a notebook, no larger than it reads well, with the description as its text."""
        shown = {"image/png": {"width": round(self.figure.get_size_inches()[0] * 96 * SHOWN)}}
        return {"image/png": self.image("png"), "text/plain": f"{self.title}. {self.alt}"}, shown  # type: ignore[return-value]


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
        found = not isinstance(chart.title, Plain)
        return replace(chart, title=printable(chart.title), alt=printable(chart.alt), finding=found)

    return styled


def sheet(height: float, title: str, footer: str = "") -> Figure:
    """Return an empty figure in the house width: ``title`` above, wrapped to fit, ``footer`` in small grey below.

    ``height`` (inches) is what is left for the drawing.
    """
    heading = cut(printable(title).replace("n = ", "n\u00a0=\u00a0"), WIDTH - MARGINS, HEADING, HEADING_SIZE, bold=True)
    note = cut(footer, WIDTH - MARGINS, 3)
    around = 0.19 * (heading.count("\n") + 1) + (0.17 * (note.count("\n") + 1) if note else 0)
    figure = Figure(figsize=(WIDTH, height + around), layout="constrained")
    figure.suptitle(heading, x=0.01, ha="left", fontsize=HEADING_SIZE, fontweight="bold")
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=SMALL, color=GREY)
    return figure


def canvas(height: float, title: str, footer: str = "") -> tuple[Figure, Axes]:
    """Return a ``sheet`` with one pair of axes."""
    figure = sheet(height, title, footer)
    return figure, figure.add_subplot()


def nothing_found(what: str) -> Chart:
    """Return the figure that says there is nothing to draw."""
    title = f"No {what} found"
    figure, axes = canvas(0.4, title)
    axes.set_axis_off()
    axes.text(0, 0.5, f"Nothing to draw: no {what} in these articles.", va="center", color=GREY)
    return Chart(figure, title, f"An empty figure: no {what} in these articles.")


def names_for_rows(names: Iterable[str], room: float = ROOM) -> list[str]:
    """Return names as they stand down the left side of a figure: in one line or two, long ones less their middle.

    A name with a line break has two parts, each in a line of its own.
    """
    return [in_lines(name, room) for name in names]


def in_lines(name: str, room: float, bold: bool = False) -> str:
    """Return a name in two lines at most; its two parts, if a line break parts it, in one each."""
    parts = name.split("\n", 1)
    return "\n".join(short(part, room, 3 - len(parts), bold=bold) for part in parts)


def row_height(labels: Iterable[str]) -> float:
    """Return the inches that a row takes: more where one of the ``labels`` has two lines."""
    return ROW_OF_TWO if any("\n" in label for label in labels) else ROW


def label_rows(axes: Axes, labels: Iterable[str]) -> None:
    """Put ``labels`` down the left side, the first on top, without tick marks."""
    labels = list(labels)
    axes.set_yticks(range(len(labels)), labels, linespacing=1.0)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)


def others_note(left: int, noun: str = "") -> str:
    """Return how many the figure leaves out, as a sentence behind others; none says nothing."""
    told = count(left, f"more {noun}".strip(), f"more {noun}s" if noun else "more")
    return f" {told} {'is' if left == 1 else 'are'} in the table." if left > 0 else ""
