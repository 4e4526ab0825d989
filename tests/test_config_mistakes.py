"""Every mistake in a config.toml is one message with its line and the nearest valid word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.configured import SECRETS, WHOLE, complaint, read, source
from ticker.config import load
from ticker.errors import ConfigError

# --- what is refused ---------------------------------------------------------------------------

ODDITIES = [
    # text, line, words of the message
    ("[tickr]\n", 1, ['"tickr"', '"ticker"']),
    ("\n\n[[source]]\nname = 1\n", 3, ['"source"', '"sources"']),
    ("\n[poll]\nintervall = 1\n", 3, ['"intervall"', "[poll]", '"interval"']),
    ('zone = "UTC"\n', 1, ['"zone"', "[ticker]"]),
    ("sources = 5\n", 1, ["sources", "[[sources]]", "a whole number"]),
    ("[sources]\n", 1, ["sources", "[[sources]]", "a table"]),
    ("[[poll]]\n", 1, ["poll", "[poll]", "a list"]),
    ("[alerts]\n", 1, ["alerts", "[[alerts]]"]),
    ("rules = [1]\n", 1, ["rules", "[[rules]]"]),
    ("[ticker]\nzone = 3\n", 2, ["zone", "[ticker]", "a text", "a whole number"]),
    ('[ticker]\nzone = ""\n', 2, ["zone", "empty"]),
    ('[ticker]\nzone = "Europe/Kiyv"\n', 2, ['"Europe/Kiyv"', '"Europe/Kyiv"']),
    ('[ticker]\nzone = "europe/kyiv"\n', 2, ['"Europe/Kyiv"']),
    ('[ticker]\nzone = "Kyiv"\n', 2, ['"Europe/Kyiv"']),
    ('[ticker]\nzone = "new york"\n', 2, ['"America/New_York"']),
    ('[ticker]\nzone = "../../etc/passwd"\n', 2, ["no zone"]),
    ('[ticker]\nzone = "Europe"\n', 2, ["no zone"]),
    ('[ticker]\nzone = "\\u0000"\n', 2, ["control character"]),
    ('[ticker]\ndatabase = "ticker.db"\n', 2, ['"ticker.db"', '"sqlite:///ticker.db"']),
    ('[ticker]\ndatabase = "sqlit:///x"\n', 2, ['"sqlite:///x"']),
    ('[ticker]\ndatabase = "sqlite://x.db"\n', 2, ["names no file"]),
    ('[ticker]\ndatabase = "sqlite:///:memory:"\n', 2, ["names no file"]),
    ('[ticker]\ncontact = "x"\n', 2, ['"contact"', "contact under [poll]"]),
    ('[poll]\ninterval = "Auto"\n', 2, ["interval", '"auto"']),
    ("[poll]\ninterval = 5\n", 2, ["interval", "duration", "a whole number"]),
    ('[poll]\ninterval = "5 minutes?"\n', 2, ['"5 minutes?"', '"5m"']),
    ('[poll]\nmin = ""\n', 2, ["min", "no duration"]),
    ('[poll]\nmin = "59s"\n', 2, ["min", "at least 1m"]),
    ('[poll]\nmax = "10000w"\n', 2, ["max", "at most"]),
    ('[poll]\nmin = "2h"\n\nmax = "1h"\n', 4, ["max", "2h", "1h"]),
    ('[poll]\nmax = "2m"\n', 2, ["max", "min is 5m"]),
    ('[poll]\ninterval = "2m"\n', 2, ["interval", "min = 5m"]),
    ("[poll]\nconcurrency = 0\n", 2, ["concurrency", "1"]),
    ("[poll]\nper_host = true\n", 2, ["per_host", "true or false"]),
    ("[poll]\ntimeout = 20.0\n", 2, ["timeout", "a number"]),
    ("[poll]\nmax_body = 10\n", 2, ["max_body", "no size"]),
    ('[poll]\nmax_body = "10 apples"\n', 2, ["max_body", "no size"]),
    ('[poll]\nmax_body = "1B"\n', 2, ["max_body", "from 1000"]),
    ('[backup]\nat = "25:00"\n', 2, ["at", '"25:00"', "time of day"]),
    ("[backup]\nat = 330\n", 2, ["at", "a whole number"]),
    ("[backup]\n\nkeep = 0\n", 3, ["keep", "from 1"]),
    ('[backup]\nfolders = "b"\n', 2, ['"folders"', '"folder"']),
    ('[poll]\nallow_private = "127.0.0.1:80"\n', 2, ["allow_private", "a list of texts"]),
    ('[poll]\nallow_private = [\n  "a:1",\n  "b"]\n', 4, ["allow_private", '"b"']),
    ('[poll]\nallow_private = ["a:99999"]\n', 2, ['"a:99999"']),
    ('[poll]\ncontact = "редакція"\n', 2, ["contact", "ASCII"]),
    ('[poll]\ncontact = "a\\r\\nb"\n', 2, ["contact", "line break"]),
    ('\n[[sources]]\nurl = "https://a.example/"\n', 2, ['"name"']),
    ('[[sources]]\nname = "a"\n', 1, ['"url"']),
    ('[[sources]]\nname = ""\nurl = "https://a.example/"\n', 2, ["name", "empty"]),
    ('[[sources]]\nname = "a b/c"\nurl = "https://a.example/"\n', 2, ['"a b/c"', '"a-b-c"']),
    ('[[sources]]\nname = "-a"\nurl = "https://a.example/"\n', 2, ['"-a"', '"a"']),
    (source("") + source(""), 6, ['"s"', "line 2"]),
    (source('kind = "rss"'), 4, ["kind", '"rss"']),
    (source('kind = "lst"'), 4, ["kind", '"list"']),
    (source('zone = "local"'), 4, ["zone", "local"]),
    (source('zone = "EEST"'), 4, ["zone", '"EEST"', '"Europe/Kyiv"']),
    (source("tags = 1"), 4, ["tags", "a list of texts"]),
    (source('tags = ["a",\n 1]'), 5, ["tags", "a whole number"]),
    (source('tags = ["a", " "]'), 4, ["tags", "an empty text"]),
    (source('language = "ua"'), 4, ['"ua"', '"uk"']),
    (source('language = "Ukrainian!"'), 4, ["no language"]),
    (source('interval = "30s"'), 4, ["interval", "at least 1m"]),
    (source('item = ["li"]'), 4, ["item", "a text", "a list"]),
    (source('time = ""'), 4, ["time", "empty"]),
    (source("item.x = 1"), 4, ["item", "a table"]),
    (source("since = 2020-01-01"), 4, ['"since"']),
    ("[[rules]]\ntag = 2020-01-01\n", 2, ["tag", "a date or time"]),
    ('[[rules]]\ntag = "x"\n', 1, ['"match"']),
    ('[[rules]]\ntag = "x"\nmatch = "a("\n', 3, ["match", '"a("', "regular expression"]),
    ('[[rules]]\ntag = "x"\nmatch = "(?<=a)b"\n', 3, ["match"]),
    ('[[rules]]\ntag = "x"\nmatch = "a|"\n', 3, ["match", "fits the empty text"]),
    ('[[rules]]\ntag = "x"\nmatch = "(?-i)NATO"\n', 3, ["match", "asks for case"]),
    ('[[rules]]\ntag = "x"\nmatch = "(?:\\\\pL{30}){30}"\n', 3, ["match", "too large"]),
    ('[[rules]]\ntag = "x"\nany = ["a", "Kyiv|"]\n', 3, ["any", "entry 2", "empty form"]),
    ('[[rules]]\ntag = "x"\nany = [\n  "a",\n  "/(/",\n]\n', 5, ["any", "entry 2", '"/(/"']),
    ('[[rules]]\ntag = "x"\nall = ["lable:video"]\n', 3, ['"lable"', 'did you mean "label"']),
    ('[[rules]]\ntag = "x"\nall = "a"\n', 3, ["all", "a list of texts"]),
    ('[[rules]]\ntag = "x"\nnone = ["a"]\n', 1, ['only "none"']),
    ('[[rules]]\ntag = "x"\nmatch = "a"\nfield = "link"\n', 4, ["field", '"link"']),
]


@pytest.mark.parametrize(("text", "line", "words"), ODDITIES)
def test_a_mistake_is_named_with_line_and_nearest_valid(
    text: str, line: int, words: list[str]
) -> None:
    error = complaint(text)
    assert error.where == f"/newsroom/config.toml:{line}"
    for word in words:
        assert word in error.message
    assert error.hint


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("", "empty"),
        ("https://", "host"),
        ("https:///rss", "host"),
        ("https://a b/rss", "space"),
        ("https://a.example/\\trss", "control character"),
        ("https://a.example:99999/", "port"),
        ("http://exa mple/", "space"),
        ("htps://a.example/", "https://a.example/"),
        ("feed://a.example/rss", "https://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("localhost:8000/rss", "http://localhost:8000/rss"),
        ("www.pravda.com.ua/rss", "https://www.pravda.com.ua/rss"),
        ("ftp://a.example/rss", "no address"),
        ("javascript:alert(1)", "no address"),
        ("file://host/a.xml", "host"),
    ],
)
def test_a_bad_address_is_told_what_it_lacks(url: str, word: str) -> None:
    error = complaint(f'[[sources]]\nname = "s"\nurl = "{url}"\n')
    assert error.where == "/newsroom/config.toml:3"
    assert word in error.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[ticker]\nzone = Europe/Kyiv\n", 2),
        ('[ticker]\nzone = "x\n', 2),
        ("[ticker]\n\n[ticker]\n", 3),
        ("a = 1\na = 2\n", 2),
        ("[ticker\n", 1),
        ("a = [\n1,\n", 2),
        ('a = """\nx\ny', 3),
        ("a = " + "[" * 3_000 + "]" * 3_000, 1),
        ("a = " + "1" * 5_000, 1),
        ("a = 2025-02-30\n", 1),
    ],
)
def test_broken_toml_is_told_its_line(text: str, line: int) -> None:
    assert complaint(text).where == f"/newsroom/config.toml:{line}"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    try:
        read(text)
    except ConfigError as error:
        assert re.fullmatch(r"/newsroom/config\.toml:\d+", error.where or "")


BROKEN = st.lists(
    st.tuples(
        st.integers(0, len(WHOLE)), st.integers(0, 3), st.text("[]{}\"'=#.,\n\\5m", max_size=3)
    ),
    min_size=1,
    max_size=3,
)


@given(BROKEN)
def test_a_damaged_configuration_is_read_or_refused_with_a_line(
    damage: list[tuple[int, int, str]],
) -> None:
    text = WHOLE
    for at, length, instead in damage:
        text = text[:at] + instead + text[at + length :]
    try:
        read(text, SECRETS)
    except ConfigError as error:
        found = re.fullmatch(r"/newsroom/config\.toml:(\d+)", error.where or "")
        assert found and 1 <= int(found[1]) <= text.count("\n") + 1


def test_bytes_that_are_not_utf8_are_told_their_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[ticker]\n# \xcd\xee\xe2\xe8\xed\xe8\n")
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert str(caught.value.where).endswith("config.toml:2")
    assert "0xcd" in caught.value.message


def test_a_missing_file_is_told_how_to_make_one(tmp_path: Path) -> None:
    for path in (tmp_path / "config.toml", tmp_path):
        with pytest.raises(ConfigError) as caught:
            load(path, {})
        assert "ticker init" in (caught.value.hint or "")
