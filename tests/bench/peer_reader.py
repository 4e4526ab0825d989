"""lemon24/reader through its public API, under an interpreter that has it installed:
``python -m tests.bench.peer_reader FOLDER BASE FEEDS LATENCY [WORKERS]``."""

from __future__ import annotations

import sys
from pathlib import Path

import reader

from tests.bench.laps import addresses, laps


def main() -> None:
    folder, base = Path(sys.argv[1]), sys.argv[2]
    count, latency_ms, workers = map(int, [*sys.argv[3:5], *(sys.argv[5:6] or ["4"])])
    opened = reader.make_reader(str(folder / "reader.db"))
    for url in addresses(base, count):
        opened.add_feed(url)
    laps(
        base,
        latency_ms,
        lambda: opened.update_feeds(scheduled=False, workers=workers),
        lambda: opened.get_entry_counts().total or 0,
    )


if __name__ == "__main__":
    main()
