"""A checkpoint of coref.py to what is shipped.  ``python training/coref_export.py OUT NAME TARGET`` (torch, onnx).

Sets slope and offset of each kind's scores on articles set aside, writes into the folder ``TARGET`` ``encoder.onnx``
(int8, with the output ``states``), ``coref.onnx`` (the head's own layers) and ``coref.npz`` (the head), and their
checksums into its ``head.json``.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch

import chains
import graph
from coref import Who, padded, restore, shipped
from data import error
from stancebook.actors import candidates, ranking
from stancebook.text import encoder, passages

SMALL = np.float16


def loaded(folder: Path, name: str) -> Who:
    """Return a checkpoint's model; its number of own layers is read off its weights."""
    path = folder / f"{name}.pt"
    model = Who(shipped(folder), len({k.split(".")[1] for k in torch.load(path) if k.startswith("tower.")}))
    restore(model, path)
    return model.eval()


def states_of(model: Who, p: passages.Passage) -> np.ndarray:
    """Return the states of a passage's words."""
    none = np.zeros(0, int)
    ready = padded([chains.Chained("", p, None, none, none, none)])  # type: ignore[arg-type]
    window, row = ready.where[0]
    with torch.no_grad():
        return model.states(**ready.inputs)[window, row].numpy()


class Asked(NamedTuple):
    """A candidate that asks: its kind; of what it may choose (last: nobody) scores, right or not, which entity."""

    kind: int
    scores: np.ndarray
    right: np.ndarray
    entity: np.ndarray


def rows_of(model: Who, article: chains.Chained) -> list[Asked]:
    """Return the candidates of an article that ask."""
    m, every = article.mentions, slice(0, len(article.chain))
    w, states = {k: v.detach().numpy() for k, v in model.head.items()}, states_of(model, article.p)
    first, last = ranking.hidden(states[m.first], "first", w), ranking.hidden(states[m.last - 1], "last", w)
    fits, nobody = ranking.scores(first, last, m.kind, (every, every), ranking.features(m, every, every), w)
    may = ranking.allowed(m, every, every) & article.weighed[None]
    right = (article.chain[:, None] == article.chain[None]) & (article.chain[:, None] >= 0) & may
    entity = np.where(article.chain >= 0, article.chain, -2 - np.arange(len(article.chain)))
    made = []
    for i in np.flatnonzero(article.asks):
        of = np.flatnonzero(may[i])
        good = np.append(right[i][of], ~right[i][of].any() | article.unsure)
        made.append(Asked(int(m.kind[i]), np.append(fits[i][of], nobody[i]), good, np.append(entity[of], -1)))
    return made


def calibration(rows: list[Asked]) -> list[float]:
    """Return the slope of the scores and the offset of nobody that make what is right likeliest."""
    wide = max(len(row.scores) for row in rows)
    score, right = np.full((len(rows), wide), ranking.NEVER, np.float32), np.zeros((len(rows), wide), bool)
    for k, row in enumerate(rows):
        score[k, -len(row.scores) :], right[k, -len(row.scores) :] = row.scores, row.right
    x, good = torch.from_numpy(score), torch.from_numpy(right)
    values = torch.tensor([1.0, 0.0], requires_grad=True)
    optimiser = torch.optim.LBFGS([values], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scaled = torch.cat([x[:, :-1] * values[0], x[:, -1:] * values[0] + values[1]], 1)
        said = (scaled.logsumexp(1) - scaled.masked_fill(~good, ranking.NEVER).logsumexp(1)).mean()
        said.backward()
        return said

    optimiser.step(loss)
    return [round(float(v), 4) for v in values.detach()]


def told(rows: list[Asked], slope: float, offset: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the probability of each candidate's likeliest entity (or nobody), and whether it is right."""
    sure, right = [], []
    for row in rows:
        said = row.scores * slope + np.append(np.zeros(len(row.scores) - 1), offset)
        said = np.exp(said - np.logaddexp.reduce(said))
        _, which = np.unique(row.entity, return_inverse=True)
        each = np.bincount(which, said)
        sure.append(each.max())
        right.append(row.right[which == each.argmax()].any())
    return np.array(sure), np.array(right, float)


def main(out: str, name: str, target: str) -> None:
    """Calibrate and export."""
    folder, ship = Path(out), Path(target)
    model = loaded(folder, name)
    w = {k: v.detach().numpy().astype(SMALL) for k, v in model.head.items()}
    w["calibration"] = np.array(fitted(model, own(folder)), SMALL)
    weights = {k: v.float().numpy() for k, v in model.state_dict().items()}
    shape = model.shared.bert.config
    for file, made in graph.with_who(weights, shape.num_hidden_layers, shape.num_attention_heads).items():
        onnx.save(made, ship / file)
    np.savez(ship / "coref.npz", **w)
    numbers = json.loads((ship / "head.json").read_text())
    for file in ("encoder.onnx", "coref.onnx", "coref.npz"):
        numbers["sha256"][file] = hashlib.sha256((ship / file).read_bytes()).hexdigest()
    (ship / "head.json").write_text(encoder.sealed(numbers))


def own(folder: Path) -> list[chains.Chained]:
    """Return half of our own articles that are held out of training: news, as what is read at run time."""
    rows = [row for row in chains.own(folder, held=True) if zlib.crc32(row["doc_id"].encode()) // 2 % 2]
    return chains.chained(rows, chains.found_in(folder, chains.OWN), encoder.tokenizer())


def fitted(model: Who, articles: list[chains.Chained]) -> list[list[float]]:
    """Return slope and offset of each kind, fitted on ``articles`` and told with what they mend."""
    rows = [row for article in articles for row in rows_of(model, article)]
    values = []
    for k, kind in enumerate(candidates.KINDS):
        here = [row for row in rows if row.kind == k]
        values.append(calibration(here))
        off = [error(*told(here, *v)) for v in ((1.0, 0.0), values[-1])]
        right = told(here, *values[-1])[1].mean()
        print(
            f"held out, {kind}: n {len(here)}, right {100 * right:.1f}, error {off[0]:.3f} -> {off[1]:.3f}", flush=True
        )
    return values


if __name__ == "__main__":
    main(*sys.argv[1:])
