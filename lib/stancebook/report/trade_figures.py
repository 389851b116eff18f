"""Figures of where trade is heading."""

from __future__ import annotations

import pandas as pd

from stancebook.report import titles
from stancebook.report.charts import BLUE, GREY, INK, RED, Chart, canvas, label_rows, nothing_found, styled
from stancebook.report.heat_maps import changes_chart
from stancebook.report.wording import listing, period_name, place_date


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
    figure, axes = canvas(0.7 + 0.36 * len(shown), title)
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
    label_rows(axes, shown["driver"].replace("none", "none named"))
    axes.set_xlim(-reach * 1.2, reach * 1.2)
    axes.set_xticks([-reach / 2, reach / 2], ["← less trade", "more trade →"])
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    counts = listing(f"{r.driver}: {r.up} up, {r.down} down of {r.n}" for r in shown.itertuples())
    return Chart(figure, title, f"Claims about trade by driver: {counts}.")


def trade_changes(table: pd.DataFrame) -> Chart | None:
    """Draw how the balance of claims moves: a row a corridor, a column a period, mean and n in each cell.

    ``table`` is what ``outlook.series`` returns.  None with fewer than two periods.
    """
    names = pd.DataFrame({"actor_id": table["corridor"], "name": table["corridor"]}).drop_duplicates()
    ends = ("less trade", "more trade")
    return changes_chart(table, ["corridor"], names, "corridor", ends) if table["period"].nunique() > 1 else None


@styled
def _uncertain(index: pd.DataFrame, events: pd.DataFrame) -> Chart:
    title = titles.uncertainty_finding(index)
    figure, axes = canvas(2.4, title)
    axes.bar(range(len(index)), index["index"], color=BLUE, width=0.7)
    axes.set_xticks(range(len(index)), [place_date(p) for p in index["period"]])
    if len(index) > 6:
        axes.tick_params(axis="x", rotation=45)
    top = max(1.0, index["index"].max())
    for i, r in enumerate(index.itertuples(index=False)):
        axes.text(i, index["index"].iloc[i] + top * 0.02, f"{r.marked} of {r.n}", ha="center", va="bottom", fontsize=8)
    marked = _events_in(events, index)
    for i in marked:
        axes.text(i, top * 1.17, "▼", ha="center", va="center", color=RED, fontsize=8)
    axes.set_ylim(0, top * 1.28)
    axes.set_ylabel("index")
    dated = f" ▼ marks a period in which a dated event falls ({sum(marked.values())})." if marked else ""
    counts = listing(f"{period_name(r.period)}: {r.marked} of {r.n}" for r in index.itertuples(index=False))
    return Chart(figure, title, f"Articles that speak of trade policy as uncertain: {counts}.{dated}")


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
