"""Set confidences on what is held out from training.

``python training/calibrate.py MODEL`` sets all, with ``attributions``, ``pairs`` or ``targets`` behind it some.

Runs the shipped int8 model through the package itself, with the project's own Python.  Writes into ``head.json``:
``calibration`` and ``least`` for attributions; ``pairs``, ``rules``, ``sided``, ``targets`` for marked
actors.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import attribution  # the scorer, on PYTHONPATH
import numpy as np
import pandas as pd

from data import error, held_out, learnt, letters, macro_f1, own_held_out, own_pairs, read, relation
from stancebook.stance import pairs as marked_pairs
from stancebook.text import encoder, language, relations
from stancebook.text.decoding import Attributed


def judged(row: dict, said: list[Attributed]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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


def best_least(confidence: np.ndarray, right: np.ndarray, found: np.ndarray, gold: int) -> float:
    """Return the threshold with the highest mean F1 of content, and of content and source, of ``gold`` to find."""
    steps = np.arange(0.0, 0.5, 0.05)
    f1 = [(right + found)[confidence >= t].sum() / ((confidence >= t).sum() + gold) for t in steps]
    return round(float(steps[int(np.argmax(f1))]), 2)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the probabilities of each row."""
    likely = np.exp(logits - logits.max(1, keepdims=True))
    return likely / likely.sum(1, keepdims=True)


def vector_scaling(logits: np.ndarray, labels: np.ndarray) -> list[float]:
    """Return the slope and the offset of each class that make ``labels`` likeliest (Guo et al. 2017; by descent)."""
    right = np.eye(logits.shape[1])[labels]
    slope, offsets = 1.0, np.zeros(logits.shape[1])
    for _ in range(3000):
        off = (softmax(slope * logits + offsets) - right) / len(labels)
        slope -= 0.1 * float((off * logits).sum())
        offsets -= 0.5 * (off.sum(0) + 2e-3 * offsets)
    return [round(float(v), 4) for v in (slope, *offsets)]


def unseen(name: str) -> list[dict]:
    """Return the held-out rows whose sentence is not among those learnt on: DSE repeats a quarter of its own."""
    rows = read(f"{name}_train")
    seen = {letters(row) for row in learnt(rows)}
    return [row for row in held_out(rows) if letters(row) not in seen]


def pairs() -> dict:
    """Return ``pairs``, ``rules`` (likeliest) and ``sided`` (best macro F1 on DSE), from sentences not learnt on."""
    dse = unseen("dse")
    rows = [*dse, *unseen("plv"), *own_held_out(own_pairs())]
    spans = [(tuple(row["a"]), tuple(row["b"])) for row in rows]
    labels = np.array([relations.RELATIONS.index(relation(row)) for row in rows])
    answers = [relations.pairs(row["text"], [([a], [b])])[0] for row, (a, b) in zip(rows, spans, strict=True)]
    logits = np.log(answers)
    slope, *offsets = scaling = vector_scaling(logits, labels)
    likely = softmax(slope * logits + offsets)
    frame = pd.DataFrame([(row["text"], *a, *b) for row, (a, b) in zip(rows, spans, strict=True)])
    frame.columns = ["text", "a_start", "a_end", "b_start", "b_end"]
    evidence = marked_pairs.evidence(marked_pairs.classify_parsed(frame, language.parse(frame["text"])))

    def pooled(weight: float) -> np.ndarray:
        return relations.pooled(likely, evidence, weight)

    weight = max(np.arange(0, 5, 0.25), key=lambda w: np.log(pooled(w)[np.arange(len(labels)), labels]).mean())
    sides = pooled(weight)[: len(dse)]
    sided = max(np.arange(0.3, 0.75, 0.05), key=lambda t: macro_f1(labels[: len(dse)], relations.decided(sides, t)))
    return {"pairs": scaling, "rules": float(weight), "sided": round(float(sided), 2)}


def targets() -> dict:
    """Return ``targets``, from sentences not learnt on."""
    rows = unseen("newsmtsc")
    logits = np.log([relations.targets(row["text"], [tuple(row["target"])])[0] for row in rows])
    labels = np.array([relations.SIDES.index(row["label"]) for row in rows])
    return {"targets": vector_scaling(logits, labels)}


def attributions() -> dict:
    """Return ``calibration`` and ``least``, from articles not learnt on; tell the calibration error."""
    rows = held_out(read("polnear_train"))
    both = [judged(row, encoder.attributed(encoder.encode(row["text"]))) for row in rows]
    confidence, right, found = (np.concatenate(part) for part in zip(*both, strict=True))
    slope, offset = platt(confidence, right)
    after = np.array([encoder.calibrated(c, slope, offset) for c in confidence])
    gold = sum(bool(a["content"]) for row in rows for a in row["attributions"])
    print({"n": len(right), "error": [round(error(c, right), 4) for c in (confidence, after)]})
    return {"calibration": [round(slope, 4), round(offset, 4)], "least": best_least(after, right, found, gold)}


FITS = {"attributions": attributions, "pairs": pairs, "targets": targets}


def main(folder: str, *names: str) -> None:
    """Fit on what was held out, all or what is named, and write ``head.json``.

    The numbers that were there must be those that ``export.py`` wrote.
    """
    path = Path(folder) / "head.json"
    told = {key: value for name in names or FITS for key, value in FITS[name]().items()}
    path.write_text(encoder.sealed(json.loads(path.read_text()) | told))
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
