"""Figures of where trade is heading."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from stancebook.report import titles
from stancebook.report.charts import (
    BLUE,
    GREY,
    INK,
    RED,
    ROW,
    Chart,
    canvas,
    label_rows,
    nothing_found,
    others_note,
    styled,
)
from stancebook.report.dot_plots import INTERVALS, called, dot_plot
from stancebook.report.multiples import period_panels
from stancebook.report.wording import CALLS, count, listing, period_name, place_date, signed

ENDS = ("less trade", "more trade")
WAY = {"grow": 1, "shrink": -1}
FEW = 8  # periods that have room for a number each


@styled
def trade_outlook(outlook: pd.DataFrame, top: int = 8) -> Chart:
    """Draw the balance of each corridor over the whole time: who expects more trade, who less, with its interval.

    ``outlook`` is the table of that name; n are voices.
    """
    whole = outlook[outlook["period"] == "all"].sort_values(
        ["n_voices", "n_sources", "n_claims"], ascending=False, kind="stable"
    )
    if whole.empty:
        return nothing_found("corridors with a call")
    clear = whole[whole["call"] != "unclear"]
    shown = (clear if len(clear) else whole).head(top).sort_values("balance", ascending=False, kind="stable")
    title = _outlook_finding(whole)
    rows = called(shown.rename(columns={"balance": "mean", "n_voices": "n"}))
    rows = rows.assign(label=rows["corridor"] + "\n" + rows["call"], side=rows["call"].map(WAY).fillna(0).astype(int),
                       told=rows["told"].str.replace(", mixed", ""))  # fmt: skip
    left = len(whole) - len(shown)
    figure = dot_plot({"": rows}, title, ENDS, f"n are voices. {INTERVALS}{others_note(left, 'corridor')}")
    calls = listing(f"{r.corridor} {r.call}, balance {signed(r.balance)} ({count(r.n_voices, 'voice')}, "
                    f"{count(r.n_sources, 'source')})" for r in shown.itertuples())  # fmt: skip
    return Chart(figure, title, f"Balance of expectations per corridor: {calls}.{others_note(left)}")


def _outlook_finding(whole: pd.DataFrame) -> str:
    """Return the call of the corridor with the most voices that has two voices and two sources; else that none has."""
    firm = whole[(whole["n_voices"] > 1) & (whole["n_sources"] > 1) & (whole["call"] != "unclear")]
    if firm.empty:
        return titles.Plain("No corridor has a clear call from two voices in two sources")
    r = next(firm.itertuples())
    weight = f"{count(r.n_voices, 'voice')}, {count(r.n_sources, 'source')}"
    return f"Trade {r.corridor}: the outlook {CALLS[r.call]} ({weight})"


@styled
def trade_drivers(drivers: pd.DataFrame) -> Chart:
    """Draw, per driver of trade, the claims that point down (left) and up (right); unchanged ones are noted.

    ``drivers`` is what ``outlook.drivers`` returns: driver, up, down, flat, n.
    """
    drivers = drivers[drivers["n"] > 0]
    if drivers.empty:
        return nothing_found("claims about trade")
    shown = drivers.assign(net=drivers["up"] - drivers["down"]).sort_values(
        ["net", "n"], ascending=False, kind="stable"
    )
    title = titles.driver_finding(drivers)
    figure, axes = canvas(0.35 + ROW * len(shown), title, f"n = {count(int(shown['n'].sum()), 'claim')}.")
    reach = max(1, shown[["up", "down"]].to_numpy().max())
    for i, r in enumerate(shown.itertuples()):
        axes.barh(i, -r.down, color=RED, height=0.62)
        axes.barh(i, r.up, color=BLUE, height=0.62)
        for number, x, side in ((r.down, -r.down, "right"), (r.up, r.up, "left")):
            if number:
                axes.text(x, i, f" {number} ", ha=side, va="center")
        if r.flat:
            axes.text(reach * 1.42, i, f"{r.flat} unchanged", ha="left", va="center", color=GREY)
    axes.axvline(0, color=INK, linewidth=0.8)
    label_rows(axes, shown["driver"].replace("none", "none named"))
    axes.set_xlim(-reach * 1.4, reach * 1.4)
    axes.set_xticks([-reach * 0.7, reach * 0.7], ["← less trade", "more trade →"])
    axes.spines["bottom"].set_visible(False)
    counts = listing(f"{r.driver}: {r.up} up, {r.down} down of {r.n}" for r in shown.itertuples())
    return Chart(figure, title, f"Claims about trade by driver: {counts}.")


def trade_changes(table: pd.DataFrame) -> Chart | None:
    """Draw how the balance of claims moves: a panel a corridor, a dot a period with its n.

    ``table`` is what ``outlook.series`` returns.  None if no corridor was heard of in two periods.
    """
    names = pd.DataFrame({"actor_id": table["corridor"], "name": table["corridor"]}).drop_duplicates()
    return period_panels(table, ["corridor"], names, "corridor", ENDS)


@styled
def _uncertain(index: pd.DataFrame, events: pd.DataFrame) -> Chart:
    title, marked = titles.uncertainty_finding(index), _events_in(events, index)
    marked = marked if len(marked) < len(index) else {}  # a mark on every period marks none
    dated = f" ▼: a dated event falls in it ({sum(marked.values())})." if marked else ""
    figure, axes = canvas(1.9, title, f"Articles of 100 that tell it so, by {titles.period_unit(index)}.{dated}")
    # the index is per ten thousand: a hundred is one article in a hundred
    share = index["index"] / 100
    axes.bar(range(len(index)), share, color=BLUE, width=0.7)
    top = max(1.0, share.max())
    _label_periods(axes, index)
    told = range(len(index)) if len(index) <= FEW else sorted({int(share.argmax()), len(index) - 1})
    for i in told:
        axes.text(i, share.iloc[i] + top * 0.03, f"{index['marked'].iloc[i]} of {index['n'].iloc[i]}",
                  ha="center", va="bottom", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
    for i in marked:
        axes.text(i, top * 1.25, "▼", ha="center", va="center", color=RED)
    axes.set_ylim(0, top * 1.35)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    counts = listing(f"{period_name(r.period)}: {r.marked} of {r.n}" for r in index.itertuples(index=False))
    return Chart(figure, title, f"Articles that speak of trade policy as uncertain: {counts}.{dated}")


def _label_periods(axes: Axes, index: pd.DataFrame) -> None:
    """Name the periods below a figure, as many of them as have room."""
    step = -(-len(index) // 5)
    places = range(0, len(index), step)
    axes.set_xticks(places, [place_date(index["period"].iloc[i]) for i in places])
    axes.set_xlim(-0.7, len(index) - 0.3)


def trade_uncertainty(index: pd.DataFrame, events: pd.DataFrame) -> Chart | None:
    """Draw the index of trade-policy uncertainty, a bar a period; a mark where a dated event falls in a period.

    ``index`` is what ``uncertainty.index`` returns.  None with fewer than two periods, or if no article is marked.
    """
    return _uncertain(index, events) if len(index) > 1 and index["marked"].any() else None


def _events_in(events: pd.DataFrame, index: pd.DataFrame) -> dict[int, int]:
    """Return position of a period of the index -> how many events dated to the day fall in it."""
    days = pd.to_datetime(events["date"].where(events["date"].str.len() == len("2024-03-04")).dropna(), errors="coerce")
    mondays = days - pd.to_timedelta(days.dt.weekday, unit="D")
    weekly = titles.period_unit(index) == "week"
    counts = (mondays.dt.strftime("%Y-%m-%d") if weekly else days.dt.strftime("%Y-%m")).value_counts()
    return {i: int(counts[p]) for i, p in enumerate(index["period"]) if p in counts}
