"""Asking in tests: from Kyiv, on the morning of 10 July 2025."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ticker.errors import UsageError
from ticker.model import Query
from ticker.query import resolve

KYIV = ZoneInfo("Europe/Kyiv")  # UTC+3 in summer
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2025, 7, 10, 6, 12, 30, tzinfo=UTC)  # 09:12:30 in Kyiv


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asked(now: datetime = NOW, zone: tzinfo = KYIV, **fields: Any) -> Query:
    return resolve(Query(**fields), now=now, zone=zone)


def asked_for(field: str, text: str) -> Query:
    fields: dict[str, Any] = {field: text}
    return asked(**fields)


def span(now: datetime = NOW, zone: tzinfo = KYIV, **fields: Any) -> tuple[str | None, str | None]:
    query = asked(now, zone, **fields)
    assert query.day is None
    assert query.within is None
    return shown(query.since), shown(query.until)


def shown(at: object) -> str | None:
    if at is None:
        return None
    assert isinstance(at, datetime)
    assert at.utcoffset() == timedelta(0)
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def refusal(**fields: Any) -> UsageError:
    with pytest.raises(UsageError) as caught:
        asked(**fields)
    assert caught.value.hint
    return caught.value
