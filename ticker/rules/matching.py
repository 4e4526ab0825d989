"""Rules made ready, all of them asked at once: one pass over each field, however many they are.

RE2 looks for many patterns in one pass (`re2.Set`). A rule is looked at closer only where
something it needs was found: 200 rules cost an item what four passes over a headline do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import re2

from ticker.errors import ConfigError
from ticker.model import Rule, Wording
from ticker.patterns import MOST_CHARS, Field, Term, fold, mark
from ticker.patterns.term import compiled, options
from ticker.rules.reading import ReadRule, RuleFault, read_rule

_ALWAYS: Final = r"\A"
"""Stands first in every set: where even this was not found, RE2 ran out of memory, and each
pattern is asked on its own."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Terms that are looked for in the same text: one set, and the number of each term."""

    field: Field
    by_word: bool
    numbers: tuple[int, ...]
    patterns: tuple[str, ...]
    set: Any = None

    def found(self, text: str) -> Iterable[int]:
        """The numbers of the terms that `text` holds."""
        if self.set is not None:
            hits = self.set.Match(text)
            if hits:
                return [self.numbers[hit - 1] for hit in hits if hit]
        pairs = zip(self.numbers, self.patterns, strict=True)
        return [number for number, pattern in pairs if compiled(pattern).search(text)]


@dataclass(frozen=True, slots=True)
class _Needs:
    """A rule as numbers of terms."""

    rule: Rule
    all: frozenset[int]
    any: frozenset[int]
    none: frozenset[int]

    def met_by(self, found: set[int]) -> bool:
        return (
            self.all <= found
            and (not self.any or not self.any.isdisjoint(found))
            and self.none.isdisjoint(found)
        )


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """Rules ready to be asked; made by `compile_rules`. A value: it keeps nothing of what it is
    asked."""

    read: tuple[ReadRule, ...] = ()
    _needs: tuple[_Needs, ...] = ()
    _groups: tuple[_Group, ...] = ()
    # Term number -> places of the rules that cannot be met without it or one like it.
    _asked_by: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def met(self, wording: Wording) -> tuple[Rule, ...]:
        """The rules that a wording meets, in their order. Never raises.

        Of each text the first `MOST_CHARS` characters are looked at.
        """
        found = self._found(wording)
        asked = {place for number in found for place in self._asked_by.get(number, ())}
        return tuple(
            self._needs[place].rule for place in sorted(asked) if self._needs[place].met_by(found)
        )

    def tags(self, wording: Wording) -> tuple[str, ...]:
        """The tags that a wording earns, each once, in the order of the rules. Never raises."""
        return tuple(dict.fromkeys(rule.tag for rule in self.met(wording)))

    def _found(self, wording: Wording) -> set[int]:
        found: set[int] = set()
        folded: dict[tuple[Field, bool], str] = {}
        for group in self._groups:
            plain = folded.get((group.field, False))
            if plain is None:
                plain = folded[group.field, False] = fold(text_of(wording, group.field))
            found.update(group.found(mark(plain) if group.by_word else plain))
        return found


def compile_rules(rules: Sequence[Rule]) -> CompiledRules:
    """Make rules ready.

    Raises ConfigError that names the rule's tag and what is wrong with it: that a pattern is no
    regular expression, is empty, too large, or fits the empty text ("Kyiv|" would tag every item).
    """
    read = tuple(map(_read, rules))
    numbers: dict[Term, int] = {}
    needs = tuple(
        _Needs(
            one.rule,
            *(
                frozenset(numbers.setdefault(term, len(numbers)) for term in terms)
                for terms in (one.all, one.any, one.none)
            ),
        )
        for one in read
    )
    asked_by: dict[int, list[int]] = {}
    for place, need in enumerate(needs):
        for number in need.any or need.all:
            asked_by.setdefault(number, []).append(place)
    places = {number: tuple(rules_of) for number, rules_of in asked_by.items()}
    return CompiledRules(read, needs, tuple(_groups(numbers)), places)


def text_of(wording: Wording, field: Field) -> str:
    """What a field of a wording says, as far as it is looked at."""
    match field:
        case "label":
            said: str | None = " ".join(wording.labels)
        case "language":
            said = (wording.language or "").replace("_", "-")
        case _:
            said = getattr(wording, field)
    return (said or "")[:MOST_CHARS]


def _read(rule: Rule) -> ReadRule:
    read = read_rule(rule)
    if isinstance(read, RuleFault):
        raise ConfigError(f"{read.key} {read.message}", where=f'rule "{rule.tag}"', hint=read.hint)
    return read


def _groups(numbers: dict[Term, int]) -> Iterable[_Group]:
    together: dict[tuple[Field, bool], list[Term]] = {}
    for term in numbers:
        together.setdefault((term.field, term.by_word), []).append(term)
    for (where, by_word), terms in together.items():
        for some in _sets(terms):
            yield _Group(
                where,
                by_word,
                tuple(numbers[term] for term in some),
                tuple(term.pattern for term in some),
                _set_of(some),
            )


def _sets(terms: Sequence[Term]) -> Iterable[Sequence[Term]]:
    """All terms in one set, or in as many as RE2 needs for them."""
    if len(terms) == 1 or _set_of(terms) is not None:
        yield terms
    else:
        half = len(terms) // 2
        yield from _sets(terms[:half])
        yield from _sets(terms[half:])


def _set_of(terms: Sequence[Term]) -> Any:
    """A set for these terms; ``None`` where it would be too large."""
    made = re2.Set.SearchSet(options())
    try:
        made.Add(_ALWAYS)
        for term in terms:
            made.Add(term.pattern)
        made.Compile()
    except re2.error:
        return None
    return made if made.Match("") else None
