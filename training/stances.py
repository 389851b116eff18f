"""Train the layers that read marked actors on whole articles: candidates (``own_sides.py``) with our own labels.

``python training/stances.py FOLDER MARKED.pt OUT.pt`` (see ``stances`` in config.yml).  The layers below the marks
stay as they are shipped: their states are read once, by the package itself, so that what is learnt from is what will be
read.  Beside the candidates: DSE, PLV, our own pairs, targets (``marked.py``) and sentences in which sides are easily
misread (``contrasts.py``).
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml

import contrasts
import marked
import own_sides
from model import Encoder, base, start
from stancebook.text import encoder, passages, relations
from train import optimiser_of

HERE = Path(__file__).parent
SMOOTHING = 0.05
LEARNT = ("marked.", "marks.", "pairs.", "targets.")  # what is moved; all else stays as shipped


@dataclass
class Row:
    """A text with two marked actors: states below the marks, marks by piece, wanted probabilities."""

    states: np.ndarray
    marks: np.ndarray
    wanted: np.ndarray
    head: str
    set: str

    @property
    def label(self) -> int:
        """Return the likeliest answer."""
        return int(self.wanted.argmax())


class States:
    """The states of texts below the marks, each read once, in half precision."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.known: dict[bytes, np.ndarray] = {}

    def of(self, p: passages.Passage) -> np.ndarray:
        """Return the states of a text, pieces × width."""
        key = p.ids.tobytes() + p.layouts.tobytes()
        if key not in self.known:
            inputs = zip(("ids", "cases", "layouts"), encoder.with_marks(p, 0, len(p.ids)), strict=True)
            run = encoder.session("sentence.onnx").run
            states = run(["shared"], {name: array[None] for name, array in inputs})[0][0][1:-1]
            self.known[key] = states.astype(np.float16)
        return self.known[key]


def row(states: States, text: str, a: list, b: list, likely: np.ndarray, of: str) -> Row | None:
    """Return a text with two actors, all their mentions marked; None where it is too long."""
    p = passages.passage(text, encoder.tokenizer())
    if len(p.ids) > relations.MOST_PIECES:
        return None
    words = [[marked.words(p, *span) for span in spans] for spans in (a, b)]
    marks = relations.marks(np.append(p.first, len(p.ids)), *words)
    return Row(states.of(p), marks, likely, "pairs", of)


def labelled(states: States, rows: list[marked.Marked]) -> list[Row]:
    """Return the sentences of ``marked.py`` with their states."""
    of = {"pairs": relations.RELATIONS, "targets": relations.SIDES}
    likely = {head: np.eye(len(names)) * (1 - SMOOTHING) + SMOOTHING / len(names) for head, names in of.items()}
    return [Row(states.of(r.p), r.marks, likely[r.head][r.label], r.head, r.set) for r in rows]


def wanted(sides: dict[str, float]) -> np.ndarray:
    """Return the probabilities of relations: sides share 1 as sure as they are, what is left goes to none of them."""
    told = np.full(len(relations.RELATIONS), SMOOTHING / len(relations.RELATIONS))
    for name, sure in sides.items():
        told[relations.RELATIONS.index(name)] += (1 - SMOOTHING) * sure / len(sides)
    told[0] += 1 - told.sum()
    return told


def own(states: States, folder: Path, held: bool) -> list[tuple[dict, Row]]:
    """Return the candidates of our labelled articles, of the half that is ``held`` out or of the other.

    Those of which nobody said whether there is a side are measured and not learnt.
    """
    lines = map(json.loads, (folder / "own_sides.jsonl").open(encoding="utf-8"))
    kept = [line for line in lines if line["held"] == held and (held or line["sides"] is not None)]
    rows = [(c, row(states, c["text"], c["a"], c["b"], wanted(c["sides"] or {}), "own")) for c in kept]
    return [(c, r) for c, r in rows if r is not None]


def contrasting(states: States, actors: list[str], each: int, rng: random.Random) -> list[Row]:
    """Return each of the sentences of ``contrasts.py`` ``each`` times, with other actors each time."""
    rows = contrasts.rows(actors, each, rng)
    made = [row(states, r["text"], [r["a"]], [r["b"]], wanted(r["sides"]), "contrasts") for r in rows]
    return [r for r in made if r is not None]


def drawn(rows: list[Row], config: dict, rng: random.Random) -> list[Row]:
    """Return one epoch: of each set its share (``repeats``), of pairs without a side again a share (``neutral``)."""
    kept = []
    for r in rows:
        neutral = r.head == "pairs" and r.wanted.argmax() == 0
        share = config["repeats"].get(r.set, 1) * (config["neutral"].get(r.set, 1) if neutral else 1)
        kept += [r] * (int(share) + (rng.random() < share % 1))
    return kept


def batches(rows: list[Row], pieces: int, rng: random.Random) -> list[list[Row]]:
    """Group rows of like length into batches of about ``pieces`` word pieces."""
    rows = sorted(rows, key=lambda r: len(r.marks) + rng.random() * 8)
    made: list[list[Row]] = [[]]
    for r in rows:
        if made[-1] and (len(made[-1]) + 1) * len(r.marks) > pieces:
            made.append([])
        made[-1].append(r)
    rng.shuffle(made)
    return made


def answers(model: Encoder, rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the logits of pairs and targets."""
    long = max(len(r.marks) for r in rows)
    states = torch.zeros(len(rows), long, rows[0].states.shape[1])
    marks, mask = torch.zeros(2, len(rows), long, dtype=torch.long)
    for n, r in enumerate(rows):
        size = len(r.marks)
        states[n, :size] = torch.from_numpy(r.states.astype(np.float32))
        marks[n, :size], mask[n, :size] = torch.from_numpy(r.marks), 1
    return model.read_marked(states, marks, mask)


def loss_of(model: Encoder, rows: list[Row]) -> torch.Tensor:
    """Return the mean cross entropy of a batch."""
    total = torch.zeros(())
    for head, logits in zip(("pairs", "targets"), answers(model, rows), strict=True):
        mine = [n for n, r in enumerate(rows) if r.head == head]
        if mine:
            right = torch.tensor(np.stack([rows[n].wanted for n in mine]), dtype=torch.float)
            total = total - (right * torch.log_softmax(logits[mine], 1)).sum()
    return total / len(rows)


def read_all(model: Encoder, rows: list[Row]) -> np.ndarray:
    """Return the logits of pairs (or, of targets' rows, of targets), row by row."""
    model.eval()
    said: list = [None] * len(rows)
    order = sorted(range(len(rows)), key=lambda n: len(rows[n].marks))
    with torch.no_grad():
        for chunk in (order[k : k + 32] for k in range(0, len(order), 32)):
            both = answers(model, [rows[n] for n in chunk])
            for k, n in enumerate(chunk):
                said[n] = both[rows[n].head == "targets"][k].numpy()
    return np.stack(said)


def average_precision(held: list[tuple[dict, Row]], likely: np.ndarray) -> float:
    """Return the average precision of the sides that readers saw, by article, pair and side, at their likeliest."""
    best: dict[tuple, float] = {}
    gold = set()
    for (c, _), p in zip(held, likely, strict=True):
        for name, sure in zip(relations.RELATIONS[1:], p[1:], strict=True):
            pair = c["pair"] if name[0] == "a" else c["pair"][::-1]
            key = (c["doc_id"], *pair, name[2:5])
            best[key] = max(best.get(key, 0.0), float(sure))
            if name in (c["sides"] or {}):
                gold.add(key)
    right = np.array([key in gold for key in sorted(best, key=lambda key: -best[key])])
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right].mean())


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the probabilities of each row."""
    likely = np.exp(logits - logits.max(1, keepdims=True))
    return likely / likely.sum(1, keepdims=True)


def scores(model: Encoder, dev: dict[str, list[Row]], held: list[tuple[dict, Row]]) -> dict[str, float]:
    """Return macro F1 of the development sets, and the average precision of our own held articles."""
    told = marked.dev_scores(lambda rows: read_all(model, rows), dev)
    likely = softmax(read_all(model, [r for _, r in held]))
    return told | {"own": round(100 * average_precision(held, likely), 1)}


def main(folder: str, marked_weights: str, out: str, *changes: str) -> None:
    """Train as config.yml says (``changes`` are ``key=value``), tell scores after each epoch, write the weights."""
    config = yaml.safe_load((HERE / "config.yml").read_text())["stances"]
    config |= {key: yaml.safe_load(value) for key, value in (change.split("=", 1) for change in changes)}
    rng, states, tokenizer = random.Random(config["seed"]), States(), encoder.tokenizer()
    torch.manual_seed(config["seed"])
    rows = labelled(states, marked.training_set(tokenizer)) + [r for _, r in own(states, Path(folder), held=False)]
    dev = {name: labelled(states, of) for name, of in marked.dev_sets(tokenizer).items()}
    held = own(states, Path(folder), held=True)
    learnt = [row for doc_id, row in own_sides.labelled().items() if not own_sides.held(doc_id)]
    actors = sorted({n for row in learnt for n in own_sides.names(row).values() if n[:1].isupper() and len(n) < 30})
    model = start(base(""))
    model.load_state_dict({k: v.float() for k, v in torch.load(marked_weights).items()}, strict=False)
    for name, p in model.named_parameters():
        p.requires_grad = name.startswith(LEARNT)
    epochs = [
        batches(drawn(rows, config, rng) + contrasting(states, actors, config["contrasts"], rng), config["pieces"], rng)
        for _ in range(config["epochs"])
    ]
    optimiser, schedule = optimiser_of(model, config["lr"], config["lr_heads"], 0.01, sum(map(len, epochs)))
    for number, epoch in enumerate(epochs, 1):
        loss = learn(model, epoch, optimiser, schedule)
        print(json.dumps({"epoch": number, "loss": loss} | scores(model, dev, held)), flush=True)
        torch.save({k: v.half() for k, v in model.state_dict().items() if k.startswith(LEARNT)}, out)


def learn(model: Encoder, epoch: list[list[Row]], optimiser, schedule) -> float:
    """Take one step a batch; return the mean loss."""
    model.train()
    losses = []
    for rows in epoch:
        loss = loss_of(model, rows)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_((p for p in model.parameters() if p.requires_grad), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
    return round(float(np.mean(losses)), 4)


if __name__ == "__main__":
    main(*sys.argv[1:])
