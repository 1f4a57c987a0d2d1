"""Corrections put on a Document: each value understood anew by what understands a printed cell."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from export.columns import output_text
from export.values import DOCUMENT, EXTRA, of_document, of_task, printed
from extract import flow
from normalize.agencies.heirs import as_of
from normalize.agencies.parse import parse_agencies
from normalize.context import context
from normalize.flags import is_cut_short, ordered
from normalize.front.horizon import read_horizon
from normalize.output import parse_outputs
from normalize.periods.parse import Context, parse_period
from normalize.tables.columns import header_year
from normalize.tables.marks import clean
from normalize.text import solid, squeeze
from phuluc.corrections.file import merged, of_source
from phuluc.corrections.unfit import Unfit, shown, unfit
from phuluc.issues import Issue, IssueKind
from phuluc.model import Agency, Correction, Corrections, Document, Meta, Table, Task
from phuluc.source import Source

# The flags that say something of one value, and of which a correction of that value is the answer.
_ANSWERED = {
    "period": frozenset({"period-unparsed", "year-inferred"}),
    "number": frozenset({"number-gap", "number-missing"}),
}
Item = TypeVar("Item")
_Left = tuple[Unfit, Source | None]  # what does not fit, and where the row that it names stands


def corrected(document: Document, files: Sequence[Corrections]) -> Document:
    """The document with the corrections of its source on it, and an issue for each that does not fit.

    The files are those of the source's SHA-256, or where there is none those of its name; of two corrections of one
    value that of the later file counts. `tables` stay as printed. Corrections that are on the document already may
    come again: it stays as it is.
    """
    own = of_source(document.source, files)
    if not own:
        return replace(document, issues=(*document.issues, *_elsewhere(files)))
    wanted = own[0]
    for each in own[1:]:
        wanted = merged(wanted, each.corrections)
    return applied(document, wanted.corrections)[0]


def applied(document: Document, corrections: Sequence[Correction]) -> tuple[Document, tuple[Unfit, ...]]:
    """The document with these corrections, and those that do not fit it, for each of which it has an issue."""
    left: list[_Left] = []
    by_task: dict[str, list[Correction]] = {}
    for each in corrections:
        if each.task is not None:
            by_task.setdefault(each.task, []).append(each)
    document = _document_corrected(document, [each for each in corrections if each.task is None], left)
    tables = {str(table.index): table for table in document.tables}
    tasks: list[Task] = []
    for task in document.tasks:
        wanted = by_task.pop(task.id, None)
        table = tables.get(task.id.partition("/")[0])
        tasks.append(_task_corrected(task, wanted, table, document, left) if wanted else task)
    left += [(unfit(each, "row"), None) for homeless in by_task.values() for each in homeless]
    issues = [Issue(IssueKind.CORRECTION_UNFIT, source, each.note()) for each, source in left]
    known = set(document.issues)
    new = [issue for issue in issues if issue not in known]
    document = replace(document, tasks=tuple(_retitled(tasks)), issues=(*document.issues, *new))
    return document, tuple(each for each, _ in left)


def _elsewhere(files: Iterable[Corrections]) -> Iterator[Issue]:
    for each in files:
        yield Issue(IssueKind.CORRECTIONS_ELSEWHERE, note=shown(each.file))


# --- what fits ---------------------------------------------------------------------------------------------------


def _fitting(
    wanted: Iterable[Correction], texts: Mapping[str, str], task: Task | None, left: list[_Left]
) -> Iterator[Correction]:
    """The corrections whose old text is what stands there and whose new one says something else; others go to `left`.

    What a person wrote is cleaned as a source's text is: nothing that is not printed gets into an output.
    """
    source = task.sources[0] if task and task.sources else None
    for each in wanted:
        said = texts.get(each.path)
        if said is None:
            left.append((unfit(each, "value"), source))
        elif solid(said) != solid(each.old):
            left.append((unfit(each, "text", said, each.old), source))
        elif squeeze(new := flow.printed(each.new)) != squeeze(flow.printed(said)):
            yield replace(each, old=said, new=new, note=flow.printed(each.note))


# --- the document's own values -----------------------------------------------------------------------------------


def _document_corrected(document: Document, wanted: Sequence[Correction], left: list[_Left]) -> Document:
    texts = printed(of_document(document), document.corrections)
    kept = {each.path: each for each in document.corrections}
    for each in _fitting(wanted, texts, None, left):
        meta = _meta(document.meta, each.path.removeprefix(DOCUMENT), " ".join(each.new.split()))
        if meta is None:
            left.append((unfit(each, "day", wanted=each.new), None))
        else:
            document = replace(document, meta=meta)
            kept[each.path] = each
    return replace(document, corrections=tuple(kept.values()))


def _meta(meta: Meta, field: str, text: str) -> Meta | None:
    """The document's data with another text in a field; None of a day that is none. A title's stage goes with it."""
    if field == "date":
        day = _day(text)
        return None if text and day is None else replace(meta, date=day)
    fields: dict[str, Any] = {field: text or None}
    if field == "title" and meta.horizon == read_horizon(meta.title):
        fields["horizon"] = read_horizon(text)
    return replace(meta, **fields)


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


# --- a task's ----------------------------------------------------------------------------------------------------


def _task_corrected(
    task: Task, wanted: Sequence[Correction], table: Table | None, document: Document, left: list[_Left]
) -> Task:
    years = context(header_year(table.columns), table.title, document.meta) if table else Context()
    empty = {EXTRA + column.label: "" for column in table.columns if column.role in (None, "notes")} if table else {}
    texts = printed(empty | of_task(task), task.corrections)
    kept = {each.path: each for each in task.corrections}
    flags = set(task.flags)
    for each in _fitting(wanted, texts, task, left):
        task = _put(task, each, years)
        flags = (flags - _answered(each)) | _earned(task, each.path)
        kept[each.path] = each
    if not kept:
        return task
    task = replace(task, flags=ordered((*flags, "corrected")), corrections=tuple(kept.values()))
    return task if document.as_of is None else as_of([task], document.as_of)[0]


def _put(task: Task, each: Correction, years: Context) -> Task:
    text = squeeze(each.new)
    put = _PUT.get(each.path)
    if put is not None:
        return put(task, text, years)
    extra = dict(task.extra) | {each.path.removeprefix(EXTRA): text}
    return replace(task, extra=tuple((label, said) for label, said in extra.items() if said))


def _outputs(task: Task, text: str, years: Context) -> Task:
    known = {solid(output_text(output)): output for output in task.outputs}
    return replace(task, outputs=_items(text, known, partial(parse_outputs, context=years)))


_PUT: dict[str, Callable[[Task, str, Context], Task]] = {
    "task": lambda task, text, _: replace(task, task=text),
    "number": lambda task, text, _: replace(task, number=clean(text)),
    "lead": lambda task, text, _: replace(task, lead=_agencies(text, task.lead)),
    "partners": lambda task, text, _: replace(task, partners=_agencies(text, task.partners)),
    "period": lambda task, text, years: replace(task, period=parse_period(text, years)),
    "outputs": _outputs,
}


def _agencies(text: str, now: Iterable[Agency]) -> tuple[Agency, ...]:
    return _items(text, {solid(agency.text): agency for agency in now}, parse_agencies)


def _items(text: str, known: Mapping[str, Item], parse: Callable[[str], tuple[Item, ...]]) -> tuple[Item, ...]:
    """The items of a list, a line each: one that stays is what it was, another is understood as a cell of its own."""
    found: list[Item] = []
    for line in text.split("\n"):
        item = known.get(solid(line))
        found += parse(line) if item is None else (item,)
    return tuple(found)


def _answered(each: Correction) -> frozenset[str]:
    """The flags that are no more once a value is corrected."""
    listed = each.path in ("lead", "partners")
    mended = is_cut_short(each.old, listed) and not is_cut_short(each.new, listed)
    return _ANSWERED.get(each.path, frozenset()) | (frozenset({"cut-short"}) if mended else frozenset())


def _earned(task: Task, path: str) -> set[str]:
    """The flags that a corrected value has of its own."""
    if path != "period":
        return set()
    return (
        {"period-unparsed"} if task.period.kind == "unknown" else {"year-inferred"} if task.period.inferred else set()
    )


def _retitled(tasks: Sequence[Task]) -> Iterator[Task]:
    """The tasks, those under a section whose title was corrected with its title now."""
    sections: dict[str, Task] = {}  # a row's id to the section that it is, or stands in
    for task in tasks:
        above = sections.get(task.parent or "")
        own = task if task.kind == "section" else above
        if own is not None:
            sections[task.id] = own
        renamed = above is not None and any(each.path == "task" for each in above.corrections)
        yield replace(task, section=above.task) if above is not None and renamed else task
