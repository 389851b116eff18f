"""The analyst's ``corrections.yml``: what a correction may say, and what is wrong with one that says something else.

The idea is that of Our World in Data's corrections files: each says why, who, when, and what it expects to find, so
that one which no longer fits is noticed.  ``mending`` makes them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from stancebook.files import yamlrows

Kind = Literal["person", "organisation", "country", "group", "place"]
Label = Literal["supports", "opposes"]
Basis = Literal["act", "words", "told"]
NO_SIDE = {"neutral": "; what takes no side is no stance: use 'do: drop stance'"}
Words = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value)]
Day = Annotated[datetime.date, Field(strict=True)]
ALWAYS = ("do", "reason", "author", "date", "expects")
# What each needs besides, what it may have, and what it may expect of the rows that it finds ("n": how many there are).
ACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "merge": (("actor", "into"), (), ("name", "kind", "n")),
    "split": (("actor", "words", "into"), ("article", "kind"), ("n",)),
    "rename": (("actor", "to"), (), ("name", "kind", "n")),
    "speaker": (("article", "words", "to"), (), ("speaker", "n")),
    "stance": (("article", "who", "towards", "label"), ("words", "basis"), ("label", "basis", "status", "n")),
    "drop actor": (("actor",), (), ("name", "kind", "n")),
    "drop mention": (("article", "words"), (), ("actor", "n")),
    "drop quote": (("article", "words"), (), ("speaker", "n")),
    "drop stance": (("article", "who", "towards"), ("words", "basis"), ("label", "basis", "status", "n")),
    "drop claim": (("article", "words"), (), ("direction", "speaker", "n")),
}  # fmt: skip
TYPES: dict[str, Any] = {"kind": Kind, "label": Label, "basis": Basis}  # of what is more than words


class CorrectionsFileError(ValueError):
    """The corrections file has a bad row; the message names the file, the line and the mend."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: ``says`` has what it needs beside the reason, author and date."""

    where: str  # "corrections.yml:12"
    do: str
    says: Mapping[str, str]
    expects: Mapping[str, Any]
    reason: str
    author: str
    date: str  # ISO 8601


def read_corrections(path: Path) -> list[Correction]:
    """Return the corrections of a file in its order; an empty file has none.

    Raises
    ------
    CorrectionsFileError
        If the file is no YAML list, or a correction is not as ``ACTIONS`` has it.
    """
    try:
        rows = yamlrows.rows(path, "correction", "do: …")
    except yamlrows.YamlError as error:
        raise CorrectionsFileError(str(error)) from error
    return [_correction(line, row, path.name) for line, row in rows]


def _correction(line: int, row: Mapping[str, Any], name: str) -> Correction:
    if wrong := problem(row):
        raise CorrectionsFileError(f"{name} line {line}: {wrong}")
    says = {key: str(value).strip() for key, value in row.items() if key not in ALWAYS}
    signed = (str(row[key]).strip() for key in ("reason", "author", "date"))
    return Correction(f"{name}:{line}", row["do"], says, dict(row["expects"]), *signed)


@cache
def _model(do: str) -> type[BaseModel]:
    """Return the model of a correction: unknown keys forbidden, everything needed there and of its type."""
    needed, optional, checks = ACTIONS[do]
    strict = ConfigDict(extra="forbid")
    fields: dict[str, Any] = {name: (TYPES.get(name, Words), ...) for name in needed}
    fields |= {name: (TYPES.get(name, Words) | None, None) for name in optional}
    fields |= {"do": (str, ...), "reason": (Words, ...), "author": (Words, ...), "date": (Day, ...)}
    expected: dict[str, Any] = dict.fromkeys(checks, (Any, None))
    fields["expects"] = (create_model("Expects", __config__=strict, **expected), ...)
    return create_model("Correction", __config__=strict, **fields)


def problem(row: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a correction and how to mend it, the first thing only; None if nothing is."""
    do = row.get("do")
    if do not in ACTIONS:
        return f"do is {do!r}; use one of {', '.join(ACTIONS)}"
    given = {key: value for key, value in row.items() if value not in (None, "", {})}
    try:
        _model(do).model_validate(given)
    except ValidationError as error:
        needed, optional, checks = ACTIONS[do]
        first = min(error.errors(), key=lambda e: e["type"] != "missing")
        key, value = str(first["loc"][0]), first["input"]
        if key == "expects" and first["type"] != "missing":
            return f"expects must say what is there now, as {{{checks[0]}: …}}; {do} can check {', '.join(checks)}"
        messages = {
            "missing": f"{do} needs {key!r}; add a line '{key}: …'",
            "extra_forbidden": f"{do} has no {key!r}; it takes {', '.join((*needed, *optional, *ALWAYS))}",
            "literal_error": f"{key} is {value!r}; use one of {', '.join(get_args(TYPES.get(key, ())))}"
            + NO_SIDE.get(str(value), ""),
            "date_type": f"date is {value!r}; write the day of the correction as 2019-09-30",
        }
        return messages.get(first["type"], f"{key} must be plain words; put quotation marks around them")
    return None
