"""How long news take to a terminal: ``python -m tests.bench.live [FEEDS] [MINUTES]``.

`ticker run` polls so many feeds on the loopback every minute; a tenth of them has something new
each time. `ticker tail` follows in another process. Milliseconds on the wall, from the end of a
feed's answer to its first line in the tail; after a first minute, in which all there is comes in.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.laps import addresses
from tests.bench.serving import Connection, Feeds

EVERY_S = 60
MOVING = 10
"""Every so many feeds one has news at each poll."""
WARM_S = 90.0
CONFIG = """
[ticker]
database = "sqlite:///live.db"
zone = "UTC"

[poll]
allow_private = ["{place}"]
spacing = "0s"
per_host = 32
"""


class News(Feeds):
    """Feeds of which some have news whenever they are asked; `told` is when they said so last."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.asked: set[int] = set()
        self.told: dict[int, float] = {}

    def answer(self, i: int, head: bytes) -> bytes:
        if i % MOVING == 0:
            if i in self.asked:
                self._move([i])
                self.told[i] = time.monotonic()
            self.asked.add(i)
        return super().answer(i, head)


@contextmanager
def serving(count: int) -> Iterator[tuple[News, str]]:
    """A newsroom on the loopback, and its address."""
    news = News(count)
    loop = asyncio.new_event_loop()
    served = loop.create_server(lambda: Connection(news), "127.0.0.1", 0, backlog=4_096)
    server = loop.run_until_complete(served)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield news, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def heard(folder: Path, news: News, seconds: float) -> list[float]:
    """Milliseconds to the first line of each feed that had news, while it was followed so long."""
    taken: list[float] = []
    command = [sys.executable, "-m", "ticker"]
    with (
        subprocess.Popen([*command, "run", "--quiet"], cwd=folder) as daemon,
        subprocess.Popen(
            [*command, "tail", "--format", "jsonl"], cwd=folder, stdout=subprocess.PIPE, text=True
        ) as tail,
    ):
        ending = threading.Timer(WARM_S + seconds, tail.terminate)
        ending.start()
        assert tail.stdout is not None
        began = time.monotonic()
        for line in tail.stdout:
            now = time.monotonic()
            told = news.told.pop(int(json.loads(line)["source"].removeprefix("feed-")), None)
            if told is not None and now - began > WARM_S:
                taken.append(1_000 * (now - told))
        ending.cancel()
        daemon.terminate()
    return sorted(taken)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 3.0
    with tempfile.TemporaryDirectory() as folder, serving(count) as (news, base):
        config = CONFIG.format(place=base.removeprefix("http://")) + "".join(
            f'\n[[sources]]\nname = "feed-{i}"\nurl = "{url}"\ninterval = "{EVERY_S}s"\n'
            for i, url in enumerate(addresses(base, count))
        )
        (Path(folder) / "config.toml").write_text(config)
        taken = heard(Path(folder), news, 60 * minutes)
    if not taken:
        sys.exit("no news came")
    middle, late = statistics.median(taken), taken[len(taken) * 95 // 100]
    print(f"{count:,} feeds, {len(taken)} with news: median {middle:.0f} ms, 95 % {late:.0f} ms")


if __name__ == "__main__":
    main()
