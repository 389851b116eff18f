"""Our own model: an article's windows -> tags and links of its words -> names and attributions.

Weights are int8 ONNX run by onnxruntime; nothing is downloaded and PyTorch is not needed.  Windows go through one by
one: dynamic quantisation takes its scale from the whole input, so a batch's other rows would change an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from stancebook.text import decoding, passages
from stancebook.text.decoding import LINK, Attributed, Tagged

SIZE, OVERLAP = 510, 64  # word pieces in a window, without its two marks, and shared with the window before
BLOCK = 16  # windows whose spans are linked together
NEVER = -30.0  # log probability of a link that cannot be
OWN = "checksum"  # of the other numbers in ``head.json``
FAINT = 0.05  # confidence below which not even a rule makes an attribution
Windows = list[tuple[int, int, np.ndarray]]  # first and last word, link numbers of the words
Run = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, ...]]


class ModelError(RuntimeError):
    """The model's files are missing or not the ones that belong to this version; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of one text; rows are words, ``starts``/``ends`` their characters.

    ``names`` and ``roles`` are log probabilities of BIO tags, ``links`` the windows' link vectors with the word
    range ``[first, last)`` each covers.
    """

    starts: np.ndarray
    ends: np.ndarray
    names: np.ndarray
    roles: np.ndarray
    links: Windows


@cache
def _numbers() -> dict:
    try:
        numbers = json.loads(_bytes("head.json"))
        whole = numbers[OWN] == _digest(numbers)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("head.json is not the file of this version: check it out again") from error
    if not whole:
        raise ModelError("head.json is not the file of this version: check it out again")
    return numbers


def _digest(numbers: Mapping[str, Any]) -> str:
    """Return the checksum of ``head.json``, which stands in it."""
    told = {name: value for name, value in numbers.items() if name != OWN}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def sealed(numbers: Mapping[str, Any]) -> str:
    """Return the content of ``head.json`` for these numbers: with a checksum of its own."""
    return json.dumps({**numbers, OWN: _digest(numbers)}, indent=1) + "\n"


def _bytes(name: str) -> bytes:
    try:
        return (files("stancebook.text") / "model" / name).read_bytes()
    except FileNotFoundError as error:
        raise ModelError(f"{error.filename} is missing: check the project out again") from error


def checked(name: str) -> bytes:
    """Return a file of the shipped model, after checking that it is whole."""
    blob = _bytes(name)
    if hashlib.sha256(blob).hexdigest() != _numbers()["sha256"][name]:
        raise ModelError(f"{name} is not the file of this version: check it out again")
    return blob


@cache
def tokenizer() -> Tokenizer:
    """Return the shipped tokenizer, loaded once a process."""
    return passages.load_tokenizer(checked("tokenizer.json").decode())


@cache
def session(name: str) -> InferenceSession:
    """Return a shipped graph by file name, loaded once a process."""
    options = SessionOptions()
    options.intra_op_num_threads = 1  # a worker a core: threads of several workers would fight
    return InferenceSession(checked(name), options, providers=["CPUExecutionProvider"])


@cache
def head() -> dict[str, np.ndarray]:
    """Return the numbers outside the graphs.

    ``bias`` (links × buckets of distance) belongs to the links, ``calibration`` (slope and offset on the logit) makes
    a confidence a share of right answers, and an attribution below ``least`` is not worth telling.  ``pairs`` and
    ``targets`` are a slope and an offset for each class, on the logits of those heads; ``rules`` is the
    weight of the rules in ``relations.pooled``, ``sided`` the threshold of ``relations.decided``.  ``stances`` are the
    offset and weights of ``stance.weighing``.

    Raises
    ------
    ModelError
        If the model's files are missing.
    """
    return {k: np.array(v) for k, v in _numbers().items() if k not in ("sha256", OWN)}


def encode(text: str) -> Reading:
    """Return what the model makes of ``text``.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    graph = session("encoder.onnx")

    def run(*window: np.ndarray) -> tuple[np.ndarray, ...]:
        inputs = dict(zip(("ids", "cases", "layouts"), (w[None] for w in window), strict=True))
        return tuple(part[0] for part in graph.run(["names", "roles", "links"], inputs))

    return assemble(passages.passage(text, tokenizer()), run)


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
        answers = run(*with_marks(p, start, end))
        here = np.minimum(rows, end - start + 1 - rows)[:, None].clip(1, OVERLAP)
        names[first:last] += here * decoding.log_softmax(answers[0][rows])
        roles[first:last] += here * decoding.log_softmax(answers[1][rows])
        weight[first:last] += here
        links.append((int(first), int(last), answers[2][rows]))
    return Reading(p.starts, p.ends, names / weight.clip(1), roles / weight.clip(1), links)


def with_marks(p: passages.Passage, start: int, end: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ids, cases and layouts of a window, between the marks that BERT expects ([CLS] 101, [SEP] 102)."""
    ids = np.concatenate([[101], p.ids[start:end], [102]])
    cases = np.concatenate([[5], p.cases[start:end], [5]])
    layouts = np.concatenate([[0], p.layouts[start:end], [0]])
    return ids, cases, layouts


def link_scores(v: Any, which: int, asking: np.ndarray, answering: np.ndarray, bias: Any) -> tuple[Any, Any]:
    """Return how well each asking span fits each answering one (n × m), and how well "none of them" fits (n × 1).

    ``v`` are the link numbers of a window's words, ``asking`` (n × 2) and ``answering`` (m × 2) word ranges in it,
    ``which`` an index of ``decoding.LINKS``, ``bias`` what the head learnt of each link's distances.  Works on numpy
    arrays and on torch tensors alike.
    """
    k, none = 4 * which * LINK, 4 * len(decoding.LINKS) * LINK + which
    asks = v[asking[:, 0], k : k + LINK] + v[asking[:, 1] - 1, k + LINK : k + 2 * LINK]
    replies = v[answering[:, 0], k + 2 * LINK : k + 3 * LINK] + v[answering[:, 1] - 1, k + 3 * LINK : k + 4 * LINK]
    near = bias[which][decoding.bucket(decoding.gaps(asking, answering))]
    return asks @ replies.T / LINK**0.5 + near, v[asking[:, 0], none : none + 1]


def link(windows: Windows, which: int, asking: list[Tagged], answering: list[Tagged], bias: np.ndarray) -> np.ndarray:
    """Return log probabilities that each asking span belongs to each answering one, or (last) to none: n × (m + 1).

    Two spans are weighed in the window where they lie farthest from an edge; pairs that share no window are not linked.
    """
    a, b = (np.array([t[:2] for t in spans], int).reshape(-1, 2) for spans in (asking, answering))
    scores = np.full((len(a), len(b) + 1), NEVER)
    margin = np.full(scores.shape, -1)
    for first, last, v in windows:
        low = np.minimum(a[:, :1], b[:, 0]), a[:, :1]
        high = np.maximum(a[:, 1:], b[:, 1]), a[:, 1:]
        here = np.minimum(np.concatenate(low, 1) - first, last - np.concatenate(high, 1))
        mine, theirs = ((s[:, 0] >= first) & (s[:, 1] <= last) for s in (a, b))
        if mine.any():
            weighed = np.full(scores.shape, NEVER)
            fits, unfit = link_scores(v, which, a[mine] - first, b[theirs] - first, bias)
            weighed[np.ix_(mine, np.append(theirs, True))] = np.concatenate([fits, unfit], 1)
            scores = np.where(here > margin, weighed, scores)
            margin = np.maximum(here, margin)
    scores[margin[:, -1] < 0, -1] = 0.0  # a span longer than a window can ask nobody
    return decoding.log_softmax(scores)


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution in words: a cue, its content fragments, its source or None, and how sure the model is."""

    cue: Tagged | None
    contents: list[Tagged]
    source: Tagged | None
    confidence: float


def attributions(reading: Reading, bias: np.ndarray) -> list[Attribution]:
    """Join the roles found: each content fragment to its likeliest cue, each cue with its fragments to a source.

    Fragments of one cue make one attribution; a fragment that fits none stands by itself.  The source is the one that
    cue and fragments together speak for most.  The confidence is the product of the links' and the spans'
    probabilities, before calibration.  A very long text goes block by block, so that pairs of spans do not fill memory.
    """
    found, links = decoding.spans(reading.roles), reading.links
    whole = []
    for at in range(0, len(links), BLOCK):
        low, high = links[at][0], links[at + BLOCK][0] if at + BLOCK < len(links) else len(reading.roles)
        inside = [t for t in found if low <= t.first < high]
        whole += _attributions(inside, links[at : at + BLOCK + 1], bias)
    return sorted(whole, key=lambda a: a.contents[0].first)


def _attributions(found: list[Tagged], windows: Windows, bias: np.ndarray) -> list[Attribution]:
    of = {role: [t for t in found if t.label == k] for k, role in enumerate(decoding.ROLES)}
    sources, cues, contents = of.values()
    content_cue, content_source, cue_source = (
        link(windows, which, of[asking], of[answering], bias)
        for which, (asking, answering) in enumerate(decoding.LINKS)
    )
    groups: dict[tuple[int, int], list[int]] = {}
    for n, at in enumerate(content_cue.argmax(1).tolist()):
        groups.setdefault((at, -1 if at < len(cues) else n), []).append(n)
    whole = []
    for (at, _), parts in groups.items():
        cue = cues[at] if at < len(cues) else None
        votes = content_source[parts].mean(0)
        if cue:
            votes = decoding.log_softmax(votes + cue_source[at])
        best_source = int(votes.argmax())
        source = sources[best_source] if best_source < len(sources) else None
        linked = np.mean([np.exp(content_cue[n, at]) * contents[n].confidence for n in parts])
        sure = float(np.exp(votes[best_source]) * linked * (cue.confidence if cue else 1.0))
        whole.append(Attribution(cue, [contents[n] for n in parts], source, sure))
    return whole


def names(text: str, reading: Reading) -> list[tuple[int, int, str]]:
    """Return the names of a text as ``(start, end, kind)`` in characters; kind ``people`` is a nationality or creed.

    All places of a text with the same words are given one kind, the one that they speak for together (one sense per
    discourse: Gale, Church and Yarowsky 1992; ours adds log probabilities), and a full name speaks for its surname.
    """
    spans = [_without_marks(text, reading, *span) for span in _joined(text, reading)]
    found = [characters(reading, *span) for span in spans]
    votes: dict[str, np.ndarray] = {}
    for (first, last), (start, end) in zip(spans, found, strict=True):
        kinds = reading.names[first, 1::2] + reading.names[first + 1 : last, 2::2].sum(0)
        votes[text[start:end]] = votes.get(text[start:end], 0.0) + kinds
    for surface, kinds in list(votes.items()):
        surname = surface.split()[-1]
        if surname != surface and surname in votes and kinds.argmax() == decoding.NAMES.index("person"):
            votes[surname] = votes[surname] + kinds
    return [(start, end, decoding.NAMES[votes[text[start:end]].argmax()]) for start, end in found]


def _joined(text: str, reading: Reading) -> list[tuple[int, int]]:
    """Return the spans of the name tags in words; neighbours of one kind on one line are one name (Todd | Boehly)."""
    spans: list[tuple[int, int]] = []
    label = -1
    for tagged in decoding.spans(reading.names):
        gap = text[reading.ends[tagged.first - 1] : reading.starts[tagged.first]] if tagged.first else ""
        if spans and spans[-1][1] == tagged.first and label == tagged.label and "\n" not in gap:
            spans[-1] = spans[-1][0], tagged.last
        else:
            spans.append((tagged.first, tagged.last))
        label = tagged.label
    return spans


def _without_marks(text: str, reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Cut signs at a name's edges ("- Arpita Mukherjee"); "Jr." and "(PAN)" keep theirs."""

    def sign(i: int) -> bool:
        return not any(c.isalnum() for c in text[reading.starts[i] : reading.ends[i]])

    while last - first > 1 and sign(first):
        first += 1
    while last - first > 1 and sign(last - 1):
        mark, name = text[reading.starts[last - 1]], text[reading.starts[first] : reading.ends[last - 2]]
        if mark == "." or (mark == ")" and "(" in name):
            break
        last -= 1
    return first, last


def attributed(reading: Reading) -> list[Attributed]:
    """Return the attributions of a text in characters, in the order of their contents, confidence calibrated.

    Those that are less likely than the threshold are no longer ``sure``; without any likelihood they are left out.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    learnt = head()
    least = float(learnt["least"])
    found = []
    for a in attributions(reading, learnt["bias"]):
        cue, source = (characters(reading, *t[:2]) if t else None for t in (a.cue, a.source))
        sure = calibrated(a.confidence, *learnt["calibration"])
        if sure >= min(FAINT, least):
            contents = [characters(reading, *t[:2]) for t in a.contents]
            found.append(Attributed(cue, contents, source, sure, sure >= least))
    return found


def logit(confidence: Any) -> Any:
    """Return the log odds of a confidence, or of an array of them, kept off 0 and 1."""
    raw = np.clip(confidence, 1e-4, 1 - 1e-4)
    return np.log(raw / (1 - raw))


def calibrated(confidence: float, slope: float, offset: float) -> float:
    """Return the share of attributions of this raw confidence that are right (Platt 1999, on the logit)."""
    return float(1 / (1 + np.exp(-slope * logit(confidence) - offset)))


def characters(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the characters ``[start, end)`` of words ``[first, last)``."""
    return int(reading.starts[first]), int(reading.ends[last - 1])
