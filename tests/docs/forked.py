"""The command `ticker`, started by forking a process that has imported it already.

Starting it anew takes more than a second of a processor, most of it imports; the documentation
types it some seventy times. ``python -m tests.docs.forked SOCKET`` is that process; a small script
named ``ticker`` hands it the terminal, the folder and the words that were typed, and ends as the
forked command does.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import tzset

_SCRIPT = """\
#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    said = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode() + b"\\n"
    socket.send_fds(line, [said], [0, 1, 2])
    ended = line.recv(1)
sys.exit(ended[0] if ended else 1)
"""


@contextmanager
def forked(folder: Path) -> Iterator[Path]:
    """A folder for the front of PATH, in which `ticker` starts at once while the block runs."""
    address, place = folder / "line", folder / "bin"
    place.mkdir()
    script = place / "ticker"
    script.write_text(_SCRIPT.format(python=sys.executable, address=str(address)))
    script.chmod(0o755)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.docs.forked", str(address)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        yield place
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def serve(address: str) -> None:
    """Fork a command for each who calls, for good."""
    import ticker.api
    import ticker.cli.main
    import ticker.cli.terminal  # noqa: F401  # imported so that no command has to

    with socket.socket(socket.AF_UNIX) as line:
        line.bind(address)
        line.listen()
        print("ready", flush=True)
        while True:
            caller, _ = line.accept()
            with caller:
                if os.fork() == 0:
                    line.close()
                    _answer(caller)
            _bury()


def _bury() -> None:
    """Let go of those who have answered."""
    with suppress(ChildProcessError):  # nobody is left
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _answer(caller: socket.socket) -> None:
    """In a process of its own: start the command in a further one, wait, tell how it ended."""
    said, terminal, _, _ = socket.recv_fds(caller, 1 << 16, 3)
    while not said.endswith(b"\n"):
        said += caller.recv(1 << 16)
    child = os.fork()
    if child == 0:
        caller.close()
        words, folder, variables = json.loads(said)
        _become(words, folder, variables, terminal)
    _, status = os.waitpid(child, 0)
    caller.sendall(bytes([os.waitstatus_to_exitcode(status) & 0xFF]))
    os._exit(0)


def _become(words: list[str], folder: str, variables: dict[str, str], terminal: list[int]) -> None:
    """The command, as if it had just been started there."""
    from ticker.cli.main import main

    for number, given in enumerate(terminal):
        os.dup2(given, number)
        os.close(given)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    tzset()
    sys.argv = words
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115  # until the process ends
    sys.stdout = open(1, "w", encoding="utf-8", buffering=1)  # noqa: SIM115  # as above
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1)  # noqa: SIM115  # as above
    status = 1
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve(sys.argv[1])
