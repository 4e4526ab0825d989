"""Mail through an SMTP server: STARTTLS or TLS, plain text and HTML (RFC 5321, 5322, 2046)."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime

from ticker.delivery.deadline import within
from ticker.delivery.hiding import hidden
from ticker.errors import DeliveryError
from ticker.model import MAIL_ADDRESS, Destination, Mail, MailSettings, Sent
from ticker.version import __version__

STEP_S = 20.0
"""How long one step of the talk may take."""
DEADLINE_S = 60.0
"""How long the whole talk may take."""

_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_LATER = "what waits for it is sent again later"
_HOW = 'check port and security in [mail]: "starttls" (587) or "tls" (465)'


def send_mail(
    settings: MailSettings,
    destination: Destination,
    mail: Mail,
    *,
    tls: ssl.SSLContext | None = None,
    deadline_s: float = DEADLINE_S,
) -> Sent:
    """Hand a message to the mail server, to all recipients of `destination`. `tls` says whom to
    trust (default: whom the machine does).

    Where the server takes it for some of them only, it is sent, and `Sent` names the others: sent
    again, the rest would have it twice. Raises DeliveryError, also for a header that would hold a
    line break, which would begin another header.
    """
    message = composed(settings, destination, mail)

    def talk() -> dict[str, tuple[int, bytes]]:
        with _connected(settings, tls, min(STEP_S, deadline_s)) as server:
            if settings.user is not None:
                server.login(settings.user, settings.password or "")
            return server.send_message(message, settings.sender, list(destination.address))

    with _told(settings, destination):
        refused = within(deadline_s, talk)
    others = ", ".join(sorted(refused))
    return Sent(f"taken by {settings.host}" + (f", but refused for {others}" if others else ""))


def composed(settings: MailSettings, destination: Destination, mail: Mail) -> EmailMessage:
    """The message as it goes over the wire. Raises DeliveryError for a line break in a header."""
    message = EmailMessage(policy=WIRE)
    message["From"] = _address(settings.sender, destination)
    message["To"] = [_address(one, destination) for one in destination.address]
    message["Subject"] = _one_line(mail.subject, "subject", destination)
    message["Date"] = format_datetime(datetime.now(UTC))
    if mail.id is not None:
        local = re.sub(r"[^A-Za-z0-9.-]+", "-", mail.id).strip(".-")
        message["Message-ID"] = f"<{local}@{settings.sender.rpartition('@')[2]}>"
    # So that no holiday notice answers it (RFC 3834, section 5).
    message["Auto-Submitted"] = "auto-generated"
    message["User-Agent"] = f"ticker/{__version__}"
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message


def _address(written: str, destination: Destination) -> Address:
    _one_line(written, "address", destination)
    found = MAIL_ADDRESS.fullmatch(written)
    if found is None:
        raise DeliveryError(
            f"{written!r} is no mail address",
            where=destination.shown,
            hint="write it as name@host.example",
        )
    return Address(username=found[1], domain=found[2])


def _one_line(text: str, what: str, destination: Destination) -> str:
    if _BREAK.search(text):
        raise DeliveryError(
            f"the {what} of the mail holds a line break or another control character",
            where=destination.shown,
            hint="write it on one line",
        )
    return text


@contextmanager
def _connected(
    settings: MailSettings, tls: ssl.SSLContext | None, step_s: float
) -> Iterator[smtplib.SMTP]:
    """The server, ready for a login."""
    trust = tls or ssl.create_default_context()
    host, port = settings.host, settings.port
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=step_s, context=trust)
    else:
        server = smtplib.SMTP(host, port, timeout=step_s)
    try:
        if settings.security == "starttls":
            server.starttls(context=trust)
        server.ehlo_or_helo_if_needed()
        yield server
        with suppress(OSError, smtplib.SMTPException):  # the message was taken already
            server.quit()
    finally:
        server.close()


@contextmanager
def _told(settings: MailSettings, destination: Destination) -> Iterator[None]:
    """What the server or the network refuses, as a DeliveryError without secrets."""
    try:
        yield
    except (smtplib.SMTPException, OSError, ValueError) as error:
        message, hint = _failure(error, settings)
        raise DeliveryError(message, where=destination.shown, hint=hint) from None


def _failure(error: Exception, settings: MailSettings) -> tuple[str, str]:
    """What went wrong, and what to do about it."""
    place = f"{settings.host}:{settings.port}"
    match error:
        case smtplib.SMTPException():
            return _refusal(error, settings, place)
        case ssl.SSLCertVerificationError():
            return (
                f"the certificate of {place} is not accepted: {error.verify_message}",
                "check server in [mail], this machine's clock and its certificates",
            )
        case ssl.SSLError():
            return f"no secure connection to {place}", _HOW
        case TimeoutError():
            return f"{place} does not answer in time", _LATER
        case socket.gaierror():
            return f"no address for host {settings.host}", "check server in [mail]"
        case ConnectionRefusedError():
            return f"connection refused by {place}", f"the server may be down; {_LATER}"
    return f"the connection to {place} broke ({type(error).__name__})", _LATER


def _refusal(error: smtplib.SMTPException, settings: MailSettings, place: str) -> tuple[str, str]:
    """What the server itself says."""
    match error:
        case smtplib.SMTPAuthenticationError():
            code = error.smtp_code
            return f"{place} refuses the login ({code})", "check user and password in [mail]"
        case smtplib.SMTPNotSupportedError():
            return f"{place} offers no {_what_is_missing(str(error))}", _HOW
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
            said = _said(words, settings)
            return f"{place} refuses every recipient: {code} {said}", "check the addresses in `to`"
        case smtplib.SMTPResponseException():
            said = _said(error.smtp_error, settings)
            return f"{place} answers {error.smtp_code} {said}".rstrip(), _LATER
    return f"{place} hung up", _LATER


def _said(reply: bytes | str, settings: MailSettings) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return hidden(text, (settings.password,) if settings.password else ())


def _what_is_missing(words: str) -> str:
    return "STARTTLS" if "STARTTLS" in words else "login" if "AUTH" in words else "such extension"
