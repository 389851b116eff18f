"""How much of the news speaks of trade policy as uncertain: an index after Caldara et al. (2020).

Caldara, Iacoviello, Molligo, Prestipino and Raffo ("The economic effects of trade policy uncertainty", Journal of
Monetary Economics 109, 2020) count, month by month, the articles of seven US newspapers in which terms of trade policy
and of uncertainty stand close together, and scale the index so that 100 is one article in a hundred.  Ours counts the
articles of the corpus at hand, each story once, by week or month; terms must stand within ten words in one sentence;
the words (``data/trade_uncertainty.yml``) are our own choice.  Few articles in a period make a rough figure: ``n`` is
told.
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from stancebook import means
from stancebook.text import wordlists

NEAR = 10  # words between the two terms, at most
SCALE = 100.0  # one article in a hundred
FORMS = r"(?:s|es|ed|d|ing)?"


@cache
def _patterns() -> dict[str, re.Pattern]:
    families = wordlists.tree("trade", "trade_uncertainty.yml")
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(map(_form, terms))})(?!\w)") for name, terms in families.items()}


def _form(term: str) -> str:
    """Match a term in its other forms too: "tariffs", "threatened", "policies"."""
    stem, ending = (re.escape(term[:-1]), "(?:y|ies|ied)") if term[-1] == "y" else (re.escape(term), FORMS)
    return stem + ending if len(term) > 3 else re.escape(term)


def doubts(words: str) -> bool:
    """True where ``words`` (lower case) name trade policy and, within ten words of it, uncertainty."""
    found = {name: [len(words[: m.start()].split()) for m in p.finditer(words)] for name, p in _patterns().items()}
    return any(abs(a - b) <= NEAR for a in found["policy"] for b in found["uncertainty"])


def index(documents: pd.DataFrame, sentences: pd.DataFrame, freq: str = "") -> pd.DataFrame:
    """Return the index for each period in which an article was published.

    Parameters
    ----------
    documents, sentences
        The tables of those names; of copies of one story (``cluster_id``) the first counts.
    freq
        ``week``, ``month``, or empty to choose by the span of all dates.

    Returns
    -------
    DataFrame
        ``period``, ``n`` (articles), ``marked`` (those that speak of trade policy as uncertain), ``index`` (100: one
        in a hundred), ``change`` (to the period before; null for the first), ``evidence`` (``sent_id`` of the first
        such sentence, or null).
    """
    freq = means.frequency(documents, freq)
    when = means.of_documents(documents, freq)
    stories = documents.drop_duplicates("cluster_id")
    stories = stories[stories["doc_id"].isin(when)]
    texts = dict(zip(stories["doc_id"], stories["text"], strict=True))
    first: dict[str, str] = {}
    for s in sentences[sentences["doc_id"].isin(texts)].itertuples():
        if s.doc_id not in first and doubts(texts[s.doc_id][s.start : s.end].lower()):
            first[s.doc_id] = s.sent_id
    rows = pd.DataFrame({"doc_id": list(texts)})
    rows = rows.assign(period=rows["doc_id"].map(when), evidence=rows["doc_id"].map(first).astype("str"))
    table = rows.groupby("period", sort=True).agg(
        n=("doc_id", "size"), marked=("evidence", "count"), evidence=("evidence", "first")
    )
    table["index"] = SCALE * 100 * table["marked"] / table["n"]
    table["change"] = table["index"].diff()
    return table.reset_index()[["period", "n", "marked", "index", "change", "evidence"]]
