"""What a response's headers say to the poll."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from ticker.model import Response

_NEVER_FRESH = re.compile(r"(?:^|[,\s])no-(?:cache|store)\s*(?:,|$)", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,9}")
_MAX_AGE = re.compile(r"(?:^|[,\s])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_ECHOED = re.compile(r"[\t\x20-\x7e\x80-\xff]+")


class Headers:
    """Read-only look-up over a response's headers, blind to case; the first of a name counts."""

    def __init__(self, response: Response) -> None:
        self._values: dict[str, str] = {}
        for name, value in response.headers:
            self._values.setdefault(name.lower(), value)

    @property
    def content_type(self) -> str | None:
        """The media type as stated, never trusted alone."""
        return self._values.get("content-type")

    @property
    def etag(self) -> bytes | None:
        """The entity tag byte for byte (RFC 9110, 8.8.3)."""
        return self._bytes("etag")

    @property
    def last_modified(self) -> bytes | None:
        """The modification date byte for byte: it is echoed, never read (RFC 9110, 8.8.2)."""
        return self._bytes("last-modified")

    @property
    def fresh_s(self) -> int:
        """Seconds for which the answer is fresh from its arrival on, 0 where it does not say so.

        RFC 9111, 4.2.1: Cache-Control's longest age, else ``Expires`` beside ``Date``; less the
        ``Age`` that it had on arrival. ``no-cache`` and ``no-store`` are never fresh.
        """
        control = self._values.get("cache-control", "")
        if _NEVER_FRESH.search(control):
            return 0
        ages = [int(age) for age in _MAX_AGE.findall(control)]
        lasts = max(ages) if ages else self._expires_s()
        age = self._values.get("age", "").strip()
        return max(lasts - (int(age) if _SECONDS.fullmatch(age) else 0), 0)

    def _expires_s(self) -> int:
        expires, date = self._date("expires"), self._date("date")
        if expires is None or date is None:
            return 0
        return int((expires - date).total_seconds())

    def _date(self, name: str) -> datetime | None:
        """An HTTP date; what is none means a time gone by (RFC 9111, 5.3)."""
        try:
            at = parsedate_to_datetime(self._values.get(name, ""))
            return at if at.tzinfo is not None else None
        except (ValueError, OverflowError, IndexError):
            return None

    def _bytes(self, name: str) -> bytes | None:
        value = self._values.get(name, "")
        # Latin-1 is how the bytes of a header became text: it gives the same bytes back. What a
        # recording invents and no header can hold is not echoed.
        return value.encode("latin-1") if _ECHOED.fullmatch(value) else None
