"""Two readings held against each other: row by row, cell by cell, and the letters of each page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from normalize.text import squeeze
from phuluc.model import Column, Document, Row, Table
from phuluc.opinion import Count, Difference, DifferenceKind, How, Opinion
from phuluc.verify.align import Pair, align

Letters = Counter[str]
NOTHING: Letters = Counter()
_Said = tuple[str | None, str | None]
FIELDS = "stands in form fields or annotations, which the second reading leaves out"
# Hyphens that Word keeps a line together with look like any other, and its PDF has the plain one.
_LOOKS = str.maketrans("‐‑", "--")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a source.

    `name` says by what it was read. `pages` holds the printed letters of each page, by number, in any order: of the
    whole page, tables or not; it is empty in formats without pages. `seen` are the pages read by OCR, `unreadable`
    those that could not be read. `breaks`: the reading knows where an author broke a line as well as the other does.
    """

    name: str
    document: Document
    pages: Mapping[int, Letters] = field(default_factory=dict)
    seen: frozenset[int] = frozenset()
    unreadable: frozenset[int] = frozenset()
    breaks: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row as it is compared: where it stands, its name, its cells in one spelling, and whether the first has it."""

    table: Table
    place: int
    row: Row
    name: str
    cells: tuple[str, ...]
    ours: bool

    @property
    def page(self) -> int | None:
        return next((source.page for source in self.row.sources if source.page is not None), None)


def compare(first: Reading, second: Reading, fields: Mapping[int, Letters] | None = None) -> Opinion:
    """Hold the second reading against the first.

    Rows are aligned over all tables by what they say, so that a table that one reading parts in two costs no row;
    columns by place, or by label where one reading has more. Texts are compared in one spelling (NFC, blanks and
    hyphens of every width alike). `fields` are the letters, page by page, that annotations alone print and the second
    reading is known not to read: what differs by nothing else is told as explained. Pages that OCR read are left out:
    there is one reading of a picture; with them what the document says of itself, which may stand on any page.
    """
    seen = first.seen | second.seen
    ours, theirs = _entries(first.document, seen, True), _entries(second.document, seen, False)
    pairs = align(["".join(entry.cells) for entry in ours], ["".join(entry.cells) for entry in theirs])
    work = _Comparison(first, second, fields or {})
    work.headers(ours, theirs, pairs)
    rows, cells = work.rows(ours, theirs, pairs)
    pages, glyphs = work.pages(seen)
    notes = []
    if seen:
        notes.append(f"read by OCR, for which there is no second way: pages {_ranges(seen)}")
        notes.append("what the document says of itself, which may stand on those pages")
    else:
        work.meta()
    glyphs = glyphs if pages.compared else work.in_cells
    return Opinion(first.name, second.name, rows, cells, pages, glyphs, tuple(work.found), tuple(notes))


def letters(text: str) -> Letters:
    """How often each letter is printed, in one spelling and without blanks; marks count as part of their letters."""
    return Counter(_spelled(text).replace(" ", "").replace("\n", ""))


class _Comparison:
    """The differences of two readings, as they are found."""

    def __init__(self, first: Reading, second: Reading, fields: Mapping[int, Letters]) -> None:
        self.first, self.second, self.fields = first, second, fields
        self.found: list[Difference] = []
        self.in_cells = Count()

    def headers(self, ours: Sequence[_Entry], theirs: Sequence[_Entry], pairs: Sequence[Pair]) -> None:
        """Labels and roles of each table and the one in which most of its rows were found."""
        votes = Counter(
            (ours[i].table.index, theirs[j].table.index) for i, j in pairs if i is not None and j is not None
        )
        other = {one: two for (one, two), _ in reversed(votes.most_common())}
        for table in self.first.document.tables:
            if table.index not in other:
                continue
            page = table.pages[0] if table.pages else None
            for label, one, two in _columns(table, self.second.document.tables[other[table.index]]):
                if _how(one, two, breaks=False):
                    self.found.append(Difference("header", "value", one, two, page, f"table {table.index}", label))

    def rows(self, ours: Sequence[_Entry], theirs: Sequence[_Entry], pairs: Sequence[Pair]) -> tuple[Count, Count]:
        """Rows that only one reading has, and the cells and outline of the others."""
        rows = cells = Count()
        for i, j in pairs:
            before = len(self.found)
            if i is not None and j is not None:
                cells += self._cells(ours[i], theirs[j])
            else:
                self._alone(ours[i] if i is not None else None, theirs[j] if j is not None else None)
            rows += Count(1, int(len(self.found) == before))
        return rows, cells

    def _alone(self, one: _Entry | None, two: _Entry | None) -> None:
        """A row that only one reading has; one without any text is none."""
        entry = one or two
        if entry is None or not "".join(entry.cells):
            return
        said = " | ".join(entry.cells)
        self._add("row", "missing", (said if one else None, said if two else None), entry, entry.page)

    def _cells(self, one: _Entry, two: _Entry) -> Count:
        """The cells of a row that was read twice."""
        page = one.page or two.page
        count = Count()
        for label, a, b in _paired(one, two):
            how = _how(a, b, self.first.breaks and self.second.breaks)
            count += Count(1, int(not how))
            self.in_cells += _common(letters(a or ""), letters(b or ""))
            if how:
                self._add("cell", how, (a, b), one, page, label)
        outlines = [(entry.row.number, entry.row.kind) for entry in (one, two)]
        if outlines[0] != outlines[1]:
            a, b = (" ".join(filter(None, reversed(outline))) for outline in outlines)
            self._add("outline", "value", (a, b), one, page)
        return count

    def meta(self) -> None:
        """What the document says of itself."""
        one, two = self.first.document.meta, self.second.document.meta
        for name in ("kind", "number", "date", "issuer", "title"):
            a, b = (None if value is None else str(value) for value in (getattr(one, name), getattr(two, name)))
            how = _how(a, b, breaks=False)
            if how:
                less = b is None or (a is not None and len(b) < len(a))
                explained = FIELDS if less and any(self.fields.values()) else ""
                self.found.append(Difference("document", how, a, b, column=name, explained=explained))

    def pages(self, seen: frozenset[int]) -> tuple[Count, Count]:
        """The letters of each page, inside tables and outside."""
        pages = glyphs = Count()
        for number in sorted((self.first.pages.keys() | self.second.pages.keys()) - seen):
            one, two = self.first.pages.get(number, NOTHING), self.second.pages.get(number, NOTHING)
            missing = number in self.first.unreadable | self.second.unreadable
            pages += Count(1, int(one == two and not missing))
            glyphs += _common(one, two)
            if one != two or missing:
                explained = "" if missing else self._explained(one, two, number)
                how: How = "missing" if missing else "letters"
                said = _said(one - two), _said(two - one)
                self.found.append(Difference("page", how, *said, number, explained=explained))
        return pages, glyphs

    def _add(
        self, kind: DifferenceKind, how: How, said: _Said, entry: _Entry, page: int | None, column: str = ""
    ) -> None:
        """Note what both readings say of a row; `entry` is the first's, or the only one."""
        one, two = said
        explained = self._explained(letters(one or ""), letters(two or ""), page)
        table, place = (entry.table.index, entry.place) if entry.ours else (None, None)
        self.found.append(Difference(kind, how, one, two, page, entry.name, column, table, place, explained))

    def _explained(self, one: Letters, two: Letters, page: int | None) -> str:
        """Why the second reading has less, where what it lacks is all in the page's form fields."""
        fields = self.fields.get(page, NOTHING) if page is not None else NOTHING
        return FIELDS if one > two and one - two <= fields else ""


def _common(one: Letters, two: Letters) -> Count:
    """The letters that either has, and those that both have."""
    return Count((one | two).total(), (one & two).total())


def _entries(document: Document, seen: frozenset[int], ours: bool) -> list[_Entry]:
    """All rows in order, but those that stand on a page that OCR read."""
    names: dict[int, list[str]] = {}
    for task in document.tasks:
        names.setdefault(int(task.id.partition("/")[0]), []).append(task.id)
    entries = []
    for table in document.tables:
        own = names.get(table.index, ())
        for place, row in enumerate(table.rows):
            if seen.isdisjoint(source.page for source in row.sources if source.page is not None):
                name = own[place] if place < len(own) else f"table {table.index}, row {place + 1}"
                entries.append(_Entry(table, place, row, name, tuple(map(_spelled, row.cells)), ours))
    return entries


def _columns(one: Table, two: Table) -> Iterator[tuple[str, str, str]]:
    """For each column its label, and label and role in both tables; where they are not equally many, all at once."""
    ours, theirs = ([_column(column) for column in table.columns] for table in (one, two))
    if len(ours) == len(theirs):
        for column, a, b in zip(one.columns, ours, theirs, strict=True):
            yield column.label, a, b
    else:
        yield "", " | ".join(ours), " | ".join(theirs)


def _column(column: Column) -> str:
    return f"{column.label} ({column.role})" if column.role else column.label


def _paired(one: _Entry, two: _Entry) -> Iterator[tuple[str, str | None, str | None]]:
    """For each column its label, and the cells in both rows."""
    for i, j in _column_pairs(one.table, two.table):
        label = one.table.columns[i].label if i is not None else two.table.columns[j].label if j is not None else ""
        a = one.cells[i] if i is not None else None
        b = two.cells[j] if j is not None else None
        if (a or b) or (i is not None and j is not None):  # an empty column that only one reading has says nothing
            yield label, a, b


def _column_pairs(one: Table, two: Table) -> list[Pair]:
    """Columns by place; where the tables have not equally many, by label."""
    if len(one.columns) == len(two.columns):
        return [(i, i) for i in range(len(one.columns))]
    return align(*([_spelled(column.label) for column in table.columns] for table in (one, two)))


def _how(one: str | None, two: str | None, breaks: bool) -> How | None:
    """In what two texts differ; None where they are alike."""
    if one is None or two is None:
        return None if one == two else "missing"
    if one == two:
        return None
    a, b = ("".join(_spelled(text).split()) for text in (one, two))
    if a != b:
        return "order" if Counter(a) == Counter(b) else "letters"
    if _spelled(one).split() != _spelled(two).split():
        return "blanks"
    return "breaks" if breaks and _spelled(one) != _spelled(two) else None


def _spelled(text: str) -> str:
    return squeeze(text.translate(_LOOKS))


def _said(found: Letters) -> str | None:
    return "".join(sorted(found.elements())) or None


def _ranges(numbers: frozenset[int]) -> str:
    """Numbers as a reader says them.

    >>> _ranges(frozenset({1, 2, 3, 7}))
    '1-3, 7'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
