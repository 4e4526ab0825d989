"""Values of the model as columns of the tables."""

from __future__ import annotations

import json
from functools import cache

from ticker.model import DAY_S, Claim
from ticker.store.bulk import Row
from ticker.store.instants import maybe_seconds
from ticker.store.text import maybe_clean

NO_NEWS_BEFORE = 631_152_000
"""1990-01-01T00:00:00Z: there was no web to publish on; earlier claims are kept, not sorted by."""


def item_time(claimed: Row, first_seen_at: int) -> Row:
    """An item's time, by the columns of its claim (`sighting_claim`). It sorts by its first sight
    where the claim is missing, more than a day in the future, or older than the web."""
    published_at = claimed["claim_at"]
    plausible = published_at is not None and NO_NEWS_BEFORE <= published_at <= first_seen_at + DAY_S
    return {
        "published_at": published_at,
        "sort_at": published_at if plausible else first_seen_at,
        "published_offset_s": claimed["claim_offset_s"],
        "published_text": claimed["claim_text"],
        "time_basis": claimed["claim_basis"],
        "time_error_s": claimed["claim_error_s"],
        "zone_guessed": claimed["claim_zone_guessed"],
    }


def sighting_claim(claim: Claim) -> Row:
    """A sighting's claim, the bare clock with it."""
    return {
        "claim_at": maybe_seconds(claim.at),
        "claim_offset_s": claim.offset_s,
        "claim_basis": claim.basis,
        "claim_error_s": claim.error_s,
        "claim_text": maybe_clean(claim.text),
        "claim_wall": claim.wall,
        "claim_zone_guessed": claim.zone_guessed,
    }


@cache
def json_labels(labels: tuple[str, ...]) -> str | None:
    """Labels as a JSON list, none as NULL. They come from a closed list: the cache stays small."""
    return json.dumps(labels) if labels else None
