"""The summary in sentences, each with the ids of the sentences it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from stancebook.report.line import Line
from stancebook.report.lookup import Tables
from stancebook.report.story_lines import StoryTold, stories_told
from stancebook.report.titles import mention_counts, period_unit
from stancebook.report.wording import count, is_are, listing
from stancebook.tables import actors_called

STORIES = 5  # told in the bottom line, the weightiest
FOLLOWING = 3  # of the others that are named there
COUNTED = {"sentences": "sentence", "quotes": "quote", "stances": "stance", "claims": "trade claim", "events": "event"}
METHOD = (
    "Names, quotes and their sources come from the encoder of this version; it and rules together read stances, the "
    "tone towards somebody and claims about trade."
)


NOTHING = "No sentence of these articles says plainly what happened, and nobody is quoted by name."


def bottom_line(tables: Tables, told: Sequence[StoryTold] | None = None) -> list[Line]:
    """Return the weightiest stories in lines, how many more there are, what was corrected and what was left out.

    Parameters
    ----------
    tables
        The per-article tables with ``stories`` and ``corrections``.
    told
        The stories that are told below, where there are such (``stories_told``); by default those of the tables,
        of which nothing is said but what they are about.

    Returns
    -------
    list of Line
        An empty corpus gives the one line that says so, and so does one of which there is nothing to tell.
    """
    if tables["documents"].empty:
        left = len(tables["skipped"])
        why = f"{_items(left)} skipped, for the reasons below" if left else "the folder is empty"
        return [Line("none", f"No article was read, so there is nothing to report: {why}.")]
    others = "Further stories" if told is None else "Also told below"
    told = [story for story in (stories_told(tables) if told is None else told) if story.lines]
    lines = [line for story in told[:STORIES] for line in (story.lines if len(told) == 1 else _briefly(story))]
    if not lines:
        lines = [Line("none", NOTHING)]
    if len(told) > STORIES:
        lines.append(Line("more", f"{others}: {_more(told[STORIES:])}"))
    return [*lines, *_left_out(tables)]


def unmatched(tables: Tables, parameters: Mapping[str, Any]) -> list[str]:
    """Return in sentences what was asked for that nothing in ``tables`` answers: a corridor, actors in focus."""
    corridor, focus = parameters.get("corridor"), parameters.get("focus")
    told = []
    if corridor and tables["outlook"].empty:
        told.append(f"You asked for trade between {corridor}: these articles make no claim about it.")
    if focus and all(tables[name].empty for name in ("stances", "quotes", "tones")):
        told.append(f"You asked for {listing(focus)}: these articles tell no stance and no quote of theirs.")
    return told


def _more(rest: Sequence[StoryTold]) -> str:
    """Return what the other stories are about: the headlines of the next ones, and how many follow."""
    named = "; ".join(f"“{story.title}”" for story in rest[:FOLLOWING])
    left = len(rest) - FOLLOWING
    return named + (f"; and {count(left, 'more story', 'more stories')}." if left > 0 else ".")


def _briefly(story: StoryTold) -> Iterator[Line]:
    """Yield the first line of each kind."""
    kinds: set[str] = set()
    for line in story.lines:
        if line.kind not in kinds:
            kinds.add(line.kind)
            yield line


def lines_about(tables: Tables, *kinds: str) -> list[Line]:
    """Return the lines of these kinds, the weightiest story first; one that says so where there are none."""
    lines = [line for story in stories_told(tables) for line in story.lines if line.kind in kinds]
    return lines or [Line("none", "Nothing of this is told surely enough in these articles.")]


def reading_lines(tables: Tables) -> list[Line]:
    """Return who is in what was read, what was found in it, and how much was left out."""
    if tables["documents"].empty:
        return bottom_line(tables)
    found = listing(count(len(tables[name]), noun) for name, noun in COUNTED.items())
    return [_who(tables), Line("read", f"Found in them: {found}."), Line("read", METHOD), *_left_out(tables)]


def _items(n: int) -> str:
    return count(n, "item was", "items were")


def _left_out(tables: Tables) -> list[Line]:
    lines, n = corrections_lines(tables), int((tables["skipped"]["stage"] != "corrections").sum())
    return [*lines, Line("read", f"{_items(n)} not analysed; the reasons are listed below.")] if n else lines


def corrections_lines(tables: Tables) -> list[Line]:
    """Return how many of the desk's corrections were made, and which no longer fit what is there."""
    corrections = tables["corrections"]
    if corrections.empty:
        return []
    stale = corrections.loc[corrections["status"] != "applied", "correction_id"].tolist()
    n = len(corrections) - len(stale)
    parts = f"{count(n, 'correction')} of the desk {is_are(n)} in these figures"
    if stale:
        parts += f"; {listing(stale)} no longer {'fits' if len(stale) == 1 else 'fit'} what is there"
    return [Line("read", f"{parts}.")]


def actor_lines(tables: Tables, name: str = "") -> list[Line]:
    """Return who an actor is: its kind, role and names, and how much was found of it; the busiest one without a name.

    Raises
    ------
    ValueError
        If no actor of the corpus, or more than one, has that name.
    """
    actor_id = actor_named(tables, name)
    if actor_id is None:
        return [Line("none", "No actor is named.")]
    card = tables["actors"].set_index("actor_id").loc[actor_id]
    parts = ", ".join(str(x) for x in (card["kind"], card["role"], card["wikidata"]) if pd.notna(x))
    mine = tables["mentions"][tables["mentions"]["actor_id"] == actor_id]
    called = f", also called {listing(card['aliases'])}" if card["aliases"] else ""
    stances, quoted = tables["stances"], int((tables["quotes"]["speaker_id"] == actor_id).sum())
    holds, meets = (int((stances[side] == actor_id).sum()) for side in ("source_id", "target_id"))
    return [
        Line("read", f"{card['name']} ({parts}){called}: {count(len(mine), 'mention')} in "
             f"{count(mine['doc_id'].nunique(), 'article')}.", tuple(mine["sent_id"].head(1))),
        Line("read", f"{card['name']} says something {count(quoted, 'time')}, takes a stance {count(holds, 'time')} "
             f"and is met by one {count(meets, 'time')}."),
    ]  # fmt: skip


def actor_named(tables: Tables, name: str) -> str | None:
    """Return the actor that a name, alias or identifier means; the most mentioned who is no place without one."""
    if not name:
        totals = mention_counts(tables["mentions"], tables["actors"])
        return None if totals.empty else totals.index[0]
    ids = actors_called(tables["actors"], name)
    if len(ids) != 1:
        problem = f"is {listing(ids)}: give the identifier" if ids else "is no actor of these articles"
        raise ValueError(f"actor: {name!r} {problem}")
    return ids[0]


def _who(tables: Tables) -> Line:
    docs, totals = tables["documents"], mention_counts(tables["mentions"], tables["actors"])
    read = f"{count(len(docs), 'article')} ({count(int(docs['n_words'].sum()), 'word')})"
    if totals.empty:
        return Line("read", f"In {read} no person, organisation or country is named.")
    top = totals.head(3)
    parts = listing(f"{name} ({n})" for name, n in zip(top["name"], top["all"], strict=True))
    first = tables["mentions"].drop_duplicates("actor_id").set_index("actor_id")["sent_id"]
    verb = "names" if len(docs) == 1 else "name"
    text = f"{read} {verb} {count(len(totals), 'actor')}; mentioned most: {parts}."
    return Line("read", text, tuple(first[i] for i in top.index))


def stance_limits(pairs: pd.DataFrame) -> list[Line]:
    """Return what keeps the means of ``pairs`` from being firm: pairs heard once or in one source, open stances."""
    held, open_ = pairs[pairs["n"] > 0], int(pairs["n_open"].sum())
    once, alone = int(held["heard_once"].sum()), int((held["n_sources"] == 1).sum())
    lines = [f"{once} of {count(len(held), 'pair')} {'was' if once == 1 else 'were'} heard once, and {alone} "
             f"{'rests' if alone == 1 else 'rest'} on one source."] if len(held) else []  # fmt: skip
    if open_:
        lines.append(f"{count(open_, 'stance is', 'stances are')} denied or hypothetical and in no mean.")
    return [Line("read", line) for line in lines]


def period_line(table: pd.DataFrame, noun: str, documents: pd.DataFrame) -> Line:
    """Return how a table of periods was cut, and what it leaves out for want of a date; ``noun`` names its rows."""
    n, undated = table["period"].nunique(), int(documents["published"].isna().sum())
    text = f"Told by {period_unit(table)}, {count(n, 'period')} in all." if n else f"No {noun} has a date."
    text += (
        f" {count(undated, 'document has', 'documents have')} no date and {is_are(undated)} in none." if undated else ""
    )
    return Line("read", f"{text} Change needs two." if n == 1 else text)
