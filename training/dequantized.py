"""The shipped int8 graph back to a checkpoint, for the weights that it was made of are kept nowhere else.

``python training/dequantized.py ENCODER.onnx OUT.pt``.  What ``graph.whole`` rounds stays rounded: made int8 again it
is the same graph.  The layers and heads for marked actors, which it lacks, stay as ``model.start`` makes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
import yaml
from onnx import numpy_helper

from model import Encoder, base, start
from stancebook.text import encoder

HERE = Path(__file__).parent
LINEAR = ("attention.self.", "attention.output.dense.", "intermediate.dense.", "output.dense.")
Constants = list[list[np.ndarray]]  # of each node of a kind


def constants(graph: onnx.GraphProto, kind: str) -> Constants:
    """Return the constant inputs of every node of a ``kind`` that has any, in the order of the graph."""
    known = {c.name: numpy_helper.to_array(c) for c in graph.initializer}
    found = [[known[i] for i in node.input if i in known] for node in graph.node if node.op_type == kind]
    return [inputs for inputs in found if inputs]


def embeddings(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """Return the tables below the layers; the token type's row is part of the positions."""
    words, scale, case, layout = (inputs[0] for inputs in constants(graph, "Gather"))
    positions = constants(graph, "Slice")[0][0]
    tables = "bert.embeddings."
    return {
        f"{tables}word_embeddings.weight": words.astype(np.float32) * scale,
        f"{tables}position_embeddings.weight": positions,
        f"{tables}token_type_embeddings.weight": np.zeros((2, positions.shape[1]), np.float32),
        "case.weight": case,
        "layout.weight": layout,
    }


def linear(inputs: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return weight and bias of a product in int8."""
    whole, scale, bias = inputs
    return whole.T.astype(np.float32) * scale[:, None], bias


def layers(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """Return the layers' weights and those of the heads."""
    products = [linear(inputs) for inputs in constants(graph, "DynamicQuantizeMatMul")]
    norms = constants(graph, "LayerNormalization")
    made = dict(zip(("bert.embeddings.LayerNorm.weight", "bert.embeddings.LayerNorm.bias"), norms[0], strict=True))
    made |= stack(products, norms[1:], "bert.encoder.layer.")
    for name, (weight, bias) in zip(("names", "roles"), exact(graph), strict=True):
        made |= {f"{name}.weight": weight, f"{name}.bias": bias}
    return made | dict(zip(("links.weight", "links.bias"), products[-1], strict=True))


def stack(products: list[tuple], norms: Constants, prefix: str) -> dict[str, np.ndarray]:
    """Return the weights of the layers that ``norms`` belong to, two each; ``products`` are four each."""
    made = {}
    for k in range(len(norms) // 2):
        at = f"{prefix}{k}."
        for name, (weight, bias) in zip(LINEAR, products[4 * k : 4 * k + 4], strict=True):
            parts = ("query.", "key.", "value.") if name == LINEAR[0] else ("",)
            for part, w, b in zip(parts, np.split(weight, len(parts)), np.split(bias, len(parts)), strict=True):
                made |= {f"{at}{name}{part}weight": w, f"{at}{name}{part}bias": b}
        for name, (weight, bias) in zip(("attention.output.", "output."), norms[2 * k : 2 * k + 2], strict=True):
            made |= {f"{at}{name}LayerNorm.weight": weight, f"{at}{name}LayerNorm.bias": bias}
    return made


def exact(graph: onnx.GraphProto) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return weight and bias of the products in full precision."""
    pairs = zip(constants(graph, "MatMul"), constants(graph, "Add"), strict=True)
    return [(weight.T, bias) for (weight,), (bias,) in pairs]


def marked(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """Return the weights that read a sentence with marked actors (``graph.marked``)."""
    products = [linear(inputs) for inputs in constants(graph, "DynamicQuantizeMatMul")]
    norms = constants(graph, "LayerNormalization")
    made = {"marks.weight": constants(graph, "Gather")[0][0]} | stack(products, norms, "marked.")
    for name, hidden, last in zip(("pairs", "targets"), products[2 * len(norms) :], exact(graph), strict=True):
        made |= {f"{name}.1.weight": hidden[0], f"{name}.1.bias": hidden[1]}
        made |= {f"{name}.4.weight": last[0], f"{name}.4.bias": last[1]}
    return made


def restored(path: Path) -> Encoder:
    """Return the encoder with the weights of the graph at ``path``; ``bias`` comes from the package's ``head.json``."""
    graph = onnx.load(path).graph
    weights = embeddings(graph) | layers(graph) | {"bias": encoder.head()["bias"]}
    model = start(base(yaml.safe_load((HERE / "config.yml").read_text())["base"]))
    told = {k: torch.from_numpy(np.array(v, np.float32)) for k, v in weights.items()}
    missing, unknown = model.load_state_dict(told, strict=False)
    lacking = [k for k in missing if not k.startswith(("marked.", "marks.", "pairs.", "targets."))]
    assert not unknown and not [k for k in lacking if "position_ids" not in k], (lacking, unknown)
    return model


if __name__ == "__main__":
    torch.save(restored(Path(sys.argv[1])).state_dict(), sys.argv[2])
