"""Who is for or against whom, sentence by sentence, and what that adds up to over pairs and periods.

In: parsed texts, mentions, quotes. Out: table ``stances``; totals over pairs and periods (``totals``).
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """Hand on ``classify_pairs``, under which programs that measure the suite call it, and nothing else."""
    if name == "classify_pairs":
        from stancebook.stance.pairs import classify_pairs

        return classify_pairs
    raise AttributeError(name)
