"""Which report a brief is compared with, in words, and where that one lies."""

from __future__ import annotations

from dataclasses import dataclass

from stancebook.report.wording import count, is_are, listing, place_date


@dataclass(frozen=True)
class Since:
    """The report before this one.

    ``run`` is its folder's name ("" if there is none to compare with, and ``problem`` then says why), ``made`` the day
    it was made on; ``known``, ``new`` and ``gone`` count articles; ``desk`` names the analyst's files that differ,
    ``method`` what differs of the way of reading.
    """

    run: str = ""
    made: str = ""
    known: int = 0
    new: int = 0
    gone: int = 0
    desk: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    problem: str = ""


def facts(since: Since) -> str:
    """Return what this report had to read beside the one before, and whether anything but the articles changed."""
    if since.problem:
        return since.problem
    parts = f"Since the report of {place_date(since.made)}: {count(since.new, 'new article')}, {since.known} known"
    parts += f", {since.gone} gone." if since.gone else "."
    if since.desk:
        parts += f" {listing(since.desk)} {is_are(len(since.desk))} not as then."
    if since.method:
        parts += (
            f" The way of reading is another ({listing(since.method)}): the known articles were read anew, and what"
            " only that changed is marked in the table."
        )
    return parts
