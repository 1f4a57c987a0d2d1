"""From a value to where it is printed, and back: in both directions, over page breaks, with pages and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from phuluc.batch import run
from phuluc.settings import Settings
from tests.bench_plan import write_plan
from tests.browser import kept
from tests.extract.made import font
from tests.review.conftest import SAMPLES, Opened, is_seen, opening, row, written
from tests.test_real import CORPUS

pytestmark = pytest.mark.system

OVER_PAGES = 13  # III.2 of QĐ 294 begins at the foot of page 2 and ends on page 3
LONG = 170  # pages
SECONDS = 2.0  # that a page of so many may take to open


def lit(page: Page, number: int, kind: str) -> int:
    return page.locator(f"#page-{number} .lit .{kind}").count()


def test_a_row_over_a_page_break_lights_up_on_both_pages(opened: Opened) -> None:
    page = opened()
    row(page, OVER_PAGES).locator("button.pick").click()
    expect(page.locator("#page-2 .lit .row").first).to_be_attached()
    expect(page.locator("#page-3 .lit .row").first).to_be_attached()
    assert is_seen(page, "#page-2 .lit .row")
    assert is_seen(page, "#page-3 .lit .row")
    assert (lit(page, 2, "row"), lit(page, 3, "row"), lit(page, 1, "row")) == (6, 6, 0)
    kept(page, "review-over-pages")


def test_a_value_lights_up_its_own_cell_on_both_pages(opened: Opened) -> None:
    page = opened()
    row(page, OVER_PAGES).locator(".at-outputs").click()
    expect(page.locator("#page-3 .lit .value")).to_have_count(1)
    assert lit(page, 2, "value") == 1
    # The outputs are the last column: both parts stand in the right third of their pages.
    for number in (2, 3):
        cell = page.locator(f"#page-{number} .lit .value").bounding_box()
        sheet = page.locator(f"#page-{number}").bounding_box()
        assert cell and sheet
        assert cell["x"] > sheet["x"] + 0.6 * sheet["width"]
    parts = page.locator("#parts button")
    assert parts.all_inner_texts() == ["Trang 2", "Trang 3"]
    page.locator("#larger").click(click_count=4)
    parts.nth(1).click()
    page.wait_for_function("document.querySelector('#page-3 .lit .value').getBoundingClientRect().top > 0")
    assert is_seen(page, "#page-3 .lit .value")


def test_a_cell_of_a_page_brings_up_its_row(opened: Opened) -> None:
    page = opened()
    page.locator("#sheet-number").fill("6")
    page.keyboard.press("Enter")
    cell = page.locator("#page-6 .cell").last  # the outputs of the last row
    expect(cell).to_be_attached()
    cell.click()
    last = row(page, 32)
    expect(last).to_have_class(re.compile("chosen"))
    expect(last).to_be_in_viewport()
    expect(last.locator(".lit")).to_have_text("Báo cáo")
    expect(page.locator("#detail h2")).to_contain_text("0/IV.3")
    expect(page.locator("#detail .values > .lit dt")).to_have_text("Sản phẩm, kết quả")


def test_a_cell_of_a_row_that_is_filtered_out_brings_it_up_all_the_same(opened: Opened) -> None:
    page = opened()
    page.locator("#query").fill("tổng hợp báo cáo")
    expect(page.locator("#count")).to_have_text("1 / 28 nhiệm vụ")
    page.locator("#page-1 .cell").nth(3).click()
    expect(page.locator("#count")).to_have_text("28 / 28 nhiệm vụ")
    expect(page.locator("#task-table tr.chosen")).to_have_count(1)


def test_a_click_goes_on_to_the_next_row_of_a_merged_cell(opened: Opened, tmp_path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.platypus import SimpleDocTemplate, Table

    name = font()
    rows = [["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"], ["1", "Lập kế hoạch", "Bộ Y tế", "Năm 2025"]]
    rows += [["2", "Tập huấn", "", "Năm 2025"], ["3", "Tổng kết", "", "Năm 2026"]]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (2, 1), (2, 3)), ("FONTNAME", (0, 0), (-1, -1), name)]
    assert name in pdfmetrics.getRegisteredFontNames()
    SimpleDocTemplate(str(tmp_path / "x.pdf"), pagesize=A4).build([Table(rows, style=style, rowHeights=30)])
    page = opened(written(tmp_path / "x.pdf", tmp_path))
    merged = page.locator("#page-1 .cell").nth(2)
    shown = []
    for _ in range(4):
        merged.click()
        shown.append(page.locator("#detail h2 .id").inner_text())
    assert shown == ["0/1", "0/2", "0/3", "0/1"]
    expect(page.locator("#page-1 .lit .value")).to_have_count(1)


def test_a_document_without_pages_shows_its_tables_as_read(opened: Opened, tmp_path: Path) -> None:
    page = opened(written(SAMPLES / "qd294.docx", tmp_path))
    assert page.locator("#sheets img").count() == 0
    assert page.locator("#tab-tables").count() == 0
    row(page, OVER_PAGES).locator(".at-lead").click()
    there = page.locator("#sheets tr.chosen")
    expect(there.locator("td.value")).to_contain_text("Cấp ủy, chính quyền các cấp")
    expect(there).to_be_in_viewport()
    page.locator("#sheets tr[data-row='1'] td").nth(3).click()
    expect(page.locator("#detail h2")).to_contain_text("0/I.1")
    expect(page.locator("#detail .values > .lit dt")).to_have_text("Cơ quan phối hợp")
    kept(page, "review-docx")


# --- long documents -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    write_plan(folder / "long.pdf", LONG, font())
    return written(folder / "long.pdf", folder)


def check_opening(browser: Browser, path: Path) -> None:
    """It opens in time by its own work; the clock, which is the machine's, is told."""
    runs = [opening(browser, path) for _ in range(3)]
    taken, worked = (min(each) for each in zip(*runs, strict=True))
    print(f"{path.name}, {path.stat().st_size / 1e6:.1f} MB: {taken:.2f} s, {worked:.2f} s of processor time")
    assert worked < SECONDS


def test_170_pages_open_at_once(browser: Browser, long_plan: Path) -> None:
    check_opening(browser, long_plan)
    assert long_plan.stat().st_size < 40e6


def test_pages_and_rows_are_made_as_they_come_near(opened: Opened, long_plan: Path) -> None:
    page = opened(long_plan)
    assert page.locator(".sheet").count() == LONG
    assert page.locator(".sheet img").count() < 10
    assert page.locator("#task-table tbody tr").count() < 300
    page.locator("#sheet-number").fill("165")
    page.keyboard.press("Enter")
    expect(page.locator("#page-165 img")).to_be_visible()
    assert page.locator("#page-1 img").count() == 0
    page.locator("#page-165 .cell").nth(7).click()
    chosen = page.locator("#task-table tr.chosen")
    expect(chosen).to_be_in_viewport()
    expect(chosen.locator(".at-pages")).to_contain_text("165")
    assert page.locator(".sheet img").count() < 12


@pytest.mark.skipif(not (CORPUS / "p08_qd2093_byt_tthc.pdf").exists(), reason="no corpus of real documents here")
def test_a_real_document_of_170_pages(browser: Browser, opened: Opened, tmp_path: Path) -> None:
    (result,) = run([str(CORPUS / "p08_qd2093_byt_tthc.pdf")], Settings(out=tmp_path, formats=("review",)))
    (path,) = result.files
    check_opening(browser, path)
    page = opened(path)
    # It holds no plan: its tables are what there is to look at.
    cell = page.locator("#panel-tables tr[data-table='1'][data-row='20'] td").nth(2)
    cell.click()
    number = int(page.locator("#sheet-number").input_value())
    expect(page.locator(".lit .value").first).to_be_attached()
    assert number in (6, 7, 8)
    assert is_seen(page, ".lit .value")
    kept(page, "review-170-pages")
