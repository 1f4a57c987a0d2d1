"""XLSX: plans kept as spreadsheets, sheet by sheet as they would be printed."""

import re
import warnings
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from extract.container import Container, pack, safe_xml
from extract.flow import FlowBlock, document
from extract.xlsx_layout import Layout, read_layouts
from extract.xlsx_sheet import Field, Sheet
from phuluc.errors import DamagedSource
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawDocument, SourceFile
from phuluc.settings import Settings

if TYPE_CHECKING:
    from extract.readers import Input

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARTS = re.compile(r"\[content_types\]\.xml|_rels/\.rels|xl/.*\.(?:xml|rels)")
# What openpyxl raises over broken XML; an OSError says that there is no workbook.
_TROUBLE = (KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, ArithmeticError, OSError)
_DAMAGED = "the workbook's parts are broken; open it in Excel or LibreOffice and save it anew"


def read_xlsx(source: "Input", settings: Settings) -> RawDocument:
    """Read a workbook's visible sheets into one RawPage without a number.

    Raises:
        DamagedSource: no workbook, or a broken one.
        LockedSource: a part of it is encrypted.
        LimitExceeded: over `limits.unpacked_bytes` or `limits.cells`.
    """
    container = Container(source.data, settings.limits)
    layouts = read_layouts(container, settings.limits.cells)
    blocks: list[FlowBlock] = []
    issues: list[Issue] = []
    for name, state, fields in _sheets(container):
        layout = layouts.get(name)
        if state != "visible":
            issues.append(Issue(IssueKind.HIDDEN, note=f"sheet {name}"))
        elif layout is not None:
            blocks += _sheet_blocks(name, fields, layout, settings.limits.cells)
            issues += _sheet_issues(name, layout)
    file = SourceFile(source.name, sha256(source.data).hexdigest(), MEDIA_TYPE)
    return document(file, blocks, settings.limits.cells, issues)


def _sheets(container: Container) -> list[tuple[str, str, list[Field]]]:
    """Each worksheet's name, state ("visible", "hidden", ...) and fields, by openpyxl's streaming reader.

    openpyxl holds to no limits, so it is given a package of its own, of what came through ours.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    package = pack({name: safe_xml(part) for name, part in container.members(_PARTS)})
    sheets: list[tuple[str, str, list[Field]]] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts that it would not write back
            workbook = load_workbook(BytesIO(package), read_only=True, data_only=True, keep_links=False)
            for sheet in workbook.worksheets:
                sheet.reset_dimensions()  # what the sheet says of its size is often wrong
                sheets.append((sheet.title, sheet.sheet_state, [*_fields(sheet)]))
    except (InvalidFileException, *_TROUBLE) as error:
        # openpyxl checks nothing of what it reads: any of these may come of broken XML.
        raise DamagedSource(_DAMAGED) from error
    return sheets


def _fields(sheet: Any) -> Iterator[Field]:
    for row, cells in enumerate(sheet.iter_rows(), 1):
        for col, cell in enumerate(cells, 1):
            lined = _has_border(cell.border)
            if cell.value is not None or lined:
                bold = bool(cell.font and cell.font.b)
                yield Field(row, col, cell.value, cell.number_format or "General", lined, bold)


def _has_border(border: Any) -> bool:
    sides = () if border is None else (border.left, border.top, border.right, border.bottom)
    return any(side is not None and side.style is not None for side in sides)


def _sheet_blocks(name: str, fields: list[Field], layout: Layout, cell_limit: int) -> Iterator[FlowBlock]:
    """The sheet's rows from top to bottom: text above, between and below the tables, and the tables."""
    sheet = Sheet(fields, layout, cell_limit)
    group: list[int] = []
    for row in sheet.rows:
        if sheet.belongs(row, group):
            group.append(row)
            continue
        if group:
            yield sheet.table(group, f"sheet {name}")
            group = []
        yield sheet.line(row)
    if group:
        yield sheet.table(group, f"sheet {name}")


def _sheet_issues(name: str, layout: Layout) -> Iterator[Issue]:
    for what, count in (("row(s)", len(layout.hidden_rows)), ("column(s)", len(layout.hidden_cols))):
        if count:
            yield Issue(IssueKind.HIDDEN, note=f"{count} {what} of sheet {name}")
    if layout.unvalued:
        note = f"{layout.unvalued} formula(s) of sheet {name} have no stored result; open it in Excel and save it"
        yield Issue(IssueKind.TABLE_UNCERTAIN, note=note)
