"""Titles of figures: a finding where the table bears one, else what is drawn.

A finding rests on two values or more whose interval keeps clear of zero, and goes by their labels; it names the
weightiest, never the extreme of a single row.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from stancebook import means
from stancebook.report.wording import count, names_of, period_name, signed
from stancebook.tables import NAMED, SIDE

STEADY = 3  # quotes, or claims, from which a speaker or a driver is told of
LEAST = 2  # values from which a mean is told of
MOST = 0.6  # share of them that must have the label that is told
MOVED = 0.2  # a change of a mean that is told
FEW = 5  # articles of a period from which its share is told
MEASURED = {"pair": "The stance of", "corridor": "The balance of claims on"}
EVEN = 0.05  # a mean closer to zero than this counts as neither for nor against


class Plain(str):
    """A title that says what is drawn, for want of a finding."""


def mention_counts(mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return columns named, all, articles, name per actor that is no place, the most mentioned first."""
    who = actors.loc[actors["kind"] != "place", "actor_id"]
    kept = mentions[mentions["actor_id"].isin(who)]
    flags = pd.DataFrame({"named": kept["kind"].isin(NAMED), "all": True})
    totals = flags.groupby(kept["actor_id"]).sum().astype(int)
    totals["articles"] = kept.groupby("actor_id")["doc_id"].nunique()
    totals["name"] = [names_of(actors)[i] for i in totals.index]
    return totals.sort_values(["all", "name"], ascending=[False, True])


def actor_finding(totals: pd.DataFrame) -> str:
    """Return who is mentioned most, if one or two stand out; ``totals`` is what ``mention_counts`` returns."""
    names, numbers = totals["name"].tolist(), [*totals["all"].tolist(), 0, 0]
    spread = totals["articles"].tolist()
    if len(names) > 1 and numbers[0] > numbers[1] and spread[0] >= LEAST:
        return f"{names[0]} is mentioned most: {count(numbers[0], 'time')} in {count(spread[0], 'article')}"
    if len(names) > 2 and numbers[1] > numbers[2] and numbers[0] == numbers[1] and min(spread[:2]) >= LEAST:
        return f"{names[0]} and {names[1]} are mentioned most: {count(numbers[0], 'time')} each"
    return Plain(f"Mentions of {count(len(names), 'actor')}")


def firm_pairs(pairs: pd.DataFrame) -> list:
    """Return the rows of pairs whose side is firm, the weightiest first, each with the label of most of its stances."""
    rows = [r for r in pairs.itertuples() if _witnessed(r) and not getattr(r, "contested", False)]
    rows = [r for r in rows if max(r.opposes, r.supports) >= MOST * r.n and _clear(r)]
    rows = [r for r in rows if (r.mean < 0) == (side(r) == "opposes")]
    return sorted(rows, key=lambda r: (-getattr(r, "n_sources", 1), -r.n, r.source_id, r.target_id))


def _witnessed(row: Any) -> bool:
    """Tell whether a mean rests on two sources, or on more sentences of one than could be chance."""
    return row.n >= LEAST and (row.n >= STEADY or getattr(row, "n_sources", 1) >= LEAST)


def _clear(row: Any) -> bool:
    """Tell whether the mean of a row lies on one side: its interval, where there is one, keeps clear of zero."""
    low, high = (getattr(row, end, row.mean) for end in ("low", "high"))
    low, high = (row.mean if pd.isna(end) else end for end in (low, high))
    return low > EVEN or high < -EVEN


def side(row: Any) -> str:
    """Return the label of most stances of a pair."""
    return "opposes" if row.opposes >= row.supports else "supports"


def firmest(pairs: pd.DataFrame) -> tuple[str, str, float, bool]:
    """Return source, target, mean and whether it is mutual: of the pair that a title tells, else of the weightiest.

    ``pairs`` has a row at least.
    """
    firm = firm_pairs(pairs)
    ranked = firm or sorted(pairs.itertuples(), key=lambda r: (-r.n, r.source_id, r.target_id))
    first = ranked[0]
    back = any((r.source_id, r.target_id, side(r)) == (first.target_id, first.source_id, side(first)) for r in firm)
    return first.source_id, first.target_id, first.mean, back


def stance_finding(pairs: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return the firm side of the weightiest pair, by its label, else what is drawn."""
    names, firm = names_of(actors), firm_pairs(pairs)
    if not firm:
        return Plain("Who stands with or against whom" + (", each pair heard once" if (pairs["n"] == 1).all() else ""))
    source, target, _, mutual = firmest(pairs)
    if mutual:
        return f"{names[source]} and {names[target]} {side(firm[0]).removesuffix('s')} each other"
    told = int(getattr(firm[0], side(firm[0])))
    return f"{names[source]} {side(firm[0])} {names[target]} in {told} of {count(firm[0].n, 'stance')}"


def change_finding(table: pd.DataFrame, keys: list[str], actors: pd.DataFrame, what: str) -> str:
    """Return the change between neighbouring periods that rests on most, else what is drawn."""
    names, moved = names_of(actors), moved_rows(table, keys)
    if moved.empty or what not in MEASURED:  # a speaker's tone moves with what is spoken of
        return Plain(f"Means of each {what} by {period_unit(table)}")
    r = moved.iloc[0]
    who = " towards ".join(names.get(r[k], r[k]) if k == "corridor" else names[r[k]] for k in keys)
    verb = "rose" if r["change"] > 0 else "fell"
    ends = [f"{signed(r[v])} (n = {r[n]}, {period_name(r[p])})"
            for v, n, p in (("was", "was_n", "before"), ("mean", "n", "period"))]  # fmt: skip
    return f"{MEASURED[what]} {who} {verb} from {ends[0]} to {ends[1]}"


def moved_rows(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return changes from three values or more to as many, of some size, those that rest on most first."""
    was = table[[*keys, "period", "mean", "n"]].rename(columns={"period": "before", "mean": "was", "n": "was_n"})
    moved = table.merge(was, on=[*keys, "before"])
    least = moved[["n", "was_n"]].min(axis=1)
    told = moved.assign(least=least)[(least >= STEADY) & (moved["change"].abs() >= MOVED)]
    return told.sort_values(["least", "period"], ascending=False, kind="stable")


def in_period(period: str) -> str:
    """Return a period as it follows \"in\": \"Mar 2024\", \"the week of 4 Mar 2024\"."""
    name = period_name(period)
    return f"the {name}" if name.startswith("week") else name


def period_unit(table: pd.DataFrame) -> str:
    """Return what the periods of a table are: a month is written 2024-03, a week by its Monday."""
    return "month" if table["period"].str.len().max() == len("2024-03") else "week"


def crowd(pairs: pd.DataFrame, label: str) -> pd.Series:
    """Return ``target_id`` -> number of actors whose stances towards it mostly have this label, the most first."""
    sided = pairs[[_sided(r) and side(r) == label for r in pairs.itertuples()]]
    return sided.groupby("target_id")["source_id"].nunique().sort_values(ascending=False, kind="stable")


def _sided(row: Any) -> bool:
    """Tell whether the stances of a pair mostly take one side, and their mean is on it."""
    return max(row.opposes, row.supports) >= MOST * row.n and pd.notna(row.mean) and abs(row.mean) >= SIDE


def network_finding(pairs: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who is opposed or supported by the most actors, if it is three or more and one stands out."""
    names, found = names_of(actors), []
    for label in ("opposes", "supports"):
        most = crowd(pairs, label)
        if len(most) and most.iloc[0] >= STEADY and (most == most.iloc[0]).sum() == 1:
            word, who = "opposed" if label == "opposes" else "supported", names[str(most.index[0])]
            found.append(f"{who} is {word} by {count(int(most.iloc[0]), 'actor')}, more than any other")
    return "; ".join(found) or Plain("Who stands how towards whom")


def tone_finding(speakers: pd.DataFrame) -> str:
    """Return what is drawn: who sounds darkest speaks of the darkest matter, which is no news of the speaker."""
    return Plain("How the speakers sound" + (", each quoted once" if (speakers["n"] == 1).all() else ""))


def target_finding(targets: pd.DataFrame) -> str:
    """Return what is drawn: read beside their quotes, the firmest of these means were as often of the topic as of
    the target.
    """
    return Plain("For and against whom speakers speak" + (", each heard once" if (targets["n"] == 1).all() else ""))


def driver_finding(drivers: pd.DataFrame) -> str:
    """Return the driver with the most claims that mostly points one way, else what is drawn."""
    for r in drivers[drivers["driver"] != "none"].sort_values(["n", "driver"], ascending=[False, True]).itertuples():
        way = "up" if r.up >= r.down else "down"
        if r.n >= STEADY and getattr(r, way) >= 2 / 3 * r.n:
            more = "more" if way == "up" else "less"
            return f"Of {count(r.n, 'claim')} that name {r.driver}, {getattr(r, way)} point to {more} trade"
    return Plain("What is said to move trade up and down")


def uncertainty_finding(index: pd.DataFrame) -> str:
    """Return in how many articles of the last period trade policy is uncertain, beside the one before; else what is
    drawn."""
    last, before = index.iloc[-1], index.iloc[-2] if len(index) > 1 else None
    few = before is None or min(last["n"], before["n"]) < FEW or abs(last["marked"] - before["marked"]) < LEAST
    if before is None or few or means.preceding(last["period"], period_unit(index)) != before["period"]:
        return Plain("How often articles tell of uncertain trade policy")
    shares = [f"{r['marked']} of {count(r['n'], 'article')} in {in_period(r['period'])}" for r in (last, before)]
    return f"Trade policy is told as uncertain in {shares[0]}, in {shares[1]}"


def event_finding(dates: pd.Series) -> str:
    """Return what is drawn: dated events rank by nothing, so that none is a finding."""
    return Plain(f"What happened when, and what lies ahead: {count(len(dates), 'dated event')}")
