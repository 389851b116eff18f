"""Tables for people to read: claims, calls, voices, dated events."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stancebook.report.lookup import PERIOD, Tables, actor_names, period_cells, sentence_lookup, text_or, view_frame
from stancebook.report.wording import names_of, period_name, place_date, signed, spread, voice_name
from stancebook.trade import outlook


def claim_rows(tables: Tables) -> pd.DataFrame:
    """Return each claim about trade: who makes it, which way it points, why, when and how surely."""
    names, find, rows = names_of(tables["actors"]), sentence_lookup(tables), []
    for c in tables["claims"].itertuples():
        voice = outlook.voice_of(c._asdict())
        surety = f"{c.hedge}, if" if c.condition else c.hedge
        when = f"{c.horizon}, {c.reach}" if pd.notna(c.reach) else c.horizon
        rows.append({"Says who": voice_name(voice, names), "Trade": c.direction, "Of": c.about, "Driver": c.driver,
                     "When": when, "How surely": surety, "Actors": actor_names(c.actors, names),
                     "Goods": ", ".join(c.goods), "As written": text_or(c.magnitude), "Sure": f"{c.confidence:.0%}",
                     "Sentence": find(c.doc_id, c.start).text, "Rule": c.rule, "sent_id": c.sent_id})  # fmt: skip
    return view_frame(rows, "Says who", "Trade", "Of", "Driver", "When", "How surely", "Actors", "Goods", "As written",
                  "Sure", "Sentence", "Rule")  # fmt: skip


def first_claims(tables: Tables) -> dict[str, str]:
    """Return corridor -> sentence of its first claim."""
    between = outlook.by_corridor(tables["claims"], tables["actors"])
    return dict(zip(between[::-1], tables["claims"]["sent_id"][::-1], strict=True))


def outlook_rows(tables: Tables) -> pd.DataFrame:
    """Return the call per corridor and period; evidence is the corridor's first claim."""
    names, first, rows = names_of(tables["actors"]), first_claims(tables), []
    for o in tables["outlook"].itertuples():
        rows.append({"Trade between": o.corridor, "Period": period_name(o.period), "Call": o.call,
                     "Balance": signed(o.balance), "Interval": spread(o.low, o.high, o.n_voices),
                     "Near / far": f"{signed(o.near)} / {signed(o.far)}", "Claims": o.n_claims, "Voices": o.n_voices,
                     "Sources": o.n_sources, "Only possible": o.n_possible or "",
                     "On a condition": o.n_conditional or "",
                     "In dissent": ", ".join(voice_name(v, names) for v in o.dissent) or "–",
                     "sent_id": first.get(o.corridor, "")})  # fmt: skip
    return view_frame(rows, "Trade between", "Period", "Call", "Balance", "Interval", "Near / far", "Claims", "Voices",
                  "Sources", "Only possible", "On a condition", "In dissent")  # fmt: skip


def turning_rows(turning: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return what would change each call (``outlook.turning_points``) in words; evidence as in ``outlook_rows``."""
    names, first = names_of(tables["actors"]), first_claims(tables)
    rows = [
        {"Trade between": t.corridor, "Call": t.call,
         "What would change it": t.change if pd.isna(t.voice) else f"{t.change} {voice_name(t.voice, names)}",
         "It would be": t.becomes, "sent_id": first.get(t.corridor, "")} for t in turning.itertuples()
    ]  # fmt: skip
    return view_frame(rows, "Trade between", "Call", "What would change it", "It would be")


def series_rows(series: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return how each corridor's balance moves (``outlook.series``); evidence is the surest claim."""
    sentence = dict(zip(claims["claim_id"], claims["sent_id"], strict=True))
    rows = [{"Trade between": s.corridor, **period_cells(s), "sent_id": sentence.get(s.evidence, "")}
            for s in series.itertuples()]  # fmt: skip
    return view_frame(rows, "Trade between", *PERIOD)


def uncertainty_rows(index: pd.DataFrame) -> pd.DataFrame:
    """Return the index of trade-policy uncertainty (``uncertainty.index``) for readers."""
    rows = [
        {"Period": period_name(u.period), "Articles": u.n, "Of trade policy as uncertain": u.marked,
         "Index": f"{u.scaled:,.0f}", "Change": signed(u.change, 0), "sent_id": text_or(u.evidence)}
        for u in index.rename(columns={"index": "scaled"}).itertuples()
    ]  # fmt: skip
    return view_frame(rows, "Period", "Articles", "Of trade policy as uncertain", "Index", "Change")


def first_by_voice(tables: Tables, names: Mapping[str, str]) -> dict[str, str]:
    """Return voice, as it is named -> sentence of its first claim."""
    said = [voice_name(outlook.voice_of(c), names) for c in tables["claims"].to_dict("records")]
    return dict(zip(said[::-1], tables["claims"]["sent_id"][::-1], strict=True))


def voice_rows(tables: Tables) -> pd.DataFrame:
    """Return ``voices`` (who says up, who says down) with the first claim of each as evidence."""
    names = names_of(tables["actors"])
    first = first_by_voice(tables, names)
    rows = [
        {"Voice": (who := voice_name(v.voice, names)), "Side": "up" if v.net > 0 else "down" if v.net < 0 else "–",
         "Up": v.up, "Down": v.down, "Other": v.other, "n": v.n, "sent_id": first.get(who, "")}
        for v in tables["voices"].itertuples()
    ]  # fmt: skip
    return view_frame(rows, "Voice", "Side", "Up", "Down", "Other", "n")


def event_rows(tables: Tables) -> pd.DataFrame:
    """Return dated events, oldest first, those without a known date last."""
    names, find, rows = names_of(tables["actors"]), sentence_lookup(tables), []
    for e in tables["events"].sort_values(["date", "doc_id", "start"], na_position="last", kind="stable").itertuples():
        found = find(e.doc_id, e.start)
        rows.append({"Date": place_date(e.date), "As written": e.date_text, "Who": actor_names(e.actors, names),
                     "What": found.text, "sent_id": found.sent_id})  # fmt: skip
    return view_frame(rows, "Date", "As written", "Who", "What")
