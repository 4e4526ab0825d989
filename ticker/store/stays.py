"""How long sightings stood, in steps of length: what leads to those that stood at an instant.

An interval that holds an instant cannot be found by one index: whatever it begins with, half of
the store lies on one side. But a sighting that stood for at most four hours, and stood at T, was
first seen in the four hours before T; so for each length there is a short range of an index.
"""

from __future__ import annotations

HOUR_S = 3_600
LONGEST_S = (4 * HOUR_S, 24 * HOUR_S, 192 * HOUR_S, 1_536 * HOUR_S, None)
"""The longest stay of each step, in seconds; ``None`` is without end."""

_STAY = "gone_at - first_seen_at"
_COLUMNS = ("first_seen_at", "gone_at", "item_id", "source_id")
_LASTING_COLUMNS = ("first_seen_at", "item_id", "source_id")

LASTING = "gone_at IS NULL"


def _conditions() -> tuple[str, ...]:
    conditions = []
    for shorter, longest in zip((None, *LONGEST_S), LONGEST_S, strict=False):
        bounds = [] if shorter is None else [f"{_STAY} > {shorter}"]
        bounds += [] if longest is None else [f"{_STAY} <= {longest}"]
        conditions.append(" AND ".join(bounds))
    return tuple(conditions)


STAYS = tuple(zip(_conditions(), LONGEST_S, strict=True))
"""For each step its condition on a sighting, word for word as its partial index has it, and the
longest stay."""

STAY_INDEXES = (
    ("ix_sighting_lasting", _LASTING_COLUMNS, LASTING),
    *(
        (f"ix_sighting_stay_{step}", _COLUMNS, condition)
        for step, (condition, _) in enumerate(STAYS, start=1)
    ),
)
"""Name, columns and condition of each partial index of `sighting`."""
