"""Who is who within an article, against twenty short articles of our own (``coreference.txt``), with pinned floors."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from helpers import documents
from stancebook import pipeline

GOLD = Path(__file__).with_name("coreference.txt")
MARK = re.compile(r"\[(\w+):([^\]]+)\]")
# B³ precision, recall and F1 that it must keep
FLOORS = (0.91, 0.71, 0.80)

Span = tuple[int, int]


def articles() -> list[tuple[str, list[tuple[Span, str]]]]:
    """Return the texts without marks, and the span and key of each mention."""
    made = []
    body = "\n".join(line for line in GOLD.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for marked in body.split("\n=====\n"):
        text, mentions, at = "", [], 0
        for found in MARK.finditer(marked := marked.strip()):
            text += marked[at : found.start()]
            mentions.append(((len(text), len(text) + len(found[2])), found[1]))
            text, at = text + found[2], found.end()
        made.append((text + marked[at:], mentions))
    return made


def response(gold: list[tuple[Span, str]], found: list[tuple[Span, str]]) -> list[str]:
    """Return for each gold mention the actor of the found mention that is most alike, at least half; else its own."""
    answers = []
    for n, ((start, end), _) in enumerate(gold):
        alike = [((min(end, e) - max(start, s)) / (max(end, e) - min(start, s)), actor) for (s, e), actor in found]
        likeness, actor = max(alike, default=(0.0, ""))
        answers.append(actor if likeness >= 0.5 else f"none {n}")
    return answers


def b_cubed(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over mentions (Bagga and Baldwin 1998); ``pairs`` are gold and found entities.

    A gold mention that was not found is a response of its own; what was found and is no gold mention is not judged.
    """
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for n, (gold, found) in enumerate(pairs):
        by_gold[gold].add(n)
        by_found[found].add(n)
    both = [(len(by_gold[g] & by_found[f]), len(by_gold[g]), len(by_found[f])) for g, f in pairs]
    recall = sum(shared / size for shared, size, _ in both) / len(pairs)
    precision = sum(shared / size for shared, _, size in both) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def test_the_measure():
    assert b_cubed([("a", "x"), ("a", "x"), ("b", "y")]) == (1, 1, 1)
    precision, recall, _ = b_cubed([("a", "x"), ("a", "x"), ("b", "x"), ("b", "none 3")])
    assert precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert response([((0, 4), "a"), ((9, 12), "b")], [((0, 4), "x"), ((9, 40), "y")]) == ["x", "none 1"]


def test_the_gold_is_whole():
    texts = articles()
    assert len(texts) == 20 and sum(len(mentions) for _, mentions in texts) == 468
    assert not any("[" in text or "#" in text for text, _ in texts)


def test_mentions_of_one_actor_are_one_actor():
    gold = articles()
    mentions = pipeline.analyse(documents(*(text for text, _ in gold)))["mentions"]
    pairs = []
    for n, (_, marked) in enumerate(gold):
        mine = mentions[(mentions["doc_id"] == f"t{n}") & mentions["actor_id"].notna()]
        found = list(zip(zip(mine["start"], mine["end"], strict=True), mine["actor_id"], strict=True))
        pairs += [
            (f"{n} {key}", f"{n} {actor}") for (_, key), actor in zip(marked, response(marked, found), strict=True)
        ]
    scores = b_cubed(pairs)
    missed = sum(found.split()[1] == "none" for _, found in pairs)
    print([round(s, 3) for s in scores], f"missed {missed} of {len(pairs)}")
    assert all(score >= floor for score, floor in zip(scores, FLOORS, strict=True)), scores
