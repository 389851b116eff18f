"""What stands in the articles of a story: who is for or against whom, who speaks, where trade goes, which dates.

Every row says how many rows of the tables it sums up, in how many articles and outlets they stand, and which they are
(``evidence``, the surest first).  Copies of one text count once.
"""

from __future__ import annotations

import pandas as pd

from stancebook import copies

HOLDS = ("asserted", "reported", "negated")  # statuses of what is said to be so, or not so; the others leave it open


def sides(stances: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return who takes whose side in each story.

    Parameters
    ----------
    stances, documents
        The tables of those names; documents with their ``story_id``.

    Returns
    -------
    DataFrame
        ``story_id, source_id, target_id, label`` (supports, opposes), ``n, n_documents, n_sources, evidence``
        (``stance_id``), ``n_told`` (of the ``n``, what the reporter tells in his own voice), ``said_by`` (actors
        that say the rest).  ``n`` counts sentences: one that tells a side in an act and in words is one.  Denied and
        hypothetical stances are left out.
    """
    taken = stances[stances["status"].isin(HOLDS)]
    own = (taken["status"] != "reported") & taken["asserted_by"].isna() & taken["quote_id"].isna()
    taken = taken.assign(n_told=taken["sent_id"].where(own))
    keys = ["source_id", "target_id", "label"]
    more = {"n": ("sent_id", "nunique"), "n_told": ("n_told", "nunique"), "said_by": ("asserted_by", _distinct)}
    return summed(taken, keys, "stance_id", documents, **more)


def voices(quotes: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return who speaks in each story.

    Parameters
    ----------
    quotes, documents
        The tables of those names; documents with their ``story_id``.

    Returns
    -------
    DataFrame
        ``story_id, speaker_id, n, n_documents, n_sources, evidence`` (``quote_id``), ``n_direct`` (in the
        speaker's own words).  Quotes within quotes are left out, and those whose speaker is not known.
    """
    heard = quotes[quotes["speaker_id"].notna() & quotes["within"].isna()]
    heard = heard.assign(n_direct=(heard["kind"] == "direct").astype("int64"))
    return summed(heard, ["speaker_id"], "quote_id", documents, n_direct=("n_direct", "sum"))


def trade(claims: pd.DataFrame, corridors: pd.Series, documents: pd.DataFrame) -> pd.DataFrame:
    """Return what each story says of trade between whom.

    Parameters
    ----------
    claims, documents
        The tables of those names; documents with their ``story_id``.
    corridors
        The corridor of each claim, by the index of ``claims``; null for none.

    Returns
    -------
    DataFrame
        ``story_id, corridor, direction, n, n_documents, n_sources, evidence`` (``claim_id``), ``speakers``.  Claims
        about something else than volume, denied ones and those of unclear direction are left out.
    """
    known = claims.assign(corridor=corridors)
    known = known[(known["about"] == "volume") & (known["hedge"] != "denied") & (known["direction"] != "unclear")]
    known = known[known["corridor"].notna()]
    return summed(known, ["corridor", "direction"], "claim_id", documents, speakers=("speaker_id", _distinct))


def dates(events: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the dates a story names: ``story_id, date, n, n_documents, n_sources, evidence`` (``event_id``)."""
    return summed(events[events["date"].notna()].assign(confidence=1.0), ["date"], "event_id", documents)


def summed(
    rows: pd.DataFrame, keys: list[str], row_id: str, documents: pd.DataFrame, **more: tuple[str, object]
) -> pd.DataFrame:
    """Count ``rows`` for each story and ``keys``; only the copy of a text that is read counts.

    Parameters
    ----------
    rows
        A table with ``doc_id``, ``confidence``, ``row_id`` and ``keys``.
    more
        Further columns, as pandas' named aggregation takes them.

    Returns
    -------
    DataFrame
        ``story_id``, ``keys``, ``n, n_documents, n_sources, evidence`` and ``more``; in a story, rows from more
        outlets come first, then those with more evidence.
    """
    outlet = copies.outlets(documents)
    story = dict(zip(documents["doc_id"], documents["story_id"], strict=True))
    kept = copies.read(rows, documents)
    kept = kept.assign(story_id=kept["doc_id"].map(story), outlet=kept["doc_id"].map(outlet))
    kept = kept.sort_values(["confidence", row_id], ascending=[False, True], kind="stable")
    columns = {"n": (row_id, "size"), "n_documents": ("doc_id", "nunique"), "n_sources": ("outlet", "nunique"),
               "evidence": (row_id, list), **more}  # fmt: skip
    if kept.empty:
        return pd.DataFrame({column: pd.Series(dtype="object") for column in ["story_id", *keys, *columns]})
    table = kept.groupby(["story_id", *keys], sort=True).agg(**columns).reset_index()
    order = ["story_id", "n_sources", "n", *keys]
    rising = [True, False, False, *[True] * len(keys)]
    return table.sort_values(order, ascending=rising, kind="stable", ignore_index=True)


def _distinct(values: pd.Series) -> list[str]:
    return sorted(set(values.dropna()))
