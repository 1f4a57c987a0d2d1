"""Reading small sources of text, HTML and sheets in tests."""

import unicodedata

from extract.readers import Input, read_document
from phuluc.model import RawPage, RawTable, RawText
from phuluc.settings import Settings


def page_of(data: bytes | str, settings: Settings | None = None) -> RawPage:
    """The one page of a source whose kind is told by its bytes."""
    raw = data.encode() if isinstance(data, str) else data
    (page,) = read_document(Input("a", raw), settings or Settings()).pages
    return page


def tables_of(data: bytes | str) -> list[RawTable]:
    """The tables of a source."""
    return [block for block in page_of(data).blocks if isinstance(block, RawTable)]


def lines_of(data: bytes | str) -> list[str]:
    """The lines of a source outside its tables."""
    return [line for block in page_of(data).blocks if isinstance(block, RawText) for line in block.lines]


def rows_of(table: RawTable) -> list[list[str]]:
    """The cells' texts, row by row."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def shape_of(table: RawTable) -> list[list[tuple[int, int, int, str]]]:
    """Column, column span, row span and text of each cell, row by row."""
    return [[(cell.col, cell.col_span, cell.row_span, cell.text) for cell in row.cells] for row in table.rows]


def tones_apart(text: str) -> str:
    """The text as windows-1258 has it: tone marks apart from their letters, other marks not."""
    apart = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in "\u0301\u0300\u0309\u0303\u0323")
        rest = "".join(part for part in parts if part not in tones)
        apart.append(unicodedata.normalize("NFC", rest) + tones)
    return "".join(apart)
