"""A digest rendered now, for whoever asks: nothing is recorded, no cursor moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from difflib import get_close_matches

from ticker.digest import render
from ticker.digesting.contents import contents_of
from ticker.digesting.windows import FIRST, window_now
from ticker.errors import UsageError
from ticker.model import Config, Digest, DigestFormat, DigestGroup, DigestWindow, Query
from ticker.store import Store


def digest_asked(
    config: Config,
    name: str | None,
    query: Query,
    shape: DigestFormat | None,
    *,
    group: DigestGroup | None = None,
    lines: int | None = None,
) -> Digest:
    """The digest that is meant: the configured one called `name`, or one made up of nothing; with
    the tags, sources, format, group and lines that are asked for. Raises UsageError."""
    _check(query)
    digest = Digest() if name is None else _configured(config, name)
    return replace(
        digest,
        tags=digest.tags | query.tags,
        sources=query.sources or digest.sources,
        format=shape or digest.format,
        group=group or digest.group,
        lines=digest.lines if lines is None else lines,
    )


def rendered(store: Store, digest: Digest, query: Query, now: datetime, zone: tzinfo) -> str:
    """`digest` over the times of a resolved `query`. Without any a configured one covers what it
    would if it were due now, another the last 24 hours."""
    since, until = query.since, query.until
    assert not isinstance(since, str)
    assert not isinstance(until, str)
    if since is None and until is None and digest.at is not None:
        window = window_now(store, digest, now, zone)
    else:
        until = until or max(now, since or now)
        window = DigestWindow(since or until - FIRST, until)
    # What is still to come cannot have been polled: that is no trouble.
    past = replace(window, until_at=min(window.until_at, max(now, window.since_at)))
    return render(replace(contents_of(store, digest, past), window=window), zone)


def rendered_again(store: Store, digest: Digest, due_at: datetime, zone: tzinfo) -> str:
    """The run of `digest` that was due at `due_at`, from the record. Raises UsageError where there
    was none."""
    run = store.digest_run(digest.name, due_at)
    if run is None or run.outcome == "configured":
        last = store.digest_run(digest.name)
        newest = (
            "it has not run yet"
            if last is None or last.outcome == "configured"
            else f"its newest was due {last.at.astimezone(zone):%Y-%m-%dT%H:%M}"
        )
        raise UsageError(
            f"no run of the digest {digest.name} was due {due_at.astimezone(zone):%Y-%m-%d %H:%M}",
            where="run",
            hint=newest,
        )
    return render(contents_of(store, digest, run.covered), zone)


def _configured(config: Config, name: str) -> Digest:
    digests = {digest.name: digest for digest in config.digests}
    if name in digests:
        return digests[name]
    close = get_close_matches(name, digests, n=1)
    meant = f"; did you mean {close[0]}?" if close else ""
    known = f"configured are: {', '.join(digests)}" if digests else "none is configured"
    raise UsageError(
        f"no digest is called {name!r}{meant}",
        where=config.path,
        hint=f"{known}; without a name, --since and --until say what to cover",
    )


def _check(query: Query) -> None:
    """A digest is asked for by time, tags and sources only."""
    plain = Query(
        since=query.since,
        until=query.until,
        tags=query.tags,
        sources=query.sources,
        limit=query.limit,
    )
    if query != plain:
        raise UsageError(
            "a digest is made of a window, tags and sources; no other filter is known",
            hint="`ticker items` takes all of them",
        )
