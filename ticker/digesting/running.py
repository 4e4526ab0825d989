"""A run of a digest, spelled out: the only place where its stages meet.

    decide   -> what is due                      ticker.digest      from the newest run's record
    begin    -> the run's window, fixed          ticker.store       a row, before anything is told
    read     -> its contents                     ticker.store
    render   -> text                             ticker.digest
    deliver  -> a file, whole, or the output     here
    done     -> the run's outcome                ticker.store

The window is on the disk before the file is: a crash in between repeats the same window, which
gives the same bytes under the same name. A run that fails is tried again, its window unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ticker.digest import RETRY, Begin, Finish, Meet, count, due, missed, named, render
from ticker.digesting.delivery import deliver, print_now
from ticker.digesting.windows import met, planned
from ticker.errors import StoreError, TickerError
from ticker.model import STDOUT, Config, Digest, DigestRun
from ticker.store import Store

MANY = 100
"""Cron times that were missed are counted up to this."""


class Digesting:
    """Makes the digests that are due, in the thread that writes the store.

    `say` hears one line a run; `output` takes what goes to standard output.
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
        self._zone = ZoneInfo(config.zone)
        self._say = say
        self._output = output

    def step(self, now: datetime) -> None:
        """Make what is due at `now`, mostly nothing. Raises StoreError where the store cannot be
        read or written; what else fails is recorded, said, and tried again."""
        for digest in self._digests:
            self._look(digest, now)

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
        """Read, render, deliver, and record what became of it."""
        run = replace(run, destination=named(digest.to, run, self._zone))
        try:
            contents = self._store.digest(digest, run.covered)
            deliver(render(contents, self._zone), run.destination, self._output)
        except StoreError:
            raise
        except Exception as error:  # whatever one digest does, polling goes on
            self._failed(run, error)
            return
        run = replace(run, outcome="done", counts=count(contents), error=None)
        self._store.record_digest(run)
        place = "standard output" if run.destination == STDOUT else run.destination
        self._say(f"digest {run.name}: {_counted(run)} -> {place}{remark}")

    def _failed(self, run: DigestRun, error: Exception) -> None:
        why = _words(error)
        self._store.record_digest(replace(run, outcome="failed", error=why))
        minutes = RETRY // timedelta(minutes=1)
        self._say(f"digest {run.name}: failed: {why}; tried again in {minutes} min")


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
