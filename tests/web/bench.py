"""What the page and the API cost in a large store: ``python -m tests.web.bench [ITEMS]``. No test:
docs/performance.md has its figures. Milliseconds on the wall, median and 95th percentile."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.web.chromium import chromium
from tests.web.serving import site
from tests.web.test_browser import STORIES, rss
from ticker.config import load_text
from ticker.model import WebSettings
from ticker.store import Store
from ticker.web import WebServer

BEGAN = 1_700_000_000
"""When the first item of the large store was published; the others follow, 20 s apart."""
SOURCES, TAGS = 50, 40
ASKED = (
    "/v1/items?limit=50",
    "/v1/items?limit=50&tag=tag7",
    "/v1/items?limit=50&source=source7",
    "/v1/items?limit=50&text=ferry",
    "/v1/items?limit=50&since=6h",
    "/v1/items/{last}/history",
    "/v1/changes?after={seq}&limit=100",
    "/",
    "/?tag=tag7",
    "/lines?ids={last}",
    "/strip",
    "/v1/sources",
    "/sources",
    "/v1/stats",
    "/metrics",
    "/feeds/items.atom",
)

_SOURCES = """
INSERT INTO source(id, name, url, active, last_poll_at, last_good_at, confirmed_at, listed)
SELECT n, 'source' || n, 'https://news.example/' || n, 1, :last, :last, :last, 30 FROM ns
"""
_FILL = (
    """INSERT INTO item(id, source_id, wording_id, url, canonical_url, language, published_at,
    sort_at, published_offset_s, time_basis, time_error_s, first_seen_at, changed_at, state,
    matched_by, listed_in, revisions, sightings)
    SELECT n, n % 50 + 1, CASE WHEN n % 10 THEN 2 * n ELSE 2 * n + 1 END,
    'https://news.example/story/' || n, 'https://news.example/story/' || n, 'en', :began + 20 * n,
    :began + 20 * n, 10800, 'stated', 0, :began + 20 * n + 90, :began + 20 * n + 90,
    CASE WHEN n > :listed THEN 'listed' ELSE 'scrolled_off' END, 'new', n > :listed,
    CASE WHEN n % 10 THEN 1 ELSE 2 END, 1 FROM ns""",
    """INSERT INTO wording(id, item_id, title, headline, labels, summary)
    SELECT 2 * n, n, said, said, NULL, 'What was said of it at greater length, by ' || n FROM ns""",
    """INSERT INTO wording(id, item_id, title, headline, labels, summary)
    SELECT 2 * n + 1, n, said || ' late', said || ' late', NULL, NULL FROM ns WHERE n % 10 = 0""",
    """INSERT INTO sighting(id, item_id, source_id, key, guid, url, canonical_url, matched_by,
    revision_id, position, claim_at, claim_offset_s, claim_basis, claim_error_s, first_seen_at,
    last_seen_at, gone_at, gone)
    SELECT n, n, n % 50 + 1, 'g' || n, 'g' || n, 'https://news.example/story/' || n,
    'https://news.example/story/' || n, 'new', CASE WHEN n % 10 THEN 2 * n ELSE 2 * n + 1 END, 1,
    :began + 20 * n, 10800, 'stated', 0, :began + 20 * n + 90,
    CASE WHEN n > :listed THEN NULL ELSE :began + 20 * n + 30000 END,
    CASE WHEN n > :listed THEN NULL ELSE :began + 20 * n + 30300 END,
    CASE WHEN n > :listed THEN NULL ELSE 'scrolled_off' END FROM ns""",
    """INSERT INTO revision(id, item_id, sighting_id, seq, kind, wording_id, seen_from_at)
    SELECT 2 * n, n, n, 1, 'first', 2 * n, :began + 20 * n + 90 FROM ns""",
    """INSERT INTO revision(id, item_id, sighting_id, seq, kind, wording_id, seen_from_at)
    SELECT 2 * n + 1, n, n, 2, 'wording', 2 * n + 1, :began + 20 * n + 900 FROM ns
    WHERE n % 10 = 0""",
    """INSERT INTO change(seq, at, kind, item_id, source_id, headline)
    SELECT 2 * n, :began + 20 * n + 90, 'new', n, n % 50 + 1, said FROM ns""",
    """INSERT INTO change(seq, at, kind, item_id, source_id, headline, was, detail)
    SELECT 2 * n + 1, :began + 20 * n + 900, 'revised', n, n % 50 + 1, said || ' late', said,
    'wording' FROM ns WHERE n % 10 = 0""",
    """INSERT INTO item_tag(tag_id, item_id, origin, sort_at)
    SELECT n % 40 + 1, n, 'source', :began + 20 * n FROM ns""",
    """INSERT INTO item_tag(tag_id, item_id, origin, sort_at)
    SELECT (n * 7 + 1) % 40 + 1, n, 'rule', :began + 20 * n FROM ns WHERE (n * 7 + 1) % 40 != n % 40
    """,
)
_SAID = (
    "(CASE n % 5 WHEN 0 THEN 'Ferry ' WHEN 1 THEN 'Потяг ' ELSE 'Council ' END) || n || "
    "' leaves harbour ' || (n * 7919 % 100003) || ' before the ' || (n * 104729 % 1009) || ' storm'"
)


def fill(path: Path, number: int) -> None:
    """A store of that many items past the writer, a tenth of them edited."""
    Store.open(f"sqlite:///{path}", write=True, now=datetime.now(UTC)).close()
    last = BEGAN + 20 * number + 90
    known = {"began": BEGAN, "listed": number - 30 * SOURCES, "last": last}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        counted = "WITH RECURSIVE ns(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ns WHERE n < {})"
        connection.execute(counted.format(SOURCES) + _SOURCES, {"last": last})
        connection.execute(counted.format(TAGS) + "INSERT INTO tag SELECT n, 'tag' || n FROM ns")
        said = (
            "WITH RECURSIVE nr(n) AS (SELECT :a UNION ALL SELECT n + 1 FROM nr WHERE n < :b),"
            f" ns AS (SELECT n, {_SAID} AS said FROM nr) "
        )
        for first in range(1, number + 1, 50_000):
            part = known | {"a": first, "b": min(first + 49_999, number)}
            connection.execute("BEGIN")
            for statement in _FILL:
                head, _, rest = statement.partition("SELECT")
                connection.execute(f"{head} {said} SELECT {rest}", part)
            connection.execute("COMMIT")
        connection.execute("INSERT INTO wording_search(wording_search) VALUES ('rebuild')")
        connection.execute("ANALYZE")


def asked(server: WebServer, number: int, rounds: int = 40) -> Iterator[str]:
    """Each question, asked again and again."""
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    with closing(HTTPConnection(host, int(port), timeout=120)) as connection:
        for path in ASKED:
            address = path.format(last=number, seq=2 * number - 150)
            took, size = [], 0
            for _ in range(rounds):
                began = time.perf_counter()
                connection.request("GET", address)
                answer = connection.getresponse()
                size = len(answer.read())
                assert answer.status == 200, address
                took.append(1_000 * (time.perf_counter() - began))
            took.sort()
            late = took[int(0.95 * len(took))]
            yield f"| `{path}` | {statistics.median(took):.1f} | {late:.1f} | {size:,} |"


_SHOWN = "(words) => document.querySelector('.headline').textContent.trim() === words"


def live(folder: Path, rounds: int = 17) -> Iterator[str]:
    """From the end of a poll to the line on the page in Chromium."""
    with site(folder) as wire, sync_playwright() as playwright, chromium(playwright) as browser:
        wire.room.documents["/rss"] = rss(*STORIES)
        wire.poll()
        page: Page = browser.new_page(bypass_csp=True)  # for the function that is waited for
        page.goto(wire.server.url)
        expect(page.locator("#state")).to_have_text("live")
        took = []
        for number in range(7, 7 + rounds):
            listed = tuple((n, f"Night train {n}") for n in range(number, 6, -1))
            wire.room.documents["/rss"] = rss(*listed, *STORIES)
            wire.poll()
            began = time.perf_counter()
            page.wait_for_function(_SHOWN, arg=f"Night train {number}")
            took.append(1_000 * (time.perf_counter() - began))
        took.sort()
        median = statistics.median(took)
        yield f"| poll to page | {median:.0f} | {took[int(0.95 * len(took))]:.0f} | |"


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made)
        if not (folder / "ticker.db").exists():
            fill(folder / "ticker.db", number)
        config = load_text('[ticker]\ndatabase = "sqlite:///ticker.db"', folder / "config.toml", {})
        now = datetime.fromtimestamp(BEGAN + 20 * number, UTC) + timedelta(minutes=5)
        with WebServer(config, WebSettings(port=0), lambda: now) as server:
            for line in asked(server, number):
                print(line, flush=True)
        for line in live(folder / "live"):
            print(line, flush=True)


if __name__ == "__main__":
    main()
