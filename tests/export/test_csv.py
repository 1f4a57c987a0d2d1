"""The CSV of the contract: RFC 4180, a byte-order mark, tasks and groups, and no cell that a spreadsheet would run."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given

from export import csv_file
from export.columns import COLUMNS, joined, lines
from export.part import whole
from phuluc.model import Column, Document, Row, Table
from phuluc.settings import Settings
from tests.export import build

HEADER = (
    "id,section_number,section,number,parent,kind,task,lead,partners,period,period_kind,start,end,rrule,outputs,notes,"
    "pages,flags"
)


def written(document: Document, suffix: str = ".csv", raw: bool = False) -> bytes:
    stream = io.BytesIO()
    part = next(part for part in csv_file.parts(document, Settings(csv_raw=raw)) if part.suffix == suffix)
    assert part.write(stream) == ()
    return stream.getvalue()


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_header_mark_and_line_ends() -> None:
    data = written(build.document())
    assert data.startswith(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n")
    assert data.endswith(b"\r\n")
    assert data.count(b"\xef\xbb\xbf") == 1


def test_rows_are_tasks_and_groups() -> None:
    rows = rows_of(written(build.document()))[1:]
    assert [row[0] for row in rows] == ["0/I.1", "0/I.2", "0/II.1", "0/II.1.1.1", "0/II.3", "0/II.4"]
    assert {row[5] for row in rows} == {"task", "group"}


def test_cells() -> None:
    row = dict(zip(HEADER.split(","), rows_of(written(build.document()))[2], strict=True))
    assert row == {
        "id": "0/I.2",
        "section_number": "I",
        "section": "Công tác xây dựng kế hoạch",
        "number": "2",
        "parent": "0/I",
        "kind": "task",
        "task": "Tổ chức Tháng vận động\n- đợt một",
        "lead": "BHXH Việt Nam; Các bộ ngành liên quan",
        "partners": "",
        "period": "Tháng 5 hằng năm",
        "period_kind": "recurring",
        "start": "",
        "end": "",
        "rrule": "FREQ=YEARLY;BYMONTH=5",
        "outputs": "Năm 2021-2022: 3-5,5 hội nghị/năm/tỉnh; Năm 2023-2025: Triển khai",
        "notes": "xem Phụ lục; Kinh phí: -5",
        "pages": "1",
        "flags": "",
    }


def test_dates_pages_and_the_section_over_a_group() -> None:
    rows = [dict(zip(HEADER.split(","), row, strict=True)) for row in rows_of(written(build.document()))[1:]]
    assert (rows[3]["start"], rows[3]["end"]) == ("2021-01-01", "2021-12-31")
    assert (rows[3]["section_number"], rows[3]["parent"]) == ("II", "0/II.1")
    assert rows[4]["pages"] == "1; 2"
    assert rows[4]["flags"] == "stitched; number-gap; cut-short; period-unparsed"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "=cmd|' /C calc'!A0",
        "- Quý IV/2025",
        "-",
        "+",
        "＝1+1",
        "\n=1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    document = build.document((build.task(text=text),))
    assert rows_of(written(document))[1][6] == "'" + text
    assert rows_of(written(document, raw=True))[1][6] == text


@pytest.mark.parametrize("text", ["-5", "+5", "-1.000", "-0,5", "+1.234.567,89", "-5%", "-5 %", "5", "", "a=b", "Bộ"])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert rows_of(written(build.document((build.task(text=text),))))[1][6] == text


def test_a_table_of_no_roles_comes_out_with_its_own_labels() -> None:
    rows = (Row("", None, ("Lúa", "=1"), ()), Row("", None, ("Ngô", "-2"), ()))
    table = Table(3, None, (2,), (Column("Cây", None), Column("Số\nlượng", None)), rows)
    document = replace(build.document(), tables=(*build.document().tables, table))
    assert [part.suffix for part in csv_file.parts(document, Settings())] == [".csv", ".table-3.csv"]
    assert rows_of(written(document, ".table-3.csv")) == [["Cây", "Số\nlượng"], ["Lúa", "'=1"], ["Ngô", "-2"]]


def test_a_long_document_is_written_whole() -> None:
    rows = tuple(build.task(str(number)) for number in range(1234))
    assert [row[3] for row in rows_of(written(build.document(rows)))[1:]] == [str(number) for number in range(1234)]


@given(build.documents())
@build.any_document
def test_write_and_read_is_the_identity(document: Document) -> None:
    kept = [line for line in lines(document) if line.task.kind != "section"]
    expected = [[whole(joined(column.get(line))) for column in COLUMNS] for line in kept]
    assert rows_of(written(document, raw=True))[1:] == expected


@given(build.documents())
@build.any_document
def test_no_guarded_cell_can_run(document: Document) -> None:
    for part in csv_file.parts(document, Settings()):
        for row in rows_of(written(document, part.suffix)):
            for cell in row:
                assert not cell or (cell[0] not in "=@\t\r" and (cell[0] not in "+-" or cell[1:2].isdigit()))
