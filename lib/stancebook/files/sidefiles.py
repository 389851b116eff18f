"""The analyst's own files beside the articles: ``sources.csv`` on articles, ``columns.yml`` on the names of fields."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from stancebook.files import csvrows, fields, opening, readers
from stancebook.files.characters import Unreadable, decode, one_line
from stancebook.paths import ANALYST_FILES, escaped, shown

NAMES = frozenset({"sources.csv", "columns.yml", *ANALYST_FILES})
STAGE = {"sources.csv": "ingest:sources", "columns.yml": "ingest:columns"}
Tell = Callable[[str, object, str], None]  # item, reason, stage
Read = TypeVar("Read")


class SideFiles:
    """Reads each of them once; what is wrong with one is told by ``tell(item, reason, stage)``."""

    def __init__(self, tell: Tell) -> None:
        """Make a reader that has read nothing yet."""
        self.tell = tell
        self._sources: dict[Path, dict[str, dict[str, str]]] = {}
        self._files: dict[Path, set[str]] = {}  # what their rows name, and the files that hold it
        self._columns: dict[Path, fields.Names] = {}

    def sources(self, file: Path) -> dict[str, dict[str, str]]:
        """Return the rows of a ``sources.csv`` by path."""
        if file not in self._sources:
            self._sources[file], self._files[file] = {}, set()
            self._guarded(file, self._read_sources)
        return self._sources[file]

    def beside(self, path: Path, root: Path) -> Callable[[str], dict[str, str]]:
        """Return what the nearest ``sources.csv``, from a file's folder up to ``root``, says of a place in the file.

        A row that names the article ("wires.csv:7") goes before one that names its file.
        """
        for folder in _upwards(path, root):
            file = folder / "sources.csv"
            if file != path and _lies_there(file):
                rows, name = self.sources(file), escaped(path.relative_to(folder).as_posix())
                if name in self._files[file]:
                    return partial(_row_of, rows, name)
        return partial(_row_of, {}, "")

    def columns(self, path: Path, root: Path) -> fields.Names:
        """Return what the nearest ``columns.yml`` says for a file."""
        for folder in _upwards(path, root):
            file = folder / "columns.yml"
            if file != path and _lies_there(file):
                if file not in self._columns:
                    self._columns[file] = {}
                    self._guarded(file, self._read_columns)
                return self._columns[file]
        return {}

    def _guarded(self, file: Path, read: Callable[[Path], None]) -> None:
        try:
            read(file)
        except Exception as error:
            self.tell(shown(file), why(error), STAGE[file.name])

    def _read_columns(self, file: Path) -> None:
        self._columns[file] = fields.analyst(decode(opening.read_bytes(file, fields.LARGEST_COLUMNS))[0])

    def _read_sources(self, file: Path) -> None:
        name = shown(file)
        for line, row, note in csvrows.rows(opening.read_bytes(file), "path"):
            path = one_line(row["path"] or "")
            found, wrong = fields.pick(row)
            self._sources[file][path] = {k: v for k, v in found.items() if k != "doc_id"}
            whole = PurePosixPath(path.partition(":")[0])  # "wires.zip/a.csv:7" is in wires.zip
            self._files[file] |= {path, str(whole), *map(str, whole.parents)}
            if note:
                self.tell(name, note, "ingest:sources")
            if None in row:
                self.tell(f"{name}:{line}", "has more cells than the header: use double quotes", "ingest:sources")
            for _, reason in wrong:
                self.tell(f"{name}:{line}", reason, "ingest:sources")
            if not (path and _is_there(file.parent, path)):
                reason = f"names a file that is not there ({path[:200]!r}): correct it"
                self.tell(f"{name}:{line}", reason, "ingest:sources")


def why(error: Exception) -> str:
    """Return the reason that a file could not be read: whatever a library makes of one, the others are read."""
    if isinstance(error, ImportError):
        raise error  # what is missing is of ours, not of the file's
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return f"can't be opened ({error.strerror or error}): check the path and its permissions"
    return readers.unexpected(error)


def _row_of(rows: dict[str, dict[str, str]], name: str, place: str) -> dict[str, str]:
    return rows.get(name + place) or rows.get(name) or {}


def _upwards(path: Path, root: Path) -> list[Path]:
    folders = [path.parent, *path.parent.parents]
    return folders[: folders.index(root) + 1] if root in folders else folders[:1]


def _lies_there(file: Path) -> bool:
    return os.path.lexists(file) and not os.path.isdir(file)  # noqa: PTH112 (Path.is_dir raises where access is denied)


def _is_there(folder: Path, name: str) -> bool:
    """Tell whether a file exists, or the file that an article stands in ("wires.csv:7", "a.zip/b.txt").

    A name that is not UTF-8 may be given as ``shown`` tells it, with escapes.
    """
    first = name.partition(":")[0]
    for part in (name, first, *map(str, Path(first).parents)):
        path = folder / part
        if part != "." and os.path.exists(path) and (part in (name, first) or os.path.isfile(path)):  # noqa: PTH110, PTH113
            return True
    path = folder / name
    inside = path.parent
    return "\\" in path.name and os.path.isdir(inside) and path.name in (escaped(p.name) for p in inside.iterdir())  # noqa: PTH112
