"""Corrections are understood as a printed cell is, fit or are told of, and never change anything else."""

import json
import re
import tomllib
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.values import META_PATHS, of_document, of_task
from phuluc import pipeline
from phuluc.corrections.apply import applied, corrected
from phuluc.guard import Guard
from phuluc.issues import IssueKind
from phuluc.model import Correction, Document, Span
from phuluc.settings import Settings
from tests.corrections.build import FILE, PLAN, files, plan, row
from tests.export import build

CASES = Path(__file__).parent / "cases" / "values"


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return found


def correction(case: dict[str, Any], note: str = "") -> Correction:
    return Correction(case.get("task"), case["path"], case["old"], case["new"], note)


def at(record: Any, path: str) -> Any:
    for key in path.split("."):
        record = record[int(key)] if isinstance(record, list) else record[key]
    return record


@pytest.mark.parametrize("case", cases("wild"), ids=lambda case: f"{case['task']} {case['path']}: {case['new']!r}")
def test_a_value_is_understood_anew(case: dict[str, Any]) -> None:
    done, _ = applied(plan(), [correction(case, "soát")])
    record = next(task for task in done.to_dict()["tasks"] if task["id"] == case["task"])
    for path, value in case["expect"].items():
        assert at(record, path) == value
    printed = of_task(row(plan(), case["task"])).get(case["path"], "")
    assert record["corrections"] == [{"path": case["path"], "old": printed, "new": case["new"], "note": "soát"}]
    assert "corrected" in record["flags"]
    assert [issue for issue in done.issues if issue not in plan().issues] == []
    assert done.tables == plan().tables, "rows stay as printed"
    others = [task for task in done.tasks if task.id != case["task"]]
    assert others == [task for task in plan().tasks if task.id != case["task"]]


@pytest.mark.parametrize("case", cases("negative"), ids=lambda case: case["says"])
def test_what_does_not_fit_is_told_of_and_left(case: dict[str, Any]) -> None:
    done, (left,) = applied(plan(), [correction(case)])
    (issue,) = done.issues[len(plan().issues) :]
    assert (left.task, left.path, left.note()) == (case.get("task"), case["path"], case["says"])
    assert (issue.kind, issue.note) == (IssueKind.CORRECTION_UNFIT, case["says"])
    assert replace(done, issues=plan().issues) == plan()


def test_what_is_not_printed_reaches_no_output() -> None:
    """Controls, direction overrides and invisible letters, as a paste or an attacker brings them."""
    hidden = "\0\x1b[2J\u202ePhối\u200b hợp\u2066\u00ad\x07 và\r\n\u2028 báo cáo\ufeff"
    for task, path in (("0/I.1", "task"), ("0/I.1", "extra.Kinh phí"), ("0/I.1", "outputs"), (None, "document.title")):
        old = (of_task(row(plan(), task)) if task else of_document(plan()))[path]
        done, _ = applied(plan(), [Correction(task, path, old, hidden, hidden)])
        assert len(done.corrections) + sum(len(each.corrections) for each in done.tasks) == 1
        told = json.dumps(done.to_dict(), ensure_ascii=False)
        assert "Phối hợp" in told
        assert not [each for each in told if each != "\n" and unicodedata.category(each) in ("Cc", "Cf")]
        assert not re.search(r"\\u00|\\r", told), "JSON escapes none either"


def test_the_documents_own_values() -> None:
    wanted = (
        Correction(None, "document.number", "12/QĐ-UBND", "13/QĐ-UBND"),
        Correction(None, "document.date", "2026-01-05", "06/01/2026"),
        Correction(None, "document.title", of_document(plan())["document.title"], "Kế hoạch giai đoạn 2026-2030"),
        Correction(None, "document.kind", "Quyết định", ""),
    )
    done = corrected(plan(), files(*wanted))
    assert (done.meta.number, done.meta.date, done.meta.kind) == ("13/QĐ-UBND", date(2026, 1, 6), None)
    assert done.meta.horizon == Span(date(2026, 1, 1), date(2030, 12, 31)), "the title's stage goes with the title"
    assert done.corrections == wanted
    assert done.tasks == plan().tasks


def test_a_sections_title_goes_down_to_its_tasks() -> None:
    done, _ = applied(plan(), [Correction("0/I", "task", "Công tác chỉ đạo", "Công tác chỉ đạo, điều hành")])
    assert [task.section for task in done.tasks] == [
        None,
        "Công tác chỉ đạo, điều hành",
        "Công tác chỉ đạo, điều hành",
        None,
        "Công tác tuyên truyền",
    ]


def test_a_corrected_agency_has_its_successor() -> None:
    on = pipeline.read(PLAN.encode(), Settings(as_of=date(2026, 1, 1)), FILE)
    done, _ = applied(on, [Correction("0/I.1", "lead", "Sở Y tế", "Bộ Kế hoạch và Đầu tư")])
    (agency,) = row(done, "0/I.1").lead
    assert agency.successor is not None
    assert agency.successor.id == "bo-tai-chinh"


WANTED = Correction("0/I.1", "task", "Xây dựng kế hoạch", "Xây dựng kế hoạch năm 2026")
OTHER = replace(WANTED, new="Ban hành kế hoạch")


@pytest.mark.parametrize(
    ("given_files", "expected"),
    [
        (files(WANTED), WANTED),
        (files(WANTED, file="thư mục/kế hoạch.txt"), WANTED),
        (files(WANTED, file="khác.txt", sha256=plan().source.sha256), WANTED),
        (files(WANTED, sha256=plan().source.sha256) + files(OTHER), WANTED),  # the sum goes before the name
        (files(WANTED) + files(OTHER), OTHER),  # the later of two
        (files(WANTED, sha256="0" * 64), WANTED),  # a later version of the file
        (files(WANTED, file="khác.txt"), None),
        ((), None),
    ],
)
def test_a_file_is_for_the_source_of_its_sum_or_of_its_name(given_files: Any, expected: Correction | None) -> None:
    done = corrected(plan(), given_files)
    assert row(done, "0/I.1").task == (expected.new if expected else "Xây dựng kế hoạch")
    told = [issue.note for issue in done.issues if issue.kind is IssueKind.CORRECTIONS_ELSEWHERE]
    assert told == ([] if expected or not given_files else ["khác.txt"])


def test_the_settings_hold_them_in_every_way_to_read(tmp_path: Path) -> None:
    """A source in a guarded process has them, and a second reading, from another kind of file, has them again."""
    path = tmp_path / FILE
    path.write_text(PLAN, encoding="utf-8")
    settings = Settings(corrections=files(WANTED))
    with Guard() as guard:
        guarded = guard.read(str(path), settings)
    assert guarded == pipeline.read(path, settings) == corrected(pipeline.read(path), files(WANTED))
    assert row(guarded, "0/I.1").corrections == (WANTED,)


def bare(document: Document) -> Document:
    """The document without any correction."""
    return replace(document, tasks=tuple(replace(task, corrections=()) for task in document.tasks), corrections=())


@given(build.documents())
@build.any_document
def test_no_corrections_change_nothing(document: Document) -> None:
    assert corrected(document, ()) == document
    assert corrected(document, files(file=document.source.file)) == document
    same = [Correction(task.id, path, text, text) for task in document.tasks for path, text in of_task(task).items()]
    own = [Correction(None, path, text, text) for path, text in of_document(document).items()]
    assert applied(bare(document), [*same, *own]) == (bare(document), ())


@st.composite
def wanted(draw: st.DrawFn, document: Document) -> list[Correction]:
    """Corrections of values that a document has, some of which do not fit."""
    made = []
    for task in draw(st.lists(st.sampled_from(document.tasks), unique_by=lambda task: task.id, max_size=4)):
        path, old = draw(st.sampled_from(sorted(of_task(task).items())))
        made.append(Correction(task.id, path, draw(st.sampled_from((old, old, "?"))), draw(build.texts)))
    path = draw(st.sampled_from(META_PATHS))
    return [*made, Correction(None, path, of_document(document)[path], draw(build.texts))]


@given(st.data(), build.documents().filter(lambda document: document.tasks))
@build.any_document
def test_corrections_come_again_and_nothing_changes(data: st.DataObject, document: Document) -> None:
    """Applied twice is applied once, what fits is marked, and nothing but its row changes."""
    before = bare(document)
    corrections = data.draw(wanted(before))
    once, left = applied(before, corrections)
    assert applied(once, corrections) == (once, left)
    fitting = {each.task for each in corrections if each.old != "?"}
    for old, new in zip(before.tasks, once.tasks, strict=True):
        if old.id not in fitting:
            assert replace(new, section=old.section) == old
        else:
            assert bool(new.corrections) == ("corrected" in new.flags) or "corrected" in old.flags
    assert once.tables == before.tables
