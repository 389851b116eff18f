"""Every package that the library imports is pinned in requirements.txt and named in pyproject.toml."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    found = set()
    for path in (ROOT / "lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return {name.split(".")[0] for name in found} - set(sys.stdlib_module_names) - {"stancebook", "__future__"}


def test_every_imported_package_is_pinned_and_named():
    pinned = {normal(m[1]) for m in re.finditer(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.M)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {normal(re.match(r"[\w.-]+", line)[0]) for line in project["dependencies"]}
    distributions = packages_distributions()
    for module in imported():
        assert {normal(d) for d in distributions[module]} & pinned & named, f"{module} is pinned or named nowhere"
    assert named <= pinned, "pyproject.toml names what requirements.txt does not pin"
