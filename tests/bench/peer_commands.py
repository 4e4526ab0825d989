"""newsboat and sfeed_update, where they are installed, each cycle a command as their users run it:
``python -m tests.bench.peer_commands NAME FOLDER BASE FEEDS LATENCY``."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.bench.laps import addresses, laps

JOBS = 16


def newsboat(folder: Path, urls: list[str]) -> list[str]:
    (folder / "urls").write_text("\n".join(urls) + "\n")
    (folder / "config").write_text(f"reload-threads {JOBS}\nauto-reload no\n")
    files = ["-u", f"{folder}/urls", "-c", f"{folder}/cache.db", "-C", f"{folder}/config"]
    return ["newsboat", "-q", *files, "-x", "reload"]


def sfeed(folder: Path, urls: list[str]) -> list[str]:
    (folder / "feeds").mkdir()
    feeds = "".join(f'\tfeed "feed-{i}" "{url}"\n' for i, url in enumerate(urls))
    path = folder / "sfeedrc"
    path.write_text(f'sfeedpath="{folder}/feeds"\nmaxjobs={JOBS}\nfeeds() {{\n{feeds}}}\n')
    return ["sfeed_update", str(path)]


def stored(folder: Path) -> int:
    """How many items there are, in newsboat's cache or in sfeed's files."""
    cache = folder / "cache.db"
    if cache.exists():
        with sqlite3.connect(cache) as opened:
            return int(opened.execute("SELECT count(*) FROM rss_item").fetchone()[0])
    return sum(path.read_bytes().count(b"\n") for path in (folder / "feeds").glob("*"))


def main() -> None:
    name, folder, base = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    count, latency_ms = map(int, sys.argv[4:6])
    command = {"newsboat": newsboat, "sfeed": sfeed}[name](folder, addresses(base, count))
    around = {**os.environ, "HOME": str(folder), "LANG": "C.UTF-8"}

    def cycle() -> None:
        subprocess.run(command, env=around, stdout=subprocess.DEVNULL, check=False)

    laps(base, latency_ms, cycle, lambda: stored(folder))


if __name__ == "__main__":
    main()
