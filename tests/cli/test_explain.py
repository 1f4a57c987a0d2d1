"""`phuluc explain` and `--as-of`: every value of a row with where it stood and what it was recognised by."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from normalize.explain import FLAGS, Explanation, explain
from normalize.flags import ORDER
from phuluc.cli.explain import as_object, report
from phuluc.model import Document
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.cli.test_cli import phuluc, said

SAMPLES = Path(__file__).parents[2] / "samples"
PLAN = """KẾ HOẠCH
Năm 2026
STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\tSản phẩm
I\tCông tác chỉ đạo\t\t\t\t
1\tXây dựng kế hoạch\tBộ KH&ĐT\tUBND huyện Bát Xát; Nhà thầu\tTrước ngày 15/12 hằng năm\tNăm 2026: 10-15 lớp/năm
2\tTổng kết\tBộ Y tế\t\tNăm học 2025-2026\tBáo cáo
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def run(plan: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return phuluc("explain", plan, *arguments)


def told(lines: Sequence[str], label: str) -> list[str]:
    """The lines of one label, and those below it."""
    found: list[str] = []
    for line in lines:
        if line.startswith(label) or (found and line.startswith(" " * 12)):
            found.append(line[12:].strip())
        elif found:
            break
    return found


def test_a_row_is_told_with_what_each_value_came_from(plan: Path) -> None:
    done = run(plan, "--task", "0/I.1", "--as-of", "2026-01-01")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert lines[0] == "0/I.1: task 1"
    assert told(lines, "period") == [
        "Trước ngày 15/12 hằng năm",
        "recurring, FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15",
        'unit "days of a month" took "ngày 15/12"; example: Ngày 15 tháng 4 năm 2026',
        'frame "before" took "trước ngày 15/12"; example: Trước ngày 30/6/2021',
        'frame "every cycle" took "hằng năm"; example: Hằng năm',
    ]
    assert told(lines, "lead")[:2] == [
        "Bộ KH&ĐT",
        "Bộ Kế hoạch và Đầu tư (bo-ke-hoach-va-dau-tu, ministry)",
    ]
    assert "merged into bo-tai-chinh on 2025-03-01" in told(lines, "lead")
    assert told(lines, "lead")[-1] == "on the day asked for: Bộ Tài chính (bo-tai-chinh)"
    assert told(lines, "output") == ["10-15 lớp/năm"]
    assert told(lines, "  led in by")[0] == "Năm 2026"
    assert told(lines, "  led in by")[-4:-2] == ["measure 10..15 lớp per năm", 'took "10-15 lớp/năm"']
    assert told(lines, "  led in by")[-2].startswith('unit by "lớp"; seen: units.toml, QĐ 294/QĐ-LĐTBXH, II.1')
    assert told(lines, "  led in by")[-1].startswith('per by "năm"; seen: units.toml, ')
    assert told(lines, "cell 5")[0] == "Thời gian: Trước ngày 15/12 hằng năm"
    assert told(lines, "cell 5")[1].startswith('role period, by "thoi gian" in its header')
    assert told(lines, "confidence")[0].startswith("1.0 = grid 1.0 x stitch 1.0")


def test_what_is_not_understood_is_told_with_the_reason(plan: Path) -> None:
    lines = run(plan, "--task", "0/I.2").stdout.decode().splitlines()
    assert "not understood: the days of a school year are not printed" in told(lines, "period")
    assert told(lines, "flag")[0] == "period-unparsed: its period was not understood, and no days are told"
    assert any("Năm học 2025-2026" in line for line in told(lines, "flag"))
    assert not any("on the day asked for" in line for line in lines)


def test_the_object_for_scripts_holds_the_task_of_the_json(plan: Path) -> None:
    record = json.loads(run(plan, "--task", "0/I.1", "--json").stdout)
    made = json.loads(phuluc("extract", plan, "-o", "-", "--format", "json").stdout)
    assert record["task"] == made["tasks"][1]
    assert [step["pattern"] for step in record["period"][0]["steps"]] == ["days of a month", "before", "every cycle"]
    (measure,) = record["outputs"][0]["measures"]
    assert measure["words"] == "10-15 lớp/năm"
    assert [(part["part"], part["word"]) for part in measure["parts"]] == [("unit", "lớp"), ("per", "năm")]
    assert record["partners"][1] == {
        "text": "Nhà thầu",
        "id": None,
        "how": "not in the register",
        "seen": None,
        "history": [],
    }


@pytest.mark.parametrize(
    ("task_id", "near"),
    [("1", "near it: 0/I.1"), ("0/I.11", "near it: 0/I.1"), ("zzz", "its first: 0/I, 0/I.1, 0/I.2")],
)
def test_an_unknown_id_is_exit_2_and_names_near_ones(plan: Path, task_id: str, near: str) -> None:
    done = run(plan, "--task", task_id)
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(said(done)) == 1
    assert said(done)[0].startswith(f"phuluc: --task {task_id}: {plan} has no such row; {near}")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--task", "0/I.1", "--as-of", "1/1/2026"], 2), ([], 2), (["--task", "0/I.1", "--nonsense"], 2)],
)
def test_a_wrong_command_line(plan: Path, arguments: list[str], code: int) -> None:
    done = run(plan, *arguments)
    assert (done.returncode, done.stdout, len(said(done))) == (code, b"", 1)


def test_a_source_that_is_not_there_is_exit_3(tmp_path: Path) -> None:
    assert run(tmp_path / "none.pdf", "--task", "0/1").returncode == 3


def test_a_source_without_tasks_says_so(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Kính gửi: Các đơn vị\n", encoding="utf-8")
    assert said(run(letter, "--task", "0/1"))[0].endswith("it has no rows that are tasks")


def test_as_of_reaches_the_json_the_workbook_and_show(plan: Path, tmp_path: Path) -> None:
    phuluc("extract", plan, "-o", tmp_path / "out", "--as-of", "2026-01-01")
    record = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert record["document"]["as_of"] == "2026-01-01"
    assert record["tasks"][1]["lead"][0]["successor"] == {"id": "bo-tai-chinh", "name": "Bộ Tài chính"}
    assert record["tasks"][1]["partners"][1]["successor"] is None
    assert record["tasks"][2]["lead"][0]["successor"] is None
    sheet = openpyxl.load_workbook(tmp_path / "out" / "plan.xlsx")["Cơ quan"]
    rows = [(row[6], row[11]) for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ("Tên như trong văn bản", "Cơ quan tại ngày 01/01/2026"),
        ("Bộ KH&ĐT", "Bộ Tài chính"),
        ("UBND huyện Bát Xát", "Ủy ban nhân dân cấp xã"),
        ("Nhà thầu", "Nhà thầu"),
        ("Bộ Y tế", "Bộ Y tế"),
    ]
    shown = phuluc("show", plan, "--as-of", "2026-01-01").stdout.decode()
    assert "Bộ KH&ĐT → Bộ" in shown
    assert "→" not in phuluc("show", plan).stdout.decode()


@pytest.fixture(scope="module")
def sample() -> Document:
    return read(SAMPLES / "qd294.pdf", Settings(as_of=date(2026, 1, 1)))


def all_of(document: Document) -> list[Explanation]:
    found = [explain(document, task.id) for task in document.tasks]
    assert None not in found
    return [each for each in found if each is not None]


def test_every_row_of_a_decision_is_explained_with_its_own_values(sample: Document) -> None:
    for found in all_of(sample):
        assert [time.how.period for time in found.times] == ([found.task.period] if found.task.period.text else [])
        assert all(time.how.steps for time in found.times)
        assert [name.agency for name in found.lead + found.partners] == [*found.task.lead, *found.task.partners]
        assert all((name.how == "not in the register") == (name.agency.id is None) for name in found.lead)
        assert {flag.flag for flag in found.flags} == set(found.task.flags)
        assert all(cell.word and cell.seen for cell in found.cells if cell.role is not None)
        assert json.dumps(as_object(found), ensure_ascii=False)
        assert all(isinstance(line, str) for line in report(found))


def test_a_warning_at_the_row_is_told_beside_its_flag(sample: Document) -> None:
    cut = [flag for found in all_of(sample) for flag in found.flags if flag.flag == "cut-short"]
    assert cut
    assert all(flag.notes for flag in cut)


def test_a_year_that_is_not_printed_is_told_with_what_lent_it() -> None:
    plan = PLAN.replace("Thời gian\t", "Thời gian (Năm 2026)\t").replace("Năm học 2025-2026", "Quý III")
    found = explain(read(plan.encode()), "0/I.2")
    assert found is not None
    (time,) = found.times
    assert (time.year_from, time.period.end) == ("the column's header", date(2026, 9, 30))


def test_a_period_of_two_cells_is_told_end_by_end() -> None:
    header = "STT\tNhiệm vụ\tĐơn vị chủ trì\tBắt đầu\tKết thúc\n"
    found = explain(read((header + "1\tXây dựng\tSở Y tế\t01/3/2025\tQuý IV/2025\n").encode()), "0/1")
    assert found is not None
    assert [time.how.period.end for time in found.times] == [date(2025, 3, 1), date(2025, 12, 31)]


def test_no_row_no_explanation(sample: Document) -> None:
    assert explain(sample, "0/zzz") is None
    assert explain(replace(sample, tasks=()), sample.tasks[0].id) is None


def test_every_flag_has_its_words() -> None:
    assert set(FLAGS) == set(ORDER)
