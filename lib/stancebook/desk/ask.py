"""The desk: what an analyst asks in a notebook, one line a question."""

from __future__ import annotations

import getpass
import logging
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook import aggregates
from stancebook.desk import mends, overview, persons, questions
from stancebook.desk.answer import Answer
from stancebook.desk.live import live
from stancebook.desk.opening import Opened, opened
from stancebook.desk.questions import MIN_CONFIDENCE
from stancebook.desk.shelf import Shelf
from stancebook.desk.words import Index
from stancebook.paths import project_path, shown
from stancebook.report.wording import count, days
from stancebook.trade import outlook

log = logging.getLogger(__name__)


class Desk(mends.Mending):
    """Ask what was read: ``Desk("seeds")``, ``Desk("my/articles")`` or ``Desk("reports/latest")``.

    Articles read before are taken from the store; only new ones are analysed, with a bar.  Stop the cell (■) while it
    reads, and the desk opens with what was read until then.

    Parameters
    ----------
    what
        A folder of articles, or the folder of a run; from the project's folder.
    store
        The file that keeps what was read.
    author
        Who signs corrections; by default the name of the account.

    Examples
    --------
    >>> desk = Desk("seeds")                         # doctest: +SKIP
    >>> desk.stories()                               # what happened?
    >>> desk.actor("Iraq")                           # who is it, for and against whom?
    >>> desk.says("Iran", about="Israel", since="2024-03-01")
    >>> desk.pair("Iran", "Israel")                  # how do they stand to each other?
    >>> desk.corridor("Iraq–Syria")                  # where is trade heading?
    >>> desk.search("crossing NEAR trade")           # where does it say so?
    >>> desk.changes()                               # what is new since the last report?

    Each answers with an ``Answer``: it shows itself, ``.frame`` is its DataFrame, ``.plot()`` its figure.
    ``desk["Iraq"]`` is ``desk.actor("Iraq")``, and the Tab key completes names.
    """

    def __init__(self, what: str | Path = "seeds", store: str = "reports/articles.sqlite", author: str = "") -> None:
        """Open the desk (see the class)."""
        self.what, self.author = str(what), author or _account()
        self._open(opened(what, store))
        self.skipped_told = overview.skipped_told(self.shelf)
        if live():
            from stancebook.desk import completing, widgets

            completing.register()
            widgets.prepare()

    def _open(self, place: Opened) -> None:
        """Take other tables; what was looked up in the old ones is forgotten."""
        self.place, self.shelf = place, Shelf(place.found)
        for name in ("index", "_counted"):
            self.__dict__.pop(name, None)

    @cached_property
    def index(self) -> Index:
        """The index that ``search`` looks into."""
        return Index(self.shelf)

    @cached_property
    def _counted(self) -> dict[str, pd.DataFrame]:
        return aggregates.aggregate(self.shelf.tables, aggregates.Parameters.model_validate({}))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All per-article tables (``stancebook.tables.SCHEMA`` tells their columns)."""
        return self.shelf.tables

    def __repr__(self) -> str:
        """Return what is on the desk, in a line."""
        found = self.tables
        span = days(found["documents"]["published"])
        return (f"Desk({self.what!r}): {count(len(found['documents']), 'article')}{f', {span}' if span else ''}; "
                f"{count(len(found['actors']), 'actor')}, {count(len(found['quotes']), 'quote')}, "
                f"{count(len(found['stances']), 'stance')}")  # fmt: skip

    def __getitem__(self, name: str) -> Answer:
        """Return ``actor(name)``, or ``corridor(name)`` for two names with a dash (–) between them."""
        return self.corridor(name) if "–" in name else self.actor(name)

    def _ipython_key_completions_(self) -> list[str]:
        return [*self.shelf.ranked, *self.corridors]

    @property
    def names(self) -> list[str]:
        """Names of all actors, the most mentioned first."""
        return self.shelf.ranked

    @property
    def corridors(self) -> list[str]:
        """The corridors of trade that claims are about, those with most claims first."""
        between = outlook.by_corridor(self.tables["claims"], self.tables["actors"])
        return between.dropna().value_counts().index.tolist()

    def stories(self) -> Answer:
        """What happened?  One row a story, the weightiest first.

        Returns
        -------
        Answer
            Columns ``story, first, last, articles, sources, who, weight, story_id`` and the sentence that says it best.
        """
        return self._with_form(overview.stories(self.shelf))

    def actor(self, name: str, min_confidence: float = MIN_CONFIDENCE) -> Answer:
        """Who is it: names, roles, for and against whom, quotes, dates.

        Parameters
        ----------
        name
            A name, an alias or an ``actor_id``.
        min_confidence
            Stances less sure than this are left out.

        Returns
        -------
        Answer
            Columns ``part`` (stance, quote, date), ``what, whom, confidence`` and the sentence.

        Raises
        ------
        UnknownNameError
            If nobody is called so, with the nearest names.
        """
        return self._with_form(persons.actor(self.shelf, name, min_confidence))

    def says(self, who: str, about: str = "", since: str = "", until: str = "") -> Answer:
        """What does an actor say (about another, between two dates)?  The newest first.

        Parameters
        ----------
        who, about
            Names.  A quote is about whom its words mean, or are for or against.
        since, until
            Days of publication, ISO (``2024-03-01``), both included.  Articles without a date are then left out.

        Returns
        -------
        Answer
            Columns ``speaker, how, words, tone`` (-1 … 1), ``quote_id`` and the sentence.
        """
        return self._with_form(questions.says(self.shelf, who, about, since, until))

    def pair(
        self, one: str, other: str, since: str = "", until: str = "", min_confidence: float = MIN_CONFIDENCE
    ) -> Answer:
        """How do two actors stand to each other, both ways?

        Returns
        -------
        Answer
            Columns ``who, side, towards, basis, told_by, status, score`` (-1 … 1), ``confidence, stance_id`` and the
            sentence; the lines above are the means with their n, sources and 95% intervals.
        """
        return self._with_form(questions.pair(self.shelf, one, other, since, until, min_confidence))

    def corridor(self, name: str, since: str = "", until: str = "") -> Answer:
        """Where is trade between two heading ("Iraq–Syria"; order and kind of dash do not matter)?

        Returns
        -------
        Answer
            Columns ``direction, driver, horizon, hedge, voice, confidence, claim_id`` and the sentence; the call above.
        """
        return self._with_form(questions.corridor(self.shelf, name, since, until))

    def search(self, query: str, since: str = "", until: str = "") -> Answer:
        """In which sentences does it say so?

        ``crossing trade``, ``crossing NEAR trade``, ``crossing NEAR/3 trade``, ``"border post"``, ``duty OR tariff*``.

        Raises
        ------
        SearchError
            If there is no word to look for; it says how to write a search.
        """
        return overview.search(self.shelf, self.index, query, since, until)

    def changes(self) -> Answer:
        """What changed since the last report: new stories, sides, calls, and why.

        A desk on articles is compared with ``reports/latest``; one on a run tells what that run found changed.
        """
        place = self.place
        corpus = self.what if place.run is None else shown(place.corpus) if place.corpus else ""
        return overview.changes(self.shelf, lambda: self._counted, corpus, place.run, project_path("reports"))

    def documents(self) -> Answer:
        """Which articles were read?  The newest first."""
        return overview.documents(self.shelf)

    def skipped(self) -> Answer:
        """What was not read, or corrected away, and why?"""
        return overview.skipped(self.shelf)

    def sql(self, query: str) -> Answer:
        """Ask in SQL (DuckDB) over all tables and aggregates: ``select name, kind from actors``.

        It can read the tables and nothing else: no file, no address.
        """
        return overview.asked_sql(self.shelf, lambda: self._counted, query)

    def only(
        self,
        actor: str = "",
        source: str = "",
        since: str = "",
        until: str = "",
        story: str = "",
        confidence: float = 0,
    ) -> Desk:
        """Return a desk with a part of what lies on this one, for asking; corrections are made on the whole one.

        Parameters
        ----------
        actor, source, story
            A name; an outlet; a ``story_id``.
        since, until
            Days of publication, both included.
        confidence
            Rows less sure than this are left out.
        """
        part = object.__new__(Desk)
        part.what, part.author, part.skipped_told = self.what, self.author, self.skipped_told
        part._open(Opened(self.shelf.only(actor, source, since, until, story, confidence).tables, None, None))
        return part

    def filters(self) -> Any:
        """Return choosers for actor, source, date, story and confidence with a table and figures that follow them.

        None where nobody could use them (under papermill).
        """
        if not live():
            return None
        from stancebook.desk import widgets

        return widgets.filters(self)


def _account() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "analyst"
