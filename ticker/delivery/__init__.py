"""Sending messages: to a webhook, by mail, to a command, to a service of Apprise.

One plain function for each, to be called in a thread that may wait: `post`, `send_mail`,
`run_command`, `notify`. Each takes a `Destination` of the configuration, gives `Sent` once the
message was taken, and raises `DeliveryError` where it was not; within its deadline (seconds) it
does one of the two. None of them tries again, keeps anything, or lets a secret into an error:

    sent = post(destination, body, event="new_entries", delivery="desk-17")
    sent = send_mail(settings, destination, Mail("Subject", "plain text", "<html>..."))

A webhook gets `body` (bytes of JSON unless `content_type` says otherwise) with
``X-Ticker-Signature``, the hexadecimal HMAC-SHA256 of the body under the destination's secret,
where it has one. It goes to the host that the configuration names, private or not: nobody but its
owner wrote it there. No redirect is followed.
"""

from ticker.delivery.commands import run_command
from ticker.delivery.mail import send_mail
from ticker.delivery.services import notify
from ticker.delivery.webhooks import post, signature

__all__ = ["notify", "post", "run_command", "send_mail", "signature"]
