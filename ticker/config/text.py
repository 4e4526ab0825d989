"""The text of a configuration: read whole, checked as TOML, named in messages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from ticker.errors import ConfigError

_AT_LINE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


def read_text(path: Path) -> str:
    """The text of a configuration file, line ends as they are; a byte order mark is kept."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"cannot read the configuration: {error.strerror}",
            where=shown(path),
            hint="write one with: ticker init",
        ) from error
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"the text is not UTF-8: byte 0x{data[error.start]:02x}",
            where=f"{shown(path)}:{line}",
            hint="save the file as UTF-8",
        ) from None


def shown(path: Path) -> str:
    """A path as messages name it: relative where it lies below the current folder."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """The values of a TOML text; its syntax errors become `ConfigError` with ``name:line``."""
    try:
        return tomllib.loads(plain(text))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _AT_LINE.search(message)
        line = found[1] if found and found[1] else text.rstrip().count("\n") + 1
        raise ConfigError(
            f"this is not TOML: {_AT_LINE.sub('', message)}",
            where=f"{name}:{line}",
            hint="texts stand in quotes, lists in [ ]: https://toml.io",
        ) from None
    except (RecursionError, ValueError):  # lists nested too deep, a number of 5,000 digits
        raise ConfigError(
            "this TOML holds a value that cannot be read: nested too deep or too large",
            where=f"{name}:1",
            hint="nothing in a configuration is that deep or large: look for a bracket too many",
        ) from None


def plain(text: str) -> str:
    """`text` without the byte order mark that some editors of Windows put first."""
    return text.removeprefix("\ufeff")
