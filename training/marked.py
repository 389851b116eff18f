"""Sentences with marked actors: pairs (DSE, PLV, our own) and targets (NewsMTSC), cleaned and packed into windows.

Actors are marked above the lower layers, so a window may hold several sentences, one to four of like length, which the
marked layers then read one by one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import torch
from tokenizers import Tokenizer

from data import learnt, letters, macro_f1, own_held_out, own_learnt, own_pairs, read, relation, words
from model import Encoder
from stancebook.text import encoder, passages, relations

FLIPPED = {"a_pos_b": "b_pos_a", "a_neg_b": "b_neg_a", "b_pos_a": "a_pos_b", "b_neg_a": "a_neg_b", "neutral": "neutral"}


@dataclass
class Marked:
    """A sentence, its marks by piece (``relations.marks``), its label and the head that the label belongs to."""

    p: passages.Passage
    marks: np.ndarray
    label: int
    head: str  # pairs, targets
    set: str
    likely: list[float] | None = None  # what a teacher makes of it, in place of a label


def pairs(rows: list[dict], tokenizer: Tokenizer, of: str) -> list[Marked]:
    """Pairs of actors, the first in the text always a, so that no pair has two readings.

    DSE repeats its rows, at times with other spaces or quotation marks: one is kept of those with the same letters and
    digits and the same actors, and none where such copies contradict each other.
    """
    told: dict[tuple, dict[str, tuple[dict, tuple]]] = {}
    for row in rows:
        a, b = row["a"], row["b"]
        label = relation(row)
        if b[0] < a[0]:
            a, b, label = b, a, FLIPPED[label]
        told.setdefault((letters(row), row["text"][slice(*a)], row["text"][slice(*b)]), {}).setdefault(
            label, (row, (a, b))
        )
    sure = [(label, *kept) for by_label in told.values() if len(by_label) == 1 for label, kept in by_label.items()]
    made = []
    for label, row, spans in sure:
        p = passages.passage(row["text"], tokenizer)
        made.append(Marked(p, marks(p, *spans), relations.RELATIONS.index(label), "pairs", of))
    return [m for m in made if len(m.p.ids) <= relations.MOST_PIECES]


def targets(rows: list[dict], tokenizer: Tokenizer) -> list[Marked]:
    """Targets of sentiment, each once."""
    once = {(row["text"], *row["target"]): row for row in rows}
    made = []
    for row in once.values():
        p = passages.passage(row["text"], tokenizer)
        made.append(
            Marked(p, marks(p, None, row["target"]), relations.SIDES.index(row["label"]), "targets", "newsmtsc")
        )
    return [m for m in made if len(m.p.ids) <= relations.MOST_PIECES]


def training_set(tokenizer: Tokenizer) -> list[Marked]:
    """Return the labelled sentences that weights are learnt on."""
    sets = {"dse": learnt(read("dse_train")), "plv": learnt(read("plv_train")), "world": own_learnt(own_pairs())}
    made = [row for name, rows in sets.items() for row in pairs(rows, tokenizer, name)]
    return made + targets(learnt(read("newsmtsc_train")), tokenizer)


def dev_sets(tokenizer: Tokenizer) -> dict[str, list[Marked]]:
    """Return the sentences to choose between versions with: the development sets and our own held-out pairs."""
    rows = {"dse": read("dse_dev"), "plv": read("plv_dev"), "world": own_held_out(own_pairs())}
    made = {name: pairs(of, tokenizer, name) for name, of in rows.items()}
    return made | {"newsmtsc": targets(read("newsmtsc_dev_rw"), tokenizer)}


def taught(rows: Iterable[dict], tokenizer: Tokenizer) -> list[Marked]:
    """Return sentences without labels that a teacher has read (teacher.py)."""
    return [replace(m, likely=row["likely"]) for row in rows for m in unlabelled([row], tokenizer)]


def unlabelled(rows: list[dict], tokenizer: Tokenizer) -> list[Marked]:
    """Return sentences with two actors or a target that nobody has labelled; those too long are left out."""
    made = []
    for row in rows:
        made += pairs([row], tokenizer, "taught") if "a" in row else targets([row], tokenizer)
    return [replace(m, set="taught") for m in made]


def marks(p: passages.Passage, a: tuple[int, int] | None, b: tuple[int, int]) -> np.ndarray:
    """Return the marks of a whole passage."""
    spans = [[words(p, *span)] if span else [] for span in (a, b)]
    return relations.marks(np.append(p.first, len(p.ids)), *spans)


def drawn(rows: list[Marked], neutral: float, repeats: dict[str, int], rng: random.Random) -> list[Marked]:
    """Return one epoch: a share of DSE's neutral pairs, another each time, and the rows of small sets repeatedly."""
    kept = [r for r in rows if r.set != "dse" or r.label or rng.random() < neutral]
    return [r for r in kept for _ in range(repeats.get(r.set, 1))]


def class_weights(rows: list[Marked]) -> torch.Tensor:
    """Return a weight for each relation: the root of how much rarer than the mean it is, one on average."""
    counts = np.bincount(
        [r.label for r in rows if r.head == "pairs" and not r.likely], minlength=len(relations.RELATIONS)
    )
    weights = (counts.mean() / counts) ** 0.5
    return torch.tensor(weights * counts.sum() / (weights * counts).sum(), dtype=torch.float)


def batches(rows: list[Marked], size: int, pieces: int, rng: random.Random) -> list[list[list[Marked]]]:
    """Pack ``rows`` into windows of at most ``size`` pieces, and these into batches of about ``pieces``."""
    made: list[list[list[Marked]]] = [[]]
    longest = 0
    for window in packed(rows, size, rng):
        longest = max(longest, sum(len(r.p.ids) for r in window) + 2)
        if made[-1] and (len(made[-1]) + 1) * longest > pieces:
            made.append([])
            longest = sum(len(r.p.ids) for r in window) + 2
        made[-1].append(window)
    return made


def packed(rows: list[Marked], size: int, rng: random.Random) -> list[list[Marked]]:
    """Return windows of one to four sentences of like length."""
    rows = sorted(rows, key=lambda r: len(r.p.ids) + rng.random() * 12)
    made: list[list[Marked]] = []
    while rows:
        count = rng.choice([1, 1, 2, 3, 4])
        while count > 1 and sum(len(r.p.ids) for r in rows[:count]) > size:
            count -= 1
        made.append(rng.sample(rows[:count], len(rows[:count])))
        del rows[:count]
    return made


def joined(window: list[Marked], rng: random.Random) -> passages.Passage:
    """Return the sentences of a window as one passage; most sentences but the first open no paragraph."""
    layouts = [r.p.layouts.copy() for r in window]
    for layout in layouts[1:]:
        if rng.random() < 0.7:
            layout[layout == 1] = 2
    ids, cases = (np.concatenate([getattr(r.p, name) for r in window]) for name in ("ids", "cases"))
    nothing = np.zeros(0, int)
    return passages.Passage(ids, cases, np.concatenate(layouts), nothing, nothing, nothing)


def answers(model: Encoder, windows: list[list[Marked]], rng: random.Random) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the logits of pairs and of targets, a row for each sentence in the order of the windows."""
    device = model.bias.device
    inputs = [encoder.with_marks(p, 0, len(p.ids)) for p in (joined(w, rng) for w in windows)]
    wide = max(len(i[0]) for i in inputs)
    x = torch.zeros(4, len(windows), wide, dtype=torch.long)
    for n, three in enumerate(inputs):
        x[:, n, : len(three[0])] = torch.from_numpy(np.stack([*three, np.ones_like(three[0])]))
    states = model.halfway(*x.to(device)).flatten(0, 1)
    rows = [r for w in windows for r in w]
    longest = max(len(r.p.ids) for r in rows)
    # where each sentence's pieces lie among all the windows' pieces, its marks, and which of them are padding
    at, marked, mask = torch.zeros(3, len(rows), longest, dtype=torch.long)
    k = 0
    for n, window in enumerate(windows):
        start = n * wide + 1
        for r in window:
            size = len(r.p.ids)
            at[k, :size], mask[k, :size] = torch.arange(start, start + size), 1
            marked[k, :size] = torch.from_numpy(r.marks)
            start, k = start + size, k + 1
    return model.read_marked(states[at.to(device)], marked.to(device), mask.to(device))


def losses(
    rows: list[Marked], said: tuple[torch.Tensor, torch.Tensor], weights: torch.Tensor, smoothing: float
) -> torch.Tensor:
    """Return the mean cross entropy of ``rows``, rarer relations weighing more.

    ``said`` are the logits of pairs and of targets.  Where a teacher has read a row, its probabilities are learnt
    (Hinton, Vinyals and Dean 2015), each row weighing alike.
    """
    total = torch.zeros((), device=said[0].device)
    for head, logits in zip(("pairs", "targets"), said, strict=True):
        mine = [n for n, r in enumerate(rows) if r.head == head]
        if not mine:
            continue
        classes = logits.shape[1]
        wanted = torch.full((len(mine), classes), smoothing / classes)
        weight = torch.ones(len(mine))
        for k, row in enumerate(rows[n] for n in mine):
            if row.likely:
                wanted[k] = torch.tensor(row.likely)
                continue
            wanted[k, row.label] += 1 - smoothing
            weight[k] = weights[row.label] if head == "pairs" else 1.0
        wanted, weight = wanted.to(total.device), weight.to(total.device)
        told = torch.log_softmax(logits[mine].float(), 1)
        total = total - ((wanted * told).sum(1) * weight).sum()
    return total / len(rows)


def logits(model: Encoder, rows: list[Marked]) -> np.ndarray:
    """Return the logits of each row's head, sentence by sentence, in order."""
    model.eval()
    found: dict[int, np.ndarray] = {}
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].p.ids))
    for chunk in (order[i : i + 48] for i in range(0, len(order), 48)):
        with torch.no_grad():
            said = answers(model, [[rows[i]] for i in chunk], random.Random(0))
        for n, i in enumerate(chunk):
            found[i] = said[rows[i].head == "targets"][n].float().cpu().numpy()
    return np.stack([found[i] for i in range(len(rows))])


def dev_scores(read_as: Callable[[list[Marked]], np.ndarray], dev: dict[str, list[Marked]]) -> dict[str, float]:
    """Return macro F1 of each development set; of PLV the side of the act alone counts, as its scorer has it.

    ``read_as`` gives the logits of sentences, row by row.
    """
    scores = {}
    for name, rows in dev.items():
        gold, said = np.array([r.label for r in rows]), read_as(rows)
        if name == "plv":
            ways = np.where(gold > 2, said[:, 3] - said[:, 4], said[:, 1] - said[:, 2])
            gold, answers = gold % 2, (ways > 0).astype(int)
        else:
            answers = said.argmax(1)
        scores[name] = round(100 * macro_f1(gold, answers), 1)
    return scores
