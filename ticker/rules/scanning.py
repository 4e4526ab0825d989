"""Rules over a whole history: what leads to the few items that are worth a closer look.

A rule needs something to be found in some field. That is looked for in thousands of texts at once,
folded together and parted by line breaks, with patterns that may fit too often and never too
seldom; what they fit is then asked of the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ticker.patterns import Field, Term, fold_but_case, odd_pattern
from ticker.patterns.term import Fault, compiled
from ticker.rules.matching import CompiledRules

_COSTS: Mapping[Field, int] = {
    "headline": 0,
    "source": 1,
    "language": 1,
    "label": 2,
    "url": 3,
    "summary": 9,
}
"""How many bytes of a store a field takes, about: a rule is looked for where that is little."""


_MANY = 8
"""Where more than one text in so many is to be folded, all of them are, in one go."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The fields to look through, and in each the patterns one of which every match has.

    `whole`: the headline alone decides, so that a line of it can be judged where it is found.
    """

    patterns: Mapping[Field, tuple[Any, ...]]
    whole: bool

    def places(self, field: Field, texts: str) -> list[int]:
        """Which of `texts`, parted by line breaks, may be matched: their places, in order."""
        patterns = self.patterns[field]
        data = texts.encode("utf-8", "replace")
        few = data.count(b"\n") // _MANY + 1
        odd = _places(odd_pattern(), data, most=few)
        if len(odd) >= few:
            return _any_of(patterns, fold_but_case(texts).encode("utf-8", "replace"))
        found = set(_any_of(patterns, data))
        if odd:
            lines = texts.split("\n")
            folded = fold_but_case("\n".join(lines[place] for place in odd))
            found.update(odd[at] for at in _any_of(patterns, folded.encode("utf-8", "replace")))
        return sorted(found)


def scan_of(rules: CompiledRules) -> Scan:
    """How to look for all that `rules` can match."""
    together: dict[Field, dict[str, None]] = {}
    fields: set[Field] = set()
    for one in rules.read:
        fields.update(term.field for term in (*one.all, *one.any, *one.none))
        for term in _lead(one.all, one.any):
            together.setdefault(term.field, {})[term.loose] = None
    patterns = {name: tuple(_joined(list(loose))) for name, loose in together.items()}
    return Scan(patterns, fields <= {"headline"})


def _lead(needed: Sequence[Term], any_of: Sequence[Term]) -> Iterable[Term]:
    """The terms one of which every match of a rule has: those that are looked up cheapest, and of
    those the longest."""
    choices: list[tuple[Term, ...]] = [(term,) for term in needed]
    if any_of:
        choices.append(tuple(any_of))
    return min(
        choices,
        key=lambda terms: (sum(_COSTS[term.field] for term in terms), -_shortest(terms)),
    )


def _shortest(terms: Sequence[Term]) -> int:
    return min(len(term.loose) for term in terms)


def _joined(patterns: list[str]) -> Iterator[Any]:
    """The patterns as one, or as few as RE2 needs."""
    whole = compiled("|".join(f"(?:{pattern})" for pattern in patterns))
    if not isinstance(whole, Fault):
        yield whole
    elif len(patterns) > 1:
        half = len(patterns) // 2
        yield from _joined(patterns[:half])
        yield from _joined(patterns[half:])


def _any_of(patterns: Sequence[Any], data: bytes) -> list[int]:
    return sorted({place for pattern in patterns for place in _places(pattern, data)})


def _places(pattern: Any, data: bytes, most: int | None = None) -> list[int]:
    """The lines of `data` in which a match begins, or the first `most` of them.

    A match may run on over line breaks: what begins in the lines behind, the next search finds.
    """
    match = pattern.search(data)
    if match is None:
        return []
    places: list[int] = []
    line = at = 0
    while match is not None:
        line += data.count(b"\n", at, match.start())
        places.append(line)
        end = data.find(b"\n", match.start())
        if end < 0 or len(places) == most:
            break
        at, line = end + 1, line + 1
        match = pattern.search(data, at)
    return places
