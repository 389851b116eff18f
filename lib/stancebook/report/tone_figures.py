"""Figures of how speakers sound."""

from __future__ import annotations

import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import Chart, nothing_found, others_note, styled
from stancebook.report.dot_plots import INTERVALS, called, dot_plot
from stancebook.report.multiples import period_panels
from stancebook.report.wording import listing, names_of, signed

ENDS, SIDES = ("negative", "positive"), ("opposes", "supports")


@styled
def speaker_tone(speakers: pd.DataFrame, actors: pd.DataFrame, top: int = 10) -> Chart:
    """Draw each speaker's mean tone with its interval and n; whoever was heard once has a hollow mark.

    ``speakers`` is what ``speaker_means.speaker_table`` returns.  One quote alone has no interval and shows none.
    """
    if speakers.empty:
        return nothing_found("quotes with a tone")
    names, title = names_of(actors), titles.tone_finding(speakers)
    shown = speakers.sort_values("n", ascending=False, kind="stable").head(top)
    shown = shown.sort_values("mean", ascending=False, kind="stable")
    rows = called(shown).assign(label=[names[s] for s in shown["holder_id"]])
    left = len(speakers) - len(shown)
    figure = dot_plot({"": rows}, title, ENDS, f"{INTERVALS}{others_note(left, 'speaker')}")
    means = listing(f"{names[r.holder_id]} {signed(r.mean)} (n = {r.n})" for r in shown.itertuples())
    return Chart(figure, title, f"Mean tone per speaker, highest first: {means}.{others_note(left)}")


@styled
def speaker_targets(targets: pd.DataFrame, actors: pd.DataFrame, top: int = 8) -> Chart:
    """Draw for and against whom speakers speak, those heard most often.

    ``targets`` is what ``totals.pair_table`` returns of the stances in words.
    """
    targets = targets[targets["n"] > 0]
    if targets.empty:
        return nothing_found("words for or against anyone")
    names, title = names_of(actors), titles.target_finding(targets)
    ranked = targets.assign(pull=targets["mean"].abs())
    shown = ranked.sort_values(["n", "pull"], ascending=False, kind="stable").head(top)
    shown = shown.sort_values("mean", ascending=False, kind="stable")
    rows = called(shown).assign(label=[f"{names[r.source_id]}\non {names[r.target_id]}" for r in shown.itertuples()])
    left = len(targets) - len(shown)
    figure = dot_plot({"": rows}, title, SIDES, f"{INTERVALS}{others_note(left, 'pair')}")
    means = listing(
        f"{names[r.source_id]} on {names[r.target_id]} {signed(r.mean)} (n = {r.n})" for r in rows.itertuples()
    )
    return Chart(figure, title, f"Mean stance in words by speaker and target: {means}.{others_note(left)}")


def tone_changes(table: pd.DataFrame, actors: pd.DataFrame) -> Chart | None:
    """Draw how speakers' tones move: a panel a speaker, a dot a period with its n.

    ``table`` is what ``speaker_means.speaker_periods`` returns.  None if no speaker was heard in two periods.
    """
    return period_panels(table, ["holder_id"], actors, "speaker", ENDS)
