"""Gold chains of mentions to articles in which candidates ask and answer."""

from __future__ import annotations

import json
import random
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from data import read
from stancebook.actors import candidates
from stancebook.actors.candidates import Candidate, Mentions
from stancebook.text import passages
from stancebook.text.decoding import Attributed

OWN = "own_who"
UNKNOWN, NOBODY = -2, -1  # of a candidate's chain: not said; of no chain
Row = dict


@dataclass
class Chained:
    """A text with candidates and their chains; a row a candidate.

    ``asks`` says which are learnt from, ``weighed`` which may be chosen, ``unsure`` that nobody may be right too.
    """

    doc_id: str
    p: passages.Passage
    mentions: Mentions
    chain: np.ndarray
    asks: np.ndarray
    weighed: np.ndarray
    unsure: bool = False


def found_in(folder: Path, name: str) -> dict[str, Row]:
    """Return what possible.py found in a gold file, by ``doc_id``."""
    lines = (folder / f"candidates_{name}.jsonl").open(encoding="utf-8")
    return {row["doc_id"]: row for row in map(json.loads, lines)}


def said(row: Row) -> list[Attributed]:
    """Return the attributions that possible.py wrote."""
    return [
        Attributed(None, [tuple(c) for c in contents], source and tuple(source), 1.0)
        for source, contents in row["said"]
    ]


def meant(c: Candidate, gold: list[Row], text: str) -> Row | None:
    """Return the smallest gold mention that a candidate is: it holds its head, or lacking one opens or ends it."""

    def same(m: Row) -> bool:
        if not (m["start"] <= c.start and c.end <= m["end"]):
            return False
        if m["head"]:
            return c.start <= m["head"][0] and m["head"][1] <= c.end
        before = text[m["start"] : c.start].split()  # a title
        return not before or (c.end == m["end"] and len(before) <= 2 and "of" not in before)

    return min(filter(same, gold), key=lambda m: m["end"] - m["start"], default=None)


def chained(rows: list[Row], found: dict[str, Row], tokenizer: Tokenizer) -> list[Chained]:
    """Return texts with all their chains.

    Phrases that a full annotation (with heads) lacks are not asked; what readers were unsure of is not chosen either.
    """
    made = []
    for row in rows:
        spans = [Candidate(*c) for c in found[row["doc_id"]]["found"]]
        gold = [m | {"chain": k} for k, chain in enumerate(row["chains"]) for m in chain]
        heads = any(m["head"] for m in gold)
        chain = []
        for c in spans:
            near = [m for m in gold if m["start"] <= c.start and c.end <= m["end"]]
            hit = meant(c, near, row["text"])
            chain.append(hit["chain"] if hit else UNKNOWN if heads and c.kind < candidates.THIRD else NOBODY)
        p = passages.passage(row["text"], tokenizer)
        mentions = candidates.prepare(row["text"], p, spans, said(found[row["doc_id"]]))
        doubted = {tuple(span) for span in row.get("unsure", ())}
        weighed = np.array([c[:2] not in doubted for c in spans], bool)
        told = np.where(weighed, np.array(chain, int), UNKNOWN)
        made.append(Chained(row["doc_id"], p, mentions, told, told != UNKNOWN, weighed))
    return made


def over(c: Candidate, span: list[int]) -> bool:
    """Tell whether two spans overlap."""
    return c.start < span[1] and span[0] < c.end


def pronouns(rows: list[Row], found: dict[str, Row], tokenizer: Tokenizer) -> list[Chained]:
    """Return GAP's texts: one pronoun asks, of which only two names are known to be meant or not."""
    made = []
    for row in rows:
        spans = [Candidate(*c) for c in found[row["doc_id"]]["found"]]
        spans += [
            Candidate(*name, candidates.NAME) for name in (row["a"], row["b"]) if not any(over(c, name) for c in spans)
        ]
        spans = candidates.ordered(spans)
        asks = np.array([[c.start, c.end] == row["pronoun"] for c in spans])
        if asks.any():
            p = passages.passage(row["text"], tokenizer)
            mentions = candidates.prepare(row["text"], p, spans, said(found[row["doc_id"]]))
            right, wrong = _told(row, spans, mentions)
            made.append(Chained(row["doc_id"], p, mentions, *_weighed(right, wrong, mentions, asks)))
    return made


def _told(row: Row, spans: list[Candidate], m: Mentions) -> tuple[np.ndarray, np.ndarray]:
    """Return the names that are meant and those that are not; names with a word in common go together."""
    alike = (m.bag @ m.bag.T) > 0
    right, wrong = np.zeros((2, len(spans)), bool)
    for name in "ab":
        here = np.array([over(c, row[name]) and c.kind == candidates.NAME for c in spans])
        same = (here | alike[here].any(0)) & (m.kind == candidates.NAME)
        right, wrong = (right | same, wrong) if row[f"{name}_same"] else (right, wrong | same)
    return right & ~wrong, wrong


def _weighed(right: np.ndarray, wrong: np.ndarray, m: Mentions, asks: np.ndarray) -> tuple:
    """Return chain, asks, weighed, unsure.

    Where a name is meant, it is to be chosen before other names and phrases; other pronouns, which are often the same,
    are not weighed.  Where none is, anything else may be meant.
    """
    if right.any():
        return np.where(right | asks, 0, UNKNOWN), asks, m.kind < candidates.THIRD, False
    return np.where(wrong, UNKNOWN, 0), asks, np.ones(len(asks), bool), True


def replaced(path: Path, tokenizer: Tokenizer) -> list[Chained]:
    """Return the articles of replaced.py: pronouns put for names ask; the other pronouns may mean the same."""
    made = []
    for row in map(json.loads, path.open(encoding="utf-8") if path.exists() else ()):
        found = sorted(row["found"], key=lambda f: (f[0], -f[1]))
        p = passages.passage(row["text"], tokenizer)
        mentions = candidates.prepare(row["text"], p, [Candidate(*f[:3]) for f in found], said(row))
        asks = np.array([f[4] for f in found])
        chain = np.array([f[3] for f in found])
        made.append(Chained(row["doc_id"], p, mentions, chain, asks, (mentions.kind < candidates.THIRD) | asks))
    return made


def cut(article: Chained, low: int, high: int) -> Chained:
    """Return pieces ``[low, high)`` of an article with the candidates that lie in them."""
    p, m = article.p, article.mentions
    a, b = (int(x) for x in np.searchsorted(p.first, (low, high)))
    pieces = (values[low:high] for values in (p.ids, p.cases, p.layouts))
    part = passages.Passage(*pieces, p.first[a:b] - low, p.starts[a:b], p.ends[a:b])
    keep = np.flatnonzero((m.first >= a) & (m.last <= b))
    inside = m.part(keep)
    inside.first, inside.last = inside.first - a, inside.last - a
    return Chained(
        article.doc_id, part, inside, article.chain[keep], article.asks[keep], article.weighed[keep], article.unsure
    )


def chunks(articles: list[Chained], size: int, rng: random.Random) -> list[Chained]:
    """Cut articles into parts of at most ``size`` pieces; a long one at other places each time."""
    made = []
    for article in articles:
        n = len(article.p.ids)
        at = -rng.randrange(size // 2) if n > size else 0
        while at < n:
            low, high = max(at, 0), min(at + size, n)
            part = cut(article, low, high) if (low, high) != (0, n) else article
            if len(part.chain):
                made.append(part)
            at += size
    return made


def batches(parts: list[Chained], size: int, rng: random.Random) -> list[list[Chained]]:
    """Group parts into batches of about ``size`` pieces."""
    parts = sorted(parts, key=lambda part: len(part.p.ids) + rng.random() * 40)
    made: list[list[Chained]] = [[]] if parts else []
    room = size
    for part in parts:
        if made[-1] and len(part.p.ids) > room:
            made.append([])
            room = size
        made[-1].append(part)
        room -= len(part.p.ids)
    return made


def own(folder: Path, held: bool) -> list[Row]:
    """Return the half of the news articles that we labelled (labels.py) that is ``held`` out of training, or the other.

    Their chains are all that there are: what is in none means nobody.
    """
    path = folder / f"{OWN}.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []
    texts = {row["doc_id"]: row["text"] for name in ("worldwide_train", "polnear_train") for row in read(name)}
    half = [row for row in rows if zlib.crc32(row["doc_id"].encode()) % 2 == held]
    return [row | {"text": texts[row["doc_id"]], "whole": True} for row in half]
