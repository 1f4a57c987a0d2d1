"""How sure a row is: the product of named parts, so that no part's trouble can be made up by another.

The parts are the fields of `phuluc.model.Trust`. Each is itself a product of what speaks against the row there, so
that it is 1 where nothing does, and evidence more never raises it.
"""

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

from normalize.flags import ordered
from phuluc.model import Row, Task, Trust

Record = TypeVar("Record", Row, Task)
Part = Literal["grid", "stitch", "text", "roles", "engines"]
_PARTS = tuple(part.name for part in fields(Trust))

LOW = 0.6  # below it a row is flagged `low-confidence`
DISAGREED = 0.5  # of two readings that differ one is wrong, and nothing says that it is the other

# What a flag leaves of a part: the chance that a row with it is right all the same, as the makers judge it.
FLAG_WEIGHTS: Mapping[str, tuple[Part, float]] = {
    "stitched": ("stitch", 0.97),
    "stitch-uncertain": ("stitch", 0.7),
    "number-gap": ("stitch", 0.8),
    "number-missing": ("stitch", 0.8),
    "cut-short": ("text", 0.8),
    "legacy-encoding": ("text", 0.97),
    "period-unparsed": ("roles", 0.8),
    "year-inferred": ("roles", 0.95),
    "engines-disagree": ("engines", DISAGREED),
}


class Doubt(NamedTuple):
    """Something that speaks against a row: the part it weakens, and what it leaves of it, 0 to 1."""

    part: Part
    left: float


def trust(doubts: Collection[Doubt], flags: Collection[str] = ()) -> Trust:
    """The parts that doubts and flags leave.

    >>> trust([Doubt("grid", 0.9)], ["stitched"])
    Trust(grid=0.9, stitch=0.97, text=1.0, roles=1.0, engines=1.0)
    """
    return _left(tuple(doubts), tuple(sorted(set(flags) & FLAG_WEIGHTS.keys())))


@lru_cache(maxsize=1024)
def _left(doubts: tuple[Doubt, ...], flags: tuple[str, ...]) -> Trust:
    """The same, once for all rows of which the same is said: a long plan holds few of them.

    The flags come in one order: a product of floats depends on it, and a set has another in each process.
    """
    left: dict[str, float] = {}
    for part, leaves in (*doubts, *(FLAG_WEIGHTS[flag] for flag in flags)):
        left[part] = left.get(part, 1.0) * max(0.0, min(1.0, leaves))
    return Trust(**left)


def confidence(parts: Trust) -> float:
    """The confidence of a row, 0 to 1, in hundredths.

    >>> confidence(Trust(grid=0.9, stitch=0.97))
    0.87
    """
    value = 1.0
    for part in _PARTS:
        value *= getattr(parts, part)
    return round(value, 2)


def disagreed(record: Record) -> Record:
    """The row or task with the flag of a second reading that differs, and the confidence that this leaves."""
    parts = replace(record.trust, engines=DISAGREED)
    value = confidence(parts)
    low: tuple[str, ...] = ("low-confidence",) if value < LOW else ()
    return replace(record, trust=parts, confidence=value, flags=ordered((*record.flags, "engines-disagree", *low)))
