"""No network: said once and plainly, instead of a failure for every source."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ticker.fetch.failures import NOT_FETCHED
from ticker.model import Poll, Visited

SILENT_VISITS = 3
"""Sources without any answer, and none that answered, after which the network is suspected."""


class Offline:
    """Stands between visits and what tells of their failures (`failed`). As long as no source has
    answered at all, failures wait; then the network is suspected in one line (`say`), and single
    failures are left to `ticker sources` until something answers.

    `sources` is how many there are: fewer than `SILENT_VISITS` need only be silent all. `demo` is
    the command that shows ticker without a network. With `every`, failures are told all the same:
    for programs.
    """

    def __init__(
        self,
        sources: int,
        failed: Callable[[Visited], None],
        say: Callable[[str], None],
        *,
        demo: str,
        every: bool = False,
    ) -> None:
        self._most = max(1, min(SILENT_VISITS, sources))
        self._failed = failed
        self._say = say
        self._demo = demo
        self._every = every
        self._answered = False
        self._said = False
        self._held: dict[str, Visited] = {}

    def hear(self, visited: Visited) -> None:
        """Tell of one visit, if it is time to."""
        if self._every or self._answered or not is_silence(visited.poll):
            self._failed(visited)
        if self._answered:
            return
        if not is_silence(visited.poll):
            self._network(visited)
        else:
            self._held[visited.poll.source] = visited
            self._suspect(visited.poll)

    def _suspect(self, poll: Poll) -> None:
        if len(self._held) >= self._most and not self._said:
            self._said = True
            self._say(no_network(poll.error, self._demo) + "; polls go on")

    def _network(self, visited: Visited) -> None:
        """What is no silence: an answer proves that there is a network; a file, or an address
        that may not be asked, proves nothing."""
        poll = visited.poll
        if poll.status is None and poll.outcome == "failed":
            return
        if self._said:
            self._say("the network answers now")
        elif not self._every:
            for held in self._held.values():
                self._failed(held)
        self._answered = True


def is_silence(poll: Poll) -> bool:
    """Whether a poll failed because nothing answered it."""
    silent = poll.outcome == "failed" and poll.stage == "fetch" and poll.status is None
    return silent and not (poll.error or "").endswith(NOT_FETCHED)


def no_network(reason: str | None, demo: str) -> str:
    """The one line about it."""
    why = f" ({reason})" if reason else ""
    return f"nothing answers{why}: no network? `{demo}` shows ticker without one"


def demo_command(environ: Mapping[str, str]) -> str:
    """How the demonstration is called here: `make` says that it is there by its variable."""
    return "make demo" if "MAKELEVEL" in environ else "ticker demo"
