"""What the rules reach without the encoder, on the development files: the baseline that SCORES.md names.

``python rules_alone.py SCORERS`` with ``STANCEBOOK_GOLD`` set; runs with the project's own Python.  The product always
reads with the encoder; here its parts are called one by one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from data import GOLD, macro_f1, read, relation
from stancebook import tables
from stancebook.quotes import attribution
from stancebook.stance import pairs
from stancebook.text import language


def quotes(scorers: Path) -> str:
    """Return what the scorer says of the rules' quotes in PolNeAR."""
    rows = read("polnear_dev")
    documents = pd.DataFrame({"doc_id": [r["doc_id"] for r in rows], "text": [r["text"] for r in rows]})
    parsed = dict(zip(documents["doc_id"], language.parse(documents["text"]), strict=True))
    found = tables.by_document(attribution.quotes_in(documents, parsed, None, tables.make("mentions", [])))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for row in rows:
            kept = [
                {k: q[k] for k in ("quote_id", "kind", "content", "cue", "source", "confidence")}
                for q in found[row["doc_id"]]
            ]
            file.write(json.dumps({"doc_id": row["doc_id"], "text": row["text"], "quotes": kept}) + "\n")
        file.flush()
        command = [sys.executable, scorers / "attribution.py", GOLD / "polnear_dev.jsonl", file.name]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def stances(name: str) -> float:
    """Return macro F1 of the relation of two marked actors."""
    rows = read(name)
    frame = pd.DataFrame([(r["text"], *r["a"], *r["b"]) for r in rows])
    frame.columns = ["text", "a_start", "a_end", "b_start", "b_end"]
    told = pairs.classify_parsed(frame, language.parse(frame["text"]))["relation"]
    return macro_f1(np.array([relation(r) for r in rows]), told.to_numpy())


if __name__ == "__main__":
    print(quotes(Path(sys.argv[1])))
    print({"dse_dev": round(100 * stances("dse_dev"), 1)})
