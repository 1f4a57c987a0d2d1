"""Corrections made in the page: into a file that extract takes, back from one, kept as a draft, saved to a server."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

import phuluc
from export.review.page import write
from phuluc.batch import run
from phuluc.corrections.file import load
from phuluc.model import Correction
from phuluc.settings import Settings
from tests.browser import WAIT, kept
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
    expect(fresh.locator("#said")).to_contain_text("1 hiệu đính không khớp với văn bản này")
    expect(fresh.locator("#name")).to_contain_text("295/QĐ-LĐTBXH")
    told["source"]["sha256"] = "0" * 64
    path.write_text(json.dumps(told), encoding="utf-8")
    fresh.locator("#edits input[type=file]").set_input_files(path)
    expect(fresh.locator("#said")).to_contain_text("thuộc về một văn bản khác")


def strange(path: str, **other: object) -> dict[str, object]:
    return {"task": "0/III.7", "path": path, "old": "", "new": "x", "note": ""} | other


STRANGERS = [
    strange("period", old="SOMETHING ELSE"),
    strange("constructor"),
    strange("__proto__"),
    strange("toString", task=None),
    strange("number", task="__proto__"),
    strange("lead", old=None),
    None,
]


def test_what_was_made_of_another_text_or_of_none_is_left_out(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    told = downloadable(page)
    fit = strange("period", old="Năm\n2021-2022", new="Năm 2022-2023")
    (tmp_path / "x.json").write_text(json.dumps(told | {"corrections": [*STRANGERS, fit]}), encoding="utf-8")
    page.locator("#tab-edits").click()
    page.locator("#edits input[type=file]").set_input_files(tmp_path / "x.json")
    expect(page.locator("#said")).to_contain_text(f"{len(STRANGERS)} hiệu đính không khớp với văn bản này")
    assert load(downloaded(page, tmp_path)).corrections == (
        Correction("0/III.7", "period", "Năm 2021-2022", "Năm 2022-2023", ""),
    )


def test_a_draft_of_another_text_is_left_out(opened: Opened) -> None:
    """As one that was typed on a page that an earlier version made."""
    page = opened()
    draft = {"own": [*STRANGERS, strange("number", old="7", new="8")], "kept": [*STRANGERS]}
    key = f"phuluc.edits.{downloadable(page)['source']['sha256']}"
    page.evaluate("([key, draft]) => localStorage.setItem(key, draft)", [key, json.dumps(draft)])
    page.reload()
    expect(page.locator("#edit-count")).to_have_text("1")
    expect(page.locator("#said")).to_contain_text(f"{len(STRANGERS)} hiệu đính không khớp với văn bản này")
    expect(row(page, 18).locator("button.pick")).to_have_text("8")


def downloadable(page: Page) -> dict[str, Any]:
    """A file without corrections for the page's document."""
    source = page.evaluate("JSON.parse(document.getElementById('data').textContent).document.source")
    return {"schema": "phuluc-corrections/1", "source": {key: source[key] for key in ("file", "sha256")}}


def test_what_was_typed_is_kept_when_another_row_is_chosen(opened: Opened) -> None:
    page = opened()
    row(page, 18).locator("button.pick").click()
    page.locator('#detail [data-path="period"] .edit').click()
    page.locator("#detail textarea").fill("Năm 2022-2023")
    row(page, 19).locator("button.pick").click()
    expect(page.locator("#said")).to_have_text("Đã ghi nhận phần đang sửa: Thời gian thực hiện.")
    expect(row(page, 18).locator(".at-period")).to_have_text("Năm 2022-2023")
    page.locator('#detail [data-path="task"] .edit').click()
    page.locator("#detail textarea").fill("Việc khác")
    page.locator('#detail [data-path="lead"] .edit').click()
    expect(row(page, 19).locator(".at-task")).to_have_text("Việc khác")
    page.locator("#detail textarea").fill("Bộ Y tế")
    page.keyboard.press("Escape")
    page.locator("#tab-overview").click()
    for name, text in (("Số, ký hiệu", "295/QĐ"), ("Tên văn bản", "Kế hoạch")):
        page.get_by_role("button", name=f"Sửa: {name}").click()
        page.locator("#overview textarea").fill(text)
    page.locator("#language").click()
    expect(page.locator("#name")).to_contain_text("295/QĐ")
    expect(page.locator("#subtitle")).to_contain_text("Kế hoạch —")
    page.locator("#tab-tasks").click()
    page.locator('#detail [data-path="partners"] .edit').click()
    page.locator("#detail textarea").fill("Bộ Nội vụ")
    page.reload()
    expect(page.locator("#edit-count")).to_have_text("5")


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
    page.set_default_timeout(WAIT)
    asked: list[Request] = []
    answers = iter([(204, ""), (413, "tệp quá lớn")])

    def answer(route: Route) -> None:
        told = route.request
        if told.method == "GET" and told.url.endswith("review"):
            route.fulfill(path=tmp_path / "x.html", content_type="text/html")
            return
        if told.method == "GET":
            route.fulfill(json={"corrections": []}, headers={"ETag": '"1"'})
            return
        asked.append(told)
        status, body = next(answers)
        route.fulfill(status=status, body=body)

    page.route("**/*", answer)
    page.goto(f"{HOST}/documents/7/review")
    expect(page.locator("#save")).to_be_hidden()
    row(page, 1).locator("button.pick").click()
    edit(page, "task", "Xây dựng kế hoạch")
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Đã lưu 1 hiệu đính.")
    assert (asked[0].method, asked[0].url) == ("POST", f"{HOST}/documents/7/corrections")
    assert asked[0].headers["if-match"] == '"1"'
    (tmp_path / "sent.json").write_text(asked[0].post_data or "", encoding="utf-8")
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
