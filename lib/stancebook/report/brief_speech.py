"""Who said what and how they sound, as tables of the brief."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stancebook.report.brief_evidence import Passage
from stancebook.report.brief_stance import PERIOD_COLUMNS, period_row
from stancebook.report.brief_tables import SHOWN, Cell, Context, Row, Table, articles_of, judged, number
from stancebook.report.lookup import texts_by_id
from stancebook.report.printable import printable
from stancebook.report.speech_views import how
from stancebook.report.wording import UNKNOWN
from stancebook.tables import span_text

WORDS = ("negative", "positive", "neutral")
MOOD = {"positive": "for", "negative": "against"}


def speech_tables(page: Context, note: str) -> list[Table]:
    """Return speakers, quotes, and speakers over time."""
    return [_speakers(page), _quotes(page), *_periods(page, note)]


def _passage(page: Context, row: Any) -> Passage | None:
    return page.evidence.span(row.doc_id, row.start, row.end)


def _speakers(page: Context) -> Table:
    """Speakers, the most quoted first; the evidence is the quote that was read most surely."""
    own = dict(list(_ordered(page.tables["tones"]).groupby("holder_id", sort=False)))
    rows = []
    ranked = page.tables["speaker_tone"].sort_values(["n", "holder_id"], ascending=[False, True], kind="stable")
    for s in ranked.head(SHOWN).itertuples():
        tones = own.get(s.holder_id)
        if tones is None:
            continue
        shown = [p for t in tones.head(1).itertuples() if (p := _passage(page, t))]
        articles = sorted({page.evidence.number[d] for d in tones["doc_id"]})
        cells = [Cell(page.names[s.holder_id]), judged(s.mean, s.low, s.high, s.n, WORDS), number(s.n),
                 number(len(articles))]  # fmt: skip
        rows.append(Row(cells, list(dict.fromkeys(shown)), [s.holder_id], articles))
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
        text, passage = texts.get(q.doc_id, ""), _passage(page, q)
        heard = f"“{span_text(text, q.source)}”" if q.source and pd.isna(q.speaker_id) else ""
        sound = tone.get(q.quote_id)
        cells = [Cell(page.names[q.speaker_id], printable(heard)), _manner(q, text),
                 Cell(sound.label, "", MOOD.get(sound.label, ""), sound.score) if sound else Cell("–")]  # fmt: skip
        rows.append(Row(cells, [passage] if passage else [], [q.speaker_id], articles_of([passage])))
    columns = [("Speaker", "name"), ("How", "word"), ("Tone", "word")]
    return Table("quotes", "Quotes", columns, rows, "What was said", total=len(placed))


def _manner(quote: Any, text: str) -> Cell:
    told = " ".join(printable(how(quote.manner, span_text(text, quote.cue))).split())
    mood = "marked" if quote.manner in ("denied", "declined") else ""
    return Cell(told, "" if quote.kind == "indirect" else f"{quote.kind} speech", mood)


def _periods(page: Context, note: str) -> list[Table]:
    """Speakers' tone by period; with one period there is no change and no table."""
    periods = page.tables["speaker_periods"]
    if periods["period"].nunique() < 2:
        return []
    where = page.tables["tones"].set_index("tone_id")
    rows = []
    for p in periods.head(SHOWN).itertuples():
        shown = _passage(page, where.loc[p.evidence]) if p.evidence in where.index else None
        rows.append(period_row([page.names.get(p.holder_id, UNKNOWN)], p, shown, [p.holder_id]))
    columns = [("Speaker", "name"), *PERIOD_COLUMNS]
    return [Table("speakers-over-time", "Speakers over time", columns, rows, "Surest words", note, 0, len(periods))]
