"""The configuration that the global options lead to."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from ticker.cli.given import Given
from ticker.config import find_config, load, load_text, read_zone
from ticker.errors import ConfigError, UsageError
from ticker.model import Config


def config_path(given: Given) -> Path:
    """The configuration file that is meant. Raises ConfigError where there is none."""
    return find_config(given.config, os.environ, Path.cwd())


def config_of(given: Given) -> Config:
    """The configuration with what the command line overrides.

    A store can be asked without any configuration, if `--database` names it.
    """
    try:
        config = load(config_path(given))
    except ConfigError:
        if given.config or not given.database or _some_config(given):
            raise
        config = replace(_defaults(), path=None, captures=None)
    if given.database:
        config = replace(config, database=database_option(given.database))
    if given.zone:
        config = replace(config, zone=zone_option(given.zone))
    return config


def _some_config(given: Given) -> bool:
    try:
        config_path(given)
    except ConfigError:
        return False
    return True


def default_zone() -> str:
    """The machine's zone."""
    return _defaults().zone


def _defaults() -> Config:
    return load_text("", Path.cwd() / "config.toml")


def database_option(text: str) -> str:
    """A database as SQLAlchemy addresses it; a file name is one of SQLite, relative to here."""
    address = text if "://" in text else f"sqlite:///{text}"
    try:
        return load_text(
            f"[ticker]\ndatabase = {json.dumps(address)}\n", Path.cwd() / "config.toml"
        ).database
    except ConfigError as error:
        raise UsageError(error.message, where="--database", hint=error.hint) from None


def zone_option(text: str, option: str = "--zone") -> str:
    """An IANA zone; ``local`` is the machine's. Raises UsageError that names the option."""
    try:
        return read_zone(text)
    except UsageError as error:
        raise UsageError(error.message, where=option, hint=error.hint) from None


def check_scheme(target: str) -> None:
    """Raise UsageError for an address of a scheme that is never fetched."""
    scheme, colon, _ = target.partition("://")
    if colon and scheme.lower() not in {"http", "https", "file"}:
        raise UsageError(
            f"{scheme}: addresses are not read",
            where=target,
            hint="give an http(s) address, a file, or - for standard input",
        )
