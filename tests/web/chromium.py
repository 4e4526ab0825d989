"""Debian's Chromium, driven by Playwright, whose own download is not needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

INSTALL = Path(__file__).resolve().parents[2] / "scripts" / "install-chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """The browser of this machine, if it has one; `TICKER_CHROMIUM` names another."""
    named = os.environ.get("TICKER_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def installed() -> str | None:
    """The browser, installed by the project's own script where it is missing and may be."""
    if find() is None:
        subprocess.run([str(INSTALL)], check=False, timeout=600)
    return find()


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser, closed at the end."""
    path = installed()
    if path is None:
        raise RuntimeError(f"no Chromium here: run {INSTALL}")
    # A container's root may use no sandbox of the kernel's; the pages are ours.
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    try:
        yield browser
    finally:
        browser.close()
