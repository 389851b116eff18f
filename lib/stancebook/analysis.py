"""A batch of documents to all tables: the one function that ``extract``, the notebooks and every engine call."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from stancebook import (
    ENGINES,
    actors,
    claims,
    corrections,
    firstperson,
    identity,
    ingest,
    language,
    mending,
    quotes,
    sentiment,
    stance,
    tables,
    timeline,
)
from stancebook.stories import telling

PER_ARTICLE = "documents sentences actors mentions quotes stances tones claims events skipped".split()
WRITTEN = [*PER_ARTICLE, "corrections", "stories"]  # what a run folder holds beside aggregates


def analyse(
    documents: pd.DataFrame, analyst: pd.DataFrame | None = None, engine: str = ENGINES[0]
) -> dict[str, pd.DataFrame]:
    """Read every document once and return the per-article tables.

    Parameters
    ----------
    documents
        Table ``documents``.
    analyst
        The analyst's actors (``actors.read_analyst``), or None.
    engine
        What finds names and quotes: ``rules`` (spaCy's names, rules over its parse) or ``encoder`` (our own model).

    Raises
    ------
    ValueError
        If ``engine`` is neither.
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    dict
        Tables ``documents, sentences, actors, mentions, quotes, stances, tones, claims, events, skipped``.  A
        document too long to parse keeps its row in ``documents`` and gets one in ``skipped``.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is unknown; use one of {', '.join(ENGINES)}")
    fits = documents["text"].str.len() <= language.LONGEST
    parts = [_batch(batch, analyst, engine) for batch in tables.batches(documents[fits])]
    actors_found = _one_row_an_actor([p.pop("actors") for p in parts])
    whole = {name: tables.concat(name, [p[name] for p in parts]) for name in parts[0]} if parts else tables.empty()
    whole["actors"] = actors_found
    whole["quotes"].attrs = {"engine": engine}
    whole["documents"] = documents.reset_index(drop=True)
    whole["skipped"] = tables.make("skipped", _too_long(documents[~fits]))
    whole = identity.unite(whole, actors.entries(analyst))
    return {name: whole[name] for name in PER_ARTICLE}


def _too_long(documents: pd.DataFrame) -> list[dict]:
    reason = f"longer than {language.LONGEST:,} characters: split it into its articles"
    return [{"stage": "analysis", "item": path, "reason": reason} for path in documents["path"]]


def _batch(documents: pd.DataFrame, analyst: pd.DataFrame | None, engine: str) -> dict[str, pd.DataFrame]:
    named, attributed = _encoded(documents) if engine == "encoder" else (None, None)
    parsed = dict(zip(documents["doc_id"], language.parse(documents["text"], named), strict=True))
    sents = language.sentences(documents)
    who, mentions = actors.resolve(documents, parsed, sents, analyst)
    said = quotes.find(documents, parsed, sents, mentions, attributed)
    who, mentions = firstperson.resolve(documents, sents, who, mentions, said, actors.entries(analyst))
    return {
        "sentences": sents,
        "actors": who,
        "mentions": mentions,
        "quotes": said,
        "stances": stance.find(documents, parsed, sents, mentions, said, engine),
        "tones": sentiment.tones(documents, parsed, sents, mentions, said, engine),
        "claims": claims.find(documents, parsed, sents, mentions, who, said, engine),
        "events": timeline.events(documents, parsed, sents, mentions),
    }


def _encoded(documents: pd.DataFrame) -> tuple[list[language.Named], dict[str, list]]:
    """Return the encoder's names of each document and its attributions by ``doc_id``, from one pass over the text."""
    from stancebook import encoder  # the rules do without its libraries

    named, said = [], {}
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        reading = encoder.read(text)  # large: one at a time
        named.append(encoder.names(text, reading))
        said[doc_id] = encoder.said(reading)
    return named, said


def _one_row_an_actor(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Join the actor tables of batches: aliases united, the first known role and identifier kept."""
    merged: dict[str, dict] = {}
    for row in (row for part in parts for row in part.to_dict("records")):
        kept = merged.setdefault(row["actor_id"], row)
        kept["aliases"] = sorted({*kept["aliases"], *row["aliases"]} - {kept["name"]})
        for column in ("role", "wikidata"):
            if pd.isna(kept[column]):
                kept[column] = row[column]
    return tables.make("actors", sorted(merged.values(), key=lambda row: row["actor_id"]))


def read_corpus(
    corpus: Path,
    actors_file: Path | None = None,
    date_from: str = "",
    date_to: str = "",
    engine: str = ENGINES[0],
    corrections_file: Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Read the articles under ``corpus`` and analyse those published in ``[date_from, date_to]`` (see ``analyse``).

    A document without a date is kept only when no date is asked for; every document left out gets a row in
    ``skipped``.  The analyst's corrections are made in what was found; table ``corrections`` tells what became of each.

    Raises
    ------
    FileNotFoundError
        If ``corpus`` does not exist.
    ValueError
        If a date is not ISO (``2019-09-30``), the engine unknown, or a row of the analyst's files bad.
    """
    if not corpus.exists():
        raise FileNotFoundError(f"corpus {corpus} does not exist: give a folder of articles, or one file")
    documents, skipped = ingest.read_articles([corpus])
    documents, outside = _between(documents, date_from, date_to)
    # both before the long work, so that a bad row is told of at once
    analyst = actors.read_analyst(actors_file) if actors_file and actors_file.exists() else None
    mends = corrections.read(corrections_file) if corrections_file and corrections_file.exists() else []
    found = analyse(documents, analyst, engine)
    found["skipped"] = tables.concat("skipped", [skipped, outside, found["skipped"]])
    found = mending.apply(found, mends)
    return {**found, **telling.tell(found, language.finite)}


def _between(documents: pd.DataFrame, date_from: str, date_to: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split documents into those inside the dates asked for and ``skipped`` rows for the rest."""
    keep = pd.Series(True, index=documents.index)
    for name, value in (("date_from", date_from), ("date_to", date_to)):
        if value:
            try:
                day = pd.Timestamp(value)
            except ValueError as error:
                raise ValueError(f"{name} is {value!r}: write a date as 2019-09-30") from error
            keep &= (
                documents["published"] >= day
                if name == "date_from"
                else documents["published"] < day + pd.Timedelta(days=1)
            )
    rows = [
        {"stage": "dates", "item": row.path, "reason": "no publication date: add one in sources.csv to have it read"
         if pd.isna(row.published) else f"published {row.published:%Y-%m-%d}, outside the dates asked for"}
        for row in documents.loc[~keep].itertuples()
    ]  # fmt: skip
    return documents.loc[keep].reset_index(drop=True), tables.make("skipped", rows)


def open_tables(output: Path, corpus: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a run folder; made from ``corpus`` and the analyst's files in it where there are none yet.

    So a notebook can be opened by itself, before ``01_ingest`` was run.
    """
    folder, beside = output / "tables", corpus if corpus.is_dir() else corpus.parent
    if not all((folder / f"{name}.parquet").exists() for name in WRITTEN):
        made = read_corpus(corpus, beside / "actors.csv", corrections_file=beside / "corrections.yml")
        tables.write(made, folder)
    return tables.read(folder, *WRITTEN)
