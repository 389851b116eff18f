"""Dates to periods: which week or month a document falls in, and how a mean changes from one to the next."""

from __future__ import annotations

import pandas as pd

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


def means(rows: pd.DataFrame, keys: list[str], row_id: str, documents: pd.DataFrame, freq: str) -> pd.DataFrame:
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
        ``keys``, ``period``, ``n``, ``mean``, ``change`` (this mean less the one before), ``before`` (the period it
        is compared to: the last in which there was anything, not always the one next to it), ``evidence`` (the
        row the table is surest of).  ``change`` and ``before`` are null for the first period.
        ``attrs``: ``freq``, and ``undated_documents`` and ``undated_rows``, which are left out.
    """
    freq = frequency(documents, freq)
    period = of_documents(documents, freq)
    placed = rows.assign(period=rows["doc_id"].map(period)).sort_values(row_id, kind="stable")
    dated, undated = placed[placed["period"].notna()], placed[placed["period"].isna()]
    surest = dated.sort_values("confidence", ascending=False, kind="stable").drop_duplicates([*keys, "period"])
    table = dated.groupby([*keys, "period"], sort=True)["score"].agg(n="size", mean="mean").reset_index()
    groups = table.groupby(keys, sort=False)
    table["change"], table["before"] = groups["mean"].diff(), groups["period"].shift()
    surest = surest[[*keys, "period", row_id]].rename(columns={row_id: "evidence"})
    table = table.merge(surest, on=[*keys, "period"], how="left")
    table = table.astype({"n": "int64", "mean": float, "change": float, "period": "str", "before": "str"})
    table.attrs = {"freq": freq, "undated_documents": int(documents["published"].isna().sum()),
                   "undated_rows": len(undated)}  # fmt: skip
    return table
