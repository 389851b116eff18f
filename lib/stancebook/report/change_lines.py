"""What changed since the report before, in sentences: what is new, with its words, and what stood there then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from stancebook.report import story_sides, story_trade, story_voices, tradelines
from stancebook.report.cast import Cast
from stancebook.report.line import Line
from stancebook.report.lookup import Tables, text_or
from stancebook.report.passages import Passages, quoted
from stancebook.report.wording import place_date
from stancebook.stories.salience import Salience

SHOWN = 8  # lines of the brief; the table has every change
WHY = {
    "corpus": "new articles",
    "correction": "a file of the desk",
    "method": "another way of reading the same articles",
}
NAMES = {
    "story": "New story", "actor": "New actor", "stance": "New side", "tone": "Tone", "call": "Trade",
    "dissent": "Dissent", "denial": "Denial", "date": "Date",
}  # fmt: skip
KEYS = {"stances": "stance_id", "claims": "claim_id", "events": "event_id", "mentions": "mention_id",
        "tones": "tone_id"}  # fmt: skip


def change_lines(tables: Tables) -> list[Line]:
    """Return a line for each row of table ``changes``, in order; its ``kind`` is that of the row.

    Parameters
    ----------
    tables
        The per-article tables, ``stories``, ``outlook`` and ``changes``.
    """
    if tables["changes"].empty:
        return []
    teller = _Teller(tables)
    return [teller.line(row) for row in tables["changes"].itertuples()]


def told(tables: Tables, lines: list[Line]) -> list[Line]:
    """Return the lines that a reader is told first: what changed in the world, then by the desk's hand."""
    why = tables["changes"]["why"].tolist()
    return [line for w in ("corpus", "correction") for line, mine in zip(lines, why, strict=True) if mine == w][:SHOWN]


class _Teller:
    """Tells the changes of a run in words."""

    def __init__(self, tables: Tables) -> None:
        self._cast, self._passages, self._tables = Cast(tables), Passages(tables), tables
        self._rows = {name: {getattr(row, key): row for row in tables[name].itertuples()} for name, key in KEYS.items()}
        self._stories = {row.story_id: row for row in tables["stories"].itertuples()}
        self._documents = {row.doc_id: row for row in tables["documents"].itertuples()}
        self._calls = {row.corridor: row for row in tables["outlook"].itertuples() if row.period == "all"}
        self._cards = {row.actor_id: row for row in tables["actors"].itertuples()}
        tell: dict[str, Callable[[Any], tuple[str, list[str]]]] = {
            "story": self._story, "actor": self._actor, "stance": self._stance, "tone": self._tone,
            "call": self._call, "dissent": self._dissent, "denial": self._denial, "date": self._date,
        }  # fmt: skip
        self._tell: Mapping[str, Callable[[Any], tuple[str, list[str]]]] = tell

    def line(self, row: Any) -> Line:
        text, evidence = self._tell[row.kind](row) if row.why == "corpus" else self._differs(row)
        return Line(row.kind, text, tuple(dict.fromkeys(evidence)), (("changes", row.change_id),))

    def _differs(self, row: Any) -> tuple[str, list[str]]:
        """Return what is read otherwise in an article that was known."""
        about = " towards ".join(self._cast.names.get(i) or i for i in row.about)
        was, is_ = (text_or(state, "not told") for state in (row.before, row.after))
        evidence = [self._sentence(row.kind, i) for i in row.evidence]
        return f"{about}: {is_}; before: {was}; by {WHY[row.why]}", evidence

    def _sentence(self, kind: str, row_id: str) -> str:
        return self._rows["stances" if kind == "stance" else "claims"][row_id].sent_id

    def _story(self, row: Any) -> tuple[str, list[str]]:
        story = self._stories[row.about[0]]
        document = self._documents[story.headline_doc]
        title = text_or(document.title).strip()
        named = quoted(title) if title else quoted(self._passages.sentence(row.evidence[0]))
        return f"New story: {named} ({row.after})", row.evidence

    def _actor(self, row: Any) -> tuple[str, list[str]]:
        card = self._cards[row.about[0]]
        role = f" ({card.role})" if isinstance(card.role, str) else ""
        sentences = [self._rows["mentions"][i].sent_id for i in row.evidence]
        whole = [s for s in dict.fromkeys(sentences) if self._passages.whole(s)] or sentences[:1]
        mention = next(m for i in row.evidence if (m := self._rows["mentions"][i]).sent_id == whole[0])
        words = quoted(self._passages.around(whole[0], mention.start, mention.end, story_sides.LENGTH))
        return f"New actor: {self._cast.names[card.actor_id]}{role}, named in {row.after}: {words}", whole

    def _stance(self, row: Any) -> tuple[str, list[str]]:
        stances = [self._rows["stances"][i] for i in row.evidence]
        best = [s for s in stances if s.sent_id == stances[0].sent_id]
        said = story_sides.act(best, self._cast, self._passages)
        before = f"Turned, now {row.after}, before {row.before}" if isinstance(row.before, str) else "New side"
        return f"{before}: {said}", [s.sent_id for s in stances]

    def _tone(self, row: Any) -> tuple[str, list[str]]:
        tone = self._rows["tones"][row.evidence[0]]
        sent_id = self._passages.at(tone.doc_id, tone.start)
        words = quoted(self._passages.around(sent_id, tone.start, tone.end, story_voices.LENGTH))
        how = "darker" if tone.score < 0 else "brighter"
        text = f"{self._cast.names[row.about[0]]} sounds {how} in the new articles: {row.after}; before {row.before}"
        return f"{text}; as in {words}{self._passages.whence(tone.doc_id)}", [sent_id]

    def _call(self, row: Any) -> tuple[str, list[str]]:
        sentences = [self._rows["claims"][i].sent_id for i in row.evidence]
        said = tradelines.said(self._calls[row.about[0]])
        return f"{said}; {f'before: {row.before}' if isinstance(row.before, str) else 'no call before'}", sentences

    def _dissent(self, row: Any) -> tuple[str, list[str]]:
        corridor, voice = row.about
        claim = self._rows["claims"][row.evidence[0]]
        words = quoted(self._passages.around(claim.sent_id, claim.start, claim.end, story_trade.LENGTH))
        said = f"Trade {corridor}: {self._cast.names[voice]} dissents, the call being {row.after}: {words}"
        return f"{said}{self._passages.whence(claim.doc_id)}", [claim.sent_id]

    def _denial(self, row: Any) -> tuple[str, list[str]]:
        chosen = self._tables["quotes"][self._tables["quotes"]["quote_id"] == row.evidence[0]]
        salience = Salience(self._tables["documents"])
        voices = story_voices.Voices({**self._tables, "quotes": chosen}, self._cast, self._passages, salience)
        part = pd.DataFrame({"evidence": [row.evidence], "n_sources": [1], "speaker_id": row.about})
        line = voices.denials(list(part.itertuples()))[0]
        return line.text, list(line.evidence)

    def _date(self, row: Any) -> tuple[str, list[str]]:
        event = self._rows["events"][row.evidence[0]]
        sent_id = self._passages.at(event.doc_id, event.start)
        words = quoted(self._passages.around(sent_id, event.start, event.end, story_trade.LENGTH))
        text = f"Ahead then, and due on {place_date(event.date)}: {words}{self._passages.whence(event.doc_id)}"
        return text, [sent_id]
