"""The word lists of the wings: each lies in ``<wing>/data`` and is read here."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml


def text(wing: str, filename: str) -> str:
    """Return a data file of a wing as it stands."""
    return (files("stancebook") / wing / "data" / filename).read_text(encoding="utf-8")


@cache
def lines(wing: str, filename: str) -> tuple[str, ...]:
    """Return the lines of a data file, blank ones and comments (``#``, at the line's start) left out."""
    return tuple(line.strip() for line in text(wing, filename).splitlines() if line.strip() and line[0] != "#")


@cache
def rows(wing: str, filename: str) -> list[dict[str, str]]:
    """Return the rows of a CSV data file, every cell a string, comment lines left out."""
    table = pd.read_csv(io.StringIO("\n".join(lines(wing, filename))), dtype=str, keep_default_na=False)
    return table.to_dict("records")


@cache
def tree(wing: str, filename: str) -> dict[str, Any]:
    """Return what a YAML data file holds, every word a string: YAML itself reads "no" and "on" as truth values."""
    return yaml.load(text(wing, filename), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


@cache
def family(wing: str, filename: str, name: str) -> frozenset[str]:
    """Return one family of words of a YAML data file."""
    return frozenset(tree(wing, filename)[name])
