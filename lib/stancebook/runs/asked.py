"""What a run is asked to read: that it is there, and that whoever is asked for may be in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stancebook.paths import desk_files
from stancebook.runs.errors import ParameterError

SHOWN = 3  # nearest names that are told


Values = Iterable[Mapping[str, Any]]  # of each notebook


def check_corpus(values: Values, root: Path) -> None:
    """Refuse a corpus that is not there.

    Raises
    ------
    ParameterError
        If there is neither a file nor a folder of that name.
    """
    for corpus in _corpora(values):
        if not _exists(root / Path(corpus).expanduser()):
            raise ParameterError(f"corpus {corpus!r} is neither a file nor a folder (looked for in {root})")


def _corpora(values: Values) -> list[str]:
    return sorted({own["corpus"] for own in values if "corpus" in own})


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _desk(values: Values, root: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the analyst's list of actors and corrections that each notebook which takes them is to use."""
    for own in values:
        if "corpus" in own and "actors_file" in own:
            corpus = root / Path(own["corpus"]).expanduser()
            yield desk_files(corpus, own["actors_file"], own.get("corrections_file", ""), root)


def check_files(values: Values, root: Path) -> None:
    """Read the analyst's files, so that a bad row is told before anything runs.

    Raises
    ------
    ParameterError
        If one can't be read, or one that is named isn't there.
    """
    from stancebook.actors import analyst_file
    from stancebook.corrections import yml

    values = list(values)
    for name, given in ((name, own.get(name)) for own in values for name in ("actors_file", "corrections_file")):
        if given and not (root / Path(given).expanduser()).is_file():
            raise ParameterError(f"{name}: there is no file {given!r} (looked for in {root})")
    for actors_file, corrections_file in _desk(values, root):
        try:
            if actors_file.is_file():
                analyst_file.read_analyst(actors_file)
            if corrections_file.is_file():
                yml.read_corrections(corrections_file)
        except (ValueError, OSError) as error:
            raise ParameterError(str(error)) from error


def check_names(values: Values, root: Path) -> None:
    """Refuse actors in focus and sides of a corridor of whom no form of a name stands in the articles.

    Whether somebody of that name is an actor there is seen once they are read.

    Raises
    ------
    ParameterError
        For the first such name, with the nearest that are known.
    """
    values = list(values)
    wanted = sorted({pair for own in values for pair in _wanted(own)})
    files = [actors_file for actors_file, _ in _desk(values, root) if actors_file.is_file()]
    if wanted:
        for corpus in _corpora(values):
            _names(wanted, root / Path(corpus).expanduser(), files[0] if files else None)


def matched_nothing(made: Mapping[str, Any]) -> str:
    """Return which corridor a finished run was asked for of which no claim is told, in a clause; else "".

    ``made`` is the run's manifest.
    """
    asked = {str(own["corridor"]) for own in made.get("parameters", {}).values() if own.get("corridor")}
    if not asked or made["tables"].get("outlook"):
        return ""
    return f"asked for the corridor {', '.join(sorted(asked))}, of which these articles make no claim"


def _wanted(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (parameter, name) for each actor that is asked for."""
    from stancebook.trade import outlook

    yield from (("focus", str(name)) for name in values.get("focus", ()))
    sides = outlook.sides(values.get("corridor", ""))
    yield from (("corridor", side) for side in sides if side != outlook.WORLD)


def _names(wanted: Iterable[tuple[str, str]], corpus: Path, actors_file: Path | None) -> None:
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
            others = {entry.name for entry in known.values() if entry.name.casefold() != plain.casefold()}
            near = tables.nearest(plain, others, SHOWN)
            hint = f"did you mean {', '.join(near)}?" if near else "see table actors of the last run for who there is"
            raise ParameterError(f"{parameter}: {name!r} is in no article of {corpus}; {hint}")
