"""Stories on the page: what happened, who stands on which side, whose voices are heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stancebook.report.brief_evidence import Passage
from stancebook.report.brief_tables import Cell, Context, Row, Table, articles_of, number
from stancebook.report.brief_articles import title_of
from stancebook.report.wording import count, place_date
from stancebook.stories import summary

OPEN = 5  # stories that stand open
TOLD = 30  # stories that are told; the others are in the table of articles


@dataclass(frozen=True)
class Line:
    """A sentence of the brief and the passages that it rests on."""

    text: str
    evidence: Sequence[Passage]


@dataclass(frozen=True)
class Story:
    """A story on the page: ``articles`` are the numbers of those that tell it."""

    number: int
    title: str
    facts: str
    lines: Sequence[Line]
    tables: Sequence[Table]
    articles: Sequence[int]


def stories(page: Context) -> list[Story]:
    t = page.tables
    docs = t["documents"]
    sides = summary.sides(t["stances"], docs)
    voices = summary.voices(t["quotes"], docs)
    st = t["stances"].set_index("stance_id"); q = t["quotes"].set_index("quote_id")
    byid = {d.doc_id: d for d in docs.itertuples()}
    out = []
    for n, s in enumerate(t["stories"].head(TOLD).itertuples(), 1):
        own = docs[docs["story_id"] == s.story_id]
        rows = []
        for r in sides[sides["story_id"] == s.story_id].head(4).itertuples():
            ps = [page.evidence.span(x.doc_id, x.start, x.end) for x in (st.loc[e] for e in r.evidence[:1])]
            rows.append(Row([Cell(page.names[r.source_id]), Cell(r.label, "", "for" if r.label == "supports" else "against"), Cell(page.names[r.target_id])], [p for p in ps if p], (), articles_of(ps)))
        vs = []
        for r in voices[voices["story_id"] == s.story_id].head(4).itertuples():
            ps = []
            for e in r.evidence[:1]:
                x = q.loc[e]
                sp = x.content or x.cue or x.source
                if sp:
                    ps.append(page.evidence.span(x.doc_id, sp[0][0], sp[-1][1]))
            vs.append(Row([Cell(page.names[r.speaker_id]), number(r.n)], [p for p in ps if p], (), articles_of(ps)))
        tables = [Table(f"s{n}-sides", "Sides", [("Who", "name"), ("Stance", "word"), ("Towards", "name")], rows, "Sentence"), Table(f"s{n}-voices", "Voices", [("Speaker", "name"), ("Quotes", "num")], vs, "Words")]
        lead = page.evidence.sentences([s.lead_sent_id] if isinstance(s.lead_sent_id, str) else [])
        facts = f"{count(s.n_documents, 'article')} · {count(s.n_sources, 'source')} · {place_date(s.first)}"
        out.append(Story(n, title_of(byid[s.headline_doc]), facts, [Line(p.short, [p]) for p in lead], [x for x in tables if x.rows], [page.evidence.number[d] for d in own["doc_id"]]))
    return out
