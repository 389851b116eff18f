"""What an analyst asks of one actor, of a pair, of a corridor: each question answered from the tables of a shelf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from stancebook import aggregates
from stancebook.desk.answer import Answer, dated
from stancebook.desk.shelf import Shelf
from stancebook.report import dot_plots, speech_views, stance_figures, stance_views, tone_figures, trade_figures
from stancebook.report.wording import count, listing, signed, spread, voice_name
from stancebook.stance import totals
from stancebook.tables import span_text
from stancebook.tone import speaker_means
from stancebook.trade import outlook

MIN_CONFIDENCE = aggregates.Parameters.model_validate({}).min_confidence
CALLS = {"grow": "will grow", "shrink": "will shrink", "mixed": "is told both ways", "unclear": "is unclear"}


def says(shelf: Shelf, who: str, about: str = "", since: str = "", until: str = "") -> Answer:
    """Answer what an actor says (see ``Desk.says``)."""
    ids, found = shelf.ids(who), shelf.tables
    quotes, out = shelf.within(found["quotes"][found["quotes"]["speaker_id"].isin(ids)], since, until)
    name, whom = shelf.names[ids[0]], ""
    if about:
        target = set(shelf.ids(about))
        whom, heard = f" about {shelf.names[min(target)]}", len(quotes)
        quotes = quotes[quotes["quote_id"].isin(_about(found, quotes, target))]
        out.append(f"{heard - len(quotes)} of its quotes{' in these dates' if out else ''} are not{whom}")
    unknown = int(found["quotes"]["speaker_id"].isna().sum())
    out += [f"{count(unknown, 'quote')} of speakers that are not known"] if unknown else []
    tones = found["tones"][found["tones"]["quote_id"].isin(quotes["quote_id"])]
    frame = quote_frame(shelf, quotes, tones).sort_values("published", ascending=False, kind="stable")
    period = (
        f", {dated(frame['published'].min(), frame['published'].max())}" if frame["published"].notna().any() else ""
    )
    told = [f"Mean tone {signed(tones['score'].mean())} over {count(len(tones), 'quote')}."] if len(tones) else []

    def draw() -> Any:
        return tone_figures.tone_changes(
            speaker_means.speaker_periods(tones, found["documents"], ""), shelf.actors
        ) or (tone_figures.speaker_tone(speaker_means.speaker_table(tones), shelf.actors) if len(tones) else None)

    title = f"{name} said{whom}: {count(len(frame), 'quote')}{period}"
    return Answer(title, frame.reset_index(drop=True), shelf, tuple(told), tuple(out), draw)


def _about(found: Mapping[str, pd.DataFrame], quotes: pd.DataFrame, target: set[str]) -> set[str]:
    """Return the quotes in whose words the target is meant, or that a tone or a stance is read from towards it."""
    towards = [found[name] for name in ("tones", "stances")]
    ids = {q for rows in towards for q in rows.loc[rows["target_id"].isin(target), "quote_id"].dropna()}
    mentions = found["mentions"][found["mentions"]["actor_id"].isin(target)]
    at: dict[str, list[int]] = {}
    for m in mentions.itertuples():
        at.setdefault(m.doc_id, []).append(m.start)
    return ids | {
        q.quote_id for q in quotes.itertuples() if any(a <= m < b for m in at.get(q.doc_id, ()) for a, b in q.content)
    }


def quote_frame(shelf: Shelf, quotes: pd.DataFrame, tones: pd.DataFrame) -> pd.DataFrame:
    """Return quotes with columns ``speaker, how, words, tone, quote_id`` and their evidence."""
    tone = dict(zip(tones["quote_id"], tones["score"], strict=True))
    rows = []
    for q in quotes.itertuples():
        text, spans = shelf.texts[q.doc_id], q.content or q.cue or q.source
        words = " ".join(span_text(text, q.content).split()) or "–"
        rows.append({"speaker": shelf.names[q.speaker_id], "how": speech_views.how(q.manner, span_text(text, q.cue)),
                     "words": words, "tone": tone.get(q.quote_id), "quote_id": q.quote_id, "doc_id": q.doc_id,
                     "start": spans[0][0], "end": spans[-1][1], "spans": spans})  # fmt: skip
    frame = shelf.evidence(rows, "speaker", "how", "words", "tone", "quote_id", "spans")
    return frame.assign(tone=frame["tone"].astype("float64"))


def stance_frame(shelf: Shelf, stances: pd.DataFrame) -> pd.DataFrame:
    """Return stances with columns ``who, side, towards, basis, told_by, status, score, confidence, stance_id``."""
    rows = [
        {"who": shelf.names[s.source_id], "side": s.label, "towards": shelf.names[s.target_id], "basis": s.basis,
         "told_by": stance_views.says_who(s, shelf.names), "status": s.status, "score": s.score,
         "confidence": s.confidence, "stance_id": s.stance_id, "doc_id": s.doc_id, "start": s.start, "end": s.end}
        for s in stances.itertuples()
    ]  # fmt: skip
    columns = "who side towards basis told_by status score confidence stance_id".split()
    return shelf.evidence(rows, *columns)


def sided(shelf: Shelf, stances: pd.DataFrame, min_confidence: float) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the stances that count, their pairs (``totals.pair_table``), and what is left out of both."""
    sure, listed = stances["confidence"] >= min_confidence, totals.listed(stances)
    kept = stances[sure & ~listed]
    pairs = totals.pair_table(kept, shelf.tables["documents"])
    open_ = int((~totals.holding(kept)).sum())
    told = [(int((~sure).sum()), f"less sure than {min_confidence:g}"), (int((sure & listed).sum()), "told in lists"),
            (open_, "denied or only possible: shown, but in no mean")]  # fmt: skip
    return kept, pairs, [f"{count(n, 'stance')} {why}" for n, why in told if n]


def sides(shelf: Shelf, pairs: pd.DataFrame) -> list[str]:
    """Return each pair in a sentence with its mean, n and sources, those with most sentences first."""
    rows = pairs[pairs["n"] > 0].sort_values("n", ascending=False, kind="stable")
    return [
        f"{shelf.names[p.source_id]} {_side(p)} {shelf.names[p.target_id]}: mean {signed(p.mean)}, n = {p.n} "
        f"({stance_views.based_on(p)}), {count(p.n_sources, 'source')}, {spread(p.low, p.high, p.n)}."
        for p in rows.itertuples()
    ]


def _side(pair: Any) -> str:
    way = dot_plots.side(pair.mean, pair.low, pair.high)
    return {1: "is for", -1: "is against", 0: "takes no clear side on"}[way]


def pair(
    shelf: Shelf, one: str, other: str, since: str = "", until: str = "", min_confidence: float = MIN_CONFIDENCE
) -> Answer:
    """Answer how two actors stand to each other (see ``Desk.pair``)."""
    (a,), (b,) = shelf.ids(one), shelf.ids(other)
    stances = shelf.tables["stances"]
    both = stances["source_id"].isin([a, b]) & stances["target_id"].isin([a, b])
    rows, out = shelf.within(stances[both], since, until)
    kept, pairs, more = sided(shelf, rows, min_confidence)
    frame = stance_frame(shelf, kept).sort_values("published", ascending=False, kind="stable", ignore_index=True)
    silent = [f"{shelf.names[x]} on {shelf.names[y]}: nothing found." for x, y in ((a, b), (b, a))
              if not ((pairs["source_id"] == x) & (pairs["target_id"] == y)).any()]  # fmt: skip

    def draw() -> Any:
        months = totals.period_table(kept, shelf.tables["documents"], "")
        return stance_figures.stance_changes(months, shelf.actors) or (
            stance_figures.stance_matrix(pairs, shelf.actors) if len(pairs) else None
        )

    title = f"{shelf.names[a]} and {shelf.names[b]}: {count(len(frame), 'stance')}"
    return Answer(title, frame, shelf, (*sides(shelf, pairs), *silent), tuple(out + more), draw)


def corridor(shelf: Shelf, name: str, since: str = "", until: str = "") -> Answer:
    """Answer where trade in a corridor heads (see ``Desk.corridor``)."""
    found = shelf.tables
    between = outlook.by_corridor(found["claims"], found["actors"])
    known = sorted(set(between.dropna()))
    if not any(outlook.same(name, other) for other in known):
        told = f"the corridors are {listing(nearest_corridors(name, known))}" if known else "no claim names one"
        raise aggregates.UnknownNameError(f"no claim is about the corridor {name!r}; {told}")
    asked = found["claims"][[isinstance(c, str) and outlook.same(c, name) for c in between]]
    claims, out = shelf.within(asked, since, until)
    calls = outlook.calls(claims, found["documents"], found["actors"], name, "all")
    unclear = int((claims["direction"] == "unclear").sum())
    out += [f"{count(unclear, 'claim')} without a direction: shown, but in no call"] if unclear else []
    rows = [
        {"direction": c.direction, "driver": c.driver, "horizon": c.horizon, "hedge": c.hedge,
         "voice": voice_name(outlook.voice_of(c._asdict()), shelf.names), "confidence": c.confidence,
         "claim_id": c.claim_id, "doc_id": c.doc_id, "start": c.start, "end": c.end}
        for c in claims.itertuples()
    ]  # fmt: skip
    frame = shelf.evidence(rows, *"direction driver horizon hedge voice confidence claim_id".split())
    lines = [_call(c, shelf.names) for c in calls.itertuples()]
    called = next(other for other in known if outlook.same(name, other))
    title = f"Trade {called}: {count(len(frame), 'claim')}"
    return Answer(title, frame.sort_values("published", ascending=False, kind="stable", ignore_index=True), shelf,
                  tuple(lines), tuple(out), lambda: trade_figures.trade_drivers(outlook.drivers(claims)))  # fmt: skip


def nearest_corridors(name: str, known: Iterable[str], n: int = 5) -> list[str]:
    """Return the corridors that share a side with ``name``, else the first of all."""
    sides_of = set(outlook.sides(name))
    known = list(known)
    return ([c for c in known if sides_of & set(outlook.sides(c))] or known)[:n]


def _call(row: Any, names: Mapping[str, str]) -> str:
    against = f" In dissent: {listing(voice_name(v, names) for v in row.dissent)}." if row.dissent else ""
    certain = "" if row.sure or row.call == "unclear" else " (few voices: not sure)"
    return (f"Trade {CALLS[row.call]}{certain}: balance {signed(row.balance)}, {count(row.n_claims, 'claim')}, "
            f"{count(row.n_voices, 'voice')}, {count(row.n_sources, 'source')}.{against}")  # fmt: skip
