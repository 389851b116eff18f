"""Development scores of what tells who is meant: by the project's scorers, and link by link.

``python training/meant.py OUT MODEL [LIMIT]``, with the project's own Python, reads ``MODEL/encoder.onnx``,
``coref.onnx`` and ``coref.npz`` and what candidates.py found.  Entities with a name are written as ``extract`` writes
actors (``OUT/MODEL_<set>.jsonl``), and who.py and gap.py read them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import gap  # the scorers, on PYTHONPATH
import numpy as np
import who
from onnxruntime import InferenceSession, SessionOptions

import chains
import who_is_meant
from data import read
from stancebook.text import encoder, passages
from who_is_meant import Candidate, Choice, Mentions

States = Callable[[str], np.ndarray]
LEAST = (0.0, 0.3, 0.5, 0.7)  # thresholds told


def told(
    row: dict, found: dict, states: States, w: who_is_meant.Weights
) -> tuple[list[Candidate], Mentions, list[Choice]]:
    """Return a text's candidates, what stands about them, and what each means."""
    spans = [Candidate(*c) for c in found["found"]]
    p = passages.passage(row["text"], encoder.tokenizer())
    m = who_is_meant.prepare(row["text"], p, spans, chains.said(found))
    return spans, m, who_is_meant.choices(m, states(row["text"]), w) if spans else []


def extracted(row: dict, spans: list[Candidate], meant: list[who_is_meant.Meant]) -> dict:
    """Return a text as ``extract`` would: mentions of the entities that have a name."""
    named = {m.entity for c, m in zip(spans, meant, strict=True) if c.kind == who_is_meant.NAME and m.entity >= 0}
    mentions = [
        {"start": c.start, "end": c.end, "actor_id": str(m.entity) if m.entity >= 0 else f"n{k}"}
        for k, (c, m) in enumerate(zip(spans, meant, strict=True))
        if m.entity in named or c.kind == who_is_meant.NAME
    ]
    return {"doc_id": row["doc_id"], "mentions": mentions}


def links(row: dict, spans: list[Candidate], meant: list[who_is_meant.Meant]) -> Counter:
    """Count by kind: candidates whose chain has others before them or that chose one, chosen, chosen rightly."""
    gold = [m | {"chain": k} for k, chain in enumerate(row.get("chains", ())) for m in chain]
    hits = [chains.meant(c, gold, row["text"]) for c in spans]
    chain = [h["chain"] if h else -1 for h in hits]
    unsure = {tuple(s) for s in row.get("unsure", ())}
    n: Counter = Counter()
    for k, (c, m) in enumerate(zip(spans, meant, strict=True)):
        kind, has = who_is_meant.KINDS[c.kind], chain[k] >= 0 and chain.index(chain[k]) < k
        if c[:2] in unsure or (chain[k] < 0 and not row.get("whole")):
            continue
        n[kind, "gold"] += has
        n[kind, "told"] += m.antecedent >= 0
        n[kind, "right"] += m.antecedent >= 0 and chain[m.antecedent] == chain[k] >= 0
        n[kind, "right first"] += not has and m.antecedent >= 0 and chain[m.antecedent] == chain[k] >= 0
    return n


def table(n: Counter) -> None:
    """Print precision and recall of links by kind; one ahead, of what has nothing before it, counts for precision."""
    for kind in who_is_meant.KINDS if n else ():
        gold, said, right = (n[kind, key] for key in ("gold", "told", "right"))
        recall = (right - n[kind, "right first"]) / max(gold, 1)
        print(f"  link {kind:12s} n {gold:4d}  precision {100 * right / max(said, 1):.1f}  recall {100 * recall:.1f}")


def sets(folder: Path, limit: int | None) -> Iterator[tuple[Callable, str, list[dict]]]:
    """Yield scorer, name and rows of the development sets and of the half of our own articles that is held out."""
    own = chains.own(folder, held=True)
    for row in own:
        named = [chain for chain in row["chains"] if any(m["kind"] == "name" for m in chain)]
        row["actors"] = [[m | {"head": [m["start"], m["end"]]} for m in chain] for chain in named]
    if own:
        yield who.main, chains.OWN, own
    yield who.main, "who_dev", [row | {"chains": row["actors"]} for row in read("who_dev")]
    yield gap.main, "gap_dev", read("gap_dev")[:limit]


def evaluate(folder: Path, name: str, states: States, w: who_is_meant.Weights, limit: int | None = None) -> None:
    """Tell the scores of each set, of ``limit`` texts of GAP, at each of ``LEAST``.

    Once with all joined by the head, and once with the names settled before by their words alone.
    """
    for scorer, data, rows in sets(folder, limit):
        found, gold = chains.candidates(folder, data), folder / f"gold_{data}.jsonl"
        gold.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
        said = [(row, *told(row, found[row["doc_id"]], states, w)) for row in rows]
        for least, settled in product(LEAST, (False, True)):
            path = folder / f"{name}_{data}_{least}{'_settled' * settled}.jsonl"
            n, lines = measured(said, least, settled)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            print(f"{data}, from {least} on{', names settled' * settled}", flush=True)
            scorer(gold, path)
            table(n)


def by_words(m: Mentions) -> list[int | None]:
    """Return the entity of each name: that of the last one before it with the same words, more of them or fewer."""
    known: list[int | None] = [None] * len(m.kind)
    for i in np.flatnonzero(m.kind == who_is_meant.NAME):
        shared = m.bag[:i] @ m.bag[i]
        alike = (
            (m.kind[:i] == who_is_meant.NAME) & (shared > 0) & (shared == np.minimum(m.bag[:i].sum(1), m.bag[i].sum()))
        )
        known[i] = known[np.flatnonzero(alike)[-1]] if alike.any() else int(i)
    return known


def measured(said: list, least: float, settled: bool) -> tuple[Counter, list[str]]:
    """Return the counts of links and the lines of ``extract``."""
    n: Counter = Counter()
    lines = []
    for row, spans, m, choices in said:
        known = by_words(m) if settled else [None] * len(spans)
        meant = who_is_meant.entities(choices, known, [least] * len(spans))
        lines.append(json.dumps(extracted(row, spans, meant)))
        n += links(row, spans, meant)
    return n, lines


def main(out: str, model: str, limit: str = "") -> None:
    """Tell the scores of an exported model."""
    options = SessionOptions()
    options.intra_op_num_threads = 1
    graph, own = (
        InferenceSession(str(Path(model) / file), options, providers=["CPUExecutionProvider"])
        for file in ("encoder.onnx", "coref.onnx")
    )
    w = {k: v.astype(np.float32) for k, v in np.load(Path(model) / "coref.npz").items()}

    def states(text: str) -> np.ndarray:
        return who_is_meant.read(text, graph, own)[2]

    evaluate(Path(out), Path(model).name, states, w, int(limit) if limit else None)


if __name__ == "__main__":
    main(*sys.argv[1:])
