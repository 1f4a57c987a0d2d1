"""A correction reaches every output, comes again with each extraction, and a bad file of them is one line."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from tests.cli.test_cli import phuluc, said
from tests.corrections.build import FILE, PLAN

WANTED = {"task": "0/I.2", "path": "lead", "old": "Sờ Tư phap", "new": "Sở Tư pháp\nSở Y tế", "note": "quét sai"}
ON_TITLE = {"task": None, "path": "document.number", "old": "12/QĐ-UBND", "new": "21/QĐ-UBND"}


def write(path: Path, *corrections: dict[str, Any], file: str = FILE) -> Path:
    told = {"schema": "phuluc-corrections/1", "source": {"file": file}, "corrections": corrections}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / FILE
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_it_reaches_every_output_and_survives_a_second_extraction(plan: Path, tmp_path: Path) -> None:
    corrections, out = write(tmp_path / "c.json", WANTED, ON_TITLE), tmp_path / "out"
    for isolate in ("--no-isolate", "--isolate"):
        done = phuluc("extract", plan, "-o", out, "--corrections", corrections, isolate)
        assert done.returncode == 0
        assert ", 2 corrections, " in said(done)[0]
        check(out / Path(FILE).stem)


def check(stem: Path) -> None:
    record = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
    task = next(task for task in record["tasks"] if task["id"] == "0/I.2")
    assert [agency["id"] for agency in task["lead"]] == ["so-tu-phap", "so-y-te"]
    assert task["corrections"] == [{key: WANTED[key] for key in ("path", "old", "new", "note")}]
    assert record["document"]["number"] == "21/QĐ-UBND"
    assert record["document"]["corrections"][0]["old"] == "12/QĐ-UBND"
    assert "Sờ Tư phap" in record["tables"][0]["rows"][2]["cells"], "rows stay as printed"

    with stem.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as stream:
        row = next(row for row in csv.DictReader(stream) if row["id"] == "0/I.2")
    assert row["lead"] == "Sở Tư pháp; Sở Y tế"
    assert row["flags"].split("; ")[-1] == "corrected"

    book = openpyxl.load_workbook(stem.with_suffix(".xlsx"))
    cell = next(row for row in book["Nhiệm vụ"].iter_rows() if row[1].value == "Tập huấn cán bộ và")[2]
    assert cell.value == "Sở Tư pháp;\nSở Y tế"
    assert cell.fill.fgColor.rgb == "FFC5E0B4"
    assert cell.comment is not None
    assert cell.comment.text == "Đã sửa. Văn bản ghi: Sờ Tư phap\nGhi chú: quét sai"
    rows = [tuple(row[:4]) for row in book["Nguồn"].iter_rows(values_only=True)]
    assert ("Văn bản", "Số, ký hiệu", "12/QĐ-UBND", "21/QĐ-UBND") in rows
    assert ("0/I.2", "Cơ quan chủ trì", "Sờ Tư phap", "Sở Tư pháp\nSở Y tế\nGhi chú: quét sai") in rows


def test_the_calendar_and_the_explanation_say_so(plan: Path, tmp_path: Path) -> None:
    dated = {"task": "0/I.2", "path": "period", "old": "Tháng 13/2025", "new": "Tháng 12/2025"}
    corrections = write(tmp_path / "c.json", WANTED, dated)
    done = phuluc("extract", plan, "-o", "-", "--format", "ics", "--corrections", corrections)
    events = icalendar.Calendar.from_ical(done.stdout).events
    (event,) = [each for each in events if str(each["SUMMARY"]).endswith("Tập huấn cán bộ và")]
    assert event.start == date(2025, 12, 31)
    assert "Đã sửa: Cơ quan chủ trì, Thời gian thực hiện" in str(event["DESCRIPTION"]).splitlines()
    told = phuluc("explain", plan, "--task", "0/I.2", "--corrections", corrections).stdout.decode()
    assert "a person corrected a value of it" in told
    assert 'period: "Tháng 13/2025" became "Tháng 12/2025"' in told
    assert "span, 2025-12-01 to 2025-12-31" in told


def test_what_fits_no_more_is_told_by_name_and_the_rest_is_done(plan: Path, tmp_path: Path) -> None:
    gone = {"task": "0/III.1", "path": "task", "old": "x", "new": "y"}
    done = phuluc("extract", plan, "-o", tmp_path / "out", "--corrections", write(tmp_path / "c.json", WANTED, gone))
    assert done.returncode == 0
    assert ", 1 correction, " in said(done)[0]
    (told,) = [line for line in said(done) if "0/III.1" in line]
    assert told.endswith(
        "a correction does not fit the source and was left out: 0/III.1, task: the source has no such row"
    )


def test_with_several_sources_each_has_its_own(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "khác.txt"
    other.write_text(PLAN.replace("Tuyên truyền", "Truyền thông"), encoding="utf-8")
    corrections = write(tmp_path / "c.json", WANTED), write(tmp_path / "d.json", WANTED, file="nào đó.pdf")
    options = [part for each in corrections for part in ("--corrections", each)]
    done = phuluc("extract", plan, other, "-o", tmp_path / "out", *options, "--format", "json")
    assert done.returncode == 0
    assert said(done)[-1] == "phuluc: --corrections: made for nào đó.pdf, which is none of the sources; left out"
    flags = {
        path.stem: [task["flags"] for task in json.loads(path.read_text(encoding="utf-8"))["tasks"]]
        for path in (tmp_path / "out").iterdir()
    }
    assert "corrected" in flags["kế hoạch"][2]
    assert "corrected" not in flags["khác"][2]


def test_files_that_verify_writes_are_corrected_too(plan: Path, tmp_path: Path) -> None:
    corrections = write(tmp_path / "c.json", WANTED, ON_TITLE), write(tmp_path / "d.json", file="nào đó.pdf")
    options = [part for each in corrections for part in ("--corrections", each)]
    done = phuluc("verify", plan, "-o", tmp_path / "out", *options)
    assert done.returncode == 5  # there is one way to read text
    check(tmp_path / "out" / Path(FILE).stem)
    assert said(done)[-1] == "phuluc: --corrections: made for nào đó.pdf, which is none of the sources; left out"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_a_bad_file_is_one_line(plan: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(data)
    done = phuluc("extract", plan, "-o", tmp_path / "out", "--corrections", path)
    assert done.returncode == 2
    (line,) = said(done)
    assert line.startswith(f"phuluc: --corrections {path}: ")
    assert not (tmp_path / "out").exists()


def test_the_schema_is_printed() -> None:
    assert json.loads(phuluc("schema", "--corrections").stdout)["$id"] == "urn:phuluc-corrections:1"
