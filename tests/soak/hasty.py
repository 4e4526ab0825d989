"""Run as a script: the real daemon, whose clock runs so much faster than the machine's.

It is given a configuration, a speed, and two instants that belong together: of the machine's steady
clock, and of the fast one. Every line of the change log that it acknowledges goes to standard
output as JSON, as `ticker run --format jsonl` prints it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from ticker import config as configuration
from ticker import daemon
from ticker.model import Visited
from ticker.render import change_json


def main(path: str, speed: str, steady_from: str, from_at: str) -> int:
    def seconds() -> float:
        return float(from_at) + (time.monotonic() - float(steady_from)) * float(speed)

    def tell(visited: Visited) -> None:
        lines = [json.dumps(change_json(change)) for change in visited.changes]
        os.write(1, "".join(f"{line}\n" for line in lines).encode())

    return daemon.run(
        lambda: configuration.load(Path(path)),
        tell=tell,
        say=lambda line: None,
        clock=lambda: datetime.fromtimestamp(int(seconds()), UTC),
        steady=seconds,
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
