"""JupyterLab as `make lab` starts it: its first page leads on, every notebook runs, nothing outside is asked."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser import chromium, launched
from stancebook.paths import project_path

ROOT = project_path(".")
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
TOKEN = "lab-test"
LIMIT_S = 120
CONFIG = f"""
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.port = 0
c.IdentityProvider.token = {TOKEN!r}
c.LabApp.expose_app_in_browser = True
"""
CODE_CELLS = "[...jupyterapp.shell.currentWidget.content.model.cells].filter(c => c.type === 'code')"
DONE = f'() => {CODE_CELLS}.every(c => c.executionCount) || {CODE_CELLS}.some(c => JSON.stringify(\
c.outputs.toJSON()).includes(\'"output_type":"error"\'))'
OUTPUTS = f"() => {CODE_CELLS}.map(c => ({{source: c.sharedModel.getSource(), outputs: c.outputs.toJSON()}}))"
READY = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """Return a project of its own, with nothing read yet: what notebooks write stays in it."""
    chromium()  # without one nothing need be started
    folder = tmp_path_factory.mktemp("project")
    for name in ("notebooks", "seeds"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def address(project, tmp_path_factory) -> Iterator[str]:
    """Yield the address that `make lab` prints."""
    home = tmp_path_factory.mktemp("home")
    (home / "jupyter_server_config.py").write_text(CONFIG)
    own = {"JUPYTER_CONFIG_DIR": home, "JUPYTER_RUNTIME_DIR": home / "runtime", "IPYTHONDIR": home / "ipython"}
    stamp = f"{sys.prefix}/.set-up"  # as it is: no set-up is made here
    line = ["make", "-f", ROOT / "Makefile", "-o", stamp, "lab", f"VENV={sys.prefix}"]
    with (home / "log").open("w") as log:
        environment = {**os.environ, **{name: str(path) for name, path in own.items()}}
        server = subprocess.Popen(line, cwd=project, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield _printed(home / "log").replace("...", TOKEN)
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def _printed(log: Path) -> str:
    for _ in range(LIMIT_S):
        if found := re.search(r"http://127\.0\.0\.1:\d+/\S+", log.read_text()):
            return found.group()
        time.sleep(1)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """Open JupyterLab; an error on the console, an answer that is none or a request to elsewhere fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, heard = context.new_page(), []
    here = tuple(f"{scheme}{address.partition('://')[2].partition('/')[0]}/" for scheme in ("http://", "ws://"))
    page.on("console", lambda m: heard.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: heard.append(str(e)))
    page.on("response", lambda r: heard.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on("request", lambda r: None if r.url.startswith((*here, "data:", "blob:")) else heard.append(r.url))
    page.goto(address)
    yield page
    context.close()
    assert heard == []


def _of(address: str, notebook: str) -> str:
    return address.replace("/tree/notebooks/START.md", f"-{notebook[:2]}/tree/notebooks/{notebook}")


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_all_cells_of_a_notebook_run(browser, address, notebook):
    with opened(browser, _of(address, notebook)) as page:
        page.wait_for_function(READY, timeout=LIMIT_S * 1000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(DONE, timeout=LIMIT_S * 1000)
        cells = page.evaluate(OUTPUTS)
        failed = [(cell["source"], out["evalue"]) for cell in cells for out in cell["outputs"] if "evalue" in out]
        assert failed == []
        assert sum(bool(cell["outputs"]) for cell in cells) > len(cells) / 2
        page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")  # a kernel is much memory
