"""What openpyxl's streaming reader leaves out of a sheet: merged ranges, what is hidden, formulas without a result."""

import posixpath
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree

from extract.container import Container, safe_xml
from phuluc.errors import DamagedSource
from phuluc.settings import over_limit

_WORKBOOK = "xl/workbook.xml"
_RELATION = "{*}Relationship"
_ID = ("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
       "{http://purl.oclc.org/ooxml/officeDocument/relationships}id")  # fmt: skip
_MAX_COLS, _MAX_ROWS = 16_384, 1_048_576  # Excel's own
_MAX_DIGITS = 9
_BROKEN_SHEET = "a sheet of the workbook is broken; open it in Excel and save it anew"
_COLUMN = re.compile(r"\$?([A-Z]{1,3})", re.I)


@dataclass(slots=True)
class Layout:
    """A sheet's shape; rows and columns count from 1, merged ranges are (row, col, last row, last col)."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    unvalued: int = 0  # formulas whose result was never stored: no one but Excel knows what they show


def read_layouts(container: Container, cell_limit: int) -> dict[str, Layout]:
    """The layout of each sheet by its name.

    Raises:
        DamagedSource: XML that is none, or that declares entities.
        LimitExceeded: more cells than `cell_limit`.
    """
    workbook, relations = _parse(container, _WORKBOOK), _parse(container, "xl/_rels/workbook.xml.rels")
    if workbook is None or relations is None:
        raise DamagedSource("the workbook's parts are broken; open it in Excel or LibreOffice and save it anew")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations.iter(_RELATION)}
    layouts: dict[str, Layout] = {}
    left = cell_limit
    for sheet in workbook.iter("{*}sheet"):
        target = targets.get(next((sheet.get(name) for name in _ID if sheet.get(name)), None), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        part = container.read(path)
        if part is None:
            continue
        layouts[sheet.get("name", "")], count = _read(safe_xml(part))
        left -= count
        if left < 0:
            raise over_limit("cells", f"over the limit of {cell_limit:,} cells")
    return layouts


def _parse(container: Container, name: str) -> Any:
    part = container.read(name)
    if part is None:
        return None
    try:
        return etree.fromstring(safe_xml(part), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise DamagedSource(f"its part {name} is broken; open it in Excel and save it anew") from error


def _read(part: bytes) -> tuple[Layout, int]:
    """A sheet's layout, and how many cells it holds, each row from the first column to its last."""
    layout, count = Layout(), 0
    row = col = 0
    try:
        for _, element in etree.iterparse(BytesIO(part), events=("end",), resolve_entities=False, no_network=True):
            name = element.tag.rpartition("}")[2]  # a broken name (":c") comes before its error does
            if name == "c":
                col = _column(element.get("r")) or col + 1
                formula, value = element.find("{*}f"), element.find("{*}v")
                layout.unvalued += formula is not None and (value is None or not value.text)
            elif name == "row":
                row = _row(element.get("r"), row + 1)
                if _is_on(element.get("hidden")):
                    layout.hidden_rows.add(row)
                count, col = count + max(col, len(element)), 0
                element.clear()
            elif name == "col" and _is_on(element.get("hidden")):
                first, last = _whole(element.get("min")), min(_whole(element.get("max")), _MAX_COLS)
                layout.hidden_cols.update(range(first, last + 1))
            elif name == "mergeCell" and (bounds := _bounds(element.get("ref", ""))):
                layout.merged.append(bounds)
    except etree.XMLSyntaxError as error:
        raise DamagedSource(_BROKEN_SHEET) from error
    return layout, count


def _row(reference: str | None, following: int) -> int:
    """A row's number; one beyond Excel's last is refused, for openpyxl makes all the rows above it."""
    try:
        number = following if reference is None else float(reference)
    except ValueError as error:
        raise DamagedSource(_BROKEN_SHEET) from error
    if not 0 <= number <= _MAX_ROWS:
        raise DamagedSource(_BROKEN_SHEET)
    return int(number)


def _column(reference: str | None) -> int:
    """The column of a cell's name ("AB7"), from 1; 0 where it has none."""
    letters = _COLUMN.match(reference or "")
    number = 0
    for letter in letters[1].upper() if letters else "":
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _bounds(reference: str) -> tuple[int, int, int, int] | None:
    from openpyxl.utils import range_boundaries

    try:
        first_col, first_row, last_col, last_row = range_boundaries(reference)
    except (ValueError, TypeError):
        return None
    if first_col is None or first_row is None or last_col is None or last_row is None:
        return None
    return first_row, first_col, last_row, last_col


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")


def _whole(value: str | None) -> int:
    return int(value[:_MAX_DIGITS]) if value and value.isascii() and value.isdigit() else 0
