"""Who stands with or against whom, as tables of the brief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stancebook.report.brief_evidence import Passage
from stancebook.report.brief_tables import SHOWN, Cell, Context, Row, Table, articles_of, judged, number
from stancebook.report.lookup import period_cells
from stancebook.report.stance_views import based_on, says_who
from stancebook.report.wording import count, is_are, listing

WORDS = ("opposes", "supports", "takes no side")
MOOD = {"supports": "for", "opposes": "against"}
CITED = 2  # passages of a pair


def stance_tables(page: Context, parameters: Mapping[str, Any], note: str) -> list[Table]:
    """Return pairs, stances and pairs over time; ``note`` says how the periods were cut."""
    return [_pairs(page, _limits(parameters)), _stances(page), *_periods(page, note)]


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
    shown = [p for s in pd.concat([alike, own]).head(CITED).itertuples() if (p := _passage(page, s))]
    cells = [Cell(page.names[pair.source_id]), stance, Cell(page.names[pair.target_id]),
             Cell(f"{pair.n:,}", based_on(pair), value=pair.n), number(pair.n_sources)]  # fmt: skip
    articles = sorted({page.evidence.number[d] for d in own["doc_id"]}) if len(own) else []
    return Row(cells, list(dict.fromkeys(shown)), [pair.source_id, pair.target_id], articles)


def _places(stances: pd.DataFrame) -> dict[tuple, pd.DataFrame]:
    """Return (source, target) -> its stances, the surest first."""
    ordered = stances.sort_values("confidence", ascending=False, kind="stable")
    return dict(list(ordered.groupby(["source_id", "target_id"], sort=False)))


def _passage(page: Context, stance: Any) -> Passage | None:
    return page.evidence.span(stance.doc_id, stance.start, stance.end)


def _stances(page: Context) -> Table:
    """Return each stance, story by story, with what shows it, who says so and how."""
    stances = page.tables["stances"]
    rows = []
    for s in page.ranked(stances).head(SHOWN).itertuples():
        passage = _passage(page, s)
        said = "" if s.status == "asserted" else s.status
        cells = [Cell(page.names[s.source_id]), Cell(s.label, said, "" if said == "denied" else MOOD[s.label], s.score),
                 Cell(page.names[s.target_id]), Cell(s.basis), Cell(says_who(s, page.names))]  # fmt: skip
        rows.append(Row(cells, [passage] if passage else [], [s.source_id, s.target_id], articles_of([passage])))
    columns = [("Who", "name"), ("Stance", "call"), ("Towards", "name"), ("Basis", "word"), ("Says who", "word")]
    return Table("stances", "Each stance", columns, rows, "Sentence", first=0, total=len(stances))


def _periods(page: Context, note: str) -> list[Table]:
    """Return the means of each period beside the one before; with one period there is no change and no table."""
    periods = page.tables["stance_periods"]
    if periods["period"].nunique() < 2:
        return []
    where = page.tables["stances"].set_index("stance_id")
    rows = []
    for p in periods.head(SHOWN).itertuples():
        shown = _passage(page, where.loc[p.evidence]) if p.evidence in where.index else None
        rows.append(
            period_row([page.names[p.source_id], page.names[p.target_id]], p, shown, [p.source_id, p.target_id])
        )
    columns = [("Who", "name"), ("Towards", "name"), *PERIOD_COLUMNS]
    return [Table("pairs-over-time", "Pairs over time", columns, rows, "Surest sentence", note, 0, len(periods))]


PERIOD_COLUMNS = [("Period", "word"), ("Mean", "num"), ("n", "num"), ("Change", "num")]


def period_row(names: list[str], period: Any, shown: Passage | None, who: list[str]) -> Row:
    """Return what one period says of one thing, its change under the period it is measured from."""
    told = period_cells(period)
    since = "" if told["Since"] == "–" else f"since {told['Since']}"
    cells = [*map(Cell, names), Cell(told["Period"], since, value=str(period.period)), Cell(told["Mean"]),
             number(period.n), Cell(told["Change"])]  # fmt: skip
    return Row(cells, [shown] if shown else [], who, articles_of([shown]))


def _limits(parameters: Mapping[str, Any]) -> str:
    """Return which stances are in no mean, and why."""
    least, focus = parameters.get("min_confidence"), parameters.get("focus")
    note = f"Stances less sure than {least:.0%} are left out of the means." if least else ""
    return f"{note} Only pairs with {listing(focus)}.".strip() if focus else note
