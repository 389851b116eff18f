"""Train the head that tells who is meant.  ``python training/coref.py OUT`` (see config.yml; after possible.py).

It starts from the shipped weights (dequantized.py).  With ``tower: 0`` all layers are learnt on, beside names and
quotes, which are also held to what the weights before say (Hinton, Vinyals and Dean 2015); else so many layers of its
own are learnt over the frozen shared ones.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml
from torch import nn
from torch.nn import functional as F

import chains
from chains import Chained
from data import attributed, learnt, named, read
from model import WIDTH, Encoder, attended, base, start
from stancebook.actors import candidates, ranking
from stancebook.text import coref_head, encoder, passages
from train import DEVICE, batch, loss_of, windows_of

HERE = Path(__file__).parent
HIDDEN = 256


class Who(nn.Module):
    """The head's weights, by the names that ``stancebook.coref`` reads them, and the layers they stand on."""

    def __init__(self, shared: Encoder, tower: int) -> None:
        """Make the head anew; ``tower`` is how many of the upper layers it has for itself."""
        super().__init__()
        self.shared = shared
        layers = shared.bert.encoder.layer
        shared.shared = len(layers) - tower if tower else shared.shared
        self.tower = nn.ModuleList(copy.deepcopy(layer) for layer in layers[len(layers) - tower :]) if tower else None
        many = len(candidates.KINDS)
        wide = many * (ranking.VECTOR + 1)
        shapes = {"first": (WIDTH, HIDDEN), "last": (WIDTH, HIDDEN)}
        shapes |= {f"{role}_{end}": (HIDDEN, wide) for role in ("asking", "answering") for end in ("first", "last")}
        made = {k: torch.randn(v) / v[0] ** 0.5 for k, v in shapes.items()}
        made |= {f"{end}_bias": torch.zeros(HIDDEN) for end in ("first", "last")}
        made |= {k: torch.zeros(many * many, size) for k, size in ranking.SIZES.items()}
        self.head = nn.ParameterDict(made)

    def states(self, ids, cases, layouts, mask):
        """Return the states that the head reads, windows × pieces × width."""
        if self.tower is None:
            return self.shared.states(ids, cases, layouts, mask)
        return self.above(self.shared.halfway(ids, cases, layouts, mask), mask)

    def learnt(self) -> dict[str, torch.Tensor]:
        """Return the weights that are learnt: those of shared layers only where no others stand over them."""
        every = self.state_dict().items()
        return {k: v for k, v in every if self.tower is None or not k.startswith("shared.")}

    def above(self, x, mask):
        """Return the states of the head's own layers over those of the shared ones."""
        for layer in self.tower:
            x = layer(x, attended(mask))
        return x


@dataclass
class Ready:
    """Parts of articles as one batch of windows; ``where`` has the window and row of each part's words.

    ``below`` are the states of the frozen layers, where these are; they are the same each time.
    """

    parts: list[Chained]
    inputs: dict[str, torch.Tensor]
    where: list[np.ndarray]
    below: torch.Tensor | None = None


Batch = Ready | list[dict]


def padded(parts: list[Chained]) -> Ready:
    """Return the windows of all parts as one batch."""
    rows, where = [], []
    for part in parts:
        window, row = coref_head.places(part.p)
        where.append(np.stack([window + len(rows), row]))
        for low, high in passages.windows(part.p, encoder.SIZE, encoder.OVERLAP):
            rows.append(dict(zip(("ids", "cases", "layouts"), encoder.with_marks(part.p, low, high), strict=True)))
    longest = max(len(r["ids"]) for r in rows)
    out = {k: torch.zeros(len(rows), longest, dtype=torch.long) for k in ("ids", "cases", "layouts", "mask")}
    for k, row in enumerate(rows):
        for name, values in row.items():
            out[name][k, : len(values)] = torch.from_numpy(values)
        out["mask"][k, : len(row["ids"])] = 1
    return Ready(parts, {k: v.to(DEVICE) for k, v in out.items()}, where)


def said(model: Who, part: Chained, states: torch.Tensor, drop: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the scores of all candidates of a part and of nobody; ``states`` has a row a word."""
    m, w = part.mentions, model.head
    ends = (("first", m.first), ("last", m.last - 1))
    hidden = [F.dropout(ranking.hidden(states[at], end, w), drop, model.training) for end, at in ends]
    every = slice(0, len(m.kind))
    return ranking.scores(*hidden, m.kind, (every, every), ranking.features(m, every, every), w)


def ranked(model: Who, part: Chained, states: torch.Tensor, config: dict) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the losses of the candidates that ask (marginal likelihood of what is right) and their weights."""
    fits, nobody = said(model, part, states, config["drop"])
    every = slice(0, len(part.chain))
    may = ranking.allowed(part.mentions, every, every) & part.weighed[None]
    right = may & (part.chain[:, None] == part.chain[None]) & (part.chain[:, None] >= 0)
    alone = ~right.any(1) | part.unsure
    both = torch.cat([fits, nobody], 1)
    each = torch.from_numpy(np.concatenate([may, np.ones((len(may), 1), bool)], 1))
    good = torch.from_numpy(np.concatenate([right, alone[:, None]], 1))
    asks = np.flatnonzero(part.asks)
    total, best = (both[asks].masked_fill(~x[asks], ranking.NEVER).logsumexp(1) for x in (each, good))
    weight = torch.tensor(config["asking"])[part.mentions.kind[asks]]
    return total - best, weight


def coref_loss(model: Who, ready: Ready, config: dict) -> torch.Tensor:
    """Return the mean loss over the candidates of a batch."""
    if ready.below is None:
        states = model.states(**ready.inputs)
    else:
        states = model.above(ready.below.float(), ready.inputs["mask"])
    states = F.dropout(states, config["drop"], model.training)
    whole = zip(ready.parts, ready.where, strict=True)
    losses = [ranked(model, part, states[w, r], config) for part, (w, r) in whole]
    loss, weight = (torch.cat(x) for x in zip(*losses, strict=True))
    return (loss * weight).sum() / weight.sum().clamp(min=1)


def frozen(model: Who, batches: list[Ready]) -> list[Ready]:
    """Return batches with the states of the frozen layers, which need to be made only once."""
    model.eval()
    with torch.no_grad():
        for ready in batches:
            ready.below = model.shared.halfway(**ready.inputs).half()
    return batches


def held_loss(model: Encoder, before: Encoder, items: list[dict], config: dict, rng: random.Random) -> torch.Tensor:
    """Return the loss of names and quotes: their labels, and what the weights before say of the same words."""
    b = batch(items)
    given = [b[k] for k in ("ids", "cases", "layouts", "mask")]
    with torch.no_grad():
        old = before(*given)
    new, real = model(*given), b["mask"].bool()
    apart = sum(
        F.kl_div(n[real].log_softmax(-1), o[real].log_softmax(-1), log_target=True, reduction="batchmean")
        for n, o in zip(new[:2], old[:2], strict=True)
    )
    apart = apart + F.mse_loss(new[2][real], old[2][real]) / old[2][real].var()
    return config["apart"] * apart + config["labels"] * loss_of(model, items, config["weights"], True, rng)


def chained_batches(config: dict, sets: dict, rng: random.Random) -> list[Ready]:
    """Return all articles with chains in batches."""
    parts = [chains.chunks(sets["chains"].get(k, []), config["chunk"], rng) for k in config["chains"]]
    return [padded(b) for made in parts for b in chains.batches(made, config["batch"], rng)]


def article_batches(config: dict, sets: dict, rng: random.Random) -> list[list[dict]]:
    """Return a share of the windows with names and quotes in batches."""
    windows = [w for examples in sets["articles"] for w in windows_of(examples, config["size"], rng)]
    few = rng.sample(windows, round(config["articles"] * len(windows)))
    many = config["batch"] // config["size"]
    return [few[k : k + many] for k in range(0, len(few), many)]


def epochs(model: Who, config: dict, sets: dict, rng: random.Random) -> list[Batch]:
    """Return the batches of all epochs; over frozen layers they are the same in each."""
    if config["tower"]:
        once = frozen(model, chained_batches(config, sets, rng))
        return [b for _ in range(config["epochs"]) for b in rng.sample(once, len(once))]
    made: list[Batch] = []
    for _ in range(config["epochs"]):
        epoch = [*chained_batches(config, sets, rng), *article_batches(config, sets, rng)]
        made += rng.sample(epoch, len(epoch))
    return made


def optimiser_of(model: Who, config: dict, steps: int) -> tuple:
    """Return AdamW over what is learnt, and its schedule: 5% rising, then falling to nothing."""
    learns = model.tower if model.tower is not None else model.shared
    slow = [p for n, p in learns.named_parameters() if not n.startswith(("marked.", "marks.", "pairs.", "targets."))]
    groups = [{"params": slow, "lr": config["lr"]}, {"params": list(model.head.values()), "lr": config["lr_heads"]}]
    optimiser = torch.optim.AdamW(groups, weight_decay=config["weight_decay"], fused=True)
    return optimiser, torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min((k + 1) / (0.05 * steps), max(0.0, (steps - k) / (0.95 * steps)))
    )


def train(model: Who, before: Encoder, todo: list[Batch], config: dict, rng: random.Random, out: Path) -> None:
    """Take one step a batch; keep the weights each hundred steps."""
    optimiser, schedule = optimiser_of(model, config, len(todo))
    learns = [p for group in optimiser.param_groups for p in group["params"]]
    losses: dict[str, list[float]] = {"who": [], "held": []}
    model.train()
    begun = time.time()
    for step, items in enumerate(todo, 1):
        who = isinstance(items, Ready)
        loss = coref_loss(model, items, config) if who else held_loss(model.shared, before, items, config, rng)
        losses["who" if who else "held"].append(float(loss.detach()))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learns, 1.0)
        optimiser.step()
        schedule.step()
        if step % 25 == 0:
            means = {k: round(float(np.mean(v[-25:])), 3) for k, v in losses.items() if v}
            print(f"  {step} of {len(todo)} steps, {time.time() - begun:.0f} s, {means}", flush=True)
        if step % 100 == 0 or step == len(todo):
            torch.save({k: v.half() for k, v in model.learnt().items()}, out)


def chain_sets(folder: Path, tokenizer, take) -> dict[str, list[Chained]]:
    """Return the articles with chains, ``take`` (``learnt`` or ``held_out``) of each set that there is."""
    who, gap = (chains.found_in(folder, name) for name in ("who_train", "gap_train"))
    made = {
        "who": chains.chained(take(read("who_train")), who, tokenizer),
        "gap": chains.pronouns(take(read("gap_train")), gap, tokenizer),
        "replaced": take(chains.replaced(folder / "replaced.jsonl", tokenizer)),
    }
    if news := take(chains.own(folder, held=False)):
        made["own"] = chains.chained(news, chains.found_in(folder, chains.OWN), tokenizer)
    return made


def shipped(folder: Path) -> Encoder:
    """Return the encoder as dequantized.py wrote it."""
    model = start(base(yaml.safe_load((HERE / "config.yml").read_text())["base"]))
    model.load_state_dict(torch.load(folder / "shipped.pt"))
    return model.to(DEVICE).eval()


def restore(model: Who, path: Path) -> None:
    """Put the weights of a checkpoint into a model; over frozen layers only those that are its own."""
    known = model.learnt()
    weights = {k: v.float() for k, v in torch.load(path).items() if k in known}
    assert known.keys() == weights.keys(), "another number of own layers?"
    model.load_state_dict(weights, strict=False)


def main(out: str, *changes: str) -> None:
    """Train as config.yml says under ``coref`` (``changes`` are ``key=value``); write ``OUT/<name>.pt``."""
    everything = yaml.safe_load((HERE / "config.yml").read_text())
    config = everything["coref"] | {"weights": everything["weights"]}
    config |= {key: yaml.safe_load(value) for key, value in (change.split("=") for change in changes)}
    folder, rng = Path(out), random.Random(config["seed"])
    torch.manual_seed(config["seed"])
    tokenizer = encoder.tokenizer()
    before = shipped(folder)
    model = Who(copy.deepcopy(before), config["tower"]).to(DEVICE)
    if config["after"]:
        restore(model, folder / f"{config['after']}.pt")
    sets = {"chains": chain_sets(folder, tokenizer, learnt), "articles": []}
    if not config["tower"]:
        quoted, newspapers = (learnt(read(name)) for name in ("polnear_train", "worldwide_train"))
        sets["articles"] = [attributed(quoted, tokenizer), named(newspapers, tokenizer)]
    todo = epochs(model, config, sets, rng)
    print(json.dumps({k: v for k, v in config.items() if k != "weights"} | {"steps": len(todo)}), flush=True)
    train(model, before, todo, config, rng, folder / f"{config['name']}.pt")


if __name__ == "__main__":
    main(*sys.argv[1:])
