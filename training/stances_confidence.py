"""Set how surely stances are told: ``python training/stances_confidence.py MODEL`` writes into ``MODEL/head.json``.

Fits ``weighing.confidence`` (``stances``) on half of our labelled articles that the encoder has not learnt from,
through the package itself, and tells precision, recall and calibration error on the other half.  A side is right if a
reader saw it in the sentence; of one that was seen elsewhere in the article nobody said whether it is seen there too.
"""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

import own_sides
from data import error
from stancebook import pipeline, tables
from stancebook.files import ingest
from stancebook.stance import judge, positions, weighing
from stancebook.stance.anchor import Article
from stancebook.text import encoder

Key = tuple[str, str, str, str]  # article, source, target, label


class Part(NamedTuple):
    """Sides that can be judged: features, which they are, whether a reader saw them there, and in the article.

    ``y`` is not a number where a side was seen elsewhere; ``gold`` is how many sides there are to be found.
    """

    x: np.ndarray
    keys: list[Key]
    y: np.ndarray
    seen: np.ndarray
    gold: int


def judged(article: Article, row: dict) -> list[tuple[np.ndarray, Key, float, bool]]:
    """Return features, key and what readers say of each side whose actors are labelled ones."""
    doc_id, doc = article.doc_id, article.doc
    mentions = [
        {"actor_id": actor, "start": doc[first].idx, "end": doc[end - 1].idx + len(doc[end - 1]), "kind": ""}
        for first, end, actor in article.mentions
    ]
    chains = own_sides.chain_of(mentions, own_sides.meant(row))
    places = {(str(e["source"]), str(e["target"]), e["label"]): e["at"] for e in row["edges"]}
    found, made, _ = judge.measured(article, {k: of[0].confidence for k, of in positions.ruled(article).items()})
    told = []
    for c, of in zip(found, made, strict=True):
        for (source, target, label), one in zip(judge.sides(c), of, strict=True):
            key = (chains.get(source), chains.get(target), label)
            if None not in key and key[0] != key[1]:
                here = any(c.start - own_sides.NEAR < at < c.end + own_sides.NEAR for at in places.get(key, ()))
                told.append((one, (doc_id, *key), 1.0 if here else np.nan if key in places else 0.0, key in places))
    return told


def part(articles: list[Article], rows: dict[str, dict]) -> Part:
    """Return what can be judged in some articles."""
    told = [side for article in articles for side in judged(article, rows[article.doc_id])]
    gold = [{(e["source"], e["target"], e["label"]) for e in rows[a.doc_id]["edges"]} for a in articles]
    x, keys, y, seen = zip(*told, strict=True)
    return Part(np.array(x), list(keys), np.array(y), np.array(seen), sum(map(len, gold)))


def fitted(p: Part, ridge: float = 30.0) -> np.ndarray:
    """Return offset and weights of a logistic regression with a penalty on weights of scaled features (Newton)."""
    known = np.isfinite(p.y)
    y, mean, scale = p.y[known], p.x.mean(0), p.x.std(0) + 1e-6
    x = np.column_stack([np.ones(len(y)), (p.x[known] - mean) / scale])
    w, penalty = np.zeros(x.shape[1]), np.diag([0.0] + [ridge] * (x.shape[1] - 1))
    for _ in range(30):
        likely = 1 / (1 + np.exp(-x @ w))
        step = x.T @ (x * (likely * (1 - likely))[:, None]) + penalty
        w += np.linalg.solve(step, x.T @ (y - likely) - penalty @ w)
    weights = w[1:] / scale
    return np.append(w[0] - mean @ weights, weights)


def confidence(p: Part, w: np.ndarray) -> np.ndarray:
    """Return the confidence of each side."""
    return 1 / (1 + np.exp(-w[0] - p.x @ w[1:]))


def told(p: Part, sure: np.ndarray, least: float) -> tuple[float, float]:
    """Return precision and recall, by article and pair, of the sides that are as sure as ``least``."""
    answers = {key: right for key, right, s in zip(p.keys, p.seen, sure, strict=True) if s >= least}
    right = sum(answers.values())
    return right / max(len(answers), 1), right / p.gold


def main(folder: str) -> None:
    """Fit, write, and tell the figures of both halves."""
    rows = {doc_id: row for doc_id, row in own_sides.labelled().items() if own_sides.held(doc_id)}
    texts = Path(folder) / "own_texts.jsonl"
    lines = (json.dumps({"doc_id": doc_id, "text": row["text"]}) for doc_id, row in rows.items())
    texts.write_text("\n".join(lines), encoding="utf-8")
    documents = ingest.read_articles([texts], fold_duplicates=False, check_language=False)[0]
    texts.unlink()
    read = [a for batch in tables.batches(documents) for a in pipeline.understood(batch, None)[1]]
    fit, rest = (part([a for a in read if zlib.crc32(a.doc_id.encode()) // 2 % 2 == half], rows) for half in (0, 1))
    w = fitted(fit)
    path = Path(folder) / "head.json"
    numbers = {"stances": [round(float(v), 4) for v in w]}
    path.write_text(encoder.sealed(json.loads(path.read_text()) | numbers))
    print(dict(zip(weighing.FEATURES, w[1:].round(2), strict=True)))
    for name, p in {"fit": fit, "rest": rest}.items():
        sure = confidence(p, w)
        known = np.isfinite(p.y)
        for lowest in (0.0, positions.RULED, positions.WORDED, positions.ALONE):
            m = known & (sure >= lowest)
            shares = np.round(told(p, sure, lowest), 3)
            print(name, lowest, "precision, recall", shares, "calibration error", error(sure[m], p.y[m]))


if __name__ == "__main__":
    main(*sys.argv[1:])
