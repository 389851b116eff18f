"""Development scores of a checkpoint while it trains: quotes by the project's scorer, names by exact spans."""

from __future__ import annotations

import attribution  # the scorer, on PYTHONPATH
import numpy as np
import torch

from data import Example
from model import Encoder
from stancebook.text import decoding, encoder

SHOWN = ("all_content", "all_combined", "direct_combined", "indirect_combined", "token_cue")


def runner(model: Encoder, device: str) -> encoder.Run:
    """Return what ``encoder.assemble`` calls, on this model."""

    def run(*window: np.ndarray) -> tuple[np.ndarray, ...]:
        x = [torch.from_numpy(v)[None].to(device) for v in window]
        with torch.no_grad():
            said = model(*x, torch.ones_like(x[0]))
        return tuple(s[0].float().cpu().numpy() for s in said)

    return run


def dev_scores(model: Encoder, device: str, dev: list[Example], gold: list[dict], names: list[Example]) -> dict:
    """Return F1 of quotes on ``dev`` (answers in ``gold``) and of names, found and typed, in per cent."""
    model.eval()
    run, bias = runner(model, device), model.bias.detach().float().cpu().numpy()
    said = {e.doc_id: {"attributions": _attributions(encoder.assemble(e.p, run), bias)} for e in dev}
    told = attribution.score({g["doc_id"]: g for g in gold}, said)
    out = {k: round(100 * told[k][2], 2) for k in SHOWN} | {"source_acc": round(100 * told["all_source_acc"], 1)}
    return out | _named(names, run)


def _attributions(reading: encoder.Reading, bias: np.ndarray) -> list[dict]:
    def spans(tagged: list) -> list[tuple[int, int]]:
        return [encoder.characters(reading, *t[:2]) for t in tagged if t]

    return [
        {"source": spans([a.source]), "cue": spans([a.cue]), "content": spans(a.contents)}
        for a in encoder.attributions(reading, bias)
    ]


def _named(examples: list[Example], run: encoder.Run) -> dict:
    hit = typed = have = want = 0
    people = decoding.NAMES.index("people")  # nationality words count neither way
    for e in examples:
        got = {t[:2]: t.label for t in decoding.spans(encoder.assemble(e.p, run).names)}
        gold = {t[:2]: t.label for t in decoding.spans(np.log(np.eye(decoding.tags(decoding.NAMES))[e.names] + 1e-9))}
        got = {k: v for k, v in got.items() if v != people and gold.get(k) != people}
        gold = {k: v for k, v in gold.items() if v != people}
        hit += len(got.keys() & gold.keys())
        typed += sum(gold.get(k) == v for k, v in got.items())
        have, want = have + len(got), want + len(gold)
    return {"found": round(200 * hit / (have + want), 2), "typed": round(200 * typed / (have + want), 2)}
