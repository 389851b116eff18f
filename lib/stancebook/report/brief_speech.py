"""Who said what and how they sound, as tables of the brief."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stancebook.report.brief_tables import SHOWN, Cell, Context, Row, Table, judged, number, period_tables
from stancebook.report.lookup import texts_by_id
from stancebook.report.printable import one_line, printable
from stancebook.report.speech_views import how
from stancebook.tables import span_text

WORDS = ("negative", "positive", "neutral")
MOOD = {"positive": "for", "negative": "against"}


def speech_tables(page: Context, note: str) -> list[Table]:
    """Return speakers, quotes, and speakers over time."""
    return [_speakers(page), _quotes(page), *period_tables(
        page, "speaker_periods", "tones", {"Speaker": "holder_id"}, "speakers-over-time", "Speakers over time",
        "Surest words", note)]  # fmt: skip


def _speakers(page: Context) -> Table:
    """Speakers, the most quoted first; the evidence is the quote that was read most surely."""
    own = dict(list(_ordered(page.tables["tones"]).groupby("holder_id", sort=False)))
    rows = []
    ranked = page.tables["speaker_tone"].sort_values(["n", "holder_id"], ascending=[False, True], kind="stable")
    for s in ranked.head(SHOWN).itertuples():
        tones = own.get(s.holder_id)
        if tones is None:
            continue
        articles = page.articles(tones["doc_id"])
        cells = [Cell(page.names[s.holder_id]), judged(s.mean, s.low, s.high, s.n, WORDS), number(s.n),
                 number(len(articles))]  # fmt: skip
        rows.append(Row(cells, page.shown(tones.iloc[0]), [s.holder_id], articles))
    columns = [("Speaker", "name"), ("Tone", "call"), ("Quotes", "num"), ("Articles", "num")]
    return Table(
        "speakers", "Speakers, the most quoted first", columns, rows, "Words read most surely", total=len(ranked)
    )


def _ordered(tones: pd.DataFrame) -> pd.DataFrame:
    return tones.sort_values("confidence", ascending=False, kind="stable")


def _quotes(page: Context) -> Table:
    """Quotes story by story, those with a known speaker first."""
    rows: list[Row] = []
    quotes, texts = page.tables["quotes"], texts_by_id(page.tables)
    tone = {t.quote_id: t for t in page.tables["tones"].itertuples()}
    spans = quotes["content"].where(quotes["content"].map(len) > 0, quotes["cue"])
    spans = spans.where(spans.map(len) > 0, quotes["source"])
    placed = quotes.assign(at=spans, known=quotes["speaker_id"].notna() & quotes["within"].isna())
    placed = placed[placed["at"].map(len) > 0]
    placed = placed.assign(start=[at[0][0] for at in placed["at"]], end=[at[-1][1] for at in placed["at"]])
    rows = []
    for q in page.ranked(placed, "known").head(SHOWN).itertuples():
        text = texts.get(q.doc_id, "")
        heard = f"“{span_text(text, q.source)}”" if q.source and pd.isna(q.speaker_id) else ""
        sound = tone.get(q.quote_id)
        cells = [Cell(page.names[q.speaker_id], printable(heard)), _manner(q, text),
                 Cell(sound.label, "", MOOD.get(sound.label, ""), sound.score) if sound else Cell("–")]  # fmt: skip
        rows.append(Row(cells, page.shown(q), [q.speaker_id]))
    columns = [("Speaker", "name"), ("How", "word"), ("Tone", "word")]
    return Table("quotes", "Quotes", columns, rows, "What was said", total=len(placed))


def _manner(quote: Any, text: str) -> Cell:
    told = one_line(how(quote.manner, span_text(text, quote.cue)))
    mood = "marked" if quote.manner in ("denied", "declined") else ""
    return Cell(told, "" if quote.kind == "indirect" else f"{quote.kind} speech", mood)
