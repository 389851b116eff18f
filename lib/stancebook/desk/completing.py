"""The Tab key in ``desk.says("Ir…``: names of the desk that is asked, for IPython."""

from __future__ import annotations

import re
from typing import Any

from stancebook.desk.live import shell

WHO = "actor says pair merge split rename not_a_stance drop only".split()
ASKED = re.compile(rf"""(\w+)\.({"|".join([*WHO, "corridor"])})\([^()]*?(["'])([^"']*)$""")
MOST = 60


def options(line: str, names: dict[str, Any]) -> list[str]:
    """Return what may end the string that ``line`` breaks off in, without what is written of it."""
    found = ASKED.search(line)
    desk: Any = names.get(found[1]) if found else None
    if found is None or not hasattr(desk, "corridors"):
        return []
    written = found[4]
    known = desk.corridors if found[2] == "corridor" else desk.names
    begin = [name for name in known if name.casefold().startswith(written.casefold())]
    return begin[:MOST]


def register() -> None:
    """Have the running shell ask ``options``."""
    running = shell()
    if running is None or any(getattr(m, "of_desk", False) for m in running.Completer.custom_matchers):
        return

    def matcher(text: str) -> list[str]:
        completer = running.Completer
        line = completer.text_until_cursor
        found = ASKED.search(line)
        written = found[4] if found else ""
        # IPython replaces the last word alone: what stands before it is left out of what is offered
        kept = len(written) - len(text) if written.endswith(text) else 0
        return [name[kept:] for name in options(line, running.user_ns)]

    matcher.of_desk = True  # type: ignore[attr-defined]
    running.Completer.custom_matchers.append(matcher)
