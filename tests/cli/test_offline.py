"""Nothing answers: one line instead of one a source, and none where something does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ticker.cli.offline import Offline, demo_command
from ticker.model import Outcome, Poll, Stage, Visited

AT = datetime(2025, 7, 10, 6, tzinfo=UTC)
NO_ONE = "no address for host harbour.example"
REFUSED = "10.0.0.1 is a private address: not fetched"


def poll(
    source: str,
    *,
    status: int | None = None,
    error: str | None = NO_ONE,
    stage: Stage | None = "fetch",
    outcome: Outcome = "failed",
) -> Visited:
    return Visited(Poll(source, AT, outcome, stage=stage, status=status, error=error))


def good(source: str) -> Visited:
    return poll(source, outcome="same", status=200, error=None, stage=None)


def heard(*visits: Visited, sources: int = 9, every: bool = False) -> list[str]:
    """What is told: failures by the name of their source, lines by their first words."""
    told: list[str] = []
    offline = Offline(
        sources,
        lambda visited: told.append(visited.poll.source) if visited.poll.error else None,
        lambda line: told.append(line.partition(" (")[0]),
        demo="ticker demo",
        every=every,
    )
    for visited in visits:
        offline.hear(visited)
    return told


SUSPECTED = "nothing answers"


@pytest.mark.parametrize(
    ("visits", "told"),
    [
        ([poll("a"), poll("b")], []),
        ([poll("a"), poll("a"), poll("a"), poll("a")], []),
        ([poll("a"), poll("b"), poll("c"), poll("d"), poll("a")], [SUSPECTED]),
        (
            [poll("a"), poll("b"), poll("c"), good("d"), poll("a")],
            [SUSPECTED, "the network answers now", "a"],
        ),
        ([poll("a"), good("b"), poll("c"), poll("d"), poll("e")], ["a", "c", "d", "e"]),
        ([poll("a"), poll("b", status=503), poll("c")], ["b", "a", "c"]),
        ([poll("a"), poll("b", stage="parse", status=200), poll("c")], ["b", "a", "c"]),
        ([poll("a", error=REFUSED), poll("b"), poll("c"), poll("d")], ["a", SUSPECTED]),
    ],
)
def test_the_network_is_suspected_once_and_only_while_nothing_has_answered(
    visits: list[Visited], told: list[str]
) -> None:
    assert heard(*visits) == told


def test_where_there_are_few_sources_all_of_them_must_be_silent() -> None:
    assert heard(poll("a"), sources=1) == [SUSPECTED]
    assert heard(poll("a"), sources=2) == []
    assert heard(poll("a"), poll("b"), sources=2) == [SUSPECTED]


def test_programs_are_told_of_every_failure_all_the_same() -> None:
    visits = [poll("a"), poll("b"), poll("c"), good("d"), poll("e")]
    assert heard(*visits, every=True) == [
        *("a", "b", "c"),
        SUSPECTED,
        "the network answers now",
        "e",
    ]


def test_the_line_gives_a_reason_and_shows_a_way() -> None:
    lines: list[str] = []
    offline = Offline(1, print, lines.append, demo="make demo")
    offline.hear(poll("a"))
    assert lines == [
        f"nothing answers ({NO_ONE}): no network? `make demo` shows ticker without one; polls go on"
    ]


def test_under_make_the_demonstration_is_one_of_make_s() -> None:
    assert demo_command({"MAKELEVEL": "1"}) == "make demo"
    assert demo_command({}) == "ticker demo"
