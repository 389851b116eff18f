"""YAML files that an analyst writes by hand: read with the line of each row, a key that stands twice told of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class YamlError(ValueError):
    """A file is no YAML, or not of the shape asked for; the message names the file, the line and the mend."""


def rows(path: Path, noun: str, opens: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows of a file that is a list, each with the line that it begins in; an empty file has none.

    Parameters
    ----------
    noun, opens
        What a row is called, and what it begins with, for messages.
    """
    root = _root(path)
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise YamlError(f"{path.name}: write a list, each {noun} beginning with '- {opens}'")
    found = []
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise YamlError(f"{path.name} line {line}: a {noun} is 'key: value' lines and begins with '- {opens}'")
        found.append((line, _mapping(node, path.name, f"begin a new {noun} with '- {opens}'")))
    return found


def mapping(path: Path) -> dict[str, Any]:
    """Return a file that is 'key: value' lines."""
    root = _root(path)
    if not isinstance(root, yaml.MappingNode):
        raise YamlError(f"{path.name}: write 'key: value' lines")
    return _mapping(root, path.name, "name it otherwise")


def _root(path: Path) -> yaml.Node | None:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name} line {mark.line + 1}" if mark else path.name
        problem = getattr(error, "problem", None) or "it is not UTF-8 text"
        raise YamlError(f"{where}: this is no YAML ({problem}); compare it with the line above") from error
    return None if isinstance(root, yaml.ScalarNode) and not root.value else root


def _mapping(node: yaml.MappingNode, name: str, mend: str) -> dict[str, Any]:
    """Return a mapping as Python has it; a key that stands twice is an error, not the last one's win."""
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            raise YamlError(f"{name} line {key.start_mark.line + 1}: {key.value!r} stands twice; delete one, or {mend}")
        seen.add(key.value)
        if isinstance(value, yaml.MappingNode):
            _mapping(value, name, mend)
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()
