"""SQLite's own locks: whatever this process opens beside, they stay on the store."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.store.newsroom import DAY, Newsroom, at, row
from ticker.store import Store

_VISIT = (
    "import sqlite3, sys; connection = sqlite3.connect(sys.argv[1]);"
    " print(connection.execute('SELECT count(*) FROM items').fetchone()[0]); connection.close()"
)


def visit(path: Path) -> int:
    """What another program finds in it, which comes and goes."""
    done = subprocess.run(
        [sys.executable, "-c", _VISIT, str(path)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_a_store_opened_beside_another_leaves_the_log_to_its_writer(tmp_path: Path) -> None:
    """Whoever closes the file by itself drops the locks of its whole process (POSIX). Then the next
    program that looks in takes itself for the last one out, and removes the log: all that is
    written afterwards goes into a file that has no name any more."""
    path = tmp_path / "ticker.db"
    with Newsroom(path) as room:
        room.sources("alpha")
        room.poll("alpha", at("08:00"), row("Ferry", "f"))
        Store.open(f"sqlite:///{path}", now=DAY).close()
        log = path.with_name("ticker.db-wal")
        before = log.stat().st_ino
        assert visit(path) == 1
        assert log.stat().st_ino == before
        room.poll("alpha", at("08:10"), row("Ferry", "f"), row("Gale", "g"))
        assert visit(path) == 2
