"""The page in a real Chromium: live, by keyboard, narrow and wide, dark, and without scripts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.chromium import INSTALL, chromium, installed
from tests.web.serving import Site, site

pytestmark = pytest.mark.slow

WAIT_MS = 45_000
"""A busy machine may take its time; what never comes is an error all the same."""
LIVE_S = 20.0
"""A line is on the page within one second of its poll on a machine with nothing else to do; one
that is far too busy may take so long, and a page that waits for its next look takes longer."""
LONG = "Ferry" + "y" * 10_000
HOSTILE = (
    "&lt;script&gt;document.title=1&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt; \u202ekcab"
)
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if installed() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Chromium, and {INSTALL} could not install one")
        pytest.skip(f"NO BROWSER, SO THE PAGE IS NOT TESTED: run {INSTALL}")
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Site]:
    """A newsroom of six stories, polled once."""
    with site(tmp_path) as opened:
        opened.room.documents["/rss"] = rss(*STORIES)
        opened.poll()
        yield opened


@pytest.fixture
def visit(browser: Browser, wire: Site) -> Iterator[Visit]:
    """Opens a page of the site in a browser of its own; at the end, nothing may have gone wrong in
    its console."""
    wrong: list[str] = []
    contexts = []

    def visited(path: str = "/", width: int = 1280, **how: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            **how,  # type: ignore[arg-type]  # named as Playwright names them
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(wire.server.url + path.lstrip("/"))
        return page

    expect.set_options(timeout=WAIT_MS)
    yield visited
    for context in contexts:
        context.close()
    assert wrong == []


STORIES = tuple((number, f"Ferry {number} leaves") for number in range(6, 0, -1))


def rss(*stories: tuple[int, str]) -> tuple[str, str]:
    """A feed of numbered stories, each published at its number's hour."""
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>g{number}</guid>"
        f"<link>https://harbour.example/{number}</link>"
        f"<pubDate>Thu, 10 Jul 2025 {number:02}:00:00 +0000</pubDate></item>"
        for number, title in stories
    )
    return (
        "application/rss+xml",
        f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>",
    )


def live(page: Page) -> Page:
    """The page, once it listens."""
    expect(page.locator("#state")).to_have_text("live")
    return page


def headlines(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".line .headline").all_inner_texts()]


def test_what_is_stored_is_on_the_page_at_once(wire: Site, visit: Visit) -> None:
    page = live(visit())
    assert headlines(page) == [title for _, title in STORIES]
    wire.room.documents["/rss"] = rss((7, "Night train"), *STORIES)
    wire.poll()
    first = page.locator(".line").first
    expect(first).to_contain_text("Night train", timeout=1_000 * LIVE_S)
    expect(page.locator("#news")).to_contain_text("Night train")
    assert page.locator(".day").count() == 1
    assert page.locator(".line").count() == 7


def test_an_edit_shows_both_wordings_in_place(wire: Site, visit: Visit) -> None:
    page = live(visit())
    edited = [(n, "Ferry 4 leaves late" if n == 4 else title) for n, title in STORIES]
    wire.room.documents["/rss"] = rss(*edited)
    wire.poll()
    line = page.locator(".line").nth(2)
    expect(line.locator("ins")).to_contain_text("late")
    expect(line.locator(".note")).to_have_text("edited 06:20")
    wire.room.documents["/rss"] = rss(*((n, t.replace("late", "early")) for n, t in edited))
    wire.poll()
    expect(line.locator("del")).to_have_text("late")
    expect(line.locator("ins")).to_have_text("early")
    assert page.locator(".line").count() == 6


def test_a_delisting_is_marked_where_the_line_stands(wire: Site, visit: Visit) -> None:
    page = live(visit())
    wire.room.documents["/rss"] = rss(*(one for one in STORIES if one[0] != 5))
    for _ in range(2):
        wire.poll()
    line = page.locator(".line").nth(1)
    expect(line).to_have_class(re.compile("delisted"))
    expect(line).to_contain_text("delisted")
    expect(line).to_contain_text("Ferry 5 leaves")


def test_a_source_that_fails_turns_grey_and_its_gap_is_a_rule_across_the_list(
    wire: Site, visit: Visit
) -> None:
    page = live(visit())
    del wire.room.documents["/rss"]
    wire.poll()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # somebody looks again
    strip = page.locator("#strip li")
    expect(strip).to_contain_text("harbour failing since 06:10: HTTP 404")
    expect(page.locator(".line.stale")).to_have_count(6)
    wire.room.documents["/rss"] = rss(*((n + 12, f"Later {n}") for n in range(4, 0, -1)))
    wire.poll(hours=9)
    expect(page.locator(".blind")).to_contain_text("may be incomplete")
    expect(strip).to_have_count(0)
    expect(page.locator(".line.stale")).to_have_count(0)
    below = page.locator(".blind + .line .headline")
    expect(below).to_have_text("Later 3")  # published within the gap, which ended at 15:20


def test_filters_stand_in_the_address(wire: Site, visit: Visit) -> None:
    page = live(visit())
    page.keyboard.press("/")
    page.keyboard.type("ferry 4")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?text=ferry+4")
    assert headlines(live(page)) == ["Ferry 4 leaves"]
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("combobox", name="Source").select_option("harbour")
    page.get_by_role("textbox", name="Since").fill("2025-07-01")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/?text=ferry+4&since=2025-07-01&source=harbour")
    asked = page.url.removeprefix(wire.server.url)
    assert headlines(visit(asked)) == headlines(page) == ["Ferry 4 leaves"]
    page.get_by_role("link", name="text: ferry 4").click()
    expect(page.locator(".line")).to_have_count(6)
    page.go_back()
    expect(page.locator(".line")).to_have_count(1)
    wire.room.documents["/rss"] = rss((8, "Train"), (7, "Ferry 4 again"), *STORIES)
    live(page)
    wire.poll()
    expect(page.locator(".line")).to_have_count(2)
    assert headlines(page)[0] == "Ferry 4 again"
    page.go_back()
    page.go_back()
    expect(page.locator(".line")).to_have_count(8)


def test_the_keyboard_moves_opens_pauses_and_helps(wire: Site, visit: Visit) -> None:
    page = live(visit())
    focused = page.locator(".line:focus .headline")
    for key, headline in (("j", 6), ("j", 5), ("j", 4), ("k", 5), ("g", 6)):
        page.keyboard.press(key)
        expect(focused).to_have_text(f"Ferry {headline} leaves")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Go on")).to_have_attribute("aria-pressed", "true")
    wire.room.documents["/rss"] = rss((7, "Night train"), *STORIES)
    wire.poll()
    expect(page.locator("#state")).to_have_text("paused, 1 waiting")
    assert page.locator(".line").count() == 6
    page.keyboard.press("p")
    expect(page.locator(".line")).to_have_count(7)
    page.keyboard.press("g")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/7")
    expect(page.get_by_role("heading", level=1)).to_have_text("Night train")


def test_without_scripts_it_is_a_page_that_reloads(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    assert headlines(page) == [title for _, title in STORIES]
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    assert page.locator("#live").is_hidden()
    page.get_by_label("Words").fill("ferry 2")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/?text=ferry+2&*")
    assert headlines(page) == ["Ferry 2 leaves"]
    page.locator(".headline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry 2 leaves")


PAGES = ("/", "/?text=ferry&source=harbour", "/items/1", "/items/8", "/sources", "/gaps", "/docs")
_OVERFLOWING = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# WCAG 2.1: contrast of text with what is painted behind it; 4.5 and more is AA.
_PALE = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) { return colour; }
    }
    return rgb(getComputedStyle(document.documentElement).backgroundColor);
  };
  const said = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
    && [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
  return said.map((one) => {
    const [a, b] = [light(rgb(getComputedStyle(one).color)), light(behind(one))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    return [ratio, one.className, one.textContent.slice(0, 30)];
  }).filter(([ratio]) => ratio < 4.5);
}"""
_FOCUSED = "(document.activeElement.textContent || document.activeElement.id).trim()"
_NAMELESS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
  .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.labels?.length))
  .map((one) => one.outerHTML)"""


@pytest.fixture
def busy(wire: Site) -> Site:
    """The same with an edit, hostile headlines, a gap, and a source that fails."""
    wire.room.documents["/rss"] = rss((8, HOSTILE), (7, LONG), *STORIES[1:], (1, "Ferry 1 is late"))
    wire.poll()
    wire.room.documents["/rss"] = rss((23, "Later"))
    wire.poll(hours=15)
    del wire.room.documents["/rss"]
    wire.poll()
    return wire


@pytest.mark.parametrize("width", [360, 2560])
def test_no_page_is_wider_than_its_window(busy: Site, visit: Visit, width: int) -> None:
    page = visit(width=width)
    for path in PAGES:
        page.goto(busy.server.url + path.lstrip("/"))
        assert not page.evaluate(_OVERFLOWING), path
        assert "ticker" in page.title()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_and_every_control_has_a_name(
    busy: Site, visit: Visit, scheme: str
) -> None:
    page = visit(color_scheme=scheme)
    grounds = set()
    for path in PAGES:
        page.goto(busy.server.url + path.lstrip("/"))
        assert page.evaluate(_PALE) == [], path
        assert page.evaluate(_NAMELESS) == [], path
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.get_by_role("main").count() == 1
        grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    (ground,) = grounds
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 128) == (scheme == "dark")


def test_a_screen_reader_finds_its_way(visit: Visit) -> None:
    page = live(visit(reduced_motion="reduce"))
    assert page.get_by_role("navigation", name="Pages").count() == 1
    assert page.get_by_role("search").count() == 1
    assert page.get_by_role("list", name="News, newest first").count() == 1
    assert page.locator("[role=log][aria-live=polite]").count() == 1
    order = []
    for _ in range(9):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                "(document.activeElement.textContent || document.activeElement.id).trim()"
            )
        )
    assert order[:6] == ["To the content", "ticker", "Wire", "Sources", "Gaps", "API"]
    assert order[6:] == ["Pause", "text", "Show"]
    page.locator(".line").first.evaluate("one => one.classList.add('fresh')")
    style = "getComputedStyle(document.querySelector('.fresh')).animationName"
    assert page.evaluate(style) == "none"


def test_on_paper_there_is_nothing_to_click(visit: Visit) -> None:
    page = live(visit())
    page.emulate_media(media="print")
    assert page.locator("#filters").is_hidden()
    assert page.locator("#live").is_hidden()
    assert page.locator(".line").first.is_visible()
