"""What a report says of a change: its words in both languages, and a value's texts piece by piece."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from export import values
from export.columns import plain_tables
from phuluc.difference import Comparison, RowChange, ValueChange
from phuluc.model import Task

Language = Literal["vi", "en"]
Kind = Literal["same", "removed", "added"]
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_LEAST_ALIKE = 0.4  # of the letters: less, and a text is told whole beside the other, for its crumbs tell nothing
_MOST_TOKENS = 20_000  # of both texts: the alignment's cost grows with their product


class Piece(NamedTuple):
    """A part of a text: in both versions, in the old one only, or in the new one only."""

    kind: Kind
    text: str


def word(name: str, language: Language = "vi", about: bool = False) -> str:
    """A word of words.toml, or the sentence about it."""
    return str(_words()[name][f"about_{language}" if about else language])


def value_label(path: str, language: Language = "vi") -> str:
    """What a value is called."""
    return str(_words()["values"].get(path, values.label(path))) if language == "en" else values.label(path)


def shown(change: ValueChange) -> list[list[Piece]]:
    """A change line by line: of a list the items that went and came, an item against that in its place; else the text.

    >>> shown(ValueChange("period", "Năm 2021", "Năm 2022"))
    [[Piece(kind='same', text='Năm '), Piece(kind='removed', text='2021'), Piece(kind='added', text='2022')]]
    """
    if not (change.removed or change.added):
        return [pieces(change.old, change.new)]
    if len(change.removed) == len(change.added):
        return [pieces(one, other) for one, other in zip(change.removed, change.added, strict=True)]
    return [*([Piece("removed", item)] for item in change.removed), *([Piece("added", item)] for item in change.added)]


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts in one, word by word: without what was added it is the old one, without what was removed the new."""
    from rapidfuzz.distance import Indel

    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(one) + len(other) > _MOST_TOKENS or Indel.normalized_similarity(old, new) < _LEAST_ALIKE:
        return _went_and_came(old, new)
    found: list[Piece] = []
    for step in Indel.opcodes(one, other):
        went, came = "".join(one[step.src_start : step.src_end]), "".join(other[step.dest_start : step.dest_end])
        if step.tag == "equal":
            found += _kept(went, found, last=step.src_end == len(one) and step.dest_end == len(other))
        else:
            found += _went_and_came(went, came)
    return list(_joined(found))


def _went_and_came(removed: str, added: str) -> list[Piece]:
    return ([Piece("removed", removed)] if removed else []) + ([Piece("added", added)] if added else [])


def _kept(text: str, before: Sequence[Piece], last: bool) -> list[Piece]:
    """A text that both have; a blank between two changes goes with them, so that a changed phrase is one."""
    if before and not last and not text.strip():
        return [Piece("removed", text), Piece("added", text)]
    return [Piece("same", text)]


def _joined(found: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with those of one kind between two that are the same put together, what went before what came."""
    waiting: dict[Kind, str] = {}
    for piece in (*found, Piece("same", "")):
        if piece.kind != "same":
            waiting[piece.kind] = waiting.get(piece.kind, "") + piece.text
            continue
        removed, added = waiting.pop("removed", ""), waiting.pop("added", "")
        if removed == added:
            yield from [Piece("same", removed)] if removed else []
        else:
            yield from _went_and_came(removed, added)
        if piece.text:
            yield piece


def lines_of(task: Task) -> list[tuple[str, str]]:
    """What a row says beside its number and text: each value's path and text, of those that are not empty."""
    told = values.of_task(task)
    return [(path, text) for path, text in told.items() if text and path not in ("number", "task")]


def section_of(change: RowChange) -> str:
    """The title of the section that a row stands in; its own where it is one."""
    row = change.row
    return row.task if row.kind == "section" else row.section or ""


def stood(change: RowChange, language: Language = "vi") -> tuple[str, str]:
    """Where a moved row stands in either version: after which row; "" for one that was not moved.

    >>> stood(RowChange(None, None))
    ('', '')
    """
    if change.above == (None, None):
        return "", ""
    old, new = (f"{word('after', language)} {row.id}" if row else word("first", language) for row in change.above)
    return old, new


def left_out(comparison: Comparison) -> int:
    """How many tables of both versions gave no task, and so are not compared."""
    return sum(1 for document in (comparison.old, comparison.new) for _ in plain_tables(document))


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("export.comparison").joinpath("words.toml").read_text(encoding="utf-8"))
