"""Calls on trade, dissent and tone between two runs, on hand-made tables: what moved is told, what wobbles is not."""

from __future__ import annotations

import pandas as pd

from stancebook import tables
from stancebook.runs.changes import changes

ACTORS = {"country:norland": "Norland", "country:sudland": "Sudland", "person:petra-holm": "Petra Holm"}


WHO, SIDES = "person:petra-holm", ["country:norland", "country:sudland"]


def run(claims=(), tones=()):
    """Return the tables of articles of one sentence each: claims are (direction, speaker), tones scores of quotes."""
    made = {name: [] for name in ("documents", "sentences", "claims", "quotes", "tones")}
    said = [*((direction, speaker, None) for direction, speaker in claims), *((None, WHO, score) for score in tones)]
    for n, (direction, speaker, score) in enumerate(said):
        text = f"Report {direction} {speaker} {score} number {n} speaks of the harbour and its trade this year."
        doc = f"d{n}"
        span = {"doc_id": doc, "start": 0, "end": len(text), "confidence": 0.9, "rule": "t"}
        made["documents"] += [{"doc_id": doc, "path": doc, "source": f"Outlet {n}", "published": "2024-05-02",
                               "language": "en", "text": text, "sha256": text, "cluster_id": doc,
                               "story_id": f"story:{doc}", "n_words": 12}]  # fmt: skip
        made["sentences"] += [{**span, "sent_id": f"{doc}:s0", "role": "body"}]
        if direction:
            made["claims"] += [{**span, "claim_id": f"{doc}:c0", "sent_id": f"{doc}:s0", "speaker_id": speaker,
                                "actors": SIDES, "direction": direction, "driver": "none", "about": "volume",
                                "horizon": "future", "hedge": "asserted", "condition": False}]  # fmt: skip
        else:
            made["quotes"] += [{**span, "quote_id": f"{doc}:q0", "kind": "direct", "manner": "said",
                                "content": [[0, len(text)]], "speaker_id": WHO}]  # fmt: skip
            made["tones"] += [{**span, "tone_id": f"{doc}:t0", "quote_id": f"{doc}:q0", "holder_id": WHO,
                               "label": "neutral", "score": score}]  # fmt: skip
    made["actors"] = [{"actor_id": i, "name": name, "kind": i.split(":")[0]} for i, name in ACTORS.items()]
    return {**tables.empty(), **{name: tables.make(name, rows) for name, rows in made.items()}}


UP, DOWN = ("up", None), ("down", None)


def test_a_call_that_left_its_interval_is_told_with_what_it_was():
    (row,) = changes(run([UP] * 3), run([*[UP] * 3, *[DOWN] * 12])).itertuples()
    assert (row.kind, row.about) == ("call", ["Norland–Sudland"])
    assert row.before.startswith("grow") and row.after.startswith("shrink") and row.size > 1
    assert len(row.evidence) == 12 and "d0:c0" not in row.evidence


def test_a_first_call_needs_to_be_sure_and_more_of_the_same_is_none():
    (row,) = changes(run([UP]), run([UP] * 4)).itertuples()
    assert row.kind == "call" and pd.isna(row.before)
    assert changes(run([UP] * 3), run([UP] * 9)).empty
    assert changes(run([UP]), run([UP, UP, DOWN, DOWN])).empty, "a first call that is mixed is no news"


def test_a_named_voice_against_a_sure_call_is_told_once():
    before = [UP] * 8
    after = [*before, ("down", "person:petra-holm")]
    (row,) = changes(run(before), run(after)).itertuples()
    assert (row.kind, row.about, row.evidence) == ("dissent", ["Norland–Sudland", "person:petra-holm"], ["d8:c0"])
    assert changes(run(after), run([*after, ("down", "person:petra-holm")])).empty


def test_a_tone_is_told_when_its_interval_is_left_and_not_when_it_wobbles():
    bright = [0.5, 0.6, 0.4, 0.5, 0.7, 0.6]
    (row,) = changes(run(tones=bright), run(tones=[*bright, *[-0.4, -0.5, -0.3, -0.6, -0.5]])).itertuples()
    assert (row.kind, row.about) == ("tone", ["person:petra-holm"])
    assert row.before.startswith("+0.55") and row.after.startswith("−0.46") and row.evidence == ["d9:t0"]
    assert changes(run(tones=bright), run(tones=[*bright, *[0.4, 0.5, 0.3, 0.6, 0.5]])).empty
    assert changes(run(tones=bright), run(tones=[*bright, -0.9, -0.9])).empty, "two quotes say little"
