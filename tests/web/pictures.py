"""``python -m tests.web.pictures [FOLDER]``: the pictures of the documentation (docs/img), taken in
Chromium of the demo's invented morning."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.web.chromium import chromium
from ticker.config import load
from ticker.daemon import Signals
from ticker.demo import play
from ticker.demo.playing import Audience
from ticker.model import WebSettings
from ticker.web import WebServer

DOCS = Path(__file__).resolve().parents[2] / "docs" / "img"
LOOKED_AT = datetime.fromisoformat("2025-07-10T11:09:00+03:00")
"""The agency's outage lasts, and the page says so."""

SHOTS: tuple[tuple[str, str, int, int, dict[str, str]], ...] = (
    ("wire", "/", 1280, 800, {"color_scheme": "light"}),
    ("wire-dark", "/", 1280, 800, {"color_scheme": "dark"}),
    ("wire-phone", "/", 360, 740, {"color_scheme": "light"}),
    ("wire-wall", "/", 2560, 1300, {"color_scheme": "dark"}),
    ("item", "/items/{edited}", 1280, 900, {"color_scheme": "light"}),
    ("sources", "/sources", 1280, 620, {"color_scheme": "light"}),
)


def _nothing(*_: object) -> None:
    pass


@contextmanager
def served(folder: Path, until: datetime | None = None) -> Iterator[WebServer]:
    """The demo's morning, played to its end or `until` an instant, and served as it stood then."""
    asked = Signals()

    def moved(now: datetime) -> None:
        if until is not None and now >= until:
            asked.stop = True

    play(folder, Audience(_nothing, _nothing, _nothing, moved), asked=asked, speed=100)
    config = load(folder / "config.toml")
    now = until or LOOKED_AT
    with WebServer(config, WebSettings(port=0), lambda: now) as server:
        yield server


def take(browser: Browser, address: str, folder: Path) -> None:
    """Take every picture."""
    for name, path, width, height, media in SHOTS:
        page = browser.new_page(
            viewport={"width": width, "height": height}, timezone_id="Europe/Kyiv"
        )
        page.emulate_media(**media)  # type: ignore[arg-type]  # words of its own literals
        page.goto(address + path.format(edited="20").lstrip("/"))
        page.screenshot(path=folder / f"{name}.png")
        page.close()


def main(folder: Path = DOCS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as made,
        served(Path(made) / "desk", LOOKED_AT) as server,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        take(browser, server.url, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
