"""Figures of who stands with or against whom."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import Chart, nothing_found, others_note, styled
from stancebook.report.dot_plots import INTERVALS, called, dot_plot
from stancebook.report.heat_maps import heat_map, pair_grid
from stancebook.report.multiples import period_panels
from stancebook.report.stance_views import based_on
from stancebook.report.wording import listing, names_of, signed
from stancebook.stance import totals

ENDS = ("opposes", "supports")
SHOWN_BY = "a act, w words, t told by others."
PANELS, ROWS = 3, 8  # actors about whom others take sides, and rows in all


@styled
def stance_matrix(pairs: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """Draw source (row) towards target (column): the mean score and what shows it in each cell, mixed ones hatched.

    ``pairs`` is what ``totals.pair_table`` returns; the pair of the title and the busiest others are drawn.
    Pairs without a stance that holds have no mean and are left out.
    """
    pairs = pairs[pairs["n"] > 0]
    if pairs.empty:
        return nothing_found("stances")
    pairs = pairs.assign(shown=[_shown(r) for r in pairs.itertuples()])
    names, title = names_of(actors), titles.stance_finding(pairs, actors)
    first = [titles.firmest(pairs)[:2]]
    mixed = (pairs["low"] < 0) & (pairs["high"] > 0) | pairs["contested"].astype(bool)
    grid, shown = pair_grid(pairs, names, first, "shown")
    torn = pair_grid(pairs.assign(mixed=mixed), names, first, "mixed")[1].eq(True).to_numpy()
    left = len(pairs) - int(grid.notna().to_numpy().sum())
    note = f"Row towards column: −1 opposes, +1 supports; {SHOWN_BY}{others_note(left, 'pair')}"
    figure = heat_map(grid, shown, title, torn, note)
    ranked = pairs.sort_values(["n", "mean"], ascending=[False, True], kind="stable").head(8)
    means = listing(
        f"{names[r.source_id]} towards {names[r.target_id]} {signed(r.mean)} (n = {r.n})" for r in ranked.itertuples()
    )
    return Chart(figure, title, f"Matrix of mean stance scores: {means}.{others_note(len(pairs) - len(ranked))}")


def _shown(pair: Any) -> str:
    """Return how often a pair is shown on each basis, by letters: "2a 1w"; of what was heard once, "once, w"."""
    found = {basis[0]: n for basis in totals.BASES if (n := getattr(pair, basis))}
    return f"once, {''.join(found)}" if pair.n == 1 else " ".join(f"{n}{letter}" for letter, n in found.items())


@styled
def stance_sides(pairs: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """Draw, about the actors on whom most others take a side, who stands how towards them: mean, interval, n.

    ``pairs`` is what ``totals.pair_table`` returns.
    """
    sides = pairs[pairs["n"] > 0]
    shown = [based_on(r) for r in sides.itertuples()]
    sides = called(sides)
    sides = sides.assign(told=[f"{mean}: {by}" for mean, by in zip(sides["told"], shown, strict=True)])
    taken = sides["side"] != 0
    if not taken.any():
        return nothing_found("stances for or against anyone")
    names, title = names_of(actors), titles.network_finding(pairs, actors)
    kept = _about(sides, sides[taken])
    panels = {
        names[target]: part.assign(label=[names[i] for i in part["source_id"]]).sort_values(
            ["mean", "n"], ascending=[False, False], kind="stable")
        for target, part in kept.groupby("target_id", sort=False)
    }  # fmt: skip
    panels = {f"towards {name}": rows for name, rows in panels.items()}
    footer = f"{INTERVALS}{others_note(len(sides) - len(kept), 'pair')}"
    means = listing(f"{names[r.source_id]} towards {names[r.target_id]} {signed(r.mean)} (n = {r.n})"
                    for r in kept.itertuples())  # fmt: skip
    more = others_note(len(sides) - len(kept))
    return Chart(dot_plot(panels, title, ENDS, footer), title, f"Mean stances by whom they are about: {means}.{more}")


def _about(pairs: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Return ``ROWS`` rows at most: of targets on whom most take a side, first those that a title may name, by n."""
    crowds = sorted((titles.crowd(pairs, label) for label in ENDS), key=lambda c: -c.max() if len(c) else 0)
    leaders = [found.index[0] for found in crowds if len(found)]
    busy = taken.groupby("target_id").agg(crowd=("source_id", "nunique"), n=("n", "sum"))
    busy = busy.sort_values(["crowd", "n"], ascending=False, kind="stable")
    place = {target: i for i, target in enumerate(list(dict.fromkeys([*leaders, *busy.index]))[:PANELS])}
    about = pairs[pairs["target_id"].isin(list(place))]
    about = about.assign(place=about["target_id"].map(place), pull=about["mean"].abs())
    about = about.sort_values(["place", "n", "pull"], ascending=[True, False, False], kind="stable")
    turn = about.groupby("target_id").cumcount()  # the first of each panel, then the second: no panel takes all room
    return about[turn.rank(method="first") <= ROWS]


def stance_changes(table: pd.DataFrame, actors: pd.DataFrame) -> Chart | None:
    """Draw how pairs move: a panel a pair, a dot a period with its n.

    ``table`` is what ``totals.period_table`` returns.  None if no pair was heard in two periods.
    """
    return period_panels(table, ["source_id", "target_id"], actors, "pair", ENDS)
