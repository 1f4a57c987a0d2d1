"""The plans that the corpus is made of, and what a reader must find in them.

A plan is a file in contents/. A row is its cells in the order of the columns; two cells only are a section; "^" goes
on from the cell above (merged down); "\\n" begins a new paragraph.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

CONTENTS = Path(__file__).parent / "contents"
MERGED = "^"
PLANS = ("cchc", "cds", "pccc", "moitruong", "giaoduc", "suckhoe", "phuluc3", "vanban", "yte", "tuphap")


@dataclass(frozen=True, slots=True)
class Column:
    """`label` has one word group a header level; `role` is "" where the column has none; `width` is in percent."""

    label: tuple[str, ...]
    role: str
    width: float


@dataclass(frozen=True, slots=True)
class Annex:
    """A title of several lines and a table."""

    title: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def levels(self) -> int:
        """How many rows the header has."""
        return max(len(column.label) for column in self.columns)

    def down(self, row: int, col: int) -> int:
        """How many rows the cell at (row, col) covers; 0 where it belongs to a cell above."""
        if self.rows[row][col] == MERGED:
            return 0
        below = 1
        while row + below < len(self.rows) and self.rows[row + below][col : col + 1] == (MERGED,):
            below += 1
        return below

    def pieces(self, size: int) -> "tuple[Annex, ...]":
        """The annex as an author leaves it who begins the table anew every `size` rows; whole where that is 0."""
        starts = [at for at, row in enumerate(self.rows) if size and at and at % size == 0 and MERGED not in row]
        ends = [*starts, len(self.rows)]
        return tuple(
            replace(self, title=() if begin else self.title, rows=self.rows[begin:end])
            for begin, end in zip([0, *starts], ends, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision with one or more annexes."""

    name: str
    number: str
    date: str
    issuer: str
    annexes: tuple[Annex, ...]


@dataclass(frozen=True, slots=True)
class TruthRow:
    """A row as a reader must give it: merged text repeated; `loose` columns may also be empty (a merged number).

    `kind` is "" in a table that is no plan of tasks.
    """

    number: str
    kind: str
    cells: tuple[str, ...]
    loose: frozenset[int] = frozenset()


@cache
def load(name: str) -> Plan:
    """A plan from contents/."""
    data = tomllib.loads((CONTENTS / f"{name}.toml").read_text(encoding="utf-8"))
    annexes = tuple(
        Annex(
            tuple(table["title"]),
            tuple(Column(tuple(column["label"]), column["role"], column["width"]) for column in table["columns"]),
            tuple(tuple(row) for row in table["rows"]),
        )
        for table in data["tables"]
    )
    return Plan(name, data["number"], data["date"], data["issuer"], annexes)


def labels(annex: Annex) -> tuple[str, ...]:
    """The columns' labels as the contract has them: header levels joined with " / "."""
    return tuple(" / ".join(column.label) for column in annex.columns)


def expected(annex: Annex) -> tuple[TruthRow, ...]:
    """What the rows of an annex say."""
    number = next(index for index, column in enumerate(annex.columns) if column.role == "number")
    plan = any(column.role == "task" for column in annex.columns)
    truth: list[TruthRow] = []
    above = [""] * len(annex.columns)
    for row in annex.rows:
        section = len(row) < len(annex.columns)
        cells = list(row) + [""] * (len(annex.columns) - len(row))
        loose = frozenset({number} if cells[number] == MERGED else ())
        cells = [above[index] if text == MERGED else text for index, text in enumerate(cells)]
        filled = [index for index, text in enumerate(cells) if text and index != number]
        group = not section and len(filled) == 1 and annex.columns[filled[0]].role == "task"
        kind = "section" if section else "group" if group else "task"
        truth.append(TruthRow(cells[number].rstrip(".)"), kind if plan else "", tuple(cells), loose))
        above = cells
    return tuple(truth)
