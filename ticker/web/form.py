"""The question of the wire as a form, as links, and as the address that is bookmarked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ticker.web.asked import Filters

ONE_FIELD = frozenset({"since", "until", "text", "zone", "state"})
LIST_FIELD = frozenset({"tag", "source", "label", "lang"})
"""Filters that the form of the wire has a field for; of those with many values, for the first."""


def without_fields(asked: Filters) -> list[tuple[str, str]]:
    """What the question holds beyond what the form has fields for: sent along unseen, so that a
    further filter takes none away."""
    firsts = {(name, getattr(asked, name)[0]) for name in LIST_FIELD if getattr(asked, name)}
    return [one for one in said_of(asked) if one[0] not in ONE_FIELD and one not in firsts]


def chosen(asked: Filters) -> list[tuple[str, str, str]]:
    """Each filter in force: its name, its value, and the question without it."""
    said = said_of(asked)
    return [
        (name.replace("_", " "), value, urlencode([one for one in said if one != (name, value)]))
        for name, value in said
    ]


def said_of(asked: Filters) -> list[tuple[str, str]]:
    """The filters of a question, one value each; where the page begins is none."""
    said = asked.model_dump(exclude_defaults=True, exclude={"after"})
    return [
        (name, str(one))
        for name, value in said.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def addressed(asked: Filters, **changed: Any) -> str:
    """The question as the query string of an address, with other values."""
    said = asked.model_dump(exclude_defaults=True) | changed
    return urlencode({key: value for key, value in said.items() if value is not None}, doseq=True)
