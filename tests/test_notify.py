"""What the service manager hears, at a real datagram socket."""

from __future__ import annotations

import configparser
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.poll.desk import Desk
from tests.poll.wire import Reply, Wire, numbered, wire
from ticker.cli.main import program
from ticker.daemon import DRAIN_S
from ticker.notify import Supervisor

Said = dict[str, str]


UNIT = Path(__file__).resolve().parents[1] / "docs" / "systemd" / "ticker.service"


class Manager:
    """The manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.wire = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.wire.bind("\0" + address[1:] if address.startswith("@") else address)
        self.wire.settimeout(60.0)

    def hear(self) -> Said:
        """The next datagram."""
        lines = self.wire.recv(4_096).decode().split("\n")
        return dict(line.split("=", 1) for line in lines)

    def until(self, name: str) -> Said:
        """The next one that says `name`."""
        while name not in (said := self.hear()):
            pass
        return said


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    name = f"@ticker-test-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "n")
    heard = Manager(name)
    yield heard
    heard.wire.close()


def test_each_word_is_one_datagram(manager: Manager) -> None:
    service = Supervisor({"NOTIFY_SOCKET": manager.address})
    service.ready("polling 3 sources\nREADY=0")
    service.reloading()
    service.stopping()
    assert manager.hear() == {"READY": "1", "STATUS": "polling 3 sources READY=0"}
    told = manager.hear()
    assert (told["RELOADING"], told["MONOTONIC_USEC"].isdigit()) == ("1", True)
    assert manager.hear() == {"STOPPING": "1"}


@pytest.mark.parametrize(
    ("watch", "beats"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 1),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 1),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, 0),
        ({"WATCHDOG_USEC": "2"}, 3),
        ({"WATCHDOG_USEC": "a while"}, 0),
        ({}, 0),
    ],
)
def test_the_watchdog_hears_a_beat_in_half_its_time(
    watch: Said, beats: int, tmp_path: Path
) -> None:
    """And none where nobody watches, or another process is watched."""
    manager = Manager(str(tmp_path / "n"))
    service = Supervisor({"NOTIFY_SOCKET": manager.address, **watch})
    for _ in range(3):
        service.beat()
        for _ in range(1_000):
            os.getpid()  # a microsecond and more
    service.stopping()
    heard = [manager.hear() for _ in range(beats + 1)]
    manager.wire.close()
    assert heard == [{"WATCHDOG": "1"}] * beats + [{"STOPPING": "1"}]


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "@nobody-listens-here"])
def test_a_manager_that_does_not_listen_is_no_reason_to_stop(address: str) -> None:
    service = Supervisor({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1000"})
    service.ready("polling")
    service.beat()
    service.stopping()


@pytest.fixture
def source() -> Iterator[Wire]:
    with wire() as served:
        served.answers["/rss"] = Reply(numbered(3, 2, 1))
        yield served


def test_a_daemon_tells_how_it_does(
    source: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = Manager(str(tmp_path / "n"))
    monkeypatch.setenv("NOTIFY_SOCKET", manager.address)
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    allowed = f'[poll]\nallow_private = ["{source.place}"]\n'
    desk = Desk(
        tmp_path / "desk",
        f'{allowed}[[sources]]\nname = "rss"\nkind = "feed"\nurl = "{source.url("/rss")}"\n',
    )
    with desk.daemon() as daemon:
        assert manager.until("READY")["STATUS"] == "polling 1 sources"
        assert [manager.until("WATCHDOG") for _ in range(3)] == [{"WATCHDOG": "1"}] * 3
        good = desk.config.read_text()
        desk.config.write_text("nonsense")
        daemon.reload()
        manager.until("RELOADING")
        assert "not reloaded" in manager.until("READY")["STATUS"]
        desk.config.write_text(good)
        daemon.reload()
        manager.until("RELOADING")
        assert manager.until("READY")["STATUS"] == "polling 1 sources"
        assert daemon.stop() == 0
        manager.until("STOPPING")
    manager.wire.close()


def test_the_unit_starts_what_there_is() -> None:
    """Its command line is one of ours, and it waits longer than a stop may take."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # names keep their case
    unit.read_string(UNIT.read_text())
    service = unit["Service"]
    assert (service["Type"], service["NotifyAccess"]) == ("notify", "main")
    assert int(service["TimeoutStopSec"].removesuffix("s")) > DRAIN_S
    path, *args = service["ExecStart"].split()
    assert path.endswith("/ticker")
    context = program.make_context("ticker", args)
    name, command, rest = program.resolve_command(context, context._protected_args)
    assert name == "run"
    assert command is not None
    command.make_context(name, [*rest, *context.args], parent=context)
