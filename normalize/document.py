"""RawTables in, a Document out: stitch, read the rows, read their values, hold the accounts."""

from collections.abc import Iterator

from normalize import audit
from normalize.agencies.heirs import as_of
from normalize.front.title import annex_title, parse_meta
from normalize.periods.parse import Context
from normalize.tables.columns import Shape
from normalize.tables.rows import read_rows, table_of
from normalize.tables.stitch import Grown, Outside, stitch
from normalize.tables.tasks import book
from normalize.text import years_in
from phuluc.issues import Issue, IssueKind
from phuluc.model import Audit, Document, Meta, RawDocument, RawPage, Table, Task
from phuluc.settings import Settings

META_LINES = 4_000  # lines outside tables that are kept for the metadata: about a hundred pages of prose


def normalize(raw: RawDocument, settings: Settings) -> Document:
    """What a document's pages mean. Pages are walked once, two at a time, and not kept.

    Raises:
        PhulucError: a page's reader raised it.
    """
    issues: list[Issue] = []
    outside = Outside(META_LINES)
    grown = list(stitch(_watched(raw.pages, issues), outside))
    meta = parse_meta(outside.lines)
    tables: list[Table] = []
    tasks: list[Task] = []
    accounts: list[Audit] = []
    for index, one in enumerate(grown):
        table, found, account = _table(index, one, meta, issues)
        tables.append(table)
        tasks += found
        accounts.append(account)
    if not tasks and not any(column.role == "number" for table in tables for column in table.columns):
        issues.append(Issue(IssueKind.NO_STT_TABLE))
    if settings.as_of is not None:
        tasks = as_of(tasks, settings.as_of)
    account = audit.add(accounts)
    return Document(raw.source, meta, tuple(tables), tuple(tasks), account, tuple(issues), as_of=settings.as_of)


def _watched(pages: Iterator[RawPage], issues: list[Issue]) -> Iterator[RawPage]:
    """The pages, their issues put aside as they pass."""
    for page in pages:
        issues.extend(page.issues)
        yield page


def _table(index: int, grown: Grown, meta: Meta, issues: list[Issue]) -> tuple[Table, tuple[Task, ...], Audit]:
    title = annex_title(grown.above)
    form, reads, numbering = read_rows(grown)
    grown.lines.clear()  # the reads hold the text now
    values = book(index, form, reads, _context(form, title, meta))
    table = table_of(index, title, grown, form, values.rows)
    account, losses = grown.ledger.close(table.rows, grown.source)
    issues += [*grown.issues, *numbering, *values.issues, *losses]
    if not form.plan:
        labels = ", ".join(column.label for column in table.columns if column.label) or "without a header"
        issues.append(Issue(IssueKind.ROLES_UNKNOWN, grown.source, f"table {index}: {labels}"))
    return table, values.tasks, account


def _context(form: Shape, title: str | None, meta: Meta) -> Context:
    """The years that a period without one may be of: the header's, the annex title's, the document's own.

    A document that plans one year is of that year whenever it was signed; one that plans several is of none.
    """
    header = form.year or _one_year(title)
    horizon = meta.horizon
    document = meta.date.year if meta.date is not None else None
    if horizon is not None and horizon.start and horizon.end:
        document = horizon.start.year if horizon.start.year == horizon.end.year else None
    return Context(header_year=header, document_year=document)


def _one_year(title: str | None) -> int | None:
    years = set(years_in(title or ""))
    return years.pop() if len(years) == 1 else None
