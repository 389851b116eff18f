"""Checkpoints to what is shipped: int8 ONNX, tokenizer, the numbers outside the graphs, checksums.

``python training/export.py QUOTES MARKED CLAIMS TARGET`` takes three checkpoints and a folder (needs torch and onnx);
then ``calibrate.py`` sets the confidences.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import onnx
import torch
import yaml
from transformers import BertConfig

import graph
from model import MARKED, base
from stancebook.stance import weighing
from stancebook.text import encoder, relations

HERE = Path(__file__).parent


def main(quotes: str, marked: str, claims: str, target: str) -> None:
    """Export the checkpoints of names and quotes, of marked actors and of trade claims into the folder ``target``."""
    published = base(yaml.safe_load((HERE / "config.yml").read_text())["base"])
    shape = BertConfig.from_pretrained(published)
    layers, heads = shape.num_hidden_layers, shape.num_attention_heads
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    files = (quotes, marked, claims)
    weights, others, trade = ({k: v.float().numpy() for k, v in torch.load(file).items()} for file in files)
    graphs = {
        "encoder.onnx": graph.whole(weights, layers, heads),
        "sentence.onnx": graph.sentence(others, layers - MARKED, heads),
        "marked.onnx": graph.marked(others, MARKED, heads),
        "claims.onnx": graph.claims(trade, layers - MARKED, MARKED, heads),
    }
    for name, made in graphs.items():
        onnx.save(made, folder / name)
    shutil.copy(f"{published}/tokenizer.json", folder / "tokenizer.json")
    head = {
        "bias": weights["bias"].tolist(),
        "calibration": [1.0, 0.0],
        "least": 0.0,
        "pairs": [1.0] + [0.0] * len(relations.RELATIONS),
        "rules": 0.0,
        "sided": 0.5,
        "stances": [0.0, 1.0] + [0.0] * (len(weighing.FEATURES) - 1),
        "targets": [1.0] + [0.0] * len(relations.SIDES),
        "sha256": {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in (*graphs, "tokenizer.json")},
    }
    (folder / "head.json").write_text(encoder.sealed(head))


if __name__ == "__main__":
    main(*sys.argv[1:])
