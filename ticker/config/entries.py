"""The tables of a configuration that describe polling and sources."""

from __future__ import annotations

from collections.abc import Sequence

from ticker.config.addresses import private_hosts, source_url
from ticker.config.keys import SELECTORS
from ticker.config.naming import as_name, is_language, is_name
from ticker.config.nearest import did_you_mean, language_of_country, nearest
from ticker.config.section import Section, quoted
from ticker.config.units import duration_text
from ticker.config.zones import source_zone
from ticker.model import PollSettings, Selectors, Source, SourceKind

HARD_FLOOR_S = 60
"""Nothing is polled more often than once a minute, whatever is asked: the fastest rate that a
publisher's agreement is known to have allowed (NewsGator, under contract)."""
_LONGEST_S = 52 * 7 * 86_400


def read_poll(section: Section) -> PollSettings:
    """The ``[poll]`` section."""
    default = PollSettings()
    bounds = {"least": HARD_FLOOR_S, "most": _LONGEST_S}
    least = int(section.seconds("min", default.min_s, **bounds))
    most = int(section.seconds("max", max(default.max_s, least), **bounds))
    if least > most:
        key = "max" if "max" in section.values else "min"
        raise section.wrong(
            key,
            f"makes an impossible interval: min is {duration_text(least)}, "
            f"max is {duration_text(most)}",
            "min must not be longer than max",
        )
    interval = _interval(section, None)
    if interval is not None and interval < least:
        raise section.wrong(
            "interval",
            f"is {duration_text(interval)}, shorter than min = {duration_text(least)}",
            "lower min as well, or give the interval to single sources",
        )
    return PollSettings(
        interval_s=interval,
        min_s=least,
        max_s=most,
        concurrency=section.count("concurrency", default.concurrency, most=1_000),
        per_host=section.count("per_host", default.per_host, most=100),
        spacing_s=section.seconds("spacing", default.spacing_s, least=0, most=3_600),
        timeout_s=section.seconds("timeout", default.timeout_s, least=1, most=600),
        max_body=section.size("max_body", default.max_body, least=1_000, most=1_000_000_000),
        allow_private=private_hosts(section),
        contact=_contact(section),
    )


def _interval(section: Section, default: int | None) -> int | None:
    written = section.values.get("interval")
    if written is None:
        return default
    if written == "auto":
        return None
    if isinstance(written, str) and nearest(written, ["auto"]):
        raise section.wrong(
            "interval",
            f'is {quoted(written)}; did you mean "auto"?',
            '"auto", or a duration: "15m"',
        )
    return int(section.seconds("interval", 0, least=HARD_FLOOR_S, most=_LONGEST_S))


def _contact(section: Section) -> str:
    contact = section.expand("contact", section.raw_text("contact") or "").strip()
    if not contact.isascii():
        raise section.wrong(
            "contact",
            "goes into an HTTP header, which holds ASCII only",
            'an address or a page: contact = "desk@example.org"',
        )
    return contact


def read_sources(sections: Sequence[Section], poll: PollSettings) -> tuple[Source, ...]:
    """The sources in order; an interval that is not said is that of ``[poll]``."""
    sources: list[Source] = []
    lines: dict[str, int] = {}
    for section in sections:
        source = _source(section, poll)
        if source.name in lines:
            raise section.wrong(
                "name",
                f"is {quoted(source.name)}, the name of the source in line {lines[source.name]}",
                "every source needs a name of its own",
            )
        lines[source.name] = section.origin.line((*section.at, "name"))
        sources.append(source)
    return tuple(sources)


def read_name(section: Section) -> str:
    """The name of a thing: it goes into file names and messages."""
    name = section.needed("name")
    if not is_name(name):
        raise section.wrong(
            "name",
            f"is {quoted(name)}, which is no name{did_you_mean(as_name(name))}",
            "a name is letters, digits, - _ and . (at most 100), the first a letter or digit",
        )
    return name


def _source(section: Section, poll: PollSettings) -> Source:
    name = read_name(section)
    kinds: tuple[SourceKind, ...] = ("feed", "list", "text")
    url = source_url(section)
    written = section.needed("url")
    return Source(
        name=name,
        url=written if "${" in written else url,
        secret_url=url if "${" in written else None,
        kind=section.choice("kind", kinds),
        zone=source_zone(section),
        tags=section.tags("tags"),
        language=_language(section),
        interval_s=_interval(section, poll.interval_s),
        selectors=Selectors(**{key: section.text(key) for key in SELECTORS}),
        allow_private=private_hosts(section),
        keep_query=section.texts("keep_query"),
    )


def _language(section: Section) -> str | None:
    code = section.text("language")
    if code is None:
        return None
    meant = language_of_country(code)
    if meant or not is_language(code):
        raise section.wrong(
            "language",
            f"is {quoted(code)}, which is no language{did_you_mean(meant)}",
            'languages look like "en", "uk" or "pt-BR" (RFC 5646)',
        )
    return code.replace("_", "-").lower()
