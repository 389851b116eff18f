"""Put marked layers that ``stances.py`` has trained into a shipped model.

``python training/stances_export.py MARKED.pt MODEL [BEFORE.pt SHARE]`` writes ``marked.onnx`` and its checksum, of the
mean of the weights with ``SHARE`` of those before, which forget less (Wortsman et al. 2022); then ``calibrate.py`` and
``stances_confidence.py MODEL`` set the confidences.
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
from stancebook.text import encoder, relations


def main(weights: str, target: str, before: str = "", share: str = "0") -> None:
    """Export the marked layers and their heads."""
    learnt, kept, part = torch.load(weights), torch.load(before) if before else {}, float(share)
    means = {
        k: v.float() if k not in kept else part * kept[k].float() + (1 - part) * v.float() for k, v in learnt.items()
    }
    told = {k: v.numpy() for k, v in means.items()}
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
    (folder / "head.json").write_text(encoder.sealed(head))


if __name__ == "__main__":
    main(*sys.argv[1:])
