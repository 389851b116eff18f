"""Whoever says "I" or "we" in somebody's words is that somebody."""

import pytest

from helpers import documents
from stancebook import pipeline


@pytest.mark.parametrize("word", ["I", "We"])
def test_who_says_i_in_words_is_their_speaker(word):
    text = (
        "Omar Diallo spoke first. He praised the farmers.\n\n"
        f"“{word} believe that the port will open,” Anna Berg told reporters later. Diallo left early."
    )
    found = pipeline.analyse(documents(text))
    inner = found["quotes"].dropna(subset=["within"])
    assert len(inner) and set(inner["speaker_id"]) == {"person:anna-berg"}
