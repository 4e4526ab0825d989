"""Where each key of a TOML text stands: tomllib gives values but no lines, and an error without a
line sends its reader searching.

The scanner walks text that tomllib has accepted already (https://toml.io/en/v1.0.0), so it only
finds boundaries and never judges.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the top of the document: ``("sources", 2, "url")``."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
# The four kinds of string; a multi-line one may end in up to two quotes of its own.
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|' + r"'''.*?'''(?:'{0,2})" + r'|"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
# A number, a word or a date with its time: all up to what can follow a value.
_BARE = re.compile(r"[^,\]}#\r\n]+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A header or a key with its value: offsets of its first character and past its last."""

    path: Path
    start: int
    end: int
    header: bool = False


def scan(text: str) -> tuple[Mark, ...]:
    """The marks of all headers and keys of valid TOML, in the order of the text."""
    return tuple(_Scanner(text).marks())


def lines(text: str) -> Mapping[Path, int]:
    """The line (from 1) on which each path first stands, parents and array elements included."""
    starts = [0, *(at.end() for at in re.finditer("\n", text))]
    found: dict[Path, int] = {}
    try:
        marks = scan(text)
    except RecursionError:  # lists nested so deep that no key of ours stands in them
        return found
    for mark in marks:
        line = bisect_right(starts, mark.start)
        for depth in range(1, len(mark.path) + 1):
            found.setdefault(mark.path[:depth], line)
    return found


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    table: Path = ()
    # How many tables each array of tables has so far.
    counts: dict[Path, int] = field(default_factory=dict)

    def marks(self) -> Iterator[Mark]:
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                yield self._header()
            else:
                yield from self._pair(self.table)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def _header(self) -> Mark:
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        keys = self._keys()
        self.at += brackets
        self.table = self._enter(keys, repeated=brackets == 2)
        return Mark(self.table, start, self.at, header=True)

    def _enter(self, keys: Path, *, repeated: bool) -> Path:
        """The path a header opens: a name of an array of tables means its last table."""
        path: Path = ()
        for depth, key in enumerate(keys, 1):
            path = (*path, key)
            if repeated and depth == len(keys):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def _keys(self) -> Path:
        keys: list[str | int] = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(keys)
            self.at += 1

    def _key(self) -> str:
        if self.text[self.at] not in "\"'":
            return self._skip(_BARE_KEY)
        quoted = self._skip(_STRING)
        return str(tomllib.loads(f"key = {quoted}")["key"])

    def _pair(self, table: Path) -> Iterator[Mark]:
        start = self.at
        path = (*table, *self._keys())
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        inner = list(self._value(path))
        yield Mark(path, start, self.at)
        yield from inner

    def _value(self, path: Path) -> Iterator[Mark]:
        opening = self.text[self.at]
        if opening == "[":
            yield from self._array(path)
        elif opening == "{":
            yield from self._inline_table(path)
        elif opening in "\"'":
            self._skip(_STRING)
        else:
            bare = self._skip(_BARE)
            self.at -= len(bare) - len(bare.rstrip())

    def _array(self, path: Path) -> Iterator[Mark]:
        self.at += 1
        index = 0
        while not self._closed("]"):
            start = self.at
            inner = list(self._value((*path, index)))
            yield Mark((*path, index), start, self.at)
            yield from inner
            index += 1

    def _inline_table(self, path: Path) -> Iterator[Mark]:
        self.at += 1
        while not self._closed("}"):
            yield from self._pair(path)

    def _closed(self, bracket: str) -> bool:
        """Step over blanks and commas to the next element, or past the bracket that ends them."""
        self._skip(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1
            self._skip(_BLANK)
        if self.text.startswith(bracket, self.at):
            self.at += 1
            return True
        return False
