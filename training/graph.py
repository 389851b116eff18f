"""Checkpoint to an ONNX graph written node by node: int8 weights, one fused attention a layer.

The exporters of torch leave attention and GELU in pieces, and their quantised graph took 65 ms for a window of 254
pieces on one core; this one takes 52.  ``SkipLayerNormalization`` is left out on purpose: onnxruntime 1.31 runs it four
times slower than an addition and a norm.  The graph takes one window at a time and so needs no mask.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
Weights = dict[str, np.ndarray]


class Graph:
    """Nodes and constants as they are added."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.nodes: list = []
        self.constants: list = []

    def constant(self, array: np.ndarray) -> str:
        """Add ``array``; return its name."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes) -> str | list[str]:
        """Add a node; return the name of its output, or those of its outputs."""
        name = f"{kind}_{len(self.nodes)}"
        names = [f"{name}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """x @ weight.T + bias, the weight in int8 with one scale for each output."""
        scale = np.abs(weight).max(1) / 127
        whole = np.round(weight / scale[:, None]).astype(np.int8).T
        constants = self.constant(whole), self.constant(scale), "", self.constant(bias)
        return self.add("DynamicQuantizeMatMul", x, *constants, domain=MICROSOFT)

    def exact(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """x @ weight.T + bias in full precision, for what is small."""
        return self.add("Add", self.add("MatMul", x, self.constant(weight.T)), self.constant(bias))

    def norm(self, x: str, y: str, weights: Weights) -> str:
        """Layer norm of x + y."""
        both = self.add("Add", x, y)
        return self.add(
            "LayerNormalization", both, self.constant(weights["weight"]), self.constant(weights["bias"]), epsilon=1e-12
        )


def part(weights: Weights, prefix: str) -> Weights:
    """Return the weights below ``prefix``, the prefix cut off."""
    return {k[len(prefix) :]: v for k, v in weights.items() if k.startswith(prefix)}


def embedded(g: Graph, weights: Weights) -> str:
    """Word pieces (int8, a scale each), positions and the features of case and layout."""
    tables = part(weights, "bert.embeddings.")
    words = tables["word_embeddings.weight"]
    scale = np.abs(words).max(1, keepdims=True).clip(1e-9) / 127
    whole = g.add("Gather", g.constant(np.round(words / scale).astype(np.int8)), "ids")
    word = g.add("Mul", g.add("Cast", whole, to=TensorProto.FLOAT), g.add("Gather", g.constant(scale), "ids"))
    cases = g.add("Gather", g.constant(weights["case.weight"]), "cases")
    layouts = g.add("Gather", g.constant(weights["layout.weight"]), "layouts")
    positions = g.constant(tables["position_embeddings.weight"] + tables["token_type_embeddings.weight"][0])
    zero, long = g.constant(np.array([0])), g.add("Shape", "ids", start=1, end=2)
    features = g.add("Add", g.add("Add", cases, layouts), g.add("Slice", positions, zero, long, zero))
    return g.norm(word, features, part(tables, "LayerNorm."))


def layer(g: Graph, x: str, weights: Weights, heads: int) -> str:
    """One layer of BERT (Devlin et al. 2019)."""
    three = [part(weights, f"attention.self.{name}.") for name in ("query", "key", "value")]
    joined = g.linear(x, *(np.concatenate([w[k] for w in three]) for k in ("weight", "bias")))
    split = g.add("Split", joined, outputs=3, axis=2, num_outputs=3)
    seen = g.add("MultiHeadAttention", *split, domain=MICROSOFT, num_heads=heads)
    out = part(weights, "attention.output.")
    x = g.norm(g.linear(seen, out["dense.weight"], out["dense.bias"]), x, part(out, "LayerNorm."))
    wide = g.linear(x, weights["intermediate.dense.weight"], weights["intermediate.dense.bias"])
    narrow = g.linear(
        g.add("Gelu", wide, domain=MICROSOFT), weights["output.dense.weight"], weights["output.dense.bias"]
    )
    return g.norm(narrow, x, part(weights, "output.LayerNorm."))


def head(g: Graph, x: str, weights: Weights) -> str:
    """The two linear layers that answer from the means of spans; dropout (0 and 3 in the sequence) is for training."""
    hidden = g.linear(x, weights["1.weight"], weights["1.bias"])
    return g.exact(g.add("Gelu", hidden, domain=MICROSOFT), weights["4.weight"], weights["4.bias"])


PIECES = {name: (TensorProto.INT64, [1, "pieces"]) for name in ("ids", "cases", "layouts")}


def whole(weights: Weights, layers: int, heads: int) -> onnx.ModelProto:
    """Return the graph from ids, cases, layouts (1 × pieces) to names, roles, links (1 × pieces × width)."""
    g = Graph()
    return model(g, PIECES, answers(g, stack(g, weights, layers, heads), weights), ["pieces", None])


def with_who(weights: Weights, layers: int, heads: int) -> dict[str, onnx.ModelProto]:
    """Return graphs from a checkpoint of coref.py by file name.

    ``encoder.onnx`` is ``whole`` with the states below the head's own layers, or without any those of the last, as a
    last output (``states``, 1 × pieces × width); ``coref.onnx`` are these layers, which quotes alone do without.
    """
    g = Graph()
    shared, own = part(weights, "shared."), part(weights, "tower.")
    tower = len({name.split(".")[0] for name in own})
    x = states = stack(g, shared, layers - tower, heads)
    for i in range(layers - tower, layers):
        x = layer(g, x, part(shared, f"bert.encoder.layer.{i}."), heads)
    made = {"encoder.onnx": model(g, PIECES, answers(g, x, shared) | {"states": states}, ["pieces", None])}
    if tower:
        g, x = Graph(), "states"
        for i in range(tower):
            x = layer(g, x, part(own, f"{i}."), heads)
        width = len(own["0.output.LayerNorm.bias"])
        inputs = {"states": (TensorProto.FLOAT, [1, "pieces", width])}
        made["coref.onnx"] = model(g, inputs, {"who": x}, ["pieces", None])
    return made


def answers(g: Graph, x: str, weights: Weights) -> dict[str, str]:
    """Names, roles and links from the states of the last layer."""
    forms = (("names", g.exact), ("roles", g.exact), ("links", g.linear))
    return {name: form(x, weights[f"{name}.weight"], weights[f"{name}.bias"]) for name, form in forms}


def sentence(weights: Weights, layers: int, heads: int) -> onnx.ModelProto:
    """Return the graph from ids, cases, layouts (1 × pieces) to the states that marks are added to."""
    g = Graph()
    return model(g, PIECES, {"shared": stack(g, weights, layers, heads)}, ["pieces", None])


def stack(g: Graph, weights: Weights, layers: int, heads: int) -> str:
    """The lowest ``layers`` over the embeddings."""
    x = embedded(g, weights)
    for i in range(layers):
        x = layer(g, x, part(weights, f"bert.encoder.layer.{i}."), heads)
    return x


def marked(weights: Weights, layers: int, heads: int) -> onnx.ModelProto:
    """Return the graph that reads one sentence with marks.

    From states (1 × pieces × width), marks (1 × pieces) and the weights of the means over a, b and the sentence
    (1 × 3 × pieces) to pairs (1 × 5) and targets (1 × 3).
    """
    g = Graph()
    x = g.add("Add", "states", g.add("Gather", g.constant(weights["marks.weight"]), "marks"))
    for i in range(layers):
        x = layer(g, x, part(weights, f"marked.{i}."), heads)
    width = weights["marks.weight"].shape[1]
    means = g.add("Reshape", g.add("MatMul", "means", x), g.constant(np.array([1, 3 * width])))
    target = g.add("Slice", means, *(g.constant(np.array([k])) for k in (width, 3 * width, 1)))
    outputs = {k: head(g, v, part(weights, f"{k}.")) for k, v in (("pairs", means), ("targets", target))}
    inputs = {
        "states": (TensorProto.FLOAT, [1, "pieces", width]),
        "marks": (TensorProto.INT64, [1, "pieces"]),
        "means": (TensorProto.FLOAT, [1, 3, "pieces"]),
    }
    return model(g, inputs, outputs, [None])


def model(g: Graph, inputs: dict, outputs: dict[str, str], shape: list) -> onnx.ModelProto:
    """Name the ``outputs`` of ``g`` and make it a model; ``shape`` is that of an output behind its first 1."""
    for name, value in outputs.items():
        g.nodes.append(helper.make_node("Identity", [value], [name]))
    given = [helper.make_tensor_value_info(k, *kind_shape) for k, kind_shape in inputs.items()]
    told = [helper.make_tensor_value_info(k, TensorProto.FLOAT, [1, *shape]) for k in outputs]
    operators = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
    graph = helper.make_graph(g.nodes, "stancebook", given, told, g.constants)
    return helper.make_model(graph, opset_imports=operators, ir_version=9)


def claims(weights: Weights, shared: int, layers: int, heads: int) -> onnx.ModelProto:
    """Return the graph that reads a sentence in its context.

    From ids, cases, layouts (1 × pieces), marks (1 × pieces less the two at the ends) and the weights of the means over
    the sentence and over all that is read (1 × 2 × pieces less two) to the answers (1 × n), side by side.
    """
    g = Graph()
    ends = [g.constant(np.array([k])) for k in (1, -1, 1)]
    states = g.add("Slice", stack(g, weights, shared, heads), *ends)
    x = g.add("Add", states, g.add("Gather", g.constant(weights["marks.weight"]), "marks"))
    for i in range(layers):
        x = layer(g, x, part(weights, f"marked.{i}."), heads)
    width = weights["marks.weight"].shape[1]
    means = g.add("Reshape", g.add("MatMul", "means", x), g.constant(np.array([1, 2 * width])))
    inputs = {
        **PIECES,
        "marks": (TensorProto.INT64, [1, "inside"]),
        "means": (TensorProto.FLOAT, [1, 2, "inside"]),
    }
    return model(g, inputs, {"answers": head(g, means, part(weights, "claims."))}, [None])
