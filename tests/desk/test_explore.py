"""The guided half hour keeps the house rules and runs with nobody there, its forms and choosers absent."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import papermill

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "00_explore.ipynb"
BANNED = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.ListComp, ast.GeneratorExp)


def cells() -> list:
    return nbformat.read(NOTEBOOK, as_version=4).cells


def test_cells_are_short_stripped_and_each_has_prose_before_it():
    code = [c for c in cells() if c.cell_type == "code"]
    for cell in code:
        assert len(cell.source.splitlines()) <= 4 and not cell.outputs and cell.execution_count is None
        assert not any(isinstance(node, BANNED) for node in ast.walk(ast.parse(cell.source)))
    assert [c.source for c in code if "parameters" in c.metadata.get("tags", [])] == [code[0].source]
    headings = [
        line for c in cells() if c.cell_type == "markdown" for line in c.source.splitlines() if line[:3] == "## "
    ]
    assert sum(line.endswith("?") for line in headings) >= 9


def test_it_runs_on_somebodys_own_folder(folder, tmp_path):
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        NOTEBOOK, out, {"corpus": str(folder)}, cwd=NOTEBOOK.parents[1], progress_bar=False, kernel_name="python3",
        execution_timeout=120,
    )  # fmt: skip
    pages = [o.data.get("text/html", "") for c in nbformat.read(out, as_version=4).cells if c.cell_type == "code"
             for o in c.outputs if o.output_type == "execute_result"]  # fmt: skip
    assert sum("<table>" in page for page in pages) >= 8
    assert not any("<script" in page or "widget" in page for page in pages)
    assert "Norland" in pages[-1] or "Norland" in pages[-2]
