"""How well articles are grouped by event.  ``python training/stories.py FILE_OR_TABLES ...``.

Each is a file of articles, or a folder of tables made from one, whose ``doc_id`` is set-story-number.  Prints B-cubed
precision, recall and F1 (Bagga and Baldwin 1998), the pairs of articles joined and not joined, and the groups that
are wrong.  Runs with the project's own Python.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pandas as pd

from stancebook import pipeline
from stancebook.files import ingest
from stancebook.stories import grouping


def b_cubed(found: dict[str, str], gold: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 in per cent: the mean over articles of the share of its group that is right."""
    precision = recall = 0.0
    for article in gold:
        mine = {a for a in gold if found[a] == found[article]}
        right = {a for a in gold if gold[a] == gold[article]}
        precision += len(mine & right) / len(mine)
        recall += len(mine & right) / len(right)
    p, r = 100 * precision / len(gold), 100 * recall / len(gold)
    return p, r, 2 * p * r / (p + r)


def pairs(found: dict[str, str], gold: dict[str, str]) -> tuple[int, int, int]:
    """Return how many pairs of articles are rightly joined, wrongly joined, wrongly apart."""
    both = [(found[a] == found[b], gold[a] == gold[b]) for a, b in combinations(sorted(gold), 2)]
    return both.count((True, True)), both.count((True, False)), both.count((False, True))


def tables_of(source: Path) -> dict[str, pd.DataFrame]:
    """Return ``documents, actors, mentions`` from a folder of tables, or from articles analysed now."""
    if source.is_dir():
        return {name: pd.read_parquet(source / f"{name}.parquet") for name in ("documents", "actors", "mentions")}
    return pipeline.analyse(ingest.read_articles(source)[0])


def main(sources: list[str]) -> None:
    """Score each source and print what came out."""
    for source in sources:
        made = tables_of(Path(source))
        found = grouping.assign(made["documents"], made["actors"], made["mentions"])
        gold = {doc_id: doc_id.rsplit("-", 1)[0] for doc_id in found}
        p, r, f = b_cubed(found, gold)
        right, wrong, missed = pairs(found, gold)
        stories, groups_found = len(set(gold.values())), len(set(found.values()))
        print(f"{Path(source).name}: {len(gold)} articles, {stories} stories, {groups_found} found")
        print(f"  B-cubed precision {p:.1f}, recall {r:.1f}, F1 {f:.1f}")
        print(f"  pairs {right} right, {wrong} wrong, {missed} missed")
        groups = defaultdict(list)
        for article, story in sorted(found.items()):
            groups[story].append(article)
        for members in groups.values():
            if len({gold[a] for a in members}) > 1:
                print("  joined, and are not one:", *members)


if __name__ == "__main__":
    main(sys.argv[1:])
