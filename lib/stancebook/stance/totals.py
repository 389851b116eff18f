"""Stances across articles: what each pair of actors adds up to, how surely, and how it changes over time."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from stancebook import copies, means
from stancebook.means import clustered_interval
from stancebook.tables import BASIS, SIDE

BASES = BASIS.split("|")
PAIR = ["source_id", "target_id"]
PAIR_COLUMNS = [
    *PAIR, "n", *BASES, "n_documents", "n_sources", "n_open", "supports", "opposes", "mean", "low", "high",
    *(f"mean_{basis}" for basis in BASES), "contested", "heard_once", "carried",
]  # fmt: skip
LIST = 4  # actors that one sentence sets against or beside each other from which they are a list
CONTESTING = 0.8  # confidence from which a telling takes a side in a dispute, as in the lines of a story
HOLDS = ("asserted", "reported", "negated")  # statuses of what is said to be so, or not so; the others leave it open


def holding(stances: pd.DataFrame) -> pd.Series:
    """Tell for each stance whether it holds: neither denied nor hypothetical."""
    return stances["status"].isin(HOLDS)


def listed(stances: pd.DataFrame) -> pd.Series:
    """Tell for each stance whether its sentence lists its actors: ``LIST`` or more, each towards the others.

    "An alliance of Austria, Belgium, Denmark …" is one act of ten, not ninety stances of two.
    """
    acts: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    rows = list(stances[["sent_id", "label", "source_id", "target_id"]].itertuples(index=False, name=None))
    for sent_id, label, source, target in rows:
        acts[sent_id, label].add((source, target))
    both = {act: {pair for pair in pairs if pair[::-1] in pairs} for act, pairs in acts.items()}
    crowded = {act: len({actor for pair in pairs for actor in pair}) >= LIST for act, pairs in both.items()}
    marks = [crowded[act] and pair in both[act] for act, pair in ((row[:2], row[2:]) for row in rows)]
    return pd.Series(marks, index=stances.index, dtype=bool)


def tellings(stances: pd.DataFrame) -> pd.DataFrame:
    """Return one row for what a sentence tells of a pair in one voice, however many bases it tells it on.

    "Peru, which expelled Chile's envoy, called Chile a bully" shows one pair at odds, in an act and in words: one
    telling with the mean of both scores.  What a source says in its own words is told by whoever quotes it.

    Returns
    -------
    DataFrame
        The surest row of each telling, in the order of ``stances``, with ``score`` the mean over its rows and a
        column for each basis: the mean score on that basis, null where the sentence tells nothing on it.
    """
    others = stances["asserted_by"].where(stances["asserted_by"] != stances["source_id"]).fillna("")
    claimed = (stances["status"] == "reported") & (others == "")
    marked = stances.assign(voice=others.mask(claimed, "unnamed"), holds=holding(stances))
    keys = ["sent_id", *PAIR, "voice", "holds"]
    marked = marked.assign(**{basis: marked["score"].where(marked["basis"] == basis) for basis in BASES})
    means_of = marked.groupby(keys, sort=False)[["score", *BASES]].transform("mean")
    marked = marked.assign(**means_of).sort_values("confidence", ascending=False, kind="stable")
    return marked.drop_duplicates(keys).sort_index().drop(columns=["voice", "holds"])


def pair_table(stances: pd.DataFrame, documents: pd.DataFrame, min_confidence: float = 0.0) -> pd.DataFrame:
    """Sum the stances up for each pair of actors.

    Means, intervals and counts are over the tellings (``tellings``) that hold (asserted, reported, negated).  What is
    denied or hypothetical is counted in ``n_open`` and enters no mean.  A sentence that shows a pair in an act and in
    words counts on each basis, and once in ``n``.

    The interval is a 95% percentile bootstrap with a fixed seed.  With two sources or more it draws whole sources
    (cluster bootstrap, Field and Welsh 2007), since sentences of one outlet repeat each other and would make the
    mean look surer than it is; with one source it draws stances (Efron 1979), and tells how much the sentences of
    that source differ, not how much another source would.  With a handful of sources it is rough.

    A stance that a list tells (``listed``) is in no pair.

    Contested is where voices disagree.  A voice is an outlet together with the one who asserts the stance there:
    its reporter, somebody named, or all its unnamed voices taken as one.  Each voice counts by the mean of its own
    holding tellings; a pair is contested when one voice's mean is at least +0.2 (``tables.SIDE``) and another's at
    most -0.2.  Only tellings as sure as the brief asks for (``CONTESTING``) count here: what is read with less is no
    dispute.  So outlets that tell opposite stories, or a speaker who contradicts the reporter, contest a pair; one
    voice that is of two minds, in one article or over the months, does not.

    Parameters
    ----------
    stances, documents
        The tables of those names.
    min_confidence
        Stances below it are left out.

    Returns
    -------
    DataFrame
        One row a pair, sorted: ``source_id, target_id, n, act, words, told`` (tellings on each basis),
        ``n_documents, n_sources`` (distinct outlets; copies of one article, by ``cluster_id``, count as their first
        copy's), ``n_open, supports, opposes`` (of the ``n``), ``mean, low, high`` (scores -1 … 1; ``mean`` is null for
        n = 0, the interval for n < 2), ``mean_act, mean_words, mean_told`` (null where there is none), ``contested,
        heard_once`` (n = 1: an observation, no finding), ``carried`` (outlets that carry the most copied of its texts).
    """
    kept = tellings(stances[(stances["confidence"] >= min_confidence) & ~listed(stances)])
    kept = kept.assign(
        holds=holding(kept), outlet=kept["doc_id"].map(copies.outlets(documents)).fillna(kept["doc_id"]),
        carriers=kept["doc_id"].map(copies.carried(documents)).fillna(1).astype("int64"),
    )  # fmt: skip
    rows = [
        dict(zip(PAIR, pair, strict=True)) | _sums(part[part["holds"]]) | {"n_open": int((~part["holds"]).sum())}
        for pair, part in kept.groupby(PAIR, sort=True)
    ]
    return pd.DataFrame(rows, columns=PAIR_COLUMNS)


def _sums(part: pd.DataFrame) -> dict:
    """Return counts, means, interval and marks of the holding tellings of one pair."""
    scores = part["score"].to_numpy(float)
    low, high = clustered_interval(scores, part["outlet"].tolist())
    return {
        "n": len(part), "n_documents": part["doc_id"].nunique(), "n_sources": part["outlet"].nunique(),
        "supports": int((scores >= SIDE).sum()), "opposes": int((scores <= -SIDE).sum()),
        **{basis: int(part[basis].notna().sum()) for basis in BASES},
        **{f"mean_{basis}": float(part[basis].mean()) for basis in BASES},
        "mean": float(scores.mean()) if len(scores) else float("nan"), "low": low, "high": high,
        "contested": _contested(part), "heard_once": len(part) == 1,
        "carried": int(part["carriers"].max()) if len(part) else 1,
    }  # fmt: skip


def _contested(part: pd.DataFrame) -> bool:
    """Tell whether two voices take opposite sides (see ``pair_table``)."""
    unnamed = (part["status"] == "reported") & part["asserted_by"].isna()
    asserter = part["asserted_by"].fillna("").mask(unnamed, "unnamed")
    sure = part["confidence"] >= CONTESTING
    voices = part[sure].groupby([part["outlet"], asserter])["score"].mean()
    return bool((voices >= SIDE).any() and (voices <= -SIDE).any())


def period_table(
    stances: pd.DataFrame, documents: pd.DataFrame, freq: str = "", min_confidence: float = 0.0
) -> pd.DataFrame:
    """Return how each pair's mean stance moves from period to period.

    Only tellings that hold count, as in ``pair_table``.  A document's stances lie in the period it was published in.

    Parameters
    ----------
    stances, documents
        The tables of those names.
    freq
        ``week`` or ``month``; empty chooses: weeks up to a quarter between the first and the last date, else months.
    min_confidence
        Stances below it are left out.

    Returns
    -------
    DataFrame
        ``source_id, target_id, period`` (a month as 2024-03, a week by its Monday), ``n, mean, change, before,
        evidence`` (a ``stance_id``), as told in ``means.by_period``; stances of documents without a date are left out.

    Raises
    ------
    ValueError
        If ``freq`` is none of these.
    """
    kept = stances[(stances["confidence"] >= min_confidence) & holding(stances) & ~listed(stances)]
    return means.by_period(tellings(kept), PAIR, "stance_id", documents, freq)
