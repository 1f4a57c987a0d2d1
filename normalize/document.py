"""RawTables in, a Document out: stitch, read the rows, read their values, hold the accounts."""

from collections.abc import Iterator
from dataclasses import replace

from normalize import audit
from normalize.agencies.heirs import as_of
from normalize.context import context
from normalize.front.title import annex_title, parse_meta
from normalize.tables.rows import read_rows, table_of
from normalize.tables.stitch import Grown, Outside, stitch
from normalize.tables.tasks import book
from phuluc.issues import Issue, IssueKind
from phuluc.model import Audit, Document, Meta, RawDocument, RawPage, RawTable, Table, Task
from phuluc.settings import Settings

META_LINES = 4_000  # lines outside tables that are kept for the metadata: about a hundred pages of prose


def normalize(raw: RawDocument, settings: Settings) -> Document:
    """What a document's pages mean. Pages are walked once, two at a time, and not kept.

    Raises:
        PhulucError: a page's reader raised it.
    """
    issues: list[Issue] = []
    outside = Outside(META_LINES)
    pages = _placed(raw.pages) if settings.review else raw.pages
    grown = list(stitch(_watched(pages, issues), outside))
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


def _placed(pages: Iterator[RawPage]) -> Iterator[RawPage]:
    """The pages, their tables marked so that the places of cells are kept."""
    for page in pages:
        blocks = (replace(block, placed=True) if isinstance(block, RawTable) else block for block in page.blocks)
        yield replace(page, blocks=tuple(blocks))


def _table(index: int, grown: Grown, meta: Meta, issues: list[Issue]) -> tuple[Table, tuple[Task, ...], Audit]:
    title = annex_title(grown.above)
    form, reads, numbering = read_rows(grown)
    grown.lines.clear()  # the reads hold the text now
    values = book(index, form, reads, context(form.year, title, meta))
    table = table_of(index, title, grown, form, values.rows)
    account, losses = grown.ledger.close(table.rows, grown.source)
    issues += [*grown.issues, *numbering, *values.issues, *losses]
    if not form.plan:
        labels = ", ".join(column.label for column in table.columns if column.label) or "without a header"
        issues.append(Issue(IssueKind.ROLES_UNKNOWN, grown.source, f"table {index}: {labels}"))
    return table, values.tasks, account
