"""A batch of documents to all tables: the one function that whoever reads articles calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from stancebook import tables
from stancebook.actors import analyst_file, crowds, firstperson, gazetteer, identity, voices, within
from stancebook.files.bounds import at_most
from stancebook.quotes import attribution, turns, unparsed
from stancebook.text import coref_head, encoder, language, legible, roles

PER_ARTICLE = "documents sentences actors mentions quotes stances tones claims events skipped".split()
NAMES_AND_QUOTES = "documents sentences actors mentions quotes skipped".split()

Frames = dict[str, pd.DataFrame]
Read = Callable[[pd.DataFrame], Frames]  # documents -> tables
# A last net under texts that some step takes far longer for than for any text we know (about 1 s for 1,000 words).
SECONDS, SECONDS_A_WORD = 120.0, 0.02


def analyse(
    documents: pd.DataFrame, analyst: pd.DataFrame | None = None, quotes_only: bool = False, strict: bool = False
) -> dict[str, pd.DataFrame]:
    """Read every document once and return the per-article tables.

    Parameters
    ----------
    documents
        Table ``documents``.
    analyst
        The analyst's actors (``analyst_file.read_analyst``), or None.
    quotes_only
        Names and quotes alone, without a parse, more than twice as fast (see ``unparsed``).
    strict
        Raise what an article breaks the reading with, instead of telling it in ``skipped``.

    Returns
    -------
    dict
        Tables ``documents, sentences, actors, mentions, quotes, skipped`` and, without ``quotes_only``, ``stances,
        tones, claims, events``.  An article that is too long, breaks the reading or takes out of all proportion long
        keeps its row in ``documents`` and has one in ``skipped``; the others are read all the same.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    """
    read = partial(_legibly, unparsed.names_and_quotes if quotes_only else _everything, analyst)
    fits = documents["text"].str.len() <= language.MOST_CHARACTERS
    parts, skipped = [], [*_too_long(documents[~fits]), *_odd_text(documents[fits])]
    for batch in tables.batches(documents[fits]):
        found, broken = tolerant(batch, read, (Exception,) if strict else (encoder.ModelError,))
        parts += found
        skipped += broken
    actors = _one_row_an_actor([part.pop("actors") for part in parts])
    names = NAMES_AND_QUOTES if quotes_only else PER_ARTICLE
    whole = {name: tables.concat(name, [part[name] for part in parts if name in part]) for name in names}
    whole["actors"] = actors
    whole["documents"] = documents.reset_index(drop=True)
    whole["skipped"] = tables.make("skipped", skipped)
    return whole if quotes_only else identity.unite(whole, analyst_file.entries(analyst))


def _legibly(
    read: Callable[[pd.DataFrame, pd.DataFrame | None], Frames], analyst: pd.DataFrame | None, documents: pd.DataFrame
) -> Frames:
    """Read the texts as their readers see them; the spans of what is found are those of the originals."""
    names, given = gazetteer.written(), gazetteer.first_names()
    texts = {d.doc_id: legible.legible(d.text, names, given) for d in documents.itertuples()}
    found = read(documents.assign(text=[seen.text for seen in texts.values()]), analyst)
    found = {name: legible.restored(frame, name, texts) for name, frame in found.items()}
    found["sentences"] = legible.with_hidden(found["sentences"], texts)
    return found


def _too_long(documents: pd.DataFrame) -> list[dict]:
    reason = f"longer than {language.MOST_CHARACTERS:,} characters: split it into its articles"
    return [{"stage": "analysis", "item": path, "reason": reason} for path in documents["path"]]


def _odd_text(documents: pd.DataFrame) -> list[dict]:
    """Return what is told of text that is not read as it stands: long runs without a space, no full stops."""
    rows = []
    for document in documents.itertuples():
        for n, what in (
            (language.unread(document.text), "in runs without a space were not read: leave them out"),
            (
                language.without_stops(document.text),
                "without a full stop were read in pieces of sentences: add full stops",
            ),
        ):
            if n:
                rows.append({"stage": "sentences", "item": document.path, "reason": f"{n:,} characters {what}"})
    return rows


def _everything(documents: pd.DataFrame, analyst: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    # Imported here: names and quotes alone do without spaCy, which takes a second to load.
    from stancebook.stance import anchor, positions
    from stancebook.tone import tones
    from stancebook.trade import claims, timeline

    named, attributed, states = encoded(documents)
    parsed = dict(zip(named, language.parse(documents["text"], named.values()), strict=True))
    sents = language.sentences(documents)
    who, mentions = within.resolve(documents, parsed, sents, named, attributed, states, analyst)
    who, mentions, heard = voices.with_voices(documents, sents, who, mentions)
    quotes = attribution.quotes_in(documents, parsed, sents, mentions, attributed)
    quotes = roles.of_body(turns.with_turns(documents, quotes, heard), sents)
    known = analyst_file.entries(analyst)
    who, mentions = firstperson.resolve(documents, sents, who, mentions, quotes, known, heard)
    read = list(anchor.articles(documents, parsed, sents, mentions, quotes))

    def asserted(rows: pd.DataFrame, **with_sentences: pd.DataFrame) -> pd.DataFrame:
        return turns.without_questions(roles.of_body(rows, sents), documents, quotes, **with_sentences)

    found = {
        "sentences": sents,
        "actors": who,
        "mentions": mentions,
        "quotes": quotes,
        "stances": asserted(positions.stances_in(read), sentences=sents),
        "tones": asserted(tones.tones(read)),
        "claims": asserted(claims.claims_in(documents, parsed, sents, mentions, who, quotes)),
        "events": roles.of_body(timeline.events(documents, parsed, sents, mentions), sents),
    }
    return crowds.without_idle(found, known)


def encoded(
    documents: pd.DataFrame,
) -> tuple[dict[str, language.Named], dict[str, list], dict[str, coref_head.States]]:
    """Return the encoder's names, attributions and states by ``doc_id``, from one pass over each text."""
    named, attributed, states = {}, {}, {}
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        reading, states[doc_id] = coref_head.encode(text)  # large: one at a time
        named[doc_id] = encoder.names(text, reading)
        attributed[doc_id] = roles.in_body(encoder.attributed(reading), text)
    return named, attributed, states


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


def tolerant(
    documents: pd.DataFrame, read: Read, fatal: tuple[type[Exception], ...] = ()
) -> tuple[list[Frames], list[dict]]:
    """Read ``documents``; where one breaks the reading, read the others without it.

    Parameters
    ----------
    documents
        Table ``documents``, a batch of it.
    read
        The reading of a batch.
    fatal
        Errors that are no article's fault (a damaged model) and end the reading.

    Returns
    -------
    list of dict, list of dict
        Tables of the parts that were read, in order, and rows of table ``skipped`` for the articles that were not.
    """
    try:
        with at_most(len(documents) * SECONDS + SECONDS_A_WORD * documents["n_words"].sum()):
            return [read(documents)], []
    except fatal:
        raise
    except Exception as error:
        if len(documents) == 1:
            reason = f"broke the reading ({_line(error)}): report it with the article"
            return [], [{"stage": "analysis", "item": documents["path"].iloc[0], "reason": reason}]
    half = (len(documents) + 1) // 2
    parts, skipped = [], []
    for part in (documents.iloc[:half], documents.iloc[half:]):
        found, left = tolerant(part.reset_index(drop=True), read, fatal)
        parts += found
        skipped += left
    return parts, skipped


def _line(error: BaseException) -> str:
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message[:300]}" if message else type(error).__name__
