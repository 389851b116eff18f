"""Train what tells claims about trade.  ``python training/claims.py OUT`` (needs ``OUT``/cycle_4.pt; see config.yml).

A sentence is read behind the first of its article and the one before it, marked off from them.  All layers are learnt,
from the weights that read marked actors, and one head answers all questions of the labelling guide at once.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

from data import read
from marked import Marked, batches, marks
from marked import answers as marked_answers
from model import WIDTH, Encoder, base, start
from stancebook.text import claim_head, passages

HERE = Path(__file__).parent
NONE = -100  # what cross entropy leaves out


@dataclass
class Sentence(Marked):
    """A sentence in its article, with a label for each question (``NONE`` where there is none)."""

    labels: tuple[int, ...] = ()


class Claims(nn.Module):
    """The head: from the means of the marked sentence and of all that was read to the answers, side by side."""

    def __init__(self) -> None:
        """Make it anew."""
        super().__init__()
        self.net = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(2 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(0.1),
            nn.Linear(WIDTH, sum(len(q) for q in claim_head.QUESTIONS.values())),
        )  # fmt: skip


def labelled(claim: dict | None) -> tuple[int, ...]:
    """Return the answers of one sentence in the order of the questions."""
    if claim is None:
        return (0, *[NONE] * (len(claim_head.QUESTIONS) - 1))
    given = {**claim, "claim": True}
    return tuple(
        NONE if given.get(name) is None else choices.index(given[name])
        for name, choices in claim_head.QUESTIONS.items()
    )


def article(sentences: list[str], claims: dict[int, dict], disputed: set[int], tokenizer: Tokenizer) -> list[Sentence]:
    """Return the sentences of an article as the reader gets them."""
    made = []
    for i, _ in enumerate(sentences):
        if i in disputed:
            continue
        text, span = claim_head.in_context(sentences, i)
        p = passages.passage(text, tokenizer)
        made.append(Sentence(p, marks(p, None, span), 0, "targets", "claims", labels=labelled(claims.get(i))))
    return made


def training_set(tokenizer: Tokenizer) -> list[Sentence]:
    """Return our own short articles (``wires.jsonl``) and our labels in training articles (``own_claims.csv``)."""
    made = []
    for line in (HERE / "wires.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        told = {i: s["claim"] for i, s in enumerate(row["sentences"]) if s["claim"]}
        made += article([s["text"] for s in row["sentences"]], told, set(), tokenizer)
    return made + [s for sentences, told in own_articles() for s in article(sentences, told, set(), tokenizer)]


def own_articles() -> list[tuple[list[str], dict[int, dict]]]:
    """Return sentences and claims of the articles that we labelled; the file has spans and labels, no text."""
    texts = {row["doc_id"]: row["text"] for name in ("worldwide_train", "polnear_train") for row in read(name)}
    with (HERE / "own_claims.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    made = []
    for doc_id in dict.fromkeys(row["doc_id"] for row in rows):
        own = [row for row in rows if row["doc_id"] == doc_id]
        told = {
            i: {k: v or None for k, v in row.items()} | {"condition": row["condition"] == "True"}
            for i, row in enumerate(own)
            if row["condition"]
        }
        made.append(([texts[doc_id][int(row["start"]) : int(row["end"])] for row in own], told))
    return made


def gold(rows: list[dict], tokenizer: Tokenizer) -> list[Sentence]:
    """Return the sentences of the outlook set, those that its readers disagreed on left out."""
    made = []
    for row in rows:
        told = {c["sent"]: c for c in row["claims"]}
        made += article([row["text"][a:b] for a, b in row["sentences"]], told, set(row["disputed"]), tokenizer)
    return made


def told(model: Encoder, head: Claims, windows: list, rng: random.Random) -> torch.Tensor:
    """Return the head's answers, a row a sentence, in the order of the windows."""
    model.pairs, model.targets = nn.Identity(), head.net
    return marked_answers(model, windows, rng)[1]


def loss_of(rows: list[Sentence], said: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Return the sum over the questions of the mean cross entropy."""
    total, at = torch.zeros(()), 0
    for n, choices in enumerate(claim_head.QUESTIONS.values()):
        wanted = torch.tensor([row.labels[n] for row in rows])
        if (wanted != NONE).any():
            part = said[:, at : at + len(choices)]
            weight = 1.0 if n == 0 else 0.4
            total = total + weight * F.cross_entropy(part, wanted, ignore_index=NONE, label_smoothing=smoothing)
        at += len(choices)
    return total


def scores(model: Encoder, head: Claims, rows: list[Sentence]) -> dict[str, float]:
    """Return F1 of claims at one half, and the accuracy of each other question over the gold's claims."""
    model.eval(), head.eval()
    said = np.zeros((len(rows), sum(map(len, claim_head.QUESTIONS.values()))))
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].p.ids))
    for chunk in (order[i : i + 32] for i in range(0, len(order), 32)):
        with torch.no_grad():
            said[chunk] = told(model, head, [[rows[i]] for i in chunk], random.Random(0)).numpy()
    found, at = {}, 0
    for n, (name, choices) in enumerate(claim_head.QUESTIONS.items()):
        wanted, best = np.array([r.labels[n] for r in rows]), said[:, at : at + len(choices)].argmax(1)
        at += len(choices)
        if n == 0:
            found["f1"] = 2 * (best * wanted).sum() / (best.sum() + wanted.sum())
        else:
            found[name] = (best == wanted)[wanted != NONE].mean()
    return {k: round(100 * float(v), 1) for k, v in found.items()}


def cycle(model: Encoder, head: Claims, rows: list[Sentence], config: dict, here: dict) -> Iterator[float]:
    """Train through one cycle of the learning rate: a tenth rising, then falling; yield the loss of each epoch."""
    rng = random.Random(config["seed"])

    def epoch_of() -> list:
        return batches(rows, 2 * config["sentences"], config["batch"], rng)

    steps = here["epochs"] * len(epoch_of()) + 20
    groups = [
        {"params": model.parameters(), "lr": here["lr"]},
        {"params": head.parameters(), "lr": here["lr_heads"]},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=config["weight_decay"])
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(step / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps)))
    )
    for _ in range(here["epochs"]):
        model.train(), head.train()
        losses = []
        for items in epoch_of():
            flat = [[row] for window in items for row in window]
            loss = loss_of([row for (row,) in flat], told(model, head, flat, rng), config["weights"]["smoothing"])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*model.parameters(), *head.parameters()], 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        yield float(np.mean(losses))


def main(out: str) -> None:
    """Train as config.yml says, tell scores on the development set, write ``out``/claims.pt.

    What is written is the mean of the weights after each cycle (Wortsman et al. 2022).
    """
    config = yaml.safe_load((HERE / "config.yml").read_text())
    published = base(config["base"])
    tokenizer = passages.load_tokenizer(Path(f"{published}/tokenizer.json").read_text(encoding="utf-8"))
    torch.manual_seed(config["seed"])
    model, head = start(published), Claims()
    model.load_state_dict(torch.load(Path(out) / "cycle_4.pt"))
    rows, dev = training_set(tokenizer), gold(read("outlook_dev"), tokenizer)
    ends = []
    for number, here in enumerate(config["claims"]):
        for epoch, loss in enumerate(cycle(model, head, rows, config, here), 1):
            told_so_far = {"cycle": number, "epoch": epoch, "loss": round(loss, 3)}
            print(json.dumps(told_so_far | scores(model, head, dev)), flush=True)
        weights = {**model.state_dict(), **{f"claims.{k}": v for k, v in head.net.state_dict().items()}}
        ends.append({k: v.float().clone() for k, v in weights.items()})
    torch.save({k: (sum(end[k] for end in ends) / len(ends)).half() for k in ends[0]}, Path(out) / "claims.pt")


if __name__ == "__main__":
    main(*sys.argv[1:])
