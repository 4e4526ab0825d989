"""The ``[[rules]]`` of a configuration."""

from __future__ import annotations

from typing import Final

from ticker.config.nearest import did_you_mean, nearest
from ticker.config.section import Section, fold_tag, quoted
from ticker.errors import ConfigError
from ticker.model import Rule, RuleField
from ticker.patterns import FIELDS, Fault, Term, read_entry, read_regex, split_field

_LISTS: Final = ("all", "any", "none")
_MOST: Final = 1_000
"""Entries of a list: what is longer belongs into several rules of one tag."""

_HINT: Final = 'words or phrases: any = ["Kyiv|Київ", "air raid", "drone*", "label:breaking"]'


def read_rule(section: Section) -> Rule:
    """One ``[[rules]]``. Whatever `ticker.rules` could not use is refused here, with its line."""
    tag = fold_tag(section.needed("tag"))
    rule = read_terms(section, tag)
    if rule is None:
        message = f"{section.label} lacks the key {quoted('match')}"
        raise section.origin.error(section.at, message, f'write match = "...", or {_HINT}')
    return rule


def read_terms(section: Section, tag: str) -> Rule | None:
    """What a section says of wordings, as a rule of that tag; ``None`` where it says nothing."""
    field = section.choice("field", FIELDS) or "headline"
    match = section.text("match")
    if match is not None:
        _require(section, ("match",), match, read_regex(match, field))
    lists = {key: _entries(section, key, field) for key in _LISTS}
    if match is None and not lists["all"] and not lists["any"]:
        if not lists["none"]:
            return None
        message = f"{section.label} has only {quoted('none')}, which all the rest would meet"
        raise section.origin.error(section.at, message, f'write match = "...", or {_HINT}')
    return Rule(tag, match, field, **lists)


def _entries(section: Section, key: str, field: RuleField) -> tuple[str, ...]:
    entries = section.texts(key)
    if len(entries) > _MOST:
        raise section.wrong(
            key, f"has {len(entries):,} entries, and {_MOST:,} are the most", "make several rules"
        )
    for index, entry in enumerate(entries):
        _check_prefix(section, key, index, entry)
        _require(section, (key, index), entry, read_entry(entry, field))
    return entries


def _check_prefix(section: Section, key: str, index: int, entry: str) -> None:
    """A misspelled field would be looked for as a word, and never found."""
    name, _ = split_field(entry)
    if name is None or name.lower() in FIELDS:
        return
    meant = nearest(name, FIELDS)
    if meant:
        raise _wrong(
            section,
            (key, index),
            f"is {quoted(entry)}, and {quoted(name)} is no field{did_you_mean(meant)}",
            f"the fields are {', '.join(FIELDS)}",
        )


def _require(
    section: Section, at: tuple[str | int, ...], written: str, came_to: Term | Fault
) -> None:
    if isinstance(came_to, Fault):
        message = f"is {quoted(written)}, which {came_to.message}"
        raise _wrong(section, at, message, came_to.hint)


def _wrong(section: Section, at: tuple[str | int, ...], message: str, hint: str) -> ConfigError:
    where = f"{at[0]} in {section.label}"
    entry = f", entry {int(at[1]) + 1}," if len(at) > 1 else ""
    return section.origin.error((*section.at, *at), f"{where}{entry} {message}", hint)
