"""Corrections made in the page: into a file that extract takes, back from one, kept as a draft, saved to a server."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import phuluc
from export.review.page import write
from phuluc.batch import run
from phuluc.corrections.file import load
from phuluc.model import Correction
from phuluc.settings import Settings
from tests.browser import kept
from tests.review.conftest import SAMPLES, Opened, row, written

pytestmark = pytest.mark.system

HOSTILE = '<img src=x onerror=alert(1)> & "quotes"'
HOST = "http://phuluc.test"


def edit(page: Page, path: str, text: str, note: str = "") -> None:
    """Correct a value of the chosen row."""
    page.locator(f'#detail [data-path="{path}"] .edit').click()
    page.locator("#detail textarea").fill(text)
    page.locator("#detail .editor input").fill(note)
    page.locator("#detail .editor .main").click()
    expect(page.locator("#detail .editor")).to_have_count(0)


def downloaded(page: Page, folder: Path) -> Path:
    page.locator("#tab-edits").click()
    with page.expect_download() as told:
        page.locator("#download").click()
    path = folder / told.value.suggested_filename
    told.value.save_as(path)
    return path


def test_a_correction_reaches_every_output_and_survives_another_run(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    row(page, 18).locator("button.pick").click()
    edit(page, "period", "Năm 2022-2023", "theo bản ký")
    edit(page, "lead", "Bộ Y tế\nBộ Nội vụ")
    expect(row(page, 18).locator(".at-period")).to_have_text("Năm 2022-2023")
    expect(page.locator("#edit-count")).to_have_text("2")
    path = downloaded(page, tmp_path)
    kept(page, "review-corrections")
    assert path.name == "qd294.corrections.json"
    corrections = load(path)
    assert corrections.file == "qd294.pdf"
    assert corrections.corrections == (
        Correction("0/III.7", "period", "Năm 2021-2022", "Năm 2022-2023", "theo bản ký"),
        Correction("0/III.7", "lead", "Bộ Lao động-Thương binh và Xã hội", "Bộ Y tế\nBộ Nội vụ", ""),
    )
    for _ in range(2):
        settings = Settings(out=tmp_path, formats=("csv", "json", "review"), corrections=(corrections,))
        (result,) = run([str(SAMPLES / "qd294.pdf")], settings)
        assert result.exit_code == 0
        lines = list(csv.DictReader(io.StringIO((tmp_path / "qd294.csv").read_text(encoding="utf-8-sig"))))
        (line,) = [line for line in lines if line["id"] == "0/III.7"]
        assert (line["lead"], line["start"], line["end"]) == ("Bộ Y tế; Bộ Nội vụ", "2022-01-01", "2023-12-31")
        assert "corrected" in line["flags"]
    again = opened(tmp_path / "qd294.review.html")
    expect(again.locator("#edit-count")).to_have_text("2")
    row(again, 18).locator("button.pick").click()
    value = again.locator('#detail [data-path="period"]')
    expect(value).to_contain_text("01/01/2022 – 31/12/2023")
    expect(value.locator("del")).to_contain_text("Năm 2021-2022")
    value.get_by_role("button", name="Bỏ sửa").click()
    expect(row(again, 18).locator(".at-period")).to_have_text("Năm 2021-2022")


def test_what_is_typed_stays_text(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    row(page, 1).locator("button.pick").click()
    edit(page, "task", HOSTILE, HOSTILE)
    expect(row(page, 1).locator(".at-task")).to_have_text(HOSTILE)
    path = downloaded(page, tmp_path)
    assert page.locator("#work img").count() == 0
    assert load(path).corrections[0].new == HOSTILE


def test_what_changes_nothing_is_no_correction_and_undo_takes_one_back(opened: Opened) -> None:
    page = opened()
    row(page, 2).locator("button.pick").click()
    edit(page, "partners", "  Bảo hiểm xã hội Việt Nam \n\n Các bộ ngành  liên quan\n")
    expect(page.locator("#edit-count")).to_have_text("")
    edit(page, "number", "2a")
    expect(row(page, 2).locator("button.pick")).to_have_text("2a")
    page.locator("#flag").select_option("edited")
    expect(page.locator("#count")).to_have_text("1 / 28 nhiệm vụ")
    page.locator("#tab-edits").click()
    page.get_by_role("button", name="Bỏ sửa").click()
    expect(page.locator("#download")).to_be_disabled()
    page.locator("#tab-tasks").click()
    page.locator("#clear").click()
    expect(row(page, 2).locator("button.pick")).to_have_text("2")


def test_a_draft_outlives_the_page_and_a_file_brings_its_corrections(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    row(page, 1).locator("button.pick").click()
    edit(page, "outputs", "Kế hoạch năm")
    page.reload()
    expect(page.locator("#edit-count")).to_have_text("1")
    path = downloaded(page, tmp_path)
    told = json.loads(path.read_text(encoding="utf-8"))
    told["corrections"] += [
        {"task": None, "path": "document.number", "old": "294/QĐ-LĐTBXH", "new": "295/QĐ-LĐTBXH"},
        {"task": "9/no such", "path": "task", "old": "", "new": "x"},
    ]
    path.write_text(json.dumps(told), encoding="utf-8")
    fresh = opened()
    fresh.locator("#tab-edits").click()
    fresh.locator("#edits input[type=file]").set_input_files(path)
    expect(fresh.locator("#edit-count")).to_have_text("2")
    expect(fresh.locator("#said")).to_contain_text("1 hiệu đính không có trong văn bản này")
    expect(fresh.locator("#name")).to_contain_text("295/QĐ-LĐTBXH")
    told["source"]["sha256"] = "0" * 64
    path.write_text(json.dumps(told), encoding="utf-8")
    fresh.locator("#edits input[type=file]").set_input_files(path)
    expect(fresh.locator("#said")).to_contain_text("thuộc về một văn bản khác")


def test_the_documents_own_values_are_corrected_in_the_overview(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    page.locator("#tab-overview").click()
    page.get_by_role("button", name="Sửa: Tên văn bản").click()
    page.locator("#overview textarea").fill("Kế hoạch tuyên truyền")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#subtitle")).to_contain_text("Kế hoạch tuyên truyền —")
    (made,) = load(downloaded(page, tmp_path)).corrections
    assert (made.task, made.path, made.new) == (None, "document.title", "Kế hoạch tuyên truyền")


def test_a_hostile_document_runs_nothing(opened: Opened, tmp_path: Path) -> None:
    document = phuluc.read(SAMPLES / "qd294.pdf")
    text = "</script><script>document.title = 'run'</script>" + HOSTILE
    tasks = tuple(replace(task, task=text, extra=((text, text),)) for task in document.tasks)
    meta = replace(document.meta, number=text, title=text)
    tables = tuple(replace(table, title=text) for table in document.tables)
    with (tmp_path / "x.html").open("wb") as stream:
        write(replace(document, tasks=tasks, meta=meta, tables=tables), stream)
    page = opened(tmp_path / "x.html")
    row(page, 1).locator("button.pick").click()
    for view in ("timeline", "overview", "edits", "tasks"):
        page.locator(f"#tab-{view}").click()
    assert page.title() == text
    assert page.locator("body img").count() == 0
    expect(row(page, 1).locator(".at-task")).to_have_text(text)


def test_a_page_of_the_server_saves_to_it(browser: Browser, tmp_path: Path) -> None:
    with (tmp_path / "x.html").open("wb") as stream:
        write(phuluc.read(SAMPLES / "qd294.docx", Settings(review=True)), stream, save_url="corrections")
    page = browser.new_page()
    asked: list[tuple[str, str, str | None]] = []
    answers = iter([(204, ""), (413, "tệp quá lớn")])

    def answer(route: Route) -> None:
        told = route.request
        if told.method == "GET":
            route.fulfill(path=tmp_path / "x.html", content_type="text/html")
            return
        asked.append((told.method, told.url, told.post_data))
        status, body = next(answers)
        route.fulfill(status=status, body=body)

    page.route("**/*", answer)
    page.goto(f"{HOST}/documents/7/review")
    expect(page.locator("#save")).to_be_hidden()
    row(page, 1).locator("button.pick").click()
    edit(page, "task", "Xây dựng kế hoạch")
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Đã lưu 1 hiệu đính.")
    method, url, body = asked[0]
    assert (method, url) == ("POST", f"{HOST}/documents/7/corrections")
    (tmp_path / "sent.json").write_text(body or "", encoding="utf-8")
    assert [each.new for each in load(tmp_path / "sent.json").corrections] == ["Xây dựng kế hoạch"]
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Không lưu được: tệp quá lớn")
    page.close()


def test_a_page_from_disk_has_nowhere_to_save(opened: Opened, tmp_path: Path) -> None:
    page = opened(written(SAMPLES / "qd294.txt", tmp_path))
    row(page, 1).locator("button.pick").click()
    edit(page, "task", "Xây dựng kế hoạch")
    expect(page.locator("#edit-count")).to_have_text("1")
    expect(page.locator("#save")).to_be_hidden()
