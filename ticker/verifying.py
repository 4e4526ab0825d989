"""Evidence, looked up again: the captured bytes that an item's wordings came from."""

from __future__ import annotations

import hashlib
from zoneinfo import ZoneInfo

from ticker.capture import Captured, CaptureFolder
from ticker.errors import ParseError, ReplayError, UsageError
from ticker.model import Config, Source, Verified, Witness
from ticker.poll import preview
from ticker.record import Record


def verify(record: Record, item_id: int) -> tuple[Verified, ...]:
    """Every wording of the item against the bytes that said it. Raises UsageError where there is no
    item of that id."""
    record.history(item_id)
    return tuple(_heard(record.config, witness) for witness in record.witnesses(item_id))


def evidence(record: Record, item_id: int, seq: int) -> Captured:
    """The captured bytes of one wording. Raises UsageError where there is no such wording or
    nothing was captured, ReplayError where the bytes cannot be read."""
    for witness in record.witnesses(item_id):
        if witness.seq == seq:
            return _captured(record.config, witness)
    raise UsageError(
        f"item {item_id} has no wording {seq}", hint=f"`ticker verify {item_id}` lists them"
    )


def _captured(config: Config, witness: Witness) -> Captured:
    if witness.capture is None:
        raise UsageError(
            f"no bytes were kept of wording {witness.seq}",
            where=witness.source,
            hint="captures are kept where `captures` in [ticker] names a folder",
        )
    if config.captures is None:
        raise UsageError(
            f"the bytes are in {witness.capture}, and captures are turned off",
            where="captures in [ticker]",
            hint='name the folder that holds them: captures = "captures/"',
        )
    return CaptureFolder(config.captures).read_one(witness.capture)


def _heard(config: Config, witness: Witness) -> Verified:
    if witness.capture is None:
        return Verified(witness, "uncaptured")
    try:
        captured = _captured(config, witness)
    except (ReplayError, UsageError) as error:
        return Verified(witness, "missing", detail=error.message)
    body = captured.response.body
    if hashlib.sha256(body).hexdigest() != witness.body_sha256:
        return Verified(witness, "changed", len(body), "these are not the bytes that were received")
    said = _says(config, witness, captured)
    return Verified(witness, "proved" if said is None else "unread", len(body), said)


def _says(config: Config, witness: Witness, captured: Captured) -> str | None:
    """Why the bytes, as they are read today, do not say the wording; ``None`` where they do."""
    named = {source.name: source for source in config.sources}
    source = named.get(witness.source, Source(witness.source, captured.response.url))
    try:
        seen = preview(source, captured.response, at=captured.at, zone=ZoneInfo(config.zone))
    except ParseError as error:
        return error.message
    if any(item.title == witness.title for item in seen.items):
        return None
    return "the wording is not found in them by today's reading"
