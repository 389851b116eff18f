"""A story in lines: what happened, who stands against whom, whose voice is heard, who denies, where trade goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from stancebook import copies
from stancebook.report import story_sides, story_trade, story_voices
from stancebook.report.cast import Cast
from stancebook.report.line import Line
from stancebook.report.lookup import Tables
from stancebook.report.passages import Passages, quoted
from stancebook.report.printable import one_line, printable
from stancebook.report.wording import count, days, listing
from stancebook.stories import headline
from stancebook.stories.rarity import stems
from stancebook.stories.salience import Salience

ORDER = ("what", "sides", "voice", "dissent", "trade", "dates")
ASKED = {"sides", "dissent", "trade"}
REPEATED = 0.6  # share of a voice's words from which it says what was told
NAMED = 3  # actors that a story is called after where it has no headline

__all__ = ["Line", "StoryTold", "stories_told"]


@dataclass(frozen=True)
class StoryTold:
    """A story for people: its title, facts (articles, outlets, dates, copies), lines, table of sides and of voices.

    ``sides`` has the columns ``story_sides.COLUMNS``, ``voices`` those of ``story_voices.COLUMNS``; ``sent_id`` is the
    sentence of the row.
    """

    story_id: str
    title: str
    facts: str
    lines: tuple[Line, ...]
    sides: pd.DataFrame
    voices: pd.DataFrame


def stories_told(tables: Tables) -> list[StoryTold]:
    """Return the stories of a corpus of which there is something to tell, the weightiest first.

    The weight of table ``stories`` counts more for a story in which somebody takes a side, denies, or trade goes
    somewhere: that is what a reader asks.

    Parameters
    ----------
    tables
        The per-article tables and ``stories``; ``stances``, ``quotes`` and ``claims`` may be those in focus.
    """
    if tables["stories"].empty:
        return []
    told = [story for story in map(_Teller(tables).told, tables["stories"].itertuples()) if story.lines]
    weight = dict(zip(tables["stories"]["story_id"], tables["stories"]["weight"], strict=True))
    return sorted(told, key=lambda story: (-weight[story.story_id] * (1 + len(asked(story))), story.story_id))


def asked(story: StoryTold) -> set[str]:
    """Return the kinds of lines of a story that answer what a reader asks."""
    return {line.kind for line in story.lines} & ASKED


class _Teller:
    """The rows of a corpus that can be told, by story."""

    def __init__(self, tables: Tables) -> None:
        self._tables, self._cast, self._passages = tables, Cast(tables), Passages(tables)
        documents = tables["documents"]
        story = dict(zip(documents["doc_id"], documents["story_id"], strict=True))
        self._documents = _by_story(documents, documents["story_id"])
        self._stances = {row.stance_id: row for row in tables["stances"].itertuples()}
        self._voices = story_voices.Voices(tables, self._cast, self._passages, Salience(documents))
        sides, voices = story_sides.rows(tables, self._cast), story_voices.rows(tables, self._cast)
        self._sides, self._said = (_rows_by_story(rows, rows["story_id"]) for rows in (sides, voices))
        claims = story_trade.claims_told(tables, self._cast)
        events = copies.read(tables["events"], documents)
        self._claims = _by_story(claims, claims["doc_id"].map(story))
        self._events = _rows_by_story(events, events["doc_id"].map(story))
        self._published = dict(zip(documents["doc_id"], documents["published"], strict=True))
        self._no_claims = claims.iloc[:0]

    def told(self, story: Any) -> StoryTold:
        """Return one story; ``story`` is its row of table ``stories``."""
        key, documents = story.story_id, self._documents[story.story_id]
        sides, voices = self._sides.get(key, []), self._said.get(key, [])
        return StoryTold(
            key, self._title(story, documents), _facts(documents), tuple(self._lines(story, sides, voices)),
            story_sides.frame(sides, self._stances, self._cast, self._passages), self._voices.frame(voices),
        )  # fmt: skip

    def _lines(self, story: Any, sides: Sequence[Any], voices: Sequence[Any]) -> list[Line]:
        lines, events = self._what(story), self._events.get(story.story_id, [])
        claims = self._claims.get(story.story_id, self._no_claims)
        for tell in (
            partial(story_sides.lines, sides, self._stances, self._cast, self._passages),
            partial(story_trade.lines, claims, self._tables, self._cast, self._passages),
            partial(self._voices.lines, voices),
            partial(story_trade.ahead, events, self._published, self._passages),
        ):
            lines += tell({line.evidence[0] for line in lines})  # a sentence is told once
        return _distinct(sorted(lines, key=lambda line: ORDER.index(line.kind)))

    def _what(self, story: Any) -> list[Line]:
        """Return the lead of a story, quoted."""
        if not isinstance(story.lead_sent_id, str):
            return []
        words = quoted(self._passages.sentence(story.lead_sent_id))
        whence = self._passages.whence(story.headline_doc)
        return [Line("what", f"{words}{whence}", (story.lead_sent_id,), (("sentences", story.lead_sent_id),))]

    def _title(self, story: Any, documents: pd.DataFrame) -> str:
        """Return the headline of the lead's article, else whom the story is about."""
        head = documents.set_index("doc_id").loc[story.headline_doc]
        if isinstance(head["title"], str) and head["title"].strip():
            return printable(head["title"])
        above = headline.above(head["text"])
        if above:
            return one_line(head["text"][slice(*above)]).rstrip(".")
        names = [self._cast.names[i] for i in story.actors if self._cast.voice(i)][:NAMED]
        return listing(names) or "A story without a headline"


def _distinct(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without voices and denials that say what the lines before them have said."""
    kept: list[Line] = []
    for line in lines:
        words = {*stems(line.text)}
        told = (len(words & {*stems(other.text)}) / max(1, len(words)) for other in kept)
        if line.kind not in ("voice", "dissent") or max(told, default=0.0) < REPEATED:
            kept.append(line)
    return kept


def _rows_by_story(rows: pd.DataFrame, story: pd.Series) -> dict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for key, row in zip(story, rows.itertuples(), strict=True):
        found[str(key)].append(row)
    return found


def _by_story(rows: pd.DataFrame, story: pd.Series) -> Mapping[str, pd.DataFrame]:
    return {str(key): part for key, part in rows.groupby(story, sort=False)}


def _facts(documents: pd.DataFrame) -> str:
    """Return articles, outlets, dates and copies in one line."""
    sources, when = documents["source"].dropna().unique(), days(documents["published"])
    text = count(len(documents), "article")
    text += f" by {count(len(sources), 'outlet')}" if len(sources) > 1 else f" by {sources[0]}" if len(sources) else ""
    return printable(f"{text}{f', {when}' if when else ''}{_carried(documents)}")


def _carried(documents: pd.DataFrame) -> str:
    """Return by how many outlets the most carried text is carried, "" where there are no copies."""
    carried = max(copies.of_one_text(documents), key=len)
    carriers = {row["source"] for row in carried if isinstance(row["source"], str)}
    if len(carried) == 1:
        return ""
    if len(carriers) > 1:
        return f"; one text carried by {count(len(carriers), 'outlet')}"
    return f"; {len(carried)} copies of one text"
