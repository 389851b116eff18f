"""The store's file: an SQLite database that is checked when it is opened, and made anew when it is damaged."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import filelock

VERSION = 1  # of the layout below
WAIT = 60.0  # seconds for another program to be done writing
LAYOUT = f"""
create table readings (key text primary key, digest text not null, body blob not null);
create table uses (key text primary key, used integer not null) without rowid;
pragma user_version = {VERSION};
"""
# What SQLite says of a file that is none of its own, or no longer; all else (a full disk, no permission) may pass.
DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_IOERR_SHORT_READ")
SIDES = ("-wal", "-shm")  # files that belong to a database in use
log = logging.getLogger(__name__)


def opened(path: Path) -> sqlite3.Connection:
    """Open the store at ``path``, made if it is not there; one that is damaged is set aside and made anew first.

    Raises
    ------
    sqlite3.Error, OSError, filelock.Timeout
        If the file can't be used at all.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two programs that find a store damaged must not both set it aside.
    with filelock.FileLock(path.with_suffix(".lock"), timeout=WAIT):
        if problem := _problem(path):
            _renew(path, problem)
        return _connected(path)


def digest(body: bytes) -> str:
    """Return what a row's content is checked by."""
    return hashlib.sha256(body).hexdigest()


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=WAIT)
    db.execute("pragma journal_mode = wal")  # readers and a writer at once; a kill loses what was not committed
    db.execute("pragma synchronous = normal")
    if db.execute("pragma user_version").fetchone() == (0,):
        db.executescript(LAYOUT)
    return db


def _problem(path: Path) -> str | None:
    """Return why the file at ``path`` is no sound store; None for one that is, or is not there."""
    if not path.exists():
        return None
    try:
        with closing(_connected(path)) as db:
            (version,) = db.execute("pragma user_version").fetchone()
            if version != VERSION:
                return f"it is of version {version}, and this program writes {VERSION}"
            (said,) = db.execute("pragma quick_check(1)").fetchone()
            db.execute("select key, digest, body, used from readings left join uses using (key) limit 1").fetchone()
            return None if said == "ok" else said
    except sqlite3.DatabaseError as error:
        if not str(getattr(error, "sqlite_errorname", "")).startswith(DAMAGE):
            raise
        return str(error)


def _renew(path: Path, problem: str) -> None:
    """Put a new store in the place of a damaged one, with what of it is whole."""
    new, aside = path.with_suffix(".new"), path.with_suffix(".damaged")
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(new)) as db:
        db.executescript(LAYOUT)
        with db:
            rows = _sound(path)
            saved = db.executemany("insert or ignore into readings values (?, ?, ?)", rows).rowcount
    for side in ("", *SIDES):
        with suppress(FileNotFoundError):
            path.with_name(path.name + side).replace(aside.with_name(aside.name + side))
    new.replace(path)
    log.warning(
        "the store was damaged (%s): set aside as %s, made anew with %d articles", problem, aside, max(saved, 0)
    )


def _sound(path: Path) -> Iterator[tuple]:
    """Yield the rows of a damaged store that are as they were written, read from both of its ends."""
    for order in ("", "desc"):
        with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=WAIT)) as db:
            db.execute("pragma writable_schema = on")  # else a file that was cut short is not even opened
            if db.execute("pragma user_version").fetchone() != (VERSION,):
                return
            for row in db.execute(f"select key, digest, body from readings order by rowid {order}"):
                if isinstance(row[2], bytes) and digest(row[2]) == row[1]:
                    yield row
