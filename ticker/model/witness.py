"""What a wording rests on: the bytes that said it, and whether they are still there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["proved", "unread", "changed", "missing", "uncaptured"]
"""``proved``: the captured bytes are those that were received, and say this wording. ``unread``:
they are those bytes, but what reads them now does not find the wording. ``changed``: they are
other bytes. ``missing``: they cannot be read. ``uncaptured``: none were kept."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The poll that first saw a wording. `capture` is ``file:offset``, ``None`` where no bytes were
    kept; `body_sha256` is of the bytes that were received."""

    seq: int
    source: str
    title: str
    at: datetime
    capture: str | None
    body_sha256: str | None


@dataclass(frozen=True, slots=True)
class Verified:
    """A witness that was heard: `verdict`, and in `detail` what is wrong, if anything."""

    witness: Witness
    verdict: Verdict
    size: int | None = None
    detail: str | None = None
