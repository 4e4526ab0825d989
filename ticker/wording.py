"""What changed between two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

Part: TypeAlias = tuple[Literal["=", "-", "+"], str]
"""Kept, taken out or put in, and the words."""

# Scripts without spaces are compared sign by sign: kana, Han, Hangul keeps its spaces.
_WORDS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|.", re.DOTALL
)

MOST_WORDS = 400
"""Comparing is quadratic: beyond this length the wordings are shown whole."""


def word_diff(was: str, now: str) -> tuple[Part, ...]:
    """The parts of two wordings in reading order, what was taken out before what was put in."""
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    if max(len(old), len(new)) > MOST_WORDS:
        return tuple(_merged([("-", was), ("+", now)]))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    parts: list[Part] = []
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        out, put = "".join(old[i1:i2]), "".join(new[j1:j2])
        parts += [("=", out)] if out == put else [("-", out), ("+", put)]
    return tuple(_merged(parts))


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbouring changes as one: a space that was kept between two is part of both."""
    kept: list[Part] = [part for part in parts if part[1]]
    out = put = ""
    for index, (kind, text) in enumerate(kept):
        between = kind == "=" and text.isspace() and 0 < index < len(kept) - 1
        if kind == "-" or (between and (out or put)):
            out += text
        if kind == "+" or (between and (out or put)):
            put += text
        if kind == "=" and not (between and (out or put)):
            yield from _changed(out, put)
            out = put = ""
            yield kind, text
    yield from _changed(out, put)


def _changed(out: str, put: str) -> Iterator[Part]:
    if out:
        yield "-", out
    if put:
        yield "+", put
