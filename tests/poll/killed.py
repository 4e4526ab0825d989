"""Run as a script: polls a configuration's sources in child processes and kills each of them.

It is given a file of configuration, a number of rounds and a seed. Every line that a child
acknowledged, as it would have printed it, goes to standard output before the child goes on. A
process of its own, because it forks: it has no threads when it does.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

from ticker import config as configuration
from ticker.api import Ticker
from ticker.model import Config, Visited
from ticker.render import change_json

PATIENCE_S = 60.0


def poll_for_ever(config: Config, told: int) -> None:
    """Poll all sources again and again; a line is told as soon as it is recorded."""

    def tell(visited: Visited) -> None:
        lines = [json.dumps(change_json(change)) for change in visited.changes]
        os.write(1, "".join(f"{line}\n" for line in lines).encode())
        os.write(told, b".")

    with Ticker(config).polling() as poller:
        while True:
            poller.cycle(all_sources=True, force=True, watch=tell)


def round_of(config: Config, polls: int, longer_s: float) -> None:
    """One child, killed so long after it told of so many polls."""
    listening, telling = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            poll_for_ever(config, telling)
        finally:
            os._exit(1)
    os.close(telling)
    heard = 0
    while heard < polls:
        ready, _, _ = select.select([listening], [], [], PATIENCE_S)
        part = os.read(listening, 4_096) if ready else b""
        if not part:
            break
        heard += len(part)
    time.sleep(longer_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(listening)
    if heard < polls or os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit(f"the child ended by itself: {status}")


def main(path: str, rounds: str, seed: str) -> None:
    config = configuration.load(Path(path))
    chance = random.Random(seed)
    for _ in range(int(rounds)):
        round_of(config, chance.randrange(5), chance.uniform(0, 0.08))


if __name__ == "__main__":
    main(*sys.argv[1:])
