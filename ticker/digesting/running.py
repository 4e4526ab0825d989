"""A run of a digest, spelled out: the only place where its stages meet.

    decide   -> what is due                      ticker.digest      from the newest run's record
    begin    -> the run's window, fixed          ticker.store       a row, before anything is told
    read     -> its contents                     ticker.store
    render   -> text                             ticker.digest
    deliver  -> a file, whole; the output; mail; a webhook          here, the network in a thread
    done     -> the run's outcome                ticker.store

The window is on the disk before the file is: a crash in between repeats the same window, which
gives the same bytes under the same name. A run that fails is tried again, its window unchanged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ticker.digest import Begin, Finish, Meet, count, due, missed, named, render, wait
from ticker.digesting.contents import contents_of
from ticker.digesting.delivery import Sending, deliver, letter, print_now
from ticker.digesting.windows import met, planned
from ticker.errors import DeliveryError, StoreError, TickerError
from ticker.model import STDOUT, Config, Digest, DigestRun
from ticker.store import Store

CLOSE_S = 60.0
"""As long as a mail server or a webhook may take, and some more."""
MANY = 100
"""Cron times that were missed are counted up to this."""


@dataclass(frozen=True, slots=True)
class _OnItsWay:
    """A run that is being sent, as it is recorded once it was taken."""

    run: DigestRun
    sending: Sending
    remark: str


class Digesting:
    """Makes the digests that are due, in the thread that writes the store.

    `say` hears one line a run; `output` takes what goes to standard output. What goes over the
    network is sent in threads of its own, and recorded by a later `step`, or by `close`.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        say: Callable[[str], object],
        output: Callable[[str], object] = print_now,
    ) -> None:
        self._store = store
        self._digests = config.digests
        self._mail = config.mail
        self._zone = ZoneInfo(config.zone)
        self._say = say
        self._output = output
        self._on_their_way: dict[str, _OnItsWay] = {}
        self._held: dict[str, datetime] = {}

    def step(self, now: datetime) -> None:
        """Make what is due at `now`, mostly nothing. Raises StoreError where the store cannot be
        read or written; what else fails is recorded, said, and tried again."""
        for name, one in list(self._on_their_way.items()):
            if one.sending.done():
                self._settle(name, one)
        for digest in self._digests:
            if digest.name not in self._on_their_way and now >= self._held.get(digest.name, now):
                self._look(digest, now)

    def busy(self) -> bool:
        """Whether something is on its way."""
        return bool(self._on_their_way)

    def close(self, within_s: float = CLOSE_S) -> None:
        """Wait for what is on its way, `within_s` at most, and record what becomes of it. What
        hangs then is sent again by whoever comes next, under the same name. Raises StoreError."""
        until_s = time.monotonic() + within_s
        for name, one in list(self._on_their_way.items()):
            if one.sending.wait(until_s - time.monotonic()):
                self._settle(name, one)

    def _look(self, digest: Digest, now: datetime) -> None:
        if digest.at is None:
            return
        match due(digest.at, self._store.digest_run(digest.name), now, self._zone):
            case Meet(after=after):
                self._store.record_digest(met(digest, after, self._store.last_seq(), now))
            case Begin() as begin:
                run = planned(self._store, digest, begin, now, self._zone)
                self._store.record_digest(run)
                late = missed(digest.at, begin, self._zone, most=MANY)
                times = f"{MANY} or more" if late == MANY else str(late)
                self._make(digest, run, f"; makes up for {times} missed before" if late else "")
            case Finish(run=run):
                self._make(digest, replace(run, ran_at=now), "; tried again")

    def _make(self, digest: Digest, run: DigestRun, remark: str) -> None:
        """Read, render, deliver, and record what became of it, or see it on its way."""
        to = digest.to if digest.sink else named(digest.to, run, self._zone)
        run = replace(run, destination=to)
        try:
            contents = contents_of(self._store, digest, run.covered)
            run = replace(run, counts=count(contents))
            if digest.sink is not None:
                send = letter(contents, run, digest.sink, self._mail, self._zone)
                self._on_their_way[run.name] = _OnItsWay(run, Sending(send), remark)
                return
            deliver(render(contents, self._zone), run.destination, self._output)
        except StoreError:
            raise
        except Exception as error:  # whatever one digest does, polling goes on
            self._failed(run, error)
            return
        self._done(run, "", remark)

    def _settle(self, name: str, one: _OnItsWay) -> None:
        """Record what became of a run that was sent; where that fails it is known still, and
        recorded at the next step."""
        try:
            sent = one.sending.result()
        except Exception as error:  # whatever one digest does, polling goes on
            self._failed(one.run, error)
        else:
            self._done(one.run, f" ({sent.detail})", one.remark)
        del self._on_their_way[name]

    def _done(self, run: DigestRun, detail: str, remark: str) -> None:
        self._store.record_digest(replace(run, outcome="done", error=None))
        place = "standard output" if run.destination == STDOUT else run.destination
        self._say(f"digest {run.name}: {_counted(run)} -> {place}{detail}{remark}")

    def _failed(self, run: DigestRun, error: Exception) -> None:
        why, tries = _words(error), run.tries + 1
        self._store.record_digest(replace(run, outcome="failed", error=why, tries=tries))
        asked = getattr(error, "retry_after_s", None) if isinstance(error, DeliveryError) else None
        rest = wait(tries)
        if asked is not None:
            self._held[run.name] = run.ran_at + timedelta(seconds=asked)
            rest = None if rest is None else max(rest, timedelta(seconds=asked))
        when = "when it is due again" if rest is None else f"in {_minutes(rest)} min"
        self._say(f"digest {run.name}: failed: {why}; tried again {when}")


def _minutes(rest: timedelta) -> int:
    return -(-rest // timedelta(minutes=1))


def _counted(run: DigestRun) -> str:
    counts = run.counts
    told = [f"{counts.new:,} new", f"{counts.revised:,} changed"]
    told += [f"{counts.delisted:,} delisted"] if counts.delisted else []
    told += [f"{counts.gaps} gap{'' if counts.gaps == 1 else 's'}"] if counts.gaps else []
    return ", ".join(told)


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        reason = error.strerror or str(error) or type(error).__name__
        return f"{error.filename}: {reason}" if error.filename else reason
    return str(error) if isinstance(error, TickerError) else f"{type(error).__name__}: {error}"
