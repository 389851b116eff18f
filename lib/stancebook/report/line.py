"""A sentence for people, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One sentence of the brief.

    ``kind`` is what it tells: ``what`` happened, ``sides``, ``voice``, ``dissent``, ``trade``, ``dates``, ``more``
    stories, ``none`` (nothing to tell), ``read`` (what was read).  ``evidence`` are the ``sent_id`` it rests on, the
    most telling first; ``rows`` the rows that it was made of, as (table, key).
    """

    kind: str
    text: str
    evidence: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
