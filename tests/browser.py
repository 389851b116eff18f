"""What tests of the page in a browser share: Chromium, and a brief of made articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from stancebook.report import pdf


def chromium() -> str:
    """Return where Chromium is; without one the test is skipped, but on CI (``CHROMIUM_NEEDED``) it fails."""
    found = os.environ.get("CHROMIUM") or pdf.chromium()
    if found is None and os.environ.get("CHROMIUM_NEEDED"):
        pytest.fail("Chromium is needed here and not installed")
    if found is None:
        pytest.skip("needs Chromium: install it, or name it in the environment variable CHROMIUM")
    return found


def launched() -> Iterator[Browser]:
    """Yield a browser without a window."""
    path = chromium()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def written(page: str, folder: Path) -> str:
    """Write a page and return its address."""
    path = folder / "brief.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()
