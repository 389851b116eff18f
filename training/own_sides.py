"""Candidates of the articles that we labelled (``own_who.jsonl``), with the sides that readers saw in them.

``python training/own_sides.py FOLDER``, with the project's own Python, reads the articles for who is quoted in them and
writes ``FOLDER/own_sides.jsonl``: a line a candidate of labelled mentions, both halves, the held one for measuring.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from pathlib import Path

from data import read
from stancebook.stance.candidates import Candidate, Meant, Voice, candidates

HERE = Path(__file__).parent
NEAR = 250  # characters from a sentence within which what readers pointed at may still be it
BOTH, ONE = 1.0, 0.6  # how sure a side is that both readers saw, or one
Row = dict


def labelled() -> dict[str, Row]:
    """Return our labelled articles by ``doc_id``, with their texts."""
    texts = {row["doc_id"]: row["text"] for name in ("worldwide_train", "polnear_train") for row in read(name)}
    rows = map(json.loads, (HERE / "own_who.jsonl").open(encoding="utf-8"))
    return {row["doc_id"]: row | {"text": texts[row["doc_id"]]} for row in rows}


def held(doc_id: str) -> bool:
    """Tell whether an article is of the half that is never learnt from."""
    return zlib.crc32(doc_id.encode()) % 2 == 1


def meant(row: Row) -> list[Meant]:
    """Return the labelled mentions; an actor is the number of its chain."""
    return [Meant(m["start"], m["end"], str(k)) for k, chain in enumerate(row["chains"]) for m in chain]


def names(row: Row) -> dict[str, str]:
    """Return the longest name of each chain, of those without one the longest description."""
    found = {}
    for k, chain in enumerate(row["chains"]):
        by_kind = {m["kind"]: [] for m in sorted(chain, key=lambda m: ("name", "noun", "pronoun").index(m["kind"]))}
        for m in chain:
            by_kind[m["kind"]].append(row["text"][m["start"] : m["end"]])
        found[str(k)] = max(next(iter(by_kind.values())), key=len)
    return found


def chain_of(mentions: list[Row], gold: list[Meant]) -> dict[str, str]:
    """Return actor -> the chain that most of its mentions lie on; who lies on none more often is left out."""
    votes: dict[str, Counter] = {}
    for m in mentions:
        on = [g for g in gold if g.start < m["end"] and m["start"] < g.end]
        nearest = min(on, key=lambda g: abs(g.start - m["start"]) + abs(g.end - m["end"]), default=None)
        # a pronoun speaks for half: who is meant by it may itself be wrong
        votes.setdefault(m["actor_id"], Counter())[nearest and nearest.actor] += 0.5 if m["kind"] == "pronoun" else 1
    best = {actor: count.most_common(1)[0][0] for actor, count in votes.items() if isinstance(actor, str)}
    return {actor: chain for actor, chain in best.items() if chain is not None}


def voices(quotes: list[Row], gold: list[Meant], chains: dict[str, str]) -> list[Voice]:
    """Return the quotes with the chain of who speaks: that of the longest mention in the source, else the speaker's."""
    made = []
    for q in quotes:
        over = [g for s, e in q["source"][:1] for g in gold if g.start < e and s < g.end]
        speaker = max(over, key=lambda g: g.end - g.start).actor if over else chains.get(q["speaker_id"])
        if speaker is not None:
            made.append(Voice([tuple(span) for span in q["content"]], speaker, q["quote_id"]))
    return made


def relation(c: Candidate, edge: Row) -> str | None:
    """Return what an edge makes of a candidate: support that is told as not so is against; None where it is denied."""
    forward, side = str(edge["source"]) == c.a, "pos" if edge["label"] == "supports" else "neg"
    if edge["status"] == "denied":
        return None
    if edge["status"] == "negated":
        if side == "neg":
            return None
        side = "neg"
    return f"a_{side}_b" if forward else f"b_{side}_a"


def sides(row: Row, found: list[Candidate]) -> list[dict[str, float] | None]:
    """Return for each candidate its relations and how sure they are.

    None where readers saw a side of the two elsewhere in the article: nobody said that it is not seen here too.
    """
    told: list[dict[str, float] | None] = [{} for _ in found]
    for edge in row["edges"]:
        pair = {str(edge["source"]), str(edge["target"])}
        of_pair = [n for n, c in enumerate(found) if {c.a, c.b} == pair]
        for n in {n for at in edge["at"] for n in _seen(found, of_pair, at)}:
            if (name := relation(found[n], edge)) is not None:
                told[n] = (told[n] or {}) | {name: BOTH if edge["both"] else ONE}
        for n in of_pair:
            told[n] = told[n] or None
    return told


def _seen(found: list[Candidate], among: list[int], at: int) -> list[int]:
    """Return the candidates of the sentence that a place lies in, else the nearest one."""
    inside = [n for n in among if found[n].start <= at < found[n].end]
    near = sorted((max(found[n].start - at, at - found[n].end), n) for n in among)
    return inside or [n for gap, n in near[:1] if gap < NEAR]


def main(folder: str) -> None:
    """Read the articles, write their candidates."""
    # Imported here: stances.py takes labels from this module where pandas is not installed.
    from stancebook import pipeline, tables
    from stancebook.files import ingest

    rows = labelled()
    texts = Path(folder) / "own_texts.jsonl"
    lines = (json.dumps({"doc_id": doc_id, "text": row["text"]}) for doc_id, row in rows.items())
    texts.write_text("\n".join(lines), encoding="utf-8")
    found = pipeline.analyse(ingest.read_articles([texts], fold_duplicates=False, check_language=False)[0])
    by = {name: tables.by_document(found[name]) for name in ("sentences", "mentions", "quotes")}
    with (Path(folder) / "own_sides.jsonl").open("w", encoding="utf-8") as file:
        for doc_id, row in rows.items():
            gold, here = meant(row), {name: of[doc_id] for name, of in by.items()}
            said = voices(here["quotes"], gold, chain_of(here["mentions"], gold))
            spans = [(s["start"], s["end"]) for s in here["sentences"] if s["role"] == "body"]
            pairs = candidates(row["text"], spans, gold, said, names(row))
            for c, told in zip(pairs, sides(row, pairs), strict=True):
                line = {"doc_id": doc_id, "held": held(doc_id), "text": c.text, "a": c.a_at, "b": c.b_at, "sides": told}
                file.write(json.dumps(line | {"pair": [c.a, c.b]}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
