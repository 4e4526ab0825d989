"""config.toml -> Config."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ticker.config import marks
from ticker.config.addresses import database_url, folder
from ticker.config.alerts import read_alerts
from ticker.config.backup import read_backup
from ticker.config.digests import read_digests
from ticker.config.entries import read_poll, read_sources
from ticker.config.keys import INACTIVE, KEYS, REPEATED
from ticker.config.mail import read_mail
from ticker.config.nearest import did_you_mean, nearest
from ticker.config.retention import read_retention
from ticker.config.ruling import read_rule
from ticker.config.section import Origin, Section, belongs, quoted, type_of
from ticker.config.text import parse_toml, plain, read_text, shown
from ticker.config.web import read_web
from ticker.config.zones import asker_zone
from ticker.model import Config


def load(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read a configuration file.

    `environ` gives the values of ``${NAME}`` (default: the process's environment). Whatever is
    wrong is one `ConfigError` whose `where` is ``file:line``; the first problem is reported.
    """
    return load_text(read_text(path), path, environ)


def load_text(text: str, path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read a configuration from its text; `path` is where it lies or would lie."""
    where = Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve() would follow links
    document = parse_toml(text, shown(path))
    environ = os.environ if environ is None else environ
    origin = Origin(shown(path), where.parent, marks.lines(plain(text)), environ)
    inactive = _sections(document, origin)
    ticker = _section(document, "ticker", origin)
    poll = read_poll(_section(document, "poll", origin))
    sources = read_sources(_repeated(document, "sources", origin), poll)
    mail = read_mail(_section(document, "mail", origin)) if "mail" in document else None
    return Config(
        path=str(where),
        database=database_url(ticker, "sqlite:///ticker.db"),
        zone=asker_zone(ticker),
        captures=folder(ticker, "captures", "captures/"),
        poll=poll,
        sources=sources,
        rules=tuple(read_rule(section) for section in _repeated(document, "rules", origin)),
        alerts=read_alerts(_repeated(document, "alerts", origin), sources, mail),
        mail=mail,
        digests=read_digests(_repeated(document, "digests", origin), sources, mail),
        backup=read_backup(_section(document, "backup", origin)),
        retention=read_retention(_section(document, "retention", origin)),
        web=read_web(_section(document, "web", origin)) if "web" in document else None,
        inactive=inactive,
    )


def _sections(document: Mapping[str, Any], origin: Origin) -> tuple[str, ...]:
    """Check names and forms of all sections; the names of those that do nothing yet."""
    names = (*KEYS, *INACTIVE)
    for name, value in document.items():
        if name not in names:
            what = "section" if isinstance(value, dict | list) else "key outside of any section"
            meant = belongs(name) or nearest(name, names)
            raise origin.error(
                (name,),
                f"unknown {what} {quoted(name)}{did_you_mean(meant)}",
                f"the sections are {', '.join(names)}",
            )
        wanted = list if name in REPEATED else dict
        right = f"[[{name}]]" if wanted is list else f"[{name}]"
        hint = f"write {right} on a line of its own, its keys below"
        if not isinstance(value, wanted):
            message = f"{name} must be a section {right}, but is {type_of(value)}"
            raise origin.error((name,), message, hint)
        if isinstance(value, list) and not all(isinstance(entry, dict) for entry in value):
            raise origin.error((name,), f"{name} must be sections {right}, not values", hint)
    return tuple(name for name in document if name in INACTIVE)


def _section(document: Mapping[str, Any], name: str, origin: Origin) -> Section:
    section = Section(f"[{name}]", document.get(name, {}), (name,), origin)
    section.known(KEYS[name])
    return section


def _repeated(document: Mapping[str, Any], name: str, origin: Origin) -> list[Section]:
    sections = [
        Section(f"[[{name}]]", values, (name, index), origin)
        for index, values in enumerate(document.get(name, []))
    ]
    for section in sections:
        section.known(KEYS[name])
    return sections
