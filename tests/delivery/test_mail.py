"""Mail through a real SMTP server: what arrives, and what is said where it is not taken."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from typing import Any

import pytest

from tests.delivery.receiving import Mailbox, mail_server, trusting
from ticker.delivery import send_mail
from ticker.errors import DeliveryError
from ticker.model import Destination, Mail, MailSecurity, MailSettings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

DESK = Destination("mail", "mailto:desk@example.org", ("desk@example.org",))
LETTER = Mail(
    "desk: Трамвай зійшов з рейок",
    "Трамвай зійшов з рейок: п’ятеро постраждалих\n.\nhttps://zorehrad.example/1\n",
    "<html><body><p>Трамвай</p></body></html>",
    "desk:17",
)
NOBODY = MailSettings("nowhere.invalid", sender="ticker@wire.example")
PASSWORD = "correct horse"


def settings(box: Mailbox, security: MailSecurity = "starttls", **more: Any) -> MailSettings:
    return MailSettings("127.0.0.1", box.port, security, sender="ticker@wire.example", **more)


def refused(box: Mailbox, to: Destination = DESK, **more: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send_mail(settings(box, **more), to, LETTER, tls=trusting())
    assert caught.value.where == to.shown
    assert caught.value.hint
    assert more.get("password", PASSWORD) not in f"{caught.value} {caught.value.hint}"
    return caught.value


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_text_and_html_arrive_over_tls_after_a_login(security: MailSecurity) -> None:
    with mail_server(security=security, login=True) as box:
        told = settings(box, security, user="desk", password=PASSWORD)
        sent = send_mail(told, DESK, LETTER, tls=trusting())
    assert sent.detail == "taken by 127.0.0.1"
    ((envelope, letter),) = box.letters
    assert (box.over_tls, box.logins) == ([True], [(b"desk", PASSWORD.encode())])
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ticker@wire.example", ["desk@example.org"])
    assert letter["Subject"] == LETTER.subject
    assert (letter["From"], letter["To"]) == ("ticker@wire.example", "desk@example.org")
    assert letter["Message-ID"] == "<desk-17@wire.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime.tzinfo is not None
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = letter.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_without_html_it_is_plain_text_alone() -> None:
    with mail_server() as box:
        send_mail(settings(box), DESK, replace(LETTER, html=None, id=None), tls=trusting())
    ((_, letter),) = box.letters
    assert letter.get_content_type() == "text/plain"
    assert letter["Message-ID"] is None or "desk-17" not in letter["Message-ID"]


def test_a_line_break_in_a_header_is_refused_before_anybody_is_asked() -> None:
    for subject in ("a\r\nBcc: all@example.org", "a\nb", "a\rb", "a\u2028b", "a\x00b"):
        with pytest.raises(DeliveryError, match="line break"):
            send_mail(NOBODY, DESK, replace(LETTER, subject=subject))
    to = replace(DESK, address=("desk@example.org\r\nBcc: all@example.org",))
    with pytest.raises(DeliveryError, match="line break"):
        send_mail(NOBODY, to, LETTER)
    with pytest.raises(DeliveryError, match="no mail address"):
        send_mail(replace(NOBODY, sender="nobody"), DESK, LETTER)
    for address in ("a@b c", "a@", "@b", "a@[", "<a@b.example>"):
        with pytest.raises(DeliveryError, match="no mail address"):
            send_mail(NOBODY, replace(DESK, address=(address,)), LETTER)


def test_a_recipient_that_is_refused_keeps_nothing_from_the_others() -> None:
    """Sent again to all, the others would have it twice."""
    to = replace(DESK, address=("desk@example.org", "gone@example.org"))
    with mail_server() as box:
        box.refused["gone@example.org"] = "550 no such user"
        sent = send_mail(settings(box), to, LETTER, tls=trusting())
        assert sent.detail == "taken by 127.0.0.1, but refused for gone@example.org"
        assert box.letters[0][0].rcpt_tos == ["desk@example.org"]
        box.refused["desk@example.org"] = "550 no such user"
        assert "refuses every recipient: 550 no such user" in refused(box, to).message


def test_a_wrong_password_is_told_without_it() -> None:
    with mail_server(login=True) as box:
        error = refused(box, user="desk", password="wrong-password")
    assert "refuses the login (535)" in error.message
    assert box.letters == []


def test_what_the_server_says_is_told_without_the_password() -> None:
    with mail_server(login=True) as box:
        box.answer = f"451 try again, {PASSWORD}\x1b[2J " + 300 * "x"
        error = refused(box, user="desk", password=PASSWORD)
    assert "451 try again, ***" in error.message
    assert "\x1b" not in error.message
    assert len(error.message) < 300


def test_a_certificate_that_is_not_trusted_gets_no_letter() -> None:
    for certificate in ("expired", "other"):
        with mail_server(certificate=certificate) as box:
            assert "is not accepted" in refused(box).message
            assert box.letters == []


def test_a_server_without_starttls_gets_no_letter() -> None:
    with mail_server(security="none") as box:
        assert "offers no STARTTLS" in refused(box).message
        assert box.letters == []
        send_mail(settings(box, "none"), DESK, LETTER)
    assert box.over_tls == [False]


def test_a_server_that_is_down_or_silent_is_told_as_that() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        box = Mailbox(silent.getsockname()[1])
        with pytest.raises(DeliveryError, match="does not answer in time"):
            send_mail(settings(box), DESK, LETTER, deadline_s=0.3)
    assert "connection refused" in refused(box).message
    with pytest.raises(DeliveryError, match="no address for host"):
        send_mail(replace(settings(box), host="nowhere.invalid"), DESK, LETTER)


def test_a_trickling_server_does_not_stretch_the_deadline() -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                while not over.wait(0.05):
                    try:
                        connection.sendall(b"220-wait\r\n")
                    except OSError:
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        box = Mailbox(listening.getsockname()[1])
        with pytest.raises(DeliveryError, match="does not answer in time"):
            send_mail(settings(box), DESK, LETTER, deadline_s=0.5)
        over.set()
        thread.join()
