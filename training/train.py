"""Train the encoder and its heads.  ``python training/train.py OUT`` (see config.yml)."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import yaml
from tokenizers import Tokenizer
from torch.nn import functional as F

import marked
from data import Example, Words, attributed, learnt, named, read, silver
from evaluate import dev_scores
from marked import Marked
from model import Encoder, base, start
from stancebook.text import decoding, encoder, passages

HERE = Path(__file__).parent
Sets = tuple[list[Example], list[Example], list[Marked]]  # articles with quotes, newspapers with names, marked actors
Batch = list[dict] | list[list[Marked]]  # windows of articles, or of sentences
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def cut(example: Example, low: int, high: int) -> dict:
    """One training window, pieces ``[low, high)``: arrays of pieces, labels of words, links asked inside it."""
    p = example.p
    a, b = (int(x) for x in np.searchsorted(p.first, (low, high)))
    rows = p.first[a:b] - low + 1
    ids, cases, layouts = encoder.with_marks(p, low, high)

    def inside(span: Words | None) -> Words | None:
        return (span[0] - a, span[1] - a) if span and a <= span[0] and span[1] <= b else None

    links = [{inside(k): inside(v) for k, v in link.items() if inside(k)} for link in example.links]
    return {"ids": ids, "cases": cases, "layouts": layouts, "rows": rows, "names": example.names[a:b],
            "roles": example.roles[a:b], "links": links}  # fmt: skip


def windows_of(examples: list[Example], size: int, rng: random.Random) -> list[dict]:
    """Cut every article into windows from a random first piece, so that no epoch sees the same edges."""
    made = []
    for e in examples:
        n = len(e.p.ids)
        at = 0 if n <= size else -rng.randrange(size // 2)
        while at < n:
            low, high = max(at, 0), min(at + size, n)
            if high - low > 16:
                made.append(cut(e, low, high))
            at += size
    return made


def batch(items: list[dict]) -> dict:
    """Pad windows to one length."""
    longest = max(len(i["ids"]) for i in items)
    out = {k: torch.zeros(len(items), longest, dtype=torch.long) for k in ("ids", "cases", "layouts", "mask")}
    for label in ("names", "roles"):
        out[label] = torch.full((len(items), longest), -1)
    for r, item in enumerate(items):
        n = len(item["ids"])
        for k in ("ids", "cases", "layouts"):
            out[k][r, :n] = torch.from_numpy(item[k])
        out["mask"][r, :n] = 1
        for label in ("names", "roles"):
            out[label][r, item["rows"]] = torch.from_numpy(item[label])
    return {k: v.to(DEVICE) for k, v in out.items()}


def by_role(tags: np.ndarray) -> dict[str, list[Words]]:
    """Return the spans of each role in a row of BIO tags."""
    found: dict[str, list[Words]] = {role: [] for role in decoding.ROLES}
    for first, last, label in decoding.runs(tags):
        found[decoding.ROLES[label]].append((first, last))
    return found


def nearest(span: Words | None, among: list[Words]) -> int | None:
    """Return which of ``among`` shares at least half of its words with ``span``."""

    def shared(other: Words) -> float:
        both = min(span[1], other[1]) - max(span[0], other[0])
        return both / (max(span[1], other[1]) - min(span[0], other[0]))

    best = max(range(len(among)), key=lambda i: shared(among[i]), default=None) if span else None
    return best if best is not None and shared(among[best]) >= 0.5 else None


def pools(item: dict, tags: np.ndarray | None, rng: random.Random) -> tuple[dict, dict]:
    """Return the spans that may ask and those that may answer, by role.

    Those of the gold, or, given the model's own ``tags``, what it finds itself and half of what it misses: at run time
    the right cue is often not there, and "none of them" must be learnt.
    """
    gold = by_role(item["roles"])
    if tags is None:
        return gold, gold
    own = by_role(tags)
    missed = {r: [s for s in gold[r] if nearest(s, own[r]) is None and rng.random() < 0.5] for r in gold}
    return own, {r: own[r] + missed[r] for r in gold}


def link_losses(model: Encoder, vectors: torch.Tensor, item: dict, asking: dict, answering: dict) -> list[torch.Tensor]:
    """Return for each link the cross entropies of choosing the right answer, one for each asking span."""
    v = vectors[torch.from_numpy(item["rows"]).to(vectors.device)]
    losses = []
    for which, (who, whom) in enumerate(decoding.LINKS):
        askers, right = [], []
        for span, answer in item["links"][which].items():
            own = nearest(span, asking[who])
            askers.append(span if own is None else asking[who][own])
            right.append(nearest(answer, answering[whom]))
        if not askers:
            losses.append(torch.zeros(0, device=vectors.device))
            continue
        a, t = (np.array(x, int).reshape(-1, 2) for x in (askers, answering[whom]))
        score = torch.cat(encoder.link_scores(v, which, a, t, model.bias), 1)
        right = torch.tensor([len(t) if r is None else r for r in right], device=vectors.device)
        losses.append(F.cross_entropy(score.float(), right, reduction="none"))
    return losses


def loss_of(model: Encoder, items: list[dict], weights: dict, own: bool, rng: random.Random) -> torch.Tensor:
    """The weighted sum of the heads' losses over a batch; heads without labels in it add nothing."""
    b = batch(items)
    names, roles, vectors = model(b["ids"], b["cases"], b["layouts"], b["mask"])
    total = torch.zeros((), device=DEVICE)
    for head, scores in (("names", names), ("roles", roles)):
        if (b[head] >= 0).any():
            total = total + weights[head] * F.cross_entropy(
                scores.float().flatten(0, 1), b[head].flatten(), ignore_index=-1, label_smoothing=weights["smoothing"]
            )
    found = roles.detach().argmax(-1).cpu().numpy()
    linked = []
    for r, item in enumerate(items):
        if any(item["links"]):
            asking, answering = pools(item, found[r, item["rows"]] if own else None, rng)
            linked.append(link_losses(model, vectors[r], item, asking, answering))
    for losses in zip(*linked, strict=True):
        every = torch.cat(losses)
        if len(every):
            total = total + weights["links"] * every.mean()
    return total


def epoch_of(config: dict, cycle: dict, sets: Sets, rng: random.Random) -> list[Batch]:
    """Return the batches of one epoch, of about equal numbers of pieces, those of all tasks shuffled together.

    Of the articles' batches the cycle's ``articles`` share is taken, others each time; of the sentences with marked
    actors its ``marked`` share of the neutral pairs (0: no marked actors at all).
    """
    batches: list[Batch] = []
    for examples in sets[:2]:
        items = sorted(windows_of(examples, config["size"], rng), key=lambda i: len(i["ids"]) + rng.random() * 40)
        batches.append([])
        for item in items:
            if (len(batches[-1]) + 1) * len(item["ids"]) > config["batch"]:
                batches.append([])
            batches[-1].append(item)
    batches = rng.sample(batches, round(cycle["articles"] * len(batches)))
    if cycle["marked"]:
        rows = marked.drawn(sets[2], cycle["marked"], cycle["repeats"], rng)
        batches += marked.batches(rows, config["sentences"], config["batch"], rng)
    rng.shuffle(batches)
    return batches


def optimiser_of(model: Encoder, lr: float, lr_heads: float, weight_decay: float, steps: int) -> tuple:
    """Return AdamW, heads learning faster than layers, and its schedule: 5% rising, then falling to nothing."""
    layers = ("bert.", "marked.")
    slow = [p for n, p in model.named_parameters() if n.startswith(layers)]
    fast = [p for n, p in model.named_parameters() if not n.startswith(layers)]
    groups = [{"params": slow, "lr": lr}, {"params": fast, "lr": lr_heads}]
    optimiser = torch.optim.AdamW(groups, weight_decay=weight_decay, fused=True)

    def shape(step: int) -> float:
        return min(step / (0.05 * steps), max(0.0, (steps - step) / (0.95 * steps)))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, shape)


def train(
    model: Encoder, batches: list[Batch], optimiser, schedule, weights: dict, own: bool, rng: random.Random
) -> float:
    """Take one step a batch; return the mean loss.  ``own``: links are learnt on the spans that the model finds."""
    model.train()
    losses = []
    for items in batches:
        with torch.autocast(DEVICE, torch.bfloat16, enabled=DEVICE == "cuda"):
            if isinstance(items[0], dict):
                loss = loss_of(model, items, weights, own, rng)
            else:
                said = marked.answers(model, items, rng)
                rows = [row for window in items for row in window]
                loss = marked.losses(rows, said, weights["relations"], weights["smoothing"])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if len(losses) % 50 == 0:
            print(f"  {len(losses)} of {len(batches)} steps, loss {np.mean(losses[-50:]):.3f}", flush=True)
    return float(np.mean(losses))


def cycle(model: Encoder, config: dict, number: int, sets: Sets) -> Iterator[float]:
    """Train through one cycle of the learning rate with a new optimiser and seed; yield the loss of each epoch."""
    rng = random.Random(config["seed"] + number)
    torch.manual_seed(config["seed"] + number)
    here = config["cycles"][number]
    steps = here["epochs"] * len(epoch_of(config, here, sets, rng))
    optimiser, schedule = optimiser_of(model, here["lr"], here["lr_heads"], config["weight_decay"], steps)
    drawn = marked.drawn(sets[2], here["marked"], here["repeats"], rng)
    weights = config["weights"] | {"relations": marked.class_weights(drawn)}
    for epoch in range(here["epochs"]):
        batches = epoch_of(config, here, sets, rng)
        own = number > 0 or epoch > 0  # the first epoch finds too little to learn links on
        yield train(model, batches, optimiser, schedule, weights, own, rng)


def training_sets(tokenizer: Tokenizer, folder: Path) -> Sets:
    """Return what weights are learnt on; what a teacher has read (teacher.py) only where ``folder`` has it."""
    read_by_teacher = folder / "taught.jsonl"
    rows = [json.loads(line) for line in read_by_teacher.open(encoding="utf-8")] if read_by_teacher.exists() else []
    return (
        attributed(learnt(read("polnear_train")), tokenizer, silver(folder)),
        named(learnt(read("worldwide_train")), tokenizer),
        [*marked.training_set(tokenizer), *marked.taught(rows, tokenizer)],
    )


def main(out: str, *changes: str) -> None:
    """Train as config.yml says (``changes`` are ``key=value``), tell development scores, write ``out``/cycle_<n>.pt."""
    config = yaml.safe_load((HERE / "config.yml").read_text())
    config |= {key: yaml.safe_load(value) for key, value in (change.split("=") for change in changes)}
    published = base(config["base"])
    tokenizer = passages.load_tokenizer(Path(f"{published}/tokenizer.json").read_text(encoding="utf-8"))
    folder = Path(out)
    sets = training_sets(tokenizer, folder)
    gold = read("polnear_dev")
    dev, dev_names = attributed(gold, tokenizer), named(read("worldwide_dev"), tokenizer)
    dev_marked = marked.dev_sets(tokenizer)
    torch.manual_seed(config["seed"])
    model = start(published).to(DEVICE)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(config["from_cycle"], len(config["cycles"])):
        here = config["cycles"][number]
        if number:  # a cycle always goes on from what those before wrote, so that it can be run by itself
            model.load_state_dict(blended(folder, here.get("after", number - 1), here["blend"]))
        for epoch, loss in enumerate(cycle(model, config, number, sets), 1):
            scores = dev_scores(model, DEVICE, dev, gold, dev_names) if here["articles"] else {}
            if here["marked"]:
                scores |= marked.dev_scores(lambda rows: marked.logits(model, rows), dev_marked)
            print(json.dumps({"cycle": number, "epoch": epoch, "loss": round(loss, 4)} | scores), flush=True)
            torch.save({k: v.half() for k, v in model.state_dict().items()}, folder / f"cycle_{number}.pt")
        if here.get("keep"):
            torch.save(mixed(folder, number, here["after"], here["keep"]), folder / f"cycle_{number}.pt")


def mixed(folder: Path, number: int, start: int, share: float) -> dict[str, torch.Tensor]:
    """Return the weights of a cycle with a ``share`` of those it started from (Wortsman et al. 2022)."""
    new, old = (torch.load(folder / f"cycle_{n}.pt") for n in (number, start))
    return {k: ((1 - share) * v.float() + share * old[k].float()).half() for k, v in new.items()}


def blended(folder: Path, after: int, share: float) -> dict[str, torch.Tensor]:
    """Return the weights that a cycle starts from, those of cycle ``after``.

    With a ``share`` those of the cycle before it come in (Wortsman et al. 2022), but for the marked layers and
    heads, which it did not train: what was learnt last cost names and quotes some of what they knew.
    """
    weights = {k: v.float() for k, v in torch.load(folder / f"cycle_{after}.pt").items()}
    if share:
        earlier = torch.load(folder / f"cycle_{after - 1}.pt")
        for name in weights:
            if not name.startswith(("marked.", "marks.", "pairs.", "targets.")):
                weights[name] = share * earlier[name].float() + (1 - share) * weights[name]
    return weights


if __name__ == "__main__":
    main(*sys.argv[1:])
