"""How near some words come to what a story is about."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stancebook.copies import of_one_text
from stancebook.stories import lead, rarity
from stancebook.stories.vectors import Vector, dot, total, unit

OPENS = 200  # words of an article that tell what it is about, the first


class Salience:
    """The centre of each story, the sum of the openings of its texts, against which words are held."""

    def __init__(self, documents: pd.DataFrame) -> None:
        """Take table ``documents`` with its ``story_id``."""
        texts = [group[0] for group in of_one_text(documents)]
        stems = [rarity.stems(row["text"]) for row in texts]
        self._weights: Mapping[str, float] = rarity.of_words(stems)
        openings: dict[str, list[Vector]] = {}
        for row, words in zip(texts, stems, strict=True):
            openings.setdefault(row["story_id"], []).append(unit(lead.weighed(words[:OPENS], self._weights)))
        self._centers = {story: unit(total((1.0, v) for v in vectors)) for story, vectors in openings.items()}

    def of(self, story_id: str, words: str) -> float:
        """Return how near ``words`` are to a story, 0 to 1."""
        return dot(unit(lead.weighed(rarity.stems(words), self._weights)), self._centers[story_id])
