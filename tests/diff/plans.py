"""QĐ 294 as rows of cells that a test edits, and the edited plan as text and as DOCX."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"
HEAD = """\
QUYẾT ĐỊNH
Số: 294/QĐ-LĐTBXH
TIẾN ĐỘ THỰC HIỆN
"""
NUMBER, TASK, LEAD, PARTNERS, PERIOD, OUTPUTS = range(6)
WIDTH = 6

Rows = list[list[str]]


@cache
def _lines() -> tuple[str, ...]:
    return tuple((SAMPLES / "qd294.txt").read_text(encoding="utf-8").splitlines())


def rows() -> Rows:
    """The 33 rows, each of six cells, without the tags of italics."""
    found = []
    for line in _lines():
        cells = [cell.replace("<i>", "").replace("</i>", "") for cell in line.split("\t")]
        if len(cells) > 1 and cells[0] != "STT":
            found.append([*cells, *[""] * (WIDTH - len(cells))])
    return found


def at(plan: Rows, text: str) -> int:
    """The place of the one row whose task begins with a text."""
    (place,) = (i for i, row in enumerate(plan) if row[TASK].startswith(text))
    return place


def renumbered(plan: Rows) -> Rows:
    """The rows with whole numbers counted anew from 1 under each Roman one."""
    count, made = 0, []
    for number, *others in plan:
        count = count + 1 if number.isdigit() else 0 if number.isalpha() else count
        made.append([str(count) if number.isdigit() else number, *others])
    return made


def header() -> list[str]:
    """The labels of the columns."""
    return next(line.split("\t") for line in _lines() if line.startswith("STT"))


def as_text(plan: Sequence[Sequence[str]]) -> bytes:
    """The plan as a text table."""
    return (HEAD + "\n".join("\t".join(row) for row in (header(), *plan)) + "\n").encode()


def as_docx(plan: Sequence[Sequence[str]]) -> bytes:
    """The plan as a Word table."""
    from docx import Document

    document = Document()
    for line in HEAD.splitlines():
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=WIDTH, style="Table Grid")
    for row in (header(), *plan):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
