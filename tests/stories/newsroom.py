"""Short news for the tests of stories: articles as tables, without the analysis that finds names and quotes."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from stancebook import tables
from stancebook.text import language

OWN = Path(__file__).parent / "articles.jsonl"  # fictional, written for these tests; the middle of doc_id is the story
NAMES = {
    "Petra Holm": "person:petra-holm", "Rashid Anwar": "person:rashid-anwar", "Norland": "country:norland",
    "Sudland": "country:sudland", "Westmark": "country:westmark", "Kettle Valley": "place:kettle-valley",
}  # fmt: skip
DUTY = (
    "Norland will charge a duty of 25 per cent on steel from Sudland, Petra Holm announced on Tuesday.\n\n"
    "The trade minister said that mills there dump coils below cost. Furnaces in the Kettle Valley stand idle."
)
ANSWER = (
    "Sudland will challenge the duty of 25 per cent on its steel before the world's trade court.\n\n"
    "“This has no basis in fact,” said Rashid Anwar. Norland's minister Petra Holm accuses its mills of dumping coils."
)
HERRING = (
    "Petra Holm of Norland signed an accord on herring with Westmark on Thursday that ends a quarrel over quotas.\n\n"
    "Skippers on both coasts said that they could live with it. Sudland does not fish there."
)


def documents(*rows: dict) -> pd.DataFrame:
    """Return the table; each row has ``text``, and what else is not to be made up."""
    made = [
        {"doc_id": f"d{i}", "path": f"{i}.txt", "source": f"Outlet {i}", "published": "2022-09-06", "language": "en",
         "sha256": str(i), "cluster_id": row.get("doc_id", f"d{i}"), "n_words": len(row["text"].split()), **row}
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return tables.make("documents", made)


def found(*rows: dict) -> dict[str, pd.DataFrame]:
    """Return all tables for such documents, their mentions wherever one of ``NAMES`` stands."""
    docs = documents(*rows)
    sentences = language.sentences(docs)
    actors = [{"actor_id": i, "name": name, "kind": i.split(":")[0]} for name, i in NAMES.items()]
    mentions = [
        {"mention_id": f"{s.doc_id}:m{s.start + m.start()}", "doc_id": s.doc_id, "sent_id": s.sent_id,
         "actor_id": NAMES[m.group()], "start": s.start + m.start(), "end": s.start + m.end(), "kind": "name",
         "confidence": 1.0, "rule": "test"}
        for s in sentences.itertuples()
        for m in re.finditer("|".join(NAMES), docs.set_index("doc_id")["text"][s.doc_id][s.start : s.end])
    ]  # fmt: skip
    made = {"documents": docs, "sentences": sentences, "actors": tables.make("actors", actors)}
    return {**tables.empty(), **made, "mentions": tables.make("mentions", mentions)}


def quote(docs: pd.DataFrame, doc_id: str, words: str, **more: object) -> dict:
    """Return a row of ``quotes`` whose content is ``words``."""
    start = docs.set_index("doc_id")["text"][doc_id].index(words)
    return {"quote_id": f"{doc_id}:q{start}", "doc_id": doc_id, "kind": "direct", "manner": "said",
            "confidence": 0.9, "rule": "t",
            "content": [[start, start + len(words)]], **more}  # fmt: skip
