"""Plain text: tables with tabs between their cells, Markdown and drawn tables, CSV."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from extract.charset import decode_likely
from extract.flow import FlowBlock, FlowCell, FlowRow, FlowTable, document
from extract.lattice import NEXT_FREE, settle
from extract.text_marks import break_items, is_bold, markdown_cell, plain_cell, plain_line
from extract.text_tables import Records, TextTable, comma_table, is_header, tables_in, undrawn
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawDocument, SourceFile
from phuluc.settings import Settings

if TYPE_CHECKING:
    from extract.readers import Input

_LINE_ENDS = str.maketrans({"\v": "\n", "\f": "\n\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"})


def read_text(source: "Input", settings: Settings) -> RawDocument:
    """Read a text, in Unicode or in one of the old Vietnamese codes, into one RawPage without a number.

    Raises (while its page is walked):
        LimitExceeded: over `limits.cells`.
    """
    decoded, old_code = decode_likely(source.data)
    text = decoded.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    records = comma_table(text)
    media_type = "text/plain" if records is None else "text/csv"
    cells = settings.limits.cells
    lines = [undrawn(line) for line in text.split("\n")]
    blocks = _blocks(lines, cells) if records is None else _csv_blocks(records, cells)
    file = SourceFile(source.name, sha256(source.data).hexdigest(), media_type)
    issues = [Issue(IssueKind.LEGACY_ENCODING, note=old_code)] if old_code else []
    return document(file, blocks, cells, issues)


def _blocks(lines: list[str], cell_limit: int) -> Iterator[FlowBlock]:
    after = 0
    for table in tables_in(lines):
        yield from map(plain_line, lines[after : table.start])
        yield _flow_table(table, cell_limit)
        after = table.end
    yield from map(plain_line, lines[after:])


def _flow_table(table: TextTable, cell_limit: int) -> FlowTable:
    clean = markdown_cell if table.piped else plain_cell
    return _table(table.records, clean, "\n".join(map(clean, table.printed)), cell_limit, table.confidence)


def _csv_blocks(records: Records, cell_limit: int) -> Iterator[FlowBlock]:
    """Records above the header are titles, and where no header is known, those narrower than the table."""
    width = max(len(fields) for _, fields in records)
    headers = (at for at, (_, fields) in enumerate(records) if is_header(fields))
    first = next(headers, next(at for at, (_, fields) in enumerate(records) if len(fields) == width))
    for _, fields in records[:first]:
        yield " ".join(filter(None, fields))
    body = records[first:]
    ink = "\n".join(plain_cell(field) for _, fields in body for field in fields)
    yield _table(body, plain_cell, ink, cell_limit)


def _table(
    records: Records, clean: Callable[[str], str], ink: str, cell_limit: int, confidence: float = 1.0
) -> FlowTable:
    """Records to a table; columns at the end that are empty in every row are separators' leavings and no columns."""
    used = max(
        len(fields) - next((i for i, f in enumerate(reversed(fields)) if f.strip()), len(fields))
        for _, fields in records
    )
    claims = [
        [FlowCell(NEXT_FREE, (break_items(clean(field)),), bold=is_bold(field)) for field in fields[:used]]
        for _, fields in records
    ]
    rows, width = settle(claims, cell_limit)
    places = [f"line {number + 1}" for number, _ in records]
    flow_rows = tuple(FlowRow(cells, place=place) for cells, place in zip(rows, places, strict=True))
    return FlowTable(flow_rows, width, ink, confidence=confidence)
