"""The book of reports: what the published runs in a folder say, and how chosen pairs and corridors move over them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.report import book_page, run_series
from stancebook.report.book_page import Entry
from stancebook.report.charts import Chart
from stancebook.report.since import Since, facts
from stancebook.runs.alerts import FILE, Rule
from stancebook.trade import outlook

INDEX = "index.html"
FOLLOWED = 30  # reports, the latest, over which a series goes
CHOSEN = 4  # pairs, and corridors, that are followed where no rule names one


def write(reports: Path, rules: Sequence[Rule] = ()) -> Path:
    """Write ``index.html`` in the folder of reports, in one step.

    Parameters
    ----------
    reports
        The folder of ``runs/`` and ``latest``.
    rules
        The desk's alerts: the pairs and corridors that they name are followed; those of most sentences without any.
    """
    runs = list(_published(reports))
    page = book_page.page([_entry(*run) for run in runs], _series(runs[:FOLLOWED], rules))
    index = reports / INDEX
    made = index.with_suffix(f".{os.getpid()}.tmp")  # runs may end at once
    made.write_text(page, encoding="utf-8")
    os.replace(made, index)  # noqa: PTH105 (one step, as for latest)
    return index


def _published(reports: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield folder and manifest of the published runs, the newest first; one that can't be read is left out."""
    for folder in sorted((reports / "runs").glob("*"), key=lambda path: path.name, reverse=True):
        if folder.suffix or not (folder / "brief.html").is_file():
            continue
        facts = _json(folder / "run.json")
        if facts is not None:
            yield folder, facts


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def corpus(run: Mapping[str, Any]) -> str:
    """Return the corpus that a run was made of, as its parameters have it."""
    given = (values.get("corpus") for values in run.get("parameters", {}).values())
    return next((str(value) for value in given if value), "")


def _entry(folder: Path, run: dict[str, Any]) -> Entry:
    told = _json(folder / FILE) or {}
    since = told.get("since", {})
    words = ""
    if since:
        said: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in since.items()}
        words = facts(Since(**said))
    return Entry(
        folder.name, str(run.get("finished") or run.get("started") or ""), Path(corpus(run)).name,
        int(run.get("tables", {}).get("documents", 0)), told.get("bottom_line", []),
        [change["text"] for change in told.get("changes", []) if change["why"] != "method"], words,
        str(since.get("run", "")), str(since.get("made", "")),
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------- series


def _series(runs: Sequence[tuple[Path, dict[str, Any]]], rules: Sequence[Rule]) -> Chart | None:
    """Return the figure of what the reports on one corpus say of pairs and corridors; None where one report says it."""
    mine = [(folder, run) for folder, run in reversed(runs) if corpus(run) == corpus(runs[0][1])]
    rows = [row for folder, run in mine for row in _means(folder, str(run.get("finished") or "")[:10])]
    if not rows:
        return None
    table = pd.DataFrame(rows)
    table = table[table.groupby("what")["run"].transform("size") > 1]
    named = [_follows(row, rules) for row in table.itertuples()]
    chosen = table[named] if any(named) else _most(table)
    return run_series.series(chosen[list(run_series.COLUMNS)]) if len(chosen) else None


def _means(folder: Path, made: str) -> Iterator[dict[str, Any]]:
    """Yield the means of pairs and the balances of corridors of a run."""
    try:
        pairs, calls, actors = (
            pd.read_parquet(folder / "tables" / f"{name}.parquet") for name in ("stance_pairs", "outlook", "actors")
        )
    except (OSError, ValueError):
        return
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    for row in pairs[pairs["n"] > 0].itertuples():
        who = [names.get(row.source_id, row.source_id), names.get(row.target_id, row.target_id)]
        yield {"what": "\n→ ".join(who), "about": [row.source_id, row.target_id, *who], "corridor": "", "n": row.n,
               "mean": row.mean, "low": row.low, "high": row.high, "run": folder.name, "made": made}  # fmt: skip
    for row in calls[(calls["period"] == "all") & (calls["call"] != "unclear")].itertuples():
        yield {"what": f"Trade\n{row.corridor}", "about": [], "corridor": row.corridor, "n": row.n_claims,
               "mean": row.balance, "low": row.low, "high": row.high, "run": folder.name, "made": made}  # fmt: skip


def _follows(row: Any, rules: Sequence[Rule]) -> bool:
    called = {str(name).casefold() for name in row.about}
    return any(
        (rule.pair and {name.casefold() for name in rule.pair} <= called)
        or (rule.corridor and row.corridor and outlook.same(rule.corridor, row.corridor))
        for rule in rules
    )


def _most(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the pairs and of the corridors that rest on most in the latest report."""
    last = table[table["run"] == table["run"].max()].sort_values(["n", "what"], ascending=[False, True])
    trade = last["corridor"] != ""
    return table[table["what"].isin([*last.loc[~trade, "what"][:CHOSEN], *last.loc[trade, "what"][: CHOSEN // 2]])]
