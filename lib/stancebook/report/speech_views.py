"""Tables for people to read: quotes, speakers, their tone."""

from __future__ import annotations

import re

import pandas as pd

from stancebook.report.lookup import PERIOD, Tables, period_cells, sentence_lookup, texts_by_id, view_frame
from stancebook.report.wording import names_of, signed, spread
from stancebook.tables import span_text


def how(manner: str, cue: str) -> str:
    """Return how something was said: its verb, with denials and refusals to comment named as such."""
    kind = {"declined": "no comment", "denied": "denial"}.get(manner, "")
    if kind:
        return f"{kind}: “{cue}”" if cue else kind
    if manner == "asked":
        return "question"
    return cue if re.search(r"\w", cue) else "said" if cue else "(goes on)"  # a colon says no more than that


def quote_rows(tables: Tables) -> pd.DataFrame:
    """Return who said what: speaker, how (a denial and a no-comment say so), words, tone."""
    names, find, texts = names_of(tables["actors"]), sentence_lookup(tables), texts_by_id(tables)
    tone = {t.quote_id: f"{signed(t.score)} {t.label}" for t in tables["tones"].itertuples()}
    speakers = {q.quote_id: q.speaker_id for q in tables["quotes"].itertuples()}
    rows = []
    for q in tables["quotes"].itertuples():
        text, spans = texts.get(q.doc_id, ""), q.content or q.cue or q.source
        heard = f" (“{span_text(text, q.source)}”)" if q.source and pd.isna(q.speaker_id) else ""
        via = f" (reported by {names[speakers.get(q.within, '')]})" if pd.notna(q.within) else ""
        rows.append({"Speaker": names[q.speaker_id] + heard, "How": how(q.manner, span_text(text, q.cue)) + via,
                     "What was said": " ".join(span_text(text, q.content).split()) or "–", "Quoted": q.kind,
                     "Tone": tone.get(q.quote_id, "–"), "Rule": q.rule,
                     "sent_id": find(q.doc_id, spans[0][0]).sent_id if spans else ""})  # fmt: skip
    return view_frame(rows, "Speaker", "How", "What was said", "Quoted", "Tone", "Rule")


def speaker_rows(tables: Tables) -> pd.DataFrame:
    """Return ``speaker_tone`` with names and each speaker's worst and best words; worst is the evidence."""
    names, find, texts = names_of(tables["actors"]), sentence_lookup(tables), texts_by_id(tables)
    tones = {t.tone_id: t for t in tables["tones"].itertuples()}
    rows = []
    for s in tables["speaker_tone"].sort_values("mean", kind="stable").itertuples():
        worst, best = tones.get(s.most_negative), tones.get(s.most_positive)
        words = ["–" if t is None else " ".join(texts[t.doc_id][t.start : t.end].split()) for t in (worst, best)]
        rows.append({"Speaker": names[s.holder_id], "Mean tone": signed(s.mean), "n": s.n,
                     "Interval": spread(s.low, s.high, s.n), "Spread": f"{s.sd:.2f}" if pd.notna(s.sd) else "–",
                     "Lowest": words[0], "Highest": words[1] if s.n > 1 else "–",
                     "sent_id": find(worst.doc_id, worst.start).sent_id if worst else ""})  # fmt: skip
    return view_frame(rows, "Speaker", "Mean tone", "n", "Interval", "Spread", "Lowest", "Highest")


def speaker_period_rows(tables: Tables) -> pd.DataFrame:
    """Return ``speaker_periods`` with names: the mean tone of each period and the change since the one before."""
    names, find = names_of(tables["actors"]), sentence_lookup(tables)
    where = {t.tone_id: find(t.doc_id, t.start).sent_id for t in tables["tones"].itertuples()}
    rows = [
        {"Speaker": names[p.holder_id], **period_cells(p), "sent_id": where.get(p.evidence, "")}
        for p in tables["speaker_periods"].itertuples()
    ]
    return view_frame(rows, "Speaker", *PERIOD)


def vader_rows(compared: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return ``sentiment.against_vader`` with names, the widest gap first."""
    names, find, rows = names_of(tables["actors"]), sentence_lookup(tables), []
    starts = dict(zip(tables["tones"]["tone_id"], tables["tones"]["start"], strict=True))
    for c in compared.itertuples():
        rows.append({"Speaker": names[c.holder_id], "What was said": c.words, "Tone": signed(c.tone),
                     "VADER": signed(c.vader), "Gap": signed(c.gap), "Pushed VADER away": c.vader_words or "–",
                     "sent_id": find(c.doc_id, starts[c.tone_id]).sent_id})  # fmt: skip
    return view_frame(rows, "Speaker", "What was said", "Tone", "VADER", "Gap", "Pushed VADER away")
