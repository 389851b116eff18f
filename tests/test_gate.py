"""The quality gate: pinned floors on short texts of our own (``gate.txt``; ``gate_stances.txt`` for stances).

A floor is what the version that set it reached, less two hits of slack for names and one for the rest.  Raise it
when results rise; never lower it to let a change through.
"""

import re
from pathlib import Path

import gate
from helpers import documents
from stancebook import pipeline

FLOORS = (0.78, 0.90, 0.88)  # quotes, names found, names of the right kind


def test_scores_do_not_fall():
    texts = gate.texts()
    found = pipeline.analyse(documents(*(t.text for t in texts)))
    scores = (_quotes(found, texts), *_names(found, texts))
    assert all(score >= floor for score, floor in zip(scores, FLOORS, strict=True)), scores


def _quotes(found, texts) -> float:
    outer = found["quotes"][found["quotes"]["within"].isna()]
    outer = outer[outer["content"].str.len() > 0]
    counts = [gate.quote_hits(t, outer[outer["doc_id"] == f"t{i}"].to_dict("records")) for i, t in enumerate(texts)]
    return gate.f1(*map(sum, zip(*counts, strict=True)))


def _names(found, texts) -> tuple[float, float]:
    kind = {"country": "place", "group": "organisation"} | {k: k for k in gate.KIND.values()}
    kinds = {a.actor_id: kind[a.kind] for a in found["actors"].itertuples()}
    mentions = found["mentions"][found["mentions"]["kind"].isin(["name", "alias", "metonym"])]
    hits = typed = have = want = 0
    for i, t in enumerate(texts):
        own = mentions[mentions["doc_id"] == f"t{i}"]
        got = {(m.start, m.end): kinds.get(m.actor_id) for m in own.itertuples()}
        gold = {span: kind for span, kind in t.names.items() if kind != "people"}
        got = {span: kind for span, kind in got.items() if t.names.get(span) != "people"}
        hits += len(got.keys() & gold.keys())
        typed += sum(gold.get(span) == kind for span, kind in got.items())
        have, want = have + len(got), want + len(gold)
    return gate.f1(hits, have, want), gate.f1(typed, have, want)


STANCE_FLOORS = (0.92, 0.80)  # precision and recall of the stances of a sentence


def test_stances_do_not_get_worse():
    lines = (Path(__file__).parent / "gate_stances.txt").read_text(encoding="utf-8").splitlines()
    cases = [line.split(" | ") for line in lines if not line.startswith("#")]
    found = pipeline.analyse(documents(*(text for text, _ in cases)))
    name = dict(zip(found["actors"]["actor_id"], found["actors"]["name"], strict=True))
    sided = found["stances"][found["stances"]["label"] != "neutral"]
    sign = {"supports": "+", "opposes": "-"}
    told = {(s.doc_id, name[s.source_id], sign[s.label], name[s.target_id]) for s in sided.itertuples()}
    wanted = {(f"t{i}", *side) for i, (_, answer) in enumerate(cases) for side in _sides(answer)}
    hits = len(told & wanted)
    assert hits / len(told) >= STANCE_FLOORS[0], told - wanted
    assert hits / len(wanted) >= STANCE_FLOORS[1], wanted - told


def _sides(answer: str) -> list[tuple[str, str, str]]:
    if answer == "none":
        return []
    return [re.fullmatch(r"(?:The )?(.+) ([+-]) (.+)", side).groups() for side in answer.split("; ")]
