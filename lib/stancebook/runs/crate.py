"""Provenance for other programs: ``ro-crate-metadata.json``, which describes a run's folder as a research object.

RO-Crate 1.1 with the terms of Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5): the run is an action
that made the folder's files (``result``) of the input's (``object``) with this package (``instrument``).
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

NAME = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
CONTEXT = [f"{SPECIFICATION}/context", {"sha256": "https://schema.org/sha256"}]
SUITE = "#stancebook"
# What mimetypes does not know.
FORMATS = {".parquet": "application/vnd.apache.parquet", ".ipynb": "application/x-ipynb+json", ".log": "text/plain",
           ".md": "text/markdown"}  # fmt: skip


def write(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the crate of the run in ``folder``; ``facts`` are its manifest."""
    text = json.dumps({"@context": CONTEXT, "@graph": graph(folder, facts)}, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def graph(folder: Path, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entities of the crate, flat, each with its ``@id``."""
    outputs = [_file(folder / name, name, digest) for name, digest in facts["outputs"].items()]
    outputs.append(_file(folder / "run.json", "run.json", None))
    inputs = [
        {"@id": f"#input/{quote(name)}", "@type": "DigitalDocument", "name": name, "sha256": digest}
        for name, digest in facts["inputs"].items()
    ]
    values = _parameters(facts)
    run = f"#{facts['run_id']}"
    action = {
        "@id": run, "@type": "CreateAction", "name": f"Stancebook run {facts['run_id']}",
        "startTime": facts["started"], "endTime": facts["finished"], "instrument": _ids([suite := _suite(facts)])[0],
        "object": _ids([*inputs, *values]), "result": _ids(outputs),
        "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
    }  # fmt: skip
    root = {
        "@id": "./", "@type": "Dataset", "name": f"Stancebook report {facts['run_id']}", "conformsTo": {"@id": PROFILE},
        "description": "Who is in the news, who stands with whom, who said what, where trade is heading: tables, "
        "figures and brief of one run.",
        "datePublished": facts["finished"], "license": "All rights reserved", "hasPart": _ids(outputs),
        "mentions": {"@id": run},
    }  # fmt: skip
    described = {"@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": SPECIFICATION}}
    profile = {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    return [described, root, profile, action, suite, *values, *inputs, *outputs]


def _ids(entities: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]


def _file(path: Path, name: str, digest: str | None) -> dict[str, Any]:
    kind = FORMATS.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    entity = {"@id": quote(name), "@type": "File", "name": name, "encodingFormat": kind,
              "contentSize": str(path.stat().st_size)}  # fmt: skip
    return entity | ({"sha256": digest} if digest else {})


def _suite(facts: Mapping[str, Any]) -> dict[str, Any]:
    packages = facts.get("packages", {})
    needs = [f"{name} {version}" for name, version in packages.items() if name != "stancebook"]
    return {"@id": SUITE, "@type": "SoftwareApplication", "name": "Stancebook",
            "softwareVersion": packages.get("stancebook", ""), "softwareRequirements": needs}  # fmt: skip


def _parameters(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"@id": f"#parameter/{notebook}/{name}", "@type": "PropertyValue", "name": f"{notebook}.{name}",
         "value": value if isinstance(value, int | float | str) else json.dumps(value)}
        for notebook, values in facts.get("parameters", {}).items()
        for name, value in values.items()
    ]  # fmt: skip
