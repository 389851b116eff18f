"""The word lists of this wing, which lie in ``files/data``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


def text(name: str) -> str:
    """Return a data file as it stands."""
    return (files("stancebook") / "files/data" / name).read_text(encoding="utf-8")


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of a data file, without empty ones and comments (``#``)."""
    return tuple(line.strip() for line in text(name).splitlines() if line.strip() and line[0] != "#")


@cache
def names(name: str, group: str) -> dict[str, tuple[str, ...]]:
    """Return field -> words of one group of a YAML data file."""
    return {field: tuple(words) for field, words in yaml.load(text(name), Loader=yaml.BaseLoader)[group].items()}


@cache
def labels(group: str) -> dict[str, str]:
    """Return label -> our field of a press database (``labels.yml``); empty for a label that is known and not kept."""
    found = names("labels.yml", group)
    return {label: "" if field == "none" else field for field, known in found.items() for label in known}
