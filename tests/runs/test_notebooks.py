"""The notebooks keep the house rules: stories, not programs, with every output stripped."""

from __future__ import annotations

import ast
import itertools
import json
from pathlib import Path

import nbformat
import pytest

from stancebook.report import pdf

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9][1-9]_*.ipynb"))  # 00_explore is for asking, and has its own tests
PARAMETERS = {
    "01_ingest": {"corpus": "seeds", "output": "reports/draft", "actors_file": "",
                  "corrections_file": "", "date_from": "", "date_to": "",
                  "allow_empty": False, "store": "reports/articles.sqlite"},
    "02_actor_stance": {"corpus": "seeds", "output": "reports/draft", "focus": [], "actor": "", "min_confidence": 0.3,
                        "freq": "", "roll_up": False},
    "03_speaker_sentiment": {"corpus": "seeds", "output": "reports/draft", "focus": [], "min_confidence": 0.3,
                             "freq": ""},
    "04_trade_outlook": {"corpus": "seeds", "output": "reports/draft", "corridor": "", "period": "all", "freq": ""},
    "05_brief": {"corpus": "seeds", "output": "reports/draft", "title": "Stancebook brief", "focus": [],
                 "min_confidence": 0.3, "freq": "", "corridor": "", "period": "all",
                 "previous": "", "roll_up": False},
}  # fmt: skip
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def cells(notebook: Path, kind: str = "code") -> list[dict]:
    return [c for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == kind]


def test_there_are_five():
    assert [n.stem for n in NOTEBOOKS] == list(PARAMETERS)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
class TestNotebook:
    def test_it_is_valid_and_its_cells_have_lasting_ids(self, notebook):
        nbformat.validate(nbformat.read(notebook, as_version=4))
        ids = [c["id"] for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"]]
        assert len(ids) == len(set(ids))

    def test_it_opens_with_question_inputs_outputs_method_and_limits(self, notebook):
        first = nbformat.read(notebook, as_version=4).cells[0]
        assert first.cell_type == "markdown"
        parts = ["**Question.**", "**Inputs.**", "**Outputs.**", "**Method.**", "**Limits.**"]
        places = [first.source.index(part) for part in parts]
        assert places == sorted(places)
        assert "?" in first.source.split("**Inputs.**")[0]

    def test_parameters_are_plain_typed_assignments_with_a_comment(self, notebook):
        tagged = [c for c in cells(notebook) if "parameters" in c.metadata.get("tags", [])]
        assert len(tagged) == 1
        assert tagged[0].source == cells(notebook)[0].source, "the parameters come before any other code"
        found = {}
        for line, node in zip(tagged[0].source.splitlines(), ast.parse(tagged[0].source).body, strict=True):
            assert isinstance(node, ast.AnnAssign)
            found[node.target.id] = ast.literal_eval(node.value)
            assert type(found[node.target.id]).__name__ == node.annotation.id
            assert len(line.split("  # ")[1]) > 10
        assert found == PARAMETERS[notebook.stem]

    def test_imports_come_next_and_nowhere_else(self, notebook):
        importing = [
            i for i, c in enumerate(cells(notebook))
            if any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(ast.parse(c.source)))
        ]  # fmt: skip
        assert importing == [1]

    def test_no_cell_defines_loops_or_runs_over_eight_lines(self, notebook):
        for cell in cells(notebook):
            given = "parameters" in cell.metadata.get("tags", [])  # one a line, each with its comment
            assert len(cell.source.splitlines()) <= (10 if given else 8), cell.source
            for node in ast.walk(ast.parse(cell.source)):
                assert not isinstance(node, LOOPS + BLOCKS), cell.source

    def test_outputs_are_stripped(self, notebook):
        for cell in cells(notebook):
            assert cell.outputs == []
            assert cell.execution_count is None

    def test_it_has_bottom_line_audit_skipped_and_saved_parts_in_order(self, notebook):
        text = "\n".join(c.source for c in cells(notebook, "markdown"))
        places = [
            text.index(part) for part in ("## Bottom line", "## Audit", "## What was skipped", "## Checked and saved")
        ]
        assert places == sorted(places)
        audits = [c.source for c in cells(notebook) if "views.audit(" in c.source]
        assert audits
        assert all("seed=" in source for source in audits)

    def test_every_figure_and_table_has_prose_before_it(self, notebook):
        all_cells = nbformat.read(notebook, as_version=4).cells
        for before, cell in itertools.pairwise(all_cells):
            if cell.cell_type == "code" and "charts." in cell.source and "charts.save" not in cell.source:
                assert before.cell_type == "markdown", cell.source

    def test_no_number_is_typed_into_the_prose_of_a_result(self, notebook):
        for cell in cells(notebook, "markdown"):
            if cell.source.startswith("## Bottom line"):
                assert not any(c.isdigit() for c in cell.source)


def test_they_run_in_order_on_a_corpus_of_one_article(tmp_path):
    """All five, as papermill runs them, on a folder that is not the seeds."""
    import papermill

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.txt").write_text(
        "Norland and Sudland reopened the port of Varna, and Norland praised Sudland.\n\n"
        "“Exports to Sudland will rise next year,” Anna Berg, the trade minister of Norland, told reporters.\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    out.mkdir()
    for notebook in NOTEBOOKS:
        papermill.execute_notebook(
            notebook, out / notebook.name, {"corpus": str(corpus), "output": str(out), "store": ""},
            cwd=FOLDER.parent, progress_bar=False, kernel_name="python3", execution_timeout=120,
        )  # fmt: skip
    page = (out / "brief.html").read_text(encoding="utf-8")
    assert "Exports to Sudland will rise next year" in page
    assert (out / "stancebook.xlsx").stat().st_size > 5000
    assert (out / "brief.docx").stat().st_size > 20_000
    assert "Exports to Sudland will rise next year" in (out / "brief.md").read_text(encoding="utf-8")
    assert (out / "brief.pdf").is_file() == (pdf.chromium() is not None)
    assert {p.stem for p in (out / "figures").glob("*.svg")} == {
        "actor_mentions", "stance_matrix", "stance_sides", "speaker_tone", "speaker_targets", "trade_drivers",
        "timeline", "trade_outlook",
    }  # fmt: skip
    assert {"stance_pairs", "speaker_tone", "outlook"} <= {p.stem for p in (out / "tables").glob("*.parquet")}
