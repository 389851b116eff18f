"""Checkpoint to what is shipped: int8 ONNX, tokenizer, the numbers outside the graph, checksums.

``python training/export.py CHECKPOINT TARGET`` (needs torch, onnx, onnxscript, onnxruntime).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
import yaml
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig

from model import Encoder, base

HERE = Path(__file__).parent


def main(checkpoint: str, target: str, given: str = "") -> None:
    """Export ``checkpoint`` into the folder ``target``."""
    config = yaml.safe_load((HERE / "config.yml").read_text())
    published = base(given or config["base"])
    model = Encoder(BertConfig.from_pretrained(published, attn_implementation="eager"))
    model.load_state_dict({k: v.float() for k, v in torch.load(checkpoint).items()})
    model.eval()
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    n = torch.export.Dim("pieces", min=3, max=512)
    ids = torch.randint(1000, 2000, (1, 60))
    inputs = (ids, torch.zeros_like(ids), torch.zeros_like(ids), torch.ones_like(ids))
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            model, inputs, full, dynamo=True, opset_version=18, external_data=False,
            input_names=["ids", "cases", "layouts", "mask"], output_names=["states", "names", "roles", "links"],
            dynamic_shapes=({1: n},) * 4,
        )  # fmt: skip
        quantize_dynamic(full, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(f"{published}/tokenizer.json", folder / "tokenizer.json")
    numbers = {k: getattr(model, k).detach().tolist() for k in ("bias", "none")}
    sums = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("[et]*.*"))}
    (folder / "head.json").write_text(json.dumps({**numbers, "sha256": sums}, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
