"""The short summary of a run, as lines."""

from collections.abc import Iterator, Sequence

from phuluc.batch import Result, has_stt_table
from phuluc.issues import Issue
from phuluc.model import Corrections, SourceFile

_SHOWN = 5  # warnings told one by one; the rest are counted, and all are in the JSON


def counts(result: Result) -> str:
    """One line: the source, its tables, tasks, pages, warnings, and seconds."""
    document = result.document
    if document is None:
        return f"{result.source}: not read"
    tasks = sum(task.kind == "task" for task in document.tasks)
    told = [_count(len(document.tables), "table"), _count(tasks, "task")]
    if document.source.pages is not None:
        told.append(_count(document.source.pages, "page"))
    corrections = len(document.corrections) + sum(len(task.corrections) for task in document.tasks)
    told += [_count(corrections, "correction")] if corrections else []
    told += [_count(len(_warnings(result)), "warning"), f"{result.seconds:.2f} s"]
    missing = "" if has_stt_table(document) else "; no STT table, so no tasks"
    return f"{result.source}: {', '.join(told)}{missing}"


def summary(result: Result) -> Iterator[str]:
    """The counts, the first warnings, and the files written."""
    yield counts(result)
    warnings = _warnings(result)
    yield from (f"  {_warning(issue)}" for issue in warnings[:_SHOWN])
    if len(warnings) > _SHOWN:
        yield f"  and {_count(len(warnings) - _SHOWN, 'more warning')}"
    yield from (f"  {path}" for path in result.files)


def left_out(corrections: Sequence[Corrections], read: Sequence[SourceFile]) -> Iterator[str]:
    """A line for each file of corrections that none of the sources read has any use for."""
    if not corrections:
        return
    from phuluc.corrections.file import of_source  # brings export.labels: 15 ms that CSV and JSON alone do without

    used = [each for source in read for each in of_source(source, corrections)]
    for each in corrections:
        if each not in used:
            yield f"--corrections: made for {each.file}, which is none of the sources; left out"


def _warnings(result: Result) -> list[Issue]:
    issues = () if result.document is None else result.document.issues
    return [issue for issue in (*issues, *result.issues) if issue.kind.severity != "info"]


def _warning(issue: Issue) -> str:
    where = f"page {issue.source.page}: " if issue.source is not None and issue.source.page is not None else ""
    return f"{issue.kind.severity}: {where}{issue.message()}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
