"""One message to one destination, in the form that it takes there."""

from __future__ import annotations

from datetime import datetime, tzinfo

from ticker.alerting.payload import event_type, payload
from ticker.alerting.words import html, subject, text
from ticker.delivery import notify, post, run_command, send_mail
from ticker.errors import DeliveryError
from ticker.model import Alert, Destination, Mail, MailSettings, Notice, Sent


def send(notice: Notice, destination: Destination, mail: MailSettings | None, zone: tzinfo) -> Sent:
    """Send it now, and wait until it is taken. Raises DeliveryError."""
    match destination.kind:
        case "webhook":
            return post(destination, payload(notice), event=event_type(notice), delivery=notice.id)
        case "command":
            return run_command(destination, payload(notice))
        case "service":
            return notify(destination, subject(notice), text(notice, zone))
    if mail is None:
        raise DeliveryError(
            "no server is named for mail",
            where=destination.shown,
            hint="write a section [mail] into the configuration",
        )
    letter = Mail(subject(notice), text(notice, zone), html(notice, zone), notice.id)
    return send_mail(mail, destination, letter)


def test_notice(alert: Alert, now: datetime) -> Notice:
    """A message that tells nothing but that it arrives."""
    return Notice(f"{alert.name}:test-{now:%Y%m%dT%H%M%SZ}", alert.name, "test", now)
