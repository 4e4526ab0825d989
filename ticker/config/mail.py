"""The ``[mail]`` section of a configuration: the server that takes mail."""

from __future__ import annotations

import re
from typing import get_args

from ticker.config.section import Section, quoted
from ticker.model import MAIL_ADDRESS, MailSecurity, MailSettings

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""RFC 6409, RFC 8314, RFC 5321."""

_SECURITY: tuple[MailSecurity, ...] = get_args(MailSecurity)
_SERVER = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s/:@\[\]]+)(?::(\d{1,5}))?", re.ASCII)
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def read_mail(section: Section) -> MailSettings:
    """Who takes mail, and how it is spoken to."""
    host, port = _server(section)
    security = section.choice("security", _SECURITY) or ("tls" if port == 465 else "starttls")
    settings = MailSettings(
        host=host,
        port=port or PORTS[security],
        security=security,
        user=None
        if section.text("user") is None
        else section.expand("user", section.needed("user")),
        password=read_secret(section, "password"),
        sender=_sender(section),
    )
    if (settings.user is None) != (settings.password is None):
        lacking = "user" if settings.user is None else "password"
        raise section.origin.error(
            section.at,
            f"{section.label} lacks the key {quoted(lacking)}",
            "a login needs both user and password; leave both out where none is needed",
        )
    if security == "none" and settings.user is not None and host not in _HERE:
        raise section.wrong(
            "security",
            'is "none", and the login would go over the network for all to read',
            'use "starttls" or "tls", or leave user and password out',
        )
    return settings


def read_secret(section: Section, key: str) -> str | None:
    """A secret: it stands in the environment, and only its name in the file."""
    written = section.text(key)
    if written is None:
        return None
    if not re.fullmatch(r"\$\{[^}]*\}", written.strip()):
        # Never shown: it is a secret.
        raise section.wrong(
            key,
            "is written out, and secrets come from the environment",
            f'write {key} = "${{NAME}}", and set NAME before ticker starts',
        )
    secret = section.expand(key, written.strip())
    if not secret:
        raise section.wrong(
            key,
            f"is empty: the environment variable {written.strip()[2:-1]} holds nothing",
            "set it before ticker starts",
        )
    return secret


def is_address(text: str) -> bool:
    """Whether it is a mail address that can be written to: ``desk@example.org``."""
    return MAIL_ADDRESS.fullmatch(text) is not None


def _server(section: Section) -> tuple[str, int | None]:
    written = section.needed("server")
    found = _SERVER.fullmatch(section.expand("server", written).strip())
    port = None if found is None or found[2] is None else int(found[2])
    if found is None or port == 0 or (port or 0) > 65_535:
        raise section.wrong(
            "server",
            f"is {quoted(written)}, which is no host and port",
            'write it like "smtp.example.org:587"',
        )
    return found[1].strip("[]"), port


def _sender(section: Section) -> str:
    written = section.needed("from")
    sender = section.expand("from", written).strip()
    if not is_address(sender):
        raise section.wrong(
            "from", f"is {quoted(written)}, which is no mail address", 'from = "ticker@example.org"'
        )
    return sender
