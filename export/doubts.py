"""Which values of a task are in doubt, and why: what sheets and pages tint."""

from collections.abc import Collection

from export import labels
from phuluc.issues import IssueKind
from phuluc.model import Document, Task

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
