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
