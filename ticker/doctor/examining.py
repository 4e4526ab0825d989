"""The whole examination, spelled out:

    config -> zone data -> zone -> SQLite -> store -> daemon -> disk -> captures -> backup
           -> network -> clock -> each source

Nothing is made, upgraded or changed; the network is touched only where that is asked for. A piece
that cannot be examined because one before it fails is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ticker.clock import Clock
from ticker.config import machine_zone
from ticker.doctor import machine, record
from ticker.doctor.asking import Answered, KnownSources, ask_all
from ticker.doctor.sources import source
from ticker.doctor.spans import count
from ticker.errors import ConfigError, StoreError
from ticker.model import Config, Finding, SourceStatus, StoreLook
from ticker.store import Store, look
from ticker.version import __version__

NOWHERE = "nowhere"
"""The state of a store whose address is no file that could be looked at."""


def examine(
    config: Config | ConfigError, clock: Clock, *, network: bool = False
) -> tuple[Finding, ...]:
    """Every piece as it is, the configuration first, or the error that stands in its place. With
    `network` every source is asked once."""
    now = clock()
    if isinstance(config, ConfigError):
        return (_no_config(config), *_machine(None, now), machine.clock(now, None, ()))
    seen, known = _known(config, now)
    statuses = known.statuses
    answers = ask_all(config, known, clock, version=__version__) if network else None
    return (
        *_config(config),
        *_machine(config.zone, now),
        *_record(config, seen, statuses, now),
        *_network(answers),
        _clock(statuses, answers or {}, now),
        *_sources(config, seen, statuses, answers or {}, now),
    )


def _no_config(error: ConfigError) -> Finding:
    return Finding("config", "failing", str(error), error.hint or "ticker init")


def _config(config: Config) -> Iterator[Finding]:
    place = config.path or "no file, only --database"
    said = f"{place}: {count(len(config.sources), 'source')}, {count(len(config.rules), 'rule')}"
    if config.inactive:
        said += f"; not yet active: {', '.join(f'[{name}]' for name in config.inactive)}"
    if config.path is not None and not config.sources:
        yield Finding("config", "warning", said, "ticker add URL")
    else:
        yield Finding("config", "ok", said)
    if config.path is None:
        return
    if config.poll.contact:
        yield Finding("contact", "ok", config.poll.contact)
    else:
        said = "newsrooms are polled anonymously, which gets a reader blocked"
        mend = f'write contact = "desk@example.org", or yours, under [poll] in {config.path}'
        yield Finding("contact", "warning", said, mend)


def _machine(zone: str | None, now: datetime) -> tuple[Finding, ...]:
    return machine.zone_data(now), machine.zone(zone, machine_zone()), machine.sqlite()


def _known(config: Config, now: datetime) -> tuple[StoreLook, KnownSources]:
    """What a look at the store shows, and what it knows of the sources if it can be asked."""
    try:
        seen = look(config.database)
    except StoreError as error:
        shown = error.where or "database"
        return StoreLook(shown, NOWHERE, problem=error.message, hint=error.hint), KnownSources()
    if seen.state != "current":
        return seen, KnownSources()
    try:
        with Store.open(config.database, now=now) as store:
            holds = store.host_holds(now)
            return seen, KnownSources(store.sources(), store.source_states(), holds)
    except StoreError as error:
        problem = seen.problem or str(error)
        return replace(seen, problem=problem, hint=error.hint), KnownSources()


def _record(
    config: Config, seen: StoreLook, statuses: Sequence[SourceStatus], now: datetime
) -> Iterator[Finding]:
    configured = {source.name for source in config.sources}
    polled = [status for status in statuses if status.name in configured]
    yield record.store(seen)
    if seen.state != NOWHERE:
        yield record.daemon(seen, polled, now)
        yield record.disk(seen)
    yield record.captures(config)
    if seen.state != NOWHERE:
        yield record.backup(config, seen, now)


def _network(answers: Mapping[str, Answered] | None) -> Iterator[Finding]:
    """Whether anything answers at all, where sources were asked."""
    asked = [answer for answer in (answers or {}).values() if answer.asked]
    failed = [answer for answer in asked if answer.health == "failing"]
    if asked and len(failed) == len(asked):
        said = f"none of {count(len(asked), 'source')} asked can be read: no network?"
        yield Finding("network", "failing", said, "look at this machine's network: ip route; ping")
    elif asked:
        said = f"{len(asked) - len(failed)} of {count(len(asked), 'source')} asked can be read"
        yield Finding("network", "ok", said)


def _clock(
    statuses: Sequence[SourceStatus], answers: Mapping[str, Answered], now: datetime
) -> Finding:
    polled = [status.last_poll_at for status in statuses if status.last_poll_at is not None]
    skews = [answer.skew for answer in answers.values() if answer.skew is not None]
    return machine.clock(now, max(polled, default=None), skews)


def _sources(
    config: Config,
    seen: StoreLook,
    statuses: Sequence[SourceStatus],
    answers: Mapping[str, Answered],
    now: datetime,
) -> Iterator[Finding]:
    known = {status.name: status for status in statuses}
    if seen.state == "older" and not answers:
        return  # an older store cannot be asked before it is upgraded
    for configured in config.sources:
        yield source(
            configured,
            known.get(configured.name),
            now,
            polling=seen.writer is not None,
            answered=answers.get(configured.name),
        )
