"""A message to a command: its words as they are, the message on standard input, killed in time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.delivery.receiving import until
from ticker.delivery import run_command
from ticker.errors import DeliveryError
from ticker.model import Destination

BODY = '{"title":"$(reboot) Трамвай"}'.encode()


def command(*words: str) -> Destination:
    return Destination("command", words[0], words)


def python(code: str, *words: str) -> Destination:
    return command(sys.executable, "-c", code, *words)


def refused(to: Destination, body: bytes = BODY, deadline_s: float = 30.0) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        run_command(to, body, deadline_s=deadline_s)
    assert caught.value.where == to.address[0]
    assert caught.value.hint
    return caught.value


def test_words_and_message_arrive_as_they_are(tmp_path: Path) -> None:
    """Nothing of them goes through a shell."""
    code = (
        "import sys; from pathlib import Path; "
        "Path(sys.argv[1]).write_bytes('|'.join(sys.argv[2:]).encode() + sys.stdin.buffer.read())"
    )
    out = tmp_path / "out"
    words = ("$HOME", "a b", "; touch pwned", "*")
    assert run_command(python(code, str(out), *words), BODY).detail == "status 0"
    assert out.read_bytes() == "|".join(words).encode() + BODY


def test_a_command_that_reads_nothing_holds_nobody_up() -> None:
    assert run_command(command("true"), bytes(10_000_000)).detail == "status 0"


def test_a_status_other_than_0_takes_nothing_and_says_why() -> None:
    error = refused(
        python("import sys; sys.exit('no such\\x1b[2J channel: s3cret-word')", "s3cret-word")
    )
    assert error.message == "status 1: no such [2J channel: ***"
    assert refused(command("false")).message == "status 1"
    killed = refused(python("import os, signal; os.kill(os.getpid(), signal.SIGTERM)"))
    assert killed.message == "killed by signal 15"


def test_the_end_of_a_flood_is_told_and_no_more() -> None:
    error = refused(python("import sys; sys.stderr.write('x' * 30_000_000); sys.exit(3)"))
    assert error.message.startswith("status 3: xxx")
    assert len(error.message) < 300


def test_a_command_that_hangs_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    to = command("sh", "-c", f"sleep 600 & echo $! > {pids}; wait")
    # Time enough for a busy machine to start it.
    error = refused(to, deadline_s=5.0)
    assert error.message == "not done after 5 s: killed"
    (child,) = map(int, pids.read_text().split())
    until(lambda: not alive(child))


def alive(pid: int) -> bool:
    """Whether a process runs: one that only waits to be buried does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "No such file" in refused(command(str(tmp_path / "nothing"))).message
    plain = tmp_path / "plain"
    plain.write_text("no program")
    assert "Permission denied" in refused(command(str(plain))).message
