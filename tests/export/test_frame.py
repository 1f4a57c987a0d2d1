"""The data frame: sections too, real dates, text as printed."""

from datetime import date

import pandas as pd
from hypothesis import given

from export.columns import COLUMNS
from phuluc.model import Document
from tests.export import build


def test_rows_and_columns() -> None:
    frame = build.document().tasks_frame()
    assert list(frame.columns) == [column.name for column in COLUMNS]
    assert list(frame["kind"]) == ["section", "task", "task", "section", "group", "task", "task", "task"]
    assert frame.loc[1, "partners"] == "Các bộ ngành liên quan; UBND các cấp"
    assert frame.loc[0, "section_number"] == ""


def test_dates_are_dates() -> None:
    frame = build.document().tasks_frame()
    assert frame["start"].dtype.kind == "M"
    assert frame.loc[5, "start"] == pd.Timestamp(2021, 1, 1)
    assert frame["end"].isna().sum() == 7
    assert frame["start"].dt.year.max() == 2021


def test_a_date_that_nanoseconds_cannot_hold() -> None:
    task = build.task(period=build.years("đến năm 9999", 1, 9999))
    frame = build.document((task,)).tasks_frame()
    assert [day.date() for day in frame["end"]] == [date(9999, 12, 31)]


def test_no_rows() -> None:
    frame = build.document(()).tasks_frame()
    assert frame.empty
    assert frame["start"].dtype.kind == "M"


@given(build.documents())
@build.any_document
def test_any_document(document: Document) -> None:
    assert len(document.tasks_frame()) == len(document.tasks)
