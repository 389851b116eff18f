"""Tables for people to read: pairs of actors and their stances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stancebook.report.lookup import PERIOD, Tables, period_cells, sentence_lookup, view_frame
from stancebook.report.wording import count, names_of, signed, spread

BASES = {"act": "In acts", "words": "In words", "told": "As told"}  # what shows a stance -> heading


def pair_rows(tables: Tables) -> pd.DataFrame:
    """Return ``stance_pairs`` with names, the most documented first; evidence is the pair's surest stance."""
    names, best = names_of(tables["actors"]), {}
    for s in tables["stances"].sort_values("confidence", kind="stable").itertuples():
        best[s.source_id, s.target_id, s.label] = best[s.source_id, s.target_id, ""] = s.sent_id
    rows = []
    for p in tables["stance_pairs"].itertuples():
        label = "supports" if p.mean > 0 else "opposes"
        pair = (p.source_id, p.target_id)
        rows.append({"Who": names[p.source_id], "Towards": names[p.target_id], "Mean": signed(p.mean),
                     "n": p.n, **_by_basis(p), "For / against": f"{p.supports} / {p.opposes}",
                     "Interval": spread(p.low, p.high, p.n), "Articles": p.n_documents, "Sources": p.n_sources,
                     "Left open": p.n_open or "", "Contested": "yes" if p.contested else "",
                     "sent_id": best.get((*pair, label), best.get((*pair, ""), ""))})  # fmt: skip
    rows.sort(key=lambda r: (-r["n"], r["Who"], r["Towards"]))
    return view_frame(rows, "Who", "Towards", "Mean", "n", *BASES.values(), "For / against", "Interval", "Articles",
                  "Sources", "Left open", "Contested")  # fmt: skip


def _by_basis(pair: Any) -> dict[str, str]:
    """Return what a pair adds up to on each basis: its mean and n, or that it was heard once."""
    cells = {}
    for basis, heading in BASES.items():
        n, mean = getattr(pair, basis), getattr(pair, f"mean_{basis}")
        cells[heading] = "" if n == 0 else f"{signed(mean)}, once" if n == 1 else f"{signed(mean)}, n = {n}"
    return cells


def based_on(pair: Any) -> str:
    """Return how often a pair is shown on each basis: "2 acts, 1 in words"."""
    parts = [count(pair.act, "act")] if pair.act else []
    parts += [f"{pair.words} in words"] if pair.words else []
    return ", ".join([*parts, *([f"{pair.told} as told"] if pair.told else [])])


def says_who(stance: Any, names: Mapping[str, str]) -> str:
    """Return who asserts a stance: an actor, the reporter, or somebody whom the article does not name."""
    if pd.notna(stance.asserted_by) and stance.asserted_by != "reporter":
        return names[stance.asserted_by]
    return "somebody unnamed" if stance.status == "reported" else "the reporter"


def stance_rows(tables: Tables) -> pd.DataFrame:
    """Return each stance with names, how it is told and by whom, and its sentence."""
    names, find, rows = names_of(tables["actors"]), sentence_lookup(tables), []
    for s in tables["stances"].itertuples():
        rows.append({"Who": names[s.source_id], "Stance": s.label, "Towards": names[s.target_id],
                     "Basis": s.basis, "Score": signed(s.score), "Sure": f"{s.confidence:.0%}", "Told as": s.status,
                     "Says who": says_who(s, names),
                     "Sentence": find(s.doc_id, s.start).text, "Rule": s.rule, "sent_id": s.sent_id})  # fmt: skip
    return view_frame(
        rows, "Who", "Stance", "Towards", "Basis", "Score", "Sure", "Told as", "Says who", "Sentence", "Rule"
    )


def period_rows(tables: Tables) -> pd.DataFrame:
    """Return ``stance_periods`` with names: the mean of each period and the change since the one before."""
    names = names_of(tables["actors"])
    where = dict(zip(tables["stances"]["stance_id"], tables["stances"]["sent_id"], strict=True))
    rows = [
        {"Who": names[p.source_id], "Towards": names[p.target_id], **period_cells(p),
         "sent_id": where.get(p.evidence, "")}
        for p in tables["stance_periods"].itertuples()
    ]  # fmt: skip
    return view_frame(rows, "Who", "Towards", *PERIOD)
