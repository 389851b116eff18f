"""Train the encoder's heads for names and quotes.  ``python training/train.py OUT`` (see config.yml)."""

from __future__ import annotations

import json
import math
import random
import sys
from pathlib import Path

import numpy as np
import torch
import yaml
from tokenizers import Tokenizer
from torch.nn import functional as F

from data import Example, attributed, named, read
from evaluate import dev_scores
from model import Encoder, base, start
from stancebook import decoding, encoder

HERE = Path(__file__).parent
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def cut(example: Example, first_piece: int, size: int) -> dict:
    """One training window: arrays of pieces, labels at words' first pieces, links inside the window."""
    p = example.p
    start_, end = first_piece, min(first_piece + size, len(p.ids))
    a, b = np.searchsorted(p.first, (start_, end))
    rows = p.first[a:b] - start_ + 1
    ids, cases, layouts = encoder.with_marks(p, start_, end)
    content_cue, cue_source = {}, {}
    for cf, cl, qf, ql in example.content_cue:
        if a <= cf and cl <= b:
            content_cue[cf - a, cl - a] = (qf - a, ql - a) if a <= qf and ql <= b else None
    for qf, ql, sf, sl in example.cue_source:
        if a <= qf and ql <= b:
            cue_source[qf - a, ql - a] = (sf - a, sl - a) if sf >= 0 and a <= sf and sl <= b else None
    return {"ids": ids, "cases": cases, "layouts": layouts, "rows": rows, "names": example.names[a:b],
            "roles": example.roles[a:b], "content_cue": content_cue, "cue_source": cue_source}  # fmt: skip


def windows_of(examples: list[Example], size: int, rng: random.Random) -> list[dict]:
    """Cut every article into windows from a random first piece, so that no epoch sees the same edges."""
    made = []
    for e in examples:
        n = len(e.p.ids)
        at = 0 if n <= size else -rng.randrange(size // 2)
        while at < n:
            if at + size > 0 and min(at + size, n) - max(at, 0) > 16:
                made.append(cut(e, max(at, 0), min(size, at + size) if at < 0 else size))
            at += size
    return made


def batch(items: list[dict]) -> dict:
    """Pad windows to one length."""
    longest = max(len(i["ids"]) for i in items)
    out = {k: torch.zeros(len(items), longest, dtype=torch.long) for k in ("ids", "cases", "layouts")}
    out["mask"] = torch.zeros(len(items), longest, dtype=torch.long)
    for label in ("names", "roles"):
        out[label] = torch.full((len(items), longest), -1)
    for r, item in enumerate(items):
        n = len(item["ids"])
        for k in ("ids", "cases", "layouts"):
            out[k][r, :n] = torch.from_numpy(item[k])
        out["mask"][r, :n] = 1
        for label in ("names", "roles"):
            out[label][r, item["rows"]] = torch.from_numpy(item[label])
    return {k: v.to(DEVICE) for k, v in out.items()}


def link_loss(model: Encoder, vectors: torch.Tensor, item: dict) -> torch.Tensor | None:
    """Cross entropy of choosing the right cue for each content fragment, and the right source for each cue."""
    losses = []
    for which, links in enumerate((item["content_cue"], item["cue_source"])):
        askers = list(links)
        told = sorted({t for t in links.values() if t} | (set(item["cue_source"]) if which == 0 else set()))
        if not askers:
            continue
        v = vectors[torch.from_numpy(item["rows"]).to(vectors.device)].split(decoding.LINK, -1)[
            4 * which : 4 * which + 4
        ]
        af, al = (torch.tensor(x, device=vectors.device) for x in zip(*askers, strict=True))
        score = model.none[which].expand(len(askers), 1)
        if told:
            tf, tl = (torch.tensor(x, device=vectors.device) for x in zip(*told, strict=True))
            pair = (v[0][af] + v[1][al - 1]) @ (v[2][tf] + v[3][tl - 1]).T / math.sqrt(decoding.LINK)
            gaps = np.array(
                [[decoding.gap(decoding.Tagged(*a, 0, 1), decoding.Tagged(*t, 0, 1)) for t in told] for a in askers]
            )
            score = torch.cat(
                [pair + model.bias[which][torch.from_numpy(decoding.bucket(gaps)).to(vectors.device)], score], 1
            )
        right = [told.index(links[a]) if links[a] else len(told) for a in askers]
        losses.append(
            F.cross_entropy(score.float(), torch.tensor(right, device=vectors.device), reduction="sum") / len(right)
        )
    return sum(losses) if losses else None


def loss_of(model: Encoder, items: list[dict], weights: dict) -> torch.Tensor:
    """The weighted sum of the heads' losses over a batch; heads without labels in it add nothing."""
    b = batch(items)
    _, names, roles, vectors = model(b["ids"], b["cases"], b["layouts"], b["mask"])
    total = torch.zeros((), device=DEVICE)
    for head, scores in (("names", names), ("roles", roles)):
        if (b[head] >= 0).any():
            total = total + weights[head] * F.cross_entropy(
                scores.float().flatten(0, 1), b[head].flatten(), ignore_index=-1, label_smoothing=weights["smoothing"]
            )
    links = [x for x in (link_loss(model, vectors[r], item) for r, item in enumerate(items)) if x is not None]
    if links:
        total = total + weights["links"] * torch.stack(links).mean()
    return total


def epoch_of(config: dict, quotes: list[Example], people: list[Example], rng: random.Random) -> list[list[dict]]:
    """Return the batches of one epoch, those of the two tasks shuffled together."""
    batches = []
    for examples, repeats in ((quotes, 1), (people, config["name_repeats"])):
        for _ in range(repeats):
            items = windows_of(examples, config["size"], rng)
            rng.shuffle(items)
            batches += [items[i : i + config["batch"]] for i in range(0, len(items), config["batch"])]
    rng.shuffle(batches)
    return batches


def optimiser_of(model: Encoder, config: dict, steps: int) -> tuple:
    """Return AdamW, heads learning faster than the encoder, and its schedule: 10% rising, then falling to nothing."""
    slow = [p for n, p in model.named_parameters() if n.startswith("bert.")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("bert.")]
    groups = [{"params": slow, "lr": config["lr"]}, {"params": fast, "lr": config["lr_heads"]}]
    optimiser = torch.optim.AdamW(groups, weight_decay=config["weight_decay"], fused=True)

    def shape(step: int) -> float:
        return min(step / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps)))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, shape)


def train(model: Encoder, batches: list[list[dict]], optimiser, schedule, weights: dict) -> float:
    """Take one step a batch; return the mean loss."""
    model.train()
    losses = []
    for items in batches:
        with torch.autocast(DEVICE, torch.bfloat16, enabled=DEVICE == "cuda"):
            loss = loss_of(model, items, weights)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if len(losses) % 50 == 0:
            print(f"  {len(losses)} of {len(batches)} steps, loss {np.mean(losses[-50:]):.3f}", flush=True)
    return float(np.mean(losses))


def main(out: str, *changes: str) -> None:
    """Train as config.yml says (``changes`` are ``key=value``), tell the development scores, write ``out``/model.pt."""
    config = yaml.safe_load((HERE / "config.yml").read_text())
    config |= {key: yaml.safe_load(value) for key, value in (change.split("=") for change in changes)}
    rng = random.Random(config["seed"])
    torch.manual_seed(config["seed"])
    published = base(config["base"])
    tokenizer = Tokenizer.from_file(f"{published}/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    quotes, people = attributed(read("polnear_train"), tokenizer), named(read("worldwide_train"), tokenizer)
    gold = read("polnear_dev")
    dev, dev_names = attributed(gold, tokenizer), named(read("worldwide_dev"), tokenizer)
    model = start(published).to(DEVICE)
    steps = config["epochs"] * len(epoch_of(config, quotes, people, rng))
    optimiser, schedule = optimiser_of(model, config, steps)
    Path(out).mkdir(parents=True, exist_ok=True)
    for epoch in range(config["epochs"]):
        loss = train(model, epoch_of(config, quotes, people, rng), optimiser, schedule, config["weights"])
        told = {"epoch": epoch + 1, "loss": round(loss, 4)} | dev_scores(model, DEVICE, dev, gold, dev_names)
        print(json.dumps(told), flush=True)
        torch.save({k: v.half() for k, v in model.state_dict().items()}, f"{out}/model.pt")


if __name__ == "__main__":
    main(*sys.argv[1:])
