"""What each notebook may be given: names and types from its ``parameters`` cell, checked before a run.

papermill only logs a parameter that no notebook has (its issue 818): here it is an error.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from stancebook.runs.errors import ParameterError

TYPES: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "list": list,
}
WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Parameter(NamedTuple):
    """One parameter of one notebook, with what its comment says that it is."""

    name: str
    type: str
    default: Any
    meaning: str = ""


def declared(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters that ``notebook`` takes, by name; none without a cell tagged ``parameters``.

    Read as Python reads them and not by papermill, whose reader misses some ways to write one and takes two seconds.

    Raises
    ------
    ParameterError
        If the file is no notebook, or a parameter is no plain ``name: type = value``, one a line.
    """
    found: dict[str, Parameter] = {}
    for source in _sources(notebook):
        try:
            tree = ast.parse(source)
        except SyntaxError as error:
            reason = f"{error.msg}: {(error.text or '').strip()}"
            raise ParameterError(f"{notebook.name}: its parameters are no Python ({reason})") from error
        comments = _comments(source)
        for node in tree.body:
            found |= _parameter(node, comments, notebook)
    return found


def _sources(notebook: Path) -> list[str]:
    """Return the cells of ``notebook`` that are tagged ``parameters``."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ParameterError(f"{notebook.name} is no notebook that can be read ({reason})") from error


def _comments(source: str) -> dict[int, str]:
    """Return line -> the comment that ends it."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def _parameter(node: ast.stmt, comments: Mapping[int, str], notebook: Path) -> dict[str, Parameter]:
    """Return the parameter that a statement assigns, by its name."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    annotation, value = getattr(node, "annotation", None), getattr(node, "value", None)
    try:
        default = ast.literal_eval(value) if value else None
    except ValueError:
        value = None
    target = targets[0] if len(targets) == 1 else None
    if not isinstance(target, ast.Name) or value is None or not isinstance(annotation, ast.Name | ast.Subscript | None):
        written = ast.unparse(node)[:60]
        raise ParameterError(f"{notebook.name}: {written!r} can't be read: write `name: type = value`, one a line")
    kind = ast.unparse(annotation).partition("[")[0] if annotation else type(default).__name__
    if kind not in TYPES:
        known = ", ".join(TYPES)
        raise ParameterError(f"{notebook.name}: {target.id} has type {kind!r}, and one of {known} is needed")
    name = target.id
    return {name: Parameter(name, kind, default, comments.get(node.end_lineno or 0, ""))}


def assign(given: Mapping[str, Any], notebooks: Iterable[Path]) -> dict[Path, dict[str, Any]]:
    """Return, for each notebook, every parameter it takes with its value: the one given, else its default.

    A string given for a number, a truth value or a list is read as one (``0.5``, ``yes``, ``a,b`` or
    ``["a", "b"]``), for a command line has only strings; one given for a string stays as it is (``00123``).

    Raises
    ------
    ParameterError
        If no notebook takes a parameter, or its value doesn't fit the type of one that does.
    """
    known = {notebook: declared(notebook) for notebook in notebooks}
    for name in given:
        if not any(name in parameters for parameters in known.values()):
            raise ParameterError(_unknown(name, known))
    return {
        notebook: {
            p.name: _fit(given[p.name], p, notebook) if p.name in given else p.default for p in parameters.values()
        }
        for notebook, parameters in known.items()
    }


def check_values(assigned: Mapping[Path, Mapping[str, Any]]) -> None:
    """Refuse before a run what its notebooks would refuse in the midst of it.

    Raises
    ------
    ParameterError
        If a value is out of its range (``aggregates.Parameters``), or dates can't be (``corpus.days``).
    """
    from pydantic import ValidationError  # these here: they take a second, and a wrong name is told at once

    from stancebook import aggregates, corpus

    for notebook, values in assigned.items():
        known = {name: value for name, value in values.items() if name in aggregates.Parameters.model_fields}
        try:
            aggregates.Parameters(**known)
            corpus.days(values.get("date_from", ""), values.get("date_to", ""))
        except ValidationError as error:
            name, first = error.errors()[0]["loc"][0], error.errors()[0]
            meant = aggregates.Parameters.model_fields[str(name)].description
            message = f"{name} of {notebook.stem} is {first['input']!r}: {first['msg']} ({meant})"
            raise ParameterError(message) from error
        except ValueError as error:
            raise ParameterError(str(error)) from error


def day(text: str) -> str:
    """Return a date as it is, or the one so many days ago that ``30d`` means."""
    ago = re.fullmatch(r"\s*(\d{1,5})d\s*", text)
    return (date.today() - timedelta(days=int(ago[1]))).isoformat() if ago else text


def listed(notebooks: Iterable[Path], without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return every parameter once: name, type, default, meaning, and the notebooks that take it."""
    found: dict[str, dict[str, Any]] = {}
    for notebook in notebooks:
        for p in declared(notebook).values():
            if p.name not in without:
                row = {"name": p.name, "type": p.type, "default": p.default, "meaning": p.meaning, "notebooks": []}
                found.setdefault(p.name, row)["notebooks"].append(notebook.stem)
    return list(found.values())


def lines(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield lines on parameters (``listed``) for people."""
    for p in found:
        yield f"{p['name']}: {p['type']} = {json.dumps(p['default'], ensure_ascii=False)}"
        yield f"    {p['meaning']} ({', '.join(p['notebooks'])})"


def _unknown(name: str, known: Mapping[Path, Mapping[str, Parameter]]) -> str:
    takers: dict[str, list[str]] = {}
    for notebook, parameters in known.items():
        for parameter in parameters:
            takers.setdefault(parameter, []).append(notebook.stem)
    close = difflib.get_close_matches(name, takers, n=3, cutoff=0.6)
    takes = "; ".join(f"{c} (taken by {', '.join(takers[c])})" for c in close or sorted(takers))
    return f"no notebook takes {name!r}: " + ("did you mean " if close else "there are ") + (takes or "none")


def _fit(value: Any, parameter: Parameter, notebook: Path) -> Any:
    """Return ``value`` as the type of ``parameter``."""
    fitted = _read(value, parameter.type) if isinstance(value, str) and parameter.type != "str" else value
    # bool is an int to Python, not to the reader of a parameter.
    fits = isinstance(fitted, TYPES[parameter.type]) and isinstance(fitted, bool) == (parameter.type == "bool")
    if not fits:
        raise ParameterError(f"{parameter.name} of {notebook.stem} takes a {parameter.type}, not {value!r}")
    return float(fitted) if parameter.type == "float" else fitted


def _read(value: str, kind: str) -> Any:
    if kind == "bool":
        return WORDS.get(value.strip().lower(), value)
    if kind == "list" and not value.lstrip().startswith("["):
        return [part.strip() for part in value.split(",") if part.strip()]
    try:
        return json.loads(value)
    except ValueError:
        return value
