"""Our own model: one pass over an article's windows -> what its heads say of every word, and the states behind it.

Weights are int8 ONNX run by onnxruntime; nothing is downloaded and PyTorch is not needed.  Windows go through one by
one: dynamic quantisation takes its scale from the whole input, so a batch's other rows would change an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from stancebook import decoding, passages
from stancebook.decoding import LINK, Said, Tagged

SIZE, OVERLAP = 510, 64  # word pieces in a window, without its two marks, and shared with the window before
Run = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, ...]]


class ModelError(RuntimeError):
    """The model's files are missing or not the ones that belong to this version; the message says what to do."""


@dataclass(slots=True)
class Reading:
    """What the encoder makes of one text; rows are words, ``starts``/``ends`` their characters.

    ``names`` and ``roles`` are log probabilities of BIO tags, ``links`` the windows' link vectors with the word
    range ``[first, last)`` each covers.
    """

    starts: np.ndarray
    ends: np.ndarray
    names: np.ndarray
    roles: np.ndarray
    links: list[tuple[int, int, np.ndarray]]


@cache
def _model() -> tuple[Tokenizer, InferenceSession, dict[str, np.ndarray]]:
    """Load the shipped model once a process, after checking that its files are whole."""
    folder = files("stancebook") / "data" / "model"
    try:
        head = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        blobs = {name: (folder / name).read_bytes() for name in head["sha256"]}
    except FileNotFoundError as error:
        raise ModelError(f"{error.filename} is missing: check the project out again, or use --engine rules") from error
    for name, blob in blobs.items():
        if hashlib.sha256(blob).hexdigest() != head["sha256"][name]:
            raise ModelError(
                f"{folder / name} is not the file of this version: check it out again, or use --engine rules"
            )
    tokenizer = Tokenizer.from_str(blobs["tokenizer.json"].decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    options = SessionOptions()
    options.intra_op_num_threads = 1  # a worker a core: threads of several workers would fight
    session = InferenceSession(blobs["encoder.onnx"], options, providers=["CPUExecutionProvider"])
    return tokenizer, session, {k: np.array(head[k]) for k in ("bias", "none")}


def head() -> dict[str, np.ndarray]:
    """Return the numbers of the link head that stand outside the graph."""
    return _model()[2]


def read(text: str) -> Reading:
    """Return what the model makes of ``text``.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    tokenizer, session, _ = _model()

    def run(*window: np.ndarray) -> tuple[np.ndarray, ...]:
        inputs = dict(zip(("ids", "cases", "layouts"), (w[None] for w in window), strict=True))
        said = session.run(["names", "roles", "links"], {**inputs, "mask": np.ones_like(inputs["ids"])})
        return tuple(part[0] for part in said)

    return assemble(passages.passage(text, tokenizer), run)


def assemble(p: passages.Passage, run: Run) -> Reading:
    """Run ``run`` over the windows of ``p`` and join what they say; the middle of a window counts more than its edge.

    ``run`` takes ids, cases and layouts of one window with its marks and returns names, roles and links, each with
    a row a piece, the marks' rows included.
    """
    total = len(p.first)
    names = np.zeros((total, decoding.tags(decoding.NAMES)))
    roles = np.zeros((total, decoding.tags(decoding.ROLES)))
    weight = np.zeros((total, 1))
    links = []
    for start, end in passages.windows(p, SIZE, OVERLAP):
        first, last = np.searchsorted(p.first, (start, end))
        rows = p.first[first:last] - start + 1
        said = run(*with_marks(p, start, end))
        here = np.minimum(rows, end - start + 1 - rows)[:, None].clip(1, OVERLAP)
        names[first:last] += here * _log_softmax(said[0][rows])
        roles[first:last] += here * _log_softmax(said[1][rows])
        weight[first:last] += here
        links.append((int(first), int(last), said[2][rows]))
    return Reading(p.starts, p.ends, names / weight.clip(1), roles / weight.clip(1), links)


def with_marks(p: passages.Passage, start: int, end: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ids, cases and layouts of a window, between the marks that BERT expects ([CLS] 101, [SEP] 102)."""
    ids = np.concatenate([[101], p.ids[start:end], [102]])
    cases = np.concatenate([[5], p.cases[start:end], [5]])
    layouts = np.concatenate([[0], p.layouts[start:end], [0]])
    return ids, cases, layouts


def _log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def link(reading: Reading, which: int, a: Tagged, others: list[Tagged], head: dict[str, np.ndarray]) -> np.ndarray:
    """Return the probability that ``a`` is linked to each of ``others``; what is missing to 1 is "to none".

    ``which`` is 0 for content to cue and 1 for cue to source; ``head`` holds ``bias`` (2 × buckets) and ``none``.
    """
    scores = np.full(len(others) + 1, -30.0)
    scores[-1] = head["none"][which]
    for i, b in enumerate(others):
        low, high = min(a.first, b.first), max(a.last, b.last)
        fits = [(min(low - s, e - high), s, v) for s, e, v in reading.links if s <= low and high <= e]
        if fits:
            _, s, v = max(fits, key=lambda fit: fit[0])
            k = 4 * which * LINK
            asks = v[a.first - s, k : k + LINK] + v[a.last - 1 - s, k + LINK : k + 2 * LINK]
            told = v[b.first - s, k + 2 * LINK : k + 3 * LINK] + v[b.last - 1 - s, k + 3 * LINK : k + 4 * LINK]
            distance = decoding.bucket(np.array(decoding.gap(a, b)))
            scores[i] = asks @ told / np.sqrt(LINK) + head["bias"][which, distance]
    return np.exp(_log_softmax(scores))[:-1]


@dataclass(slots=True)
class Attribution:
    """One attribution in words: a cue, its content fragments, its source or None, and how sure the model is."""

    cue: Tagged | None
    contents: list[Tagged]
    source: Tagged | None
    confidence: float


def attributions(reading: Reading, head: dict[str, np.ndarray], reach: int = 40) -> list[Attribution]:
    """Join the roles found: each content fragment to its likeliest cue, each cue to its likeliest source.

    Only the ``reach`` nearest candidates of a span are weighed.  A fragment without a cue stands by itself.
    """
    found = decoding.spans(reading.roles)
    sources, cues, contents = ([t for t in found if t.label == k] for k in range(3))
    of_cue: dict[int, list[tuple[Tagged, float]]] = {}
    alone = []
    for content in contents:
        near = _near(content, cues, reach)
        chance = link(reading, 0, content, near, head)
        best = int(chance.argmax()) if len(near) else -1
        if best >= 0 and chance[best] >= 1 - chance.sum():
            of_cue.setdefault(near[best].first, []).append((content, float(chance[best])))
        else:
            alone.append(Attribution(None, [content], None, 0.5 * content.confidence))
    whole = []
    for cue in cues:
        if cue.first not in of_cue:
            continue
        near = _near(cue, sources, reach)
        chance = link(reading, 1, cue, near, head)
        best = int(chance.argmax()) if len(near) else -1
        source = near[best] if best >= 0 and chance[best] >= 1 - chance.sum() else None
        sure = float(chance[best]) if source else float(1 - chance.sum())
        parts = [c for c, _ in of_cue[cue.first]]
        mean = float(np.mean([c.confidence * p for c, p in of_cue[cue.first]]))
        whole.append(Attribution(cue, parts, source, mean * cue.confidence * sure))
    return sorted(whole + alone, key=lambda a: a.contents[0].first)


def _near(span: Tagged, others: list[Tagged], reach: int) -> list[Tagged]:
    return sorted(sorted(others, key=lambda o: abs(decoding.gap(span, o)))[:reach])


def names(reading: Reading) -> list[tuple[int, int, str]]:
    """Return the names of a text as ``(start, end, kind)`` in characters; kind ``people`` is a nationality or creed."""
    return [(*_characters(reading, t), decoding.NAMES[t.label]) for t in decoding.spans(reading.names)]


def said(reading: Reading) -> list[Said]:
    """Return the attributions of a text in characters, in the order of their contents."""
    found = []
    for a in attributions(reading, head()):
        cue, source = (_characters(reading, t) if t else None for t in (a.cue, a.source))
        found.append(Said(cue, [_characters(reading, t) for t in a.contents], source, a.confidence))
    return found


def _characters(reading: Reading, span: Tagged) -> tuple[int, int]:
    return int(reading.starts[span.first]), int(reading.ends[span.last - 1])
