"""A plan as tab-separated text, as Markdown, and as a spreadsheet."""

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.content import MERGED, Annex, Plan, labels
from tests.corpus.layout import Layout


def _lines(layout: Layout, table: list[list[str]]) -> bytes:
    text = "\n".join("\n".join(lines) for lines in table) + "\n"
    return (layout.spell(text)).encode()


def _before(plan: Plan, layout: Layout) -> list[str]:
    head = [plan.issuer.replace("\n", " "), f"Số: {plan.number}", plan.date, ""]
    return head if layout.letterhead else []


def _numbers(annex: Annex, layout: Layout) -> list[tuple[str, ...]]:
    return [tuple(f"({n})" for n in range(1, len(annex.columns) + 1))] if layout.numbered else []


def tabs(plan: Plan, layout: Layout) -> bytes:
    """Tabs between cells, a list's items after one another, as in samples/qd294.txt."""
    blocks = [_before(plan, layout)]
    for annex in plan.annexes:
        rows = [labels(annex), *_numbers(annex, layout), *annex.rows]
        short = [[*row, *[""] * (len(annex.columns) - len(row))] for row in rows]
        blocks.append([*annex.title, "", *("\t".join(row).replace("\n", " ") for row in short), ""])
    return _lines(layout, blocks)


def markdown(plan: Plan, layout: Layout) -> bytes:
    """Pipe tables; a new paragraph is a <br>."""
    blocks = [_before(plan, layout)]
    for annex in plan.annexes:
        rows = [*_numbers(annex, layout), *annex.rows]
        short = [[*row, *[""] * (len(annex.columns) - len(row))] for row in rows]
        lines = ["| " + " | ".join(row).replace("\n", "<br>") + " |" for row in short]
        head = "| " + " | ".join(labels(annex)) + " |"
        rule = "|" + " --- |" * len(annex.columns)
        blocks.append([*(f"**{line}**\n" for line in annex.title), head, rule, *lines, ""])
    return _lines(layout, blocks)


def xlsx(plan: Plan, layout: Layout) -> bytes:
    """A sheet for each annex: title rows, header with merged cells, the rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    thin = Side(style="thin")
    for index, annex in enumerate(plan.annexes):
        sheet = book.create_sheet(f"PL{index + 1}")
        for line in annex.title:
            sheet.append([line])
            sheet.merge_cells(
                start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(annex.columns)
            )
        top = len(annex.title) + 1
        for col, column in enumerate(annex.columns):
            for level in range(annex.levels):
                shared = col and annex.columns[col - 1].label[: level + 1] == column.label[: level + 1]
                if level < len(column.label) and not (shared and level < len(column.label) - 1):
                    sheet.cell(top + level, col + 1, column.label[level]).font = Font(bold=True)
        _merge_head(sheet, annex, top)
        for row in (*_numbers(annex, layout), *annex.rows):
            sheet.append([None if text in (MERGED, "") else layout.spell(text) for text in row])
        first = top + annex.levels + len(_numbers(annex, layout))
        for place, row in enumerate(annex.rows):
            if len(row) < len(annex.columns):
                sheet.merge_cells(None, first + place, len(row), first + place, len(annex.columns))
            for col in range(len(row)):
                if (down := annex.down(place, col)) > 1:
                    sheet.merge_cells(None, first + place, col + 1, first + place + down - 1, col + 1)
        for line in sheet.iter_rows(min_row=top, max_col=len(annex.columns)):
            for cell in line:
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _merge_head(sheet: Worksheet, annex: Annex, top: int) -> None:
    for col, column in enumerate(annex.columns):
        for level in range(len(column.label)):
            last = level == len(column.label) - 1
            shared = col and annex.columns[col - 1].label[: level + 1] == column.label[: level + 1]
            if shared and not last:
                continue
            same = (
                1
                if last
                else sum(1 for other in annex.columns if other.label[: level + 1] == column.label[: level + 1])
            )
            bottom = top + annex.levels - 1 if last else top + level
            if same > 1 or bottom > top + level:
                sheet.merge_cells(None, top + level, col + 1, bottom, col + same)
