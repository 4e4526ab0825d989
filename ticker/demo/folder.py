"""The folder that the demo leaves behind: its own, and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ticker.demo.newsroom import Paper
from ticker.demo.stories import RULES, ZONE
from ticker.errors import UsageError
from ticker.store.lock import take_lock

CONFIG, STORE, CAPTURES = "config.toml", "ticker.db", "captures"
SIGN = "# Left by `ticker demo`, which writes this folder anew each time."
"""The first line of the demo's configuration: by it a rerun knows its own folder."""
_ANOTHER = "name another folder: ticker demo --folder NAME"


def prepare(folder: Path) -> None:
    """Make the folder ready for a new demo.

    A folder that is not there is made; of a demo's own nothing is removed but what a demo wrote.
    Raises UsageError for a folder with anything else in it, or that cannot be written, and
    StoreBusyError while another process writes to its store.
    """
    with _writing(folder):
        if folder.is_symlink() or folder.exists():
            _refuse_foreign(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / CONFIG).exists():  # signed first: it is ours however early we are stopped
            (folder / CONFIG).write_text(f"{SIGN}\n", encoding="utf-8")
        lock = take_lock(folder / STORE)  # nothing is taken away from who writes to it
        try:
            for path in _written_by_a_demo(folder):
                path.unlink(missing_ok=True)
        finally:
            lock.release()


def configure(folder: Path, papers: tuple[Paper, ...], place: str) -> Path:
    """Write the configuration for papers that are served at ``host:port``; its path. Raises
    UsageError where it cannot be written."""
    path = folder / CONFIG
    with _writing(folder):
        path.write_text(configuration(papers, place), encoding="utf-8")
    return path


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"cannot be written ({error.strerror or error})", where=str(folder), hint=_ANOTHER
        ) from error


def configuration(papers: tuple[Paper, ...], place: str) -> str:
    """The demo's configuration, of papers at ``host:port``."""
    sources = "".join(_source(paper, place) for paper in papers)
    rules = "".join(f"[[rules]]\ntag = {_said(tag)}\nmatch = {_said(m)}\n\n" for tag, m in RULES)
    return f"""{SIGN}
# The newsroom was simulated, and is gone: this is to be asked, not to be polled.

[ticker]
zone = {_said(ZONE)}
database = {_said(f"sqlite:///{STORE}")}
captures = {_said(f"{CAPTURES}/")}

[poll]
spacing = "0s"                          # one host stands for four here
per_host = 4
allow_private = [{_said(place)}]

{sources}{rules}# Try: ticker --config {CONFIG} items --tag tram
"""


def _source(paper: Paper, place: str) -> str:
    return f"""[[sources]]
name = {_said(paper.name)}
url = {_said(f"http://{place}{paper.path}")}
kind = "{"list" if paper.form == "page" else "feed"}"
zone = {_said(paper.zone)}
language = {_said(paper.language)}
tags = [{", ".join(map(_said, paper.tags))}]
interval = {_said(paper.every)}

"""


def _said(text: str) -> str:
    """A string as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


def _refuse_foreign(folder: Path) -> None:
    """Raise UsageError for a folder that is neither empty nor a demo's."""
    if not folder.is_dir():
        raise UsageError("this is not a folder", where=str(folder), hint=_ANOTHER)
    if any(folder.iterdir()) and not _is_ours(folder / CONFIG):
        raise UsageError(
            "holds something that `ticker demo` did not put there, and stays as it is",
            where=str(folder),
            hint=_ANOTHER,
        )


def _is_ours(config: Path) -> bool:
    try:
        with config.open(encoding="utf-8") as file:
            return file.readline().rstrip() == SIGN
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _written_by_a_demo(folder: Path) -> Iterator[Path]:
    """The files of an earlier demo, but for the lock, which is held, and the configuration, by
    which the folder is known: that one is written over."""
    yield from (folder / f"{STORE}{end}" for end in ("", "-wal", "-shm"))
    captures = folder / CAPTURES
    if captures.is_dir() and not captures.is_symlink():
        yield from sorted(captures.glob("ticker-*.warc.gz"))
