"""Where a digest goes: standard output, a file that is written whole, a mail server, a webhook."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from datetime import UTC, tzinfo
from pathlib import Path
from threading import Thread

from ticker.delivery import post, send_mail
from ticker.digest import render, subject
from ticker.errors import DeliveryError
from ticker.model import (
    STDOUT,
    Destination,
    DigestContents,
    DigestFormat,
    DigestRun,
    Mail,
    MailSettings,
    Sent,
)

EVENT = "digest"
"""What a webhook is told that it gets."""
MAIL_S = 45.0
"""How long a mail may take: a reload of the configuration waits for it."""
_TYPES: dict[DigestFormat, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
    "atom": "application/atom+xml; charset=utf-8",
}


def deliver(text: str, destination: str, output: Callable[[str], object]) -> None:
    """To `output` for ``-``, else into a file. Raises OSError."""
    if destination == STDOUT:
        output(text)
    else:
        write_whole(Path(destination), text.encode())


def print_now(text: str) -> None:
    """On standard output, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and onto the disk; its folder is made where it is missing.
    Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# --- over the network ------------------------------------------------------------------------


class Sending:
    """A message on its way, in a thread of its own: the network may take its time, and polls must
    not wait for it."""

    def __init__(self, send: Callable[[], Sent]) -> None:
        self._future: Future[Sent] = Future()

        def run() -> None:
            try:
                self._future.set_result(send())
            except BaseException as error:  # whatever it is, `result` is to raise it
                self._future.set_exception(error)

        Thread(target=run, name="digest", daemon=True).start()

    def done(self) -> bool:
        """Whether it is known what became of it."""
        return self._future.done()

    def wait(self, seconds: float) -> bool:
        """Whether it is known within `seconds` what became of it."""
        return bool(wait([self._future], max(0.0, seconds)).done)

    def result(self) -> Sent:
        """What its taker said; waits for it. Raises DeliveryError, or what else went wrong."""
        return self._future.result()


def letter(
    contents: DigestContents, run: DigestRun, sink: Destination, mail: MailSettings | None,
    zone: tzinfo,
) -> Callable[[], Sent]:  # fmt: skip
    """The sending of a run: all that it says is settled here, only the network is left. Mail in
    HTML has the same in plain text beside it."""
    body, name = render(contents, zone), run_id(run)
    if sink.kind == "webhook":
        kind = _TYPES[contents.digest.format]
        return lambda: post(sink, body.encode(), event=EVENT, delivery=name, content_type=kind)
    if mail is None:
        raise DeliveryError("no mail server is named", where=sink.shown, hint="see [mail]")
    if contents.digest.format == "html":
        plain = render(replace(contents, digest=replace(contents.digest, format="text")), zone)
        message = Mail(subject(contents, zone), plain, body, name)
    else:
        message = Mail(subject(contents, zone), body, id=name)
    settings = mail
    return lambda: send_mail(settings, sink, message, deadline_s=MAIL_S)


def run_id(run: DigestRun) -> str:
    """What a receiver knows a run by: the same for every try of it, and for no other run."""
    word = re.sub(r"[^a-z0-9]+", "-", run.name.lower()).strip("-") or "digest"
    due = f"{run.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    window = f"{run.name}\n{due}\n{run.since_seq}\n{run.until_seq}\n{run.known_seq}"
    return f"digest-{word[:40]}-{due}-{hashlib.sha256(window.encode()).hexdigest()[:12]}"
