"""What a run is asked to read: that it is there, and that whoever is asked for may be in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stancebook.runs.errors import ParameterError

SHOWN = 3  # nearest names that are told


def check(values: Mapping[str, Any], root: Path) -> None:
    """Check the values of one notebook: its corpus, the analyst's files, and the actors asked for.

    Raises
    ------
    ParameterError
        If one of them can't be; the message says what to write.
    """
    if "corpus" not in values:
        return
    corpus = root / Path(values["corpus"]).expanduser()
    if not _exists(corpus):
        raise ParameterError(f"corpus {values['corpus']!r} is neither a file nor a folder (looked for in {root})")
    _files(values, root)
    wanted = _wanted(values)
    if wanted:
        _names(wanted, corpus, _file(values, "actors_file", root))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _file(values: Mapping[str, Any], name: str, root: Path) -> Path | None:
    path = root / Path(values.get(name) or "").expanduser()
    return path if values.get(name) and path.is_file() else None


def _files(values: Mapping[str, Any], root: Path) -> None:
    """Read the analyst's files, so that a bad row is told before anything runs."""
    from stancebook.actors import analyst_file
    from stancebook.corrections import yml

    for name, read in (("actors_file", analyst_file.read_analyst), ("corrections_file", yml.read_corrections)):
        path = _file(values, name, root)
        try:
            if path:
                read(path)
        except (ValueError, OSError) as error:
            raise ParameterError(str(error)) from error


def _wanted(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (parameter, name) for each actor that is asked for."""
    from stancebook.trade import outlook

    sides = outlook.sides(values.get("corridor", ""))
    return [*(("focus", str(name)) for name in values.get("focus", ())), *(("corridor", side) for side in sides)]


def _names(wanted: Iterable[tuple[str, str]], corpus: Path, actors_file: Path | None) -> None:
    """Refuse names of which no form stands in the articles; whether it is an actor there is seen once they are read."""
    from stancebook import tables
    from stancebook.actors import analyst_file
    from stancebook.files import ingest

    known = analyst_file.entries(analyst_file.read_analyst(actors_file) if actors_file else None)
    called = {form.casefold(): entry.actor_id for form, entry in known.items()}
    texts = [analyst_file.folded(text) for text in ingest.read_articles([corpus], check_language=False)[0]["text"]]
    if not texts:
        return  # that there is nothing to read is told of as such
    for parameter, name in wanted:
        plain = name.partition(":")[2].partition("@")[0] if ":" in name else name
        actor_id = called.get(plain.casefold())
        forms = {plain, *(form for form, entry in known.items() if entry.actor_id == actor_id)}
        words = [analyst_file.folded(form).split() for form in forms]
        if not any(all(word in text for word in own) for own in words for text in texts):
            near = tables.nearest(plain, {entry.name for entry in known.values()}, SHOWN)
            hint = f"did you mean {', '.join(near)}?" if near else "see table actors of the last run for who there is"
            raise ParameterError(f"{parameter}: {name!r} is in no article of {corpus}; {hint}")
