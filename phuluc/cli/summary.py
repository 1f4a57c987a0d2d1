"""The short summary of a run, as lines."""

from collections.abc import Iterator

from phuluc.batch import Result, has_stt_table
from phuluc.issues import Issue

_SHOWN = 5  # warnings told one by one; the rest are counted, and all are in the JSON


def summary(result: Result) -> Iterator[str]:
    """Tables, tasks, pages, warnings, seconds, and the files written."""
    document = result.document
    assert document is not None
    warnings = [issue for issue in (*document.issues, *result.issues) if issue.kind.severity != "info"]
    tasks = sum(task.kind == "task" for task in document.tasks)
    counts = [_count(len(document.tables), "table"), _count(tasks, "task")]
    if document.source.pages is not None:
        counts.append(_count(document.source.pages, "page"))
    counts += [_count(len(warnings), "warning"), f"{result.seconds:.2f} s"]
    yield f"{result.source}: {', '.join(counts)}"
    if not has_stt_table(document):
        yield "  no STT table: the files hold no tasks"
    yield from (f"  {_warning(issue)}" for issue in warnings[:_SHOWN])
    if len(warnings) > _SHOWN:
        yield f"  and {_count(len(warnings) - _SHOWN, 'more warning')}"
    yield from (f"  {path}" for path in result.files)


def _warning(issue: Issue) -> str:
    where = f"page {issue.source.page}: " if issue.source is not None and issue.source.page is not None else ""
    return f"{issue.kind.severity}: {where}{issue.message()}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
