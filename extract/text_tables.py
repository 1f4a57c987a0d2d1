"""Tables in plain text: fields between tabs, pipes or commas."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import TypeAlias

_PIPE = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*")
_RULE_SIGNS = re.compile(r"[\s|+:=-]+")
_DASHES = re.compile(r"[=-]{2}")
# What may stand first in a new row, so that a short line before it is not its beginning.
_NUMBER = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-Za-zĐđ])[.)]?\s*")
_STT = re.compile(r"(?:s(?:ố)?\s*)?tt\.?", re.I)

_MIN_COLS = 3
_UNMARKED = (
    0.8  # confidence of pipes with no rule under a header: some crawlers write cells so, and some prose has pipes
)


# Rows of fields, each with the line (from 0) that it begins on.
Records: TypeAlias = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table's rows; `end` is the first line after it; `piped`: drawn with pipes, perhaps Markdown's."""

    records: Records
    end: int
    piped: bool = False
    confidence: float = 1.0


def table_at(lines: Sequence[str], start: int) -> TextTable | None:
    """The table that begins on this line; None where none does."""
    line = lines[start]
    if "\t" in line:
        return _tabbed(lines, start)
    if "|" in line or line.lstrip().startswith("+-"):
        return _piped(lines, start)
    return None


def _tabbed(lines: Sequence[str], start: int) -> TextTable | None:
    """Lines with tabs, up to one without; a cell broken over lines is put together by the header's count of tabs."""
    end = start
    while end < len(lines) and "\t" in lines[end]:
        end += 1
    fields = [line.split("\t") for line in lines[start:end]]
    if len(fields) < 2 or max(sum(bool(f.strip()) for f in row) for row in fields) < _MIN_COLS:
        return None
    width = len(fields[0])
    records: list[tuple[int, tuple[str, ...]]] = []
    index = 0
    while index < len(fields):
        row, first = list(fields[index]), index
        index += 1
        while _goes_on(row, fields, index, width):
            row = [*row[:-1], row[-1] + "\n" + fields[index][0], *fields[index][1:]]
            index += 1
        records.append((start + first, tuple(row)))
    return TextTable(tuple(records), end)


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


def _piped(lines: Sequence[str], start: int) -> TextTable | None:
    """Lines with pipes: Markdown's with a rule under the header, drawn ones with rules between rows, or bare ones."""
    end = start
    while end < len(lines) and ("|" in lines[end] or _is_rule(lines[end])):
        end += 1
    block = [(start + offset, line) for offset, line in enumerate(lines[start:end])]
    ruled = [_is_rule(line) for _, line in block]
    rows = [(number, _split(line)) for (number, line), rule in zip(block, ruled, strict=True) if not rule]
    if len(rows) < 2 or max(len(row) for _, row in rows) < _MIN_COLS:
        return None
    if sum(ruled) > 2 and lines[start].lstrip().startswith("+"):
        return TextTable(_drawn(block, ruled), end, piped=True)
    if not any(ruled[:2]) and len({len(row) for _, row in rows}) > 1:
        return None
    confidence = 1.0 if any(ruled[:2]) else _UNMARKED
    return TextTable(tuple((number, tuple(row)) for number, row in rows), end, piped=True, confidence=confidence)


def _split(line: str) -> list[str]:
    fields = _PIPE.split(line.strip())
    if line.strip().startswith("|"):
        fields = fields[1:]
    if len(fields) > 1 and not fields[-1].strip() and line.strip().endswith("|"):
        fields = fields[:-1]
    return [field.strip() for field in fields]


def _drawn(block: list[tuple[int, str]], ruled: list[bool]) -> Records:
    """Rows of a drawn table: the lines between two rules are one row, wrapped lines joined with a blank."""
    records: list[tuple[int, tuple[str, ...]]] = []
    open_row: list[str] | None = None
    first = 0
    for (number, line), rule in zip(block, ruled, strict=True):
        if rule:
            if open_row is not None:
                records.append((first, tuple(open_row)))
            open_row = None
        elif open_row is None:
            open_row, first = _split(line), number
        else:
            more = _split(line)
            more += [""] * (len(open_row) - len(more))
            open_row = [f"{above} {below}".strip() for above, below in zip(open_row, more, strict=False)]
    if open_row is not None:
        records.append((first, tuple(open_row)))
    return tuple(records)


def _is_rule(line: str) -> bool:
    """Whether the line is drawn: nothing but signs, and two dashes on end among them."""
    return _RULE_SIGNS.fullmatch(line) is not None and _DASHES.search(line) is not None


def without_drawing(line: str) -> str:
    """A line of a drawn table without its rules and pipes: what is left is text."""
    return "" if _is_rule(line) else _PIPE.sub(" ", line)


def comma_table(text: str) -> Records | None:
    """The whole of a text as the records of a CSV, separated by commas or semicolons.

    None where it is none: a CSV has three columns or more, and every record from its header on has as many fields,
    or its header has an STT column. Records above the header are titles.
    """
    for separator in ",;":
        records = _parse(text, separator)
        widths = [len(fields) for _, fields in records]
        width = max(widths, default=0)
        even = width >= _MIN_COLS and len(records) > 1 and set(widths[widths.index(width) :]) == {width}
        if even or any(is_header(fields) for _, fields in records[:-1]):
            return records
    return None


def is_header(fields: Sequence[str]) -> bool:
    """Whether a record is a header with an STT column."""
    return len(fields) >= _MIN_COLS and any(_STT.fullmatch(field.strip()) for field in fields)


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
