"""Editing a config.toml: the change, and nothing but the change."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.config import load_text, read_text, starter
from ticker.config.editing import add_source, remove_source, write_config
from ticker.errors import ConfigError
from ticker.model import Selectors, Source

ROOT = Path(__file__).resolve().parents[1]
HERE = Path("/newsroom/config.toml")

OWNED = """\
# my desk's sources
[ticker]
zone = "Europe/Kyiv"   # home

# first: the agency
[[sources]]
# found by hand
name = "one"
url  =  "https://one.example/rss"   # fast
tags = [
  "a",  # why
  "b",
]

[[sources]]
name = "two"
url = "https://two.example/rss"
# the rest of the file is about rules

# --- rules ---

[[rules]]
tag = "x"
match = "x"
"""

FULL = Source(
    "пошта-3",
    'https://three.example/"rss"?a=\\',
    kind="list",
    zone="Europe/Kyiv",
    tags=("air raid", "київ"),
    language="uk",
    interval_s=5_400,
    selectors=Selectors("li", 'a[href^="/x"]', "b", "c", "d", "e"),
    allow_private=("127.0.0.1:80",),
    keep_query=("ref",),
)


def names(text: str) -> list[str]:
    return [source["name"] for source in tomllib.loads(text).get("sources", [])]


def test_a_source_is_added_after_the_last_one() -> None:
    after = add_source(OWNED, Source("three", "https://three.example/"), "found at three.example")
    assert after == OWNED.replace(
        'url = "https://two.example/rss"\n',
        'url = "https://two.example/rss"\n\n'
        "[[sources]]\n# found at three.example\n"
        'name = "three"\nurl = "https://three.example/"\n',
    )


def test_every_key_of_a_source_is_written_as_it_is_read() -> None:
    config = load_text(add_source(OWNED, FULL, None), HERE, {})
    assert config.sources[-1] == FULL


def test_what_says_nothing_is_not_written() -> None:
    after = add_source("", Source("a", "https://a.example/"))
    assert after == '[[sources]]\nname = "a"\nurl = "https://a.example/"\n'


def test_a_hostile_comment_stays_a_comment() -> None:
    """What a page calls itself may come here: it must not end the comment or the file."""
    remark = "x\r[[rules]]\x00\x1b[31m\u2028y\udcff"
    after = add_source("", Source("a", "https://a.example/"), remark)
    assert set(tomllib.loads(after)) == {"sources"}
    assert after.encode()


def test_a_source_is_cut_out_and_comments_above_it_stay() -> None:
    start = OWNED.index("[[sources]]")
    end = OWNED.index('\n[[sources]]\nname = "two"')
    assert remove_source(OWNED, "one") == OWNED[:start] + OWNED[end:]


def test_comments_below_a_removed_source_stay() -> None:
    after = remove_source(OWNED, "two")
    assert "# the rest of the file is about rules\n\n# --- rules ---\n" in after
    assert names(after) == ["one"]


@pytest.mark.parametrize(
    "text",
    [OWNED, "", "# only a comment\n", starter(), OWNED.replace("\n", "\r\n"), "\ufeff" + OWNED],
)
def test_adding_and_removing_leaves_every_byte(text: str) -> None:
    added = add_source(text, FULL, "one line\nanother")
    assert added != text
    assert remove_source(added, FULL.name) == text
    assert ("\r\n" in added) == ("\r\n" in text)
    assert "\n" not in added.replace("\r\n", "") or "\r\n" not in text


def test_a_file_without_a_last_line_end_gets_one() -> None:
    text = '[[sources]]\nname = "a"\nurl = "https://a.example/"'
    after = add_source(text, Source("b", "https://b.example/"))
    assert after == f'{text}\n\n[[sources]]\nname = "b"\nurl = "https://b.example/"\n'
    assert names(remove_source(after, "a")) == ["b"]


def test_sources_in_a_list_of_inline_tables_are_edited_there() -> None:
    text = 'sources = [\n  { name = "a", url = "https://a.example/" }, # first\n]\n# end\n'
    after = add_source(text, FULL)
    assert names(after) == ["a", FULL.name]
    assert load_text(after, HERE, {}).sources[1] == FULL
    assert "# first" in after
    assert "# end" in after
    assert names(remove_source(after, "a")) == [FULL.name]


def test_tables_that_stand_between_the_keys_of_a_source_are_not_cut() -> None:
    text = '[[sources]]\nname = "a"\n[ticker]\nzone = "UTC"\n[sources.x]\ny = 1\n'
    with pytest.raises(ConfigError) as caught:
        remove_source(text, "a")
    assert "by hand" in (caught.value.hint or "")


def test_a_taken_name_is_refused_with_its_line() -> None:
    with pytest.raises(ConfigError) as caught:
        add_source(OWNED, Source("two", "https://x.example/"))
    assert caught.value.where == "config.toml:16"


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        remove_source(OWNED, "tow")
    assert caught.value.hint == "did you mean two? `ticker sources` lists them all"


@pytest.mark.parametrize("text", ["[ticker", "sources = 1\n", "sources = [1]\n"])
def test_a_broken_file_is_not_edited(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        add_source(text, FULL)
    assert caught.value.where == "config.toml:1"
    with pytest.raises(ConfigError) as caught:
        remove_source(text, "a")
    assert caught.value.where == "config.toml:1"


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.permutations(["one", "two", "new"]), WORDS, st.lists(WORDS, max_size=2))
def test_edits_change_the_sources_and_nothing_else(
    order: list[str], url: str, tags: list[str]
) -> None:
    text = add_source(OWNED, Source("new", url, tags=tuple(tags)), "a remark")
    rest = {key: value for key, value in tomllib.loads(OWNED).items() if key != "sources"}
    left = {"one", "two", "new"}
    for name in order:
        text = remove_source(text, name)
        left.discard(name)
        assert set(names(text)) == left
        assert {k: v for k, v in tomllib.loads(text).items() if k != "sources"} == rest
    assert "# my desk's sources\n" in text
    assert "# --- rules ---\n" in text


def test_the_repository_s_own_file_survives_an_edit() -> None:
    text = read_text(ROOT / "config.toml")
    for name in names(text):
        after = remove_source(text, name)
        assert len(names(after)) == len(names(text)) - 1
        assert after.count("#") >= text.count("#") - 1
    assert remove_source(add_source(text, FULL), FULL.name) == text


# --- the file ----------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("old")
    path.chmod(0o640)
    before = path.stat().st_ino
    write_config(path, "нове\r\n")
    assert path.read_bytes() == "нове\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != before
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_gets_the_mode_of_any_new_file(tmp_path: Path) -> None:
    write_config(tmp_path / "config.toml", "a")
    (tmp_path / "other").touch()
    assert (tmp_path / "config.toml").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "ticker.toml"
    real.write_text("old")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    write_config(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_half_a_character_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("old")
    with pytest.raises(ConfigError):
        write_config(path, "\udcff")
    assert path.read_text() == "old"


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        write_config(tmp_path / "missing" / "config.toml", "new")
    assert caught.value.where is not None
    blocked = tmp_path / "config.toml"
    blocked.mkdir()
    with pytest.raises(ConfigError):
        write_config(blocked, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]
