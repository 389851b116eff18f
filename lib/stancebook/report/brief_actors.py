"""Actors and places as tables of the brief."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from stancebook.report.brief_tables import SHOWN, Cell, Context, Row, Table, number
from stancebook.report.lookup import text_or
from stancebook.report.printable import printable
from stancebook.report.wording import listing
from stancebook.tables import NAMED

ARTICLE = re.compile(r"(?:an?|the) ", re.I)
ALIASES = 3  # other names that a row gives


def actor_tables(page: Context) -> list[Table]:
    """Return the actors, the most mentioned first, and the places; the evidence is the first mention by name."""
    mentions = page.tables["mentions"]
    kept = page.ranked(mentions[mentions["actor_id"].notna()])
    groups = dict(list(kept.groupby("actor_id", sort=False)))
    cards = [card for card in page.tables["actors"].itertuples() if card.actor_id in groups]
    cards.sort(key=lambda card: (-len(groups[card.actor_id]), card.name))
    actors, places = ([c for c in cards if (c.kind == "place") == place] for place in (False, True))
    columns = [("Actor", "name"), ("Kind", "word"), ("Mentions", "num"), ("Articles", "num")]
    rows = [_row(page, c, groups[c.actor_id], [Cell(c.kind)]) for c in actors[:SHOWN]]
    found = [Table("actors", "Actors, the most mentioned first", columns, rows, "First told", total=len(actors))]
    if places:
        rows = [_row(page, c, groups[c.actor_id], []) for c in places[:SHOWN]]
        found.append(
            Table("places", "Places", [columns[0], *columns[2:]], rows, "First told", first=0, total=len(places))
        )
    return found


def _row(page: Context, card: Any, mentions: pd.DataFrame, kind: list[Cell]) -> Row:
    """Return an actor's row; ``card`` is its row of table ``actors``, ``mentions`` are in the order of the page."""
    named = mentions[mentions["kind"].isin(NAMED)]
    first = (named if len(named) else mentions).iloc[0]
    articles = page.articles(mentions["doc_id"])
    cells = [Cell(printable(card.name), _about(card)), *kind, number(len(mentions)), number(len(articles))]
    return Row(cells, page.shown(first), [card.actor_id], articles)


def _about(card: Any) -> str:
    """Return an actor's role and other names in a line; "the first working mother" is what one said, no office."""
    role = text_or(card.role)
    role = "" if ARTICLE.match(role) else role
    others = [x for x in card.aliases if x != card.name and len(x) > 1][:ALIASES]
    return printable("; ".join(x for x in (role, f"also {listing(others)}" if others else "") if x))
