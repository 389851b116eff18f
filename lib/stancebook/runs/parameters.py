"""What each notebook may be given: names and types from its ``parameters`` cell, checked before a run.

papermill only logs a parameter that no notebook has (its issue 818), and its reader misses some ways to write
one (806, 807, 906): here both are errors.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from stancebook.runs import asked
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

    Raises
    ------
    ParameterError
        If one is written so that papermill would miss it, or its type is none of ``TYPES``.
    """
    from papermill import inspect_notebook

    try:
        assigned = _assigned(notebook)
        inspected = inspect_notebook(notebook)
    except SyntaxError as error:
        raise ParameterError(f"{notebook.name}: its parameters are no Python ({error.msg}: {error.text})") from error
    except Exception as error:  # whatever a broken notebook makes of papermill
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ParameterError(f"{notebook.name} is no notebook papermill can read ({reason})") from error
    found = {}
    for name, seen in inspected.items():
        default = _literal(seen["default"])
        kind = seen["inferred_type_name"].partition("[")[0].strip()
        kind = type(default).__name__ if kind in ("None", "") else kind
        if kind not in TYPES:
            raise ParameterError(f"{notebook.name}: {name} has type {kind!r}, and one of {', '.join(TYPES)} is needed")
        found[name] = Parameter(name, kind, default, seen.get("help", "").strip())
    missed = assigned - set(found)
    if missed:
        names = ", ".join(sorted(missed))
        raise ParameterError(f"{notebook.name}: papermill can't read {names}: write `name: type = value`, one a line")
    return found


def _literal(source: str) -> Any:
    try:
        return ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return source


def _assigned(notebook: Path) -> set[str]:
    """Return every name that the ``parameters`` cell assigns, as Python reads it."""
    names = set()
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    names.add(node.id)
    return names


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


def check_values(assigned: Mapping[Path, Mapping[str, Any]], root: Path) -> None:
    """Refuse before a run what its notebooks would refuse in the midst of it.

    Raises
    ------
    ParameterError
        If a value is out of its range (``aggregates.Parameters``), dates can't be (``corpus.days``), there is no
        corpus, a file of the analyst has a bad row, or an actor is asked for whose name is nowhere in the articles.
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
    for values in assigned.values():
        asked.check(values, root)


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
