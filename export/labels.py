"""What the workbook says in Vietnamese: labels.toml, read once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from phuluc.model import Task
from phuluc.source import Source

# A sheet may bear any name ("Sheet row 2"): only the first word and that of the last number are the program's own.
_PLACE_WORDS = re.compile(r"^[a-z]+|(?<=, )[a-z]+(?= \d+$)")


@dataclass(frozen=True, slots=True)
class Flag:
    """A row's flag: its label, why it is there, and the output column that it puts in doubt (None where none)."""

    label: str
    why: str
    column: str | None


def word(table: str, name: str) -> str:
    """The label of a name in one of the tables; the name itself where the table does not know it."""
    return str(_tables()[table].get(name, name))


def words(table: str) -> dict[str, str]:
    """All names of one of the tables with their labels."""
    return dict(_tables()[table])


@cache
def flag(name: str) -> Flag:
    """A flag's row; of one that is not in the table, its own name and no column."""
    row = _tables()["flag"].get(name, {"label": name, "why": name, "column": ""})
    return Flag(row["label"], row["why"], row["column"] or None)


def flags() -> tuple[str, ...]:
    """The names of all flags, in the contract's order."""
    return tuple(_tables()["flag"])


def place(source: Source) -> str:
    """Where something stood: "trang 3, cách mép trên 12,7 cm", or the place in a format without pages."""
    if source.page is None:
        return _PLACE_WORDS.sub(lambda found: word("place", found[0]), source.place or "")
    if source.box is None:
        return f"trang {source.page}"
    return f"trang {source.page}, cách mép trên {_cm(source.box.top)}, cao {_cm(source.box.bottom - source.box.top)}"


def places(task: Task) -> str:
    """All the places of a task, one a line, the first letter a capital."""
    return "\n".join(text[:1].upper() + text[1:] for text in map(place, task.sources) if text)


def _cm(points: float) -> str:
    return f"{points * 2.54 / 72:.1f} cm".replace(".", ",")


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("export").joinpath("labels.toml").read_text(encoding="utf-8"))
