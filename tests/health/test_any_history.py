"""What holds of any history of polls: nothing is told twice, and nothing recovers that was well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.health.test_judging import new
from ticker.health import Verdict, judge, left_alone
from ticker.model import Heard, KnownSource, Listing, Poll

Visit = tuple[int, str, int, int]
"""Minutes since the one before, what came, rows, new rows."""

VISITS = st.lists(
    st.tuples(
        st.integers(1, 3_000),
        st.sampled_from(["new", "new", "new", "same", "not_modified", "503", "429", "410", "none"]),
        st.sampled_from([0, 1, 3, 30, 30, 30, 10_000]),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=120,
)


def history(visits: list[Visit]) -> list[tuple[KnownSource, Poll, Verdict]]:
    """Judge one poll after the other, each on the state that the one before left."""
    state, heard = KnownSource("s", interval_s=900), list[Heard]()
    at, told = datetime(2025, 7, 10, tzinfo=UTC), []
    for minutes, what, rows, fresh in visits:
        at += timedelta(minutes=minutes)
        poll, changes = _poll(at, what, rows), [new(at)] * min(fresh, rows)
        if poll.listing is None:
            changes = []
        else:
            heard.append(Heard(at, len(changes), rows, poll.listing.overlap))
        verdict = judge(state, poll, changes, zone=UTC, heard=heard)
        told.append((state, poll, verdict))
        state = _after(state, poll, verdict, appeared=bool(changes))
    return told


def _poll(at: datetime, what: str, rows: int) -> Poll:
    if what == "new":
        return Poll("s", at, "new", 200, listing=Listing(rows, rows // 2, 3_600, True))
    if what in ("same", "not_modified"):
        return Poll("s", at, "same", 200)
    return Poll("s", at, "failed", None if what == "none" else int(what), error="no")


def _after(state: KnownSource, poll: Poll, verdict: Verdict, *, appeared: bool) -> KnownSource:
    state = replace(state, standing=verdict.standing, last_poll_at=poll.at)
    if poll.outcome == "failed":
        return replace(state, failures=state.failures + 1)
    return replace(
        state,
        failures=0,
        last_good_at=poll.at,
        last_new_at=poll.at if appeared else state.last_new_at,
        listed=poll.listing.items if poll.listing else state.listed,
        span_s=3_600,
    )


@settings(max_examples=150, deadline=None)
@given(VISITS)
def test_every_event_begins_or_ends_something(visits: list[Visit]) -> None:
    for state, poll, verdict in history(visits):
        before, after = state.standing, verdict.standing
        kinds = [event.kind for event in verdict.events]
        begun = (before.silent_since is None) != (after.silent_since is None)
        failed = (before.failed_since is None) != (after.failed_since is None)
        assert len(kinds) == begun + failed
        assert ("source_silent" in kinds) == (begun and after.silent_since is not None)
        assert ("source_failed" in kinds) == (failed and after.failed_since is not None)
        assert kinds.count("source_recovered") == (begun and after.silent_since is None) + (
            failed and after.failed_since is None
        )
        assert all(event.detail for event in verdict.events)
        if poll.outcome == "failed":
            assert "source_silent" not in kinds
            assert "source_recovered" not in kinds


@settings(max_examples=100, deadline=None)
@given(VISITS)
def test_what_is_silent_says_why_for_as_long_as_it_is(visits: list[Visit]) -> None:
    for _, poll, verdict in history(visits):
        if verdict.standing.silent_since is not None and poll.outcome != "failed":
            assert verdict.standing.reason


@settings(max_examples=60, deadline=None)
@given(VISITS, st.integers(-(10**6), 10**6))
def test_the_same_history_is_judged_alike(visits: list[Visit], minutes: int) -> None:
    first, second = history(visits), history(visits)
    assert [verdict for *_, verdict in first] == [verdict for *_, verdict in second]
    state, poll, _ = first[-1]
    left_alone(replace(state, next_poll_at=poll.at), poll.at + timedelta(minutes=minutes))
