"""These tests ensure that what stands in columns tells roles, and that a contested role is in doubt."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from normalize.document import normalize
from normalize.explain import explain
from phuluc.settings import Settings
from tests.normalize import build

CASES = tomllib.loads((Path(__file__).parent / "cases/headers/contents.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_contents_tell_roles_and_doubts(case: dict[str, Any]) -> None:
    document = normalize(build.document([build.table(case["grid"])]), Settings())
    (table,) = document.tables
    assert " ".join(column.role or "-" for column in table.columns) == case["roles"]
    notes = [issue.note for issue in document.issues if issue.kind.code == "table-uncertain"]
    assert len(notes) == bool(case["note"])
    assert all(case["note"] in note for note in notes)
    assert {"low-confidence" in row.flags for row in table.rows} == {not case["sure"]}


def test_a_low_confidence_names_the_part_that_is_weak() -> None:
    grid = next(case["grid"] for case in CASES if case["name"] == "two that claim the time")
    explained = explain(normalize(build.document([build.table(grid)]), Settings()), "0/1")
    assert explained is not None
    (low,) = (each for each in explained.flags if each.flag == "low-confidence")
    assert low.notes == ("roles 0.55: its cells may not mean what its columns say",)


def test_what_the_ends_leave_of_the_time_is_kept() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Ngày bắt đầu", "Ngày kết thúc", "Thời hạn"],
        ["1", "Rà soát", "Sở Y tế", "15/01/2026", "28/04/2026", "01/12/2026"],
    ]
    (task,) = normalize(build.document([build.table(grid)]), Settings()).tasks
    assert task.period.text == "15/01/2026 - 28/04/2026"
    assert task.extra == (("Thời hạn", "01/12/2026"),)


def test_signs_under_bodies_tell_who_leads_and_who_helps() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Sở Y tế", "Sở Nội vụ", "Công an tỉnh", "Thời gian"],
        ["1", "Việc A", "CT", "PH", "PH", "2026"],
        ["2", "Việc B", "", "CT", "", "2026"],
    ]
    told = [
        ([agency.text for agency in task.lead], [agency.text for agency in task.partners], task.extra)
        for task in normalize(build.document([build.table(grid)]), Settings()).tasks
    ]
    assert told == [(["Sở Y tế"], ["Sở Nội vụ", "Công an tỉnh"], ()), (["Sở Nội vụ"], [], ())]


def test_ticks_under_bodies_tell_what_the_label_over_them_says() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì", ">", "Phối hợp", ">", "Thời gian"],
        ["^", "^", "Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế", "Công an tỉnh", "^"],
        ["1", "Việc A", "☐", "☒", "☒", "☒", "2026"],
        ["2", "Việc B", "☒", "☒", "☐", "☐", "2026"],
    ]
    first, second = normalize(build.document([build.table(grid)]), Settings()).tasks
    assert [agency.text for agency in first.lead] == ["Sở Văn hóa, Thể thao và Du lịch"]
    assert [agency.text for agency in first.partners] == ["Sở Y tế", "Công an tỉnh"]
    assert [agency.text for agency in second.lead] == ["Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch"]
    assert second.partners == ()


def test_signs_and_the_words_of_a_column_beside_them_are_told_together() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Đơn vị thực hiện", ">", "Cơ quan chủ trì", "Phối hợp khác", "Thời gian"],
        ["^", "^", "Sở Y tế", "Sở Nội vụ", "^", "^", "^"],
        ["1", "Việc A", "CT", "PH", "", "UBND các xã, phường", "2026"],
        ["2", "Việc B", "PH", "", "Công an tỉnh", "", "2026"],
        ["3", "Việc C", "", "CT", "- Công an tỉnh", "", "2026"],
    ]
    told = [
        ([agency.text for agency in task.lead], [agency.text for agency in task.partners])
        for task in normalize(build.document([build.table(grid)]), Settings()).tasks
    ]
    assert told == [
        (["Sở Y tế"], ["UBND các xã, phường", "Sở Nội vụ"]),
        (["Công an tỉnh"], ["Sở Y tế"]),
        (["Công an tỉnh", "Sở Nội vụ"], []),
    ]
