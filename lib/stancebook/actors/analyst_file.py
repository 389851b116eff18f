"""The analyst's own list of actors (``actors.csv``): read and checked; it overrules every rule on who is who."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from stancebook import tables
from stancebook.actors import gazetteer
from stancebook.actors.gazetteer import Entry
from stancebook.files import csvrows, opening
from stancebook.files.characters import Unreadable, one_line

COLUMNS = ["name", "aliases", "kind", "role", "wikidata", "focus"]


class ActorsFileError(ValueError):
    """The analyst's actors file has a bad row; the message names the file, the row and the mend."""


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number in the file, row), so that an error can name the line the analyst sees."""
    try:
        for number, row, note in csvrows.rows(opening.read_bytes(path), "name", comments=True):
            if note:
                raise ActorsFileError(f"{path.name} {note}")
            if any(cell.strip() for cell in row.pop(None, ())):
                raise ActorsFileError(
                    f"{path.name} row {number}: more cells than the header; put them in double quotes"
                )
            yield number, {key: one_line(value or "") for key, value in row.items()}
    except Unreadable as error:
        raise ActorsFileError(f"{path.name} {error}") from error


def read_analyst(path: Path) -> pd.DataFrame:
    """Read ``actors.csv``: name, aliases (``;`` between), kind, role, wikidata, focus (yes or empty).

    Raises
    ------
    ActorsFileError
        On a missing column, an unknown kind, an empty name, an alias that belongs to two actors, or a file that is
        no CSV at all.
    OSError
        If the file can't be opened.
    """
    owners: dict[str, tuple[int, str]] = {}
    rows = []
    for number, row in _csv_rows(path):
        where = f"{path.name} row {number}"
        missing = [c for c in COLUMNS if c not in row]
        if missing:
            raise ActorsFileError(f"{path.name}: column {missing[0]} is missing; the header is {','.join(COLUMNS)}")
        if not row["name"]:
            raise ActorsFileError(f"{where}: the name is empty; give the actor's usual name or delete the row")
        kinds = tables.SCHEMA["actors"]["kind"].split("|")
        if row["kind"] not in kinds:
            raise ActorsFileError(f"{where}: kind {row['kind']!r} is unknown; use one of {', '.join(kinds)}")
        for form in [row["name"], *gazetteer.several(row["aliases"])]:
            other = owners.setdefault(gazetteer.bare(form), (number, row["name"]))
            if other != (number, row["name"]):
                raise ActorsFileError(
                    f'{where}: alias "{form}" belongs to two actors ({other[1]} in row {other[0]}, {row["name"]}); '
                    "give one a longer alias"
                )
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def entries(analyst: pd.DataFrame | None) -> dict[str, Entry]:
    """Return surface form -> entry: the package's tables, overruled by the analyst's rows."""
    merged = dict(gazetteer.entries())
    for row in [] if analyst is None else analyst.to_dict("records"):
        known = merged.get(gazetteer.bare(row["name"]))
        actor_id = known.actor_id if known else f"{row['kind']}:{gazetteer.slug(row['name'])}"
        for form in [row["name"], *gazetteer.several(row["aliases"])]:
            how = "name" if form == row["name"] else "alias"
            merged[gazetteer.bare(form)] = Entry(actor_id, row["name"], row["kind"], how)
    return merged


def bearing(analyst: pd.DataFrame | None) -> Callable[[str], pd.DataFrame | None]:
    """Return what tells the rows that may bear on a text: of those, all words of one form stand in it.

    The forms of a row are its own and those of the package's tables for the same actor ("Washington" where the analyst
    lists the US); a word also stands where it is part of another one, so rather a row too much than one too few.
    """
    if analyst is None:
        return lambda text: None
    known = entries(analyst)
    forms = defaultdict(set)
    for form, entry in known.items():
        forms[entry.actor_id].add(tuple(folded(form).split()))
    of_row = [forms[known[gazetteer.bare(name)].actor_id] for name in analyst["name"]]

    def rows(text: str) -> pd.DataFrame | None:
        read = folded(text)
        here = [any(all(word in read for word in words) for words in own) for own in of_row]
        return analyst[here].reset_index(drop=True) if any(here) else None

    return rows


def folded(text: str) -> str:
    """Return ``text`` in small letters without accents and apostrophes, with blanks for all that is no letter."""
    letters = unicodedata.normalize("NFKD", gazetteer.bare(text)).lower()
    return "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c) and c not in "'\u00ad")
