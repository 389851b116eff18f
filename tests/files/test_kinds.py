"""Every kind of file, written by real writers: all of its articles found, their fields and text as they were."""

import re

import pandas as pd
import pytest

from files import exporting, making
from stancebook.files import ingest

KINDS = {**making.KINDS, **exporting.KINDS}


def squeezed(text):
    return " ".join(text.split())


def check(kind, found, folder):
    """Write a file of a kind and return what is wrong with what was read of it."""
    _, fields, make = KINDS[kind]
    name, data = make(found)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    documents, skipped = ingest.read_articles([folder], fold_duplicates=False, check_language=False)
    lost = [r for s, r in zip(skipped["stage"], skipped["reason"], strict=True) if s in ("ingest", "ingest:date")]
    if len(documents) != len(found):
        return [f"{len(documents)} of {len(found)} articles; {lost}"]
    wrong = [f"told: {reason}" for reason in lost if "no pages" not in reason]
    rows = {row["title"]: row for row in documents.to_dict("records")}
    for a in found:
        row = rows.get(a.title)
        if row is None:
            wrong.append(f"title {list(rows)} for {a.title!r}")
            continue
        for name in fields:
            wanted = pd.Timestamp(a.day) if name == "published" else getattr(a, name)
            value = row[name].normalize() if name == "published" and not pd.isna(row[name]) else row[name]
            if value != wanted:
                wrong.append(f"{name}: {row[name]!r} for {wanted!r}")
        wrong += text_of(kind, a, row["text"])
    return wrong


def text_of(kind, a, text):
    body = squeezed(text)
    if kind in making.IN_PRINT:
        start = body.find(squeezed(a.paragraphs[0]))
        if start < 0 or len(body[:start].split()) > len(a.title.split()) + 12:
            return [f"text begins {body[:200]!r}"]
        body = body[start:]
    if kind in making.HEADED:
        body = body.removeprefix(a.title).strip()
    wanted = squeezed(a.text)
    if body == wanted:
        return []
    at = next((i for i, (x, y) in enumerate(zip(body, wanted, strict=False)) if x != y), min(len(body), len(wanted)))
    return [f"text at {at}: {body[at - 20 : at + 60]!r} for {wanted[at - 20 : at + 60]!r}"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_all_articles_of_a_kind_with_their_fields_and_text(kind, tmp_path):
    number = KINDS[kind][0]
    assert check(kind, making.articles(number, seed=len(kind)), tmp_path / kind) == []


def test_paragraphs_are_kept_apart(tmp_path):
    one = making.articles(1)
    for kind in ("docx", "rtf", "pdf", "nexis_docx", "factiva_rtf", "europresse", "proquest_eml"):
        name, data = KINDS[kind][2](one)
        (tmp_path / f"{kind}_{name}").write_bytes(data)
    documents, _ = ingest.read_articles([tmp_path], fold_duplicates=False)
    for text in documents["text"]:
        assert [p for p in re.split(r"\n\s*\n", text) if len(p) > 120] == one[0].paragraphs
