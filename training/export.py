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
from model import base

HERE = Path(__file__).parent


def main(checkpoint: str, target: str) -> None:
    """Export ``checkpoint`` into the folder ``target``."""
    published = base(yaml.safe_load((HERE / "config.yml").read_text())["base"])
    shape = BertConfig.from_pretrained(published)
    weights = {name: value.float().numpy() for name, value in torch.load(checkpoint).items()}
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(graph.build(weights, shape.num_hidden_layers, shape.num_attention_heads), folder / "encoder.onnx")
    shutil.copy(f"{published}/tokenizer.json", folder / "tokenizer.json")
    sums = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in ("encoder.onnx", "tokenizer.json")}
    head = {"bias": weights["bias"].tolist(), "calibration": [1.0, 0.0], "least": 0.0, "sha256": sums}
    (folder / "head.json").write_text(json.dumps(head, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
