"""Where messages go, read: webhooks, mail addresses, commands, services of Apprise."""

from __future__ import annotations

import re
from importlib.util import find_spec

import ada_url

from ticker.config.mail import is_address
from ticker.config.nearest import did_you_mean, nearest
from ticker.config.section import Section, quoted
from ticker.config.services import SERVICES
from ticker.errors import ConfigError
from ticker.model import Destination, MailSettings

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_HINT = (
    'a webhook "https://...", "mailto:desk@example.org", or an address of Apprise such as '
    '"ntfy://host/topic"; a command has a key of its own'
)


def read_destination(
    section: Section,
    key: str,
    written: str,
    mail: MailSettings | None,
    *,
    secret: str | None = None,
    index: int | None = None,
) -> Destination:
    """One destination as `written` under `key` (the element `index` of a list).

    A ``${NAME}`` stands for its variable; messages, here and later, show what is written, without
    whatever of it may be a secret. Raises ConfigError.
    """
    address = section.expand(key, written).strip()
    place = Place(section, key, index, shown(written.strip()))
    scheme = _SCHEME.fullmatch(address)
    if scheme is None:
        raise place.refused("is no address to send to", _HINT)
    name, rest = scheme[1].lower(), scheme[2]
    if name in {"http", "https"}:
        return _webhook(place, address, secret)
    if name == "mailto" and not rest.startswith("//"):
        return _mail(place, rest, mail)
    if not rest.startswith("//"):
        raise place.refused("is no address to send to", _HINT)
    return _service(place, name, address)


def read_command(section: Section, key: str) -> Destination | None:
    """A command as a list of words, each with its ``${NAME}`` put in. ``None`` where none is."""
    words = section.texts(key)
    if not words:
        return None
    address = tuple(section.expand(key, word) for word in words)
    if any("\0" in word for word in address):
        raise section.wrong(key, "holds the character U+0000", "no command can have it")
    return Destination("command", words[0], address)


class Place:
    """A destination within its section, for complaints about it."""

    def __init__(self, section: Section, key: str, index: int | None, name: str) -> None:
        self.section, self.key, self.index, self.name = section, key, index, name

    def refused(self, message: str, hint: str) -> ConfigError:
        at = (*self.section.at, self.key, *([] if self.index is None else [self.index]))
        said = f"{self.key} in {self.section.label}: {quoted(self.name)} {message}"
        return self.section.origin.error(at, said, hint)


def shown(written: str) -> str:
    """A destination as it may be printed and stored: of an address of the web its scheme and host,
    of one of Apprise its scheme, of mail all; a ``${NAME}`` as it is."""
    scheme, colon, rest = written.partition(":")
    if not colon or "${" in scheme or not rest.startswith("//"):
        return written if colon or "${" in written else "..."
    if scheme.lower() not in {"http", "https"}:
        return f"{scheme}://..."
    host, _, path = re.sub(
        r"[/?#\\].*", lambda found: "\0" + found[0], rest[2:], count=1
    ).partition("\0")
    host = host.rpartition("@")[2]
    return f"{scheme}://{host}" + ("/..." if path.strip("/") else "")


def _webhook(place: Place, address: str, secret: str | None) -> Destination:
    if _UNSAFE.search(address) or not re.match(r"(?i)https?://[^/\\]", address):
        raise place.refused("holds a space, a control character or no host", _HINT)
    try:
        ada_url.URL(address)
    except ValueError:
        raise place.refused("has a host or port that cannot be read", _HINT) from None
    return Destination("webhook", place.name, (address,), secret)


def _mail(place: Place, rest: str, mail: MailSettings | None) -> Destination:
    addresses = tuple(part.strip() for part in rest.split(","))
    if not all(map(is_address, addresses)):
        raise place.refused(
            "holds what is no mail address", 'write "mailto:desk@example.org,chief@example.org"'
        )
    if mail is None:
        raise place.refused(
            "goes by mail, and no server is named for it",
            'write a section [mail] with server = "smtp.example.org:587" and from = "..."',
        )
    return Destination("mail", place.name, tuple(dict.fromkeys(addresses)))


def _service(place: Place, name: str, address: str) -> Destination:
    if name not in SERVICES:
        known = ("https", "mailto", *SERVICES)
        raise place.refused(
            f"is of no known service{did_you_mean(nearest(name, known))}",
            "https://github.com/caronc/apprise/wiki lists the services of Apprise",
        )
    if find_spec("apprise") is None:
        raise place.refused(
            "needs Apprise, which is not installed", "pip install 'tickerwire[apprise]'"
        )
    if _UNSAFE.search(address):
        raise place.refused("holds a space or a control character", "escape it: %20")
    return Destination("service", place.name, (address,))
