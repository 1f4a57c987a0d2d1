"""Records as plain JSON values and back: what a guarded process sends, and its parent can read without trusting it.

Every value is decoded by the type that the record declares, never by what the bytes say of themselves (as pickles do),
so a sender can lie about a document and can do nothing else.
"""

import datetime
import types
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_MOST_DIGITS = 100  # before or behind the point: a billion would be written out as a billion noughts
Decoder = Callable[[Any], Any]


def encode(value: object) -> Any:
    """A record, or anything that stands in its fields, as what json.dumps takes: a record is the list of its fields."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Enum):
        return value.name
    kind: Any = type(value)
    make = _ENCODERS.get(kind)
    return make(value) if make else [encode(getattr(value, name)) for name in _names(kind)]


_ENCODERS: dict[type, Callable[[Any], Any]] = {
    tuple: lambda items: [encode(item) for item in items],
    frozenset: lambda items: sorted(encode(item) for item in items),
    datetime.date: datetime.date.isoformat,
    Decimal: str,
}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def decoder(declared: Any) -> Decoder:
    """What makes a value of the declared type of its JSON.

    Raises:
        TypeError: a type that no record's field has had so far. The decoder itself raises ValueError on JSON that is
            no such value.
    """
    if isinstance(declared, type) and declared in _PLAIN:
        return _PLAIN[declared]
    if isinstance(declared, type) and is_dataclass(declared):
        return _record(declared)
    if isinstance(declared, type) and issubclass(declared, Enum):
        return _named(declared)
    make = _GENERIC.get(get_origin(declared))
    if make is None:
        raise TypeError(f"no decoder for {declared}")
    return make(get_args(declared))


def _record(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    values = _fixed([decoder(hints[field.name]) for field in fields(kind)])
    return lambda told: kind(*values(told))


def _named(kind: type[Enum]) -> Decoder:
    def decode(told: Any) -> Enum:
        if isinstance(told, str) and told in kind.__members__:
            return kind[told]
        raise ValueError(f"no {kind.__name__}")

    return decode


def _optional(parts: tuple[Any, ...]) -> Decoder:
    one, none = parts
    if none is not type(None):
        raise TypeError(f"no decoder for a choice of {parts}")
    inner = decoder(one)
    return lambda told: None if told is None else inner(told)


def _tuple(parts: tuple[Any, ...]) -> Decoder:
    return _each(decoder(parts[0]), tuple) if parts[1:] == (...,) else _fixed([decoder(part) for part in parts])


def _one_of(values: tuple[Any, ...]) -> Decoder:
    def decode(told: Any) -> Any:
        if isinstance(told, str) and told in values:
            return told
        raise ValueError("none of the words that may stand here")

    return decode


def _each(inner: Decoder, make: Callable[[Any], Any]) -> Decoder:
    return lambda told: make(map(inner, _list(told)))


def _fixed(inner: Sequence[Decoder]) -> Decoder:
    return lambda told: tuple(decode(item) for decode, item in zip(inner, _list(told), strict=True))


def _list(told: Any) -> list[Any]:
    if isinstance(told, list):
        return told
    raise ValueError("no list")


def _text(told: Any) -> str:
    if isinstance(told, str):
        return told
    raise ValueError("no text")


def _whole(told: Any) -> int:
    if isinstance(told, int) and not isinstance(told, bool):
        return told
    raise ValueError("no whole number")


def _number(told: Any) -> float:
    if isinstance(told, int | float) and not isinstance(told, bool) and isfinite(told):
        return float(told)
    raise ValueError("no finite number")


def _truth(told: Any) -> bool:
    if isinstance(told, bool):
        return told
    raise ValueError("neither true nor false")


def _decimal(told: Any) -> Decimal:
    try:
        value = Decimal(_text(told))
    except InvalidOperation:
        raise ValueError("no decimal number") from None
    if value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS:
        return value
    raise ValueError("no decimal number that can be written down")


_PLAIN: dict[Any, Decoder] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _truth,
    datetime.date: lambda told: datetime.date.fromisoformat(_text(told)),
    Decimal: _decimal,
}
_GENERIC: dict[Any, Callable[[tuple[Any, ...]], Decoder]] = {
    Union: _optional,
    types.UnionType: _optional,
    Literal: _one_of,
    tuple: _tuple,
    frozenset: lambda parts: _each(decoder(parts[0]), frozenset),
}
