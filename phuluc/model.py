"""The records that travel through the house. Raw* is what a page shows; the others are what it means.

All are frozen and hold tuples, so that they may be shared, hashed and cached. Lengths are PDF points, the origin is
the page's top left corner as a reader sees it, pages count from 1, rows and columns from 0. Text is NFC.
"""

import datetime  # whole: Meta has a field called date
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from phuluc.issues import Issue
from phuluc.opinion import Opinion
from phuluc.source import Box, Source

if TYPE_CHECKING:
    import pandas as pd

Role = Literal["number", "task", "lead", "partners", "period", "start", "end", "outputs", "notes"]
RowKind = Literal["section", "group", "task"]
PeriodKind = Literal["span", "recurring", "ongoing", "event", "unknown", "empty"]
Method = Literal["rules", "gutters", "markup", "ocr"]

# --- what a page shows ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RawCell:
    r"""A cell as printed: its place in the table's grid, its text, and what a join over a page break needs to know.

    `text` has "\n" only where the author broke the line; wrapped lines are already joined with a space (or with
    nothing after "/" or a hyphen). `tail_room` is the free width after the last line and `head_width` the width of
    the first word, both in points, None where the format has no geometry: a continuation that would not have fitted
    was wrapped, one that would have fitted was the author's own new line.
    `open_top`/`open_bottom`: no rule closes the cell on that side (it stands at the page's edge and may go on).
    """

    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    box: Box | None = None
    open_top: bool = False
    open_bottom: bool = False
    tail_room: float | None = None
    head_width: float | None = None
    bold: bool = False
    confidence: float = 1.0
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells that begin in this row, by column. `header` is the format's own mark (Word's repeated header).

    `confidence` says how surely the row was parted from those beside it and its cells from each other, 0 to 1.
    """

    cells: tuple[RawCell, ...]
    source: Source
    header: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as it stands on one page (or in one flow, where the format has no pages).

    `width` is the number of grid columns; `edges` their `width + 1` horizontal positions in points, empty where the
    format has none. `ink` is every printed character inside the table's area, taken before cells were cut and in any
    order: the audit holds the rows against it. `strays` are texts inside the area that stand in no cell (a page
    number, say), each to be accounted for as furniture or warned of. `confidence` is the reader's own, 0 to 1.
    `placed`: the boxes of its cells are to be kept (Settings.review).
    """

    rows: tuple[RawRow, ...]
    width: int
    ink: str
    source: Source
    edges: tuple[float, ...] = ()
    strays: tuple[str, ...] = ()
    method: Method = "rules"
    confidence: float = 1.0
    placed: bool = False


@dataclass(frozen=True, slots=True)
class RawText:
    """A run of lines outside all tables, in reading order: titles, letterhead, body, signature."""

    lines: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class RawPage:
    """The blocks of one page from top to bottom; one RawPage holds all of a format without pages (`number` None)."""

    number: int | None
    blocks: tuple[RawTable | RawText, ...]
    width: float | None = None
    height: float | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture: `width` and `height` in points as a reader sees it, `data` its bytes in base64."""

    number: int
    width: float
    height: float
    media_type: str
    data: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that was read. `pages` is None where the format has no pages; `sha256` is in lower-case hex."""

    file: str
    sha256: str
    media_type: str
    pages: int | None = None
    producer: str | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """An opened document. `pages` reads page by page as it is walked and can be walked once."""

    source: SourceFile
    pages: Iterator[RawPage]


# --- what it means ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the register: its id and, where a row says it, its canonical name."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """One body as printed; `id`, canonical `name` and `kind` from the register, None where it is not in it.

    `successor`: what has its tasks on the day asked for (Settings.as_of); None where no day was, or it is itself.
    """

    text: str
    id: str | None = None
    name: str | None = None
    kind: str | None = None
    successor: Body | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both inclusive; None where that side is open.

    Raises:
        ValueError: `start` is after `end`.
    """

    start: datetime.date | None = None
    end: datetime.date | None = None

    def __post_init__(self) -> None:
        """Reject a span that ends before it begins."""
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError(f"span ends before it begins: {self.start} {self.end}")


@dataclass(frozen=True, slots=True)
class Period:
    """When something is due. `start`/`end` bound all `spans`; `rrule` is an RFC 5545 recurrence rule.

    `inferred`: the year is not in the text and was taken from the header or the document.
    """

    text: str
    kind: PeriodKind = "empty"
    start: datetime.date | None = None
    end: datetime.date | None = None
    spans: tuple[Span, ...] = ()
    rrule: str | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A counted promise: `min` to `max` of `unit`, `per` each of these; None where that side is open.

    `of`: what a percentage is taken of, as printed ("số xã"); None where the text does not say, and for other units.
    """

    min: Decimal | None
    max: Decimal | None
    unit: str
    per: tuple[str, ...] = ()
    approximate: bool = False
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """One product of a task: the text without its lead-in period, that period, and every measure in the text."""

    text: str
    period: Period | None = None
    measures: tuple[Measure, ...] = ()

    @property
    def measure(self) -> Measure | None:
        """The first measure, as in the JSON contract."""
        return self.measures[0] if self.measures else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label as printed (levels joined with " / ") and its role, None where it has none."""

    label: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Trust:
    """The named parts of a row's confidence, each 0 to 1; 1 where nothing speaks against the row.

    `grid`: how surely its lines and columns were told. `stitch`: how surely it is one whole row, joined over page
    breaks or not, and in its place by its number. `text`: how surely its letters are those that are printed.
    `roles`: how surely its cells mean what their columns say. `engines`: whether a second reading saw the same.
    """

    grid: float = 1.0
    stitch: float = 1.0
    text: float = 1.0
    roles: float = 1.0
    engines: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a joined table: `cells` as printed, one for each column, "" where empty.

    A cell merged down over rows gives its text to each of them; `inherited` holds the columns whose text was printed
    in a row above, so that it is counted once. `kind` is None in tables whose columns were not recognised. `sure` is
    OCR's confidence in the text of each cell, empty where nothing was read by OCR. `places` are, for each column, the
    boxes of the printed cell over it, one for each of its parts on a page; empty unless Settings.review asks for them.
    """

    number: str
    kind: RowKind | None
    cells: tuple[str, ...]
    sources: tuple[Source, ...]
    flags: tuple[str, ...] = ()
    inherited: frozenset[int] = frozenset()
    confidence: float = 1.0
    trust: Trust = Trust()
    sure: tuple[float, ...] = ()
    places: tuple[tuple[Source, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table joined over its pages. Header rows are not among the rows."""

    index: int
    title: str | None
    pages: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person put in place of a value, both as text: list items one a line, white space at will.

    `task` is the task's id, None where the value is the document's own. `path` is "task", "number", "lead",
    "partners", "period", "outputs" or "extra.LABEL"; of the document "document.kind", ".number", ".date" (ISO 8601),
    ".issuer" or ".title". `old` is what the source gives without any correction.
    """

    task: str | None
    path: str
    old: str
    new: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one source, known by `sha256` (None where nobody wrote it down), else by its file's name."""

    file: str
    sha256: str | None
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One row of a table whose columns were recognised: a section, a group, or a task.

    `corrections` are those that its values come from; `flags` then has `corrected`.
    """

    id: str
    path: tuple[str, ...]
    number: str
    kind: RowKind
    section: str | None
    parent: str | None
    task: str
    lead: tuple[Agency, ...]
    partners: tuple[Agency, ...]
    period: Period
    outputs: tuple[Output, ...]
    extra: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    confidence: float
    flags: tuple[str, ...] = ()
    trust: Trust = Trust()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """What became of the printed characters inside the tables, counted without spaces and combining marks."""

    glyphs: int = 0
    in_rows: int = 0
    in_headers: int = 0
    in_repeated_headers: int = 0
    in_furniture: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """What the document says of itself; None where it says nothing."""

    kind: str | None = None
    number: str | None = None
    date: datetime.date | None = None
    issuer: str | None = None
    title: str | None = None
    horizon: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A decision's tables and tasks: the whole of what phuluc has to say of one source.

    `opinion` is what a second reading said of this one, None where none was asked for or could be had; `as_of` is the
    day on which its agencies' successors are told, None where none was asked for. `corrections` are those of its own
    values; a task's are the task's. `sheets` are its pages as pictures, empty unless Settings.review asks for them.
    """

    source: SourceFile
    meta: Meta
    tables: tuple[Table, ...]
    tasks: tuple[Task, ...]
    audit: Audit
    issues: tuple[Issue, ...] = field(default=())
    opinion: Opinion | None = None
    as_of: datetime.date | None = None
    corrections: tuple[Correction, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON contract's object, keys in order, of plain types that json.dumps takes."""
        from export.record import to_dict

        return to_dict(self)

    def tasks_frame(self) -> "pd.DataFrame":
        """One line a task, section or group, with the columns of the CSV."""
        from export.frame import tasks_frame

        return tasks_frame(self)
