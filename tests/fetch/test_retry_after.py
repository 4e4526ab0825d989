"""``Retry-After``: seconds, dates, and what servers write instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticker.fetch.retry_after import CAP_S, retry_after

NOW = datetime(2025, 7, 9, 8, 54, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("000000000120", 120),
        ("86400", CAP_S),
        ("86401", CAP_S),
        ("9" * 6_000, CAP_S),
        ("Wed, 09 Jul 2025 08:56:00 GMT", 120),
        ("Wednesday, 09-Jul-25 08:56:00 GMT", 120),
        ("Wed Jul  9 08:56:00 2025", 120),
        ("Wed, 09 Jul 2025 10:56:00 +0200", 120),
        ("Wed, 09 Jul 2025 08:00:00 GMT", 0),
        ("Fri, 09 Jul 2027 08:00:00 GMT", CAP_S),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("1e3", None),
        ("１２０", None),
        ("Wed, 41 Jul 2025 08:56:00 GMT", None),
        ("Wed, 09 Jul 99999999999 08:56:00 GMT", None),
    ],
)
def test_it_is_read_as_seconds_from_now_and_capped_at_a_day(
    value: str, seconds: int | None
) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        ("Wed, 09 Jul 2025 07:54:00 GMT", 3_720),  # our clock is an hour ahead of the server's
        ("Wed, 09 Jul 2025 09:54:00 GMT", 0),
        ("Wed, 09 Jul 2025 08:55:00 GMT", 60),
        ("yesterday", 120),
        ("", 120),
        (None, 120),
    ],
)
def test_a_date_is_read_against_the_servers_own(sent: str | None, seconds: int) -> None:
    assert retry_after("Wed, 09 Jul 2025 08:56:00 GMT", NOW, sent) == seconds
    assert retry_after("120", NOW, sent) == 120


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,9} \d+:\d+ [+-]\d+"))
def test_no_text_breaks_it(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= CAP_S
