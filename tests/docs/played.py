"""The pages played through: each in a folder and a world of its own, block after block."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import randrange
from time import monotonic, sleep, time

from tests.cli.served import Newsroom, newsroom
from tests.docs.blocks import PROJECT, Block, blocks, commands, turns
from tests.docs.compare import shows
from tests.docs.terminal import PATIENCE_S, Desk
from tests.docs.world import FED, LISTED, PLACE, feed, page

EMPTY = ("README.md", "docs/demo.md", "docs/tutorial.md")
"""Pages that begin where a stranger does: in an empty folder. All others have the desk of
`tests.docs.world`."""
HOME = "/home/ada/desk"
"""How pages call the folder that they are about."""
OTHER_DISK = "/mnt/other-disk"
PORT = "8800"
PORTS = (20_000, 32_000)
"""The port that pages name; a free one stands for it."""


@dataclass(frozen=True, slots=True)
class Played:
    """One command, what the page shows of it (None where it shows nothing), and what it did."""

    block: Block
    command: str
    shown: str | None
    wanted: int
    status: int
    printed: str

    @property
    def true(self) -> bool:
        live = "live" in self.block.words
        told = self.shown is None or shows(self.shown, self.printed, live=live)
        return told and self.status == self.wanted

    def __str__(self) -> str:
        return (
            f"{self.block.place}: $ {self.command}\nexit status {self.status}, not {self.wanted}"
            if self.status != self.wanted
            else f"{self.block.place}: $ {self.command}\nthe page shows\n{self.shown}"
        ) + f"\nthe terminal\n{self.printed}"


def runs(block: Block) -> bool:
    """Whether a block is something that a person types."""
    return block.language in ("sh", "console", "python") and "unrun" not in block.words


def play(path: Path, folder: Path, world: Path, at_once: Path) -> Iterator[Played]:
    """Everything that a page says to do, in its order, in `folder`; `at_once` is where `ticker` is
    (see `tests.docs.forked`)."""
    desk = folder / "desk"
    if str(path.relative_to(PROJECT)) in EMPTY:
        desk.mkdir()
    else:
        shutil.copytree(world, desk)
    with _at(desk, at_once) as seat:
        for block in (block for block in blocks(path) if runs(block)):
            _rest(desk)
            yield from _done(seat, block)


@contextmanager
def _at(folder: Path, at_once: Path) -> Iterator[Desk]:
    """A seat at the desk, with a newsroom on the loopback behind https://harbour.example."""
    with newsroom() as room:
        _open(room)
        here = f"http://{room.place}"
        asked = {
            f"ticker {verb} {PLACE}": f"ticker {verb} --allow-private {room.place} {here}"
            for verb in ("add", "try")
        }
        other = folder.with_name("other-disk")
        other.mkdir()
        swaps = asked | {PLACE: here, PORT: str(_free_port()), HOME: str(folder)}
        swaps[OTHER_DISK] = str(other)
        seat = Desk(folder, at_once, swaps)
        try:
            yield seat
        finally:
            left = seat.stop()
        assert not left


def _open(room: Newsroom) -> None:
    room.documents["/rss"] = (
        "application/rss+xml",
        feed(FED["10 07:50"], PLACE, "Harbour Wire").decode(),
    )
    room.documents["/news/"] = ("text/html", page(LISTED["10 07:45"] or ()).decode())


def _free_port() -> int:
    """A port that is free, of those that no system gives to whoever asks for any."""
    while True:
        port = randrange(*PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def _rest(folder: Path) -> None:
    """No person edits a page twice within a second, and no web server would see it: dates of HTTP
    are whole seconds."""
    newest = max((int(file.stat().st_mtime) for file in folder.glob("site/*")), default=0)
    while newest and int(time()) <= newest:
        sleep(0.05)


def _done(seat: Desk, block: Block) -> Iterator[Played]:
    """What a block says to do, done."""
    if "stays" in block.words:
        for command in commands(block.text):
            seat.leave(command)
            _wait_for(seat, command)
        return
    answers = [word for word in block.words.get("type", "").split(",") if word]
    told = _told(block)
    for number, (command, shown) in enumerate(told, 1):
        wanted = int(block.words.get("exit", 0)) if number == len(told) else 0
        status, printed = seat.run(command, answers)
        yield Played(block, command, shown, wanted, status, printed)


def _told(block: Block) -> list[tuple[str, str | None]]:
    """The commands of a block, each with what the page shows of it."""
    if block.language == "python":
        return [(f"python - <<'END_OF_BLOCK'\n{block.text}END_OF_BLOCK", None)]
    if block.language == "sh":
        return [(command, None) for command in commands(block.text)]
    return [*turns(block.text)]


def _wait_for(seat: Desk, command: str) -> None:
    """A server that was started in another terminal answers before anybody asks it."""
    if PORT not in command:
        return
    deadline = monotonic() + PATIENCE_S
    while monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", int(seat.swaps[PORT])), 1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing answers: {command}")
