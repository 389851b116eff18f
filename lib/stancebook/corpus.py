"""A folder of articles to tables: read, kept between dates, analysed, corrected by the analyst's hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from stancebook import pipeline, tables
from stancebook.actors import analyst_file
from stancebook.corrections import mending, yml
from stancebook.files import ingest
from stancebook.paths import desk_files, shown
from stancebook.stories import telling
from stancebook.text import language

WRITTEN = [*pipeline.PER_ARTICLE, "corrections", "stories"]  # what a run folder holds beside aggregates


class NothingToReadError(ValueError):
    """No article is left to analyse; the message says where was looked, and why what was there was not read."""


def read_corpus(
    corpus: Path,
    actors_file: Path | None = None,
    date_from: str = "",
    date_to: str = "",
    corrections_file: Path | None = None,
    allow_empty: bool = False,
    each: pipeline.Each = map,
) -> dict[str, pd.DataFrame]:
    """Read the articles under ``corpus`` and analyse those published in ``[date_from, date_to]`` (see ``analyse``).

    A document without a date is kept only when no date is asked for; every document left out gets a row in
    ``skipped``.  The analyst's corrections are made in what was found; table ``corrections`` tells what became of each.
    ``each`` is as ``analyse`` takes it: the store's reads no article twice.

    Raises
    ------
    FileNotFoundError
        If ``corpus`` does not exist.
    NothingToReadError
        If no article is left to analyse, unless ``allow_empty``.
    ValueError
        If a date is not ISO (``2019-09-30``), or a row of the analyst's files bad.
    """
    if not corpus.exists():
        raise FileNotFoundError(f"corpus {corpus} does not exist: give a folder of articles, or one file")
    # both before the long work, so that a bad row is told of at once
    analyst = analyst_file.read_analyst(actors_file) if actors_file and actors_file.exists() else None
    mends = yml.read_corrections(corrections_file) if corrections_file and corrections_file.exists() else []
    documents, skipped = ingest.read_articles([corpus])
    documents, outside = _between(documents, date_from, date_to)
    if not allow_empty:
        _refuse_nothing(documents, corpus, tables.concat("skipped", [skipped, outside]))
    found = pipeline.analyse(documents, analyst, each=each)
    found["skipped"] = tables.concat("skipped", [skipped, outside, found["skipped"]])
    broken = found["skipped"].query("stage == 'analysis'")
    if not allow_empty:
        _refuse_nothing(documents[~documents["path"].isin(broken["item"])], corpus, found["skipped"])
    found = mending.apply(found, mends)
    return {**found, **telling.tell(found, language.finite)}


def _refuse_nothing(documents: pd.DataFrame, corpus: Path, skipped: pd.DataFrame) -> None:
    """Raise ``NothingToReadError`` when no document is left: an empty report must not take the place of a full one."""
    if len(documents):
        return
    reasons = [f"{row.item} {row.reason}" for row in skipped.head(3).itertuples()]
    more = f" (and {len(skipped) - 3} more)" if len(skipped) > 3 else ""
    why = f"{len(skipped)} skipped: {'; '.join(reasons)}{more}" if reasons else "it holds no file"
    raise NothingToReadError(f"no article to read in {shown(corpus)}: {why}")


def days(date_from: str, date_to: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first day that is read and the day after the last, the far ends of time for an empty one.

    Raises
    ------
    ValueError
        If a date is not ISO (``2019-09-30``), or the first comes after the last.
    """
    ends = [pd.Timestamp.min, pd.Timestamp.max]
    for i, (name, value) in enumerate((("date_from", date_from), ("date_to", date_to))):
        if value:
            try:
                ends[i] = pd.Timestamp(date.fromisoformat(value.strip())) + pd.Timedelta(days=i)
            except ValueError as error:
                raise ValueError(f"{name} is {value!r}: write a date as 2019-09-30") from error
    if ends[0] >= ends[1]:
        raise ValueError(f"date_from {date_from} comes after date_to {date_to}: no article could be read")
    return ends[0], ends[1]


def _between(documents: pd.DataFrame, date_from: str, date_to: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split documents into those inside the dates asked for and ``skipped`` rows for the rest."""
    keep = pd.Series(True, index=documents.index)
    if date_from or date_to:
        first, end = days(date_from, date_to)
        keep = documents["published"].between(first, end, inclusive="left")
    rows = [
        {"stage": "dates", "item": row.path, "reason": "no publication date: add one in sources.csv to have it read"
         if pd.isna(row.published) else f"published {row.published:%Y-%m-%d}, outside the dates asked for"}
        for row in documents.loc[~keep].itertuples()
    ]  # fmt: skip
    return documents.loc[keep].reset_index(drop=True), tables.make("skipped", rows)


def open_tables(output: Path, corpus: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a run folder; made from ``corpus`` and the analyst's files where there are none yet.

    So a notebook can be opened by itself, before ``01_ingest`` was run; the files are those it would take by itself.
    """
    folder = output / "tables"
    if not all((folder / f"{name}.parquet").exists() for name in WRITTEN):
        actors_file, corrections_file = desk_files(corpus)
        tables.write(read_corpus(corpus, actors_file, corrections_file=corrections_file), folder)
    return tables.read(folder, *WRITTEN)
