"""From the rows of a plan to tasks: each cell handed to the parser of its kind of value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalize.agencies.parse import parse_agencies
from normalize.agencies.parts import share_parts
from normalize.output import parse_outputs
from normalize.periods.parse import Context, parse_period
from normalize.tables.columns import BARE_LABEL, Shape
from normalize.tables.ditto import spelled_out
from normalize.tables.header import FIGURE
from normalize.tables.rows import Head, Read, record
from normalize.tables.signs import is_no, is_yes, signed
from phuluc.issues import Issue, IssueKind
from phuluc.model import Period, Role, Row, Span, Task

_YEAR = re.compile(r"(?:19|20)\d\d")
_GRAIN = re.compile(r"tháng|quý", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Book:
    """One table's tasks, its rows with the flags that their values earned, and the issues of these values."""

    tasks: tuple[Task, ...]
    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]


def book(index: int, form: Shape, reads: Sequence[Read], context: Context) -> Book:
    """The tasks of a table; none, and the rows as they are, where it is no plan."""
    if not form.plan:
        return Book((), tuple(record(read, form) for read in reads), ())
    tasks: list[Task] = []
    rows: list[Row] = []
    issues: list[Issue] = []
    for read, cells in zip(reads, spelled_out(read.head.cells for read in reads), strict=True):
        period = _period(cells, form, context)
        more = ["period-unparsed"] if period.kind == "unknown" else ["year-inferred"] if period.inferred else []
        row = record(read, form, more)
        lead, partners = _bodies(cells, form)
        tasks.append(
            Task(
                id=f"{index}/{read.place.key}",
                path=read.place.path,
                number=row.number,
                kind=read.place.kind,
                section=reads[read.place.section].head.task if read.place.section is not None else None,
                parent=f"{index}/{reads[read.place.parent].place.key}" if read.place.parent is not None else None,
                task=read.head.task,
                lead=parse_agencies(lead),
                partners=parse_agencies(partners),
                period=period,
                outputs=parse_outputs(_text(cells, form, "outputs"), context),
                extra=_extra(read.head, form),
                sources=row.sources,
                confidence=row.confidence,
                flags=row.flags,
                trust=row.trust,
            )
        )
        rows.append(row)
        if period.kind == "unknown":
            issues.append(Issue(IssueKind.PERIOD_UNPARSED, read.where, period.text))
    return Book(tuple(tasks), tuple(rows), tuple(issues))


def _text(cells: Sequence[str], form: Shape, role: Role) -> str:
    """What stands in the first column of a role that holds words, not signs."""
    columns = enumerate(form.columns)
    return next((cells[at] for at, column in columns if column.role == role and at not in form.signs), "")


def _bodies(cells: Sequence[str], form: Shape) -> tuple[str, str]:
    """What says who leads and who helps: the cells of their columns, and the names that head columns of signs."""
    lead, partners = share_parts(_text(cells, form, "lead"), _text(cells, form, "partners"))
    told: dict[Role | None, list[str]] = {}
    for column in form.signs:
        label = form.columns[column].label
        told.setdefault(signed(label, cells[column]), []).append(label.rpartition(" / ")[2])
    return _listed(lead, told.get("lead", ())), _listed(partners, told.get("partners", ()))


def _listed(text: str, names: Sequence[str]) -> str:
    return "; ".join(filter(None, (text, *names)))


def _period(cells: Sequence[str], form: Shape, context: Context) -> Period:
    if form.marks:
        return parse_period(_marked(cells, form), context)
    start, end = _ends(cells, form)
    return _from_ends(start, end, context) if start or end else parse_period(_text(cells, form, "period"), context)


def _ends(cells: Sequence[str], form: Shape) -> tuple[str, str]:
    """What a start and an end column say; they go before a column of the time ("Tiến độ thực hiện: Đạt 50%")."""
    return _text(cells, form, "start"), _text(cells, form, "end")


def _marked(cells: Sequence[str], form: Shape) -> str:
    """The labels of the marked columns as printed, under their own header where several stand above them.

    A bare "1" or "IV" gets the word of its header ("Tháng 1, 2"); a text in place of a mark stands for itself, in a
    year's column with the year ("Quý I 2021").
    """
    marked = [column for column in form.marks if cells[column].strip() and not is_no(cells[column])]
    parents = {form.columns[column].label.rpartition(" / ")[0] for column in form.marks}
    names = [_mark_name(form.columns[column].label, cells[column].strip(), len(parents) > 1) for column in marked]
    bare = bool(names) and all(BARE_LABEL.fullmatch(name) for name in names)
    word = _GRAIN.search(next(iter(parents))) if bare and len(parents) == 1 else None
    return f"{word[0].capitalize()} {', '.join(names)}" if word else ", ".join(names)


def _mark_name(label: str, text: str, several: bool) -> str:
    parent, _, leaf = label.rpartition(" / ")
    if not (is_yes(text) or FIGURE.fullmatch(text)):
        return f"{text} {leaf}" if _YEAR.search(leaf) and not _YEAR.search(text) else text
    dated = several and _YEAR.search(parent) and not _YEAR.search(leaf)
    return f"{leaf} {parent.rpartition(' / ')[2]}" if dated else leaf


def _from_ends(start: str, end: str, context: Context) -> Period:
    """One period of the texts in a start and an end column; an end alone that is no one span stays what it says."""
    text = " - ".join(part for part in (start, end) if part)
    first, last = parse_period(start, context), parse_period(end, context)
    if not end or start == end:
        return first
    if first.kind == "empty" and (last.kind != "span" or len(last.spans) > 1):
        return last
    known = all(part.kind in ("span", "empty") for part in (first, last))
    if not known or (first.start and last.end and first.start > last.end):
        return Period(text, "unknown")
    span = Span(first.start, last.end)
    return Period(text, "span", span.start, span.end, (span,), None, first.inferred or last.inferred)


def _extra(head: Head, form: Shape) -> tuple[tuple[str, str], ...]:
    """The texts of columns that no field of a task takes, by label; a label that comes again gets its count.

    A task's text that is merged over other columns is none of theirs.
    """
    extra: dict[str, str] = {}
    for column, (text, heading) in enumerate(zip(head.cells, form.columns, strict=True)):
        spread = text == head.task and (head.entry.merged or column in head.inherited)
        if not text or spread or _is_taken(column, head.cells, form):
            continue
        label, count = heading.label, 1
        while label in extra:
            count += 1
            label = f"{heading.label} ({count})"
        extra[label] = text
    return tuple(extra.items())


def _is_taken(column: int, cells: Sequence[str], form: Shape) -> bool:
    """Whether a field of the task says what stands in this column."""
    role = form.columns[column].role
    if role in ("start", "end"):
        return not form.marks
    if role == "period" and column not in form.marks:
        return not (form.marks or any(_ends(cells, form)))
    return role not in (None, "notes") and not (column in form.marks and FIGURE.fullmatch(cells[column].strip()))
