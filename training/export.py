"""Checkpoint to what is shipped: int8 ONNX, tokenizer, the numbers outside the graph, checksums.

``python training/export.py CHECKPOINT TARGET`` (needs torch and onnx); then ``calibrate.py`` sets the confidences.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import onnx
import torch
import yaml
from transformers import BertConfig

import graph
from model import MARKED, base
from stancebook import relations

HERE = Path(__file__).parent


def main(checkpoint: str, target: str) -> None:
    """Export ``checkpoint`` into the folder ``target``."""
    published = base(yaml.safe_load((HERE / "config.yml").read_text())["base"])
    shape = BertConfig.from_pretrained(published)
    weights = {name: value.float().numpy() for name, value in torch.load(checkpoint).items()}
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    layers, heads = shape.num_hidden_layers, shape.num_attention_heads
    onnx.save(graph.whole(weights, layers, heads, layers - MARKED), folder / "encoder.onnx")
    onnx.save(graph.marked(weights, MARKED, heads), folder / "marked.onnx")
    shutil.copy(f"{published}/tokenizer.json", folder / "tokenizer.json")
    parts = ("encoder.onnx", "marked.onnx", "tokenizer.json")
    head = {
        "bias": weights["bias"].tolist(),
        "calibration": [1.0, 0.0],
        "least": 0.0,
        "pairs": [1.0] + [0.0] * len(relations.RELATIONS),
        "targets": [1.0] + [0.0] * len(relations.SIDES),
        "rules": 0.0,
        "tone_rules": 0.0,
        "sided": 0.5,
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in parts},
    }
    (folder / "head.json").write_text(json.dumps(head, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
