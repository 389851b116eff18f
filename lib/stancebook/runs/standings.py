"""Where actors stand, where trade goes and how speakers sound: what of it changed from one run to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from stancebook import aggregates, copies
from stancebook.report import story_sides, titles, tradelines
from stancebook.report.cast import Cast
from stancebook.report.lookup import sentence_lookup
from stancebook.report.titles import MOVED
from stancebook.report.wording import count, interval, signed
from stancebook.runs.novelty import News, Tables
from stancebook.stance import totals
from stancebook.tone import speaker_means
from stancebook.trade import outlook

MAIN = 0.5  # what an actor weighs in a story (``Cast.weight``) from which one outlet is enough to tell its side
LEAST = 2  # outlets that are enough for any
QUOTED = 5  # quotes, then and now, from which a tone is compared: the interval of fewer says little
Pair = tuple[str, str]


def found(before: Tables, after: Tables, new: News) -> Iterator[dict[str, Any]]:
    """Yield what new sentences changed, as rows of table ``changes`` with a ``weight``, without ``why``."""
    yield from _sides(before, after, new)
    yield from _calls(before, after, new)
    yield from _tones(before, after, new)


# ---------------------------------------------------------------------------------------------------- sides


def _told(found: Tables) -> pd.DataFrame:
    """Return the stances that a reader of their sentence would agree with, copies once, lists left out."""
    told = story_sides.tellable(found, Cast(found))
    told = copies.once(told, aggregates.SAME["stances"], found["documents"], found["sentences"])
    return told[~totals.listed(told)]


def _firm(stances: pd.DataFrame, documents: pd.DataFrame) -> dict[Pair, Any]:
    rows = titles.firm_pairs(totals.pair_table(stances, documents))
    return {(row.source_id, row.target_id): row for row in rows}


def _renamed(stances: pd.DataFrame, same: Mapping[str, str]) -> pd.DataFrame:
    """Return stances of an earlier run under the identifiers that their actors have now."""
    ends = ("source_id", "target_id", "asserted_by")
    return stances.assign(**{side: stances[side].replace(dict(same)) for side in ends})


def _held(stances: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return who was told to be on whose side, however surely."""
    return set(stances[["source_id", "target_id", "label"]].itertuples(index=False, name=None))


def _sides(before: Tables, after: Tables, new: News) -> Iterator[dict[str, Any]]:
    """Yield the sides that new sentences tell and no sentence told before, and those that have turned."""
    fresh = _told(after)
    fresh = fresh[fresh["sent_id"].isin(new.sentences)]
    if fresh.empty:
        return
    turned = dict(_turned(_told(before), before["documents"], fresh, after["documents"], new))
    yield from turned.values()
    held = _held(_renamed(before["stances"], new.same))
    rows = fresh[[*totals.PAIR, "label"]].itertuples(index=False, name=None)
    unheard = [row not in held and row[:2] not in turned for row in rows]
    yield from _appeared({**after, "stances": fresh[pd.Series(unheard, index=fresh.index, dtype=bool)]}, Cast(after))


def _turned(
    old: pd.DataFrame, old_documents: pd.DataFrame, fresh: pd.DataFrame, documents: pd.DataFrame, new: News
) -> Iterator[tuple[Pair, dict[str, Any]]]:
    """Yield the pairs that new sentences by themselves show firmly on the other side than the old ones."""
    then = _firm(_renamed(old, new.same), old_documents)
    for pair, row in _firm(fresh, documents).items():
        was = then.get(pair)
        if was is not None and titles.side(was) != titles.side(row):
            evidence = _surest(fresh, pair, titles.side(row))
            weight = 2.0 * row.n_sources + row.n / 100
            yield pair, _side(list(pair), side_told(was), side_told(row), abs(row.mean - was.mean), evidence, weight)


def _appeared(fresh: Tables, cast: Cast) -> Iterator[dict[str, Any]]:
    """Yield the sides of a story's main actors; what one sentence tells of several is one change."""
    stances = {row.stance_id: row for row in fresh["stances"].itertuples()}
    by_story: defaultdict[str, list[Any]] = defaultdict(list)
    for row in story_sides.rows(fresh, cast).itertuples():
        by_story[row.story_id].append(row)
    seen: set[tuple[str, ...]] = set()
    for story_id, rows in sorted(by_story.items()):
        for group in _one_side(story_sides.acts(rows, stances)):
            about = list(dict.fromkeys([*(r.source_id for r in group), *(r.target_id for r in group)]))
            main = min(max(cast.weight(story_id, getattr(r, side)) for r in group) for side in totals.PAIR)
            n_sources = max(r.n_sources for r in group)
            if tuple(sorted(about)) in seen or (main < MAIN and n_sources < LEAST):
                continue
            seen.add(tuple(sorted(about)))
            ids = list(dict.fromkeys(i for r in group for i in r.evidence))
            score = sum(stances[i].score for i in ids) / len(ids)
            after = f"{group[0].label} ({signed(score)}, {count(n_sources, 'outlet')})"
            yield _side(about, None, after, abs(score), ids, n_sources + main)


def _one_side(acts: list[list[Any]]) -> list[list[Any]]:
    """Return acts with those of the same actors, on the same side, as one."""
    joined: defaultdict[tuple, list[Any]] = defaultdict(list)
    for group in acts:
        joined[group[0].label, *sorted({r.source_id for r in group})] += group
    return list(joined.values())


def _side(
    about: list[str], before: str | None, after: str, size: float, evidence: list[str], weight: float
) -> dict[str, Any]:
    return {"change_id": f"stance:{':'.join(about)}", "kind": "stance", "about": about, "before": before,
            "after": after, "size": size, "evidence": evidence, "weight": weight,
            "group": "turn" if before else "stance"}  # fmt: skip


def side_told(row: Any) -> str:
    """Return a firm pair in words."""
    return f"{titles.side(row)} ({signed(row.mean)}, {count(row.n, 'sentence')} in {count(row.n_sources, 'outlet')})"


def _surest(stances: pd.DataFrame, pair: Pair, label: str) -> list[str]:
    mine = stances[(stances["source_id"] == pair[0]) & (stances["target_id"] == pair[1]) & (stances["label"] == label)]
    return mine.sort_values(["confidence", "stance_id"], ascending=[False, True])["stance_id"].tolist()


# ---------------------------------------------------------------------------------------------------- trade


def _called(found: Tables) -> dict[str, Any]:
    """Return corridor -> its row of ``outlook`` over all periods, of those that bear a call."""
    claims = copies.once(found["claims"], aggregates.SAME["claims"], found["documents"], found["sentences"])
    calls = outlook.calls(claims, found["documents"], found["actors"], period="all")
    return {row.corridor: row for row in calls.itertuples() if tradelines.bears(row)}


def _calls(before: Tables, after: Tables, new: News) -> Iterator[dict[str, Any]]:
    """Yield calls on trade that are new or changed, and who dissents from one that was not heard before."""
    claims = after["claims"][after["claims"]["sent_id"].isin(new.sentences)]
    if claims.empty:
        return
    then, now = _called(before), _called(after)
    between = outlook.by_corridor(after["claims"], after["actors"])[claims.index]
    for corridor, row in now.items():
        mine = claims[between == corridor].sort_values(["confidence", "claim_id"], ascending=[False, True])
        was = then.get(corridor)
        if len(mine) and _moved(was, row):
            yield _call(row, was, mine["claim_id"].tolist())
        yield from _dissent(row, was, mine, before["claims"], Cast(after))


def _moved(was: Any, row: Any) -> bool:
    """Tell whether a call counts as another: one that is sure, or has left the interval that it lay in."""
    if was is None:
        return bool(row.sure)
    left = pd.isna(was.low) or not was.low <= row.balance <= was.high
    return was.call != row.call and abs(row.balance - was.balance) >= MOVED and left


def _call(row: Any, was: Any, evidence: list[str]) -> dict[str, Any]:
    return {
        "change_id": f"call:{row.corridor}", "kind": "call", "about": [row.corridor],
        "before": None if was is None else call_told(was), "after": call_told(row),
        "size": abs(row.balance - (0.0 if was is None else was.balance)), "evidence": evidence,
        "weight": row.n_sources + row.n_claims / 100,
    }  # fmt: skip


def call_told(row: Any) -> str:
    """Return a call on trade in words."""
    voices = f"{count(row.n_voices, 'voice')} in {count(row.n_sources, 'outlet')}"
    between = interval(row.low, row.high, row.n_voices)
    return f"{row.call} (balance {signed(row.balance)}{'' if between == '–' else f', {between}'}; {voices})"


def _dissent(row: Any, was: Any, mine: pd.DataFrame, before: pd.DataFrame, cast: Cast) -> Iterator[dict[str, Any]]:
    """Yield the named voices on the smaller side of a sure call that were not heard on it before."""
    heard = set(before["speaker_id"].dropna()) if was is not None else set()
    for voice in row.dissent if row.sure else ():
        said = mine[(mine["speaker_id"] == voice) & mine["direction"].isin(list(outlook.SIGN))]
        if voice not in heard and len(said) and cast.speaks(voice):
            yield {"change_id": f"dissent:{row.corridor}:{voice}", "kind": "dissent", "about": [row.corridor, voice],
                   "before": None, "after": call_told(row), "size": None, "evidence": said["claim_id"].tolist(),
                   "weight": row.n_sources + 0.0}  # fmt: skip


# ----------------------------------------------------------------------------------------------------- tone


def _tones(before: Tables, after: Tables, new: News) -> Iterator[dict[str, Any]]:
    """Yield speakers whose new quotes sound otherwise than their old ones: the two intervals keep clear."""
    quotes = after["quotes"].assign(sent_id=pd.Series(_sentence_of(after), index=after["quotes"].index, dtype="str"))
    quotes = quotes[quotes["sent_id"].isin(new.sentences)]
    fresh = after["tones"][after["tones"]["quote_id"].isin(quotes["quote_id"])]
    then, now = (
        speaker_means.speaker_table(copies.once(tones, aggregates.SAME["tones"], t["documents"], t["sentences"]))
        for tones, t in ((before["tones"], before), (fresh, after))
    )
    was = {new.same.get(row.holder_id, row.holder_id): row for row in then.itertuples()}
    cast = Cast(after)
    for row in now.itertuples():
        old = was.get(row.holder_id)
        if old is not None and cast.speaks(row.holder_id) and _apart(old, row):
            darker = row.mean < old.mean
            yield {
                "change_id": f"tone:{row.holder_id}", "kind": "tone", "about": [row.holder_id],
                "before": tone_told(old), "after": tone_told(row), "size": abs(row.mean - old.mean),
                "evidence": [row.most_negative if darker else row.most_positive], "weight": abs(row.mean - old.mean),
            }  # fmt: skip


def _apart(old: Any, row: Any) -> bool:
    clear = row.low > old.high or row.high < old.low
    return min(old.n, row.n) >= QUOTED and clear and abs(row.mean - old.mean) >= MOVED


def tone_told(row: Any) -> str:
    """Return a speaker's mean tone in words."""
    return f"{signed(row.mean)} ({interval(row.low, row.high, row.n)}, {count(row.n, 'quote')})"


def _sentence_of(found: Tables) -> list[str]:
    """Return the sentence that each quote begins in."""
    find = sentence_lookup(found)
    starts = [row.content[0][0] if row.content else -1 for row in found["quotes"].itertuples()]
    return [find(d, s).sent_id if s >= 0 else "" for d, s in zip(found["quotes"]["doc_id"], starts, strict=True)]


# --------------------------------------------------------------------------------- the same articles, read again


def differing(then: Tables, now: Tables, new: News) -> Iterator[dict[str, Any]]:
    """Yield the sides and calls that differ in articles that both runs read."""
    was, told = _renamed(_told(then), new.same), _told(now)
    old, firm = _firm(was, then["documents"]), _firm(told, now["documents"])
    for pair in sorted(old.keys() | firm.keys()):
        one, other = old.get(pair), firm.get(pair)
        if one is None or other is None or titles.side(one) != titles.side(other):
            evidence = _surest(told, pair, titles.side(other)) if other is not None else []
            yield _difference("stance", list(pair), one, other, side_told, "mean", evidence)
    calls_then, calls = _called(then), _called(now)
    between = outlook.by_corridor(now["claims"], now["actors"])
    for corridor in sorted(calls_then.keys() | calls.keys()):
        one, other = calls_then.get(corridor), calls.get(corridor)
        if one is None or other is None or one.call != other.call:
            evidence = now["claims"].loc[between == corridor, "claim_id"].tolist()
            yield _difference("call", [corridor], one, other, call_told, "balance", evidence)


def _difference(
    kind: str, about: list[str], one: Any, other: Any, told: Any, score: str, evidence: list[str]
) -> dict[str, Any]:
    values = [0.0 if row is None else getattr(row, score) for row in (one, other)]
    words = [None if row is None else told(row) for row in (one, other)]
    return {"change_id": f"{kind}:{':'.join(about)}", "kind": kind, "about": about, "before": words[0],
            "after": words[1], "size": abs(values[1] - values[0]), "evidence": evidence}  # fmt: skip


def corrected(row: Mapping[str, Any], now: Tables) -> bool:
    """Tell whether a correction of the desk made what a change rests on, or took it away."""
    applied = now["corrections"][now["corrections"]["status"] == "applied"]
    names = dict(zip(now["actors"]["actor_id"], now["actors"]["name"], strict=True))
    about = {str(names.get(i, i)).casefold() for i in row["about"]} | {i.casefold() for i in row["about"]}
    said = " ".join(applied["about"]).casefold()
    rules = now["stances"].loc[now["stances"]["stance_id"].isin(row["evidence"]), "rule"]
    return bool(rules.str.contains("correction").any()) or any(name in said for name in about)
