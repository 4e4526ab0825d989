"""The parameters of a request, as the question that every surface asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ticker.errors import UsageError
from ticker.model import Basis, ChangeKind, ItemState, Order, Query

MOST = 500
"""Items in one answer; the cursor gives the next."""
MOST_CHANGES = 1_000
_LARGEST = 2**63 - 1


class Asked(BaseModel):
    """Parameters in general: an unknown one is an error, one without a value is not there (forms
    send all their fields)."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _left_out(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        kept = {key: _said(value) for key, value in given.items()}
        return {key: value for key, value in kept.items() if value not in ("", [])}


def _said(value: Any) -> Any:
    return [word for word in value if word != ""] if isinstance(value, list) else value


class Zoned(Asked):
    """Whoever asks about days and times does so in a zone."""

    zone: str | None = Field(
        None,
        max_length=100,
        description="The asker's zone, in which days and times are read; else the server's",
        examples=["Europe/Kyiv"],
    )

    def tzinfo(self, default: tzinfo) -> tzinfo:
        """The asker's zone. Raises UsageError for a name that is none."""
        if self.zone is None:
            return default
        try:
            return ZoneInfo(self.zone)
        # Names of folders and of files that hold no zone have errors of their own.
        except (LookupError, ValueError, OSError):
            raise UsageError(
                f"{self.zone[:80]!r} is no zone", where="zone", hint="for example Europe/Kyiv"
            ) from None


class Window(Zoned):
    """A window of time, half-open."""

    since: str | None = Field(
        None, max_length=100, description="From then on", examples=["2h", "2025-07-10T06:00Z"]
    )
    until: str | None = Field(None, max_length=100, description="Before then", examples=["today"])
    within: str | None = Field(
        None, max_length=100, description="An ISO 8601 interval", examples=["P1D/"]
    )
    day: str | None = Field(
        None, max_length=100, description="A day of the asker's", examples=["yesterday"]
    )
    source: list[str] = Field(
        [], max_length=50, description="Of any of these sources", examples=[["agency-en"]]
    )

    def query(self) -> Query:
        """The question, its times still as written."""
        return Query(
            since=self.since,
            until=self.until,
            within=self.within,
            day=self.day,
            sources=frozenset(self.source),
        )


class Filters(Window):
    """Which items: the filters of ``ticker items``, under the same names."""

    tag: list[str] = Field(
        [], max_length=50, description="With all of these tags", examples=[["kyiv"]]
    )
    any_tag: list[str] = Field([], max_length=50, description="With any of these tags")
    not_tag: list[str] = Field([], max_length=50, description="With none of these tags")
    lang: list[str] = Field(
        [], max_length=50, description="In any of these languages", examples=[["uk"]]
    )
    label: list[str] = Field(
        [], max_length=50, description="With any of these labels", examples=[["updated"]]
    )
    text: str | None = Field(
        None, max_length=500, description="With these words in any wording", examples=["air raid"]
    )
    state: ItemState | None = Field(None, description="How the last source dropped it, if so")
    basis: Basis | None = Field(None, description="How the time is known")
    changed_since: str | None = Field(
        None, max_length=100, description="New, edited, retimed or gone since", examples=["1h"]
    )

    def query(self) -> Query:
        """The question, its times and words still as written: `resolve` reads them."""
        return Query(
            since=self.since,
            until=self.until,
            within=self.within,
            day=self.day,
            sources=frozenset(self.source),
            tags=frozenset(self.tag),
            any_tags=frozenset(self.any_tag),
            not_tags=frozenset(self.not_tag),
            languages=frozenset(self.lang),
            labels=frozenset(self.label),
            text=self.text,
            state=self.state,
            basis=self.basis,
            changed_since=self.changed_since,
        )


class Listing(Filters):
    """Items in an order, a page at a time."""

    as_of: str | None = Field(
        None, max_length=100, description="What was listed then, in the wording of then"
    )
    order: Order = Field("newest", description="By time, or (seen) by when it was first seen")
    limit: int = Field(50, ge=1, le=MOST, description="At most so many")
    after: int | None = Field(
        None, ge=1, le=_LARGEST, description="The cursor: `next` of the page before"
    )

    def query(self) -> Query:
        """The question for one page."""
        return replace(
            super().query(),
            as_of=self.as_of,
            order=self.order,
            limit=self.limit,
            after_id=self.after,
        )


class Log(Asked):
    """A part of the change log."""

    after: int = Field(0, ge=0, le=_LARGEST, description="Beyond this line of the log")
    limit: int = Field(100, ge=1, le=MOST_CHANGES, description="At most so many")


class Live(Filters):
    """The change log as it grows."""

    kind: list[ChangeKind] = Field(
        [], max_length=50, description="Of these kinds of change", examples=[["new", "revised"]]
    )
    after: int | None = Field(
        None, ge=0, le=_LARGEST, description="Beyond this line; else from now on"
    )
