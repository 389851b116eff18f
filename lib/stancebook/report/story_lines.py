"""A story in lines: what happened, who stands against whom, whose voice is heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.report.line import Line
from stancebook.report.lookup import Tables, sentence_lookup, texts_by_id
from stancebook.report.printable import printable
from stancebook.report.wording import count, listing, names_of, place_date
from stancebook.stories import summary
from stancebook.stories.copies import of_one_text
from stancebook.tables import span_text

SIDES = ("Who", "Side", "Whom", "Told by", "n", "Outlets", "sent_id")
VOICES = ("Who", "How", "What was said", "Outlets", "sent_id")


@dataclass(frozen=True)
class StoryTold:
    """A story for people: its title, facts (articles, outlets, dates, copies), lines, table of sides and of voices.

    ``sides`` has the columns ``SIDES``, ``voices`` those of ``VOICES``; ``sent_id`` is the sentence of the row.
    """

    story_id: str
    title: str
    facts: str
    lines: tuple[Line, ...]
    sides: pd.DataFrame
    voices: pd.DataFrame


def stories_told(tables: Tables) -> list[StoryTold]:
    """Return the stories of a corpus, the weightiest first.

    Parameters
    ----------
    tables
        The per-article tables and ``stories``.
    """
    told = []
    for story in tables["stories"].itertuples():
        part = tables["documents"][tables["documents"]["story_id"] == story.story_id]
        own = {**tables, "documents": part}
        sides, voices = _sides(own), _voices(own)
        told.append(
            StoryTold(story.story_id, _title(story, part), _facts(part), tuple(_what(story, own)), sides, voices)
        )
    return told


def _title(story: Any, documents: pd.DataFrame) -> str:
    head = documents.set_index("doc_id").loc[story.headline_doc]
    return printable(head["title"] if isinstance(head["title"], str) else head["path"])


def _facts(documents: pd.DataFrame) -> str:
    """Return articles, outlets, dates and copies in one line."""
    outlets, dates = documents["source"].dropna().unique(), documents["published"].dropna()
    text = count(len(documents), "article")
    text += f" by {count(len(outlets), 'outlet')}" if len(outlets) > 1 else f" by {outlets[0]}" if len(outlets) else ""
    if len(dates):
        first, last = place_date(dates.min()), place_date(dates.max())
        text += f", {first}" if first == last else f", {first} to {last}"
    copies = max(len(group) for group in of_one_text(documents))
    return printable(text + (f"; one text carried by {count(copies, 'outlet')}" if copies > 1 else ""))


def _what(story: Any, tables: Tables) -> list[Line]:
    if not isinstance(story.lead_sent_id, str):
        return []
    sentence = tables["sentences"].set_index("sent_id").loc[story.lead_sent_id]
    document = tables["documents"].set_index("doc_id").loc[sentence["doc_id"]]
    words = " ".join(printable(document["text"][sentence["start"] : sentence["end"]]).split())
    from_ = ", ".join(x for x in (document["source"], place_date(document["published"])) if isinstance(x, str))
    return [Line("what", f"“{words}” ({from_})", (story.lead_sent_id,), (("sentences", story.lead_sent_id),))]


def _sides(tables: Tables) -> pd.DataFrame:
    names, stances = names_of(tables["actors"]), tables["stances"].set_index("stance_id")
    rows = []
    for r in summary.sides(tables["stances"], tables["documents"]).itertuples():
        said = [names[i] for i in r.said_by] + (["the reporter"] if r.n_told else [])
        rows.append({"Who": names[r.source_id], "Side": r.label, "Whom": names[r.target_id], "Told by": listing(said),
                     "n": r.n, "Outlets": r.n_sources, "sent_id": stances.at[r.evidence[0], "sent_id"]})  # fmt: skip
    return pd.DataFrame(rows, columns=list(SIDES))


def _voices(tables: Tables) -> pd.DataFrame:
    names, quotes, texts = names_of(tables["actors"]), tables["quotes"].set_index("quote_id"), texts_by_id(tables)
    find, rows = sentence_lookup(tables), []
    for r in summary.voices(tables["quotes"], tables["documents"]).itertuples():
        quote = quotes.loc[r.evidence[0]]
        if quote["content"]:
            words = " ".join(printable(span_text(texts[quote["doc_id"]], quote["content"])).split())
            sent_id = find(quote["doc_id"], quote["content"][0][0]).sent_id
            rows.append({"Who": names[r.speaker_id], "How": quote["manner"], "What was said": words,
                         "Outlets": r.n_sources, "sent_id": sent_id})  # fmt: skip
    return pd.DataFrame(rows, columns=list(VOICES))
