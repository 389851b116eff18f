"""Corrections made at the desk: checked, previewed, written into ``corrections.yml``, undone."""

from __future__ import annotations

import datetime
import io
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from stancebook import tables
from stancebook.corrections import mending, yml
from stancebook.corrections.yml import Correction, CorrectionsFileError
from stancebook.desk.answer import Answer
from stancebook.desk.opening import Opened, retold
from stancebook.desk.shelf import Shelf
from stancebook.paths import shown
from stancebook.report.wording import count

TOLD = ("actors", "mentions", "quotes", "stances", "tones", "claims")
KEYS = {"quotes": "quote_id", "stances": "stance_id", "claims": "claim_id", "mentions": "mention_id"}


class CorrectionError(ValueError):
    """A correction can't be made; the message says why and how it can."""


@dataclass(frozen=True)
class Written:
    """What a file held before and behind a correction, and the desk before it."""

    before: str | None
    after: str
    place: Opened


def row_of(do: str, says: dict[str, str], expects: dict[str, Any], reason: str, author: str) -> dict[str, Any]:
    """Return a correction as a row of the file, signed today."""
    given = {key: value for key, value in says.items() if value}
    return {"do": do, **given, "expects": expects, "reason": reason.strip(), "author": author,
            "date": datetime.date.today()}  # fmt: skip


def with_row(text: str, row: dict[str, Any]) -> str:
    """Return the text of a file of corrections with one more at its end; comments and order stay."""
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096  # type: ignore[assignment]
    dash = next((len(line) - len(line.lstrip()) for line in text.splitlines() if line.lstrip().startswith("- ")), 0)
    if dash:
        yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    listed, buffer = yaml.load(text), io.StringIO()
    if listed is None:
        yaml.dump([row], buffer)
        return f"{text.rstrip()}\n\n{buffer.getvalue()}".lstrip()
    yaml.dump([*listed, row] if not hasattr(listed, "append") else _appended(listed, row), buffer)
    return buffer.getvalue()


def _appended(listed: Any, row: dict[str, Any]) -> Any:
    listed.append(row)
    return listed


def changed(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return per table how many rows a correction takes away, adds and changes: ``table, gone, new, changed``."""
    rows = []
    for name in TOLD:
        key = before[name].columns[0]
        one, other = (
            {r[0]: repr(r) for r in found[name].itertuples(index=False, name=None)} for found in (before, after)
        )
        same = one.keys() & other.keys()
        rows.append({"table": name, "gone": len(one.keys() - same), "new": len(other.keys() - same),
                     "changed": sum(one[k] != other[k] for k in same), "key": key})  # fmt: skip
    frame = pd.DataFrame(rows).drop(columns="key")
    return frame[frame[["gone", "new", "changed"]].any(axis=1)].reset_index(drop=True)


class Mending:
    """The corrections of a desk.

    Each takes ``reason=``, is checked against what was read, written into the corpus's ``corrections.yml`` and holds in
    the next answer.  With ``preview=True`` it tells what would change, and nothing is written.  ``undo`` takes the last
    one back.
    """

    place: Opened
    shelf: Shelf
    author: str

    def _open(self, place: Opened) -> None:
        raise NotImplementedError

    def merge(self, actor: str, into: str, *, reason: str, preview: bool = False) -> Answer:
        """Make one actor of two: ``desk.merge("LDP", into="Liberal Democratic Party", reason="its initials")``."""
        (one,), (other,) = self.shelf.ids(actor), self.shelf.ids(into)
        return self._correct(
            "merge",
            {"actor": self._called(one), "into": self._called(other)},
            {"kind": self._kind(one)},
            reason,
            preview,
        )

    def split(
        self,
        actor: str,
        words: str,
        into: str,
        *,
        article: str = "",
        kind: str = "",
        reason: str,
        preview: bool = False,
    ) -> Answer:
        """Give what these words mean (in one article) to another actor, which may be new."""
        (who,) = self.shelf.ids(actor)
        says = {"actor": self._called(who), "words": words, "article": article, "into": into, "kind": kind}
        return self._correct("split", says, None, reason, preview)

    def rename(self, actor: str, to: str, *, reason: str, preview: bool = False) -> Answer:
        """Give an actor another name; the old one stays as an alias."""
        (who,) = self.shelf.ids(actor)
        return self._correct(
            "rename", {"actor": self._called(who), "to": to}, {"kind": self._kind(who)}, reason, preview
        )

    def reassign(self, words: str, to: str, *, article: str = "", reason: str, preview: bool = False) -> Answer:
        """Give the quote that has these words to another speaker, or to ``"unknown"``."""
        says = {"article": article or self._article("quotes", words), "words": words, "to": to}
        return self._correct("speaker", says, None, reason, preview)

    def not_a_stance(
        self, who: str, towards: str, *, article: str = "", words: str = "", basis: str = "", reason: str,
        preview: bool = False,
    ) -> Answer:  # fmt: skip
        """Take stances of one actor towards another away: those in an article, or whose sentence has these words."""
        (one,), (other,) = self.shelf.ids(who), self.shelf.ids(towards)
        stances = self.shelf.tables["stances"]
        mine = stances[(stances["source_id"] == one) & (stances["target_id"] == other)]
        where = article or self._one(set(mine["doc_id"]), "stances")
        says = {"article": where, "who": self._called(one), "towards": self._called(other)}
        says |= {"words": words, "basis": basis}
        return self._correct("drop stance", says, None, reason, preview)

    def drop(
        self, *, actor: str = "", mention: str = "", quote: str = "", claim: str = "", article: str = "", reason: str,
        preview: bool = False,
    ) -> Answer:  # fmt: skip
        """Take away an actor, or the mention, quote or claim that has these words (in one article)."""
        given = {
            name: v for name, v in (("actor", actor), ("mention", mention), ("quote", quote), ("claim", claim)) if v
        }
        if len(given) != 1:
            raise CorrectionError("say one of actor=, mention=, quote= and claim=: what is to go")
        ((what, words),) = given.items()
        if what == "actor":
            (who,) = self.shelf.ids(words)
            return self._correct("drop actor", {"actor": self._called(who)}, {"kind": self._kind(who)}, reason, preview)
        says = {"article": article or self._article(f"{what}s", words), "words": words}
        return self._correct(f"drop {what}", says, None, reason, preview)

    def undo(self) -> Answer:
        """Take the last correction of this desk back, in the file and on the desk.

        Raises
        ------
        CorrectionError
            If this desk made none, or somebody changed the file since.
        """
        done = self.__dict__.setdefault("_done", [])
        path = self.place.corrections
        if not done or path is None:
            raise CorrectionError("this desk has made no correction; older ones are taken back by deleting their rows")
        last: Written = done[-1]
        if not path.is_file() or path.read_text(encoding="utf-8") != last.after:
            raise CorrectionError(f"{shown(path)} was changed since: take the correction out there by hand")
        if last.before is None:
            path.unlink()
        else:
            _write(path, last.before)
        done.pop()
        told = changed(self.shelf.tables, last.place.found)
        self._open(last.place)
        return Answer("The last correction is taken back", told, self.shelf)

    # ------------------------------------------------------------------------------------------ how it is done

    def _correct(
        self, do: str, says: dict[str, str], expects: dict[str, Any] | None, reason: str, preview: bool
    ) -> Answer:
        path = self.place.corrections
        if path is None:
            raise CorrectionError("this desk is on no corpus whose file of corrections is known: open its folder")
        if not reason.strip():
            raise CorrectionError("say why: reason='its initials'")
        after, row, n = self._tried(do, says, expects, reason)
        told = changed(self.shelf.tables, after)
        about = ", ".join(f"{key} {value}" for key, value in says.items() if value)
        if preview:
            return Answer(f"Would {do} ({about}), {count(n, 'row')}; nothing is written", told, self.shelf)
        before = path.read_text(encoding="utf-8") if path.is_file() else None
        text = with_row(before or "", row)
        _write(path, text, check=True)
        place = self.place
        self.__dict__.setdefault("_done", []).append(Written(before, text, place))
        self._open(replace(place, found=retold(after)))
        return Answer(f"{do.capitalize()} ({about}): {count(n, 'row')}; written to {shown(path)}", told, self.shelf)

    def _tried(
        self, do: str, says: dict[str, str], expects: dict[str, Any] | None, reason: str
    ) -> tuple[dict[str, pd.DataFrame], dict[str, Any], int]:
        """Return the tables with a correction made, its row for the file, and how many rows it is about."""
        given = {key: value for key, value in says.items() if value}
        today = datetime.date.today().isoformat()
        found, where = self.shelf.tables, "corrections.yml"
        expected = expects or {"n": self._rows(Correction(where, do, given, {}, reason, self.author, today))}
        row = row_of(do, given, expected, reason, self.author)
        if problem := yml.problem(row):
            raise CorrectionError(problem)
        made = Correction(where, do, given, expected, reason, self.author, today)
        after = mending.apply(found, [made])
        (result,) = after["corrections"].to_dict("records")
        if result["status"] != mending.APPLIED:
            raise CorrectionError(f"{do}: {result['status']}: {result['found']}")
        earlier = found.get("corrections")
        if earlier is not None:
            after["corrections"] = _numbered(earlier, after["corrections"])
        return after, row, int(result["n"])

    def _rows(self, correction: Correction) -> int:
        _, select, _ = mending.ACTIONS[correction.do]
        try:
            return len(select(self.shelf.tables, correction))
        except mending.Absent as error:
            raise CorrectionError(f"{correction.do}: {error}") from error

    def _called(self, actor_id: str) -> str:
        """Return what an actor is meant by in the file: its name where that is its own, else its identifier."""
        actors = self.shelf.tables["actors"]
        name = str(actors.loc[actors["actor_id"] == actor_id, "name"].iloc[0])
        return name if tables.actors_called(actors, name) == [actor_id] else actor_id

    def _kind(self, actor_id: str) -> str:
        rows = self.shelf.actors
        return str(rows.loc[rows["actor_id"] == actor_id, "kind"].iloc[0])

    def _article(self, table: str, words: str) -> str:
        """Return the one article in which a row of a table has these words."""
        wanted, rows = " ".join(words.split()).casefold(), self.shelf.tables[table]
        docs = {r.doc_id for r in rows.itertuples() if wanted in self._text(r)}
        return self._one(docs, table)

    def _text(self, row: Any) -> str:
        spans = getattr(row, "content", None) or [(getattr(row, "start", 0), getattr(row, "end", 0))]
        text = self.shelf.texts[row.doc_id]
        return " ".join(" … ".join(text[a:b] for a, b in spans).split()).casefold()

    def _one(self, docs: set[str], table: str) -> str:
        if len(docs) == 1:
            return self.shelf.documents[next(iter(docs))].path
        if not docs:
            raise CorrectionError(f"no row of {table} is so; desk.search(…) finds the words as they are printed")
        paths = ", ".join(sorted(self.shelf.documents[d].path for d in docs)[:5])
        raise CorrectionError(f"{len(docs)} articles have such {table}: say which, article=… ({paths})")

    def _with_form(self, answer: Answer) -> Answer:
        from stancebook.desk import widgets

        return replace(answer, form=lambda row: widgets.form(self, answer, row))


def _numbered(earlier: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    new = new.assign(correction_id=[f"corrections.yml: desk {len(earlier) + 1}"])
    return pd.concat([earlier, new], ignore_index=True) if len(earlier) else new


def _write(path: Path, text: str, check: bool = False) -> None:
    """Write a file in one step; with ``check``, only if it reads as a file of corrections."""
    made = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    made.write_text(text, encoding="utf-8")
    try:
        if check:
            yml.read_corrections(made)
        os.replace(made, path)  # noqa: PTH105 (one step)
    except CorrectionsFileError as error:
        raise CorrectionError(f"{path.name} would not be sound, and is left as it was: {error}") from error
    finally:
        made.unlink(missing_ok=True)
