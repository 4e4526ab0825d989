"""What an outlet's server answers to one request, as of an instant."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal, TypeAlias

from tests.soak.documents import CAPTIVE, PAGE, content_type, document
from tests.soak.outlets import Outlet, Trouble

How: TypeAlias = Literal["whole", "short", "hang", "reset"]


@dataclass(frozen=True, slots=True)
class Answer:
    """`how` it is sent: ``short`` without a length, so that only the document tells."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    how: How = "whole"

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


def http_date(at: int) -> str:
    return format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True)


def answer(outlet: Outlet, now: int, asked: Mapping[str, str], *, hop: bool = False) -> Answer:
    """The answer to a request with these headers (by lower-case name); `hop` after a redirect."""
    trouble = outlet.trouble(now)
    kind = trouble.kind if trouble is not None else ""
    if kind == "moved" and not hop:
        return Answer(301, (("Location", f"/{outlet.name}/moved"), ("Content-Type", "text/plain")))
    if trouble is not None and (refusal := _refusal(trouble, now)) is not None:
        return refusal
    if kind == "captive":
        return Answer(200, (("Content-Type", PAGE),), CAPTIVE)
    whole = _good(outlet, now, asked, fickle=kind in ("empty", "tenth"))
    if whole.status == 304:
        return whole
    if kind == "cut":
        return replace(whole, body=whole.body[: len(whole.body) * 6 // 10], how="short")
    if kind == "truncated":
        body = gzip.compress(document(outlet, now))
        return replace(_labelled(whole), body=body[: len(body) * 7 // 10], how="short")
    if kind == "garbled":
        return replace(_labelled(whole), body=whole.body[:-30][::-1], how="short")
    return whole


def _labelled(whole: Answer) -> Answer:
    kept = tuple(pair for pair in whole.headers if pair[0] != "Content-Encoding")
    return replace(whole, headers=(*kept, ("Content-Encoding", "gzip")))


def _refusal(trouble: Trouble, now: int) -> Answer | None:
    kind = trouble.kind
    if kind in ("hang", "reset"):
        return Answer(0, how="hang" if kind == "hang" else "reset")
    status = kind.partition("-")[0]
    if not status.isdecimal():
        return None
    wait: tuple[tuple[str, str], ...] = ()
    if trouble.wait_s:
        said = str(trouble.wait_s) if trouble.wait_s > 0 else http_date(now - trouble.wait_s)
        wait = (("Retry-After", said),)
    return Answer(int(status), (("Content-Type", "text/plain"), *wait), b"not now")


def _good(outlet: Outlet, now: int, asked: Mapping[str, str], *, fickle: bool) -> Answer:
    body = document(outlet, now)
    headers = [("Content-Type", content_type(outlet)), ("Set-Cookie", f"reader={now}; Path=/")]
    if outlet.asks_by == "max-age":
        headers.append(("Cache-Control", f"public, max-age={outlet.asks_s}"))
    known = () if fickle else _validators(outlet, now, body)
    headers += known
    if _is_known(outlet, dict(known), asked):
        return Answer(304, tuple(headers[1:]))
    if outlet.gzipped and "gzip" in asked.get("accept-encoding", ""):
        headers.append(("Content-Encoding", "gzip"))
        body = gzip.compress(body, 1)
    return Answer(200, tuple(headers), body)


def _validators(outlet: Outlet, now: int, body: bytes) -> tuple[tuple[str, str], ...]:
    kind = outlet.validators
    if kind == "lying":
        return (("ETag", '"for-ever"'),)
    etag = f'W/"{zlib.crc32(body):08x}-{len(body)}"'
    etag = etag.removeprefix("W/") if outlet.gzipped else etag
    modified = http_date(outlet.newsroom.changed_at(outlet.as_of(now)))
    told = {"etag": [etag], "ignored": [etag], "modified": [modified], "both": [etag, modified]}
    return tuple(
        ("Last-Modified" if value == modified else "ETag", value) for value in told.get(kind, [])
    )


def _is_known(outlet: Outlet, known: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """RFC 9110, 13.2.2: If-None-Match is looked at alone where it is sent."""
    if outlet.validators == "ignored" or not known:
        return False
    if "if-none-match" in asked:
        return asked["if-none-match"] == known.get("ETag")
    return "if-modified-since" in asked and asked["if-modified-since"] == known.get("Last-Modified")
