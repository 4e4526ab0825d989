"""`try --explain`: why a page gives the rows that it gives, for reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ticker.plain import plain


def explained(preview: Any) -> Iterator[str]:
    """The explanation line by line: the rows with their evidence, then the lists with their
    scores."""
    why = preview.explanation
    if why is None:
        yield f"nothing to explain: {preview.document.format} is not read as a page"
        return
    if preview.zone_reason and why.rows:
        yield f"zone: {plain(preview.zone_reason)}"
    claims = {item.position: item.claim for item in preview.items}
    reasons = dict(enumerate(preview.time_reasons, start=1))
    for row in why.rows:
        yield from _row(row, claims.get(row.position), reasons.get(row.position))
    if not why.rows:
        yield "no row: no list of this page is a ticker"
    if why.untimed:
        yield f"{_count(why.untimed, 'headline')} between the rows without a time: left out"
    if why.lists:
        yield "lists:"
    for each in why.lists:
        yield from _list(each)
    for address in why.fragments:
        yield f"may be filled from: {plain(address)}"


def _row(row: Any, claim: Any, reason: str | None) -> Iterator[str]:
    yield f"{row.position:>3}  {plain(row.text or '(no time)')}  {plain(row.title)}"
    yield f"     row      {plain(row.row)}"
    yield f"     time     {plain(row.time or 'none')}{_evidence(row, claim)}"
    if reason:
        yield f"     dated    by {plain(reason)}"
    yield f"     title    {plain(row.headline or 'none')}"
    yield f"     link     {plain(row.link or 'none')}"
    for badge in row.badges:
        yield f"     badge    {plain(badge)}"


def _evidence(row: Any, claim: Any) -> str:
    """What gave the time, and what else speaks of it."""
    told = [f"dated by: {claim.basis}"] if claim is not None else []
    if row.machine:
        told.append(f"machine time {plain(row.machine)}")
    if row.heading:
        told.append(f"under {plain(row.heading)}")
    return f"  ({'; '.join(told)})" if told else ""


def _list(each: Any) -> Iterator[str]:
    """A list that was weighed; what no list is made of stays out unless it is all there is."""
    state = "taken" if each.taken else f"left out: {each.reason or 'another says more'}"
    yield f"  {each.score:>7.1f}  {_count(each.rows, 'row')}  {plain(each.shape)}  {state}"
    for sample in each.samples if not each.taken else ():
        yield f"           {plain(sample)[:100]}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
