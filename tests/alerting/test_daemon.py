"""From the poll to the receiver: `ticker run` and `ticker alerts`, as processes."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.delivery.receiving import CERTIFICATES, Receiver, mail_server, receiver, until
from tests.poll.desk import Desk
from tests.poll.wire import Reply, Story, Wire, numbered, rss, wire

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")


@pytest.fixture
def source() -> Iterator[Wire]:
    with wire() as served:
        served.answers["/rss"] = Reply(numbered(2, 1))
        yield served


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as listening:
        yield listening


def toml(source: Wire, *alerts: str) -> str:
    lines = ['[ticker]\nzone = "UTC"', f'[poll]\nallow_private = ["{source.place}"]']
    lines += ['[[sources]]\nname = "rss"\nkind = "feed"', f'url = "{source.url("/rss")}"']
    return "\n".join((*lines, *alerts)) + "\n"


def alert(to: str, *more: str, name: str = "desk") -> str:
    return "\n".join(("[[alerts]]", f'name = "{name}"', f"to = {to}", *more))


def test_a_poll_reaches_webhook_command_and_service(
    source: Wire, hook: Receiver, tmp_path: Path
) -> None:
    out = tmp_path / "told.json"
    desk = Desk(
        tmp_path,
        toml(
            source,
            alert(f'["{hook.url()}", "json://{hook.place}/apprise"]'),
            f'command = ["sh", "-c", "cat > {out}.part && mv {out}.part {out}"]',
        ),
    )
    with desk.daemon() as daemon:
        until(lambda: len(hook.posted) == 2 and out.exists())
        assert daemon.stop() == 0
    by_path = {posted.path: posted for posted in hook.posted}
    told = json.loads(by_path["/hook"].body)
    assert [entry["title"] for entry in told["entries"]] == [
        "Ferry 2 leaves the harbour",
        "Ferry 1 leaves the harbour",
    ]
    assert json.loads(out.read_text())["entries"] == told["entries"]
    assert "Ferry 2" in json.loads(by_path["/apprise"].body)["message"]
    listed = desk.ticker("alerts", "--format", "jsonl").stdout.splitlines()
    sent = {one["id"]: one["answer"] for one in map(json.loads, listed) if one["state"] == "sent"}
    assert sent == {
        "desk:1-2": "HTTP 204",
        "desk:1-2:2": "taken by JSON",
        "desk:1-2:3": "status 0",
    }


def test_a_mail_arrives_over_tls(source: Wire, tmp_path: Path) -> None:
    with mail_server(login=True) as box:
        desk = Desk(
            tmp_path,
            toml(
                source,
                alert('"mailto:desk@example.org"'),
                f'[mail]\nserver = "127.0.0.1:{box.port}"\nfrom = "ticker@wire.example"',
                'user = "desk"\npassword = "${SMTP_PASSWORD}"',
            ),
        )
        # Whom the machine trusts is said to OpenSSL; the secret comes from the environment alone.
        before = f"export SSL_CERT_FILE={CERTIFICATES / 'ca.pem'} SMTP_PASSWORD='correct horse'"
        with desk.daemon(before=before) as daemon:
            until(lambda: box.letters)
            assert daemon.stop() == 0
            said = daemon.err.rest()
        ((_, letter),) = box.letters
    assert isinstance(letter, EmailMessage)
    assert letter["Message-ID"] == "<desk-1-2@wire.example>"
    assert box.over_tls == [True]
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ticker.db*"))
    assert b"correct horse" not in stored + "".join(said).encode()


def test_a_webhook_that_hangs_delays_no_poll_and_no_stop(
    source: Wire, hook: Receiver, tmp_path: Path
) -> None:
    hook.hang_s = 600
    desk = Desk(tmp_path, toml(source, alert(f'"{hook.url()}"')))
    with desk.daemon() as daemon:
        until(lambda: hook.posted)
        source.answers["/more"] = Reply(rss(Story(7, "Gale warning")))
        more = f'[[sources]]\nname = "more"\nkind = "feed"\nurl = "{source.url("/more")}"\n'
        desk.config.write_text(desk.config.read_text() + more)
        daemon.reload()
        daemon.out.until("Gale warning")
        assert daemon.stop() == 0
    hook.hang_s = 0.0
    with desk.daemon() as daemon:
        until(lambda: hook.ids().count("desk:1-2") == 2 and "desk:3" in hook.ids())
        daemon.stop()


def test_what_is_given_up_is_listed_and_sent_again(
    source: Wire, hook: Receiver, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, toml(source, alert(f'"{hook.url("/token-of-the-desk")}"')))
    hook.status = 503
    with desk.daemon() as daemon:
        daemon.err.until("not sent: HTTP 503")
        daemon.stop()
    assert "HTTP 503; next try" in desk.ticker("alerts").stdout
    configured = desk.config.read_text()
    desk.config.write_text(configured.partition("[[alerts]]")[0])
    until(lambda: given_up(desk))
    desk.config.write_text(configured)
    failed = desk.ticker("alerts", "--failed", "--name", "desk")
    assert "no destination of that alert is configured" in failed.stdout
    hook.status = 204
    with desk.daemon() as daemon:
        daemon.err.until("polling 1 sources")
        retried = desk.ticker("alerts", "retry", "--failed")
        assert retried.stdout == "1 message to be sent again by `ticker run`\n"
        until(lambda: hook.ids().count("desk:1-2") == 2)
        daemon.stop()
    assert '"state": "sent"' in desk.ticker("alerts", "--format", "json").stdout
    assert "token-of-the-desk" not in desk.ticker("alerts", "--format", "csv").stdout


def given_up(desk: Desk) -> bool:
    """Let a daemon run until it has given up what has no destination any more."""
    with desk.daemon() as daemon:
        until(lambda: "failed" in desk.ticker("sql", "SELECT state FROM deliveries").stdout)
        return daemon.stop(signal.SIGTERM) == 0


def test_alerts_test_tells_what_each_destination_says(
    source: Wire, hook: Receiver, tmp_path: Path
) -> None:
    desk = Desk(
        tmp_path,
        toml(source, alert(f'["{hook.url("/a")}", "http://127.0.0.1:9/token-of-the-desk"]')),
    )
    tested = desk.ticker("alerts", "test", "desk")
    assert tested.returncode == 1
    assert tested.stdout == f"http://{hook.place}/...: taken (HTTP 204)\n"
    assert "error: http://127.0.0.1:9/...: connection refused" in tested.stderr
    assert "token-of-the-desk" not in tested.stderr
    (got,) = hook.posted
    told = json.loads(got.body)
    assert (told["event_type"], told["rule"], told["entries"]) == ("test", "desk", [])
    wrong = desk.ticker("alerts", "test", "desc")
    assert (wrong.returncode, "did you mean desk?" in wrong.stderr) == (2, True)


def test_wrong_questions_are_told(source: Wire, tmp_path: Path) -> None:
    desk = Desk(tmp_path, toml(source, alert('"https://hooks.example"')))
    assert desk.ticker("poll").returncode == 0
    assert desk.ticker("alerts").stderr == "nothing was sent\n"
    for words, said in (
        (("retry",), "name messages by their ids"),
        (("retry", "desk:1", "--failed"), "name messages by their ids"),
        (("retry", "desk:1"), "no message desk:1 was given up"),
        (("--name", "desc"), "no alert named 'desc'"),
        (("--failed", "--state", "sent"), "two states"),
    ):
        asked = desk.ticker("alerts", *words)
        assert (asked.returncode, said in asked.stderr) == (2, True), asked.stderr
