"""Frozen values that are filled before they freeze: nothing but the time tells them from others."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from datetime import UTC, datetime

import pytest

from ticker.model import Claim, Item
from ticker.model.filling import filled_open

CLAIM = Claim(datetime(2025, 7, 9, 5, 54, tzinfo=UTC), "stated", "Wed, 09 Jul 2025 08:54:00 +0300")
ITEM = Item(1, "Storm", "Storm", "storm", "storm", CLAIM, tags=("weather",), language="en")


@dataclass(frozen=True, slots=True)
class Plain:
    one: int
    other: str = "other"


@filled_open
@dataclass(frozen=True, slots=True)
class Filled:
    one: int
    other: str = "other"


@pytest.mark.parametrize("value", [CLAIM, ITEM, Filled(1)])
def test_a_filled_value_is_frozen(value: Claim | Item | Filled) -> None:
    for one in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, one.name, "x")
        with pytest.raises(FrozenInstanceError):
            delattr(value, one.name)
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("value", [CLAIM, ITEM, Filled(1)])
def test_a_copy_of_a_filled_value_is_its_equal(value: Claim | Item | Filled) -> None:
    copies = (copy.copy(value), copy.deepcopy(value), replace(value))
    for one in (*copies, pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))):
        assert one == value
        assert hash(one) == hash(value)
        assert repr(one) == repr(value)
        assert type(one) is type(value)


def test_a_filled_value_is_made_like_any_other() -> None:
    assert inspect.signature(Filled) == inspect.signature(Plain)
    for values, named in (((1,), {}), ((1, "x"), {}), ((), {"one": 1, "other": "x"})):
        filled, plain = Filled(*values, **named), Plain(*values, **named)  # type: ignore[arg-type]
        assert (filled.one, filled.other) == (plain.one, plain.other)
    for values in ((), (1, "x", 2)):
        with pytest.raises(TypeError, match="Filled"):
            Filled(*values)  # type: ignore[call-arg, arg-type]


def test_a_field_is_never_shared_between_filled_values() -> None:
    @filled_open
    @dataclass(frozen=True, slots=True)
    class Listing:
        names: list[str] = field(default_factory=list)

    assert Listing().names is not Listing().names
