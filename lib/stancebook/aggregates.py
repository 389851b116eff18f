"""What the per-article tables add up to under the parameters of a run: the one place where all notebooks count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator

from stancebook import copies, tables
from stancebook.stance import rollup, totals
from stancebook.tone import speaker_means, vader
from stancebook.trade import outlook, uncertainty

Tables = Mapping[str, pd.DataFrame]
# Aggregates and their columns; ``outlook`` is a table of the contract and is told there.
COLUMNS = {
    "stance_pairs": " ".join(totals.PAIR_COLUMNS),
    "spoken_pairs": " ".join(totals.PAIR_COLUMNS),
    "stance_periods": "source_id target_id period n mean change before evidence",
    "speaker_tone": "holder_id n mean low high sd most_positive most_negative heard_once",
    "speaker_periods": "holder_id period n mean change before evidence",
    "tone_vader": "tone_id doc_id quote_id holder_id words tone vader gap parts vader_words",
    "drivers": "driver up down flat n",
    "voices": "voice up down other n net",
    "trade_periods": "corridor period n mean change before evidence",
    "trade_uncertainty": "period n marked index change evidence",
    "turning_points": "corridor call change voice becomes",
}


# What two rows of one sentence must share to be one: a text that is copied counts once.
SAME = {
    "stances": ["source_id", "target_id", "basis", "label", "status"], "tones": ["holder_id", "target_id"],
    "claims": ["speaker_id", "speaker_text", "direction"],
}  # fmt: skip


class UnknownNameError(ValueError):
    """A name that is asked for is no actor of the corpus; the message has the nearest ones."""


class Parameters(BaseModel):
    """What an analyst may choose of the counting; an unknown name or a value out of range is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    focus: list[str] = Field([], description="names of actors to keep; empty: all")
    min_confidence: float = Field(0.3, ge=0, le=1, description="stances and tones less sure than this are in no mean")
    freq: Literal["", "week", "month"] = Field("", description="periods of change; empty: by the span of the dates")
    corridor: str = Field("", description='the two sides of trade, as "Iraq–Syria"; empty: all corridors')
    roll_up: bool = Field(False, description="count what ministers and armies do as their country's")
    period: Literal["all", "month"] = Field("all", description="one call a corridor, or also one a month")

    @field_validator("corridor")
    @classmethod
    def _two_sides(cls, corridor: str) -> str:
        if corridor and len(outlook.sides(corridor)) < 2:
            raise ValueError("name both sides, with a dash between them")
        return corridor


def aggregate(found: Tables, chosen: Parameters) -> dict[str, pd.DataFrame]:
    """Return the tables in focus, and what they add up to.

    Parameters
    ----------
    found
        The per-article tables.
    chosen
        The parameters of the run.

    Returns
    -------
    dict
        The tables of ``found``, of ``stances``, ``quotes``, ``tones`` and ``claims`` only the rows of the actors and
        the corridor chosen; table ``outlook``; the aggregates named in ``COLUMNS``, in which copies of one text count
        once.

    Raises
    ------
    UnknownNameError
        If a name in focus, or a side of the corridor, is no actor of the corpus.
    """
    documents, actors = found["documents"], found["actors"]
    chosen = chosen.model_copy(update={"corridor": corridor_named(actors, chosen.corridor)})
    kept = in_focus(found, chosen)
    counted = kept | {name: _once(kept, name) for name in SAME} | {"stances": counted_stances(kept, chosen)}
    return kept | _stance(counted, chosen) | _tone(counted, chosen) | _trade(counted, documents, actors, chosen)


def in_focus(found: Tables, chosen: Parameters) -> dict[str, pd.DataFrame]:
    """Return the tables, of stances, quotes, tones and claims only the rows of the actors and the corridor chosen.

    Raises
    ------
    UnknownNameError
        If a name in focus, or a side of the corridor, is no actor of the corpus.
    """
    actors = found["actors"]
    return {
        **found,
        "stances": focus_on(found["stances"], actors, chosen.focus, "source_id", "target_id"),
        "quotes": focus_on(found["quotes"], actors, chosen.focus, "speaker_id"),
        "tones": focus_on(found["tones"], actors, chosen.focus, "holder_id"),
        "claims": outlook.of_corridor(found["claims"], actors, corridor_named(actors, chosen.corridor)),
    }


def corridor_named(actors: pd.DataFrame, corridor: str) -> str:
    """Return a corridor with its sides as table ``outlook`` calls them: "Beijing–USA" is "China–United States".

    Raises
    ------
    UnknownNameError
        If a side is no actor of the corpus, nor the world at large.
    """
    names = [side for side in outlook.sides(corridor) if side != outlook.WORLD]
    _known(actors, "corridor", names)
    called = actors.set_index("actor_id")
    for n, side in enumerate(names):
        cards = called.loc[tables.actors_called(actors, side)]
        countries = cards[cards["kind"] == "country"]
        names[n] = next(iter([*countries["name"], *cards["name"]]), side)
    return "–".join([*names, *(side for side in outlook.sides(corridor) if side == outlook.WORLD)])


def counted_stances(found: Tables, chosen: Parameters) -> pd.DataFrame:
    """Return the stances that pairs are counted from: copies once, lists left out, rolled up where that is chosen."""
    stances = _once(found, "stances")
    stances = stances[~totals.listed(stances)]
    return rollup.to_countries(stances, found["actors"]) if chosen.roll_up else stances


def _once(found: Tables, name: str) -> pd.DataFrame:
    return copies.once(found[name], SAME[name], found["documents"], found["sentences"])


def _stance(kept: Tables, chosen: Parameters) -> dict[str, pd.DataFrame]:
    stances, documents = kept["stances"], kept["documents"]
    spoken = focus_on(stances[stances["basis"] == "words"], kept["actors"], chosen.focus, "source_id")
    return {
        "stance_pairs": totals.pair_table(stances, documents, chosen.min_confidence),
        "spoken_pairs": totals.pair_table(spoken, documents, chosen.min_confidence),
        "stance_periods": totals.period_table(stances, documents, chosen.freq, chosen.min_confidence),
    }


def _tone(kept: Tables, chosen: Parameters) -> dict[str, pd.DataFrame]:
    tones, documents, least = kept["tones"], kept["documents"], chosen.min_confidence
    return {
        "speaker_tone": speaker_means.speaker_table(tones, least),
        "speaker_periods": speaker_means.speaker_periods(tones, documents, chosen.freq, least),
        "tone_vader": vader.against_vader(tones, kept["quotes"], documents),
    }


def _trade(kept: Tables, documents: pd.DataFrame, actors: pd.DataFrame, chosen: Parameters) -> dict[str, pd.DataFrame]:
    claims, period = kept["claims"], "all" if chosen.period == "all" else None
    calls = outlook.calls(claims, documents, actors, chosen.corridor or None, period)
    return {
        "outlook": calls,
        "voices": outlook.voices(claims, actors),
        "drivers": outlook.drivers(claims),
        "turning_points": outlook.turning_points(claims, documents, actors, calls),
        "trade_periods": outlook.series(claims, documents, actors, chosen.freq),
        "trade_uncertainty": uncertainty.index(documents, kept["sentences"], chosen.freq),
    }


def focus_on(frame: pd.DataFrame, actors: pd.DataFrame, chosen: Sequence[str], *columns: str) -> pd.DataFrame:
    """Return the rows where one of ``columns`` is a chosen actor, named or by alias; none chosen keeps all.

    Raises
    ------
    UnknownNameError
        If a chosen name is no actor of the corpus, with the nearest names that are.
    """
    if not chosen:
        return frame
    _known(actors, "focus", chosen)
    ids = set().union(*(tables.actors_called(actors, name) for name in chosen))
    return frame[frame[list(columns)].isin(ids).any(axis=1)]


def _known(actors: pd.DataFrame, asked: str, chosen: Sequence[str]) -> None:
    """Refuse names that no actor has, but for a corpus in which there is nobody."""
    for name in chosen:
        if len(actors) and not tables.actors_called(actors, name):
            near = tables.nearest(name, actors["name"])
            hint = f"the nearest are {', '.join(near)}" if near else "see table actors for who there is"
            raise UnknownNameError(f"{asked}: no actor of these articles is called {name!r}; {hint}")


def write(frames: Tables, folder: Path) -> None:
    """Write aggregates as ``<name>.parquet`` and ``<name>.csv`` in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
        frame.to_csv(folder / f"{name}.csv", index=False)
