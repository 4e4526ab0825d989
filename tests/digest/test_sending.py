"""Digests by mail and to a webhook: what arrives, under one name, whatever fails on the way."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.receiving import Mailbox, Receiver, mail_server, receiver, until
from tests.digest.crons import cron
from tests.digest.made import KYIV
from tests.digest.made import run as made_run
from tests.store.newsroom import Newsroom, at, row
from ticker.digest import RETRY, wait
from ticker.digesting import Digesting, rendered_again
from ticker.digesting.delivery import run_id
from ticker.model import Config, Destination, Digest, DigestRun, MailSettings

DUE = at("05:00", 9)
"""08:00 in Kyiv."""
SECRET = "correct horse"


class Desk:
    """A newsroom with one digest that is sent."""

    def __init__(self, folder: Path, sink: Destination, **keys: Any) -> None:
        self.room = Newsroom(folder / "ticker.db")
        self.room.sources("alpha")
        self.said: list[str] = []
        self.mail: MailSettings | None = None
        self.digest = Digest(
            "morning", cron("0 8 * * *"), to=sink.shown, sink=sink, **{"format": "json", **keys}
        )
        self.start()
        self.hand.step(at("00:00", 9))

    def start(self, mail: MailSettings | None = None) -> None:
        """As at the start of a daemon: what was on its way is not known any more."""
        self.mail = mail or self.mail
        config = Config(None, "", "Europe/Kyiv", None, digests=(self.digest,), mail=self.mail)
        self.hand = Digesting(self.room.store, config, self.said.append)

    def news(self, when: datetime, *headlines: str) -> None:
        rows = [row(headline, headline, when) for headline in headlines]
        self.room.poll("alpha", when, *rows, gone="scrolled_off")

    def sent(self, now: datetime) -> DigestRun:
        """One step, and what became of what it sent."""
        self.hand.step(now)
        self.hand.close()
        run = self.room.store.digest_run("morning")
        assert run is not None
        return run


def webhook(hook: Receiver, path: str = "/hook") -> Destination:
    return Destination("webhook", "http://hooks.example/...", (hook.url(path),), SECRET)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, hook: Receiver) -> Iterator[Desk]:
    made = Desk(tmp_path, webhook(hook))
    with made.room:
        yield made


# --- a webhook ---------------------------------------------------------------------------------


def test_a_webhook_gets_the_digest_signed(desk: Desk, hook: Receiver) -> None:
    desk.news(at("04:00", 9), "Storm")
    run = desk.sent(DUE)
    (posted,) = hook.posted
    assert (run.outcome, run.counts.new, run.destination) == ("done", 1, "http://hooks.example/...")
    assert [one["headline"] for one in json.loads(posted.body)["items"]] == ["Storm"]
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["x-ticker-event-type"] == "digest"
    assert posted.headers["x-ticker-delivery"] == run_id(run)
    signed = hmac.new(SECRET.encode(), posted.body, hashlib.sha256).hexdigest()
    assert posted.headers["x-ticker-signature"] == signed
    assert desk.said == ["digest morning: 1 new, 0 changed -> http://hooks.example/... (HTTP 204)"]
    again = rendered_again(desk.room.store, desk.digest, DUE, KYIV)
    assert again.encode() == posted.body


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("md", "text/markdown; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("text", "text/plain; charset=utf-8"),
        ("atom", "application/atom+xml; charset=utf-8"),
    ],
)
def test_a_webhook_is_told_the_form(tmp_path: Path, hook: Receiver, shape: Any, kind: str) -> None:
    made = Desk(tmp_path, webhook(hook), format=shape)
    with made.room:
        made.sent(DUE)
    assert hook.posted[0].headers["content-type"] == kind


def test_what_is_not_taken_is_sent_again_under_the_same_name_with_the_same_bytes(
    desk: Desk, hook: Receiver
) -> None:
    hook.status = 503
    desk.news(at("04:00", 9), "Storm")
    assert desk.sent(DUE).outcome == "failed"
    assert desk.said[-1].endswith("HTTP 503; tried again in 5 min")
    assert desk.sent(DUE + RETRY - timedelta(seconds=1)).tries == 1
    desk.news(DUE + timedelta(minutes=1), "After eight")
    assert desk.sent(DUE + RETRY).tries == 2
    assert desk.said[-1].endswith("tried again in 10 min")
    desk.start()
    hook.status = 204
    run = desk.sent(DUE + 3 * RETRY)
    assert (run.outcome, run.tries, run.error) == ("done", 2, None)
    assert len(hook.posted) == 3
    assert len(set(hook.ids())) == 1
    assert len({one.body for one in hook.posted}) == 1
    assert desk.sent(DUE + 9 * RETRY).outcome == "done"
    assert len(hook.posted) == 3, "what was taken is never sent again"


def test_a_receiver_that_asks_for_rest_is_given_it(desk: Desk, hook: Receiver) -> None:
    hook.status, hook.headers = 429, {"Retry-After": "1800"}
    desk.sent(DUE)
    assert desk.said[-1].endswith("tried again in 30 min")
    desk.sent(DUE + 2 * RETRY)
    assert len(hook.posted) == 1
    desk.sent(DUE + timedelta(minutes=30))
    assert len(hook.posted) == 2


def test_waits_grow_to_an_hour_and_end_after_a_day() -> None:
    minutes = [rest / timedelta(minutes=1) for n in range(1, 9) if (rest := wait(n))]
    assert minutes == [5, 10, 20, 40, 60, 60, 60, 60]
    tries = next(n for n in range(1, 100) if wait(n) is None)
    day = sum((wait(n) or timedelta() for n in range(1, tries)), timedelta())
    assert timedelta(hours=23) < day <= timedelta(days=1)


def test_after_a_day_it_is_tried_when_it_is_due_again_and_caught_up_once(
    desk: Desk, hook: Receiver
) -> None:
    """The run of the first day as it was, then one for all that came since."""
    hook.status = 503
    desk.news(at("04:00", 9), "Storm")
    now = DUE
    while desk.sent(now).tries < 28:
        now += timedelta(minutes=5)
    assert now <= DUE + timedelta(days=1, minutes=5)
    assert desk.said[-1].endswith("tried again when it is due again")
    tried = len(hook.posted)
    desk.news(at("06:00", 10), "Gale")
    desk.sent(at("04:59", 11))
    assert len(hook.posted) == tried
    hook.status = 204
    desk.sent(at("05:00", 11))
    desk.sent(at("05:01", 11))
    desk.sent(at("05:02", 11))
    first, second = hook.posted[tried:]
    assert first.body == hook.posted[0].body
    assert [one["headline"] for one in json.loads(second.body)["items"]] == ["Gale"]


def test_while_one_is_on_its_way_nothing_waits_and_nothing_is_sent_twice(
    desk: Desk, hook: Receiver
) -> None:
    hook.hang_s = 30.0
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(DUE)
    until(lambda: hook.posted)
    for minutes in range(60):
        desk.hand.step(DUE + timedelta(minutes=minutes))
    assert len(hook.posted) == 1
    run = desk.room.store.digest_run("morning")
    assert run is not None
    assert run.outcome == "begun"
    hook.stopped.set()
    desk.hand.close()
    run = desk.room.store.digest_run("morning")
    assert run is not None
    assert run.outcome == "done"
    assert len(hook.posted) == 1


def test_a_crash_while_it_is_on_its_way_sends_the_same_again(desk: Desk, hook: Receiver) -> None:
    """It may have arrived: its name tells the receiver that it is the same."""
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(DUE)
    until(lambda: hook.posted)
    desk.start()  # the hand before has recorded nothing
    assert desk.sent(DUE + timedelta(hours=1)).outcome == "done"
    first, second = hook.posted
    assert first.body == second.body
    assert len(set(hook.ids())) == 1


def test_a_stop_waits_for_none_that_hangs(desk: Desk, hook: Receiver) -> None:
    """The next start sends it again, under the same name."""
    hook.hang_s = 600.0
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(DUE)
    until(lambda: hook.posted)
    desk.hand.close(0.0)
    assert desk.hand.busy()
    run = desk.room.store.digest_run("morning")
    assert run is not None
    assert run.outcome == "begun"
    hook.stopped.set()
    desk.start()
    assert desk.sent(DUE + timedelta(hours=1)).outcome == "done"
    assert len(set(hook.ids())) == 1


def test_a_secret_is_in_no_record_and_in_no_line(tmp_path: Path, hook: Receiver) -> None:
    hook.status = 404
    made = Desk(tmp_path, webhook(hook, "/services/token-1234"))
    with made.room:
        run = made.sent(DUE)
        rows = made.room.ask("SELECT * FROM digest_run")
    assert run.outcome == "failed"
    for told in (*made.said, str(rows)):
        assert "token-1234" not in told
        assert SECRET not in told


def test_two_runs_never_share_a_name() -> None:
    run = made_run("2025-07-10 08:00")
    others = [
        replace(run, name="морнінг"),
        replace(run, name="ранок"),
        replace(run, at=run.at + timedelta(minutes=1)),
        replace(run, until_seq=21),
    ]
    names = [run_id(one) for one in (run, *others)]
    assert len(set(names)) == len(names)
    assert run_id(replace(run, ran_at=run.ran_at + RETRY, tries=3)) == names[0]
    assert all(name.isascii() and " " not in name for name in names)


# --- mail --------------------------------------------------------------------------------------


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server(security="none") as found:
        yield found


def mailed(folder: Path, box: Mailbox, *desks: str, **keys: Any) -> Desk:
    sink = Destination("mail", f"mailto:{','.join(desks)}", desks)
    made = Desk(folder, sink, **{"format": "html", **keys})
    made.start(MailSettings("127.0.0.1", box.port, "none", sender="ticker@news.example"))
    return made


def test_a_mail_says_it_in_html_and_in_plain_text(tmp_path: Path, box: Mailbox) -> None:
    made = mailed(tmp_path, box, "desk@news.example")
    with made.room:
        made.news(at("04:00", 9), "Storm")
        run = made.sent(DUE)
    ((envelope, letter),) = box.letters
    assert run.outcome == "done"
    assert envelope.rcpt_tos == ["desk@news.example"]
    assert letter["Subject"] == ("morning, Wednesday 2025-07-09 08:00: 1 new. No gap is known")
    assert letter["Message-ID"] == f"<{run_id(run)}@news.example>"
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = letter.iter_parts()
    assert plain.get_content().startswith("morning, Wednesday 2025-07-09 08:00\r\n====")
    assert "Storm" in plain.get_content()
    assert "\n>" not in plain.get_content(), "no line begins with From, which mailers mangle"
    assert html.get_content().startswith("<!doctype html>")
    assert "Storm" in html.get_content()
    assert all(len(line) <= 998 for line in letter.as_bytes().splitlines()), "RFC 5322, 2.1.1"


def test_a_mail_in_text_has_one_part(tmp_path: Path, box: Mailbox) -> None:
    made = mailed(tmp_path, box, "desk@news.example", format="text")
    with made.room:
        made.sent(DUE)
    assert box.letters[0][1].get_content_type() == "text/plain"


def test_who_has_it_does_not_get_it_again_for_one_who_was_refused(
    tmp_path: Path, box: Mailbox
) -> None:
    box.refused["gone@news.example"] = "550 no such user"
    made = mailed(tmp_path, box, "desk@news.example", "gone@news.example")
    with made.room:
        assert made.sent(DUE).outcome == "done"
        made.sent(DUE + RETRY)
    assert "but refused for gone@news.example" in made.said[-1]
    assert len(box.letters) == 1


def test_a_mail_that_is_refused_is_sent_again(tmp_path: Path, box: Mailbox) -> None:
    box.answer = "451 later, please"
    made = mailed(tmp_path, box, "desk@news.example")
    with made.room:
        run = made.sent(DUE)
        assert run.outcome == "failed"
        assert "451" in (run.error or "")
        box.answer = "250 OK"
        assert made.sent(DUE + RETRY).outcome == "done"
    assert len(box.letters) == 1


def test_without_a_mail_server_it_fails_with_a_word(tmp_path: Path) -> None:
    made = Desk(tmp_path, Destination("mail", "mailto:d@e.example", ("d@e.example",)))
    with made.room:
        assert made.sent(DUE).error == "mailto:d@e.example: no mail server is named"


def test_a_hostile_headline_begins_no_header(tmp_path: Path, box: Mailbox) -> None:
    made = mailed(tmp_path, box, "desk@news.example")
    with made.room:
        made.news(at("04:00", 9), "Storm\r\nBcc: all@news.example\r\n\r\n<script>")
        made.sent(DUE)
    ((envelope, letter),) = box.letters
    assert envelope.rcpt_tos == ["desk@news.example"]
    assert letter["Bcc"] is None
