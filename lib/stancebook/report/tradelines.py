"""The trade outlook in sentences: each is counted from the claims that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from stancebook.report.wording import CALLS, count, interval, listing, names_of, signed, voice_name
from stancebook.trade.outlook import REPORTER, SIGN, by_corridor, voice_of

Rows = Sequence[Mapping]
NAMED = 3  # names that a sentence gives of those it counts
ABOUT = {
    "volume": "amounts of trade",
    "policy": "measures and agreements",
    "uncertainty": "what may be done",
    "condition": "other conditions of it",
}


def summary(claims: pd.DataFrame, calls: pd.DataFrame, actors: pd.DataFrame) -> list[dict]:
    """Return the outlook in sentences, each ``{"sentence", "claim_ids"}``; every number is counted.

    Parameters
    ----------
    claims, actors
        The tables of those names.
    calls
        Table ``outlook`` (``outlook.calls``).

    Returns
    -------
    list of dict
        The call, who says more and who says less, who dissents, what moves trade up and down, what is a fact and what
        is only feared or hoped for, how far ahead is looked, on what it hangs.  What there is nothing to say about is
        left out; without claims there is one sentence, which says so and rests on none.
    """
    rows, names = claims.to_dict("records"), names_of(actors)
    if not rows:
        return [{"sentence": "No sentence in these articles says where trade stands or is heading.", "claim_ids": []}]
    whole = calls[calls["period"] == "all"]
    first = (whole if len(whole) else calls).head(1).to_dict("records")
    between = by_corridor(claims, actors)
    about = [row for row, side in zip(rows, between, strict=True) if first and side == first[0]["corridor"]]
    lines = [_headline(rows, about, first), _sides(rows, names), _dissent(about, first, names),
            _drivers(rows, "up"), _drivers(rows, "down"), _kinds(rows), _ahead(rows), _conditions(rows)]  # fmt: skip
    return [line for line in lines if line]


def _line(sentence: str, rows: Rows) -> dict:
    return {"sentence": sentence, "claim_ids": [row["claim_id"] for row in rows]}


def _named(rows: Rows, names: Mapping[str, str]) -> str:
    """Return the voices of these claims, the first few by name."""
    who = list(dict.fromkeys(voice_name(voice_of(r), names) for r in rows))
    return listing([*who[:NAMED], *([count(len(who) - NAMED, "other")] if len(who) > NAMED else [])])


def _headline(rows: Rows, about: Rows, first: Rows) -> dict:
    """The call of the corridor with the most claims, which are ``about`` it."""
    if not first:
        return _line(f"{count(len(rows), 'claim')} on trade name no country, so no corridor has a call.", rows)
    top = first[0]
    between = interval(top["low"], top["high"], top["n_voices"])
    spread = "" if between == "–" else f" (95% interval {between})"
    text = (
        f"The outlook for {top['corridor']} {CALLS[top['call']]}: balance {signed(top['balance'])}{spread} over "
        f"{count(top['n_claims'], 'claim')} by {count(top['n_voices'], 'voice')} in "
        f"{count(top['n_sources'], 'source')}."
    )
    return _line(text, about)


def _sides(rows: Rows, names: Mapping[str, str]) -> dict | None:
    sides = {side: [r for r in rows if r["direction"] == side] for side in SIGN}
    parts = [
        f"{count(len(found), 'claim')} {'points' if len(found) == 1 else 'point'} {side}"
        + (f" ({_named(found, names)})" if found else "")
        for side, found in sides.items()
    ]
    used = [*sides["up"], *sides["down"]]
    return _line("; ".join(parts) + ".", used) if used else None


def _dissent(rows: Rows, first: Rows, names: Mapping[str, str]) -> dict | None:
    """Who stands against the first call; a reporter is named with the source."""
    against = first[0]["dissent"] if first else []
    voices = {REPORTER if v.startswith(REPORTER) else v for v in against}
    used = [r for r in rows if voice_of(r) in voices and r["direction"] in SIGN]
    if not used:
        return None
    who = listing(voice_name(v, names) for v in against)
    return _line(f"In dissent on {first[0]['corridor']}: {who}.", used)


def _drivers(rows: Rows, side: str) -> dict | None:
    counts = Counter(r["driver"] for r in rows if r["direction"] == side and r["driver"] != "none")
    if not counts:
        return None
    top = [name for name, _ in counts.most_common(NAMED)]
    text = listing(f"{name} ({counts[name]})" for name in top)
    used = [r for r in rows if r["direction"] == side and r["driver"] in top]
    return _line(f"What moves trade {side}, by number of claims: {text}.", used)


def _kinds(rows: Rows) -> dict:
    counts = Counter(r["about"] for r in rows)
    text = listing(f"{counts[kind]} of {words}" for kind, words in ABOUT.items() if counts[kind])
    return _line(f"{count(len(rows), 'claim')}, by what is told: {text}.", rows)


def _ahead(rows: Rows) -> dict | None:
    ahead = [r for r in rows if r["horizon"] == "future"]
    if not ahead:
        return None
    doubtful, reach = sum(r["hedge"] == "possible" for r in ahead), Counter(r["reach"] for r in ahead)
    parts = [f"{doubtful} only as a possibility"]
    parts += [f"{reach[kind]} to the {kind} future" for kind in ("near", "far") if reach[kind]]
    verb = "looks" if len(ahead) == 1 else "look"
    return _line(f"{count(len(ahead), 'claim')} of {len(rows)} {verb} ahead, {listing(parts)}.", ahead)


def _conditions(rows: Rows) -> dict | None:
    held = [r for r in rows if r["condition"]]
    verb = "depends" if len(held) == 1 else "depend"
    return _line(f"{count(len(held), 'claim')} {verb} on a stated condition.", held) if held else None
