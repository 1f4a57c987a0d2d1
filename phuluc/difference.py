"""What two versions of a plan differ in: the records that the reports of `phuluc diff` are made of."""

from dataclasses import dataclass
from typing import Literal

from phuluc.model import Document, Task

Status = Literal["added", "removed", "moved", "changed", "renumbered"]
STATUSES: tuple[Status, ...] = ("added", "removed", "moved", "changed", "renumbered")


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value in both versions as text (see export.values), "" where one has none.

    `removed` and `added` are the items of a list that only one version has; the order of items is no difference.
    `reworded`: both say the same in other words: the same bodies of the register, the same days.
    """

    path: str
    old: str
    new: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """A section, group or task that is not the same in both; None on the side that lacks it.

    `moved`: it stands under another row, or in another order among those that stayed under theirs. Of the rows above it
    those that only one version has do not count. `above` are the rows right above a moved one in the old version and in
    the new, None at the top.
    """

    old: Task | None
    new: Task | None
    moved: bool = False
    values: tuple[ValueChange, ...] = ()
    above: tuple[Task | None, Task | None] = (None, None)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """What became of it, in the order of STATUSES; `renumbered` where nothing but the number changed."""
        if self.old is None:
            return ("added",)
        if self.new is None:
            return ("removed",)
        found: list[Status] = ["moved"] if self.moved else []
        if self.values:
            found.append("renumbered" if [value.path for value in self.values] == ["number"] else "changed")
        return tuple(found)

    @property
    def row(self) -> Task:
        """The row as the new version has it, or the old one where it is gone.

        Raises:
            ValueError: it is in neither.
        """
        found = self.new or self.old
        if found is None:
            raise ValueError("a change of no row")
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, in the order of the new version; rows that are gone stand where they stood.

    `document` are the changes of the document's own values; `same` counts the rows that are alike in both.
    """

    old: Document
    new: Document
    rows: tuple[RowChange, ...] = ()
    document: tuple[ValueChange, ...] = ()
    same: int = 0

    @property
    def counts(self) -> dict[Status, int]:
        """How many rows of each status there are; a row that was moved and changed counts in both."""
        return {status: sum(status in row.statuses for row in self.rows) for status in STATUSES}
