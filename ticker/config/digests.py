"""The ``[[digests]]`` of a configuration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from ticker.config.addresses import absolute
from ticker.config.crontab import read_cron
from ticker.config.destinations import read_destination
from ticker.config.entries import read_name
from ticker.config.mail import read_secret
from ticker.config.nearest import did_you_mean, nearest
from ticker.config.section import Section, quoted
from ticker.config.units import read_duration
from ticker.model import (
    DIGEST_LINES,
    SINCE_LAST,
    STDOUT,
    Cron,
    Destination,
    Digest,
    DigestFormat,
    DigestGroup,
    MailSettings,
    Source,
)

PLACEHOLDERS = ("name", "date", "time", "from", "to")
"""What may stand in braces in `to`."""
MOST_LINES = 100_000

_FORMATS: tuple[DigestFormat, ...] = get_args(DigestFormat)
_GROUPS: tuple[DigestGroup, ...] = get_args(DigestGroup)
_DEFAULTS: dict[str, DigestFormat] = {"mail": "html", "webhook": "json"}
"""The format of what is sent, where none is said."""
_IN_MAIL = ("html", "text", "md")
_DAYS = ("today", "yesterday")
_LONGEST_S = 366 * 86_400
# ISO 8601, three digits each: the calendar holds what lies so far back.
_PERIOD = re.compile(
    r"P(?=\d|T\d)(?:\d{1,3}Y)?(?:\d{1,3}M)?(?:\d{1,3}W)?(?:\d{1,3}D)?"
    r"(?:T(?=\d)(?:\d{1,3}H)?(?:\d{1,3}M)?(?:\d{1,3}S)?)?/?",
    re.ASCII,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_FILE_HINT = (
    'a file such as "digests/{name}-{date}.md" ({time}, {from} and {to} are known too), "-" for '
    'standard output, "mailto:desk@example.org" or a webhook "https://..."'
)


def read_digests(
    sections: Sequence[Section], sources: Sequence[Source], mail: MailSettings | None = None
) -> tuple[Digest, ...]:
    """The digests in order. Two of them never share a name or a file."""
    digests: list[Digest] = []
    lines: dict[tuple[str, str], int] = {}
    for section in sections:
        digest = _digest(section, sources, mail)
        own = {"name": digest.name}
        if digest.to != STDOUT and digest.sink is None:
            own["to"] = digest.to.replace("{name}", digest.name)
        for key, value in own.items():
            if (key, value) in lines:
                raise section.wrong(
                    key,
                    f"is that of the digest in line {lines[key, value]}: {quoted(value)}",
                    f"every digest needs a {'file' if key == 'to' else key} of its own",
                )
            lines[key, value] = section.origin.line((*section.at, key))
        digests.append(digest)
    return tuple(digests)


def _digest(section: Section, sources: Sequence[Source], mail: MailSettings | None) -> Digest:
    name, at = read_name(section), read_cron(section, "at")
    window = _window(section)
    sink = _sink(section, mail)
    return Digest(
        name=name,
        at=at,
        window=window,
        tags=frozenset(section.tags("tags")),
        sources=_sources(section, [source.name for source in sources]),
        format=_format(section, sink),
        to=_file(section, at, window) if sink is None else sink.shown,
        group=section.choice("group", _GROUPS) or "none",
        lines=section.count("lines", DIGEST_LINES, least=0, most=MOST_LINES),
        sink=sink,
    )


def _window(section: Section) -> str:
    window = (section.text("window") or SINCE_LAST).strip()
    if window in {SINCE_LAST, *_DAYS} or _is_interval(window):
        return window
    close = nearest(window, (SINCE_LAST, *_DAYS))
    raise section.wrong(
        "window",
        f"is {quoted(window)}, which is no window{did_you_mean(close)}",
        '"since-last", "yesterday", "today", or what lies before the digest is due: "24h", "P1W/"',
    )


def _is_interval(window: str) -> bool:
    """Whether it is a length of time, and not none."""
    if _PERIOD.fullmatch(window):
        return any(digit in window for digit in "123456789")
    return "." not in window and 0 < (read_duration(window) or 0) <= _LONGEST_S


def _sources(section: Section, known: Sequence[str]) -> frozenset[str]:
    names = section.texts("sources")
    for index, name in enumerate(names):
        if name not in known:
            raise section.origin.error(
                (*section.at, "sources", index),
                f"sources in {section.label} names {quoted(name)}, which is no source"
                f"{did_you_mean(nearest(name, known))}",
                f"the sources are {', '.join(known) or 'none yet'}",
            )
    return frozenset(names)


def _format(section: Section, sink: Destination | None) -> DigestFormat:
    shape = section.choice("format", _FORMATS)
    if sink is not None and sink.kind == "mail" and shape not in {None, *_IN_MAIL}:
        raise section.wrong(
            "format",
            f"is {quoted(shape)}, which nobody reads in a mail",
            f'one of {", ".join(_IN_MAIL)}; "html" has plain text beside it',
        )
    return shape or (_DEFAULTS[sink.kind] if sink else "md")


def _sink(section: Section, mail: MailSettings | None) -> Destination | None:
    """Who gets what is sent; ``None`` for a file and for standard output."""
    written = (section.text("to") or STDOUT).strip()
    secret = read_secret(section, "secret")
    sink = None
    if _SCHEME.match(section.expand("to", written)):
        sink = read_destination(section, "to", written, mail, secret=secret)
        if sink.kind not in _DEFAULTS:
            raise section.wrong(
                "to",
                f"is {quoted(sink.shown)}: digests go to files, mail and webhooks",
                f"{_FILE_HINT}; alerts go to services, too",
            )
    if secret is not None and (sink is None or sink.kind != "webhook"):
        raise section.wrong("secret", "signs what goes to a webhook, and this does not", "drop it")
    return sink


def _file(section: Section, at: Cron, window: str) -> str:
    """``-``, or the absolute path of a file with its placeholders."""
    written = (section.text("to") or STDOUT).strip()
    if written in {STDOUT, "stdout"}:
        return STDOUT
    if written.endswith("/"):
        raise section.wrong("to", f"is {quoted(written)}, a folder", _FILE_HINT)
    path = section.expand("to", written)
    named = _placeholders(section, path)
    several = len(at.hours) * len(at.minutes) > 1
    if window == SINCE_LAST and several and "date" in named and not named & {"time", "from", "to"}:
        raise section.wrong(
            "to",
            f"is {quoted(written)}, one file a day, but at = {quoted(at.text)} is due several "
            "times a day: each run would overwrite what the last one told",
            'name the time too: "digests/{name}-{date}-{time}.md"',
        )
    return str(absolute(section, path))


def _placeholders(section: Section, path: str) -> set[str]:
    named = set()
    for found in _BRACES.finditer(path):
        if found[1] not in PLACEHOLDERS:
            close = nearest(found[1] or "", PLACEHOLDERS)
            meant = did_you_mean("{" + close + "}" if close else None)
            raise section.wrong(
                "to",
                f"has {quoted(found[0])}, which stands for nothing{meant}",
                f"in braces: {', '.join(PLACEHOLDERS)}",
            )
        named.add(found[1])
    return named
