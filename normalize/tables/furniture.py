"""What stands on a page and is no data: page numbers, running heads, and tables that only lay text out."""

import re
from collections.abc import Iterable, Sequence

from normalize.text import bare, fold, is_page_number
from phuluc.model import RawTable

EDGE_LINES = 4  # lines at a page's top and bottom in which a running head or foot is looked for
_LAYOUT_ROWS = 2  # a table without header of so few rows lays out text

_PAGE_TAIL = re.compile(r"\b(?:trang|page)\s*:?\s*\d{1,4}(?:\s*(?:/|of|tren)\s*\d{1,4})?")
# A running head with the page's number at its end or its beginning: "Kế hoạch công tác năm 2026 3", "3 | Kế hoạch".
_COUNTED = re.compile(r"^(?P<before>\d{1,4})[\s|-]+(?=[^\s\d|-])|(?<![\s|-])[\s|-]+(?P<after>\d{1,4})$")
_LONGEST_HEAD = 200  # characters
_APART = re.compile(r"(?<= )#-?\d+$")
_HEAD_WORDS = 4  # at least, before the number: "Phụ lục 2", "Biểu số 3" and "Quận 4" are titles
# What is numbered itself, so that the number beside it is its own.
_NUMBERED = frozenset(
    """luc so bieu mau bang muc phan chuong dieu thang nam quy tuan dot nhom ky quan khoi to an doan doi phong cum vung
    do vong lan vu khu lop cap loai hang giai thon ap bac nhanh goi du tuyen""".split()
)
_CONTINUED = re.compile(r"[(\[]?\s*(?:tiep theo|tiep|con tiep|xem tiep trang sau|tiep theo trang truoc)\b.{0,24}")
_LAYOUT_CELLS = 3  # letterhead and signature blocks stand side by side in so many cells at the most; plans have more

# The standing words of letterhead, signature block and address block (Nghị định 30/2020/NĐ-CP, Phụ lục I and III;
# Hướng dẫn 36-HD/VPTW for the Party's): a motto is a line of its own in capitals, and no body that a task names.
_MOTTO = re.compile(
    r"CONG HOA XA HOI CHU NGHIA VIET NAM|Doc lap\s*-\s*[Tt]u do\s*-\s*[Hh]anh phuc|DANG CONG SAN VIET NAM"
)
_SIGN_OFF = re.compile(r"\W*(?:noi nhan\s*(?::|$)|(?:tm|t/m|kt|tl|tuq)\.?\s+\S|q\.\s|ky boi\s*:|ngay ky\s*:)")

_TITLE = re.compile(r"(?:phu luc|bieu|bang|mau|danh muc|[ivx]+\.)(?!\w)")

_PLACE = 6  # words: "(Ký, ghi rõ họ tên)"; longer lines say who signs what
# A form's signature block stands at the foot of each form and is none the less an end.
_SIGNATURE = re.compile(r"\bky\b|dong dau|\bdai dien\b|nguoi lap|thu truong|giam doc|chu tich|bo truong")


def line_key(line: str) -> str:
    """A line for comparing the heads and feet of pages: folded, the page's number taken out."""
    return _PAGE_TAIL.sub("#", fold(line))


def counted_key(line: str, page: int | None = None) -> str | None:
    """A running head's key without the page's number that stands beside it; None where it has none, or may be a title.

    With its `page` the key says as well how far the two numbers are apart: the same on every page of a running head.

    >>> counted_key("Kế hoạch công tác năm 2026 3"), counted_key("Kế hoạch công tác năm 2026 3", 5)
    ('ke hoach cong tac nam 2026 #', 'ke hoach cong tac nam 2026 #-2')
    """
    key = fold(line) if len(line) <= _LONGEST_HEAD else ""
    found = _COUNTED.search(key)
    if found is None:
        return None
    words = (key[: found.start()] or key[found.end() :]).split()
    if len(words) < _HEAD_WORDS or (found["after"] and words[-1] in _NUMBERED):
        return None
    apart = "" if page is None else str(int(found["after"] or found["before"]) - page)
    return f"{' '.join(words)} #{apart}"


def in_running(line: str, running: frozenset[str]) -> bool:
    """Whether a line is one of the running heads and feet of its page."""
    return bool(running) and (line_key(line) in running or counted_key(line) in running)


def is_continued(line: str) -> bool:
    """Whether a line only says that the table goes on: "(tiếp theo)", "Phụ lục II (tiếp theo)"."""
    key = fold(line)
    return _CONTINUED.fullmatch(key) is not None or re.search(r"\((?:tiep theo|tiep)\)\s*$", key) is not None


def separating(lines: Iterable[str], running: frozenset[str]) -> list[str]:
    """The lines between two tables that keep them apart: all but page numbers, running heads and "(tiếp theo)"."""
    return [
        line
        for line in lines
        if line.strip() and not is_page_number(line) and not in_running(line, running) and not is_continued(line)
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


def is_title(line: str) -> bool:
    """Whether a line reads as the title of another table: "PHỤ LỤC II", "Biểu 2. Tổng hợp", capitals, "II. ..."."""
    return line.isupper() or _TITLE.match(fold(line)) is not None


def is_end(line: str) -> bool:
    """Whether a line ends what stands above it: a place for a signature, an address block."""
    return is_sign_off(line) or (len(line.split()) <= _PLACE and _SIGNATURE.search(fold(line)) is not None)


def is_frame(table: RawTable, header: bool) -> bool:
    """Whether a table that continues no other is too small for data: a row or two without a header."""
    return not header and len(table.rows) <= _LAYOUT_ROWS


def texts(table: RawTable) -> list[str]:
    """A layout table's lines in reading order, for the text outside tables."""
    return [line for row in table.rows for cell in row.cells for line in cell.text.split("\n") if line.strip()]


def edge_keys(blocks: Sequence[Sequence[str]], page: int | None = None) -> frozenset[str]:
    """The keys of a page's first and last lines outside tables, given its runs of lines from the top."""
    lines = [line for block in blocks for line in block]
    edges = (*lines[:EDGE_LINES], *lines[-EDGE_LINES:])
    keys = (*map(line_key, edges), *(counted_key(line, page) for line in edges))
    return frozenset(key for key in keys if key and not _SIGNATURE.search(key))


def running_keys(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """What two pages' edges share, the page's number left open in it."""
    shared = one & other
    return shared | {_APART.sub("#", key) for key in shared}
