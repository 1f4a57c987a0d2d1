"""The accounts of printed characters: what a table's area holds against where it ended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from normalize.tables import furniture
from normalize.tables.grid import Line
from normalize.text import ink, is_page_number
from phuluc.issues import Issue, IssueKind
from phuluc.model import Audit, RawTable, Row
from phuluc.source import Source

_SHOWN = 80  # characters of a lost text that its issue shows

Tally = Counter[str]


def tally(text: str) -> Tally:
    """How often each character is printed, without blanks and marks: "ế" counts as "e"."""
    counts: Tally = Counter()
    for char, times in Counter(text).items():  # ink() once a distinct character, not once a printed one
        for bare in _ink(char):
            counts[bare] += times
    return counts


@lru_cache(maxsize=4096)
def _ink(char: str) -> str:
    return ink(char)


@dataclass(slots=True)
class Ledger:
    """One table's accounts while it grows over pages; texts are counted in one go when it is closed."""

    printed: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    strays: list[tuple[str, Source]] = field(default_factory=list)

    def open(self, table: RawTable, running: frozenset[str]) -> None:
        """Take in a page's table: what is printed in its area, and the texts that stand in no cell."""
        self.printed.append(table.ink)
        for stray in table.strays:
            if is_page_number(stray) or furniture.in_running(stray, running):
                self.furniture.append(stray)
            else:
                self.strays.append((stray, table.source))

    def header(self, line: Line) -> None:
        """Book a header row, title row or column-number row."""
        self.headers += [cell.text for cell in line.own_cells()]

    def repeated_header(self, line: Line) -> None:
        """Book a header row that came before."""
        self.repeated += [cell.text for cell in line.own_cells()]

    def close(self, rows: Iterable[Row], source: Source) -> tuple[Audit, list[Issue]]:
        """Hold the final rows against the print: the counts, and an issue for what is in no account."""
        texts = [text for row in rows for column, text in enumerate(row.cells) if column not in row.inherited]
        printed, in_rows, headers, repeated, furnished = (
            tally("".join(part)) for part in (self.printed, texts, self.headers, self.repeated, self.furniture)
        )
        lost = printed - in_rows - headers - repeated - furnished
        audit = Audit(
            printed.total(), in_rows.total(), headers.total(), repeated.total(), furnished.total(), lost.total()
        )
        doubled = in_rows + headers + repeated + furnished - printed
        return audit, [*self._issues(lost, source), *_doubled(doubled, source)]

    def _issues(self, lost: Tally, source: Source) -> list[Issue]:
        issues = []
        for stray, where in self.strays:
            part = tally(stray)
            if part <= lost:
                lost = lost - part
                issues.append(Issue(IssueKind.LOST_TEXT, where, stray[:_SHOWN]))
        if lost:
            shown = "".join(sorted(lost.elements()))[:_SHOWN]
            issues.append(Issue(IssueKind.LOST_TEXT, source, f"{lost.total()} characters: {shown}"))
        return issues


def _doubled(doubled: Tally, source: Source) -> list[Issue]:
    """A text booked twice could stand for a loss elsewhere, so it is told like one."""
    if not doubled:
        return []
    shown = "".join(sorted(doubled.elements()))[:_SHOWN]
    return [Issue(IssueKind.DOUBLED_TEXT, source, f"{doubled.total()} characters: {shown}")]


def add(accounts: Iterable[Audit]) -> Audit:
    """The accounts of several tables together."""
    total = Audit()
    for one in accounts:
        total = Audit(
            total.glyphs + one.glyphs,
            total.in_rows + one.in_rows,
            total.in_headers + one.in_headers,
            total.in_repeated_headers + one.in_repeated_headers,
            total.in_furniture + one.in_furniture,
            total.lost + one.lost,
        )
    return total
