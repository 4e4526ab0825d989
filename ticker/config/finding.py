"""Which configuration file is meant."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from ticker.errors import ConfigError

FILE = "config.toml"


def find_config(explicit: str | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """The configuration file: the one named, else ``$TICKER_CONFIG``, else ``config.toml`` in
    `cwd`, else in the platform's configuration folder.

    Raises `ConfigError` where the named one, or all of them, are missing.
    """
    named = explicit or environ.get("TICKER_CONFIG")
    if named:
        init = f"ticker --config {shlex.quote(explicit)} init" if explicit else "ticker init"
        path = cwd / os.path.expanduser(named)  # noqa: PTH111 - an unknown ~name stays as it is
        if not _is_file(path):
            by = "--config" if explicit else "$TICKER_CONFIG"
            raise ConfigError(
                f"there is no configuration at {named}, which {by} names",
                where=named,
                hint=f"write one with: {init}",
            )
        return path
    places = [cwd / FILE, platform_folder(environ, sys.platform) / FILE]
    for path in places:
        if _is_file(path):
            return path
    raise ConfigError(
        f"there is no configuration: neither {places[0]} nor {places[1]}",
        where=FILE,
        hint="write one with: ticker init",
    )


def platform_folder(environ: Mapping[str, str], platform: str) -> Path:
    """Where configurations lie: ``%APPDATA%`` on Windows, ``~/Library/Application Support`` on
    macOS, else ``$XDG_CONFIG_HOME`` or ``~/.config`` (XDG Base Directory Specification 0.8: a
    relative path in the variable is ignored)."""
    # A container's user may have no home at all: then "~" stays, and no file is found there.
    home = Path(environ.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111
    if platform == "win32":
        return Path(environ.get("APPDATA") or home / "AppData" / "Roaming") / "ticker"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "ticker"
    named = Path(environ.get("XDG_CONFIG_HOME") or "")
    return (named if named.is_absolute() else home / ".config") / "ticker"


def _is_file(path: Path) -> bool:
    """Whether a file is there to be seen: in a folder that may not be entered, none is."""
    try:
        return path.is_file()
    except OSError:
        return False
