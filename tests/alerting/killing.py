"""The real daemon, killed at random moments while its alerts go out, over and over."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.delivery.receiving import PATIENCE_S, Receiver, receiver
from tests.poll.desk import house_environment
from tests.poll.record import rows
from tests.poll.test_killing import desk, moving
from tests.poll.wire import DAWN, Wire, wire
from ticker import config as configuration
from ticker.store import Store

SPEED = 600
"""Seconds of the daemon's clock in one of the machine's."""
HASTY = Path(__file__).parents[1] / "soak" / "hasty.py"


def kill_rounds(
    rounds: int, seed: str, folder: Path, say: Callable[[int], None] = lambda number: None
) -> int:
    """Start, kill, start again, and let the last one finish; how many messages arrived. Raises
    AssertionError where one is lost, is made up, or has two ids or two bodies."""
    chance = random.Random(f"{seed} alerts")
    with wire() as source, receiver() as hook:
        moving(source)
        path = _configured(source, hook, folder)
        start = (str(time.monotonic()), str(DAWN.timestamp()))
        for number in range(rounds):
            # Some receivers are slow, some are ill; a kill finds messages on every side of both.
            hook.status = chance.choice([204, 204, 500])
            hook.hang_s = chance.choice([0.0, 0.0, 0.3])
            _round(path, start, hook, chance)
            say(number + 1)
        hook.status, hook.hang_s = 204, 0.0
        source.answers.clear()  # nothing new comes: what is in the outbox goes out
        with _daemon(path, start) as process:
            _until_all_sent(path, process)
    _judge(path, hook)
    return len(hook.posted)


def _configured(source: Wire, hook: Receiver, folder: Path) -> Path:
    path = desk(source, folder, interval="60s")
    alert = [
        "[[alerts]]",
        'name = "desk"',
        f'to = ["{hook.url("/a")}", "{hook.url("/b")}"]',
        'on = ["new", "revised"]',
        'limit = "none"',
    ]
    path.write_text(path.read_text() + "\n".join(alert) + "\n")
    return path


@contextmanager
def _daemon(path: Path, start: tuple[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, str(HASTY), str(path), str(SPEED), *start],
        env=house_environment(),
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _round(path: Path, start: tuple[str, str], hook: Receiver, chance: random.Random) -> None:
    """One daemon, killed a moment after some messages arrived, or after it told nobody for long."""
    wanted = len(hook.posted) + chance.randrange(6)
    with _daemon(path, start) as process:
        deadline = time.monotonic() + PATIENCE_S
        while len(hook.posted) < wanted:
            assert process.poll() is None, "the daemon ended by itself"
            assert time.monotonic() < deadline, "nothing arrives"
            time.sleep(0.005)
        threading.Event().wait(chance.uniform(0, 0.6))


def _until_all_sent(path: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    database = configuration.load(path).database
    quiet = 0
    while quiet < 5:
        with Store.open(database, now=DAWN) as store:
            waiting = store.outbox.deliveries(state="waiting", limit=None)
            behind = min(store.outbox.cursors().values(), default=0) < store.last_seq()
        quiet = 0 if waiting or behind else quiet + 1
        assert process.poll() is None, "the daemon ended by itself"
        assert time.monotonic() < deadline, f"{len(waiting)} messages wait for ever"
        time.sleep(0.1)


def _judge(path: Path, hook: Receiver) -> None:
    """Every line that was to be told arrived at both destinations, under one id each; nothing else
    did."""
    config = configuration.load(path)
    kept = {str(key): state for key, state in rows(config, "SELECT key, state FROM delivery")}
    lines = [
        seq
        for seq, kind, detail in rows(config, "SELECT seq, kind, detail FROM change")
        if kind == "new" or (kind == "revised" and detail in ("wording", "number"))
    ]
    told = {f"desk:{seq}{place}" for seq in lines for place in ("", ":2")}
    single = {key for key in kept if "-" not in key}
    assert single == told, "a line was lost between the log and the outbox, or made up"
    assert set(kept.values()) <= {"sent", "told"}
    sent = {key for key, state in kept.items() if state == "sent"}
    assert set(hook.ids()) == sent, "a message was lost on its way, or made up"
    held = {
        one
        for posted in hook.posted
        for one in json.loads(posted.body).get("held", {}).get("delivery_ids", [])
    }
    assert held == set(kept) - sent
    bodies = {(posted.headers["x-ticker-delivery"], posted.body) for posted in hook.posted}
    entries = Counter(key for key, _ in {(key, _said(body)) for key, body in bodies})
    assert set(entries.values()) == {1}, "two messages have one id"


def _said(body: bytes) -> str:
    """What a message tells, apart from what its items have become since."""
    document = json.loads(body)
    return json.dumps([document["rule"], [one["revision"] for one in document["entries"]]])
