"""Where messages go: destinations as configured, the mail server, what became of a sending."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

DestinationKind: TypeAlias = Literal["webhook", "mail", "command", "service"]
MailSecurity: TypeAlias = Literal["starttls", "tls", "none"]

# Of RFC 5321 what servers agree upon: a dot-atom of ASCII, and a host.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
MAIL_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)", re.ASCII)
"""A mail address that can be written to, as its name and its host."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes. `shown` names it without a secret: it alone is printed and stored.

    `address` is one address of a ``webhook`` (``https://...``) or of a ``service`` (an Apprise
    URL), the recipients of a ``mail``, or the words of a ``command``. `secret` signs what goes to
    a webhook.
    """

    kind: DestinationKind
    shown: str
    address: tuple[str, ...] = field(repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The ``[mail]`` section: the server that takes mail, how it is spoken to, and who sends."""

    host: str
    port: int = 587
    security: MailSecurity = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message by mail. `id` makes its Message-ID, so that the same sent twice is one; `html` is
    a whole document that says what `text` says."""

    subject: str
    text: str
    html: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken; `detail` is what its taker said: ``HTTP 204``."""

    detail: str
