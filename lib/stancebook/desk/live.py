"""Whether somebody sits at the notebook, who can press a button."""

from __future__ import annotations

import os
from typing import Any

from stancebook.runs.progress import VARIABLE


def shell() -> Any:
    """Return the running IPython shell, None outside of one."""
    from IPython.core.getipython import get_ipython

    return get_ipython()


def live() -> bool:
    """Tell whether a person runs this cell: in a kernel whose front end can ask for input.

    A run and papermill say that they can't.
    """
    kernel = getattr(shell(), "kernel", None)
    return kernel is not None and VARIABLE not in os.environ and bool(getattr(kernel, "_allow_stdin", False))
