"""Headlines: freed of the labels that newsrooms put on them, and told apart when edited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from ticker.items.folding import fold
from ticker.items.labels import (
    APART,
    GLUED,
    LABEL_OF,
    MEDIA,
    NO_GLUE,
    NO_OPENERS,
    OPENERS,
    WIRE,
    Words,
    key,
)
from ticker.items.plain_text import plain
from ticker.items.templates import template

__all__ = ["fold", "plain", "revision_kind", "split_labels"]

_LEAST: Final = 12  # characters that a headline must have left when a label is taken off
_TAIL: Final = 120  # characters at the end that are searched for labels


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace("'", "['’ʼ`]") for word in longest_first)


def _words(*tables: Words) -> list[str]:
    return [word for table in tables for words in table.values() for word in words]


_JOINT: Final = r"\s*(?:[,/+&]|\b(?:and|та|і|й|и|und|et|y|e|i|en|og|och)\b)\s*"


def _list_of(words: Iterable[str]) -> str:
    word = f"(?:{_any_of(words)})"
    return rf"{word}(?:{_JOINT}{word})*"


_SYMBOLS: Final = "[\u25b6\u25ba\u26a1\u2757\u203c\u2b55\ufe0f\U0001f300-\U0001faff]"
_COUNT: Final = r"(?:\d{1,3}\s+)?"
_WITH: Final = r"(?:\+\s*|(?:with|mit|avec|con|com|z|з|із|с|со)\s+)?"
_CAPITAL: Final = "A-ZА-ЯІЇЄҐ"


@cache
def _prefixes() -> tuple[re.Pattern[str], ...]:
    """The patterns of labels before a headline. Compiled when the first headline is read: that
    takes 90 ms, and most commands read none."""
    openers = [word for word in _words(MEDIA, OPENERS) if word not in NO_OPENERS]
    opening, shouting = _list_of(openers), _list_of(word.upper() for word in openers)
    loud = _any_of(OPENERS["breaking"] + MEDIA["exclusive"])
    anything = _list_of(_words(MEDIA, OPENERS, APART))
    return tuple(
        re.compile(pattern, flags)
        for pattern, flags in (
            # Breaking: ... / VIDEO | ... / Photo, video - ...
            (rf"(?:{_SYMBOLS}+\s*)?(?P<label>{opening})(?:\s*[:|•·]|\s+-\s|\s*[–—]\s)\s*", re.I),
            # VIDEO. ...
            (rf"(?P<label>{shouting})\.\s+", 0),
            # Exclusive! ...
            (rf"(?P<label>{loud})!+\s*", re.I),
            # [VIDEO] ... / (Updated) ...
            (rf"[\[(【（]\s*{_WITH}{_COUNT}(?P<label>{anything})\s*[\])】）]\s*[:|-]?\s*", re.I),
            # +++ Eil +++ ...
            (rf"\+{{3}}\s*(?P<label>{anything})\s*\+{{3}}\s*", re.I),
            # UPDATE 2-...
            (rf"(?P<label>{_any_of(WIRE)})(?: \d{{1,2}})?-(?=\S)", 0),
            *((pattern, 0) for pattern in _glued()),
        )
    )


def _glued() -> tuple[str, str]:
    no_glue = rf"(?!(?:{_any_of(NO_GLUE)})\b)"
    return (
        # UpdatedLarge-scale ...
        rf"(?P<label>{_any_of(GLUED)})(?=[{_CAPITAL}\"0-9«“„'‘]){no_glue}",
        # UPDATEDLarge-scale ...
        rf"(?P<label>{_any_of(word.upper() for word in GLUED)})"
        rf"(?=[{_CAPITAL}][a-zа-яіїєґ]){no_glue}",
    )


def _always(label: str, rest: str) -> bool:
    return True


def _set_apart(label: str, rest: str) -> bool:
    """After a comma or a stop: a foreign word or capitals, and not the end of a list of media
    that the headline is about ("Police publish photos, video")."""
    last = rest.rpartition(" ")[2]
    return (label.isupper() or not label.isascii()) and key(last) not in LABEL_OF


def _shouted(label: str, rest: str) -> bool:
    return label.isupper() and not rest.isupper()


_ENDS: Final = 4
"""Letters at either end of a headline that tell whether a label may stand there."""


@cache
def _beginnings() -> re.Pattern[str]:
    """What a headline begins with if one of `_prefixes` is to match."""
    words = (*_words(MEDIA, OPENERS, APART), *WIRE, *GLUED)
    letters = {word[:_ENDS] for word in words}
    return re.compile(rf"{_SYMBOLS}|[\[(【（+]|(?:{_any_of(letters)})", re.IGNORECASE)


@cache
def _endings() -> re.Pattern[str]:
    """What a headline ends with if one of `_suffixes` is to match."""
    letters = {word[-_ENDS:] for word in _words(MEDIA)}
    brackets = r"(?:[^\W\d_]|\s)[\])】）]\.?"  # behind a word: "(2011)" is no label
    return re.compile(rf"(?:(?:{_any_of(letters)})[.!]?|{brackets})\Z", re.IGNORECASE)


@lru_cache(maxsize=8_192)
def _may_open(beginning: str) -> bool:
    return _beginnings().match(beginning) is not None


@lru_cache(maxsize=8_192)
def _may_close(ending: str) -> bool:
    return _endings().search(ending) is not None


_Accepts: TypeAlias = Callable[[str, str], bool]


@cache
def _suffixes() -> tuple[tuple[re.Pattern[str], _Accepts], ...]:
    """The patterns of labels behind a headline, each with what else must hold."""
    closing, anything = _list_of(_words(MEDIA)), _list_of(_words(MEDIA, OPENERS, APART))
    media = (MEDIA[label] for label in ("video", "photo", "infographic", "live", "audio"))
    shown = _list_of(word for words in media for word in words)
    patterns: tuple[tuple[str, _Accepts], ...] = (
        # ... - video
        (rf"(?:\s*[–—]\s*|\s-\s*)(?P<label>{closing})[.!]?\Z", _always),
        # ... (photos, video)
        (rf"\s*[\[(【（]\s*{_WITH}{_COUNT}(?P<label>{anything})\s*[\])】）]\.?\Z", _always),
        # ... + video
        (rf"\s*\+\s*{_COUNT}(?P<label>{closing})\Z", _always),
        # ... | Video
        (rf"(?:\s*[|•·]\s*|\s/{{1,2}}\s*)(?P<label>{closing})\Z", _always),
        # ..., відео / ... ВИДЕО
        (rf"(?:[,.:;]|(?<=[!?…»”\"]))\s+(?P<label>{shown})\.?\Z", _set_apart),
        (rf"\s+(?P<label>{shown})\Z", _shouted),
    )
    return tuple((re.compile(pattern, re.IGNORECASE), accepts) for pattern, accepts in patterns)


def split_labels(text: str, badges: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The headline without its labels, and the labels (`model.LABELS`) in the order they stand.

    `text` is what `plain` returns; `badges` are texts of elements beside the title, of which
    those that the tables do not know say nothing. A label is taken off where its place shows
    that it is none of the headline's words: before a mark or in brackets, after a dash at the
    end, or glued to a capital, digit or quote. "Live music returns" and "... - investigation"
    stay. At least 12 characters are left.
    """
    if not (badges or _may_open(text[:_ENDS]) or _may_close(text[-_ENDS - 1 :])):
        return text, ()  # nine of ten headlines
    before = [label for badge in badges for label in _named(badge)]
    after: list[str] = []
    rest = text
    while (cut := _without_prefix(rest)) or (cut := _without_suffix(rest)):
        opens = rest.endswith(cut[0])
        rest, label = cut
        if opens:
            before += _named(label)
        else:
            after[:0] = _named(label)
    return rest, tuple(dict.fromkeys(before + after))


def _without_prefix(text: str) -> tuple[str, str] | None:
    if not _may_open(text[:_ENDS]):
        return None
    for pattern in _prefixes():
        found = pattern.match(text)
        if found and len(text) - found.end() >= _LEAST:
            return text[found.end() :], found["label"]
    return None


def _without_suffix(text: str) -> tuple[str, str] | None:
    if not _may_close(text[-_ENDS - 1 :]):
        return None
    start = max(0, len(text) - _TAIL)
    for pattern, accepts in _suffixes():
        found = pattern.search(text, start)
        if found is None:
            continue
        rest = text[: found.start()].rstrip()
        if len(rest) >= _LEAST and accepts(found["label"], rest):
            return rest, found["label"]
    return None


_JOINTS: Final = re.compile(_JOINT, re.IGNORECASE)
_CLOCK: Final = re.compile(r"\s*(?:\d[\d:.,/ ]*|at \d.*)\Z")


def _named(words: str) -> list[str]:
    """The labels that words of the tables stand for, alone or in a list, with or without a clock
    ("Updated 10:43")."""
    for spelling in (words, words.strip("!.:|[]() "), _CLOCK.sub("", words)):
        if (whole := LABEL_OF.get(key(spelling))) is not None:
            return [whole]
    parts = [LABEL_OF.get(key(part)) for part in _JOINTS.split(words)]
    return [label for label in parts if label is not None]


def revision_kind(  # noqa: PLR0917 - two wordings of three parts each, in their natural order
    was_title: str,
    was_headline: str,
    was_labels: Sequence[str],
    now_title: str,
    now_headline: str,
    now_labels: Sequence[str],
) -> Literal["wording", "number", "cosmetic", "badge"] | None:
    """What an edit changed: the first that is true of wording, number, cosmetic, badge.

    ``number``: only what fills the slots of the template. ``cosmetic``: only case, punctuation,
    quotes, spaces or markup. ``badge``: only labels. ``None`` where nothing changed.
    """
    if was_headline != now_headline and fold(was_headline) != fold(now_headline):
        return "number" if template(was_headline) == template(now_headline) else "wording"
    if was_headline == now_headline and tuple(was_labels) != tuple(now_labels):
        return "badge"
    if was_headline != now_headline or was_title != now_title:
        return "cosmetic"
    return None
