"""Files of many formats to the ``documents`` table; what can't be read, or is there twice, to ``skipped``.

A folder may hold ``sources.csv`` (columns path, source, published, title, byline, section, url, note; paths relative
to the folder, "wires.csv:7" for an article within a file): what it says of an article goes before what the file says.
``columns.yml`` tells what the columns of tables are.  Those and ``paths.ANALYST_FILES`` are the analyst's own
files and no articles.  A file named outright is read whatever it is called.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook import tables
from stancebook.files import copies, readers
from stancebook.files.characters import Unreadable, one_line
from stancebook.files.dates import DateError, parse_date
from stancebook.files.sidefiles import NAMES, SideFiles, why
from stancebook.paths import shown

LOST_ROWS, NOTED_ROWS = 50, 3  # rows of ``skipped`` for the same of several articles of a file, left out or read
MOST_CHARACTERS = 1_000_000  # characters; spaCy parses no more at once
# Language is judged from 120 bytes of UTF-8 on: some 20 English words, or 40 Chinese characters.
JUDGED = 120
# A text is foreign where py3langid gives English less than this, and its three best guesses together (Arabic
# and its dialects share the points) more than that.  Lists of names leave it undecided, and are kept.
ENGLISH, SURE = 0.01, 0.9


@dataclass
class _Batch:
    """What reading has brought together so far."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.side = SideFiles(self.skip)

    def skip(self, item: str, reason: object, stage: str = "ingest") -> None:
        self.skipped.append({"stage": stage, "item": one_line(item), "reason": one_line(str(reason))})


def read_articles(
    paths: Iterable[Path | str] | Path | str, fold_duplicates: bool = True, check_language: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read files and folders into the ``documents`` and ``skipped`` tables.

    Parameters
    ----------
    paths
        Files (``readers.FORMATS``) and folders, which are read with all folders below them, in the order of their
        names.
    fold_duplicates
        Keep only the first of articles whose texts are the same but for white space.
    check_language
        Leave out articles that are plainly not English.

    Returns
    -------
    documents, skipped
        Articles in input order; ``text`` exactly as decoded, but for markup and mojibake that are undone and told;
        ``path`` the file and the place in it; ``guessed`` the fields that were inferred; ``doc_id`` as given by the
        file, else the first twelve digits of the text's SHA-256; ``language`` ISO 639-1 (``en``: other languages are
        skipped, and a text too short to judge is taken for English); near copies share a ``cluster_id``.
        ``skipped`` has stage "ingest" for what is not in ``documents``, and "ingest:date", "ingest:encoding",
        "ingest:markup", "ingest:cut", "ingest:fields", "ingest:doc_id", "ingest:sources", "ingest:columns",
        "ingest:export" for what is, but could not be read as it stands.
    """
    batch = _Batch()
    for path, root in _files([paths] if isinstance(paths, str | Path) else paths, batch):
        _read_file(path, root, batch)
    rows = [row for row in batch.rows if _usable(row, check_language, batch)]
    _name(rows, batch)
    if fold_duplicates:
        rows = _fold(rows, batch)
    for row, first in zip(rows, copies.clusters([row["text"] for row in rows]), strict=True):
        row["cluster_id"] = rows[first]["doc_id"]
    return tables.make("documents", rows), tables.make("skipped", batch.skipped)


def _files(paths: Iterable[Path | str], batch: _Batch) -> Iterator[tuple[Path, Path]]:
    """Yield every article file with the folder up to which its ``sources.csv`` is looked for."""
    for path in map(Path, paths):
        if _is_folder(path):
            yield from ((found, path) for found in _walk(path, batch))
        else:
            yield path, path.parent


def _is_folder(path: Path) -> bool:
    """Tell whether ``path`` is a folder; of what can't even be looked at, reading it will tell."""
    return os.path.isdir(path)  # noqa: PTH112 (Path.is_dir raises where access is denied or a name is too long)


def _walk(top: Path, batch: _Batch) -> Iterator[Path]:
    """Yield the files below ``top`` in the order of their names; hidden and odd ones are noted."""
    waiting = _listed(top, batch)  # and not recursion: folders may lie deeper than Python calls
    while waiting:
        path = waiting.pop()
        if path.name.startswith("."):
            batch.skip(shown(path), "is hidden: rename it if it is an article")
        elif _is_folder(path) and path.is_symlink():
            batch.skip(shown(path), "is a link to a folder, and those are not followed: name that folder as well")
        elif _is_folder(path):
            waiting += _listed(path, batch)
        elif path.name == "sources.csv":
            batch.side.sources(path)
        elif path.name not in NAMES:
            yield path


def _listed(folder: Path, batch: _Batch) -> list[Path]:
    """Return what lies in ``folder``, the first name last."""
    try:
        return sorted(folder.iterdir(), key=lambda p: p.name, reverse=True)
    except OSError as error:
        batch.skip(shown(folder), f"can't be listed ({error.strerror}): make the folder readable")
        return []


def _read_file(path: Path, root: Path, batch: _Batch) -> None:
    """Add the articles of one file; what the analyst's files say of them goes before what it says itself."""
    name, told = shown(path), _Told(batch, shown(path))
    before = len(batch.rows)
    try:
        beside = batch.side.beside(path, root)
        for place, found in readers.articles_in(path, batch.side.columns(path, root)):
            item = name + place
            if isinstance(found, Unreadable):
                told.skip(item, found)
                continue
            for stage, reason in found.pop("notes"):
                told.skip(item, reason, stage)
            own = beside(place)
            guessed = [field for field in found.pop("guessed") if field not in own]
            batch.rows.append({**found, **own, "guessed": guessed, "path": item})
    except Exception as error:
        told.skip(name, why(error))
    if len(batch.rows) == before and not told.times:
        told.skip(name, "holds no article: delete it, or look whether it was saved whole")
    told.close()


class _Told:
    """Tells what a file's articles have in common a few times, and then how often."""

    def __init__(self, batch: _Batch, name: str) -> None:
        self.batch, self.name = batch, name
        self.times: Counter[tuple[str, str]] = Counter()

    def skip(self, item: str, reason: object, stage: str = "ingest") -> None:
        key = (stage, str(reason))
        self.times[key] += 1
        if self.times[key] <= (LOST_ROWS if stage == "ingest" else NOTED_ROWS):
            self.batch.skip(item, reason, stage)

    def close(self) -> None:
        for (stage, reason), n in self.times.items():
            more = n - (LOST_ROWS if stage == "ingest" else NOTED_ROWS)
            if more > 0:
                self.batch.skip(self.name, f"has {more:,} more articles of which the same is told: {reason}", stage)


def _usable(row: dict[str, Any], check_language: bool, batch: _Batch) -> bool:
    """Fill in what follows from the text; note why an article can't be analysed."""
    try:
        return _complete(row, check_language, batch)
    except Exception as error:
        batch.skip(row["path"], why(error))
        return False


def _complete(row: dict[str, Any], check_language: bool, batch: _Batch) -> bool:
    text = row["text"]
    if not any(c.isalpha() for c in text):
        batch.skip(row["path"], "holds no words: save the article again, or delete it")
    elif len(text) > MOST_CHARACTERS:
        batch.skip(
            row["path"], f"has {len(text):,} characters, and {MOST_CHARACTERS:,} is the most: split it into articles"
        )
    elif check_language and (language := foreign(text)):
        batch.skip(row["path"], f"is not English (looks like {language!r}): translate it, or leave it out")
    else:
        try:
            row["published"] = parse_date(row.get("published", ""))
        except DateError as error:
            row["published"] = None
            batch.skip(row["path"], f"the date {error}", "ingest:date")
        row["sha256"] = hashlib.sha256(text.encode("utf-8")).hexdigest()
        row["language"], row["n_words"] = "en", len(text.split())
        return True
    return False


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def foreign(text: str) -> str | None:
    """Return the ISO 639 code of the language of ``text`` where it is plainly not English, else None.

    py3langid (Lui and Baldwin 2012), with a margin; a text of which a third reads as English is kept.
    """
    third = len(text) // 3 + 1
    best = None
    for part in (text, *(text[i : i + third] for i in range(0, len(text), third))):
        if len(part.encode("utf-8")) < JUDGED:
            continue
        ranked = _identifier().rank(part)
        if dict(ranked)["en"] >= ENGLISH or sum(p for _, p in ranked[:3]) < SURE:
            return None
        best = best or ranked[0][0]
    return best


def _name(rows: list[dict[str, Any]], batch: _Batch) -> None:
    """Give each row a ``doc_id`` of its own; one that is taken gets "-2", "-3" and so on."""
    given = {row["doc_id"] for row in rows if "doc_id" in row}
    taken: set[str] = set()
    for row in rows:
        wanted = row.get("doc_id") or row["sha256"][:12]
        doc_id, n = wanted, 1
        while doc_id in taken or (n > 1 and doc_id in given):
            n += 1
            doc_id = f"{wanted}-{n}"
        if "doc_id" in row and n > 1:
            batch.skip(
                row["path"],
                f"doc_id {wanted!r} stands twice; this one is {doc_id!r}: make them differ",
                "ingest:doc_id",
            )
        row["doc_id"] = doc_id
        taken.add(doc_id)


def _fold(rows: list[dict[str, Any]], batch: _Batch) -> list[dict[str, Any]]:
    """Keep the first of rows with the same text, white space aside."""
    first: dict[str, dict] = {}
    for row in rows:
        kept = first.setdefault(" ".join(row["text"].split()), row)
        if kept is not row:
            batch.skip(row["path"], f"has the same text as {kept['doc_id']} ({kept['path']}): counted once")
    return list(first.values())
