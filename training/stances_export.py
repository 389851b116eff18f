"""Put marked layers that ``stances.py`` has trained into a shipped model.

``python training/stances_export.py MARKED.pt MODEL`` writes ``marked.onnx`` and its checksum; then ``calibrate.py MODEL
pairs targets`` and ``stances_confidence.py MODEL`` set the confidences.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import onnx
import torch
from transformers import BertConfig

import graph
from model import MARKED, base
from stancebook.text import relations


def main(weights: str, target: str) -> None:
    """Export the marked layers and their heads."""
    told = {k: v.float().numpy() for k, v in torch.load(weights).items()}
    folder = Path(target)
    heads = BertConfig.from_pretrained(base("")).num_attention_heads
    onnx.save(graph.marked(told, MARKED, heads), folder / "marked.onnx")
    head = json.loads((folder / "head.json").read_text())
    head |= {
        "pairs": [1.0] + [0.0] * len(relations.RELATIONS),
        "targets": [1.0] + [0.0] * len(relations.SIDES),
        "rules": 0.0,
        "sided": 0.5,
    }
    head["sha256"]["marked.onnx"] = hashlib.sha256((folder / "marked.onnx").read_bytes()).hexdigest()
    (folder / "head.json").write_text(json.dumps(head, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
