"""The sentiment of a text towards one marked actor."""

from __future__ import annotations

import pandas as pd

from stancebook.text import relations


def classify_targets(frame: pd.DataFrame) -> pd.DataFrame:
    """Read the sentiment of a text towards one marked actor.

    Parameters
    ----------
    frame
        Columns ``text`` and the half-open character span ``start, end`` of the target.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        One row for each row of ``frame``, in order: ``label`` (negative, neutral, positive), ``score`` (-1 … 1),
        ``confidence`` (0 … 1), ``rule``.
    """
    spans = zip(*(frame[c] for c in ("text", "start", "end")), strict=True)
    rows = [(*side_of(text, (int(start), int(end))), "encoder") for text, start, end in spans]
    return pd.DataFrame(rows, columns=["label", "score", "confidence", "rule"], index=frame.index)


def tone_label(score: float, border: float) -> str:
    """Return the side of a score, neutral up to ``border``."""
    return "positive" if score >= border else "negative" if score <= -border else "neutral"


def confidence_of(score: float) -> float:
    """Confidence by size: on the training part about half are right near the border, four fifths at the ends."""
    return round(0.5 + 0.3 * min(1.0, abs(score)), 3)


def side_of(sentence: str, target: tuple[int, int]) -> tuple[str, float, float]:
    """Return label, score and confidence of a sentence towards a target, as the encoder reads it."""
    likely = relations.targets(sentence, [target])[0]
    return relations.SIDES[likely.argmax()], float(likely[2] - likely[0]), float(likely.max())
