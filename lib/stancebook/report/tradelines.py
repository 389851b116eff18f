"""The trade outlook in sentences: a call for each corridor that can bear one, and who dissents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stancebook.report.wording import CALLS, count, interval, listing, names_of, signed, voice_name
from stancebook.trade.outlook import by_corridor

LEAST = 2  # voices, and outlets, that a call needs to be told
NOTHING = "No sentence in these articles says where trade stands or is heading."


def bears(call: Any) -> bool:
    """Tell whether a row of ``outlook`` can be told: two voices in two outlets, and a call."""
    return bool(call.n_voices >= LEAST and call.n_sources >= LEAST and call.call != "unclear")


def said(call: Any) -> str:
    """Return a call with its balance, its interval and what it rests on; mixed where the interval spans zero."""
    between = interval(call.low, call.high, call.n_voices)
    torn = between != "–" and call.low <= 0 <= call.high
    span = "" if between == "–" else f", 95% interval {between}"
    by = f"{count(call.n_claims, 'claim')} by {count(call.n_voices, 'voice')} in {count(call.n_sources, 'outlet')}"
    says = CALLS["mixed" if torn else call.call]
    return f"Trade {call.corridor}: the outlook {says} (balance {signed(call.balance)}{span}; {by})"


def summary(claims: pd.DataFrame, calls: pd.DataFrame, actors: pd.DataFrame) -> list[dict]:
    """Return the outlook in sentences, each ``{"sentence", "claim_ids"}``.

    Parameters
    ----------
    claims, actors
        The tables of those names.
    calls
        Table ``outlook`` (``outlook.calls``).

    Returns
    -------
    list of dict
        For each corridor with two voices in two outlets its call with interval, and who dissents; where there is none,
        one sentence says so.
    """
    if claims.empty:
        return [{"sentence": NOTHING, "claim_ids": []}]
    names, between = names_of(actors), by_corridor(claims, actors)
    lines = []
    for call in (c for c in calls[calls["period"] == "all"].itertuples() if bears(c)):
        ids = claims.loc[between == call.corridor, "claim_id"].tolist()
        lines.append({"sentence": f"{said(call)}{_dissent(call, names)}.", "claim_ids": ids})
    return lines or [{"sentence": _thin(claims), "claim_ids": []}]


def _dissent(call: Any, names: Mapping[str, str]) -> str:
    return f"; in dissent: {listing(voice_name(v, names) for v in call.dissent)}" if call.dissent else ""


def _thin(claims: pd.DataFrame) -> str:
    told = count(len(claims), "claim about trade is", "claims about trade are")
    return f"No two sides have claims by two voices in two outlets, so there is no call; {told} listed."
