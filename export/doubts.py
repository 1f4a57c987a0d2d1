"""Which values of a task are in doubt, and why: what sheets and pages tint."""

from collections.abc import Collection

from export import labels
from phuluc.issues import IssueKind
from phuluc.model import Document, Role, Task

EVEN = 0.5  # OCR's confidence is measured on scans with known text: below, more such cells are wrong than right
_PLACES: dict[Role | None, str] = {"start": "period", "end": "period", "notes": "notes", None: "notes"}
_TAIL = 30  # characters of a text's end by which its quote is known


def doubted(task: Task, cut: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """The columns of a task that are in doubt, each with the flags that say so.

    `cut` holds what the document's issues quote of texts that end in mid-sentence: by it the cell is known.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in task.flags:
        column = labels.flag(name).column
        if column is not None:
            column = _cut_column(task, cut) if name == "cut-short" else column
            found[column] = (*found.get(column, ()), name)
    return found


def doubts_of(task: Task, cut: Collection[str] = ()) -> dict[str, str]:
    """The same, each with the reasons in Vietnamese, one a line."""
    return {column: "\n".join(labels.flag(name).why for name in names) for column, names in doubted(task, cut).items()}


def quoted_cuts(document: Document) -> frozenset[str]:
    """What the document's issues quote of texts that end in mid-sentence."""
    return frozenset(issue.note for issue in document.issues if issue.kind is IssueKind.CUT_SHORT)


def row_numbers(document: Document) -> dict[str, tuple[int, int]]:
    """The table and row, both from 0, that each task was read from: a plan's tasks are its rows, one for one."""
    found: dict[str, tuple[int, int]] = {}
    by_table: dict[int, list[Task]] = {}
    for task in document.tasks:
        by_table.setdefault(int(task.id.partition("/")[0]), []).append(task)
    for table in document.tables:
        tasks = by_table.get(table.index, [])
        if len(tasks) == len(table.rows):
            found |= {task.id: (table.index, place) for place, task in enumerate(tasks)}
    return found


def unsure(document: Document) -> dict[str, dict[str, float]]:
    """OCR's confidence in the cells that it more likely read wrong than right, by task and output column."""
    found: dict[str, dict[str, float]] = {}
    tables = {table.index: table for table in document.tables}
    for task_id, (index, place) in row_numbers(document).items():
        table = tables[index]
        row = table.rows[place]
        for column, text, sure in zip(table.columns, row.cells, row.sure, strict=False):
            if text and sure < EVEN:
                name = _PLACES.get(column.role, column.role) or "notes"
                cells = found.setdefault(task_id, {})
                cells[name] = min(sure, cells.get(name, 1.0))
    return found


def _cut_column(task: Task, cut: Collection[str]) -> str:
    """The column whose text ends as one of the quotes does; the task's own where none does."""
    ends = {
        "task": task.task,
        "lead": task.lead[-1].text if task.lead else "",
        "partners": task.partners[-1].text if task.partners else "",
        "outputs": task.outputs[-1].text if task.outputs else "",
    }
    tails = {column: " ".join(text.split())[-_TAIL:] for column, text in ends.items() if text}
    return next((column for column, tail in tails.items() if any(quote.endswith(tail) for quote in cut)), "task")
