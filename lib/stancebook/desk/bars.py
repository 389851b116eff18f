"""The figure of a count: bars, a row each."""

from __future__ import annotations

from collections.abc import Sequence

from stancebook.report.charts import BLUE, Chart, canvas, label_rows, names_for_rows, others_note, row_height, styled
from stancebook.report.titles import Plain
from stancebook.report.wording import listing

TOP = 12


@styled
def bars(pairs: Sequence[tuple[str, float]], title: str, top: int = TOP) -> Chart:
    """Draw numbers by what they count, in the order given; those behind the first ``top`` are told, not drawn."""
    shown = pairs[:top]
    labels = names_for_rows(name for name, _ in shown)
    figure, axes = canvas(0.2 + row_height(labels) * len(shown), title, others_note(len(pairs) - len(shown)).strip())
    axes.barh(range(len(shown)), [n for _, n in shown], color=BLUE, height=0.66)
    for i, (_, n) in enumerate(shown):
        axes.text(n, i, f" {n:g}", va="center")
    label_rows(axes, labels)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.margins(x=0.12)
    return Chart(figure, Plain(title), f"{title}: {listing(f'{name} {n:g}' for name, n in shown)}.")
