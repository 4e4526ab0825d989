"""Local files: only where the user names one, in ``try``, ``replay`` or a source."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import unquote_to_bytes

from ada_url import URL

from ticker.errors import FetchError
from ticker.fetch.inflate import Inflater
from ticker.model import Response

_GZIP_MAGIC = b"\x1f\x8b"


def read_local(path_or_url: str, max_body: int) -> Response:
    """The file at a path or ``file:`` address as a `Response` with status 200 and no headers.

    What is named ``.gz`` or begins as gzip does is inflated, whole or not at all; `max_body` is in
    bytes after inflating. Raises `FetchError`: missing, forbidden, no regular file, too large.
    """
    path = _path(path_or_url)
    try:
        body = _read(path, max_body)
    except OSError as error:
        raise _unreadable(path_or_url, error) from error
    except FetchError as error:
        raise FetchError(error.message, where=path_or_url, hint=error.hint) from error
    return Response(status=200, body=body, url=path.absolute().as_uri())


def _path(text: str) -> Path:
    if not text.lower().startswith("file:"):
        return Path(text)
    try:
        url = URL(text)
        if url.hostname:
            raise ValueError
        return Path(os.fsdecode(unquote_to_bytes(url.pathname)))
    except ValueError:
        raise FetchError(
            "not the address of a file on this machine",
            where=text,
            hint="write file:///absolute/path, or the path alone",
        ) from None


def _read(path: Path, max_body: int) -> bytes:
    if "\0" in str(path):
        raise FetchError("a path cannot hold a null character", hint="check the spelling")
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for ever, a device never end
        raise FetchError(
            "a folder, not a file" if path.is_dir() else "not a regular file",
            hint="name one document; `-` reads standard input",
        )
    with path.open("rb") as file:
        head = file.read(2)
        packed = path.suffix.lower() == ".gz" or head == _GZIP_MAGIC
        inflater = Inflater("gzip" if packed else "identity", max_body)
        inflater.feed(head)
        while piece := file.read(65_536):
            inflater.feed(piece)
    return inflater.finish()


def _unreadable(where: str, error: OSError) -> FetchError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FetchError("no such file", where=where, hint="check the path")
    if isinstance(error, PermissionError):
        return FetchError("not readable", where=where, hint="check the file's permissions")
    return FetchError(error.strerror or str(error), where=where, hint="check the file and its disk")
