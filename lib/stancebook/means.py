"""How sure a mean is: the bootstrap intervals that every table of means carries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

DRAWS, SEED = 1000, 7


def interval(scores: np.ndarray, weights: np.ndarray | None = None) -> tuple[float, float]:
    """Return the 95% bootstrap interval of the mean of ``scores``, weighted where given; (nan, nan) for fewer than two.

    Percentile bootstrap (Efron 1979), the draws fixed by ``SEED`` so that a run can be repeated.
    """
    if len(scores) < 2:
        return float("nan"), float("nan")
    picks = np.random.default_rng(SEED).integers(0, len(scores), (DRAWS, len(scores)))
    weights = np.ones(len(scores)) if weights is None else weights
    drawn = (scores * weights)[picks].sum(axis=1) / weights[picks].sum(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def clustered_interval(scores: np.ndarray, clusters: Sequence[str]) -> tuple[float, float]:
    """Return the 95% bootstrap interval of the mean of ``scores`` that come in ``clusters``; (nan, nan) for one score.

    Cluster bootstrap (Field and Welsh 2007): whole clusters are drawn with replacement, each with all its scores,
    because scores of one cluster lean on each other: ten sentences of one outlet are not ten witnesses.  With a
    single cluster there is nothing to draw from, and the scores are drawn as in ``interval``: too narrow then.
    """
    codes = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)[1]
    if len(set(codes.tolist())) < 2:
        return interval(scores)
    sizes = np.bincount(codes).astype(float)
    return interval(np.bincount(codes, weights=scores) / sizes, sizes)


WEEK, MONTH = "week", "month"
LONG = 92  # days, a quarter: a corpus that spans more is told by month


def frequency(documents: pd.DataFrame, freq: str = "") -> str:
    """Return ``freq`` if it is given, else ``week`` or ``month`` by the span of the dates of ``documents``.

    Raises
    ------
    ValueError
        If ``freq`` is neither empty nor one of the two.
    """
    if freq not in ("", WEEK, MONTH):
        raise ValueError(f"freq is {freq!r}: use 'week', 'month', or '' to have it chosen by the span of the dates")
    dates = documents["published"].dropna()
    span = (dates.max() - dates.min()).days if len(dates) else 0
    return freq or (MONTH if span > LONG else WEEK)


def of_documents(documents: pd.DataFrame, freq: str) -> dict[str, str]:
    """Return ``doc_id`` -> period of the dated documents: a week by its Monday (2024-03-04), a month as 2024-03."""
    dated = documents[documents["published"].notna()]
    days = dated["published"].dt.normalize()
    if freq == MONTH:
        names = days.dt.strftime("%Y-%m")
    else:
        names = (days - pd.to_timedelta(days.dt.weekday, unit="D")).dt.strftime("%Y-%m-%d")
    return dict(zip(dated["doc_id"], names, strict=True))


def preceding(period: str, freq: str) -> str:
    """Return the week or month before ``period``."""
    if freq == MONTH:
        return str(pd.Period(period, "M") - 1)
    return (pd.Timestamp(period) - pd.Timedelta(days=7)).strftime("%Y-%m-%d")


def by_period(rows: pd.DataFrame, keys: list[str], row_id: str, documents: pd.DataFrame, freq: str) -> pd.DataFrame:
    """Return n and mean of ``score`` for each of ``keys`` in each period, and the change to its period before.

    Parameters
    ----------
    rows
        Columns ``doc_id``, ``score``, ``confidence``, ``row_id`` and ``keys``.
    keys, row_id
        Columns that name what is followed over time, and the key of a row.
    documents
        Table ``documents``.
    freq
        ``week``, ``month``, or empty to choose by the span of all dates.

    Returns
    -------
    DataFrame
        ``keys``, ``period``, ``n``, ``mean``, ``change`` (this mean less that of the week or month just before),
        ``before`` (that period), ``evidence`` (the row the table is surest of).  ``change`` and ``before`` are null
        where there was nothing in the period before: two points years apart show no change of either.
        Rows of documents without a date are left out (see ``undated``).
    """
    step = frequency(documents, freq)
    period = of_documents(documents, step)
    placed = rows.assign(period=rows["doc_id"].map(period)).sort_values(row_id, kind="stable")
    dated = placed[placed["period"].notna()]
    surest = dated.sort_values("confidence", ascending=False, kind="stable").drop_duplicates([*keys, "period"])
    table = dated.groupby([*keys, "period"], sort=True)["score"].agg(n="size", mean="mean").reset_index()
    groups = table.groupby(keys, sort=False)
    was = groups["period"].shift()
    near = was == [preceding(name, step) for name in table["period"]]
    table["change"], table["before"] = groups["mean"].diff().where(near), was.where(near)
    surest = surest[[*keys, "period", row_id]].rename(columns={row_id: "evidence"})
    table = table.merge(surest, on=[*keys, "period"], how="left")
    return table.astype({"n": "int64", "mean": float, "change": float, "period": "str", "before": "str"})


def undated(rows: pd.DataFrame, documents: pd.DataFrame) -> int:
    """Return how many of ``rows`` (column ``doc_id``) lie in documents without a date, and so in no period."""
    return int(rows["doc_id"].isin(documents.loc[documents["published"].isna(), "doc_id"]).sum())
