"""A batch of documents to all tables: the one function that whoever reads articles calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from stancebook.actors import analyst_file, crowds, firstperson, gazetteer, identity, voices, within
from stancebook.article import PLACEHOLDER, Frames, Packed, Source, packed, whole
from stancebook.files.bounds import at_most
from stancebook.quotes import attribution, turns, unparsed
from stancebook.text import coref_head, encoder, language, legible, roles

if TYPE_CHECKING:
    from stancebook.stance.anchor import Article

PER_ARTICLE = "documents sentences actors mentions quotes stances tones claims events skipped".split()
NAMES_AND_QUOTES = "documents sentences actors mentions quotes skipped".split()

Read = Callable[[Source], Packed]
Each = Callable[[Read, Sequence[Source]], Iterable[Packed]]  # has articles read, or knows what reading them gave
# A last net under texts that some step takes far longer for than for any text we know (about 1 s for 1,000 words), in
# seconds of the processor: a machine with other work to do costs no article.
SECONDS, SECONDS_A_WORD = 120.0, 0.02


def analyse(
    documents: pd.DataFrame,
    analyst: pd.DataFrame | None = None,
    quotes_only: bool = False,
    strict: bool = False,
    each: Each = map,
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
    each
        Gives what was read in each article, in order; the store's knows those that were read before.

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
    articles = each(partial(read, strict=strict), sources(documents, analyst, quotes_only))
    names = NAMES_AND_QUOTES if quotes_only else PER_ARTICLE
    found = whole(zip(documents["doc_id"], documents["path"], articles, strict=True), names[1:])
    found = {**found, "documents": documents.reset_index(drop=True)}
    return found if quotes_only else identity.unite(found, analyst_file.entries(analyst))


def sources(documents: pd.DataFrame, analyst: pd.DataFrame | None = None, quotes_only: bool = False) -> list[Source]:
    """Return for each document what its reading rests on."""
    bearing = analyst_file.bearing(analyst)
    found = []
    for d in documents.itertuples():
        told = (None if pd.isna(v) else v for v in (d.published, d.source, d.byline, d.title))
        published, source, byline, title = told
        listed = bearing(f"{d.text} {source} {byline} {title}")
        rows = () if listed is None else tuple(tuple(row.items()) for row in listed.to_dict("records"))
        found.append(Source(d.text, published, source, byline, title, rows, quotes_only))
    return found


def read(source: Source, strict: bool = False) -> Packed:
    """Return what is read in one article, and in ``skipped`` what of it was not read, and why.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.
    MemoryError
        If there is not enough of it: no fault of the article.
    """
    if len(source.text) > language.MOST_CHARACTERS:
        return unread(f"longer than {language.MOST_CHARACTERS:,} characters: split it into its articles")
    document = source.document()
    try:
        with at_most(SECONDS + SECONDS_A_WORD * document["n_words"].iloc[0], busy=True):
            found = _legibly(unparsed.names_and_quotes if source.quotes_only else _everything, source, document)
    except (encoder.ModelError, MemoryError):
        raise
    except Exception as error:
        if strict:
            raise
        return unread(f"broke the reading ({_line(error)}): report it with the article")
    return packed(found) | _told("sentences", *_odd_text(source.text))


def unread(reason: str) -> Packed:
    """Return an article of which there is nothing but the row in ``skipped`` that says why."""
    return _told("analysis", reason)


def _told(stage: str, *reasons: str) -> Packed:
    return {"skipped": {"stage": [stage] * len(reasons), "reason": list(reasons)}}


def _legibly(
    everything: Callable[[pd.DataFrame, pd.DataFrame | None], Frames], source: Source, document: pd.DataFrame
) -> Frames:
    """Read the text as its readers see it; the spans of what is found are those of the original."""
    texts = {PLACEHOLDER: legible.legible(source.text, gazetteer.written(), gazetteer.first_names())}
    found = everything(document.assign(text=[seen.text for seen in texts.values()]), source.listed())
    found = {name: legible.restored(frame, name, texts) for name, frame in found.items()}
    return {**found, "sentences": legible.with_hidden(found["sentences"], texts)}


def _odd_text(text: str) -> list[str]:
    """Return what is told of text that is not read as it stands: long runs without a space, no full stops."""
    told = (
        (language.unread(text), "in runs without a space were not read: leave them out"),
        (language.without_stops(text), "without a full stop were read in pieces of sentences: add full stops"),
    )
    return [f"{n:,} characters {what}" for n, what in told if n]


def _everything(documents: pd.DataFrame, analyst: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    # Imported here: names and quotes alone do without spaCy, which takes a second to load.
    from stancebook.stance import positions
    from stancebook.tone import tones
    from stancebook.trade import claims, timeline

    found, read = understood(documents, analyst)
    sents, mentions, quotes = found["sentences"], found["mentions"], found["quotes"]
    parsed = {article.doc_id: article.doc for article in read}

    def asserted(rows: pd.DataFrame, **with_sentences: pd.DataFrame) -> pd.DataFrame:
        return turns.without_questions(roles.of_body(rows, sents), documents, quotes, **with_sentences)

    found |= {
        "stances": asserted(positions.stances_in(read), sentences=sents),
        "tones": asserted(tones.tones(read)),
        "claims": asserted(claims.claims_in(documents, parsed, sents, mentions, found["actors"], quotes)),
        "events": roles.of_body(timeline.events(documents, parsed, sents, mentions), sents),
    }
    return crowds.without_idle(found, analyst_file.entries(analyst))


def understood(documents: pd.DataFrame, analyst: pd.DataFrame | None) -> tuple[Frames, list[Article]]:
    """Return ``sentences``, ``actors``, ``mentions`` and ``quotes``, and the parsed articles with them laid over."""
    from stancebook.stance import anchor

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
    return {"sentences": sents, "actors": who, "mentions": mentions, "quotes": quotes}, read


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


def _line(error: BaseException) -> str:
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message[:300]}" if message else type(error).__name__
