"""Teach the shipped reader of trade claims further, its lower layers left as they are.

``python training/claims_tuned.py OUT`` reads ``claims.onnx``, runs its lower layers once over every sentence, learns the
two layers that read the marks and the head on the labels of ``claims.py`` and on the sentences of ``changes.py``, and
writes ``OUT/claims.onnx`` with the mean of the weights before and after (Wortsman et al. 2022).  Half an hour on two cores.
"""

from __future__ import annotations

import copy
import json
import random
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
import torch
import yaml
from onnx import numpy_helper
from onnxruntime import InferenceSession
from torch import nn
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertLayer

import changes
from claims import NONE, Claims, Sentence, article, gold, loss_of, training_set
from data import read
from dequantized import LINEAR, constants, linear
from model import MARKED, WIDTH, attended, base
from stancebook.text import claim_head, encoder

HERE = Path(__file__).parent
GIVEN = files("stancebook.text") / "model" / "claims.onnx"
MADE = 1500  # sentences of changes.py in an epoch, others each time
PLAIN = 0.5  # share of the sentences without a claim that an epoch sees


class Upper(nn.Module):
    """The layers that read the marks, and the head."""

    def __init__(self, config: BertConfig) -> None:
        """Make them anew."""
        super().__init__()
        self.marks = nn.Embedding(3, WIDTH)
        self.marked = nn.ModuleList(BertLayer(config) for _ in range(MARKED))
        self.claims = Claims().net

    def forward(self, states, marks, mask):
        """Return the answers, a row a sentence, from states (n × pieces × width), marks and padding."""
        x = states + self.marks(marks)
        for layer in self.marked:
            x = layer(x, attended(mask))
        means = [_mean(x, where) for where in (marks == claim_head.MARK, mask.bool())]
        return self.claims(torch.cat(means, 1))


def _mean(x, where):
    return (x * where[..., None]).sum(1) / where.sum(1, keepdim=True).clamp(min=1)


def restored(graph: onnx.GraphProto, config: BertConfig) -> Upper:
    """Return the upper part with the weights of the shipped graph."""
    upper = Upper(config)
    products, norms = constants(graph, "DynamicQuantizeMatMul"), constants(graph, "LayerNormalization")
    lower = config.num_hidden_layers - MARKED
    made = {"marks.weight": constants(graph, "Gather")[4][0]}
    for k in range(MARKED):
        at = f"marked.{k}."
        for name, inputs in zip(LINEAR, products[4 * (lower + k) : 4 * (lower + k) + 4], strict=True):
            weight, bias = linear(inputs)
            parts = ("query.", "key.", "value.") if name == LINEAR[0] else ("",)
            for p, w, b in zip(parts, np.split(weight, len(parts)), np.split(bias, len(parts)), strict=True):
                made |= {f"{at}{name}{p}weight": w, f"{at}{name}{p}bias": b}
        first = 1 + 2 * (lower + k)
        for name, (weight, bias) in zip(("attention.output.", "output."), norms[first : first + 2], strict=True):
            made |= {f"{at}{name}LayerNorm.weight": weight, f"{at}{name}LayerNorm.bias": bias}
    made |= dict(zip(("claims.1.weight", "claims.1.bias"), linear(products[-1]), strict=True))
    (weight,), (bias,) = constants(graph, "MatMul")[-1], constants(graph, "Add")[-1]
    made |= {"claims.4.weight": weight.T, "claims.4.bias": bias}
    upper.load_state_dict({k: torch.from_numpy(np.array(v, np.float32)) for k, v in made.items()})
    return upper


def halfway(model: onnx.ModelProto) -> InferenceSession:
    """Return a session that gives the states below the marks as ``states``."""
    model = copy.deepcopy(model)
    cut = [n for n in model.graph.node if n.op_type == "Slice"][1].output[0]
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(cut, onnx.TensorProto.FLOAT, None))
    return InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def states_of(rows: list[Sentence], session: InferenceSession) -> list[np.ndarray]:
    """Return the lower layers' states of each sentence (pieces × width, half precision)."""
    made = []
    for row in rows:
        inputs = encoder.with_marks(row.p, 0, min(len(row.p.ids), claim_head.MOST_PIECES))
        given = dict(zip(("ids", "cases", "layouts"), (part[None] for part in inputs), strict=True))
        size = len(inputs[0]) - 2
        given |= {"marks": np.zeros((1, size), int), "means": np.zeros((1, 2, size), np.float32)}  # asked for, not used
        made.append(session.run(None, given)[0][0].astype(np.float16))
    return made


def stacked(rows: list[Sentence], states: list[np.ndarray]):
    """Return states, marks and padding of a batch as tensors."""
    wide = max(len(s) for s in states)
    x, marks, mask = torch.zeros(len(rows), wide, WIDTH), *torch.zeros(2, len(rows), wide, dtype=torch.long)
    for n, (row, s) in enumerate(zip(rows, states, strict=True)):
        x[n, : len(s)], mask[n, : len(s)] = torch.from_numpy(s.astype(np.float32)), 1
        marks[n, : len(s)] = torch.from_numpy(row.marks[: len(s)])
    return x, marks, mask


def answered(upper: Upper, rows: list[Sentence], states: list[np.ndarray]) -> np.ndarray:
    """Return the logits of the answers, a row a sentence."""
    upper.eval()
    found = np.zeros((len(rows), sum(map(len, claim_head.QUESTIONS.values()))), np.float32)
    order = sorted(range(len(rows)), key=lambda i: len(states[i]))
    for chunk in (order[i : i + 48] for i in range(0, len(order), 48)):
        with torch.no_grad():
            found[chunk] = upper(*stacked([rows[i] for i in chunk], [states[i] for i in chunk])).numpy()
    return found


def scores(said: np.ndarray, rows: list[Sentence]) -> dict[str, float]:
    """Return F1 of claims at one half and the share of right directions over the labelled ones, in hundredths."""
    claims, ways = np.array([r.labels[0] for r in rows]), np.array([r.labels[1] for r in rows])
    told = said[:, 1] > said[:, 0]
    f1 = 2 * (told * claims).sum() / max(told.sum() + claims.sum(), 1)
    right = (said[:, 2:7].argmax(1) == ways)[ways != NONE].mean()
    return {"f1": round(100 * float(f1), 1), "direction": round(100 * float(right), 1)}


def made_up(n: int, seed: int, tokenizer, unseen: bool = False) -> list[Sentence]:
    """Return sentences of ``changes.py``, every other one behind another as its article's first."""
    pairs = list(changes.sentences(n, seed, unseen))
    rows = []
    for i, (text, way) in enumerate(pairs):
        told = None if way is None else {"direction": way}
        before = [pairs[i - 1][0]] if i % 2 else []
        rows += article([*before, text], {len(before): told} if told else {}, {0} if before else set(), tokenizer)
    return rows


def epoch(upper: Upper, rows: list[Sentence], states: list[np.ndarray], optimiser, schedule, rng) -> float:
    """Learn once over all claims and some of the other sentences; return the mean loss."""
    upper.train()
    order = [i for i, r in enumerate(rows) if r.labels[0] or rng.random() < PLAIN]
    order.sort(key=lambda i: len(states[i]) + 8 * rng.random())
    chunks = [order[i : i + 24] for i in range(0, len(order), 24)]
    rng.shuffle(chunks)
    losses = []
    for chunk in chunks:
        here = [rows[i] for i in chunk]
        loss = loss_of(here, upper(*stacked(here, [states[i] for i in chunk])), 0.05)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(upper.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses))


def learn(upper: Upper, rows, states, watched: dict, session, tokenizer, epochs: int = 4, lr: float = 6e-5) -> None:
    """Train in place; print the scores on each watched set after each epoch."""
    rng = random.Random(7)
    steps = epochs * (len(rows) + MADE) // 24
    optimiser = torch.optim.AdamW(upper.parameters(), lr=lr, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(step / (0.1 * steps), max(0.02, (steps - step) / (0.9 * steps)))
    )
    for number in range(epochs):
        extra = made_up(MADE, 100 + number, tokenizer)
        loss = epoch(upper, rows + extra, states + states_of(extra, session), optimiser, schedule, rng)
        told = {name: scores(answered(upper, *pair), pair[0]) for name, pair in watched.items()}
        print(json.dumps({"epoch": number + 1, "loss": round(loss, 3)} | told), flush=True)


def exported(model: onnx.ModelProto, weights: dict[str, np.ndarray], lower: int) -> onnx.ModelProto:
    """Return the shipped graph with these weights in place of its upper ones."""
    model = copy.deepcopy(model)
    held = {c.name: c for c in model.graph.initializer}
    by_kind = {
        kind: [
            [i for i in n.input if i in held]
            for n in model.graph.node
            if n.op_type == kind and set(n.input) & held.keys()
        ]
        for kind in ("DynamicQuantizeMatMul", "LayerNormalization", "Gather", "MatMul", "Add")
    }

    def put(names: list[str], *arrays: np.ndarray) -> None:
        for name, array in zip(names, arrays, strict=True):
            held[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array), name))

    def product(names: list[str], weight: np.ndarray, bias: np.ndarray) -> None:
        scale = np.abs(weight).max(1) / 127
        put(names, np.round(weight / scale[:, None]).astype(np.int8).T, scale, bias)

    put(by_kind["Gather"][4], weights["marks.weight"])
    for k in range(MARKED):
        at = f"marked.{k}."
        for n, name in enumerate(LINEAR):
            parts = ("query.", "key.", "value.") if n == 0 else ("",)
            both = (np.concatenate([weights[f"{at}{name}{p}{w}"] for p in parts]) for w in ("weight", "bias"))
            product(by_kind["DynamicQuantizeMatMul"][4 * (lower + k) + n], *both)
        for n, name in enumerate(("attention.output.", "output.")):
            norm = [weights[f"{at}{name}LayerNorm.{w}"] for w in ("weight", "bias")]
            put(by_kind["LayerNormalization"][1 + 2 * (lower + k) + n], *norm)
    product(by_kind["DynamicQuantizeMatMul"][-1], weights["claims.1.weight"], weights["claims.1.bias"])
    put(by_kind["MatMul"][-1], weights["claims.4.weight"].T)
    put(by_kind["Add"][-1], weights["claims.4.bias"])
    return model


def main(out: str, kept: str = "0.5") -> None:
    """Train, print scores, write ``out``/claims.onnx; ``kept`` is the share of the weights before in what is written."""
    torch.manual_seed(7)
    published = base(yaml.safe_load((HERE / "config.yml").read_text())["base"])
    config = BertConfig.from_pretrained(published, attention_probs_dropout_prob=0.0)
    model, tokenizer = onnx.load_model_from_string(GIVEN.read_bytes()), encoder.tokenizer()
    session, upper = halfway(model), restored(model.graph, config)
    before = {k: v.clone() for k, v in upper.state_dict().items()}
    watched = {"dev": gold(read("outlook_dev"), tokenizer), "new words": made_up(300, 1, tokenizer, unseen=True)}
    watched = {name: (rows, states_of(rows, session)) for name, rows in watched.items()}
    print(json.dumps({name: scores(answered(upper, *pair), pair[0]) for name, pair in watched.items()}), flush=True)
    rows = training_set(tokenizer)
    learn(upper, rows, states_of(rows, session), watched, session, tokenizer)
    Path(out).mkdir(parents=True, exist_ok=True)
    after = {k: v.clone() for k, v in upper.state_dict().items()}
    torch.save({"before": before, "after": after}, f"{out}/upper.pt")
    share = float(kept)
    upper.load_state_dict({k: share * before[k] + (1 - share) * after[k] for k in after})
    print(json.dumps({name: scores(answered(upper, *pair), pair[0]) for name, pair in watched.items()}), flush=True)
    weights = {k: v.numpy() for k, v in upper.state_dict().items()}
    onnx.save(exported(model, weights, config.num_hidden_layers - MARKED), f"{out}/claims.onnx")


if __name__ == "__main__":
    main(*sys.argv[1:])
