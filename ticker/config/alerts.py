"""The ``[[alerts]]`` of a configuration."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeVar, get_args

from ticker.config.destinations import read_command, read_destination
from ticker.config.entries import read_name
from ticker.config.mail import read_secret
from ticker.config.nearest import did_you_mean, nearest
from ticker.config.ruling import read_terms
from ticker.config.section import Section, quoted
from ticker.config.units import SECONDS, read_duration
from ticker.model import (
    DAY_S,
    LABELS,
    Alert,
    AlertEdit,
    AlertOn,
    AlertOnSource,
    Destination,
    Limit,
    MailSettings,
    Source,
)

Word = TypeVar("Word", bound=str)

NO_LIMIT = "none"
MOST_DESTINATIONS = 20

_ON: tuple[AlertOn, ...] = get_args(AlertOn)
_ON_SOURCES: tuple[AlertOnSource, ...] = get_args(AlertOnSource)
_EDITS: tuple[AlertEdit, ...] = get_args(AlertEdit)
_LIMIT = re.compile(r"(\d{1,6}) ?/ ?([0-9.wdhms]+)", re.ASCII)


def read_alerts(
    sections: Sequence[Section], sources: Sequence[Source], mail: MailSettings | None
) -> tuple[Alert, ...]:
    """The alerts in order; no two share a name."""
    alerts: list[Alert] = []
    lines: dict[str, int] = {}
    for section in sections:
        alert = _alert(section, [source.name for source in sources], mail)
        if alert.name in lines:
            raise section.wrong(
                "name",
                f"is {quoted(alert.name)}, the name of the alert in line {lines[alert.name]}",
                "every alert needs a name of its own: what it has told is kept under it",
            )
        lines[alert.name] = section.origin.line((*section.at, "name"))
        alerts.append(alert)
    return tuple(alerts)


def _alert(section: Section, sources: Sequence[str], mail: MailSettings | None) -> Alert:
    name = read_name(section)
    on_sources = _words(section, "on_sources", _ON_SOURCES)
    # Who asks for events of sources alone is not told of every item, too.
    on = _words(section, "on", _ON) if "on" in section.values else _default_on(section)
    if not on and not on_sources:
        raise section.origin.error(
            section.at,
            f"{section.label} tells of nothing: on and on_sources are empty",
            f"on = [...] takes {', '.join(_ON)}; on_sources = [...] takes {', '.join(_ON_SOURCES)}",
        )
    default = Alert(name, ())
    return Alert(
        name=name,
        to=_destinations(section, mail),
        on=on,
        on_sources=on_sources,
        edits=_words(section, "edits", _EDITS) if "edits" in section.values else default.edits,
        tags=frozenset(section.tags("tags")),
        any_tags=frozenset(section.tags("any_tags")),
        not_tags=frozenset(section.tags("not_tags")),
        sources=_words(section, "sources", sources),
        labels=_words(section, "labels", LABELS),
        rule=read_terms(section, name),
        limit=_limit(section, default.limit),
    )


def _default_on(section: Section) -> frozenset[AlertOn]:
    return frozenset() if "on_sources" in section.values else frozenset({"new"})


def _words(section: Section, key: str, known: Collection[Word]) -> frozenset[Word]:
    """A list of words, each one of `known`."""
    words = {str(one): one for one in known}
    written = section.texts(key)
    for index, word in enumerate(written):
        if word not in words:
            raise section.origin.error(
                (*section.at, key, index),
                f"{key} in {section.label} holds {quoted(word)}, which is none of them"
                f"{did_you_mean(nearest(word, words))}",
                f"there are {', '.join(words) or 'none yet'}",
            )
    return frozenset(words[word] for word in written)


def _destinations(section: Section, mail: MailSettings | None) -> tuple[Destination, ...]:
    secret = read_secret(section, "secret")
    to = section.values.get("to")
    if isinstance(to, list):
        written = section.texts("to")
        found = [
            read_destination(section, "to", one, mail, secret=secret, index=index)
            for index, one in enumerate(written)
        ]
    else:
        one_text = section.text("to")
        found = (
            []
            if one_text is None
            else [read_destination(section, "to", one_text, mail, secret=secret)]
        )
    command = read_command(section, "command")
    found += [] if command is None else [command]
    if not found:
        raise section.origin.error(
            section.at,
            f"{section.label} lacks the key {quoted('to')}",
            'write to = "https://...", to = "mailto:...", or command = ["program", "..."]',
        )
    if len(found) > MOST_DESTINATIONS:
        raise section.wrong(
            "to",
            f"has {len(found)} destinations, and {MOST_DESTINATIONS} are the most",
            "make several alerts",
        )
    if secret is not None and all(one.kind != "webhook" for one in found):
        raise section.wrong(
            "secret", "signs what goes to a webhook, and none is here", "leave it out"
        )
    return tuple(found)


def _limit(section: Section, default: Limit | None) -> Limit | None:
    written = section.text("limit")
    if written is None:
        return default
    if written.strip() == NO_LIMIT:
        return None
    found = _LIMIT.fullmatch(written.strip())
    count = int(found[1]) if found else 0
    seconds = read_duration(f"1{found[2]}" if found[2] in SECONDS else found[2]) if found else 0
    if not count or not seconds or not 1 <= seconds <= 7 * DAY_S:
        raise section.wrong(
            "limit",
            f"is {quoted(written)}, which is no limit",
            f'messages in a time, of a week at most: "10/h", "100/d", "5/10m"; or "{NO_LIMIT}"',
        )
    return Limit(count, int(seconds))
