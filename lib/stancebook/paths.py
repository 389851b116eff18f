"""Where the project lies: a notebook finds its files from JupyterLab and from an unattended run alike."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

# The analyst's own files: those beside the corpus, else those of the seeds.
ACTORS, CORRECTIONS, ALERTS = "actors.csv", "corrections.yml", "alerts.yml"
ANALYST_FILES = (ACTORS, CORRECTIONS, ALERTS)
SEEDS = "seeds"


def project_root(start: Path | None = None) -> Path:
    """Return the project's folder: the nearest one above ``start`` that holds notebooks/ and pyproject.toml.

    Without one (a scheduled job starts in the home folder) it is the folder that the package was installed
    from, as long as that is a checkout.

    Raises
    ------
    FileNotFoundError
        If neither is to be found.
    """
    here = (start or Path.cwd()).resolve()
    checkout = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, checkout):
        if (folder / "notebooks").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    raise FileNotFoundError(
        f"{here} is not inside a Stancebook project (no notebooks/ here or above): go to its folder"
    )


def project_path(relative: str | Path) -> Path:
    """Return ``relative`` as a path below the project's folder; an absolute path comes back unchanged."""
    path = Path(relative).expanduser()
    return path if path.is_absolute() else project_root() / path


def desk_file(name: str, corpus: Path, given: str = "", root: Path | None = None) -> Path:
    """Return where one of ``ANALYST_FILES`` is read from; it need not exist.

    The path ``given``, from ``root`` (the project's folder), else the file in the folder ``corpus`` (beside it, if it
    is one file), else that of the seeds.
    """
    root = root or project_root()
    if given:
        return root / Path(given).expanduser()
    beside = (corpus if os.path.isdir(corpus) else corpus.parent) / name  # noqa: PTH112 (Path.is_dir may raise)
    return beside if os.path.isfile(beside) else root / SEEDS / name  # noqa: PTH113


def desk_files(
    corpus: Path, actors_file: str = "", corrections_file: str = "", root: Path | None = None
) -> tuple[Path, Path]:
    """Return the analyst's list of actors and corrections: as given, else beside the corpus, else in the seeds."""
    return desk_file(ACTORS, corpus, actors_file, root), desk_file(CORRECTIONS, corpus, corrections_file, root)


def used(files: Iterable[Path]) -> list[str]:
    """Return which of the analyst's files are there, each with its folder's name."""
    return [escaped(f"{path.parent.name}/{path.name}") for path in files if path.is_file()]


def files_told(files: Iterable[Path]) -> str:
    """Return in words which of the analyst's files are used."""
    there = used(files)
    return f"Files of the desk: {' and '.join(there)}." if there else "The desk has no actors.csv, no corrections.yml."


def files_below(top: Path) -> Iterator[Path]:
    """Yield whatever lies below ``top`` and is no folder, in no order; a folder that can't be listed gives nothing.

    Not ``rglob``, which ends without a word at such a folder, nor ``os.walk``, which recurses.
    """
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        with suppress(OSError):
            for path in folder.iterdir():
                if os.path.isdir(path) and not path.is_symlink():  # noqa: PTH112 (Path.is_dir raises)
                    waiting.append(path)
                else:
                    yield path


def shown(path: Path) -> str:
    """Return ``path`` as tables and messages name it: below the project's folder where it lies there.

    The same corpus then gives the same tables in any checkout, and no brief names a home folder.  What can't be
    written as text (bytes that are not UTF-8, line breaks) is escaped.
    """
    if path.is_absolute():
        with suppress(FileNotFoundError, ValueError):
            path = path.relative_to(project_root())
    return escaped(path.as_posix())


def escaped(name: str) -> str:
    """Return a file's name as it can be shown and written: bytes that are not UTF-8, line breaks and so on escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
