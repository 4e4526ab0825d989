"""Content codings, undone under a cap and never half.

The usual clients accept a gzip body that breaks off (197 of 1,680 bytes, status 200, no error
[measured]) and inflate before they count (a 1 MB bomb took one to 2 GB [measured]). Here the end of
the stream must be seen, checksum included, and the cap is on what comes out.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import Literal, Protocol, TypeAlias

from ticker.errors import FetchError

Coding: TypeAlias = Literal["identity", "gzip", "deflate"]

_CODINGS: dict[str, Coding] = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
# Not codings at all, yet sent as such by servers; browsers pass such a body through as it is.
_NO_CODING = frozenset({"", "identity", "none", "binary", "7bit", "8bit", "utf-8", "utf8"})

_GZIP_MAGIC = b"\x1f\x8b"
_NOT_USED = "nothing of it was used"


def coding_of(values: Iterable[str]) -> Coding:
    """The one coding that ``Content-Encoding`` headers name (RFC 9110 section 8.4).

    Raises `FetchError` for more than one, and for any that was not asked for.
    """
    words = [word.strip().lower() for value in values for word in value.split(",")]
    named = [word for word in words if word not in _NO_CODING]
    if not named:
        return "identity"
    if len(named) > 1:
        raise FetchError(
            f"compressed {len(named)} times over",
            hint="no honest server does this; look at the address in a browser",
        )
    coding = _CODINGS.get(named[0])
    if coding is None:
        raise FetchError(
            f"sent in the coding {re.sub(r'[^a-z0-9.+_-]', '?', named[0])[:40]!r}, "
            "though only gzip was asked for",
            hint="the server is misconfigured; ask its owner, or take another address",
        )
    return coding


def megabytes(count: int) -> str:
    """A size for people: ``10 MB``, ``64 kB``, ``300 bytes``."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.4g} MB"
    return f"{count / 1_000:.4g} kB" if count >= 1_000 else f"{count} bytes"


class _Stream(Protocol):
    """What `zlib.decompressobj` gives."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Inflater:
    """Takes a body in pieces, gives it whole. `limit` is in bytes, after inflating.

    `began` tells whether the data was, up to where it failed, what its label says.
    `feed` and `finish` raise `FetchError` without an address: the caller knows it.
    """

    def __init__(self, coding: Coding, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self.began = coding == "identity"
        self._stream: _Stream | None = None
        self._held = b""
        self._whole = coding == "identity"
        self._ended = False
        self._received = 0
        self._size = 0
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take the next piece, as received."""
        self._received += len(data)
        # What cannot be compressed grows a little under gzip; what inflates to nothing is no body.
        if self._received > self._limit + self._limit // 100 + 1024:
            raise too_large(self._limit)
        if self._coding == "identity":
            self._keep(data)
            return
        pending = self._held + data
        self._held = b""
        while pending and not self._ended:
            pending = self._inflate(pending)

    def finish(self) -> bytes:
        """The whole body. Raises where the compressed data did not come to its end."""
        if not self._whole:
            raise FetchError(
                f"incomplete: the {self._coding} data breaks off after {self._received} bytes",
                hint=_NOT_USED,
            )
        return b"".join(self._parts)

    def _inflate(self, data: bytes) -> bytes:
        """Inflate within one stream; what stands behind its end is returned."""
        if self._stream is None:
            if len(data) < 2:  # too little to tell what begins here
                self._held = data
                return b""
            if self._whole and data[:2] != _GZIP_MAGIC:  # trash behind a whole member
                self._ended = True
                return b""
            self._stream = self._begin(data[:2])
            self._whole = False
        try:
            self._keep(self._stream.decompress(data, self._limit - self._size + 1))
        except zlib.error as error:
            raise self._damaged(error) from error
        self.began = True
        if not self._stream.eof:
            return b""
        rest = self._stream.unused_data
        self._stream = None
        self._whole = True
        self._ended = self._coding == "deflate"
        return rest

    def _begin(self, head: bytes) -> _Stream:
        if self._coding == "deflate":
            # RFC 9110 8.4.1.2: zlib data; servers that send raw deflate are as old as the rule.
            wrapped = head[0] & 0x0F == 8 and int.from_bytes(head, "big") % 31 == 0
            return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        if head != _GZIP_MAGIC:
            raise self._mislabelled()
        self.began = True
        return zlib.decompressobj(zlib.MAX_WBITS | 16)

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise too_large(self._limit)
        self._parts.append(data)

    def _damaged(self, error: zlib.error) -> FetchError:
        if not self.began:
            return self._mislabelled()
        reason = str(error).rpartition(": ")[2]
        return FetchError(f"damaged {self._coding} data ({reason})", hint=_NOT_USED)

    def _mislabelled(self) -> FetchError:
        return FetchError(f"labelled {self._coding}, but it is not", hint=_NOT_USED)


def too_large(limit: int) -> FetchError:
    """The failure of a body over the cap."""
    return FetchError(
        f"too large: more than {megabytes(limit)}",
        hint="raise max_body under [poll] if the source is really that large",
    )
