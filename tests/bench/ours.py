"""ticker as it is, in a running process: ``python -m tests.bench.ours FOLDER BASE FEEDS LATENCY``.

Nothing is left out: evidence, revisions, sightings, changes, search, every transaction on the disk.
Only the politeness is, by `force`: all feeds are on one host.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from tests.bench.laps import addresses, laps
from ticker import Ticker
from ticker.cli.main import RUBBISH

CONFIG = """
[ticker]
database = "sqlite:///bench.db"
zone = "UTC"

[poll]
allow_private = ["{place}"]
"""


def configured(folder: Path, base: str, count: int) -> Path:
    """A configuration with so many sources."""
    path = folder / "config.toml"
    sources = (
        f'\n[[sources]]\nname = "feed-{i}"\nurl = "{url}"\n'
        for i, url in enumerate(addresses(base, count))
    )
    path.write_text(CONFIG.format(place=base.removeprefix("http://")) + "".join(sources))
    return path


def main() -> None:
    folder, base, count, latency_ms = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:5])
    again = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    with Ticker.open(configured(folder, base, count)) as ticker, ticker.polling() as poller:
        poller.warm()
        gc.set_threshold(RUBBISH)  # as the command does

        def cycle() -> None:
            report = poller.cycle(all_sources=True, force=True)
            if report.failed:
                print(f"{report.failed} polls failed", file=sys.stderr)

        def items() -> int:
            ((counted,),) = ticker.sql("SELECT count(*) FROM items").rows
            return int(str(counted))

        laps(base, latency_ms, cycle, items, again)


if __name__ == "__main__":
    main()
