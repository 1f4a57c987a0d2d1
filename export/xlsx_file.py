"""A workbook."""

from collections.abc import Iterator

from export.part import Part
from phuluc.model import Document
from phuluc.settings import Settings


def parts(document: Document, settings: Settings) -> Iterator[Part]:
    import xlsxwriter

    from export.columns import COLUMNS, joined, lines

    def write(stream):
        book = xlsxwriter.Workbook(stream, {"strings_to_urls": False, "strings_to_formulas": False})
        sheet = book.add_worksheet("Nhiệm vụ")
        for c, column in enumerate(COLUMNS):
            sheet.write_string(0, c, column.label)
        for r, line in enumerate(lines(document), 1):
            for c, column in enumerate(COLUMNS):
                sheet.write_string(r, c, joined(column.get(line)))
        book.close()
        return ()

    yield Part(".xlsx", write)
