"""The one table of output columns: the CSV, the data frame, the workbook and README.md all read it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from phuluc.model import Document, Output, Table, Task

Value = str | date | tuple[str, ...] | None

JOIN = "; "  # the contract's mark between several values in one cell


@dataclass(frozen=True, slots=True)
class Line:
    """A task with what its row needs from around it: the enclosing section's number and its columns of no role."""

    task: Task
    section_number: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An output column: its name in the contract, its Vietnamese label, what it holds, and how to get it."""

    name: str
    label: str
    about: str
    get: Callable[[Line], Value]


def output_text(output: Output) -> str:
    """An output with its period before it, as printed: a cell without that lead-in would say less than the source."""
    if output.period is None or not output.period.text:
        return output.text
    return f"{output.period.text}: {output.text}"


def pages_of(task: Task) -> tuple[str, ...]:
    """The pages that a row stands on, each once, in order of reading."""
    return tuple(dict.fromkeys(str(source.page) for source in task.sources if source.page is not None))


COLUMNS: tuple[Column, ...] = (
    Column("id", "Mã", "table index / path, unique in the document", lambda line: line.task.id),
    Column("section_number", "Mục số", "number of the enclosing section", lambda line: line.section_number),
    Column("section", "Mục", "title of the enclosing section", lambda line: line.task.section),
    Column("number", "STT", 'number as printed, without a closing "." or ")"', lambda line: line.task.number),
    Column("parent", "Thuộc", "id of the row above it in the outline", lambda line: line.task.parent),
    Column("kind", "Loại", "`task` or `group`; the data frame has `section` too", lambda line: line.task.kind),
    Column("task", "Nhiệm vụ, công việc", "what is to be done, as printed", lambda line: line.task.task),
    Column(
        "lead",
        "Cơ quan chủ trì",
        "agencies in the lead, as printed",
        lambda line: tuple(agency.text for agency in line.task.lead),
    ),
    Column(
        "partners",
        "Cơ quan phối hợp",
        "agencies that take part, as printed",
        lambda line: tuple(agency.text for agency in line.task.partners),
    ),
    Column("period", "Thời gian thực hiện", "the period as printed", lambda line: line.task.period.text),
    Column(
        "period_kind",
        "Loại thời gian",
        "`span`, `recurring`, `ongoing`, `event`, `unknown` or `empty`",
        lambda line: line.task.period.kind,
    ),
    Column("start", "Bắt đầu", "first day, ISO 8601; empty where open", lambda line: line.task.period.start),
    Column("end", "Kết thúc", "last day, inclusive; empty where open", lambda line: line.task.period.end),
    Column("rrule", "Định kỳ", "recurrence rule of RFC 5545", lambda line: line.task.period.rrule),
    Column(
        "outputs",
        "Sản phẩm, kết quả",
        "products, each with its own period before it where it has one",
        lambda line: tuple(map(output_text, line.task.outputs)),
    ),
    Column(
        "notes",
        "Ghi chú",
        "the text of the notes column; other columns with no role as `label: text`",
        lambda line: line.notes,
    ),
    Column("pages", "Trang", "pages that the row stands on", lambda line: pages_of(line.task)),
    Column("flags", "Cần lưu ý", "flags of the row", lambda line: line.task.flags),
)

BY_NAME = {column.name: column for column in COLUMNS}


def lines(document: Document) -> Iterator[Line]:
    """Every section, group and task in order, with what stands around it."""
    sections: dict[str, str] = {}
    labels = {str(table.index): _note_labels(table) for table in document.tables}
    by_id = {task.id: task for task in document.tasks}
    for task in document.tasks:
        above = by_id.get(task.parent) if task.parent is not None else None
        number = "" if above is None else above.number if above.kind == "section" else sections.get(above.id, "")
        sections[task.id] = number
        yield Line(task, number, _notes(task, labels.get(task.id.partition("/")[0], frozenset())))


def plain_tables(document: Document) -> Iterator[Table]:
    """The tables that gave no task: they come out with their own labels."""
    tasked = {task.id.partition("/")[0] for task in document.tasks}
    return (table for table in document.tables if table.rows and str(table.index) not in tasked)


def joined(value: Value) -> str:
    """A value as the text of one cell, dates in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else JOIN.join(value)


def _note_labels(table: Table) -> frozenset[str]:
    return frozenset(column.label for column in table.columns if column.role == "notes")


def _notes(task: Task, own: frozenset[str]) -> tuple[str, ...]:
    return tuple(text if label in own or not label else f"{label}: {text}" for label, text in task.extra if text)
