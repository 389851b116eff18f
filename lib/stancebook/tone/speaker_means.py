"""What tones add up to for each speaker, over all quotes and by period."""

from __future__ import annotations

import pandas as pd

from stancebook import means
from stancebook.means import interval

SPEAKER_COLUMNS = ["holder_id", "n", "mean", "low", "high", "sd", "most_positive", "most_negative", "heard_once"]


def of_speakers(tones: pd.DataFrame, min_confidence: float) -> pd.DataFrame:
    """Return the tones of quotes with a known speaker."""
    return tones[tones["holder_id"].notna() & (tones["confidence"] >= min_confidence)]


def speaker_table(tones: pd.DataFrame, min_confidence: float = 0.0) -> pd.DataFrame:
    """Sum the tone of quotes up for each speaker.

    Parameters
    ----------
    tones
        Table ``tones``; only rows with a known speaker count.
    min_confidence
        Tones below it are left out.

    Returns
    -------
    DataFrame
        ``holder_id, n`` (quotes), ``mean`` (-1 … 1), ``low, high`` (95% bootstrap interval of the mean over the
        quotes, Efron 1979, fixed seed), ``sd`` (spread: sample standard deviation, ddof 1), ``most_positive,
        most_negative`` (``tone_id`` of the quote at each end), ``heard_once`` (n = 1: one quote, no finding); by mean
        from high to low.  ``low, high, sd`` are null for n = 1.
    """
    rows = []
    for holder, part in of_speakers(tones, min_confidence).groupby("holder_id", sort=True):
        scores = part["score"].to_numpy(float)
        low, high = interval(scores)
        rows.append({
            "holder_id": holder, "n": len(part), "mean": float(scores.mean()), "low": low, "high": high,
            "sd": float(scores.std(ddof=1)) if len(part) > 1 else float("nan"),
            "most_positive": part["tone_id"].iloc[int(scores.argmax())],
            "most_negative": part["tone_id"].iloc[int(scores.argmin())], "heard_once": len(part) == 1,
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=SPEAKER_COLUMNS)
    return table.sort_values(["mean", "holder_id"], ascending=[False, True], ignore_index=True)


def speaker_periods(
    tones: pd.DataFrame, documents: pd.DataFrame, freq: str = "", min_confidence: float = 0.0
) -> pd.DataFrame:
    """Return how each known speaker's mean tone moves from period to period.

    Parameters
    ----------
    tones, documents
        The tables of those names; only tones of a known speaker count.
    freq
        ``week`` or ``month``; empty chooses: weeks up to a quarter between the first and the last date, else months.
    min_confidence
        Tones below it are left out.

    Returns
    -------
    DataFrame
        ``holder_id, period`` (a month as 2024-03, a week by its Monday), ``n`` (quotes), ``mean, change, before,
        evidence`` (a ``tone_id``), as told in ``means.by_period``; quotes of documents without a date are left out.

    Raises
    ------
    ValueError
        If ``freq`` is none of these.
    """
    return means.by_period(of_speakers(tones, min_confidence), ["holder_id"], "tone_id", documents, freq)
