"""Front matter: the fields that a text brings along between lines of three dashes, read as YAML within bounds.

Aliases are refused: a dozen lines of them can stand for gigabytes (the "billion laughs").
"""

from __future__ import annotations

import re
from typing import Any

import yaml

FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
PAIR = re.compile(r"\s*([A-Za-z_]+)\s*:(.*)")
LONGEST_BLOCK = 20_000  # characters
DEEPEST = 20  # levels


class Refused(yaml.YAMLError):
    """YAML that would take more time or memory than front matter may; the message says what to do."""


class _Bounded(yaml.BaseLoader):
    """Strings, lists and mappings of them: 2019-09-30 and 00123 mean what they say."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent) and self.peek_event().anchor in self.anchors:
            raise Refused("has aliases (*name) in its front matter, which are not read: write the values out")
        if self.depth == DEEPEST:
            raise Refused(f"has front matter nested more than {DEEPEST} deep, which is not read: write it flat")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def split(text: str) -> tuple[dict, str, str | None]:
    """Return the front matter of ``text``, the text below it, and why it was not read (None if it was).

    An article may open with a rule: where no mapping stands between the dashes, the whole text is the article.
    """
    fence = FENCE.match(text)
    if fence is None:
        return {}, text, None
    block, below = fence.group(1), text[fence.end() :]
    try:
        if len(block) <= LONGEST_BLOCK:
            pairs = yaml.load(block, Loader=_Bounded)
            return (pairs, below, None) if isinstance(pairs, dict) else ({}, text, None)
        if not PAIR.match(block):  # a long article between two rules
            return {}, text, None
        raise Refused(f"has front matter of more than {LONGEST_BLOCK:,} characters, which is not read: shorten it")
    except Refused as error:
        return {}, below, str(error)
    except (yaml.YAMLError, ValueError):
        # "title: Iraq: a crossing reopens" is no YAML, but anyone sees what is meant.
        lines = [PAIR.match(line) for line in block.splitlines() if line.strip()]
        pairs = {m.group(1): m.group(2).strip().strip("\"'") for m in lines if m} if all(lines) else {}
        return (pairs, below, None) if pairs else ({}, text, None)
