"""Changing a config.toml without touching what its owner wrote around the change.

A source is cut in or out of the text at the places that the scanner finds, so comments and white
space elsewhere stay byte for byte; the result is parsed again and must say exactly what was meant.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import tomlkit

from ticker.config import marks
from ticker.config.keys import SELECTORS
from ticker.config.nearest import which_names
from ticker.config.section import quoted
from ticker.config.text import parse_toml, plain, shown
from ticker.config.units import duration_text
from ticker.errors import ConfigError
from ticker.model import Source

_FILE = "config.toml"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def add_source(text: str, source: Source, comment: str | None = None) -> str:
    """`text` with a ``[[sources]]`` more, after the last one; `comment` stands below its header.

    Keys that say nothing are left out. Raises `ConfigError` where the name is taken or `text` is
    not TOML. Values are written, not judged: read the result with `load_text` before it is kept.
    """
    return _added(text, [source], comment)


def add_sources(text: str, sources: Sequence[Source]) -> str:
    """`text` with these sources behind the last one, as `add_source` adds one."""
    return _added(text, sources, None) if sources else text


def _added(text: str, sources: Sequence[Source], comment: str | None) -> str:
    known = _sources(text)
    _refuse_taken(text, known, sources)
    tables = [_table(source) for source in sources]
    if _inline(text):
        document = tomlkit.parse(text)
        for table in tables:
            document["sources"].append(_inline_table(table))
        return _checked(text, document.as_string(), [*known, *tables])
    blocks = [_block(table, comment) for table in tables]
    return _checked(text, _inserted(text, blocks), [*known, *tables])


def _refuse_taken(text: str, known: Sequence[Mapping[str, Any]], sources: Sequence[Source]) -> None:
    """Raise `ConfigError`, with its line, for a name that is there already."""
    names = [source.name for source in sources]
    for index, table in enumerate(known):
        if table.get("name") in names:
            line = marks.lines(plain(text)).get(("sources", index, "name"), 1)
            raise ConfigError(
                f"there is a source named {quoted(table['name'])} already",
                where=f"{_FILE}:{line}",
                hint="choose another name, or remove that one first",
            )


def remove_source(text: str, name: str) -> str:
    """`text` without the source `name`: its header, its keys and the comments between them.

    Comments above the header stay: they may speak of its neighbours. Raises `ConfigError` where
    there is no such source.
    """
    known = _sources(text)
    names = [str(table.get("name")) for table in known]
    if name not in names:
        raise ConfigError(
            f"there is no source named {quoted(name)}", where=_FILE, hint=which_names(name, names)
        )
    index = names.index(name)
    left = known[:index] + known[index + 1 :]
    if _inline(text):
        document = tomlkit.parse(text)
        del document["sources"][index]
        return _checked(text, document.as_string(), left)
    return _checked(text, _cut(text, index), left)


def write_config(path: Path, text: str) -> None:
    """Put `text` at `path` so that a reader sees the old file or the new one, whole.

    The mode of an older file is kept, and a symbolic link stays one. Raises `ConfigError`.
    """
    target = Path(os.path.realpath(path))
    try:
        _replace(target, text.encode())
    except (OSError, UnicodeEncodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it holds half a character"
        raise ConfigError(
            f"cannot write the configuration: {reason}",
            where=shown(path),
            hint="check the folder, its permissions and the space left; the old file is unchanged",
        ) from error


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), _mode(target))
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the rename itself reaches the disk
    finally:
        os.close(folder)


def _mode(target: Path) -> int:
    """The mode of the file, or what a new file gets (the umask can only be read by setting it)."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0o077)
    os.umask(umask)
    return 0o666 & ~umask


def _sources(text: str) -> list[dict[str, Any]]:
    found = parse_toml(text, _FILE).get("sources", [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        line = marks.lines(plain(text))[("sources",)]
        raise ConfigError(
            "sources must be sections [[sources]]",
            where=f"{_FILE}:{line}",
            hint="write [[sources]] on a line of its own, its keys below",
        )
    return found


def _inline(text: str) -> bool:
    """Whether the sources stand as ``sources = [{...}]``: TOML then forbids ``[[sources]]``."""
    return any(mark.path == ("sources",) and not mark.header for mark in marks.scan(plain(text)))


def _table(source: Source) -> dict[str, str | list[str]]:
    """The keys of a source in their documented order, without those that say nothing."""
    interval = duration_text(source.interval_s) if source.interval_s is not None else None
    selectors = dict(zip(SELECTORS, astuple(source.selectors), strict=True))
    table: dict[str, str | list[str] | None] = {
        "name": source.name,
        "url": source.url,
        "kind": source.kind,
        "zone": source.zone,
        "tags": list(source.tags),
        "language": source.language,
        "interval": interval,
        **selectors,
        "allow_private": list(source.allow_private),
        "keep_query": list(source.keep_query),
    }
    return {key: value for key, value in table.items() if value}


def _block(table: Mapping[str, str | list[str]], comment: str | None) -> list[str]:
    # A page's own title may be in it: what TOML forbids in comments is taken out.
    remark = (comment or "").encode(errors="replace").decode()
    remarks = [f"# {_CONTROL.sub(' ', line)}".rstrip() for line in remark.splitlines()]
    pairs = [f"{key} = {tomlkit.item(value).as_string()}" for key, value in table.items()]
    return ["[[sources]]", *remarks, *pairs]


def _inline_table(table: Mapping[str, str | list[str]]) -> tomlkit.items.InlineTable:
    inline = tomlkit.inline_table()
    inline.update(table)
    return inline


def _inserted(text: str, blocks: Sequence[Sequence[str]]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    shift = len(text) - len(plain(text))
    ends = [mark.end + shift for mark in marks.scan(plain(text)) if mark.path[0] == "sources"]
    at = _line_end(text, max(ends)) if ends else len(text)
    before, after = text[:at], text[at:]
    if before and not before.endswith("\n"):
        before += end
    if before.strip("\ufeff\r\n"):
        before += end
    written = (end * 2).join(end.join(block) for block in blocks)
    return before + written + end + after


def _cut(text: str, index: int) -> str:
    """`text` without the lines of one source and without one blank line above them."""
    shift = len(text) - len(plain(text))
    own = [mark for mark in marks.scan(plain(text)) if mark.path[:2] == ("sources", index)]
    start = text.rfind("\n", 0, min(mark.start for mark in own) + shift) + 1
    end = _line_end(text, max(mark.end for mark in own) + shift)
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    if start and not text[above:start].strip():
        start = above
    return text[:start] + text[end:]


def _line_end(text: str, at: int) -> int:
    """The offset past the line that `at` stands in."""
    return text.find("\n", at) + 1 or len(text)


def _checked(before: str, after: str, sources: Sequence[Mapping[str, Any]]) -> str:
    """`after`, if it says what `before` said with these `sources`."""
    wanted = parse_toml(before, _FILE) | {"sources": list(sources)}
    found = {"sources": []} | parse_toml(after, _FILE)
    if found != wanted:
        raise ConfigError(
            "the sources stand so intricately that an edit would change something else",
            where=_FILE,
            hint="edit the file by hand",
        )
    return after
