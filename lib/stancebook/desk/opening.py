"""What a desk is opened on: a folder of articles, read with the store, or the folder of a run."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stancebook import corpus as reading
from stancebook import parallel, tables
from stancebook.article import Packed, Source
from stancebook.corrections import mending, yml
from stancebook.paths import desk_files, project_path, shown
from stancebook.pipeline import Read
from stancebook.runs import progress
from stancebook.runs.store import Store
from stancebook.stories import telling
from stancebook.text import language

Tables = dict[str, pd.DataFrame]
STOPPED = "stopped before it was read: open the desk again to go on where it stopped"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """Where a desk's tables come from; ``found`` has the corrections of the file made."""

    found: Tables
    corpus: Path | None
    corrections: Path | None
    run: Path | None = None


def opened(what: str | Path, store: str = "reports/articles.sqlite") -> Opened:
    """Return the tables of a folder of articles (what is new is read, and kept at once) or of a run.

    An interrupt while articles are read leaves those not reached out; each has a row in ``skipped``.

    Raises
    ------
    FileNotFoundError
        If there is nothing of that name.
    NothingToReadError, ValueError
        As ``corpus.read_corpus``.
    """
    path = project_path(what)
    if (path / "tables" / "documents.parquet").is_file():
        return _of_run(path)
    if not path.exists():
        raise FileNotFoundError(
            f"{what} is not there (looked for {path}): give a folder of articles (seeds) or of a run (reports/latest)"
        )
    actors, corrections = desk_files(path)
    bare = reading.read_corpus(path, actors, each=Patient(store).each)
    return Opened(mended(bare, corrections), path, corrections)


def mended(bare: Tables, corrections: Path) -> Tables:
    """Return the tables with the corrections of a file made, and the stories told anew if there are any."""
    mends = yml.read_corrections(corrections) if corrections.is_file() else []
    return retold(mending.apply(bare, mends)) if mends else bare


def retold(found: Tables) -> Tables:
    """Return the tables with their stories told anew."""
    return {**found, **telling.tell(found, language.finite)}


def _of_run(folder: Path) -> Opened:
    found = tables.read(folder / "tables", *reading.WRITTEN)
    run = folder / "run.json"
    try:
        given = json.loads(run.read_text(encoding="utf-8"))["parameters"]["01_ingest"]
        path = project_path(given["corpus"])
    except (OSError, ValueError, KeyError, TypeError):
        return Opened(found, None, None, run=folder)
    _, corrections = desk_files(path, given.get("actors_file", ""), given.get("corrections_file", ""))
    return Opened(found, path, corrections, run=folder)


@dataclass(frozen=True)
class Patient:
    """The store's reading, that an interrupt ends without losing what was read."""

    store: str

    def each(self, read: Read, sources: Sequence[Source]) -> Iterator[Packed]:
        """Yield what was read in each article; after an interrupt, that the others were not, unless they are kept."""
        kept, done = Store(project_path(self.store), progress.teller(), parallel.reading()), 0
        try:
            for article in kept.each(read, sources):
                done += 1
                yield article
        except KeyboardInterrupt:
            log.warning("stopped: what was read is kept, and the desk opens with it (%s)", shown(kept.path))
            yield from Store(kept.path, keeps=False).each(_stopped, sources[done:])


def _stopped(source: Source) -> Packed:
    return {"skipped": {"stage": ["analysis"], "reason": [STOPPED]}}
