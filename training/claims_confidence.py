"""Set the confidence of trade claims: ``python training/claims_confidence.py`` (``STANCEBOOK_GOLD`` names the gold).

Fits how often a claim is one and points the right way (``joined.confidence``) on half of the articles of
``own_claims_held.csv``, prints the constants to write there, and the expected calibration error (five bins of like
size) on the other half and on the outlook set, which nothing is fitted on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from data import read
from stancebook import pipeline, tables
from stancebook.trade import joined

HERE = Path(__file__).parent
Scored = list[tuple[float, float, bool]]  # log odds of the claim, probability of its direction, whether both are right
Gold = dict[tuple[int, int], str | None]  # span of a claim -> direction, None where that is disputed


def documents(texts: dict[str, str]) -> pd.DataFrame:
    """Return the table of these texts."""
    rows = [
        {"doc_id": i, "path": i, "text": t, "sha256": i, "cluster_id": i, "n_words": len(t.split()), "language": "en"}
        for i, t in texts.items()
    ]
    return tables.make("documents", rows)


def scored(texts: dict[str, str], gold: dict[str, Gold], disputed: dict[str, set[tuple[int, int]]]) -> Scored:
    """Return what the suite tells of these texts, with whether it is right; disputed sentences are left out."""
    seen: list[tuple[float, float]] = []
    plain = joined.confidence

    def recorded(odds: float, likely: float) -> float:
        seen.append((odds, likely))
        return plain(odds, likely)

    joined.confidence = recorded
    found = []
    for batch in tables.batches(documents(texts)):
        found += pipeline.analyse(batch)["claims"].to_dict("records")
    joined.confidence = plain
    made: Scored = []
    for row, scores in zip(found, seen, strict=True):
        spans = [*gold[row["doc_id"]], *disputed[row["doc_id"]]]
        best = max(spans, key=lambda s: min(s[1], row["end"]) - max(s[0], row["start"]), default=(0, 0))
        overlap = min(best[1], row["end"]) > max(best[0], row["start"])
        if overlap and (best in disputed[row["doc_id"]] or gold[row["doc_id"]][best] is None):
            continue
        made.append((*scores, overlap and gold[row["doc_id"]][best] == row["direction"]))
    return made


def held(part: str) -> Scored:
    """Return what is told of a half of our own articles that were never learnt."""
    with (HERE / "own_claims_held.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(line for line in file if line[0] != "#") if r["part"] == part]
    texts = {r["doc_id"]: r["text"] for name in ("worldwide_train", "polnear_train") for r in read(name)}
    gold: dict[str, Gold] = {r["doc_id"]: {} for r in rows}
    disputed: dict[str, set] = {r["doc_id"]: set() for r in rows}
    for r in rows:
        span = int(r["start"]), int(r["end"])
        if r["direction"] == "?":
            disputed[r["doc_id"]].add(span)
        elif r["direction"]:
            gold[r["doc_id"]][span] = r["direction"]
    return scored({i: texts[i] for i in gold}, gold, disputed)


def outlook() -> Scored:
    """Return what is told of the outlook set."""
    rows = read("outlook_dev")
    spans = {r["doc_id"]: [tuple(s) for s in r["sentences"]] for r in rows}
    gold = {r["doc_id"]: {spans[r["doc_id"]][c["sent"]]: c["direction"] for c in r["claims"]} for r in rows}
    disputed = {r["doc_id"]: {spans[r["doc_id"]][i] for i in r["disputed"]} for r in rows}
    return scored({r["doc_id"]: r["text"] for r in rows}, gold, disputed)


def features(rows: Iterable[tuple[float, float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """Return a row of constant, claim and direction for each told claim, and whether it is right."""
    rows = list(rows)
    likely = np.clip([r[1] for r in rows], 0.02, 0.98)
    odds = np.minimum([r[0] for r in rows], joined.SUREST)
    x = np.stack([np.ones(len(rows)), odds, np.log(likely / (1 - likely))], 1)
    return x, np.array([r[2] for r in rows], float)


def fitted(rows: Scored, ridge: float = 1.0) -> np.ndarray:
    """Return constant and slopes of a logistic regression with a small penalty on the slopes (Newton's method)."""
    x, y = features(rows)
    w, penalty = np.zeros(3), np.diag([0.0, ridge, ridge])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, x.T @ (y - p) - penalty @ w)
    return w


def calibration_error(rows: Scored, w: np.ndarray, bins: int = 5) -> tuple[float, float, float]:
    """Return the expected calibration error in bins of like size, the mean confidence and the share that is right."""
    x, y = features(rows)
    p = 1 / (1 + np.exp(-x @ w))
    parts = np.array_split(np.argsort(p), bins)
    error = sum(len(i) * abs(p[i].mean() - y[i].mean()) for i in parts) / len(p)
    return round(float(error), 3), round(float(p.mean()), 3), round(float(y.mean()), 3)


def main() -> None:
    """Print the constants and the errors."""
    fit = held("fit")
    w = fitted(fit)
    print("constants", tuple(float(v) for v in w.round(2)), "from", len(fit))
    for name, rows in {"fit": fit, "measure": held("measure"), "outlook_dev": outlook()}.items():
        error, mean, right = calibration_error(rows, w)
        print(f"{name}: n {len(rows)}, calibration error {error}, mean confidence {mean}, right {right}")


if __name__ == "__main__":
    main()
