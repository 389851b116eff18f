"""Who stands with or against whom in a story, and who says so, each with the words that tell it.

The floors were chosen by judging, on 77 articles from newspapers of many countries and of the United States: a reader
of the sentence held 28 of the 30 lines that they let through for true, and 15 of 22 that they keep out.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

import pandas as pd

from stancebook.report.cast import Cast
from stancebook.report.line import Line
from stancebook.report.lookup import Tables, texts_by_id
from stancebook.report.passages import Passages, quoted
from stancebook.report.wording import count, listing
from stancebook.stories import summary
from stancebook.stories.lead import looks_back
from stancebook.tables import NAMED

SURE = 0.8  # confidence from which a stance is told
FIRM = 0.5  # and its score: below it stand "provides", "meets", "asks"
OWN = 0.6  # and its score where it is read from the holder's own words
# What the law does to somebody is no side that is taken.
LAW = re.compile(r"\b(?:arrest|detain|interrogat|jail|imprison|extradit|convict|sentenc)\w*", re.IGNORECASE)
AGO = 3  # years by which a side may lie further back than a lead: one may still blame for what was then
LENGTH = 36  # words of the sentence that are quoted
TOLD = 2  # lines of a story
SHOWN = 12  # rows of its table
LISTED = 3  # names that are told of a list
COLUMNS = ("Who", "Side", "Whom", "Told by", "n", "Outlets", "sent_id")
WORD = {"supports": "for", "opposes": "against"}


def tellable(tables: Tables, cast: Cast) -> pd.DataFrame:
    """Return the stances that a reader of their sentence would agree with: sure, firm, told as so, of two with names.

    Both names must stand in the sentence, or the holder says it in words of his own.
    """
    stances = tables["stances"]
    kept = stances[stances["label"].isin(WORD) & stances["status"].isin(("asserted", "reported"))]
    kept = kept[(kept["confidence"] >= SURE) & (kept["score"].abs() >= FIRM)]
    kept = kept[(kept["asserted_by"] != kept["source_id"]) | (kept["score"].abs() >= OWN)]
    here, texts = _names_in(tables["mentions"]), texts_by_id(tables)
    old = _history(tables, set(kept["sent_id"]))
    clear = [
        row.sent_id not in old
        and _clear(row, cast, here.get(row.sent_id, set()))
        and not LAW.search(texts[row.doc_id][row.start : row.end])
        for row in kept.itertuples()
    ]
    return kept[pd.Series(clear, index=kept.index, dtype=bool)]


def _history(tables: Tables, sent_ids: set[str]) -> set[str]:
    """Return those of the sentences that tell what lies years behind the news."""
    documents = tables["documents"].set_index("doc_id")
    rows = tables["sentences"][tables["sentences"]["sent_id"].isin(sent_ids)].itertuples()
    year = {doc_id: None if pd.isna(day) else day.year - AGO for doc_id, day in documents["published"].items()}
    return {r.sent_id for r in rows if looks_back(documents.loc[r.doc_id, "text"][r.start : r.end], year[r.doc_id])}


def _names_in(mentions: pd.DataFrame) -> dict[str, set[str]]:
    """Return ``sent_id`` -> the actors that it calls by name."""
    called = mentions[mentions["kind"].isin(NAMED) & mentions["actor_id"].notna()]
    return {str(sent_id): set(part) for sent_id, part in called.groupby("sent_id")["actor_id"]}


def _clear(stance: Any, cast: Cast, here: set[str]) -> bool:
    source, target = stance.source_id, stance.target_id
    if not cast.named(source) or not cast.named(target) or cast.akin(source, target):
        return False
    if stance.status == "reported" and not cast.voice(stance.asserted_by):
        return False
    return target in here and source in here


def rows(tables: Tables, cast: Cast) -> pd.DataFrame:
    """Return ``stories.summary.sides`` of the stances that are told; a pair told both ways in a story is left out."""
    table = summary.sides(tellable(tables, cast), tables["documents"])
    return table[~table.duplicated(["story_id", "source_id", "target_id"], keep=False)]


def frame(part: Sequence[Any], stances: Mapping[str, Any], cast: Cast, passages: Passages) -> pd.DataFrame:
    """Return the table of a story's sides: columns ``COLUMNS``; ``part`` are its rows of ``rows``."""
    made = []
    for row in part[:SHOWN]:
        first = stances[row.evidence[0]]
        tellers = [cast.names[i] for i in row.said_by if i != row.source_id]
        tellers += ["own words"] if row.source_id in row.said_by else []
        tellers += [passages.outlet(first.doc_id) or "the reporter"] if row.n_told else []
        made.append({"Who": cast.names[row.source_id], "Side": row.label, "Whom": cast.names[row.target_id],
                     "Told by": listing(tellers), "n": row.n, "Outlets": row.n_sources,
                     "sent_id": first.sent_id})  # fmt: skip
    return pd.DataFrame(made, columns=list(COLUMNS))


def lines(
    part: Sequence[Any], stances: Mapping[str, Any], cast: Cast, passages: Passages, told: Container[str]
) -> list[Line]:
    """Return the firmest sides of a story in lines, those of more outlets and of its main actors first.

    What one sentence tells is one line, however many it lists; sentences in ``told`` are not told again.
    """
    groups = acts(part, stances)
    ranked = sorted(groups, key=lambda group: (-_weight(group, stances, cast, passages), group[0].source_id))
    once: dict[str, Line] = {}
    for line in (_line(group, stances, cast, passages) for group in ranked):
        if line.evidence[0] not in told and passages.whole(line.evidence[0]):
            once.setdefault(line.evidence[0], line)
    return list(once.values())[:TOLD]


def acts(rows: Sequence[Any], stances: Mapping[str, Any]) -> list[list[Any]]:
    """Return the rows in groups: what one sentence tells of everyone in two lists is one act, all else is by itself."""
    together: dict[tuple[str, str, str], list[Any]] = {}
    for row in rows:
        first = stances[row.evidence[0]]
        together.setdefault((first.sent_id, row.label, first.status), []).append(row)
    groups: list[list[Any]] = []
    for group in together.values():
        pairs = {(r.source_id, r.target_id) for r in group}
        sources, targets = {s for s, _ in pairs}, {t for _, t in pairs}
        every = {(s, t) for s in sources for t in targets if s != t}
        one = pairs == every and (sources == targets or not sources & targets)
        groups += [group] if one else [[row] for row in group]
    return groups


def _weight(group: Sequence[Any], stances: Mapping[str, Any], cast: Cast, passages: Passages) -> float:
    first = group[0]
    who = max(cast.weight(r.story_id, r.source_id) * cast.weight(r.story_id, r.target_id) for r in group)
    return round(first.n_sources * who**0.5 * passages.weight(stances[first.evidence[0]].sent_id), 6)


def _line(group: Sequence[Any], stances: Mapping[str, Any], cast: Cast, passages: Passages) -> Line:
    first = group[0]
    best = [stances[r.evidence[0]] for r in group]
    also = f"told by {count(first.n_sources, 'outlet')}" if first.n_sources > 1 else ""
    evidence = dict.fromkeys([best[0].sent_id, *(stances[i].sent_id for r in group for i in r.evidence)])
    made_of = tuple(("stances", i) for r in group for i in r.evidence)
    return Line("sides", act(best, cast, passages, also), tuple(evidence), made_of)


def act(best: Sequence[Any], cast: Cast, passages: Passages, also: str = "") -> str:
    """Return what stances of one sentence tell together, with its words; ``also`` stands behind its outlet."""
    sources, targets = (dict.fromkeys(getattr(s, side) for s in best) for side in ("source_id", "target_id"))
    first = best[0]
    told = first.asserted_by if first.status == "reported" and first.asserted_by not in sources else None
    start, end = min(s.start for s in best), max(s.end for s in best)
    words = quoted(passages.around(first.sent_id, start, end, LENGTH))
    head = f"According to {cast.names[told]}, " if told else ""
    if set(sources) == set(targets):
        sides = f"{_some(list(sources), cast)} {WORD[first.label]} each other"
    else:
        sides = f"{_some(list(sources), cast)} {WORD[first.label]} {_some(list(targets), cast)}"
    return f"{head}{sides}: {words}{passages.whence(first.doc_id, also)}"


def _some(ids: Sequence[str], cast: Cast) -> str:
    """Return the names, the first few of many."""
    names = [cast.names[i] for i in ids]
    if len(names) > LISTED + 1:
        names = [*names[:LISTED], f"{len(names) - LISTED} others"]
    return listing(names)
