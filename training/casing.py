"""How news writes its words: ``python training/casing.py`` prints ``lib/stancebook/text/data/casing.csv``.

Counted inside the sentences of ``worldwide_train`` and ``polnear_train``.  ``title`` are words that a dictionary has in
small letters too ("bush", "turkey") and news nearly always with a capital; ``upper`` are written in capitals alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from data import read
from stancebook.text import casing

WORD = re.compile(r"(?<=[a-z,;] )[A-Za-z][a-zA-Z]+(?![\w'’-])")


def counted() -> dict[str, Counter[str]]:
    """Return word -> how often it stands in small letters, with a capital, in capitals, in ordinary paragraphs."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in ("worldwide_train", "polnear_train"):
        for paragraph in (p for row in read(name) for p in row["text"].split("\n")):
            if not casing.shouted(paragraph):
                for word in WORD.findall(paragraph):
                    seen[word.lower()]["upper" if word.isupper() else "title" if word.istitle() else "lower"] += 1
    return seen


def main() -> None:
    """Print the rows."""
    print("# How news writes words that a dictionary has in small letters, and abbreviations (training/casing.py).")
    print("form,words")
    seen = counted()
    title = [w for w, n in seen.items() if n["title"] >= 8 and n["title"] > 4 * n["lower"] + n["upper"]]
    upper = [w for w, n in seen.items() if n["upper"] >= 3 and n["upper"] >= n["lower"] + n["title"]]
    for form, words in (("title", [w for w in title if casing.in_dictionary(w)]), ("upper", upper)):
        print(f"{form},{' '.join(sorted(words))}")


if __name__ == "__main__":
    main()
