"""The page printed to PDF by Chromium, where one is found; where none is, that is told and nothing fails."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
LIMIT_S = 120.0  # a page of two thousand articles takes less than a tenth of it
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--no-first-run", "--no-default-browser-check", "--disable-gpu")  # fmt: skip


def chromium() -> str | None:
    """Return the path of the first browser of ``NAMES`` on the PATH; None if there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def printed(page: Path, path: Path, browser: str | None = None, limit_s: float = LIMIT_S) -> str:
    """Print an HTML file to ``path``; return "" if that went well, else why there is no PDF, as a sentence.

    Parameters
    ----------
    page, path
        The HTML file, and the PDF that is made of it.  A PDF that was there before is gone if this one fails.
    browser
        Program to print with (``chromium()``).
    limit_s
        Seconds after which the browser and all it started are killed.
    """
    path.unlink(missing_ok=True)
    browser = browser or chromium()
    if browser is None:
        return "Not made: no Chromium or Chrome was found on the PATH. Print brief.html from any browser instead."
    with tempfile.TemporaryDirectory(prefix="stancebook-pdf-", ignore_cleanup_errors=True) as state:
        made = Path(state) / "brief.pdf"
        why = _run([browser, *_options(Path(state), made), page.resolve().as_uri()], limit_s)
        if not why and not _whole(made):
            why = "it wrote no whole file"
        if not why:
            shutil.move(made, path)
    return f"Not made: {Path(browser).name} gave up, {why}." if why else ""


def _options(state: Path, made: Path) -> list[str]:
    # Root, as in a container, may run Chromium only so; everybody else keeps the sandbox.
    rootless = hasattr(os, "geteuid") and os.geteuid() != 0
    return ["--headless", *QUIET, *(() if rootless else ("--no-sandbox",)), f"--user-data-dir={state / 'profile'}",
            "--no-pdf-header-footer", f"--print-to-pdf={made}"]  # fmt: skip


def _run(command: list[str], limit_s: float) -> str:
    """Run a program in a session of its own; return "" or why it did not end well."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    except OSError as error:
        return f"it did not start ({error.strerror})"
    try:
        code = process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return f"it took longer than {limit_s:g} s"
    finally:
        _end(process)
    return f"exit status {code}" if code else ""


def _end(process: subprocess.Popen) -> None:
    """Kill what is left of a session; where there are none (Windows), the program itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _whole(path: Path) -> bool:
    data = path.read_bytes() if path.is_file() else b""
    return data.startswith(b"%PDF") and b"%%EOF" in data[-1024:]
