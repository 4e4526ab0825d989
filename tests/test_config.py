"""config.toml read: every key, every complaint with its line and the nearest valid word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from tests.configured import HERE, SECRETS, WHOLE, complaint, read, source
from ticker.config import (
    INACTIVE,
    KEYS,
    country_zone,
    duration_text,
    find_config,
    is_zone,
    load,
    load_text,
    machine_zone,
    read_duration,
    read_size,
    read_zone,
    starter,
)
from ticker.config.finding import platform_folder
from ticker.config.zones import nearest_zone
from ticker.errors import ConfigError, UsageError
from ticker.model import (
    Alert,
    BackupSettings,
    Config,
    Cron,
    Destination,
    Digest,
    Limit,
    MailSettings,
    PollSettings,
    RetentionSettings,
    Rule,
    Selectors,
    Source,
    WebSettings,
)

ROOT = Path(__file__).resolve().parents[1]
MORNING = Digest(
    name="morning",
    at=Cron(
        "0 8 * * mon-fri",
        minutes=frozenset({0}),
        hours=frozenset({8}),
        days=frozenset(range(1, 32)),
        months=frozenset(range(1, 13)),
        weekdays=frozenset({1, 2, 3, 4, 5}),
    ),
    window="P1D/",
    tags=frozenset({"ukraine"}),
    sources=frozenset({"one"}),
    format="text",
    to="https://digests.example/...",
    group="tag",
    lines=80,
    sink=Destination(
        "webhook",
        "https://digests.example/...",
        ("https://digests.example/t",),
        "secret of the hook",
    ),
)
DESK = Alert(
    name="desk",
    to=(
        Destination(
            "webhook",
            "https://hooks.example/...",
            ("https://hooks.example/t",),
            "secret of the hook",
        ),
        Destination("mail", "mailto:desk@example.org", ("desk@example.org",)),
        Destination("command", "page", ("page", "wire")),
    ),
    on=frozenset({"new", "revised"}),
    on_sources=frozenset({"silent"}),
    edits=frozenset({"number"}),
    tags=frozenset({"ukraine"}),
    any_tags=frozenset({"kyiv"}),
    not_tags=frozenset({"sport"}),
    sources=frozenset({"one"}),
    labels=frozenset({"breaking"}),
    rule=Rule("desk", "Kyiv|Київ", "summary", all=("raid",), any=("drone*",), none=("drill",)),
    limit=Limit(10, 3_600),
)
MAIL = MailSettings(
    "smtp.example.org", 2525, "starttls", "desk", "secret of the mail", "ticker@example.org"
)
# --- what is read ------------------------------------------------------------------------------


def test_every_key_is_read() -> None:
    config = read(WHOLE, SECRETS)
    assert config == Config(
        path="/newsroom/config.toml",
        database="sqlite:////newsroom/data/wire.db",
        zone="Europe/Kyiv",
        captures="/newsroom/evidence",
        poll=PollSettings(
            interval_s=600,
            min_s=120,
            max_s=7_200,
            concurrency=8,
            per_host=2,
            spacing_s=0.5,
            timeout_s=15,
            max_body=2_000_000,
            allow_private=("127.0.0.1:8800",),
            contact="desk@example.org",
        ),
        sources=(
            Source("one", "https://one.example/rss", interval_s=600),
            Source(
                "two.list_2-b",
                "https://two.example/news/",
                kind="list",
                zone="America/St_Johns",
                tags=("ukraine", "air raid"),
                language="pt-br",
                interval_s=None,
                selectors=Selectors("li", "time", "a", "a", ".badge", "h3"),
                allow_private=("[::1]:80",),
                keep_query=("source",),
            ),
        ),
        rules=(
            Rule("kyiv", "Kyiv|Київ"),
            Rule(
                "sport",
                "/sport/",
                "url",
                all=("label:breaking",),
                any=("Ferry|паром", "summary:/[0-9]+ hurt/"),
                none=("drill",),
            ),
        ),
        backup=BackupSettings("/newsroom/backups", time(4, 15), 3),
        retention=RetentionSettings(26 * 604_800),
        alerts=(DESK,),
        mail=MAIL,
        digests=(MORNING,),
        web=WebSettings("::1", 8080, "a-token-for-the-desk", ("https://desk.example",)),
        inactive=("metrics",),
    )


def test_every_known_key_stands_in_the_whole_example() -> None:
    written = tomllib.loads(WHOLE)
    for section, keys in KEYS.items():
        table = written[section]
        found = set(table) if isinstance(table, dict) else {key for row in table for key in row}
        assert found == set(keys)


def test_nothing_said_is_a_valid_configuration() -> None:
    config = read("")
    assert config.database == "sqlite:////newsroom/ticker.db"
    assert config.captures == "/newsroom/captures"
    assert config.poll == PollSettings()
    assert not (config.sources or config.rules or config.inactive)


def test_tags_are_kept_as_questions_ask_for_them() -> None:
    assert read(source('tags = ["ЗАГАЛЬНИИ\u0306", " a  B"]')).sources[0].tags == (
        "загальний",
        "a b",
    )


def test_captures_can_be_turned_off() -> None:
    assert read('[ticker]\ncaptures = ""\n').captures is None


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('\ufeff[ticker]\r\nzone = "Europe/Kyiv"\r\n'.encode())
    assert load(path, {}).zone == "Europe/Kyiv"
    path.write_bytes("\ufeff[ticker]\r\n\r\nzone = 5\r\n".encode())
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert str(caught.value.where).endswith("config.toml:3")


@pytest.mark.parametrize("text", ["a?b/100% #1.db", "плівка.db", "sub dir/x.db"])
def test_any_file_name_survives_in_the_database_address(text: str) -> None:
    """SQLAlchemy reads ``?`` and ``%`` of an address; a folder's name may hold both."""
    config = load_text("", Path("/tmp/50%?") / text / "config.toml", {})
    assert make_url(config.database).database == f"/tmp/50%?/{text}/ticker.db"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("sqlite:///ticker.db", "sqlite:////newsroom/ticker.db"),
        ("sqlite:////var/ticker.db", "sqlite:////var/ticker.db"),
        ("sqlite:///../x.db?timeout=9", "sqlite:////x.db?timeout=9"),
        ("postgresql+psycopg://u:p@host/ticker", "postgresql+psycopg://u:p@host/ticker"),
    ],
)
def test_the_database_lies_relative_to_the_file(written: str, read_as: str) -> None:
    assert read(f'[ticker]\ndatabase = "{written}"\n').database == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("feeds/a.xml", "file:///newsroom/feeds/a.xml"),
        ("./a b.xml", "file:///newsroom/a%20b.xml"),
        ("../стрічка.xml", "file:///%D1%81%D1%82%D1%80%D1%96%D1%87%D0%BA%D0%B0.xml"),
        ("/var/a.xml.gz", "file:///var/a.xml.gz"),
        ("file:a.xml", "file:///newsroom/a.xml"),
        ("file:///var/a%20b.xml", "file:///var/a%20b.xml"),
        ("file://localhost/var/a.xml", "file:///var/a.xml"),
        ("http://[::1]:8800/rss", "http://[::1]:8800/rss"),
        ("HTTPS://новини.укр/rss?a=1#b", "HTTPS://новини.укр/rss?a=1#b"),
    ],
)
def test_a_source_is_an_address_or_a_file(written: str, read_as: str) -> None:
    config = read(f'[[sources]]\nname = "s"\nurl = "{written}"\n')
    assert config.sources[0].url == read_as


def test_a_bare_file_name_is_a_file_where_it_exists(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text("<rss/>")
    text = '[[sources]]\nname = "s"\nurl = "feed.xml"\n'
    assert load_text(text, tmp_path / "config.toml", {}).sources[0].url.endswith("/feed.xml")


def test_sections_can_be_written_as_inline_tables() -> None:
    text = 'sources = [\n  {name = "a", url = "https://a.example/"},\n  {name = "b"},\n]\n'
    assert complaint(text).where == "/newsroom/config.toml:3"


# --- the environment ---------------------------------------------------------------------------


def test_the_environment_fills_in_secrets() -> None:
    text = source("").replace("https://s.example", "https://${HOST}/${KEY}")
    config = read(text, {"HOST": "h.example", "KEY": "s3cret"})
    assert config.sources[0].address == "https://h.example/s3cret/rss"
    assert config.sources[0].url == "https://${HOST}/${KEY}/rss"
    assert "s3cret" not in repr(config)


def test_a_missing_variable_is_named_and_no_value_is_shown() -> None:
    text = '[ticker]\ndatabase = "sqlite:///${A}/${B}"\n'
    error = complaint(text, {"A": "s3cret"})
    assert "B" in error.message
    assert "s3cret" not in f"{error} {error.hint}"


def test_a_bad_address_is_shown_as_written_not_as_filled_in() -> None:
    error = complaint(source("").replace("s.example", "${KEY}"), {"KEY": "s3cret with spaces"})
    assert "${KEY}" in error.message
    assert "s3cret" not in f"{error} {error.hint}"


@pytest.mark.parametrize("text", ["https://${}/", "https://${A B}/", "https://x/${A"])
def test_a_variable_without_a_name_is_refused(text: str) -> None:
    error = complaint(f'[[sources]]\nname = "s"\nurl = "{text}"\n', {"A": "1"})
    assert "names no variable" in error.message


def test_a_variable_cannot_bring_a_header_line() -> None:
    error = complaint('[poll]\ncontact = "${C}"\n', {"C": "x\r\nHost: evil.example"})
    assert "C" in error.message
    assert "evil" not in error.message


# --- units and zones ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5m", 300), ("90s", 90), ("1h30m", 5_400), ("2d", 172_800), ("1w1d", 691_200), ("0.5s", 0.5)],
)
def test_durations_are_read(text: str, seconds: float) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "5M", "-5m", "30m1h", "5m5m", "1e3s", "５m"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert read_duration(text) is None


@given(st.integers(0, 10**9))
def test_a_duration_is_written_as_it_is_read(millis: int) -> None:
    seconds = millis / 1000
    assert read_duration(duration_text(seconds)) == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "size"),
    [("10MB", 10_000_000), ("512kB", 512_000), ("1MiB", 1_048_576), ("1.5 GB", 1_500_000_000)],
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["10", "MB", "10M", "-1MB", "10TB", ""])
def test_what_is_no_size_is_none(text: str) -> None:
    assert read_size(text) is None


def test_the_machine_has_a_zone() -> None:
    assert read_zone(read("").zone) == read_zone("local")


def test_a_zone_of_the_command_line_gets_the_same_advice() -> None:
    with pytest.raises(UsageError) as caught:
        read_zone("Europe/Kiyv")
    assert '"Europe/Kyiv"' in caught.value.message


@pytest.mark.parametrize("name", ["GMT+3", "UTC+3", "EET+1", "Ukraine", "+03:00", ""])
def test_no_zone_is_better_than_a_wrong_one(name: str) -> None:
    """``Etc/GMT+3`` is three hours west of Greenwich, not east."""
    assert nearest_zone(name) is None


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_any_name_has_a_nearest_zone_or_none(name: str) -> None:
    found = nearest_zone(name)
    assert found is None or read_zone(found) == found


# --- which file --------------------------------------------------------------------------------


def test_the_configuration_is_found_in_the_promised_order(tmp_path: Path) -> None:
    cwd, home = tmp_path / "cwd", tmp_path / "home"
    folder = home / ".config" / "ticker"
    for place in (cwd, folder):
        place.mkdir(parents=True)
    (tmp_path / "named.toml").touch()
    environ = {"HOME": str(home)}
    with pytest.raises(ConfigError) as caught:
        find_config(None, environ, cwd)
    assert "ticker init" in (caught.value.hint or "")
    (folder / "config.toml").touch()
    assert find_config(None, environ, cwd) == folder / "config.toml"
    (cwd / "config.toml").touch()
    assert find_config(None, environ, cwd) == cwd / "config.toml"
    named = environ | {"TICKER_CONFIG": "../named.toml"}
    assert find_config(None, named, cwd).samefile(tmp_path / "named.toml")
    assert find_config("config.toml", named, cwd) == cwd / "config.toml"


@pytest.mark.parametrize(
    ("explicit", "environ"), [("x.toml", {}), (None, {"TICKER_CONFIG": "x.toml"})]
)
def test_a_named_file_must_exist(
    tmp_path: Path, explicit: str | None, environ: dict[str, str]
) -> None:
    (tmp_path / "config.toml").touch()
    with pytest.raises(ConfigError) as caught:
        find_config(explicit, environ, tmp_path)
    assert "x.toml" in caught.value.message


def test_a_place_that_cannot_be_looked_into_holds_no_configuration(tmp_path: Path) -> None:
    """The system refuses names of 300 characters, as it refuses folders that are closed to us."""
    for explicit in ("x" * 300, "\0", None):
        with pytest.raises(ConfigError):
            find_config(explicit, {"HOME": f"/{'x' * 300}"}, tmp_path)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", ":Asia/Tokyo", "Nonsense/Place", "", "EST5EDT"])
def test_the_machines_zone_never_fails(zone: str) -> None:
    """`TZ` may hold anything; a zone that cannot be named is UTC, without a word."""
    script = "from ticker.config import read_zone; print(read_zone('local'))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=os.environ | {"TZ": zone},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stderr == ""
    assert ZoneInfo(done.stdout.strip())
    assert ("Tokyo" in done.stdout) == ("Tokyo" in zone)


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {}, "/h/.config/ticker"),
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/ticker"),
        ("linux", {"XDG_CONFIG_HOME": "relative"}, "/h/.config/ticker"),
        ("darwin", {}, "/h/Library/Application Support/ticker"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming/ticker"),
    ],
)
def test_each_platform_has_its_folder(platform: str, environ: dict[str, str], folder: str) -> None:
    assert platform_folder({"HOME": "/h"} | environ, platform) == Path(folder)


# --- the files that ship -----------------------------------------------------------------------


def test_the_starter_is_valid_with_and_without_its_examples() -> None:
    bare = starter("Europe/Kyiv", "desk@example.org")
    assert read(bare).zone == "Europe/Kyiv"
    assert read(bare).poll.contact == "desk@example.org"
    awake = re.sub(r"^# (?=\[|\w+ = )", "", starter(), flags=re.MULTILINE)
    config = read(awake)
    assert [source.name for source in config.sources] == ["pravda-eng", "pravda-eng-list"]
    assert config.rules[0].tag == "kyiv"
    assert config.poll == PollSettings()


def test_the_repository_names_real_sources() -> None:
    config = load(ROOT / "config.toml", {})
    urls = {source.url: source for source in config.sources}
    assert len(config.sources) >= 12
    for url in ("eng/rss/", "rss/", "rus/rss/"):
        assert urls[f"https://www.pravda.com.ua/{url}"].kind == "feed"
    listed = urls["https://www.pravda.com.ua/eng/news/"]
    assert (listed.kind, listed.zone) == ("list", "Europe/Kyiv")
    assert all(source.tags for source in config.sources)
    assert "kyiv" in {rule.tag for rule in config.rules}


DOCS = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")


def test_the_docs_name_every_key_and_no_other() -> None:
    """Sections are headings, their keys the first column of the table below."""
    documented: dict[str, list[str]] = {}
    for section, body in re.findall(r"^## `\[+(\w+)\]+`\n(.*?)(?=^## |\Z)", DOCS, re.M | re.S):
        documented[section] = re.findall(r"^\| `(\w+)` \|", body, re.M)
    assert {name: sorted(keys) for name, keys in documented.items()} == {
        name: sorted(keys) for name, keys in KEYS.items()
    }


def test_the_docs_name_every_section_that_does_nothing_yet() -> None:
    listed = re.search(r"^## Sections that do nothing yet\n(.*?)(?=^## |\Z)", DOCS, re.M | re.S)
    assert listed is not None
    assert set(re.findall(r"`\[+(\w+)\]+`", listed[1])) == set(INACTIVE)


@pytest.mark.parametrize("block", re.findall(r"^```toml\n(.*?)^```", DOCS, re.M | re.S))
def test_every_example_of_the_docs_is_valid(block: str) -> None:
    named = re.findall(r"\$\{(\w+)\}", block)
    load_text(block, HERE, dict.fromkeys(named, "k"))


# --- zones that are found out ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("/usr/share/zoneinfo/Europe/Kyiv", "Europe/Kyiv"),
        (":/usr/share/zoneinfo/posix/Asia/Tokyo", "posix/Asia/Tokyo"),
        ("CET-1CEST", None),
        ("<+03>-3", None),
        ("Mars/Olympus", None),
    ],
)
def test_the_zone_of_the_machine_is_that_of_its_variable(said: str, zone: str | None) -> None:
    """A rule in `TZ` is in force and has no name; what the files name is then not the zone."""
    found = machine_zone({"TZ": said})
    assert found == zone or (zone is not None and not is_zone(zone) and found is None)


@pytest.mark.parametrize(
    ("host", "zone"),
    [
        ("news.example.ua", "Europe/Kyiv"),
        ("example.co.uk", "Europe/London"),
        ("example.fr:8443", "Europe/Paris"),
        ("example.us", None),
        ("example.com", None),
        ("example.tv", None),
        ("ua", None),
        ("127.0.0.1", None),
        ("[::1]", None),
    ],
)
def test_a_country_s_host_suggests_its_one_zone(host: str, zone: str | None) -> None:
    assert country_zone(f"https://{host}/latest") == zone
