"""Stancebook: who is in the news, who stands with whom, who said what, and where trade is heading.

``from stancebook import Desk`` is what one asks in a notebook.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["Desk"]


def __getattr__(name: str) -> Any:
    """Load the desk when it is first asked for: the command has no need of it."""
    if name == "Desk":
        return import_module("stancebook.desk.ask").Desk
    raise AttributeError(f"module 'stancebook' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
