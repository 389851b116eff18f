"""Set the confidence of attributions on the articles held out from training.  ``python training/calibrate.py MODEL``.

Runs the shipped int8 model through the package itself and writes ``calibration`` and ``least`` into ``head.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import attribution  # the scorer, on PYTHONPATH
import numpy as np

from data import held_out, read
from stancebook import encoder

BINS = 10


def judged(row: dict, said: list[encoder.Said]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return an article's confidences, whether content and source match one of the gold, and whether content does."""
    starts, ends = attribution.tokens(row["text"])

    def cover(spans) -> set[int]:
        return attribution.cover([s for s in spans if s], starts, ends)

    gold = [(cover(a["content"]), cover(a["source"])) for a in row["attributions"]]
    right, found = [], []
    for s in said:
        content, source = cover(s.contents), cover([s.source])
        same = [w for c, w in gold if attribution.iou(c, content) >= 0.5]
        found.append(bool(same))
        right.append(any(attribution.iou(w, source) >= 0.5 for w in same))
    return np.array([s.confidence for s in said]), np.array(right, float), np.array(found, float)


def platt(confidence: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Return slope and offset on the logit that make ``confidence`` likeliest (Platt 1999, by Newton's method)."""
    x = np.stack([encoder.logit(confidence), np.ones_like(confidence)], 1)
    w = np.array([1.0, 0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve((x.T * (p * (1 - p))) @ x + 1e-6 * np.eye(2), x.T @ (right - p))
    return float(w[0]), float(w[1])


def error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins (Naeini, Cooper and Hauskrecht 2015)."""
    bins = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    inside = [bins == k for k in range(BINS) if (bins == k).any()]
    return float(sum(m.mean() * abs(confidence[m].mean() - right[m].mean()) for m in inside))


def best_least(confidence: np.ndarray, right: np.ndarray, found: np.ndarray, gold: int) -> float:
    """Return the threshold with the highest mean F1 of content, and of content and source, of ``gold`` to find."""
    steps = np.arange(0.0, 0.5, 0.05)
    f1 = [(right + found)[confidence >= t].sum() / ((confidence >= t).sum() + gold) for t in steps]
    return round(float(steps[int(np.argmax(f1))]), 2)


def main(folder: str) -> None:
    """Fit on the held-out articles and write ``head.json``; tell the calibration error before and after."""
    path = Path(folder) / "head.json"
    rows = held_out(read("polnear_train"))
    plain = json.loads(path.read_text()) | {"calibration": [1.0, 0.0], "least": 0.0}
    path.write_text(json.dumps(plain, indent=1) + "\n")
    both = [judged(row, encoder.said(encoder.read(row["text"]))) for row in rows]
    confidence, right, found = (np.concatenate(part) for part in zip(*both, strict=True))
    slope, offset = platt(confidence, right)
    after = np.array([encoder.calibrated(c, slope, offset) for c in confidence])
    gold = sum(bool(a["content"]) for row in rows for a in row["attributions"])
    told = {"calibration": [round(slope, 4), round(offset, 4)], "least": best_least(after, right, found, gold)}
    path.write_text(json.dumps(plain | told, indent=1) + "\n")
    print(json.dumps(told | {"n": len(right), "error": [round(error(c, right), 4) for c in (confidence, after)]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
