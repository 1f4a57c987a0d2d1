"""What the page shows beside the source: search, filters, order, keys, timeline, overview, looks, axe-core's word."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import phuluc
from phuluc.model import Document
from tests.browser import kept
from tests.review.conftest import SAMPLES, Opened, row

pytestmark = pytest.mark.system

WIDER = """selector => {
  const each = document.querySelector(selector);
  return each.scrollWidth - each.clientWidth;
}"""
VIEWS = ("tasks", "timeline", "tables", "overview", "edits")


@pytest.fixture(scope="module")
def document() -> Document:
    return phuluc.read(SAMPLES / "qd294.pdf")


def count(page: Page) -> str:
    return page.locator("#count").inner_text()


def shown(page: Page) -> list[int]:
    """The tasks in the table, by their places in the document."""
    rows = page.locator("#task-table tbody tr").all()
    return [int(each.get_attribute("data-task") or "") for each in rows]


# --- finding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["khảo sát", "khao sat", "KHAO SAT", "  Khảo   SÁT "])
def test_search_ignores_accents_and_case(opened: Opened, document: Document, query: str) -> None:
    page = opened()
    page.locator("#query").fill(query)
    wanted = [
        place
        for place, task in enumerate(document.tasks)
        if "khảo sát" in task.task.lower() or any("khảo sát" in output.text.lower() for output in task.outputs)
    ]
    assert wanted == [18]
    expect(page.locator("#count")).to_have_text("1 / 28 nhiệm vụ")
    assert shown(page) == [11, 18]  # with the section above it
    assert set(row(page, 18).locator("mark").all_inner_texts()) <= {"khảo", "sát", "Khảo"}
    assert "khảo" in row(page, 18).locator("mark").all_inner_texts()


def test_search_takes_d_for_dd(opened: Opened) -> None:
    page = opened()
    page.locator("#query").fill("danh gia")
    assert "đánh" in [text.lower() for text in page.locator("#task-table mark").all_inner_texts()]


def test_filters_by_section_agency_year_and_flag(opened: Opened, document: Document) -> None:
    page = opened()
    tasks = [task for task in document.tasks if task.kind == "task"]
    page.locator("#section").select_option("0/II")
    assert count(page) == f"{sum(task.id.startswith('0/II.') for task in tasks)} / 28 nhiệm vụ"
    page.locator("#clear").click()
    name = "bo-lao-dong-thuong-binh-va-xa-hoi"
    page.locator("#agency").select_option(f"lead {name}")
    led = [task for task in tasks if name in [agency.id for agency in task.lead]]
    assert count(page) == f"{len(led)} / 28 nhiệm vụ"
    page.locator("#agency").select_option(f"any {name}")
    part = [task for task in tasks if name in [agency.id for agency in (*task.lead, *task.partners)]]
    assert count(page) == f"{len(part)} / 28 nhiệm vụ"
    assert len(part) > len(led) > 0
    page.locator("#clear").click()
    page.locator("#flag").select_option("cut-short")
    assert [each for each in shown(page) if document.tasks[each].kind == "task"] == [7, 32]
    page.locator("#flag").select_option("any")
    assert count(page) == f"{sum(bool(task.flags) for task in tasks)} / 28 nhiệm vụ"
    expect(page.locator("#count")).to_have_attribute("aria-live", "polite")


def test_a_year_shows_what_is_on_in_it(opened: Opened) -> None:
    page = opened()
    page.locator("#year").select_option("2022")
    found = shown(page)
    assert {18, 23, 19} <= set(found)  # Năm 2021-2022, Năm 2021-2025, Tháng 5 hằng năm
    assert not {14, 15, 30} & set(found)  # Năm 2021, Năm 2025, Năm 2021
    page.locator("#year").select_option("none")
    assert [each for each in shown(page) if each in (27, 28)] == [27, 28]  # Theo chiến dịch


def test_filters_hold_together_and_nothing_found_is_said(opened: Opened) -> None:
    page = opened()
    page.locator("#section").select_option("0/IV")
    page.locator("#year").select_option("2021")
    assert [each for each in shown(page) if each != 29] == [30]
    page.locator("#query").fill("không có gì như thế")
    expect(page.locator("#task-empty")).to_have_text("Không có nhiệm vụ nào khớp với điều kiện lọc.")
    assert count(page) == "0 / 28 nhiệm vụ"


def test_the_least_certain_come_first(opened: Opened, document: Document) -> None:
    page = opened()
    page.locator("th.at-confidence button").click()
    found = [document.tasks[place].confidence for place in shown(page)]
    assert found == sorted(found)
    assert found[0] < 0.5
    expect(page.locator("th.at-confidence").first).to_have_attribute("aria-sort", "ascending")
    kept(page, "review-by-confidence")
    page.locator("th.at-confidence button").click()
    assert shown(page) == list(range(len(document.tasks)))


def test_doubtful_values_are_tinted_with_why(opened: Opened) -> None:
    page = opened()
    doubtful = row(page, 7).locator(".at-task")
    expect(doubtful).to_have_class(re.compile("doubt"))
    assert "dừng giữa câu" in (doubtful.get_attribute("title") or "")
    row(page, 7).locator("button.pick").click()
    expect(page.locator("#detail .why")).to_contain_text("Độ tin cậy 48%")
    expect(page.locator("#detail [data-path=task] .doubted").first).to_contain_text("dừng giữa câu")


# --- keys -----------------------------------------------------------------------------------------------------------


def test_the_keyboard_reaches_everything(opened: Opened) -> None:
    page = opened()
    ids = []
    for key in ("j", "j", "ArrowDown", "k"):
        page.keyboard.press(key)
        ids.append(page.locator("#detail h2 .id").inner_text())
    assert ids == ["0/I", "0/I.1", "0/I.2", "0/I.1"]
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.type("khao sat jk")
    expect(page.locator("#query")).to_have_value("khao sat jk")
    page.locator("#query").fill("khao sat")
    page.keyboard.press("Enter")
    expect(page.locator("#detail h2 .id")).to_have_text("0/III.7")
    page.keyboard.press("Enter")
    expect(page.locator("#detail button").first).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#detail textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#detail textarea")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_enter_does_not_outrun_the_list(opened: Opened) -> None:
    """This test ensures that Enter, pressed before the list has followed the typing, goes to what was typed."""
    page = opened()
    page.evaluate(
        """() => {
          const box = document.getElementById("query");
          const type = (text) => { box.value = text; box.dispatchEvent(new Event("input", { bubbles: true })); };
          box.focus();
          type("không có gì như thế");
          box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
          box.focus();
          type("khao sat");
          box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        }"""
    )
    expect(page.locator("#detail h2 .id")).to_have_text("0/III.7")


def test_tabs_are_walked_by_arrows(opened: Opened) -> None:
    page = opened()
    page.locator("#tab-tasks").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-timeline")).to_be_focused()
    expect(page.locator("#panel-timeline")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#tab-edits")).to_have_attribute("aria-selected", "true")


# --- views ----------------------------------------------------------------------------------------------------------


def bars(page: Page, task: int) -> list[tuple[str, float, float]]:
    """A task's bars: mark, and left edge and width as shares of all years."""
    found = page.locator(f'#timeline-table tr[data-task="{task}"] .track .bar').all()
    edges = [
        each.evaluate("bar => [bar.className, parseFloat(bar.style.left), parseFloat(bar.style.width)]")
        for each in found
    ]
    return [(kind.removeprefix("bar "), round(left / 100, 3), round(width / 100, 3)) for kind, left, width in edges]


def test_the_timeline_shows_each_period_and_each_recurrence(opened: Opened) -> None:
    page = opened()
    page.locator("#tab-timeline").click()
    assert page.locator("#timeline-table .years > span").all_inner_texts()[0].startswith("2021")
    assert bars(page, 18) == [("on", 0.0, 0.4)]  # Năm 2021-2022, of the five years 2021 to 2025
    assert bars(page, 19) == [
        ("again-named", round((4 * year + 1) / 20, 3), 0.05) for year in range(5)
    ]  # May: quarter II
    assert len(bars(page, 1)) == 20  # Hằng năm: any quarter of any year
    assert bars(page, 32) == [("on", 0.95, 0.05)]  # Quý IV/2025
    assert bars(page, 27) == []  # Theo chiến dịch
    page.locator('#timeline-table tr[data-task="18"] .track').click()
    expect(page.locator("#detail .values > .lit dt")).to_have_text("Thời gian thực hiện")
    expect(page.locator("#page-3 .lit .value")).to_have_count(1)
    kept(page, "review-timeline")


def test_the_overview_tells_the_document_the_counts_the_audit_and_the_warnings(
    opened: Opened, document: Document
) -> None:
    page = opened()
    page.locator("#tab-overview").click()
    text = re.sub(r"\s+", " ", page.locator("#overview").inner_text())
    audit = f"{document.audit.glyphs:,}".replace(",", ".")
    for said in (
        "Số, ký hiệu 294/QĐ-LĐTBXH",
        "Ngày ban hành 03/03/2021",
        f"Ký tự in trong bảng {audit}",
        "Không ký tự nào thất lạc.",
        "Nhiệm vụ 28",
        document.source.sha256,
    ):
        assert said in text
    assert page.locator(".warnings li").count() == len(document.issues) == 2
    page.locator(".warnings button").nth(1).click()
    expect(page.locator("#sheet-number")).to_have_value("6")
    kept(page, "review-overview")
    page.locator(".bars button", has_text="Bảo hiểm xã hội Việt Nam").first.click()
    expect(page.locator("#panel-tasks")).to_be_visible()
    assert page.locator("#agency").input_value() == "lead bao-hiem-xa-hoi-viet-nam"


def test_all_tables_are_there_as_they_were_read(opened: Opened, document: Document) -> None:
    page = opened()
    page.locator("#tab-tables").click()
    expect(page.locator("#tables tbody tr")).to_have_count(len(document.tables[0].rows))
    cells = page.locator("#tables tr[data-row='13'] td").all_text_contents()
    assert cells == list(document.tables[0].rows[13].cells)


# --- looks ----------------------------------------------------------------------------------------------------------


def test_english_and_back_and_remembered(opened: Opened) -> None:
    page = opened()
    page.locator("#language").click()
    assert count(page) == "28 of 28 tasks"
    assert page.locator("html").get_attribute("lang") == "en"
    row(page, 19).locator("button.pick").click()
    expect(page.locator("#detail [data-path=period]")).to_contain_text("FREQ=YEARLY;BYMONTH=5")
    kept(page, "review-english")
    page.reload()
    assert count(page) == "28 of 28 tasks"
    page.locator("#language").click()
    assert count(page) == "28 / 28 nhiệm vụ"


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('.work')).backgroundColor"))


def test_light_and_dark_by_the_system_and_by_hand(opened: Opened) -> None:
    light, dark = "rgb(255, 255, 255)", "rgb(22, 25, 31)"
    page = opened(color_scheme="dark")
    assert ground(page) == dark
    page.locator("#theme").click()
    assert ground(page) == light
    page.locator("#theme").click()
    assert ground(page) == dark
    page = opened(color_scheme="light")
    assert ground(page) == light
    page.locator("#theme").click()
    page.locator("#theme").click()
    row(page, 7).locator(".at-task").click()
    assert ground(page) == dark
    kept(page, "review-dark")


def test_a_narrow_screen_has_the_page_above_its_rows(opened: Opened) -> None:
    page = opened(width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    source, work = page.locator("#source").bounding_box(), page.locator("#work").bounding_box()
    assert source and work
    assert source["y"] + source["height"] <= work["y"] + 1
    assert work["y"] + work["height"] <= 845
    row(page, 1).locator(".at-lead").click()
    expect(page.locator("#page-1 .lit .value")).to_have_count(1)
    kept(page, "review-narrow")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_phone_cuts_no_tab_and_breaks_no_tool(opened: Opened, language: str) -> None:
    page = opened(width=360, height=740)
    if language == "en":
        page.locator("#language").click()
    assert page.evaluate(WIDER, ".tabs") == 0
    tools = ("sheet-before", "sheet-after", "smaller", "larger")
    assert len({page.evaluate("id => document.getElementById(id).offsetTop", name) for name in tools}) == 1
    chosen = row(page, 1)
    chosen.locator(".at-lead").click()
    shown = page.locator("#task-scroll").bounding_box()
    place = chosen.locator(".at-task").bounding_box()
    assert shown and place
    assert shown["height"] >= 150
    assert shown["y"] <= place["y"] <= place["y"] + place["height"] <= shown["y"] + shown["height"]


@pytest.mark.parametrize("width", [1300, 1440])
def test_the_table_of_tasks_is_as_wide_as_its_place(opened: Opened, width: int) -> None:
    page = opened(width=width, height=850)
    for _ in range(2):
        assert page.evaluate(WIDER, "#task-scroll") == 0
        assert page.evaluate(WIDER, ".tasks thead .at-confidence") == 0
        page.locator("#language").click()


def test_print_holds_all_rows_and_no_tools(opened: Opened) -> None:
    page = opened()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for gone in ("#source", ".tools", "#filters", ".tabs"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("#task-table tbody tr")).to_have_count(33)
    assert page.locator("#task-table").bounding_box() is not None
    made = page.pdf(prefer_css_page_size=True)
    from pypdfium2 import PdfDocument

    printed = PdfDocument(made)
    text = "".join(page.get_textpage().get_text_range() for page in printed)
    size = printed[0].get_size()
    printed.close()
    assert size[0] > size[1]
    assert "Tổng hợp báo cáo kết quả tuyên truyền" in " ".join(text.split())


# --- axe-core -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Opened, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    row(page, 7).locator(".at-task").click()
    found = []
    for view in VIEWS:
        page.locator(f"#tab-{view}").click()
        told = Axe().run(page).response["violations"]
        found += [f"{view}: {each['id']} ({each['impact']}) {each['nodes'][0]['html']}" for each in told]
    assert found == []
