"""One table of a configuration, read key by key: every complaint knows its file and line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ticker.config import marks
from ticker.config.keys import KEYS, REPEATED
from ticker.config.nearest import did_you_mean, nearest
from ticker.config.units import duration_text, nearest_duration, read_duration, read_size
from ticker.errors import ConfigError

Word = TypeVar("Word", bound=str)

_VARIABLE = re.compile(r"\$\{([^}]*)\}?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# None has a use in a name, an address or a header, where CR and LF would start a new one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TYPES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """The text that a configuration came from: `shown` names it in messages, `folder` is what its
    paths are relative to, `environ` gives the values of ``${NAME}``."""

    shown: str
    folder: Path
    lines: Mapping[marks.Path, int]
    environ: Mapping[str, str]

    def line(self, at: marks.Path) -> int:
        """The line of a key, else of the nearest thing around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)

    def error(self, at: marks.Path, message: str, hint: str | None = None) -> ConfigError:
        return ConfigError(message, where=f"{self.shown}:{self.line(at)}", hint=hint)


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its place. Readers give the key's value or `default`, or raise `ConfigError`."""

    label: str
    values: Mapping[str, object]
    at: marks.Path
    origin: Origin

    def wrong(self, key: str, message: str, hint: str | None = None) -> ConfigError:
        """The error about `key`, standing on its line."""
        return self.origin.error((*self.at, key), f"{key} in {self.label} {message}", hint)

    def known(self, keys: Sequence[str]) -> None:
        """Refuse keys that do not exist."""
        for key in self.values:
            if key not in keys:
                meant = belongs(key) or nearest(key, keys)
                raise self.origin.error(
                    (*self.at, key),
                    f"unknown key {quoted(key)} in {self.label}{did_you_mean(meant)}",
                    f"the keys of {self.label} are {', '.join(keys)}",
                )

    def needed(self, key: str) -> str:
        """A text that must be there and must not be empty."""
        text = self.text(key)
        if text is None:
            raise self.origin.error(
                self.at, f"{self.label} lacks the key {quoted(key)}", f'write {key} = "..."'
            )
        return text

    def text(self, key: str) -> str | None:
        """A text that is not blank, or ``None`` where the key is not there."""
        value = self.raw_text(key)
        if value is not None and not value.strip():
            raise self.wrong(key, "is empty", "leave the key out, or give it a value")
        return value

    def raw_text(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise self._type(key, value, "a text in quotes")
        if value is not None and _CONTROL.search(value):
            raise self.wrong(
                key, "holds a line break or another control character", "write it on one line"
            )
        return value

    def expand(self, key: str, text: str) -> str:
        """`text` with each ``${NAME}`` replaced by the environment; the value is never shown."""

        def value(found: re.Match[str]) -> str:
            name = found[1]
            if not _NAME.fullmatch(name) or not found[0].endswith("}"):
                raise self.wrong(
                    key, f"has {quoted(found[0])}, which names no variable", "write ${NAME}"
                )
            if name not in self.origin.environ:
                raise self.wrong(
                    key,
                    f"needs the environment variable {name}, which is not set",
                    f"set {name} before ticker starts",
                )
            if _CONTROL.search(self.origin.environ[name]):
                raise self.wrong(
                    key,
                    f"gets a control character from the environment variable {name}",
                    f"look for a line end in {name}",
                )
            return self.origin.environ[name]

        return _VARIABLE.sub(value, text)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them blank."""
        value = self.values.get(key, [])
        hint = f'write {key} = ["...", "..."]'
        if not isinstance(value, list):
            raise self._type(key, value, "a list of texts", hint)
        for index, element in enumerate(value):
            if not isinstance(element, str) or not element.strip():
                what = "an empty text" if isinstance(element, str) else type_of(element)
                raise self.origin.error(
                    (*self.at, key, index),
                    f"{key} in {self.label} must be a list of texts, but holds {what}",
                    hint,
                )
        return tuple(value)

    def tags(self, key: str) -> tuple[str, ...]:
        """Tags as they are stored and asked for: white space single, lower case, each once."""
        return tuple(dict.fromkeys(fold_tag(tag) for tag in self.texts(key)))

    def choice(self, key: str, words: Sequence[Word]) -> Word | None:
        """One of `words`."""
        value = self.text(key)
        for word in words:
            if value == word:
                return word
        if value is None:
            return None
        raise self.wrong(
            key,
            f"is {quoted(value)}{did_you_mean(nearest(value, words))}",
            f"{key} is one of {', '.join(words)}",
        )

    def seconds(self, key: str, default: float, *, least: float, most: float) -> float:
        """A duration with its unit, between `least` and `most` seconds."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._type(key, value, "a duration in quotes", _unit_hint(key, value))
        seconds = read_duration(value.strip())
        if seconds is None:
            raise self.wrong(
                key,
                f"is {quoted(value)}, which is no duration{did_you_mean(nearest_duration(value))}",
                'durations look like "90s", "5m", "1h30m" or "2d"',
            )
        if not least <= seconds <= most:
            side, bound = ("at least", least) if seconds < least else ("at most", most)
            raise self.wrong(
                key,
                f"is {quoted(value)}, but must be {side} {duration_text(bound)}",
                f'write {key} = "{duration_text(bound)}"',
            )
        return seconds

    def size(self, key: str, default: int, *, least: int, most: int) -> int:
        """A number of bytes with its unit, between `least` and `most`."""
        value = self.values.get(key)
        if value is None:
            return default
        size = read_size(value.strip()) if isinstance(value, str) else None
        if size is None:
            raise self.wrong(
                key, f"is {quoted(value)}, which is no size", 'sizes look like "512kB" or "10MB"'
            )
        if not least <= size <= most:
            raise self.wrong(
                key,
                f"is {quoted(value)}, but must be from {least} to {most} bytes",
                f'without the key it is "{default}B"',
            )
        return size

    def count(self, key: str, default: int, *, most: int, least: int = 1) -> int:
        """A whole number from `least` to `most`."""
        value = self.values.get(key, default)
        if type(value) is not int:  # in Python true is an int; in a configuration it is not
            raise self._type(key, value, "a whole number")
        if not least <= value <= most:
            raise self.wrong(
                key,
                f"is {value}, but must be from {least} to {most}",
                f"without the key it is {default}",
            )
        return value

    def _type(self, key: str, value: object, wanted: str, hint: str | None = None) -> ConfigError:
        hint = hint or f"write {wanted}, not {quoted(value)}"
        return self.wrong(key, f"must be {wanted}, but is {type_of(value)}", hint)


def belongs(key: str) -> str | None:
    """Where a key belongs that stands in the wrong section."""
    for section, keys in KEYS.items():
        if key in keys:
            return f"{key} under " + (f"[[{section}]]" if section in REPEATED else f"[{section}]")
    return None


def fold_tag(tag: str) -> str:
    """A tag without differences of case, white space and Unicode composition (NFKC)."""
    return " ".join(unicodedata.normalize("NFKC", tag).split()).lower()


def type_of(value: object) -> str:
    """What a TOML value is, in words."""
    return _TYPES.get(type(value), "a date or time")


def quoted(value: object) -> str:
    """A value as a message shows it: in TOML's quotes, on one line, not too long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f'{text[:76]}..."'


def _unit_hint(key: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f'say the unit: {key} = "{value}s" for seconds, "{value}m" for minutes'
    return 'durations look like "90s", "5m", "1h30m" or "2d"'
