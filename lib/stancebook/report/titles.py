"""Findings as titles: what a figure shows, in one clause."""

from __future__ import annotations

import pandas as pd

from stancebook.report.wording import count, is_are, listing, names_of, period_name, place_date, signed
from stancebook.tables import NAMED

STEADY = 3  # quotes: a speaker with fewer is no end of a scale where others have more
EVEN = 0.05  # a mean closer to zero than this counts as neither for nor against


def mention_counts(mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return columns named, all, name per actor that is no place, the most mentioned first."""
    who = actors.loc[actors["kind"] != "place", "actor_id"]
    kept = mentions[mentions["actor_id"].isin(who)]
    flags = pd.DataFrame({"named": kept["kind"].isin(NAMED), "all": True})
    totals = flags.groupby(kept["actor_id"]).sum().astype(int)
    totals["name"] = [names_of(actors)[i] for i in totals.index]
    return totals.sort_values(["all", "name"], ascending=[False, True])


def actor_finding(totals: pd.DataFrame) -> str:
    """Return who leads the mentions; ``totals`` is what ``mention_counts`` returns."""
    lead = totals.head(2)
    phrases = listing(f"{name} ({n})" for name, n in zip(lead["name"], lead["all"], strict=True))
    return f"{phrases} {'lead' if len(lead) > 1 else 'leads'} the mentions, out of {count(len(totals), 'actor')}"


def firmest(pairs: pd.DataFrame) -> tuple[str, str, float, bool]:
    """Return source, target, mean and whether it is mutual: the firmest opposition, both ways if there is one.

    Without any opposition it is the firmest support.  ``pairs`` has a row at least.
    """
    by_pair = {(r.source_id, r.target_id): r for r in pairs.itertuples()}
    ranked = sorted(by_pair.values(), key=lambda r: (r.mean * r.n, r.source_id, r.target_id))
    for r in ranked:
        back = by_pair.get((r.target_id, r.source_id))
        if r.mean < -EVEN and back and back.mean < -EVEN:
            return r.source_id, r.target_id, r.mean, True
    end = ranked[0] if ranked[0].mean < -EVEN else ranked[-1]
    return end.source_id, end.target_id, end.mean, False


def stance_finding(pairs: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who opposes whom, and how many stances are negative."""
    names = names_of(actors)
    total, against = int(pairs["n"].sum()), int(pairs["opposes"].sum())
    share = f"{against} of {count(total, 'stance')} {is_are(against)} negative"
    source, target, mean, mutual = firmest(pairs)
    if mutual:
        return f"{names[source]} and {names[target]} oppose each other; {share}"
    verb = "opposes" if mean < -EVEN else "supports" if mean > EVEN else "takes no side on"
    return f"{names[source]} {verb} {names[target]}; {share}"


def change_finding(table: pd.DataFrame, keys: list[str], actors: pd.DataFrame, what: str) -> str:
    """Return the largest change of a mean from one period to the next, with both means and both n.

    Changes between single sentences are named only where there are no others.
    """
    names = names_of(actors)
    moved = table.merge(
        table[[*keys, "period", "mean", "n"]].rename(columns={"period": "before", "mean": "was", "n": "was_n"}),
        on=[*keys, "before"],
    )
    if moved.empty:
        return f"No {what} was heard in more than one {period_unit(table)}"
    firm = moved[moved[["n", "was_n"]].min(axis=1) > 1]
    pool = firm if len(firm) else moved
    r = pool.loc[pool["change"].abs().sort_values(ascending=False, kind="stable").index[0]]
    who = " towards ".join(names[r[k]] for k in keys)
    verb = "rose most," if r["change"] > EVEN else "fell most," if r["change"] < -EVEN else "held"
    ends = [f"{signed(r[v])} (n = {r[n]}, {period_name(r[p])})"
            for v, n, p in (("was", "was_n", "before"), ("mean", "n", "period"))]  # fmt: skip
    return f"{who} {verb} from {ends[0]} to {ends[1]}" if verb != "held" else f"No {what} changed; {who} {ends[1]}"


def in_period(period: str) -> str:
    """Return a period as it follows \"in\": \"Mar 2024\", \"the week of 4 Mar 2024\"."""
    name = period_name(period)
    return f"the {name}" if name.startswith("week") else name


def period_unit(table: pd.DataFrame) -> str:
    """Return what the periods of a table are: a month is written 2024-03, a week by its Monday."""
    return "month" if table["period"].str.len().max() == len("2024-03") else "week"


def network_finding(pairs: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who draws opposition and support from the most actors."""
    names, found = names_of(actors), []
    for word, side in (
        ("opposition", pairs[pairs["mean"] < -EVEN]),
        ("support", pairs[pairs["mean"] > EVEN]),
    ):
        if len(side):
            crowd = side.groupby("target_id")["source_id"].nunique()
            leaders, n = [names[i] for i in crowd.index[crowd == crowd.max()]], int(crowd.max())
            if len(leaders) > 3:
                found.append(f"no actor has {word} from more than {count(n, 'other')}")
            else:
                verb, each = ("draws", "") if len(leaders) == 1 else ("draw", " each")
                found.append(f"{listing(leaders)} {verb} the most {word} (from {count(n, 'actor')}{each})")
    title = "; ".join(found) or "no actor takes a side"
    return title[0].upper() + title[1:]


def tone_ends(speakers: pd.DataFrame) -> list:
    """Return the rows of the speakers who sound worst and best.

    Only speakers with ``STEADY`` quotes or more are compared where there are two of them: among many
    speakers the ends would else be whoever was heard once.
    """
    steady = speakers[speakers["n"] >= STEADY]
    ranked = (steady if len(steady) > 1 else speakers).sort_values(
        ["mean", "n"], ascending=[True, False], kind="stable"
    )
    return list(ranked.iloc[[0, -1]].itertuples())


def tone_finding(speakers: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who sounds worst and best, each with mean and n, and among whom they were compared."""
    names, ends = names_of(actors), tone_ends(speakers)
    first, last = (f"{names[r.holder_id]} ({signed(r.mean)}, n = {r.n})" for r in ends)
    if len(speakers) == 1:
        return f"The only speaker with a tone is {first}"
    enough = int((speakers["n"] >= STEADY).sum())
    among = f"Of {enough} speakers quoted {STEADY} times or more, worst" if enough > 1 else "Sounds worst"
    return f"{among}: {first}; best: {last}"


def target_ends(targets: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs (speaker, target) with the lowest and the highest mean."""
    ranked = targets.sort_values(["mean", "n"], ascending=[True, False], kind="stable").iloc[[0, -1]]
    return list(zip(ranked["holder_id"], ranked["target_id"], strict=True))


def target_finding(targets: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who is harshest and who is warmest, and on whom."""
    names, phrases = names_of(actors), []
    by_pair = {(r.holder_id, r.target_id): r for r in targets.itertuples()}
    for pair, word, side in zip(target_ends(targets), ("harshest", "warmest"), (-1, 1), strict=True):
        r = by_pair[pair]
        if r.mean * side > EVEN:
            phrases.append(f"{names[r.holder_id]} is {word} on {names[r.target_id]} ({signed(r.mean)}, n = {r.n})")
    return "; ".join(phrases) or f"No speaker leans for or against anyone (pairs: {len(targets)})"


def driver_finding(drivers: pd.DataFrame) -> str:
    """Return the driver that most often points up and the one that most often points down."""
    named, phrases = drivers[drivers["driver"] != "none"], []
    for way in ("up", "down"):
        most = named.sort_values([way, "n"], ascending=[False, True], kind="stable").head(1)
        phrases += [f"{r.driver} points {way} ({getattr(r, way)} of {count(r.n, 'claim')})"
                 for r in most.itertuples() if getattr(r, way)]  # fmt: skip
    title = "; ".join(phrases) or "No named driver points up or down"
    return title[0].upper() + title[1:]


def uncertainty_finding(index: pd.DataFrame) -> str:
    """Return the period in which trade policy was most often told as uncertain, and where the index stands now."""
    most, last = index.loc[index["index"].idxmax()], index.iloc[-1]
    top = f"{in_period(most['period'])} ({most['marked']} of {count(most['n'], 'article')})"
    title = f"Trade policy was told as uncertain most often in {top}"
    if last["period"] == most["period"]:
        return title
    return f"{title}; in {in_period(last['period'])} in {last['marked']} of {last['n']}"


def event_finding(dates: pd.Series) -> str:
    """Return how many dated events there are, from when to when; ``dates`` are sorted."""
    first, last = place_date(dates.iloc[0]), place_date(dates.iloc[-1])
    return f"{count(len(dates), 'dated event')} " + (f"from {first} to {last}" if first != last else f"in {first}")
