"""Who is meant: each pronoun, description and name of a text chooses among the others before it, or nobody.

Mention ranking (Lee et al. 2017) on the encoder's states: a span's first and last word ask and answer (Kirstain, Ram
and Levy 2021), with weights of their own for each pair of kinds (Otmazgin, Cattan and Goldberg 2023), and learnt biases
for what two places have to do with each other.  ``features`` and ``scores`` serve training too (numpy and torch alike).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from stancebook.text import decoding, encoder, passages
from stancebook.text.quotation import overlapping

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from spacy.tokens import Doc

KINDS = ("name", "description", "third", "speaker")
NAME, DESCRIPTION, THIRD, SPEAKER = range(4)
FORMS = {  # of a pronoun, 0 for what is none: which of them can mean the same is learnt
    **dict.fromkeys(("he", "him", "his", "himself"), 1),
    **dict.fromkeys(("she", "her", "hers", "herself"), 2),
    **dict.fromkeys(("it", "its", "itself"), 3),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), 4),
    **dict.fromkeys(("who", "whom", "whose"), 5),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), 6),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), 7),
    **dict.fromkeys(("you", "your", "yours", "yourself", "yourselves"), 8),
}
FIRST_SPEAKER = 6  # forms from here on are first and second person
DETERMINERS = frozenset(["the", "a", "an", "this", "that", "these", "those", "'s", "s", "’s", "'", "’"])
VECTOR = 128  # width in which asking and answering spans meet
BUCKETS = np.append(decoding.BUCKETS, [384, 512, 768, 1024])  # words between two spans
SENTENCES = np.array([0, 1, 2, 3, 4, 6, 10, 16])
BETWEEN = np.array([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 32, 48, 64, 96, 128])  # candidates between two
SIZES = {  # how many values each feature of a pair has
    "words": 2 * len(BUCKETS),
    "sentences": 2 * len(SENTENCES),
    "between": 2 * len(BETWEEN),
    "quotation": 15,
    "same": 4,
    "nested": 3,
    "forms": 81,
}
BEFORE, AFTER = 400, 64  # candidates looked back over; words that a pronoun looks ahead
BLOCK = 256  # askers weighed at a time: the pairs of a book do not fit in memory
NEVER = -1e9
PASSES, FAINT = 2, 0.02  # a second pass for what is meant further on; probabilities not followed
Span = tuple[int, int]
Weights = Mapping[str, Any]


class Candidate(NamedTuple):
    """A place that may mean somebody: characters ``[start, end)`` and an index of ``KINDS``."""

    start: int
    end: int
    kind: int


class Choice(NamedTuple):
    """What one candidate means: log probabilities of the candidates ``of`` and, last, of nobody."""

    of: np.ndarray
    likely: np.ndarray


class Meant(NamedTuple):
    """Whom a candidate means: the likeliest place of its entity (−1: nobody) and the probability of that entity."""

    entity: int
    antecedent: int
    confidence: float


@dataclass(slots=True)
class Mentions:
    """Candidates in the order of a text (by start, the longer first) and what stands about each; a row a candidate.

    ``first``, ``last`` are words (half-open), ``form`` one of ``FORMS``, ``bag`` the words it consists of, ``head``
    its last word; ``inside`` and ``source`` (n × attributions) say whose words it stands in and whether it says them.
    """

    first: np.ndarray
    last: np.ndarray
    kind: np.ndarray
    form: np.ndarray
    sentence: np.ndarray
    quotation: np.ndarray
    head: np.ndarray
    bag: np.ndarray
    inside: np.ndarray
    source: np.ndarray

    def part(self, keep: np.ndarray | slice) -> Mentions:
        """Return some of the candidates."""
        return Mentions(*(getattr(self, f.name)[keep] for f in fields(self)))


def candidates(doc: Doc, names: Iterable[tuple[int, int, str]]) -> list[Candidate]:
    """Return what may mean somebody in a parsed text: ``names`` (of people, bodies and places), pronouns, noun phrases.

    A phrase is left out where its noun is (part of) a name; the owner in "the minister's wife" is a phrase of its own.
    """
    named = [(start, end) for start, end, kind in names if kind != "people"]
    found = dict.fromkeys(named, NAME)
    taken = {i for start, end in named for i in range(start, end)}
    phrases = [(chunk[0], chunk.root) for chunk in doc.noun_chunks]
    phrases += [(t.left_edge, t) for t in doc if t.dep_ == "poss"]
    for first, noun in phrases:
        if noun.pos_ in ("NOUN", "PROPN") and noun.idx not in taken and noun.lower_ not in FORMS:
            found.setdefault((first.idx, noun.idx + len(noun)), DESCRIPTION)
    for token in doc:
        form = FORMS.get(token.lower_, 0)
        if form and token.idx not in taken and token.text != "US":
            found[token.idx, token.idx + len(token)] = SPEAKER if form >= FIRST_SPEAKER else THIRD
    return ordered(Candidate(*span, kind) for span, kind in found.items())


def ordered(found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates in the order that everything here expects."""
    return sorted(found, key=lambda c: (c.start, -c.end))


def prepare(
    text: str, p: passages.Passage, found: Sequence[Candidate], said: Sequence[decoding.Attributed]
) -> Mentions:
    """Return what stands about ``ordered`` candidates of a text; ``said`` are its attributions."""
    starts, ends = p.starts.tolist(), p.ends.tolist()
    at = np.array([overlapping(starts, ends, c[:2]) for c in found], dtype=int).reshape(-1, 2)
    layout = p.layouts[p.first]
    inside = layout >= 3
    opens = inside & (~np.append(False, inside[:-1]) | (layout == 4))
    first = at[:, 0]
    kind = np.array([c.kind for c in found], int)
    words = [_words(text, p, c, *span) for c, span in zip(found, at.tolist(), strict=True)]
    number = {word: k for k, word in enumerate(sorted({w for ws in words for w in ws}))}
    bag = np.zeros((len(found), len(number)), np.float32)
    for row, ws in zip(bag, words, strict=True):
        row[[number[w] for w in ws]] = 1
    return Mentions(
        first=first,
        last=at[:, 1],
        kind=kind,
        form=np.array([FORMS.get(text[c.start : c.end].lower(), 0) if c.kind >= THIRD else 0 for c in found], int),
        sentence=np.cumsum(layout % 3 > 0)[first],
        quotation=(np.cumsum(opens) * inside)[first],
        head=np.array([number[ws[-1]] if ws else -1 - k for k, ws in enumerate(words)], int),
        bag=bag,
        inside=_overlap(found, [s.contents for s in said]),
        source=_sources(found, [s.source for s in said]),
    )


def _words(text: str, p: passages.Passage, c: Candidate, first: int, last: int) -> list[str]:
    if c.kind >= THIRD:
        return []
    words = [text[p.starts[i] : p.ends[i]].lower() for i in range(first, last)]
    return [w for w in words if w not in DETERMINERS and any(x.isalnum() for x in w)]


def _overlap(found: Sequence[Candidate], contents: list[list[Span]]) -> np.ndarray:
    said = [[any(s <= c.start < e for s, e in spans) for spans in contents] for c in found]
    return np.array(said, np.float32).reshape(len(found), len(contents))


def _sources(found: Sequence[Candidate], sources: list[Span | None]) -> np.ndarray:
    """Mark the first candidate in each source: "the company's CEO, John Smith" is the CEO, not the company."""
    said = np.zeros((len(found), len(sources)), np.float32)
    for k, span in enumerate(sources):
        here = [i for i, c in enumerate(found) if span and span[0] <= c.start < span[1]]
        if here:
            said[here[0], k] = 1
    return said


def places(p: passages.Passage) -> tuple[np.ndarray, np.ndarray]:
    """Return for each word the window of ``encoder.read`` in which it lies farthest from an edge, and its row there."""
    window, row = np.zeros((2, len(p.first)), int)
    margin = np.full(len(p.first), -1)
    for k, (start, end) in enumerate(passages.windows(p, encoder.SIZE, encoder.OVERLAP)):
        here = np.minimum(p.first - start, end - 1 - p.first)
        window, row = np.where(here > margin, k, window), np.where(here > margin, p.first - start + 1, row)
        margin = np.maximum(here, margin)
    return window, row


def read(
    text: str, graph: InferenceSession, own: InferenceSession
) -> tuple[encoder.Reading, passages.Passage, np.ndarray]:
    """Return the encoder's reading of a text, its passage and the states of its words, all of one pass.

    ``graph`` is an encoder with the output ``states`` beside those of ``encoder.read``, ``own`` the layers over these
    that only this head has.
    """
    p = passages.passage(text, encoder.tokenizer())
    kept: list[np.ndarray] = []

    def run(*window: np.ndarray) -> tuple[np.ndarray, ...]:
        inputs = dict(zip(("ids", "cases", "layouts"), (w[None] for w in window), strict=True))
        *said, states = graph.run(["names", "roles", "links", "states"], inputs)
        kept.append(own.run(["who"], {"states": states})[0][0])
        return tuple(part[0] for part in said)

    reading = encoder.assemble(p, run)
    window, row = places(p)
    return reading, p, np.stack(kept)[window, row] if kept else np.zeros((0, 0))


def allowed(m: Mentions, rows: slice, cols: slice) -> np.ndarray:
    """Return which candidates (``cols``) each asking one (``rows``) may choose.

    All those before it; a pronoun also names and phrases a little behind it, and "I" whoever says the quotation.
    """
    a, b = np.arange(rows.start, rows.stop)[:, None], np.arange(cols.start, cols.stop)[None]
    near = (b > a) & (m.first[cols][None] - m.last[rows][:, None] < AFTER) & (m.kind[rows][:, None] >= THIRD)
    says = (m.kind[rows][:, None] == SPEAKER) & (m.kind[cols][None] == THIRD) & (m.inside[rows] @ m.source[cols].T > 0)
    return (b < a) | (near & ((m.kind[cols][None] < THIRD) | says))


def features(m: Mentions, rows: slice, cols: slice) -> dict[str, np.ndarray]:
    """Return what each pair has to do with each other: an index of its ``SIZES`` a feature, asking × answering."""
    a, b = m.part(rows), m.part(cols)
    gap = decoding.gaps(np.stack([a.first, a.last], 1), np.stack([b.first, b.last], 1))
    order = np.arange(rows.start, rows.stop)[:, None] - np.arange(cols.start, cols.stop)[None]
    quoted = (a.quotation[:, None] > 0) + 2 * (b.quotation[None] > 0)
    quoted = np.where((quoted == 3) & (a.quotation[:, None] == b.quotation[None]), 4, quoted)
    speaks = np.where(a.inside @ b.source.T > 0, 1, np.where(a.source @ b.inside.T > 0, 2, 0))
    shared = a.bag @ b.bag.T
    long, other = a.bag.sum(1)[:, None], b.bag.sum(1)[None]
    within = (shared > 0) & (shared == np.minimum(long, other))
    head = a.head[:, None] == b.head[None]
    holds = (b.first[None] <= a.first[:, None]) & (a.last[:, None] <= b.last[None])
    held = (a.first[:, None] <= b.first[None]) & (b.last[None] <= a.last[:, None])
    return {
        "words": _signed(gap, BUCKETS),
        "sentences": _signed(b.sentence[None] - a.sentence[:, None], SENTENCES),
        "between": _signed(-order, BETWEEN),
        "quotation": 3 * quoted + speaks,
        "same": np.where(within & (long == other), 3, np.where(within, 2, 1 * head)),
        "nested": np.where(holds, 1, np.where(held, 2, 0)),
        "forms": 9 * a.form[:, None] + b.form[None],
    }


def _signed(distance: np.ndarray, buckets: np.ndarray) -> np.ndarray:
    size = np.digitize(np.abs(distance), buckets) - 1
    return np.where(distance < 0, size, size + len(buckets))


def hidden(states: Any, which: str, w: Weights) -> Any:
    """Return the hidden numbers of ``first`` or ``last`` words from their states (n × width)."""
    return (states @ w[which] + w[f"{which}_bias"]).clip(0)


def scores(first: Any, last: Any, kind: np.ndarray, pairs: tuple[slice, slice], told: dict, w: Weights) -> tuple:
    """Return how well candidates fit (asking × answering) and how well nobody does (asking × 1).

    ``first`` and ``last`` are ``hidden`` of all candidates, ``told`` the ``features`` of ``pairs``.
    """
    rows, cols = pairs

    def vectors(part: slice, role: str) -> Any:
        every = first[part] @ w[f"{role}_first"] + last[part] @ w[f"{role}_last"]
        every = every.reshape(len(every), len(KINDS), VECTOR + 1)
        return every[np.arange(len(every)), kind[part]]

    asks, answers = vectors(rows, "asking"), vectors(cols, "answering")
    fits = asks[:, :VECTOR] @ answers[:, :VECTOR].T / VECTOR**0.5 + answers[:, VECTOR]
    pair = len(KINDS) * kind[rows][:, None] + kind[cols][None]
    for name, value in told.items():
        fits = fits + w[name][pair, value]
    return fits, asks[:, VECTOR:]


def choices(m: Mentions, states: np.ndarray, w: Weights) -> list[Choice]:
    """Return what each candidate means, calibrated; ``states`` has a row a word (see ``read``)."""
    n = len(m.kind)
    first, last = hidden(states[m.first], "first", w), hidden(states[m.last - 1], "last", w)
    made = []
    for at in range(0, n, BLOCK):
        rows = slice(at, min(at + BLOCK, n))
        cols = slice(max(0, at - BEFORE), int(np.searchsorted(m.first, m.last[rows].max() + AFTER)))
        fits, nobody = scores(first, last, m.kind, (rows, cols), features(m, rows, cols), w)
        slope, offset = w["calibration"][m.kind[rows]].T
        fits, nobody = fits * slope[:, None], nobody[:, 0] * slope + offset
        for row, own, may in zip(fits, nobody, allowed(m, rows, cols), strict=True):
            of = np.flatnonzero(may)
            said = np.append(row[of], own)
            made.append(Choice(of + cols.start, said - np.logaddexp.reduce(said)))
    return made


def entities(told: Sequence[Choice], known: Sequence[int | None], least: Sequence[float]) -> list[Meant]:
    """Join candidates to entities; what is said of an entity's places adds up, each as far as it is sure itself.

    Parameters
    ----------
    told
        What each candidate means (``choices``).
    known
        The entity (0 …) of candidates that are settled already, None for those that ask.
    least
        For each candidate the probability from which on it is joined.
    """
    base = max((k for k in known if k is not None), default=-1) + 1  # from here on a candidate stands for itself
    at = [{base + i if k is None else k: 1.0} for i, k in enumerate(known)]
    asks = [i for i, k in enumerate(known) if k is None]
    for i in asks * PASSES:
        at[i] = _walk(told[i], at, base + i)
    joined: dict[int, int] = {}
    meant = [Meant(-1, -1, 1.0)] * len(at)
    for i in asks:
        best = max(at[i], key=at[i].__getitem__)
        sure = at[i][best]
        meant[i] = Meant(-1, -1, at[i][base + i])
        if best != base + i and sure >= least[i] and _end(joined, best) != base + i:
            each = [p * at[j].get(best, 0.0) for j, p in zip(told[i].of, np.exp(told[i].likely), strict=False)]
            meant[i] = Meant(-1, int(told[i].of[int(np.argmax(each))]), sure)
            joined[base + i] = best
    ends = [_end(joined, base + i if k is None else k) for i, k in enumerate(known)]
    shared = {_end(joined, e) for e in joined} | {k for k in known if k is not None}
    return [Meant(e if e in shared else -1, *m[1:]) for e, m in zip(ends, meant, strict=True)]


def _walk(choice: Choice, at: list[dict[int, float]], own: int) -> dict[int, float]:
    """Return where a walk from candidate to candidate ends: in which entity, or in its ``own``, a new one.

    What leads back to itself says nothing: "I" is who says it, and "he said" may lead to that "I".
    """
    sums: dict[int, float] = {}
    likely = np.exp(choice.likely)
    for j in np.flatnonzero(likely[:-1] > FAINT):
        for entity, p in at[choice.of[j]].items():
            sums[entity] = sums.get(entity, 0.0) + float(likely[j]) * p
    sums.pop(own, None)
    total = sum(sums.values()) + float(likely[-1])
    return {e: p / total for e, p in sums.items() if p > FAINT * total} | {own: float(likely[-1]) / total}


def _end(joined: dict[int, int], entity: int) -> int:
    while entity in joined:
        entity = joined[entity]
    return entity
