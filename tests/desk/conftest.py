"""Two articles, and a desk on them."""

from __future__ import annotations

import json

import pytest

from stancebook import Desk

ARTICLES = {
    "a": ("Norland and Westmark part", "2024-03-02",
          "Norland condemned Westmark on Monday over the closure of the border crossing.\n\n"
          "“Westmark has betrayed its neighbours,” President Anna Berg of Norland told reporters in Oslo.\n\n"
          "Trade between Norland and Sudland will grow next year because the port has reopened, the ministry said."),
    "b": ("<b>Sudland</b> answers", "2024-04-05",
          "Sudland praised Norland <script>alert(1)</script> for its help after the flood.\n\n"
          "“We thank Norland & its people,” Prime Minister Carl Oser said.\n\n"
          "Tariffs on goods that cross the border will fall, and exports from Norland to Sudland will rise, he said."),
}  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    top = tmp_path_factory.mktemp("news")
    rows = [{"title": t, "date": d, "source": f"The {i.upper()} Post", "text": x} for i, (t, d, x) in ARTICLES.items()]
    (top / "news.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    listed = ["name,aliases,kind,role,wikidata,focus"] + [
        f"{name},,country,,," for name in ("Norland", "Sudland", "Westmark")
    ]
    (top / "actors.csv").write_text("\n".join(listed) + "\n", encoding="utf-8")
    (top / "corrections.yml").write_text("# ours\n", encoding="utf-8")
    return top


@pytest.fixture(scope="session")
def desk(folder, tmp_path_factory):
    return Desk(folder, store=str(tmp_path_factory.mktemp("store") / "articles.sqlite"), author="jd")
