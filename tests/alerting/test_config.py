"""[[alerts]] and [mail]: what is read, and every complaint with its line and without a secret."""

from __future__ import annotations

import pytest

from tests.configured import complaint, read, source
from ticker.config.destinations import shown
from ticker.model import Limit

MAIL = '[mail]\nserver = "smtp.example.org"\nfrom = "ticker@example.org"\n'
ENVIRON = {"TOKEN": "token-of-the-desk", "HOST": "hooks.example", "EMPTY": "", "BREAK": "a\r\nb"}


def alert(**keys: str) -> str:
    """The text of one alert to a webhook; what is given replaces its keys, as TOML."""
    lines = {"name": '"desk"', "to": '"https://hooks.example/t"'} | keys
    return "[[alerts]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items() if value)


def test_little_has_to_be_said() -> None:
    (one,) = read(alert()).alerts
    assert (set(one.on), set(one.on_sources)) == ({"new"}, set())
    assert set(one.edits) == {"wording", "number"}
    assert (one.rule, one.limit) == (None, Limit(60, 3_600))
    assert (one.to[0].kind, one.to[0].secret) == ("webhook", None)
    assert read("").alerts == ()
    assert read("").mail is None


def test_events_of_sources_alone_bring_no_items() -> None:
    (one,) = read(alert(on_sources='["silent"]')).alerts
    assert (set(one.on), set(one.on_sources)) == (set(), {"silent"})


@pytest.mark.parametrize(
    ("limit", "meant"),
    [
        ("10/h", Limit(10, 3_600)),
        ("1/s", Limit(1, 1)),
        ("100 / d", Limit(100, 86_400)),
        ("5/10m", Limit(5, 600)),
        ("7/1h30m", Limit(7, 5_400)),
        ("none", None),
    ],
)
def test_limits(limit: str, meant: Limit | None) -> None:
    assert read(alert(limit=f'"{limit}"')).alerts[0].limit == meant


@pytest.mark.parametrize(
    ("to", "kind", "address", "name"),
    [
        ("https://a.example/x", "webhook", "https://a.example/x", "https://a.example/..."),
        ("http://10.0.0.7:80", "webhook", "http://10.0.0.7:80", "http://10.0.0.7:80"),
        ("http://u:p@a.example/?k=v", "webhook", "http://u:p@a.example/?k=v", "http://a.example/..."),
        ("https://${HOST}/${TOKEN}", "webhook", "https://hooks.example/token-of-the-desk", "https://${HOST}/..."),
        ("mailto:a@b.example, c@d.de", "mail", "a@b.example", "mailto:a@b.example, c@d.de"),
        ("ntfy://${TOKEN}@h/t", "service", "ntfy://token-of-the-desk@h/t", "ntfy://..."),
        ("mailto://u:p@h.example", "service", "mailto://u:p@h.example", "mailto://..."),
        ("JSON://h/t", "service", "JSON://h/t", "JSON://..."),
    ],
)  # fmt: skip
def test_a_destination_is_shown_without_what_may_be_secret(
    to: str, kind: str, address: str, name: str
) -> None:
    (found,) = read(alert(to=f'"{to}"') + MAIL, ENVIRON).alerts[0].to
    assert (found.kind, found.address[0], found.shown) == (kind, address, name)
    assert "token-of-the-desk" not in repr(found)


def test_a_variable_that_holds_the_whole_address_is_shown_as_itself() -> None:
    environ = {"HOOK": "https://hooks.example/token-of-the-desk"}
    (found,) = read(alert(to='"${HOOK}"'), environ).alerts[0].to
    assert (found.kind, found.shown) == ("webhook", "${HOOK}")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("https://a.example\\@b.example/x", "https://a.example/..."),
        ("https://u:p/w@a.example/x", "https://u:p/..."),
        ("token-of-the-desk", "..."),
        ("a.example/token", "..."),
    ],
)
def test_odd_addresses_show_little(written: str, name: str) -> None:
    assert shown(written).startswith(name[:11])
    assert "token" not in shown(written)


def test_a_command_is_words() -> None:
    text = alert(to="", command='["page", "--key", "${TOKEN}", "a b; c"]')
    (found,) = read(text, ENVIRON).alerts[0].to
    assert found.kind == "command"
    assert found.address == ("page", "--key", "token-of-the-desk", "a b; c")
    assert found.shown == "page"


def test_mail_takes_its_port_from_how_it_is_spoken_to() -> None:
    assert (settings := read(MAIL).mail) is not None
    assert (settings.host, settings.port, settings.security) == (
        "smtp.example.org",
        587,
        "starttls",
    )
    for keys, port, security in (
        ('security = "tls"', 465, "tls"),
        ('security = "none"', 25, "none"),
    ):
        assert (settings := read(MAIL + keys).mail) is not None
        assert (settings.port, settings.security) == (port, security)
    assert (settings := read(MAIL.replace(".org", ".org:465", 1)).mail) is not None
    assert settings.security == "tls"
    with_login = MAIL + 'user = "desk"\npassword = "${TOKEN}"\n'
    assert (settings := read(with_login, ENVIRON).mail) is not None
    assert settings.password == "token-of-the-desk"
    assert "token-of-the-desk" not in repr(settings)


MISTAKES = [
    (alert(name=""), 1, ['"name"']),
    (alert(to=""), 1, ['"to"', "command"]),
    (alert(to="5"), 3, ["to", "a text"]),
    (alert(to='"hooks.example"'), 3, ["no address to send to"]),
    (alert(to='"https:///x"'), 3, ["no host"]),
    (alert(to='"https://a b/x"'), 3, ["a space"]),
    (alert(to='["https://a.example", "htps://b.example"]'), 3, ["no known service", "https"]),
    (alert(to='"tgarm://x"'), 3, ["no known service", "tgram"]),
    (alert(to='"mailto:a@b.example"'), 3, ["[mail]"]),
    (alert(to='"mailto:a@b, x"') + MAIL, 3, ["no mail address"]),
    (alert(to='"mailto:"') + MAIL, 3, ["no mail address"]),
    (alert(to='"mailto:a@b.example?bcc=c@d.example"') + MAIL, 3, ["no mail address"]),
    (alert(to='"https://${NOPE}/x"'), 3, ["NOPE", "not set"]),
    (alert(to='"https://a.example/${BREAK}"'), 3, ["BREAK", "control character"]),
    (alert(to="", command='"page"'), 3, ["command", "a list of texts"]),
    (alert(secret='"token-of-the-desk"'), 4, ["secret", "written out", "${NAME}"]),
    (alert(secret='"${EMPTY}"'), 4, ["secret", "EMPTY"]),
    (alert(to='"ntfy://h/t"', secret='"${TOKEN}"'), 4, ["secret", "webhook"]),
    (alert(on='["new", "revized"]'), 4, ['"revized"', '"revised"']),
    (alert(on='["silent"]'), 4, ['"silent"', "delisted"]),
    (alert(on="[]"), 1, ["tells of nothing"]),
    (alert(on_sources='["gaps"]'), 4, ['"gaps"', '"gap"']),
    (alert(edits='["nubmer"]'), 4, ['"nubmer"', '"number"']),
    (alert(labels='["video", "vidoe"]'), 4, ['"vidoe"', '"video"']),
    (alert(sources='["sx"]') + source(""), 4, ['"sx"', '"s"']),
    (alert(match='"("'), 4, ["match"]),
    (alert(none='["drill"]'), 1, ["none"]),
    (alert(limit='"10"'), 4, ["limit", '"10/h"']),
    (alert(limit='"0/h"'), 4, ["limit"]),
    (alert(limit='"10/y"'), 4, ["limit"]),
    (alert(limit='"10/2w"'), 4, ["limit"]),
    (alert(tag='["kyiv"]'), 4, ['"tag"', "tags"]),
    (alert() + alert(), 5, ["desk", "line 2"]),
    ("[mail]\n", 1, ['"server"']),
    (MAIL.replace("smtp.example.org", "smtp.example.org:x"), 2, ["server", "host and port"]),
    (MAIL.replace("ticker@example.org", "ticker"), 3, ["from", "mail address"]),
    (MAIL + 'security = "ssl"\n', 4, ["security", "starttls"]),
    (MAIL + 'user = "desk"\n', 1, ['"password"', "both"]),
    (MAIL + 'user = "desk"\npassword = "token-of-the-desk"\n', 5, ["password", "written out"]),
    (MAIL + 'security = "none"\nuser = "d"\npassword = "${TOKEN}"\n', 4, ["security", "login"]),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_without_a_secret(
    text: str, line: int, words: list[str]
) -> None:
    error = complaint(text, ENVIRON)
    said = f"{error} {error.hint}"
    assert error.where == f"/newsroom/config.toml:{line}", said
    assert all(word in said for word in words), said
    assert error.hint
    assert "token-of-the-desk" not in said
