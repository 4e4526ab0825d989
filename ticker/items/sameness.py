"""Whether a row and a known sighting that a key or a rung brought together are one item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from ticker.items.templates import denies, has_calendar_slot, likeness, numbers
from ticker.model import DAY_S, Claim, Item, KnownSighting, MatchedBy

HEADLINE_WINDOW = timedelta(hours=48)
"""Equal headlines without keys are one item within this (measured precision .99), not beyond."""
SERIES_GAP = timedelta(hours=12)
"""Like headlines this far apart are a series, not an edit (measured: revision precision 1.000)."""
LIKE, CLOSE, CLOSEST = 0.30, 0.75, 0.85
"""Character-3-gram cosines: the least for one minute, for an edit, for an edit of numbers too."""


def is_common(row: Item, sightings: Sequence[KnownSighting]) -> bool:
    """Whether a key was shared before: a section's link, a guid of many. One document listed two
    of its sightings, and the row's link shows no article number: a front page that teases one
    article twice is not meant (measured: 48 % of the addresses on one)."""
    if row.article_key is not None:
        return False
    spans = sorted((s.first_seen_at, s.last_seen_at) for s in sightings)
    return any(later[0] <= earlier[1] for earlier, later in pairwise(spans))


def same_wording(row: Item, found: Sequence[KnownSighting]) -> KnownSighting | None:
    """The sighting with the row's headline; of several the one listed, then of the same time."""
    like = [s for s in found if s.headline_key == row.headline_key]
    if len(like) > 1:
        like = [s for s in like if _same_time(row.claim, s.claim)] or like
    if len(like) > 1:
        like = [s for s in like if s.gone_at is None] or like
    if len(like) == 1 and _recurs(row, like[0]):
        return None
    return like[0] if like else None


def _recurs(row: Item, sighting: KnownSighting) -> bool:
    """Whether a row repeats the headline of another publication: other guid and other time."""
    return bool(
        row.guid
        and sighting.guid
        and row.guid != sighting.guid
        and _both_firm(row.claim, sighting.claim)
        and not _same_time(row.claim, sighting.claim)
    )


def _guid_guard(row: Item, sighting: KnownSighting) -> bool:
    """A guid that a source reuses: other link, other number, unlike wording, other time."""
    other_link = bool(
        row.canonical_url
        and sighting.canonical_url
        and row.canonical_url != sighting.canonical_url
        and (row.article_key is None or row.article_key != sighting.article_key)
    )
    return not (other_link and _unlike(row, sighting))


def _url_guard(row: Item, sighting: KnownSighting) -> bool:
    """A link that a source reuses (a front page, a live page): other guid, unlike, other time."""
    other_guid = bool(row.guid and sighting.guid and row.guid != sighting.guid)
    if other_guid and (is_front_page(row.canonical_url or "") or _unlike(row, sighting)):
        return False
    return other_guid or not is_front_page(row.canonical_url or "") or not _unlike(row, sighting)


def number_guard(row: Item, sighting: KnownSighting) -> bool:
    """A number may belong to a section or a series: it needs like wording or the same time."""
    return not _unlike(row, sighting)


GUARDS: dict[MatchedBy, Callable[[Item, KnownSighting], bool]] = {
    "guid": _guid_guard,
    "url": _url_guard,
    "number": number_guard,
}


def _unlike(row: Item, sighting: KnownSighting) -> bool:
    """Nothing but the key speaks for one item: another time, another template, unlike wording."""
    return (
        _both_firm(row.claim, sighting.claim)
        and not _same_time(row.claim, sighting.claim)
        and row.template != sighting.template
        and likeness(row.headline, sighting.headline) < LIKE
    )


def is_reissue(row: Item, sighting: KnownSighting) -> bool:
    """Whether two rows of one headline under different guids agree in link and stated time."""
    return (
        row.canonical_url == sighting.canonical_url
        and _both_firm(row.claim, sighting.claim)
        and _same_time(row.claim, sighting.claim)
    )


def is_front_page(canonical_url: str) -> bool:
    """Whether a link names a site and nothing on it."""
    return canonical_url.count("/") <= 2 and "?" not in canonical_url


def is_keyless(row: Item | KnownSighting) -> bool:
    """Whether a row has neither guid nor link."""
    return not row.guid and not row.canonical_url


def _both_firm(a: Claim, b: Claim) -> bool:
    return all(c.at is not None and c.basis not in ("relative", "first-seen") for c in (a, b))


def _same_time(a: Claim, b: Claim) -> bool:
    """Equal to the minute, or to the day where one of them is only a date."""
    if a.at is None or b.at is None:
        return a.at is b.at and a.wall == b.wall
    # A guessed zone blurs both claims of one source alike: it is no reason for a wide tolerance.
    doubts = [min(c.error_s or 0, DAY_S) for c in (a, b) if not c.zone_guessed]
    return abs((a.at - b.at).total_seconds()) < max(60, *doubts, 0)


def at_one_minute(row: Item, sighting: KnownSighting) -> bool:
    """Rung ``minute``: the same stated minute and like wording; dated headlines must be equal."""
    if not (_both_firm(row.claim, sighting.claim) and _same_time(row.claim, sighting.claim)):
        return False
    if row.headline_key == sighting.headline_key:
        return True
    if has_calendar_slot(row.headline) and row.template == sighting.template:
        return False
    return likeness(row.headline, sighting.headline) >= LIKE


def _one_headline(row: Item, sighting: KnownSighting) -> bool:
    """Rung ``headline``: equal, within 48 h, and not told anew at another time once gone."""
    if row.headline_key != sighting.headline_key or not row.headline_key:
        return False
    if _both_firm(row.claim, sighting.claim):
        apart = _apart(row.claim, sighting.claim)
        return apart < SERIES_GAP and (
            sighting.gone_at is None or _same_time(row.claim, sighting.claim)
        )
    return row.claim.at is None or row.claim.at - sighting.last_seen_at <= HEADLINE_WINDOW


def _alike(row: Item, sighting: KnownSighting) -> bool:
    """Rung ``similar``: an edit by its wording alone, within 12 h, guarded against series and
    denials (which score higher than true edits)."""
    if not _both_firm(row.claim, sighting.claim) or sighting.gone_at is not None:
        return False
    if _apart(row.claim, sighting.claim) >= SERIES_GAP:
        return False
    if denies(row.headline) != denies(sighting.headline):
        return False
    score = likeness(row.headline, sighting.headline)
    if score < CLOSE:
        return False
    if numbers(row.headline) == numbers(sighting.headline):
        return True
    slot = has_calendar_slot(row.headline) or has_calendar_slot(sighting.headline)
    return not slot and (row.template == sighting.template or score >= CLOSEST)


def _apart(a: Claim, b: Claim) -> timedelta:
    return abs(a.at - b.at) if a.at and b.at else timedelta.max


def closeness(row: Item, sighting: KnownSighting) -> tuple[bool, bool, float, int]:
    """How well a sighting fits a row, to choose among several: greater is better."""
    return (
        row.headline_key == sighting.headline_key,
        sighting.gone_at is None,
        likeness(row.headline, sighting.headline),
        -sighting.id,
    )


KEYLESS_RUNGS: tuple[tuple[MatchedBy, Callable[[Item, KnownSighting], bool]], ...] = (
    ("minute", at_one_minute),
    ("headline", _one_headline),
    ("similar", _alike),
)
