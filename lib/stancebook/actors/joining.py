"""Two actors made one in all tables that name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from stancebook import tables

Tables = dict[str, pd.DataFrame]
# Where tables name an actor: in columns, and in lists.
COLUMNS = {
    "mentions": ["actor_id"],
    "quotes": ["speaker_id"],
    "stances": ["source_id", "target_id", "asserted_by"],
    "tones": ["holder_id", "target_id"],
    "claims": ["speaker_id"],
}
LISTS = ("claims", "events")


def renamed(
    found: Tables,
    new: Mapping[str, str | None],
    rules: Mapping[str, str],
    lies: Callable[[pd.DataFrame], pd.Series] | None = None,
) -> Tables:
    """Write ``new[actor]`` (None: unknown) for an actor wherever a table names it; only in rows where ``lies``.

    ``rules`` tells for each of these actors what the change is; a mention's rule gets it added.
    """
    after = dict(found)
    for name, columns in COLUMNS.items():
        frame = after[name].copy()
        here = lies(frame) if lies else pd.Series(True, index=frame.index)
        for column in columns:
            hit = here & frame[column].isin(list(new))
            old = frame.loc[hit, column]
            if name == "mentions":
                frame.loc[hit, "rule"] = frame.loc[hit, "rule"] + ", " + old.map(rules)
            frame.loc[hit, column] = old.map(new)
        after[name] = frame
    for name in LISTS:
        here = lies(after[name]) if lies else pd.Series(True, index=after[name].index)
        lists = [_swapped(ids, new) if at else ids for ids, at in zip(after[name]["actors"], here, strict=True)]
        after[name] = after[name].assign(actors=pd.Series(lists, index=after[name].index, dtype="object"))
    return after


def _swapped(ids: list[str], new: Mapping[str, str | None]) -> list[str]:
    """Return ``ids`` with their new names, each once, in order."""
    return [i for i in dict.fromkeys(new.get(i, i) for i in ids) if i]


def joined(found: Tables, new: Mapping[str, str], rules: Mapping[str, str]) -> Tables:
    """Make each actor in ``new`` one with the actor it is mapped to: rows, names and what its card tells.

    Stances of an actor towards itself, which come of it, are left in; the caller decides.
    """
    if not new:
        return found
    after = renamed(found, new, rules)
    cards = {row["actor_id"]: row for row in found["actors"].to_dict("records")}
    for old, kept_id in new.items():
        gone, kept = cards.pop(old), cards[kept_id]
        kept["aliases"] = sorted({*kept["aliases"], *gone["aliases"], gone["name"]} - {kept["name"]})
        for column in ("role", "wikidata"):
            if pd.isna(kept[column]):
                kept[column] = gone[column]
    return {**after, "actors": tables.make("actors", cards.values())}


def of_itself(stances: pd.DataFrame) -> pd.Series:
    """Return which stances an actor takes towards itself."""
    return stances["source_id"] == stances["target_id"]
