"""Our readings of news articles to chains: ``python training/labels.py SHEETS READINGS OUT``.

``SHEETS/meta.json`` has each sheet's ``doc_id`` and numbered spans, ``READINGS/<reading>/NNN.txt`` what a reader wrote
the three parts of LABELS.md.  Writes ``OUT/own_who.jsonl``: spans, chains and edges, no text.  What two readings
disagree on, or a reader was unsure of, is in ``unsure`` and neither learnt nor measured; an edge has ``both``.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import label_edges
from data import read

LINE = re.compile(r'(?:(\d+)|\+"(.*)"(?:#(\d+))?)\s+(E\d+)(\?)?')
Span = tuple[int, int]
Reading = dict[Span, str]  # span -> entity, "?" where a reader was unsure


def reading(path: Path, spans: list[Span], text: str) -> tuple[Reading, dict[str, str]]:
    """Return whom each span means in one reader's file, and each entity's kind."""
    entities, _, rest = path.read_text(encoding="utf-8").partition("MENTIONS")
    kinds = {w[0]: w[1] for line in entities.splitlines() if len(w := line.split()) > 1 and w[0][1:].isdigit()}
    told: Reading = {}
    for line in rest.partition("EDGES")[0].splitlines():
        if not (found := LINE.match(line.strip())):
            continue
        number, words, which, entity, unsure = found.groups()
        if number is not None:
            span = spans[int(number)] if int(number) < len(spans) else None
        else:
            at = [m.start() for m in re.finditer(re.escape(words), text)]
            k = int(which or 1) - 1
            span = (at[k], at[k] + len(words)) if k < len(at) else None
        if span and entity in kinds:
            told[tuple(span)] = "?" if unsure else entity
    return told, kinds


def aligned(a: Reading, b: Reading) -> dict[str, str]:
    """Return for each entity of ``a`` the one of ``b`` that it shares most spans with, one to one."""
    shared = Counter((a[s], b[s]) for s in a.keys() & b.keys() if "?" not in (a[s], b[s]))
    made: dict[str, str] = {}
    for (x, y), _ in shared.most_common():
        if x not in made and y not in made.values():
            made[x] = y
    return made


def agreed(a: Reading, b: Reading) -> tuple[Reading, set[Span]]:
    """Return the spans that both readings give to the same entity, and those that they do not."""
    same = aligned(a, b)
    both = {s: a[s] for s in a.keys() & b.keys() if same.get(a[s]) == b[s]}
    return both, (a.keys() | b.keys()) - both.keys()


def kind(text: str, span: Span) -> str:
    """Return ``pronoun``, ``name`` or ``noun`` by the look of a span."""
    from stancebook.actors.candidates import FORMS

    words = text[slice(*span)].split()
    if len(words) == 1 and words[0].lower() in FORMS and words[0] != "US":
        return "pronoun"
    return "name" if words and words[-1][:1].isupper() else "noun"


def labelled(sheet: dict, paths: list[Path], text: str) -> dict:
    """Return what the readers of one sheet agree on: chains of spans, and edges between chains by their number."""
    spans = [tuple(s) for s in sheet["spans"]]
    read_by = [reading(path, spans, text)[0] for path in paths[:2]]
    told, unsure = agreed(*read_by) if len(read_by) > 1 else (read_by[0], set())
    unsure |= {s for s, e in told.items() if e == "?"}
    chains: dict[str, list[dict]] = {}
    for span, entity in sorted(told.items()):
        if span not in unsure:
            mention = {"start": span[0], "end": span[1], "head": None, "kind": kind(text, span)}
            chains.setdefault(entity, []).append(mention)
    row = {"doc_id": sheet["doc_id"], "readings": len(read_by), "chains": list(chains.values())}
    if len(read_by) > 1:
        number, same = {entity: i for i, entity in enumerate(chains)}, aligned(read_by[1], read_by[0])
        a, b = (label_edges.edges(path, spans) for path in paths[:2])
        row["edges"] = label_edges.numbered(label_edges.agreed(a, list(label_edges.renamed(b, same))), number)
    return row | {"unsure": sorted(unsure)}


def main(sheets: str, readings: str, out: str) -> None:
    """Write the articles that somebody has read."""
    texts = {row["doc_id"]: row["text"] for name in ("worldwide_train", "polnear_train") for row in read(name)}
    lines = []
    for sheet in json.loads((Path(sheets) / "meta.json").read_text(encoding="utf-8")):
        if paths := sorted(Path(readings).glob(f"*/{sheet['i']:03d}.txt")):
            lines.append(json.dumps(labelled(sheet, paths, texts[sheet["doc_id"]])))
    (Path(out) / "own_who.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} articles")


if __name__ == "__main__":
    main(*sys.argv[1:])
