"""One fetch under way: what is asked, where it stands, how much of its time is left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ticker.errors import FetchError
from ticker.fetch.target import Target, join_target, shown

MOST_HOPS = 5
_PERMANENT = frozenset({301, 308})  # RFC 9110, 15.4.2 and 15.4.9


class Errand:
    """A walk from the address asked for, over redirects, to an answer.

    `headers` are sent at every hop; `allowed` holds the ``host:port`` that may be private; `left_s`
    is the deadline in seconds, over all hops; `most_hops` are the redirects that are followed;
    `received` counts the body bytes of the current hop; `moved_to` is where redirects led while all
    of them were permanent.
    """

    def __init__(
        self,
        target: Target,
        headers: dict[str, str],
        *,
        allowed: frozenset[str],
        left_s: float,
        most_hops: int = MOST_HOPS,
    ) -> None:
        self.first = self.target = target
        self.allowed = allowed
        self.left_s = self._whole_s = left_s
        self.received = 0
        self._most_hops = most_hops
        self.moved_to: str | None = None
        self._permanent = True
        self.conditional = any(name.startswith("If-") for name in headers)
        self._headers = headers
        self._seen = {target.href}

    def headers(self) -> dict[str, str]:
        """What this hop sends; credentials only to the origin they were given for."""
        if self.first.authorization and self.target.origin == self.first.origin:
            return {**self._headers, "Authorization": self.first.authorization}
        return self._headers

    def follow(self, location: bytes, status: int) -> None:
        """Move on to where a redirect leads. Raises where it leads nowhere good."""
        try:
            target = join_target(self.target, location)
        except FetchError as error:
            message = f"redirected to {error.where}: {error.message}"
            raise self.failed(message, hint=error.hint, status=status) from error
        if target.href in self._seen:
            raise self.failed(
                f"redirect loop at {shown(target.href)}",
                hint="the site may want cookies or another address; open it in a browser",
                status=status,
            )
        if len(self._seen) > self._most_hops:
            raise self.failed(
                f"more than {self._most_hops} redirects",
                hint="give the address that the browser ends at",
                status=status,
            )
        self._seen.add(target.href)
        self.target = target
        self._permanent = self._permanent and status in _PERMANENT
        if self._permanent:
            self.moved_to = target.href

    def failed(
        self,
        message: str,
        *,
        hint: str | None,
        status: int | None = None,
        retry_after_s: int | None = None,
    ) -> FetchError:
        """The failure of this errand, told at the address that was asked for."""
        if self.target.href != self.first.href and not message.startswith("redirect"):
            message = f"redirected to {shown(self.target.href)}: {message}"
        return FetchError(
            message, where=self.first.href, hint=hint, status=status, retry_after_s=retry_after_s
        )

    @asynccontextmanager
    async def clock(self) -> AsyncIterator[None]:
        """Let the deadline run. Raises `FetchError` when it is reached."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self.left_s) as deadline:
                yield
        except TimeoutError:
            if not deadline.expired():
                raise
            raise self.failed(
                f"timeout after {self._whole_s:g} s ({self.received} bytes)",
                hint="the server is slow or silent; the next poll tries again",
            ) from None
        finally:
            self.left_s -= loop.time() - started
