"""Where trade is heading: claims become a call per corridor and period.

The call rule, in one paragraph (``_call``): a claim weighs what its horizon and hedge are worth (future 1, present
0.5, past 0.1; possible or denied half), times its confidence. A voice (a speaker, or the reporter of a source) leans
by the weighted share of its up claims less that of its down claims, and weighs as much as its claims together. The
balance is the mean lean of the voices. Claims that weigh less than 1.2 in all (a firm look ahead and a present state,
each told with confidence 0.8) make no call: ``unclear``. A balance of at most 0.2 either way is ``mixed``, else the
call is ``grow`` or ``shrink``. Of a corridor's voices it is ``mixed`` too where the 95% interval of the balance spans
zero, and ``sure`` is told with it: two voices and two sources at least, and an interval, if there is one, on one side
of zero.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from stancebook import means, tables
from stancebook.copies import outlets
from stancebook.trade.claims import countries

HORIZON_WEIGHT = {"future": 1.0, "present": 0.5, "past": 0.1}
HEDGE_WEIGHT = {"asserted": 1.0, "expected": 1.0, "possible": 0.5, "denied": 0.5}
EVEN = 0.2  # a balance up to here leans to neither side
LEAST = 1.2  # weight of claims below which there is no call: one stray sentence is no outlook
SURE = 2  # voices and sources that a call needs to be told flatly
SIGN = {"up": 1, "down": -1}
SIDED = ("up", "down", "mixed")
WORLD = "world"
REPORTER = "reporter"
MOST = 9  # further voices that are tried on the other side

Lean = tuple[float, float]  # share of up less share of down, weight


# ------------------------------------------------------------------------------------------------- voices


def voice_of(claim: Mapping) -> str:
    """Return who asserts a claim: an ``actor_id``, the words as written, or ``reporter``."""
    return next((claim[k] for k in ("speaker_id", "speaker_text") if isinstance(claim[k], str)), REPORTER)


def _leans(rows: Iterable[Mapping], voices: Iterable[str]) -> tuple[dict[str, Lean], float]:
    """Return voice -> lean and weight for those that point somewhere, and the weight of all of them."""
    sums: dict[str, list[float]] = {}
    for row, voice in zip(rows, voices, strict=True):
        weight = HORIZON_WEIGHT[row["horizon"]] * HEDGE_WEIGHT[row["hedge"]] * row["confidence"]
        if row["direction"] in SIDED:
            entry = sums.setdefault(voice, [0.0, 0.0])
            entry[0] += weight * SIGN.get(row["direction"], 0)
            entry[1] += weight
    return {voice: (net / total, total) for voice, (net, total) in sums.items()}, sum(t for _, t in sums.values())


def _decided(leans: Sequence[Lean], weight: float) -> tuple[str, float]:
    """Return the call and the balance of these voices, whose claims weigh ``weight`` in all."""
    if weight < LEAST:
        return "unclear", 0.0
    balance = sum(lean * top for lean, top in leans) / sum(top for _, top in leans)
    return "mixed" if abs(balance) <= EVEN else "grow" if balance > 0 else "shrink", balance


def _call(rows: Sequence[Mapping], voices: Sequence[str]) -> dict:
    """Return call, balance, n_claims, n_voices and dissent: the rule in the module's first lines."""
    leans, weight = _leans(rows, voices)
    call, balance = _decided(list(leans.values()), weight)
    side = 1 if balance >= 0 else -1
    against = [] if call == "unclear" else [voice for voice, (lean, _) in leans.items() if lean * side < 0]
    return {"call": call, "balance": round(balance, 3), "n_claims": len(rows), "n_voices": len(set(voices)),
            "dissent": against}  # fmt: skip


# ----------------------------------------------------------------------------------------------- corridors


def corridor_of(rows: Sequence[Mapping], actors: pd.DataFrame) -> list[str]:
    """Return the two sides whose trade the claims are mostly about; one side may be ``"world"``.

    The country or bloc that most claims name, with the one most often named beside it; a partner that stands in
    fewer than a quarter of its claims is not a corridor.  No country named: an empty list.
    """
    return _corridor(rows, countries(actors))


def _corridor(rows: Sequence[Mapping], names: Mapping[str, str]) -> list[str]:
    sides = [sorted({names[a] for a in row["actors"] if a in names}) for row in rows]
    single = Counter(name for side in sides for name in side)
    if not single:
        return []
    pairs = Counter(pair for side in sides for pair in combinations(side, 2))
    if pairs:
        pair, n = max(pairs.items(), key=lambda p: (p[1], single[p[0][0]] + single[p[0][1]]))
        first = max(pair, key=lambda name: single[name])
        if n >= max(1, 0.25 * single[first]) and single[first] >= 0.5 * max(single.values()):
            return sorted(pair)
    return [single.most_common(1)[0][0], WORLD]


def by_corridor(claims: pd.DataFrame, actors: pd.DataFrame) -> pd.Series:
    """Return the corridor that each claim bears on ("Iraq–Syria"): its own two sides, else its article's; or null."""
    names = countries(actors)
    known = {i: "–".join(_corridor(rows, names)) or None for i, rows in tables.by_document(claims).items()}
    named = [[names[i] for i in ids if i in names][:2] for ids in claims["actors"]]
    own = ["–".join(sorted(sides)) if len(sides) == 2 else None for sides in named]
    placed = [mine or known.get(doc) for mine, doc in zip(own, claims["doc_id"], strict=True)]
    return pd.Series(placed, index=claims.index, dtype="str")


def same(one: str, other: str) -> bool:
    """True where two ways of writing a corridor mean one: the order of the sides and the kind of dash do not matter."""
    return sides(one) == sides(other)


def sides(corridor: str) -> list[str]:
    """Return the names that stand between dashes, in one order and in small letters; empty ones are none."""
    return sorted(s for side in corridor.replace("-", "–").split("–") if (s := side.strip().lower()))


# -------------------------------------------------------------------------------------------------- calls


def of_corridor(claims: pd.DataFrame, actors: pd.DataFrame, corridor: str) -> pd.DataFrame:
    """Return the claims that bear on ``corridor`` (see ``by_corridor``); an empty one keeps all claims."""
    if not corridor:
        return claims
    between = by_corridor(claims, actors)
    return claims[[isinstance(c, str) and same(c, corridor) for c in between]]


def article_call(claims_of_one_doc: pd.DataFrame, actors: pd.DataFrame) -> dict:
    """Return the outlook of one article: call, corridor, balance, n_claims, n_voices, dissent.

    Parameters
    ----------
    claims_of_one_doc
        Rows of ``claims`` of one article, none included.
    actors
        The ``actors`` table.
    """
    rows = claims_of_one_doc.to_dict("records")
    result = _call(rows, [voice_of(row) for row in rows])
    return {"call": result.pop("call"), "corridor": corridor_of(rows, actors), **result}


def _voiced(claims: pd.DataFrame, documents: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with a corridor, with columns ``between``, ``outlet`` and ``voice``; a reporter per source."""
    placed = claims.assign(between=by_corridor(claims, actors), outlet=claims["doc_id"].map(outlets(documents)))
    placed = placed[placed["between"].notna()]
    own = [
        v if (v := voice_of(row)) != REPORTER else f"{REPORTER}: {row['outlet']}" for row in placed.to_dict("records")
    ]
    return placed.assign(voice=pd.Series(own, index=placed.index, dtype="str"))


def calls(
    claims: pd.DataFrame,
    documents: pd.DataFrame,
    actors: pd.DataFrame,
    corridor: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    """Return the ``outlook`` table: one row per corridor and period.

    A claim counts for the two sides it names, else for the corridor its article is mostly about.  Voices are counted
    once however often and wherever they speak; the reporter is one voice per source; copies of a text (one
    ``cluster_id``) are one source, and what they repeat is to be left out before (``copies.once``).  ``low`` and
    ``high`` are the 95% bootstrap interval of the balance over voices, ``near`` and ``far`` the balance of claims about
    the near and the far future alone; ``n_possible`` and ``n_conditional`` count what is only possible and what hangs
    on a condition.

    Parameters
    ----------
    corridor
        Keep this corridor only, e.g. ``"Iraq–Syria"``; order of the sides and kind of dash do not matter.
    period
        ``"all"`` or a month, ``"2019-09"``; by default "all" and every month with dated claims.
    """
    placed = _voiced(claims, documents, actors)
    months = placed["doc_id"].map(means.of_documents(documents, means.MONTH))
    result = []
    for between, rows in placed.groupby("between", sort=False):
        if corridor and not same(corridor, str(between)):
            continue
        for when in ["all", *months[rows.index].dropna().unique()]:
            if period in (None, when):
                part = rows if when == "all" else rows[months[rows.index] == when]
                result.append({"corridor": between, "period": when, **_outlook(part)})
    result.sort(key=lambda row: (row["period"] != "all", -row["n_claims"], row["corridor"], row["period"]))
    return tables.make("outlook", result)


def _outlook(part: pd.DataFrame) -> dict:
    rows, voices = part.to_dict("records"), part["voice"].tolist()
    leans, _ = _leans(rows, voices)
    low, high = means.interval(*np.array(list(leans.values())).reshape(-1, 2).T)
    reached = {name: _balance(part[part["reach"] == name]) for name in ("near", "far")}
    found, n_sources = _call(rows, voices), part["outlet"].nunique()
    if low < 0 < high and found["call"] in ("grow", "shrink"):
        found |= {"call": "mixed"}
    sure = found["call"] in ("grow", "shrink") and min(found["n_voices"], n_sources) >= SURE
    return {**found, "low": round(low, 3), "high": round(high, 3), **reached, "n_sources": n_sources, "sure": sure,
            "n_possible": int((part["hedge"] == "possible").sum()),
            "n_conditional": int(part["condition"].sum())}  # fmt: skip


def _balance(part: pd.DataFrame) -> float:
    leans, weight = _leans(part.to_dict("records"), part["voice"])
    if not weight:
        return math.nan
    return round(sum(lean * top for lean, top in leans.values()) / sum(top for _, top in leans.values()), 3)


def turning_points(
    claims: pd.DataFrame, documents: pd.DataFrame, actors: pd.DataFrame, calls: pd.DataFrame
) -> pd.DataFrame:
    """Return what would change each call: a voice that falls silent, further voices on the other side.

    Returns
    -------
    DataFrame
        ``corridor``, ``call`` (as it is), ``change`` (in words), ``voice`` (the one left out, or null), ``becomes``
        (the call then); the smallest number of further voices, each with a firm look ahead, is told for either side.
    """
    placed = _voiced(claims, documents, actors)
    rows = []
    for o in calls[calls["period"] == "all"].itertuples():
        part = placed[placed["between"] == o.corridor]
        rows += [{"corridor": o.corridor, "call": o.call, **change} for change in _changes(part, o.call)]
    return pd.DataFrame(rows, columns=["corridor", "call", "change", "voice", "becomes"])


def _changes(part: pd.DataFrame, call: str) -> Iterator[dict]:
    rows, voices = part.to_dict("records"), part["voice"].tolist()
    for silent in dict.fromkeys(voices):
        kept = [(r, v) for r, v in zip(rows, voices, strict=True) if v != silent]
        other, _ = _decided(*_weighed(kept))
        if other != call:
            yield {"change": "without", "voice": silent, "becomes": other}
    leans, weight = _leans(rows, voices)
    for words, lean in (("more", 1.0), ("less", -1.0)):
        for n in range(1, MOST + 1):
            other, _ = _decided([*leans.values(), *[(lean, 1.0)] * n], weight + n)
            if other != call:
                count = "one further voice expects" if n == 1 else f"{n} further voices expect"
                yield {"change": f"if {count} {words} trade", "voice": None, "becomes": other}
                break


def _weighed(kept: Sequence[tuple[Mapping, str]]) -> tuple[list[Lean], float]:
    leans, weight = _leans([r for r, _ in kept], [v for _, v in kept])
    return list(leans.values()), weight


def series(claims: pd.DataFrame, documents: pd.DataFrame, actors: pd.DataFrame, freq: str = "") -> pd.DataFrame:
    """Return how each corridor's balance of claims moves from period to period.

    Parameters
    ----------
    claims, documents, actors
        The tables of those names.
    freq
        ``week``, ``month``, or empty to choose by the span of all dates.

    Returns
    -------
    DataFrame
        ``corridor, period, n, mean, change, before, evidence`` (a ``claim_id``), as told in ``means.by_period``; the
        mean is that of +1 for a claim of more trade, −1 of less, 0 of both or unchanged; what has no direction is left
        out.
    """
    placed = claims.assign(corridor=by_corridor(claims, actors))
    placed = placed[placed["corridor"].notna() & (placed["direction"] != "unclear")]
    return means.by_period(
        placed.assign(score=[float(SIGN.get(d, 0)) for d in placed["direction"]]),
        ["corridor"],
        "claim_id",
        documents,
        freq,
    )


# ------------------------------------------------------------------------------------- for the notebook


def voices(claims: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return who says up and who says down: columns voice, up, down, other, n, net, most claims first.

    ``net`` is (up - down) / n, in [-1, 1].  The reporter is one voice; speakers appear by their actor's name.
    """
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in claims.to_dict("records"):
        voice = voice_of(row)
        counts[names.get(voice, voice)][row["direction"] if row["direction"] in SIGN else "other"] += 1
    rows = [{"voice": v, "up": c["up"], "down": c["down"], "other": c["other"], "n": c.total(),
             "net": (c["up"] - c["down"]) / c.total()} for v, c in counts.items()]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["voice", "up", "down", "other", "n", "net"])
    return frame.sort_values(["n", "voice"], ascending=[False, True], ignore_index=True)


def drivers(claims: pd.DataFrame) -> pd.DataFrame:
    """Return what moves trade: columns driver, up, down, flat, n, most claims first; n counts every direction."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for driver, heading in zip(claims["driver"], claims["direction"], strict=True):
        counts[driver][heading] += 1
    rows = [
        {"driver": d, "up": c["up"], "down": c["down"], "flat": c["flat"], "n": c.total()} for d, c in counts.items()
    ]
    frame = pd.DataFrame(rows, columns=["driver", "up", "down", "flat", "n"])
    return frame.sort_values(["n", "driver"], ascending=[False, True], ignore_index=True)
