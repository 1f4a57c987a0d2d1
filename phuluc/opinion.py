"""What a second reading of a source says of the first: the records that a Document carries of it."""

from dataclasses import dataclass
from typing import Literal

DifferenceKind = Literal["row", "cell", "outline", "header", "document", "page"]
How = Literal["missing", "letters", "order", "blanks", "breaks", "value"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two readings have unlike.

    `kind` is what: a row that only one reading has, a cell, a row's number and kind (outline), a column's label or
    role (header), what the document says of itself, the letters of a page. `how`: missing in one reading; other
    letters; the same letters in another order; blanks between words; line breaks in place of blanks; another value.
    `first` and `second` are what the readings have, None where nothing. `row` is the task's id, or "table 0, row 5";
    `table` and `place` are the indices of the first reading's row, None where it has none. `page` is None where
    neither has any. `explained` says why the second reading knows less, "" where nothing explains the difference.
    """

    kind: DifferenceKind
    how: How
    first: str | None
    second: str | None
    page: int | None = None
    row: str = ""
    column: str = ""
    table: int | None = None
    place: int | None = None
    explained: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many things were held against each other, and how many of them are alike."""

    compared: int = 0
    alike: int = 0

    def __add__(self, other: "Count") -> "Count":
        """The counts of both."""
        return Count(self.compared + other.compared, self.alike + other.alike)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What two readings of a source agree and differ in; `first` and `second` say by what each was read.

    `glyphs` counts the printed letters of whole pages, or in formats without pages those of the cells. `notes` say
    what was not compared, and why.
    """

    first: str
    second: str
    rows: Count = Count()
    cells: Count = Count()
    pages: Count = Count()
    glyphs: Count = Count()
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def disagreements(self) -> tuple[Difference, ...]:
        """The differences that nothing explains."""
        return tuple(each for each in self.differences if not each.explained)
