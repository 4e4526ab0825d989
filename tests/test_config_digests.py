"""[[digests]]: what is read, and every complaint with its line, its key and the field of cron."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.configured import HERE, complaint, read, source
from ticker.config import load_text
from ticker.errors import ConfigError
from ticker.model import SINCE_LAST, STDOUT

FILE = "digests/{name}-{date}.md"


MAIL = '[mail]\nserver = "smtp.example.org"\nfrom = "ticker@example.org"\n'


def digest(**keys: str) -> str:
    """The text of one digest, due at eight, in a file."""
    lines = {"name": "morning", "at": "0 8 * * *", "to": FILE} | keys
    written = "".join(f'{key} = "{value}"\n' for key, value in lines.items() if value)
    return f"[[digests]]\n{written}"


def test_little_has_to_be_said() -> None:
    (one,) = read('[[digests]]\nname = "morning"\nat = "0 8 * * *"\n').digests
    assert (one.window, one.tags, one.sources) == (SINCE_LAST, frozenset(), frozenset())
    assert (one.format, one.to) == ("md", STDOUT)


def test_where_it_is_sent_decides_the_form_where_none_is_said() -> None:
    (one,) = read(digest(to="mailto:desk@example.org, chief@example.org") + MAIL).digests
    assert (one.format, one.to) == ("html", "mailto:desk@example.org, chief@example.org")
    assert one.sink is not None
    assert one.sink.address == ("desk@example.org", "chief@example.org")
    hook = digest(to="https://hooks.example/${PLACE}", secret="${KEY}")
    (one,) = read(hook, {"PLACE": "token-1", "KEY": "s3cret"}).digests
    assert one.sink is not None
    assert (one.format, one.sink.secret) == ("json", "s3cret")
    assert "token-1" not in f"{one}"
    assert "s3cret" not in f"{one}"
    (one,) = read(digest(to="https://hooks.example/x", format="atom")).digests
    assert one.format == "atom"


def test_groups_and_lines() -> None:
    (one,) = read(digest(group="tag") + "lines = 0\n").digests
    assert (one.group, one.lines) == ("tag", 0)
    (one,) = read(digest()).digests
    assert (one.group, one.lines) == ("none", 120)


def test_two_digests_may_go_to_one_desk() -> None:
    two = digest(to="mailto:d@e.example") + digest(name="two", to="mailto:d@e.example") + MAIL
    assert len(read(two).digests) == 2


def test_paths_are_those_of_the_configuration() -> None:
    assert read(digest()).digests[0].to == "/newsroom/digests/{name}-{date}.md"
    assert read(digest(to="/mnt/x.md")).digests[0].to == "/mnt/x.md"
    assert read(digest(to="stdout")).digests[0].to == STDOUT
    (one,) = read(digest(to="${DESK}/{from}--{to}.md"), {"DESK": "/desk"}).digests
    assert one.to == "/desk/{from}--{to}.md"


@pytest.mark.parametrize(
    "window", ["since-last", "today", "yesterday", "12h", "1d", "P1W/", "PT6H"]
)
def test_windows(window: str) -> None:
    assert read(digest(window=window)).digests[0].window == window


@pytest.mark.parametrize(
    ("text", "minutes", "hours", "weekdays"),
    [
        ("*/20 8 * * *", {0, 20, 40}, {8}, set(range(7))),
        ("0,30 7-9 * * mon-fri", {0, 30}, {7, 8, 9}, {1, 2, 3, 4, 5}),
        ("5-15/5,59 0-23/12 * * SUN", {5, 10, 15, 59}, {0, 12}, {0}),
        ("0 8 * * 7", {0}, {8}, {0}),
        ("0 8 * * 5-7", {0}, {8}, {5, 6, 0}),
        ("0 8 * * sat-sun", {0}, {8}, {6, 0}),
        ("0 8 * * */2", {0}, {8}, {0, 2, 4, 6}),
        ("0 8 * * Tuesday", {0}, {8}, {2}),
        ("@hourly", {0}, set(range(24)), set(range(7))),
    ],
)
def test_cron_expressions(
    text: str, minutes: set[int], hours: set[int], weekdays: set[int]
) -> None:
    at = read(digest(at=text, to="{time}{date}")).digests[0].at
    assert at is not None
    assert (at.minutes, at.hours, at.weekdays) == (minutes, hours, weekdays)
    assert at.text == text
    assert not at.either


def test_either_day_will_do_where_both_are_named() -> None:
    """crontab(5): unless one of the two fields begins with a star."""
    for text, either in (("0 8 1 * mon", True), ("0 8 */2 * mon", False), ("0 8 1 * *", False)):
        at = read(digest(at=text)).digests[0].at
        assert at is not None
        assert at.either is either


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("60 8 * * *", 'its minute "60" cannot be read: 60 is not from 0 to 59'),
        ("0 24 * * *", 'its hour "24" cannot be read: 24 is not from 0 to 23'),
        ("0 8 0 * *", 'its day of the month "0" cannot be read: 0 is not from 1 to 31'),
        ("0 8 * 13 *", 'its month "13" cannot be read: 13 is not from 1 to 12'),
        ("0 8 * * 8", 'its day of the week "8" cannot be read: 8 is not from 0 to 7'),
        ("0 8 * * mondy", '"mondy" is no day of the week; the names are sun, mon'),
        ("0 8 * mayo *", '"mayo" is no month; the names are jan, feb'),
        ("jan 8 * * *", '"jan" is no minute'),
        ("0 8 * *", "which has 4 fields, not five"),
        ("0 0 8 * * ?", "which has 6 fields, not five"),
        ("0 8 * * ?", '"?" is neither *, a number nor a range'),
        ("0 8 * * mon#2", '"mon#2" is neither'),
        ("0 8,, * * *", '"" is neither'),
        ("-5 8 * * *", '"-5" is neither'),
        ("0 9-8 * * *", "9-8 runs backwards"),
        ("0 8 * * fri-mon", "fri-mon runs backwards"),
        ("*/0 8 * * *", "a step of 0 leads nowhere"),
        ("5/15 8 * * *", "a step needs a range, such as 5-59/15"),
        ("٥ 8 * * *", "is neither"),
        ("0 8 30 2 *", "which is never due"),
        ("0 8 31 apr,jun,sep,nov *", "which is never due"),
        ("@reboot", "which has 1 field, not five"),
    ],
)
def test_a_wrong_expression_names_the_field(text: str, said: str) -> None:
    error = complaint(digest(at=text))
    assert said in error.message
    assert error.message.startswith("at in [[digests]] is ")
    assert error.where == "/newsroom/config.toml:3"
    assert error.hint


@given(st.text(st.sampled_from("0123456789*/-, monfeb@?L#W"), max_size=20))
@example("0 8 30 2 mon")
def test_any_expression_is_read_or_refused(text: str) -> None:
    """And one that is read names a day that there is."""
    try:
        (one,) = load_text(digest(at=text or "x"), HERE, {}).digests
    except ConfigError as error:
        assert error.hint
    else:
        assert one.at is not None
        assert all((one.at.minutes, one.at.hours, one.at.days, one.at.months, one.at.weekdays))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (digest(name="", at=""), 1, 'lacks the key "name"'),
        (digest(at=""), 1, 'lacks the key "at"'),
        (digest(name="../up"), 2, "is no name"),
        (digest(form="md"), 5, 'did you mean "format"?'),
        (digest(format="markdwn"), 5, "format in [[digests]]"),
        (digest(window="since-lst"), 5, 'did you mean "since-last"?'),
        (digest(window="8"), 5, "no window"),
        (digest(window="2025-07-10"), 5, "no window"),
        (digest(window="0h"), 5, "no window"),
        (digest(window="1.5h"), 5, "no window"),
        (digest(window="900w"), 5, "no window"),
        (digest(window="P0D/"), 5, "no window"),
        (digest(window="P1D1Y"), 5, "no window"),
        (digest(to="mailto:desk@example.org"), 4, "no server is named for it"),
        (digest(to="mailto:desk@example.org", format="json") + MAIL, 5, "nobody reads in a mail"),
        (digest(to="mailto:nobody") + MAIL, 4, "no mail address"),
        (digest(to="ftp://x.example/a"), 4, "is of no known service"),
        (digest(to="https://"), 4, "no host"),
        (digest(to="https://hooks.example/x", secret="abc"), 5, "secrets come from the environ"),
        (digest() + 'secret = "${KEY}"\n', 5, "KEY"),
        (digest(group="day"), 5, '"day"'),
        (digest() + "lines = -1\n", 5, "from 0 to 100000"),
        (digest() + 'lines = "many"\n', 5, "a whole number"),
        (digest(to="digests/"), 4, "a folder"),
        (digest(to="{day}.md"), 4, '"{day}", which stands for nothing'),
        (digest(to="{nam}.md"), 4, 'did you mean "{name}"?'),
        (digest(to="{name.md"), 4, '"{", which stands for nothing'),
        (digest(at="0 8,18 * * *"), 4, "each run would overwrite what the last one told"),
        (digest() + digest(to="x.md"), 6, 'the digest in line 2: "morning"'),
        (digest(to="x.md") + digest(name="two", to="./x.md"), 8, "the digest in line 4"),
        (source("") + digest() + 'sources = ["t"]\n', 9, '"t", which is no source'),
    ],
)
def test_mistakes(text: str, line: int, said: str) -> None:
    error = complaint(text)
    assert said in f"{error.message} {error.hint}"
    assert error.where == f"/newsroom/config.toml:{line}"


def test_one_file_a_day_is_right_where_it_tells_the_whole_day() -> None:
    """What overwrites on purpose is let: a page of the day so far, or the latest of all."""
    hourly = "0 * * * *"
    assert read(digest(at=hourly, window="today")).digests
    assert read(digest(at=hourly, to="latest.md")).digests
    assert read(digest(at=hourly, to="{date}-{time}.md")).digests
    assert read(digest(at=hourly, to="{to}.md")).digests


def test_the_names_of_sources_are_checked(tmp_path: Path) -> None:
    text = source("") + digest() + 'sources = ["s"]\n'
    assert load_text(text, tmp_path / "config.toml", {}).digests[0].sources == frozenset({"s"})
