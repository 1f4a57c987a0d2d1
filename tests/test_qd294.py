"""These tests ensure that the sample decision gives the same rows, by hand from the seed, from every kind of file."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from phuluc.model import Agency, Document, Measure, Output, Period, Task
from phuluc.pipeline import read
from phuluc.settings import Engine, Settings

ROOT = Path(__file__).parent.parent
TRUTH = tomllib.loads((ROOT / "tests/truth/qd294.toml").read_text(encoding="utf-8"))
SOURCES: list[tuple[str, Engine]] = [
    ("qd294.txt", "auto"),
    ("qd294.docx", "auto"),
    ("qd294.pdf", "pdfium"),
    ("qd294.pdf", "pdfplumber"),
    ("qd294-liberation.pdf", "pdfium"),
    ("qd294-liberation.pdf", "pdfplumber"),
    ("qd294-chromium.pdf", "pdfium"),
    ("qd294-chromium.pdf", "pdfplumber"),
]


@pytest.fixture(scope="module", params=SOURCES, ids="-".join)
def document(request: pytest.FixtureRequest) -> Document:
    name, engine = request.param
    return read(ROOT / "samples" / name, Settings(engine=engine))


def period_view(period: Period | None) -> dict[str, Any]:
    if period is None or period.kind == "empty":
        return {}
    view = {"text": period.text, "kind": period.kind, "start": period.start, "end": period.end, "rrule": period.rrule}
    return {name: value for name, value in view.items() if value is not None}


def measure_view(measure: Measure | None) -> dict[str, Any]:
    if measure is None:
        return {}
    view: dict[str, Any] = {"min": measure.min, "max": measure.max, "unit": measure.unit, "per": list(measure.per)}
    view["approximate"] = measure.approximate
    return {name: value for name, value in view.items() if value not in (None, [], False)}


def output_view(output: Output) -> dict[str, Any]:
    view = {"text": output.text, "period": period_view(output.period), "measure": measure_view(output.measure)}
    return {name: value for name, value in view.items() if value}


def texts(agencies: tuple[Agency, ...]) -> list[str]:
    return [agency.text for agency in agencies]


def row_view(task: Task) -> dict[str, Any]:
    view = {
        "id": task.id,
        "number": task.number,
        "kind": task.kind,
        "task": task.task,
        "lead": texts(task.lead),
        "partners": texts(task.partners),
        "period": period_view(task.period),
        "outputs": [output_view(output) for output in task.outputs],
        "flags": [flag for flag in task.flags if flag == "cut-short"],
    }
    return {name: value for name, value in view.items() if value}


def test_every_row_is_as_a_person_reads_it(document: Document) -> None:
    for task, expected in zip(document.tasks, TRUTH["rows"], strict=True):
        assert row_view(task) == expected


def test_the_outline_has_four_sections_a_group_and_28_tasks(document: Document) -> None:
    kinds = [task.kind for task in document.tasks]
    assert (kinds.count("section"), kinds.count("group"), kinds.count("task")) == (4, 1, 28)
    sub_row = next(task for task in document.tasks if task.id == "0/II.1.2")
    assert sub_row.path == ("II", "1", "1.2")
    assert sub_row.parent == "0/II.1"
    assert sub_row.section == "Về nhân lực làm công tác tuyên truyền"


def test_nothing_is_lost(document: Document) -> None:
    audit = document.audit
    assert audit.lost == 0
    assert audit.glyphs > 0
    assert audit.glyphs == audit.in_rows + audit.in_headers + audit.in_repeated_headers + audit.in_furniture


def test_the_document_is_known(document: Document) -> None:
    assert document.meta.number == TRUTH["document"]["number"]
    assert document.meta.date == TRUTH["document"]["date"] == date(2021, 3, 3)
    # The title's own slip ("bảo hiểm xã", a word short) stays as printed.
    assert document.meta.title is not None
    assert "Kế hoạch tuyên truyền bảo hiểm xã đến năm 2025" in document.meta.title
    assert document.meta.horizon is not None
    assert document.meta.horizon.end == date(2025, 12, 31)


def test_there_is_one_table_with_every_role(document: Document) -> None:
    (table,) = document.tables
    assert [column.role for column in table.columns] == ["number", "task", "lead", "partners", "period", "outputs"]
    assert [column.label for column in table.columns] == [
        "STT",
        "Nhiệm vụ, công việc",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Thời gian thực hiện",
        "Sản phẩm, kết quả",
    ]


def test_rows_know_where_they_stood(document: Document) -> None:
    for task in document.tasks:
        assert task.sources
        pages = [source.page for source in task.sources]
        if document.source.media_type == "application/pdf":
            assert all(page is not None for page in pages)
            assert pages == sorted(set(pages), key=lambda page: page or 0)
            assert all(source.box is not None for source in task.sources)


def test_rows_cut_by_a_page_break_say_so(document: Document) -> None:
    if document.source.media_type != "application/pdf":
        pytest.skip("no pages")
    cut = [task for task in document.tasks if len(task.sources) > 1]
    assert len(cut) >= 3
    assert all("stitched" in task.flags for task in cut)
