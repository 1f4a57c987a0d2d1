"""Tables in plain text: fields between tabs, pipes or commas."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby, islice, zip_longest
from typing import TypeAlias

from extract.flow import STT_LABEL

_PIPE = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r":?-+:?")
_BOX = re.compile("\\s*[\u2500-\u257f]")
_BOX_SIGNS = dict.fromkeys(range(0x2500, 0x2580), "+") | str.maketrans(
    dict.fromkeys("─━┄┅┈┉╌╍═", "-") | dict.fromkeys("│┃┆┇┊┋╎╏║", "|")
)
_RULE_SIGNS = re.compile(r"[\s|+:=-]+")
_DASHES = re.compile(r"[=-]{2}")
# What may stand first in a new row, so that a short line before it is not its beginning.
_NUMBER = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-Za-zĐđ])[.)]?\s*")

_MIN_COLS = 3
_QUOTED_LINES = 100  # that a cell in quotes goes over at most; Excel's own cells hold 253 line breaks, plans a dozen
_UNMARKED = (
    0.8  # confidence of pipes with no rule under a header: some crawlers write cells so, and some prose has pipes
)


# Rows of fields, each with the line (from 0) that it begins on.
Records: TypeAlias = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table's rows, and all texts between the marks that draw it, taken before rows are made of them.

    `start` is its first line and `end` the first after it; `piped`: drawn with pipes, perhaps Markdown's.
    """

    records: Records
    printed: tuple[str, ...]
    start: int
    end: int
    piped: bool = False
    confidence: float = 1.0


def tables_in(lines: Sequence[str]) -> Iterator[TextTable]:
    """The tables in these lines, from top to bottom. Each line is looked at once, whatever a text is full of."""
    at = 0
    while at < len(lines):
        found, after = None, at + 1
        if "\t" in lines[at]:
            found, after = _tabbed(lines, at)
        elif "|" in lines[at] or lines[at].lstrip().startswith("+-"):
            found, after = _piped(lines, at)
        if found is not None:
            yield found
        at = after


def undrawn(line: str) -> str:
    """A line drawn with the signs that frame boxes, in the plain signs that tables are drawn with; others unchanged.

    >>> undrawn("│ STT │ Việc │"), undrawn("├─────┼──────┤"), undrawn("Điều 1 │ Điều 2")
    ('| STT | Việc |', '+-----+------+', 'Điều 1 │ Điều 2')
    """
    return line.translate(_BOX_SIGNS) if _BOX.match(line) else line


def _tabbed(lines: Sequence[str], start: int) -> tuple[TextTable | None, int]:
    """Lines with tabs, up to one without; a cell broken over lines is put together by the header's count of tabs.

    Gives the table, None where they make none, and the line after them.
    """
    numbered, end = _tab_lines(lines, start)
    fields = [row for _, row in numbered]
    if len(fields) < 2 or max(sum(bool(f.strip()) for f in row) for row in fields) < _MIN_COLS:
        return None, end
    width = len(fields[0])
    records: list[tuple[int, tuple[str, ...]]] = []
    index = 0
    while index < len(fields):
        row, first = list(fields[index]), numbered[index][0]
        index += 1
        while _goes_on(row, fields, index, width):
            row = [*row[:-1], row[-1] + "\n" + fields[index][0], *fields[index][1:]]
            index += 1
        records.append((first, tuple(row)))
    return TextTable(tuple(records), tuple(field for row in fields for field in row), start, end), end


def _tab_lines(lines: Sequence[str], start: int) -> tuple[list[tuple[int, list[str]]], int]:
    """The fields of lines with tabs, each with its line, and the line after them.

    A cell that Excel put in quotes, for its line breaks or quotes, comes without them.
    """
    found: list[tuple[int, list[str]]] = []
    at = start
    while at < len(lines) and "\t" in lines[at]:
        first, fields = at, lines[at].split("\t")
        at += 1
        while (closing := _closing_line(fields[-1], lines, at)) is not None:
            rest = lines[closing].split("\t")
            fields[-1:] = ["\n".join([fields[-1], *lines[at:closing], rest[0]]), *rest[1:]]
            at = closing + 1
        found.append((first, [_unquoted(field) for field in fields]))
    return found, at


def _closing_line(field: str, lines: Sequence[str], at: int) -> int | None:
    """The line in which the quotes that a row's last field opens are closed; None where it opens none, or for good."""
    if not field.startswith('"') or field.count('"') % 2 == 0:
        return None
    for number in range(at, min(at + _QUOTED_LINES, len(lines))):
        piece = lines[number].partition("\t")[0]
        if piece.count('"') % 2:
            return number if piece.rstrip().endswith('"') else None
        if "\t" in lines[number]:
            return None
    return None


def _unquoted(field: str) -> str:
    inner = field.strip()[1:-1]
    quoted = field.strip().startswith('"') and field.strip().endswith('"') and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if quoted and ("\n" in inner or '""' in inner) else field


def _goes_on(row: list[str], fields: list[list[str]], index: int, width: int) -> bool:
    """Whether the line at `index` is the rest of `row`: together they are one whole row, and it begins no row."""
    if len(row) >= width or index >= len(fields) or _NUMBER.fullmatch(fields[index][0]):
        return False
    total = len(row)
    for rest in islice(fields, index, None):
        if _NUMBER.fullmatch(rest[0]):
            return False
        total += len(rest) - 1
        if total >= width:
            return total == width
    return False


def _piped(lines: Sequence[str], start: int) -> tuple[TextTable | None, int]:
    """Lines with pipes: Markdown's with a rule under the header, drawn ones with rules between rows, or bare ones.

    Gives the table, None where they make none, and the line after them.
    """
    end = start + 1
    while end < len(lines) and ("|" in lines[end] or _is_rule(lines[end])):
        end += 1
    rule = next(
        (at for at in range(start, end) if _is_rule(lines[at]) or _is_markdown_rule(lines[at], at - start)), end
    )
    split = [(at, _split(lines[at])) for at in range(start, end) if at != rule and not _is_rule(lines[at])]
    even = next((at for at, row in reversed(split) if len(row) != len(split[-1][1])), start - 1) + 1
    first = min(max(rule - 1, start), even)
    rows = [(at, row) for at, row in split if at >= first]
    if len(rows) < 2 or max(len(row) for _, row in rows) < _MIN_COLS:
        return None, end
    printed = tuple(field for at, _ in rows for field in _PIPE.split(lines[at]))
    ruled = rule <= first + 1
    if end - first - len(rows) > 2 and lines[first].lstrip().startswith("+"):
        records = _drawn(rows)
    else:
        records = tuple((at, tuple(row)) for at, row in rows)
    return TextTable(records, printed, first, end, piped=True, confidence=1.0 if ruled else _UNMARKED), end


def _split(line: str) -> list[str]:
    fields = _PIPE.split(line.strip())
    if line.strip().startswith("|"):
        fields = fields[1:]
    if len(fields) > 1 and not fields[-1].strip() and line.strip().endswith("|"):
        fields = fields[:-1]
    return [field.strip() for field in fields]


def _drawn(lines: Sequence[tuple[int, list[str]]]) -> Records:
    """Rows of a drawn table: the lines between two rules are one row, wrapped lines joined with a blank."""
    records: list[tuple[int, tuple[str, ...]]] = []
    for _, group in groupby(enumerate(lines), key=lambda numbered: numbered[1][0] - numbered[0]):
        row = [line for _, line in group]
        fields = zip_longest(*(texts for _, texts in row), fillvalue="")
        records.append((row[0][0], tuple(" ".join(filter(None, parts)) for parts in fields)))
    return tuple(records)


def _is_rule(line: str) -> bool:
    """Whether the line is drawn: nothing but signs, and two dashes on end among them."""
    return _RULE_SIGNS.fullmatch(line) is not None and _DASHES.search(line) is not None


def _is_markdown_rule(line: str, place: int) -> bool:
    """Whether the line can stand under a Markdown table's header: there a single dash in each cell is enough."""
    fields = _split(line)
    return place > 0 and len(fields) >= _MIN_COLS and all(_RULE_CELL.fullmatch(field) for field in fields)


def comma_table(text: str) -> Records | None:
    """The whole of a text as the records of a CSV, separated by commas or semicolons.

    None where it is none: a CSV has three columns or more, and its header has an STT column, as it must in a text with
    the marks of other tables, or every record from its header on has as many fields. Records above the header are
    titles.
    """
    readings = [_parse(text, separator) for separator in ",;"]
    headed = (records for records in readings if any(is_header(fields) for _, fields in records[:-1]))
    even = (records for records in readings if _is_even(records))
    return next(headed, None) or (next(even, None) if not ("\t" in text or "|" in text) else None)


def _is_even(records: Records) -> bool:
    """Whether the widest record and those after it, one at least, all have as many fields."""
    widths = [len(fields) for _, fields in records]
    width = max(widths, default=0)
    after = widths[widths.index(width) :] if widths else []
    return width >= _MIN_COLS and len(after) > 1 and set(after) == {width}


def is_header(fields: Sequence[str]) -> bool:
    """Whether a record is a header with an STT column."""
    return len(fields) >= _MIN_COLS and any(STT_LABEL.fullmatch(field.strip()) for field in fields)


def _parse(text: str, separator: str) -> Records:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, tuple[str, ...]]] = []
    line = 0
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                records.append((line, tuple(fields)))
            line = reader.line_num
    except csv.Error:
        return ()
    return tuple(records)
