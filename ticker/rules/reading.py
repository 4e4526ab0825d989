"""A rule as configured -> its terms, or what is wrong with it and in which key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final, Literal, TypeAlias

from ticker.model import Rule
from ticker.patterns import Fault, Term, read_entry, read_regex

Key: TypeAlias = Literal["match", "all", "any", "none"]

_READING: Final = 1
"""Counted up when the same rule comes to match something else: stored items are then compared
with it anew."""


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong with a rule: the key, the place in its list, and the words for it."""

    key: Key
    index: int | None
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule with its terms: each of `all` is needed, one of `any` if there are any, none of
    `none`."""

    rule: Rule
    all: tuple[Term, ...]
    any: tuple[Term, ...]
    none: tuple[Term, ...]


def read_rule(rule: Rule) -> ReadRule | RuleFault:
    """The terms of a rule, or the first thing that is wrong with it."""
    needed: list[Term] = []
    if rule.match is not None:
        term = read_regex(rule.match, rule.field)
        if isinstance(term, Fault):
            return RuleFault("match", None, term.message, term.hint)
        needed.append(term)
    lists: dict[Key, tuple[str, ...]] = {"all": rule.all, "any": rule.any, "none": rule.none}
    read: dict[Key, list[Term]] = {key: [] for key in lists}
    for key, entries in lists.items():
        for index, entry in enumerate(entries):
            term = read_entry(entry, rule.field)
            if isinstance(term, Fault):
                return RuleFault(key, index, term.message, term.hint)
            read[key].append(term)
    if not needed and not read["all"] and not read["any"]:
        return RuleFault(
            "match", None, "is missing", 'write match = "...", or words: any = ["...", "..."]'
        )
    return ReadRule(rule, (*needed, *read["all"]), tuple(read["any"]), tuple(read["none"]))


def rules_digest(rules: Iterable[Rule]) -> str:
    """A digest of all that decides what these rules match, in whatever order they stand."""
    said = sorted(json.dumps(astuple(rule), ensure_ascii=True) for rule in rules)
    return hashlib.sha256(f"{_READING}\n{said}".encode()).hexdigest()
