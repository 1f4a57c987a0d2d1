"""A document's lines of all tables, and as plain JSON values on their way out of a guarded process."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from itertools import chain
from math import isfinite
from typing import Any

from export.dataset.tables import TABLES, Column, Columns, Kind
from phuluc.model import Document

Lines = tuple[Columns, ...]
"""The lines of each of tables.TABLES, in their order, column by column."""

_Rule = tuple[frozenset[type], Callable[[list[Any]], list[Any]] | None]
"""The types of JSON that a column takes, and what else is looked at."""

_WIDEST = 1 << 63  # an integer of the tables is below it, and not below its negative


def lines_of(document: Document) -> Lines:
    """What the tables hold of a document."""
    return tuple(table.values(document) for table in TABLES)


def to_json(lines: Lines) -> list[list[list[Any]]]:
    """The same of lists, texts and numbers, days in ISO 8601."""
    return [
        [
            _days_told(values) if column.kind == "day" else values
            for column, values in zip(table.columns, told, strict=True)
        ]
        for table, told in zip(TABLES, lines, strict=True)
    ]


def _days_told(values: list[Any]) -> list[str | None]:
    return [None if value is None else value.isoformat() for value in values]


def from_json(told: Any) -> Lines:
    """The lines of such values, each column held to what it declares and never to what it says of itself.

    Raises:
        ValueError: they are no lines of these tables.
    """
    if not isinstance(told, list):
        raise ValueError("no lines of these tables")
    return tuple(_columns(rules, values) for rules, values in zip(_rules(), told, strict=True))


def _columns(rules: Sequence[_Rule], told: Any) -> Columns:
    """The columns, if all their values are what they declare.

    Whole columns are looked at, by what runs without a line of Python a value: they come by the million.
    """
    if not isinstance(told, list) or set(map(type, told)) - {list}:
        raise ValueError("no columns")
    if len(set(map(len, told))) > 1:
        raise ValueError("columns of unlike lengths")
    columns = []
    for (kinds, check), values in zip(rules, told, strict=True):
        if not kinds.issuperset(map(type, values)):
            raise ValueError("values of another kind")
        columns.append(values if check is None else check(values))
    return tuple(columns)


@cache
def _rules() -> tuple[tuple[_Rule, ...], ...]:
    return tuple(tuple(map(_rule, table.columns)) for table in TABLES)


def _rule(column: Column[Any]) -> _Rule:
    nothing = {type(None)} if column.null else set()
    return _KINDS[column.kind] | nothing, _CHECKS.get(column.kind)


_KINDS: dict[Kind, frozenset[type]] = {
    "text": frozenset((str,)),
    "integer": frozenset((int,)),
    "number": frozenset((float, int)),
    "truth": frozenset((bool,)),
    "day": frozenset((str,)),
    "texts": frozenset((list,)),
}


def _integers(values: list[Any]) -> list[Any]:
    there = [value for value in values if value is not None]
    if there and not -_WIDEST <= min(there) <= max(there) < _WIDEST:
        raise ValueError("too large a whole number")
    return values


def _numbers(values: list[Any]) -> list[Any]:
    try:
        numbers = [None if value is None else float(value) for value in values]
    except OverflowError:
        raise ValueError("too large a number") from None
    if not all(value is None or isfinite(value) for value in numbers):
        raise ValueError("no finite number")
    return numbers


def _days(values: list[Any]) -> list[Any]:
    return [None if value is None else date.fromisoformat(value) for value in values]


def _texts(values: list[Any]) -> list[Any]:
    if set(map(type, chain.from_iterable(values))) - {str}:
        raise ValueError("no list of texts")
    return values


_CHECKS: dict[Kind, Callable[[list[Any]], list[Any]]] = {
    "integer": _integers,
    "number": _numbers,
    "day": _days,
    "texts": _texts,
}
