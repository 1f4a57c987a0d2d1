"""These tests ensure that header rows are told from data, and that columns get the roles a person gives them."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from normalize.document import normalize
from normalize.tables.columns import shape
from normalize.tables.roles import claim, header_key
from normalize.tables.stitch import Outside, stitch
from phuluc.settings import Settings
from tests.normalize import build

CASES = [
    case
    for name in ("wild.toml", "negative.toml")
    for case in tomllib.loads((Path(__file__).parent / "cases/headers" / name).read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_columns_get_labels_and_roles(case: dict[str, Any]) -> None:
    table = build.table(case["grid"], header=case.get("marks", 0), bold=case.get("bold", 0))
    (grown,) = stitch(build.document([table]).pages, Outside(100))
    columns = shape(grown).columns
    assert [column.label for column in columns] == case["labels"]
    assert " ".join(column.role or "-" for column in columns) == case["roles"]
    assert len(grown.lines) == case["rows"]


def _rows(name: str) -> list[Any]:
    path = Path(__file__).parent / "cases/headers" / name
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return [pytest.param(row, id=row.get("name", row.get("header"))) for row in rows]


# What stands under a column of each role, so that the rows look like a plan's.
UNDER = {
    "task": "Xây dựng kế hoạch triển khai thực hiện nhiệm vụ trên địa bàn toàn tỉnh",
    "lead": "Sở Nội vụ",
    "partners": "Các sở, ngành",
    "period": "Quý I/2026",
    "start": "01/2026",
    "end": "03/2026",
    "outputs": "Báo cáo",
    "notes": "",
    "-": "10",
}


def _roles(case: dict[str, Any]) -> str:
    labels, roles = case["header"].split(" | "), case["roles"].split()
    lines = [[str(number) if role == "number" else UNDER[role] for role in roles] for number in (1, 2)]
    (grown,) = stitch(build.document([build.table([labels, *lines])]).pages, Outside(100))
    columns = shape(grown).columns
    assert [column.label for column in columns] == labels
    return " ".join(column.role or "-" for column in columns)


@pytest.mark.parametrize("case", _rows("plans.toml"))
def test_the_headers_of_real_plans_get_their_roles(case: dict[str, Any]) -> None:
    assert _roles(case) == case["roles"]


@pytest.mark.xfail(strict=True, reason="not understood yet")
@pytest.mark.parametrize("case", _rows("known_fail.toml"))
def test_known_failures_still_fail(case: dict[str, Any]) -> None:
    assert _roles(case) == case["roles"]


@pytest.mark.parametrize("case", _rows("marks.toml"))
def test_marks_under_times_are_periods(case: dict[str, Any]) -> None:
    tasks = normalize(build.document([build.table(case["grid"])]), Settings()).tasks
    assert [[str(task.period.start or ""), str(task.period.end or "")] for task in tasks] == case["days"]


WORDS = tomllib.loads((files("normalize.data") / "headers.toml").read_text(encoding="utf-8"))["words"]


@pytest.mark.parametrize("row", WORDS, ids=[f"{row['role']}-{row['keys'][0]}" for row in WORDS])
def test_every_header_word_is_folded_and_stands_for_its_role(row: dict[str, Any]) -> None:
    assert row["seen"]
    for key in row["keys"]:
        assert header_key(key) == key
        found = claim(key)
        assert found is not None
        assert (found.role or "") == row["role"]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Nhiệm vụ/giải pháp", "task"),
        ("Thời gian (Năm 2026)", "period"),
        ("Thời gian hoàn thành nhiệm vụ", "period"),
        ("Đơn vị phối hợp thực hiện", "partners"),
        ("Các sở, ban, ngành, đơn vị chủ trì", "lead"),
        ("Kết quả thực hiện", "outputs"),
        ("SẢN PHẨM", "outputs"),
        ("Ngưỡng khối lượng lớn nhất tại một thời điểm (kg)", None),
        ("Phân loại sản phẩm", None),
        ("Đơn vị tính", None),
        ("Thời hạn giải quyết", None),
        ("Số cá nhân thực hiện", None),
        ("Tổng số\nnhiệm vụ", None),
        ("Sở, ngành chủ trì", "lead"),
        ("Cá nhân thực hiện", "lead"),
        ("Số điện thoại người phụ trách", None),
        ("Mức độ hoàn thành", None),
        ("Ý kiến đơn vị chủ trì", None),
        ("Ý kiến chỉ đạo", "task"),
        ("Cơ quan nhận sản phẩm", None),
        ("Cơ chế phối hợp", None),
        ("Chưa hoàn thành", None),
        ("Thời hạn hợp đồng", None),
        ("Mục tiêu, nhiệm vụ", "task"),
        ("Chỉ tiêu nhiệm vụ", "task"),
        ("Mảng công việc", "task"),
        ("Cơ quan đăng ký chủ trì soạn thảo", "lead"),
        ("Người nhận và đơn vị chủ trì", "lead"),
        ("Yêu cầu tiến độ", "period"),
    ],
)
def test_the_head_of_a_label_decides(label: str, role: str | None) -> None:
    found = claim(label)
    assert (found.role if found is not None else None) == role
