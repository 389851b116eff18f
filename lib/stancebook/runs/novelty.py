"""What an earlier run had not read: the articles, sentences and actors that are new in a later one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from stancebook.report.lookup import texts_by_id

Tables = Mapping[str, pd.DataFrame]
KNOWN = 0.5  # share of an article's sentences that stood in the earlier run, from which it is no new article


@dataclass(frozen=True)
class News:
    """What is new in a run.

    ``known`` are the articles that were read before, as they were or as copies; ``sentences`` the ``sent_id`` of new
    articles whose words stood in no article before; ``same`` leads from an actor of the earlier run to the actor of
    this one that the same words are read as.
    """

    known: frozenset[str]
    sentences: frozenset[str]
    same: Mapping[str, str]


def novelty(before: Tables, after: Tables) -> News:
    """Return what is new in ``after``; an article that only moved, was copied or lightly edited is not."""
    said, now = set(_words(before)), _words(after)
    known = _known(before, after, now.isin(said))
    fresh = ~after["sentences"]["doc_id"].isin(known) & ~now.isin(said)
    return News(known, frozenset(after["sentences"].loc[fresh, "sent_id"]), _same(before, after))


def _words(found: Tables) -> pd.Series:
    """Return the words of each sentence, case and spaces aside."""
    texts, rows = texts_by_id(found), found["sentences"]
    spans = zip(rows["doc_id"], rows["start"], rows["end"], strict=True)
    return pd.Series([" ".join(texts[d][s:e].casefold().split()) for d, s, e in spans], index=rows.index, dtype="str")


def _known(before: Tables, after: Tables, said: pd.Series) -> frozenset[str]:
    """Return the articles of ``after`` that are known; ``said`` tells of each sentence whether it is."""
    documents = after["documents"]
    old = documents["sha256"].isin(set(before["documents"]["sha256"]))
    share = said.groupby(after["sentences"]["doc_id"]).mean()
    old |= documents["doc_id"].map(share).fillna(0.0) >= KNOWN
    return frozenset(documents.loc[documents["cluster_id"].isin(set(documents.loc[old, "cluster_id"])), "doc_id"])


def _same(before: Tables, after: Tables) -> dict[str, str]:
    """Return actor before -> actor now, of those whose mentions are mostly read as another actor now."""
    keys = ["sha256", "start", "end"]
    then, now = (
        found["mentions"].merge(found["documents"][["doc_id", "sha256"]], on="doc_id")[[*keys, "actor_id"]].dropna()
        for found in (before, after)
    )
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    both = then.merge(now, on=keys, suffixes=("_then", "_now"))
    for was, is_ in zip(both["actor_id_then"], both["actor_id_now"], strict=True):
        seen[was][is_] += 1
    most = {was: max(sorted(found), key=found.__getitem__) for was, found in seen.items()}
    return {was: is_ for was, is_ in most.items() if was != is_}


def limited(found: Tables, doc_ids: set[str] | frozenset[str]) -> dict[str, pd.DataFrame]:
    """Return the per-article tables of these articles alone; tables without articles as they are."""
    return {
        name: frame[frame["doc_id"].isin(doc_ids)] if "doc_id" in frame.columns else frame
        for name, frame in found.items()
    }
