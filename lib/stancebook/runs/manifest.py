"""What a run is made of: hashes of its corpus, parameters and code, and the versions it ran with."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import stancebook
from stancebook.paths import ANALYST_FILES, SEEDS, escaped, files_below


def inputs(parameters: Iterable[Mapping[str, Any]], root: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that the notebooks' parameters name, and of the analyst's files.

    ``corpus`` may be a folder, of which every file counts; any other string that is the path of a file, from
    ``root``, counts as that file.
    """
    files = {f"{SEEDS}/{name}": root / SEEDS / name for name in ANALYST_FILES}
    for values in parameters:
        for name, value in values.items():
            if isinstance(value, str) and value and name != "output":
                files.update(_named(name, value, root))
    return {name: _digest(path) for name, path in sorted(files.items()) if _is_file(path)}


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 (Path.is_file raises where access is denied or a name is too long)


def _named(name: str, value: str, root: Path) -> Iterator[tuple[str, Path]]:
    try:
        path = root / Path(value).expanduser()
        if name == "corpus" and path.is_dir():
            for file in files_below(path):
                yield f"{value}/{escaped(file.relative_to(path).as_posix())}", file
        elif path.is_file():
            yield value, path
            if name == "corpus":  # a folder holds the analyst's files itself
                for beside in ANALYST_FILES:
                    yield f"{value}/../{beside}", path.parent / beside
    except (OSError, RuntimeError, ValueError):
        return  # a title may be no path at all: too long, with a NUL, with "~nobody"


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


def code(notebooks: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of the package's files and of what the notebooks say, their outputs aside."""
    package = Path(stancebook.__file__).parent
    hashes = {
        f"stancebook/{path.relative_to(package).as_posix()}": _digest(path)
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for notebook in notebooks:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        kept = [[c["cell_type"], "".join(c["source"]), c["metadata"].get("tags", [])] for c in cells]
        hashes[f"notebooks/{notebook.name}"] = hashlib.sha256(json.dumps(kept).encode()).hexdigest()
    return hashes


def packages(root: Path) -> dict[str, str]:
    """Return the installed versions of Python and of every package that requirements.txt names."""
    versions = {"python": platform.python_version(), "stancebook": stancebook.__version__}
    pinned = root / "requirements.txt"
    for line in pinned.read_text(encoding="utf-8").splitlines() if pinned.is_file() else []:
        name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line)
        if name:
            try:
                versions[name.group()] = metadata.version(name.group())
            except metadata.PackageNotFoundError:
                versions[name.group()] = "not installed"
    return versions


def build(assigned: Mapping[Path, Mapping[str, Any]], root: Path) -> dict[str, Any]:
    """Return the manifest of a run not yet started; equal ``hash`` means equal results.

    Parameters
    ----------
    assigned
        Every parameter of each notebook with its value, ``output`` excepted.
    """
    made_of = {
        "parameters": {notebook.stem: dict(values) for notebook, values in assigned.items()},
        "inputs": inputs(assigned.values(), root),
        "code": code(assigned),
        "packages": packages(root),
    }
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
    return {"manifest": 1, "hash": digest, "platform": platform.platform(), **made_of}
