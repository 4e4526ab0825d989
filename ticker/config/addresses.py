"""Where things lie: addresses of sources, the database, folders; relative to the file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

import ada_url

from ticker.config.nearest import did_you_mean, nearest
from ticker.config.section import Section, quoted
from ticker.errors import ConfigError

DATABASES = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
"""Schemes of databases, in SQLAlchemy's spelling."""

# Two letters at least: `C:\feeds` is a path.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(.*)", re.DOTALL)
_HOST_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/:@\[\]]+):(\d{1,5})", re.ASCII)
# White space and control characters smuggle header lines and hide hosts (WHATWG parsers drop them).
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_URL_HINT = 'addresses look like "https://example.org/rss"; a local file like "./feed.xml"'


def source_url(section: Section) -> str:
    """The address of a source: http(s) as written, a local path or ``file:`` as a ``file://`` URL.

    Messages show the address as written, never what a ``${NAME}`` in it stands for.
    """
    written = section.needed("url")
    url = section.expand("url", written)
    scheme = _SCHEME.fullmatch(url)
    if scheme is None:
        return _local(section, written, url)
    match scheme[1].lower():
        case "http" | "https":
            return _web(section, written, url)
        case "file":
            return _file(section, written, scheme[2])
        case "feed":
            raise _bad(section, written, did_you_mean("https:" + scheme[2].removeprefix("https:")))
    if scheme[2][:1].isdigit():  # localhost:8000/rss
        raise _bad(section, written, did_you_mean(f"http://{written}"))
    close = nearest(scheme[1], ("http", "https", "file"))
    raise _bad(section, written, did_you_mean(f"{close}:{scheme[2]}" if close else None))


def _bad(section: Section, written: str, why: str) -> ConfigError:
    return section.wrong("url", f"is {quoted(written)}, which is no address{why}", _URL_HINT)


def _web(section: Section, written: str, url: str) -> str:
    if _UNSAFE.search(url):
        raise _bad(section, written, ": it holds a space or a control character")
    if not re.match(r"(?i)https?://[^/\\]", url):
        raise _bad(section, written, ": its host is missing")
    try:
        ada_url.URL(url)
    except ValueError:
        raise _bad(section, written, ": its host or port cannot be read") from None
    return url


def _local(section: Section, written: str, text: str) -> str:
    """A local path. ``www.example.org/rss`` looks like one too: a bare name must exist."""
    path = absolute(section, text)
    plainly_a_path = text.startswith(("/", "./", "../", "~", "\\", ".\\")) or text[1:2] == ":"
    if not plainly_a_path and "." in text.partition("/")[0] and not path.exists():
        raise _bad(
            section,
            written,
            f" and no file beside the configuration{did_you_mean(_web_guess(text))}",
        )
    return path.as_uri()


def _web_guess(text: str) -> str | None:
    guess = f"https://{text}"
    return guess if ada_url.check_url(guess) and not _UNSAFE.search(text) else None


def _file(section: Section, written: str, rest: str) -> str:
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        if host not in {"", "localhost"} or not path:
            raise _bad(section, written, f": {quoted(host)} is a host, not a folder")
        rest = slash + path
    return absolute(section, unquote(rest)).as_uri()


def database_url(section: Section, default: str) -> str:
    """The database as a SQLAlchemy URL; the path of SQLite made absolute.

    In such a URL ``%`` and ``?`` of a path are escaped (SQLAlchemy unquotes them).
    """
    written = section.text("database") or default
    url = section.expand("database", written)
    scheme, colon, rest = url.partition("://")
    if scheme not in DATABASES or not colon:
        close = nearest(scheme, DATABASES)
        guess = f"{close}://{written.partition('://')[2]}" if colon and close else None
        guess = guess if colon else f"sqlite:///{written}"
        raise section.wrong(
            "database",
            f"is {quoted(written)}, which is no database{did_you_mean(guess)}",
            'write "sqlite:///ticker.db", or "postgresql+psycopg://user@host/name"',
        )
    if not scheme.startswith("sqlite"):
        return url
    path, question, options = rest.removeprefix("/").partition("?")
    # A record in memory would be lost with the process.
    if path in {"", ":memory:"} or not rest.startswith("/"):
        raise section.wrong(
            "database",
            f"is {quoted(written)}, which names no file",
            'three slashes and a path: "sqlite:///ticker.db"',
        )
    place = absolute(section, unquote(path)).as_posix().replace("%", "%25").replace("?", "%3F")
    return f"{scheme}:///{place}{question}{options}"


def folder(section: Section, key: str, default: str) -> str | None:
    """A folder made absolute; ``None`` where the key is ``""``."""
    written = section.raw_text(key)
    text = default if written is None else section.expand(key, written)
    return str(absolute(section, text)) if text.strip() else None


def absolute(section: Section, text: str) -> Path:
    """A path relative to the file that names it, ``~`` read as the home folder."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # no home folder, or ~name of nobody
        path = Path(text)
    # normpath, not resolve(): a symbolic link in the path is the user's word and stays.
    return Path(os.path.normpath(section.origin.folder / path))


def private_hosts(section: Section) -> tuple[str, ...]:
    """The ``host:port`` entries of ``allow_private``."""
    entries = section.texts("allow_private")
    for index, entry in enumerate(entries):
        found = _HOST_PORT.fullmatch(entry)
        if found is None or not 1 <= int(found[1]) <= 65_535:
            raise section.origin.error(
                (*section.at, "allow_private", index),
                f"allow_private in {section.label} holds {quoted(entry)}, which is no host:port",
                'entries look like "127.0.0.1:8800" or "[::1]:8800"',
            )
    return entries
