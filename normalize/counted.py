"""How a measure came about: the words it was read from, and the rows of data/units.toml that told its parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from normalize.data import load
from normalize.measure import Found, bounds_in, measures_in
from phuluc.model import Measure


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a measure ("unit", "per", "at_least", ...), the row's word that told it, and where that was seen.

    `seen` is "" for a unit that no row has: what stands between a number and the slash of a rate is one as well.
    """

    part: str
    word: str
    seen: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure, the words that it was read from, and what told its parts."""

    measure: Measure
    words: str
    parts: tuple[Told, ...]


def explain_measures(text: str) -> tuple[Counted, ...]:
    """The measures of a text as `parse_measures` gives them, each with how it came about.

    >>> [(part.part, part.word) for part in explain_measures("Tối thiểu 01 lớp/năm")[0].parts]
    [('unit', 'lớp'), ('at_least', 'tối thiểu'), ('per', 'năm')]
    """
    return tuple(Counted(found.measure, found.words, tuple(_parts(found))) for found in measures_in(text))


def _parts(found: Found) -> Iterator[Told]:
    measure, low = found.measure, found.words.lower()
    yield _unit(measure.unit)
    bounds = load("units.toml")["bounds"]
    behind = [(part, word) for part in ("or_more", "or_less") for word in bounds[part] if low.endswith(f" {word}")]
    said = {
        "approximate": measure.approximate,
        "at_least": measure.max is None,
        "at_most": measure.min is None,
        "or_more": measure.max is None,
        "or_less": measure.min is None,
    }
    yield from (Told(part, word, bounds["seen"]) for part, word in (*bounds_in(found.before), *behind) if said[part])
    yield from (Told("per", per, seen) for per in measure.per if (seen := _seen("per").get(per)))


def _unit(unit: str) -> Told:
    """The row of a unit: its own, or of the longest known one that it begins with ("hội nghị trực tuyến")."""
    low = unit.lower()
    known = [word for word in _seen("unit") if low == word or low.startswith((f"{word} ", f"{word},"))]
    word = max(known, key=len, default="")
    return Told("unit", word or unit, _seen("unit").get(word, ""))


@cache
def _seen(table: str) -> dict[str, str]:
    return {word: row["seen"] for row in load("units.toml")[table] for word in row["words"]}
