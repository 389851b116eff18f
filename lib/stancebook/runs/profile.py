"""A profile: what one desk's report is made of, so that several corpora can be run by name.  Checked before anything
runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stancebook.files import yamlrows
from stancebook.runs.errors import ParameterError


class Profile(BaseModel):
    """The keys of a profile; paths are from the project's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus: str = Field(min_length=1, description="folder or file of articles")
    reports: str = Field("", description="folder that runs are written to; empty: reports/<name of the profile>")
    parameters: dict[str, Any] = Field({}, description="parameters of the notebooks")
    alerts: str = Field("", description="rules file; empty: alerts.yml beside the corpus, else that of the seeds")
    alert_command: str = Field("", description="run when a rule is met, with the changes as JSON on standard input")
    failure_command: str = Field("", description="run when the run fails, with the reason on standard input")
    timeout: float | None = Field(None, gt=0, description="seconds one notebook may take")


def read(path: Path) -> Profile:
    """Return the profile of a file.

    Raises
    ------
    ParameterError
        If there is no such file, or it is no profile; the message names the file and the mend.
    """
    try:
        row = yamlrows.mapping(path)
        profile = Profile(**row)
    except OSError as error:
        raise ParameterError(f"profile {path} can't be read ({error.strerror}): check the path") from error
    except yamlrows.YamlError as error:
        raise ParameterError(str(error)) from error
    except (ValidationError, TypeError) as error:
        raise ParameterError(f"{path.name}: {_problem(error)}") from error
    twice = {"corpus", "output"} & set(profile.parameters)
    if twice:
        raise ParameterError(f"{path.name}: {', '.join(sorted(twice))} is no parameter of a profile; use its own keys")
    return profile if profile.reports else profile.model_copy(update={"reports": f"reports/{path.stem}"})


def _problem(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return "a key must be a word"
    first = error.errors()[0]
    key = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"a profile has no {key!r}; it takes {', '.join(Profile.model_fields)}"
    if first["type"] == "missing":
        return f"{key} is missing; add a line '{key}: …' ({Profile.model_fields[key].description})"
    return f"{key} is {first['input']!r}: {first['msg']} ({Profile.model_fields[key].description})"
