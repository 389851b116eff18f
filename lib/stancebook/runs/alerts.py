"""What the desk wants to be woken for: rules in ``alerts.yml``, met by changes, told to a command once for all."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stancebook.files import yamlrows
from stancebook.runs.errors import ParameterError, SuiteError

FILE = "changes.json"  # of a run's folder: what changed, for programs (``earlier.write``)
SECONDS = 120  # that a command may take
Kind = Literal["story", "actor", "stance", "tone", "call", "dissent", "denial", "date"]
ASKS = ("actor", "pair", "corridor", "kind")


class Rule(BaseModel):
    """What a change must be to wake the desk: all that the rule names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field("", description="what the alert is called")
    actor: str = Field("", description="somebody whom the change is about, by name, alias or actor_id")
    pair: Annotated[list[str], Field(max_length=2)] = Field([], description="two whom it is about")
    corridor: str = Field("", description='trade between whom, as "Iraq–Syria"')
    kind: Kind | None = Field(None, description="what has changed")
    turn: float = Field(0.0, ge=0, le=2, description="by how much a score of −1 to +1 moved, at least")
    method: bool = Field(False, description="also what only another way of reading changed")

    def met(self, change: Mapping[str, Any]) -> bool:
        """Tell whether a change of ``changes.json`` is one."""
        called = {str(name).casefold() for about in change["about"] for name in (about["id"], *about["called"])}
        between = [about["id"] for about in change["about"]] if change["kind"] in ("call", "dissent") else []
        return (
            (self.method or change["why"] != "method")
            and (not self.kind or change["kind"] == self.kind)
            and all(name.casefold() in called for name in (self.actor, *self.pair) if name)
            and (not self.corridor or any(_sides(self.corridor) == _sides(name) for name in between))
            and (not self.turn or (change["size"] or 0.0) >= self.turn)
        )


def read(path: Path) -> list[Rule]:
    """Return the rules of a file in its order; none where there is no file.

    Raises
    ------
    ParameterError
        If the file is no list of rules; the message names the file, the line and the mend.
    """
    if not path.exists():
        return []
    try:
        return [_rule(row, f"{path.name} line {line}") for line, row in yamlrows.rows(path, "rule", "actor: …")]
    except (yamlrows.YamlError, OSError) as error:
        raise ParameterError(str(error)) from error


def _rule(row: Mapping[str, Any], where: str) -> Rule:
    try:
        rule = Rule(**row)
    except (ValidationError, TypeError) as error:
        raise ParameterError(f"{where}: {_problem(error)}") from error
    if not any(getattr(rule, name) for name in ASKS):
        raise ParameterError(f"{where}: say what the rule is about; add one of {', '.join(ASKS)}")
    if rule.pair and len(rule.pair) != 2:
        raise ParameterError(f"{where}: pair is {rule.pair}; name two, as [Iran, United States]")
    if rule.corridor and len(_sides(rule.corridor)) != 2:
        raise ParameterError(f"{where}: corridor is {rule.corridor!r}; name both sides, as Iraq–Syria")
    return rule


def _sides(corridor: str) -> list[str]:
    from stancebook.trade import outlook  # with spaCy behind it, for which no run waits that has no such rule

    return outlook.sides(corridor)


def _problem(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return "a key must be a word"
    first = error.errors()[0]
    key = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"a rule has no {key!r}; it takes {', '.join(Rule.model_fields)}"
    return f"{key} is {first['input']!r}: {first['msg']} ({Rule.model_fields[key].description})"


def told(run: Path, rules: Sequence[Rule]) -> dict[str, Any] | None:
    """Return what an alert says of a published run: which rules are met by which changes; None if none is."""
    report = json.loads((run / FILE).read_text(encoding="utf-8"))
    met = [(rule, [c for c in report["changes"] if rule.met(c)]) for rule in rules]
    if not any(found for _, found in met):
        return None
    ids = {change["change_id"] for _, found in met for change in found}
    return {
        "run": report["run"], "corpus": report["corpus"], "brief": str(run / "brief.html"), "since": report["since"],
        "rules": [{**rule.model_dump(exclude_defaults=True), "changes": [c["change_id"] for c in found]}
                  for rule, found in met if found],
        "changes": [c for c in report["changes"] if c["change_id"] in ids],
    }  # fmt: skip


def tell(command: str, message: str) -> None:
    """Run a command of the user's with ``message`` on its standard input.

    Raises
    ------
    SuiteError
        If it fails or takes longer than ``SECONDS``.
    """
    try:
        # The command is the user's own line, as in a crontab; nothing that an article says is part of it.
        done = subprocess.run(command, shell=True, input=message, text=True, timeout=SECONDS, capture_output=True)
    except subprocess.TimeoutExpired as error:
        raise SuiteError(f"the command {command!r} took longer than {SECONDS} s and was stopped") from error
    if done.returncode:
        why = " ".join(done.stderr.split())[:200]
        raise SuiteError(f"the command {command!r} ended with status {done.returncode}{f': {why}' if why else ''}")
