"""The house as data: who may import whom. Lazy imports count like any other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1] / "ticker"

FLOORS = {
    "errors": 1,
    "version": 1,
    "clock": 1,
    "model": 1,
    "plain": 1,
    "timetext": 1,
    "patterns": 1,
    "wording": 1,
    "weblink": 1,
    "times": 2,
    "rules": 2,
    "query": 2,
    "cadence": 2,
    "health": 2,
    "render": 2,
    "digest": 2,
    "items": 2,
    "parse": 2,
    "config": 2,
    "capture": 2,
    "delivery": 2,
    "store": 2,
    "fetch": 2,
    "notify": 2,
    "opml": 2,
    "alerting": 3,
    "following": 3,
    "subscribing": 3,
    "digesting": 3,
    "poll": 3,
    "upkeep": 3,
    "ruling": 3,
    "tagging": 3,
    "stepping": 2,
    "dispatching": 4,
    "doctor": 4,
    "record": 4,
    "verifying": 5,
    "api": 5,
    "web": 5,
    "daemon": 6,
    "demo": 7,
    "cli": 8,
    "__main__": 9,
}
"""Every room and its floor. `ticker/__init__.py` hands names on and stands outside."""

PURE = {
    "model",
    "errors",
    "patterns",
    "rules",
    "query",
    "cadence",
    "health",
    "render",
    "items",
    "parse",
    "digest",
    "plain",
    "timetext",
    "opml",
    "wording",
    "times",
}
IMPURE_MODULES = {"os", "socket", "sqlite3", "logging", "pathlib", "subprocess", "time", "random"}
LAZY_ALLOWED = {"cli"}
SQL_ROOM, SOCKET_ROOM = "store", "fetch"
SERVICE_ROOM, DEMO_ROOM, WEB_ROOM = "notify", "demo", "web"
"""The first speaks to the service manager through a socket of the file system, which reaches no
network; the second serves its newsroom on the loopback; the third listens, and asks nobody."""
DELIVERY_ROOM = "delivery"
"""Sends what the configuration's owner asked for, where he said."""
ROOMS_WITH_SOCKETS = {
    SERVICE_ROOM: {"socket"},
    DEMO_ROOM: {"http"},
    WEB_ROOM: {"socket"},
    DELIVERY_ROOM: {"socket", "aiohttp"},
}
FUNCTION_LINES, FILE_LINES = 40, 400
FORBIDDEN_NAMES = ("utils", "helpers", "core", "common", "misc")


def files() -> list[Path]:
    return sorted(p for p in HOUSE.rglob("*.py") if "migrations" not in p.parts)


def room_of(path: Path) -> str:
    relative = path.relative_to(HOUSE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imported_rooms(tree: ast.AST) -> set[str]:
    """Rooms of ticker that a file imports, wherever in the file it does."""
    rooms = set()
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "ticker":
                names = [f"ticker.{alias.name}" for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("ticker.")}
    return rooms


def imported_modules(tree: ast.AST) -> set[str]:
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module.split(".")[0])
    return modules


@pytest.fixture(scope="module", params=files(), ids=lambda p: str(p.relative_to(HOUSE)))
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in FLOORS, f"{room} is no room of the house: give it a floor"
    for other in imported_rooms(ast.parse(path.read_text())) - {room}:
        assert FLOORS[other] < FLOORS[room], f"{path.name} ({room}) may not import {other}"


def test_pure_rooms_do_no_io_and_read_no_clock(path: Path) -> None:
    if room_of(path) not in PURE:
        return
    tree = ast.parse(path.read_text())
    assert not imported_modules(tree) & IMPURE_MODULES
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = {function.attr for function in called if isinstance(function, ast.Attribute)}
    assert not names & {"now", "today", "utcnow"}


def test_sql_stays_in_the_store_and_sockets_in_fetch(path: Path) -> None:
    modules = imported_modules(ast.parse(path.read_text()))
    if room_of(path) != SQL_ROOM:
        assert not modules & {"sqlalchemy", "sqlite3", "alembic"}
    if room_of(path) != SOCKET_ROOM:
        told = ROOMS_WITH_SOCKETS.get(room_of(path), set())
        assert not (modules - told) & {"aiohttp", "socket", "http", "urllib3", "requests"}


def test_imports_stand_at_the_top(path: Path) -> None:
    """Save in the commands of `cli/` (start-up) and the lazy names of the package."""
    if room_of(path) in LAZY_ALLOWED or path == HOUSE / "__init__.py":
        return
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{function.name} imports inside"
    assert "TYPE_CHECKING" not in path.read_text()


def test_rooms_are_small_and_named_by_an_idea(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) <= FILE_LINES
    assert path.stem not in FORBIDDEN_NAMES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= FUNCTION_LINES, f"{node.name} has {lines} lines"
        if isinstance(node, ast.ClassDef):
            assert not node.name.startswith("Base")
            assert not node.name.endswith(("Manager", "Handler"))


def test_package_files_only_hand_names_on(path: Path) -> None:
    if path.name != "__init__.py" or path.parent == HOUSE:
        return
    for node in ast.parse(path.read_text()).body:
        assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
