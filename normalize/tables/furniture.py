"""What stands on a page and is no data: page numbers, running heads, and tables that only lay text out."""

import re
from collections.abc import Iterable, Sequence

from normalize.text import bare, fold, is_page_number
from phuluc.model import RawTable

EDGE_LINES = 4  # lines at a page's top and bottom in which a running head or foot is looked for
_LAYOUT_ROWS = 2  # a table without header of so few rows lays out text

_PAGE_TAIL = re.compile(r"\b(?:trang|page)\s*:?\s*\d{1,4}(?:\s*(?:/|of|tren)\s*\d{1,4})?")
_CONTINUED = re.compile(r"[(\[]?\s*(?:tiep theo|tiep|con tiep|xem tiep trang sau|tiep theo trang truoc)\b.{0,24}")
_LAYOUT_CELLS = 3  # letterhead and signature blocks stand side by side in so many cells at the most; plans have more

# The standing words of letterhead, signature block and address block (Nghị định 30/2020/NĐ-CP, Phụ lục I and III;
# Hướng dẫn 36-HD/VPTW for the Party's): a motto is a line of its own in capitals, and no body that a task names.
_MOTTO = re.compile(
    r"CONG HOA XA HOI CHU NGHIA VIET NAM|Doc lap\s*-\s*[Tt]u do\s*-\s*[Hh]anh phuc|DANG CONG SAN VIET NAM"
)
_SIGN_OFF = re.compile(r"\W*(?:noi nhan\s*(?::|$)|(?:tm|t/m|kt|tl|tuq)\.?\s+\S|q\.\s|ky boi\s*:|ngay ky\s*:)")

# A form's signature block stands at the foot of each form and is none the less an end.
_SIGNATURE = re.compile(r"\bky\b|dong dau|\bdai dien\b|nguoi lap|thu truong|giam doc|chu tich|bo truong")


def line_key(line: str) -> str:
    """A line for comparing the heads and feet of pages: folded, the page's number taken out."""
    return _PAGE_TAIL.sub("#", fold(line))


def is_continued(line: str) -> bool:
    """Whether a line only says that the table goes on: "(tiếp theo)", "Phụ lục II (tiếp theo)"."""
    key = fold(line)
    return _CONTINUED.fullmatch(key) is not None or re.search(r"\((?:tiep theo|tiep)\)\s*$", key) is not None


def separating(lines: Iterable[str], running: frozenset[str]) -> list[str]:
    """The lines between two tables that keep them apart: all but page numbers, running heads and "(tiếp theo)"."""
    return [
        line
        for line in lines
        if line.strip() and not is_page_number(line) and line_key(line) not in running and not is_continued(line)
    ]


def is_layout(table: RawTable) -> bool:
    """Whether a table only lays out letterhead, signatures or a frame around text, told by its words and shape."""
    if table.width == 1:
        return True
    if len(table.rows) > 2 * _LAYOUT_ROWS:
        return False
    if max(sum(bool(cell.text.strip()) for cell in row.cells) for row in table.rows) > _LAYOUT_CELLS:
        return False
    return any(
        _MOTTO.match(bare(line)) or is_sign_off(line)
        for row in table.rows
        for cell in row.cells
        for line in cell.text.split("\n")
    )


def is_sign_off(line: str) -> bool:
    """Whether a line begins a signature or address block: "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"."""
    return _SIGN_OFF.match(fold(line)) is not None and (line.strip()[:2].isupper() or fold(line).startswith("noi nhan"))


def is_frame(table: RawTable, header: bool) -> bool:
    """Whether a table that continues no other is too small for data: a row or two without a header."""
    return not header and len(table.rows) <= _LAYOUT_ROWS


def texts(table: RawTable) -> list[str]:
    """A layout table's lines in reading order, for the text outside tables."""
    return [line for row in table.rows for cell in row.cells for line in cell.text.split("\n") if line.strip()]


def edge_keys(blocks: Sequence[Sequence[str]]) -> frozenset[str]:
    """The keys of a page's first and last lines outside tables, given its runs of lines from the top."""
    lines = [line for block in blocks for line in block]
    keys = (line_key(line) for line in (*lines[:EDGE_LINES], *lines[-EDGE_LINES:]))
    return frozenset(key for key in keys if not _SIGNATURE.search(key))
