"""Who stands with or against whom, as tables of the brief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stancebook.report.brief_tables import SHOWN, Cell, Context, Row, Table, judged, number, period_tables
from stancebook.report.stance_views import based_on, says_who
from stancebook.report.wording import count, is_are, listing

WORDS = ("opposes", "supports", "takes no side")
MOOD = {"supports": "for", "opposes": "against"}
CITED = 2  # passages of a pair


def stance_tables(page: Context, parameters: Mapping[str, Any], note: str) -> list[Table]:
    """Return pairs, stances and pairs over time; ``note`` says how the periods were cut."""
    return [_pairs(page, _limits(parameters)), _stances(page), *period_tables(
        page, "stance_periods", "stances", {"Who": "source_id", "Towards": "target_id"}, "pairs-over-time",
        "Pairs over time", "Surest sentence", note)]  # fmt: skip


def _pairs(page: Context, note: str) -> Table:
    """Return the pairs of which something holds, those with the most voices first."""
    pairs = page.tables["stance_pairs"]
    sided = pairs[pairs["n"] > 0]
    sided = sided.sort_values(["n_sources", "n", "source_id", "target_id"], ascending=[False, False, True, True])
    places = _places(page.tables["stances"])
    rows = [_pair(page, p, places) for p in sided.head(SHOWN).itertuples()]
    columns = [("Who", "name"), ("Stance", "call"), ("Towards", "name"), ("n", "num"), ("Sources", "num")]
    left = len(pairs) - len(sided)
    if left:
        open_ = f"{count(left, 'pair')} of which all is left open {is_are(left)} in the workbook only."
        note = f"{note} {open_}".strip()
    return Table("pairs", "Pairs of actors", columns, rows, "Surest sentence", note, total=len(sided))


def _pair(page: Context, pair: Any, places: dict[tuple, pd.DataFrame]) -> Row:
    own = places.get((pair.source_id, pair.target_id), pd.DataFrame())
    stance = judged(pair.mean, pair.low, pair.high, pair.n, WORDS)
    more = [stance.under, "contested" if pair.contested else "",
            f"{pair.n_open} left open" if pair.n_open and pair.n else ""]  # fmt: skip
    stance = Cell(stance.text, "; ".join(x for x in more if x), stance.mood, stance.value)
    alike = own[own["label"] == stance.text.replace("mixed", "")] if len(own) else own
    cells = [Cell(page.names[pair.source_id]), stance, Cell(page.names[pair.target_id]),
             Cell(f"{pair.n:,}", based_on(pair), value=pair.n), number(pair.n_sources)]  # fmt: skip
    shown = page.shown(*pd.concat([alike, own]).head(CITED).itertuples())
    return Row(cells, shown, [pair.source_id, pair.target_id], page.articles(own["doc_id"]) if len(own) else [])


def _places(stances: pd.DataFrame) -> dict[tuple, pd.DataFrame]:
    """Return (source, target) -> its stances, the surest first."""
    ordered = stances.sort_values("confidence", ascending=False, kind="stable")
    return dict(list(ordered.groupby(["source_id", "target_id"], sort=False)))


def _stances(page: Context) -> Table:
    """Return each stance, story by story, with what shows it, who says so and how."""
    stances = page.tables["stances"]
    rows = []
    for s in page.ranked(stances).head(SHOWN).itertuples():
        said = "" if s.status == "asserted" else s.status
        cells = [Cell(page.names[s.source_id]), Cell(s.label, said, "" if said == "denied" else MOOD[s.label], s.score),
                 Cell(page.names[s.target_id]), Cell(s.basis), Cell(says_who(s, page.names))]  # fmt: skip
        rows.append(Row(cells, page.shown(s), [s.source_id, s.target_id]))
    columns = [("Who", "name"), ("Stance", "call"), ("Towards", "name"), ("Basis", "word"), ("Says who", "word")]
    return Table("stances", "Each stance", columns, rows, "Sentence", first=0, total=len(stances))


def _limits(parameters: Mapping[str, Any]) -> str:
    """Return which stances are in no mean, and why."""
    least, focus = parameters.get("min_confidence"), parameters.get("focus")
    note = f"Stances less sure than {least:.0%} are left out of the means." if least else ""
    return f"{note} Only pairs with {listing(focus)}.".strip() if focus else note
