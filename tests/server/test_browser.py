"""The web page in a real browser, from drop to download: what it shows, what it asks for, what axe-core finds."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from phuluc import guard
from tests.bench_plan import write_plan
from tests.browser import WAIT, Opened, kept, launched, serious, watched
from tests.extract.made import font
from tests.hostile.test_damage import encrypted
from tests.server.running import Served, plan, running

SAMPLE = Path(__file__).parents[2] / "samples" / "qd294.pdf"
TOKEN = "0123456789abcdef"

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as one:
        yield one


@pytest.fixture
def opened(browser: Browser, served: Served) -> Iterator[Opened]:
    """Opens a path of the module's server, or of another."""
    with watched(browser, "http://127.0.0.1:") as open_address:

        def open_page(path: str = "/", server: Served = served, **options: Any) -> Page:
            return open_address(f"http://127.0.0.1:{server.port}{path}", locale="vi-VN", **options)

        yield open_page


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    """Drop files on the page, as a hand does."""
    data = page.evaluate_handle(
        """files => {
            const held = new DataTransfer();
            for (const [name, bytes] of files) held.items.add(new File([new Uint8Array(bytes)], name));
            return held;
        }""",
        [[name, list(data)] for name, data in files],
    )
    page.dispatch_event("#bring", "dragover", {"dataTransfer": data})
    expect(page.locator("#bring")).to_have_class("drop over")
    page.dispatch_event("#bring", "drop", {"dataTransfer": data})


def downloaded(page: Page, link: str, name: str) -> bytes:
    with page.expect_download() as waited:
        page.get_by_role("link", name=link).click()
    assert waited.value.suggested_filename == name
    return Path(waited.value.path()).read_bytes()


def test_from_drop_to_download(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    kept(page, "serve-empty")
    long = tmp_path / "dài.pdf"
    write_plan(long, 200, font())  # for several of the page's looks, a second apart, on any machine
    drop(page, ("kế hoạch năm.txt", plan("mười")), ("dài.pdf", long.read_bytes()), ("hỏng.bin", bytes(range(256)) * 9))
    rows = page.locator(".row")
    expect(rows).to_have_count(3)
    expect(page.locator(".status.reading").filter(has_text="200")).to_be_visible()  # "trang 7/200", or all of them
    kept(page, "serve-reading")
    plans = rows.filter(has_text="kế hoạch năm.txt")
    expect(plans.locator(".status")).to_have_text("Đã đọc")
    expect(rows.filter(has_text="dài.pdf").locator(".status")).to_have_text("Đã đọc")
    failed = rows.filter(has_text="hỏng.bin")
    expect(failed.locator(".status")).to_have_text("Không đọc được loại tệp này")
    expect(failed).to_contain_text("Hãy tải lên tệp PDF, DOCX")
    expect(page.locator("#news")).to_have_text("dài.pdf: Đã đọc")
    kept(page, "serve-done")
    got = downloaded(page, "CSV của kế hoạch năm.txt", "kế hoạch năm.csv")
    assert next(csv.DictReader(io.StringIO(got.decode("utf-8-sig"))))["task"] == "Xây dựng kế hoạch mười"
    assert downloaded(page, "Tất cả (ZIP) của kế hoạch năm.txt", "kế hoạch năm.zip").startswith(b"PK")
    assert downloaded(page, "Tải mọi kết quả (ZIP)", "phuluc.zip").startswith(b"PK")
    page.on("dialog", lambda dialog: dialog.accept())
    for name in ("kế hoạch năm.txt", "dài.pdf", "hỏng.bin"):
        page.get_by_role("button", name=f"Xoá {name}").click()
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_a_correction_made_in_the_browser_reaches_every_output(opened: Opened, served: Served) -> None:
    document = served.bring("qd294.pdf", SAMPLE.read_bytes())
    page = opened(f"/documents/{document['id']}", viewport={"width": 1280, "height": 900})
    kept(page, "serve-document")
    page.get_by_role("link", name="Đối chiếu với văn bản").click()
    page.wait_for_url("**/review")
    page.locator("#task-table tbody tr").filter(has_text="Xây dựng kế hoạch tuyên truyền BHXH hằng năm").click()
    detail = page.locator("#detail")
    expect(detail).to_be_visible()
    detail.locator('[data-path="task"] .edit').click()
    before = detail.locator("textarea").input_value()
    detail.locator("textarea").fill("Việc đã sửa tay")
    detail.locator(".editor button.main").click()
    with page.expect_response(lambda told: told.request.method == "POST") as saved:
        page.locator("#save").click()
    assert saved.value.status == 204
    shown = served.client.get(document["links"]["self"]).json()
    assert shown["corrections"] == {"count": 1, "pending": False, "unfit": []}
    kept(page, "serve-review")
    links = document["links"]["results"]
    rows = list(csv.DictReader(io.StringIO(served.client.get(links["csv"]).content.decode("utf-8-sig"))))
    assert [row["task"] for row in rows].count("Việc đã sửa tay") == 1
    assert before not in [row["task"] for row in rows]
    tasks = served.client.get(links["json"]).json()["tasks"]
    (task,) = [each for each in tasks if each["task"] == "Việc đã sửa tay"]
    assert "corrected" in task["flags"]
    book = openpyxl.load_workbook(io.BytesIO(served.client.get(links["xlsx"]).content))
    cells = [str(cell) for line in book["Nhiệm vụ"].iter_rows(values_only=True) for cell in line]
    assert cells.count("Việc đã sửa tay") == 1
    page.goto(f"http://127.0.0.1:{served.port}/documents/{document['id']}")
    expect(page.locator(".counts")).to_contain_text("1 hiệu đính")


def test_two_people_correct_one_document(opened: Opened, served: Served) -> None:
    """What both save is kept; of one value that both change, the second is told what the first saved."""
    document = served.bring("hai người.txt", plan())
    one, other = (opened(f"/documents/{document['id']}/review") for _ in range(2))

    def kept_now() -> dict[str, str]:
        listed = served.client.get(document["links"]["corrections"]).json()["corrections"]
        return {each["path"]: each["new"] for each in listed}

    def correct(page: Page, path: str, text: str) -> None:
        page.locator("#task-table tbody button.pick").first.click()
        page.locator(f'#detail [data-path="{path}"] .edit').click()
        page.locator("#detail textarea").fill(text)
        page.locator("#detail .editor .main").click()
        page.locator("#save").click()

    correct(one, "lead", "Bộ Công an")
    expect(one.locator("#said")).to_have_text("Đã lưu 1 hiệu đính.")
    correct(other, "period", "Năm 2027")
    expect(other.locator("#said")).to_have_text("Đã lưu 2 hiệu đính.")
    assert kept_now() == {"lead": "Bộ Công an", "period": "Năm 2027"}
    expect(other.locator("#task-table td.at-lead").first).to_have_text("Bộ Công an")
    correct(one, "period", "Năm 2028")
    expect(one.locator("#said")).to_contain_text("Thời gian thực hiện: “Năm 2027”. Bấm “Lưu hiệu đính” lần nữa")
    assert kept_now() == {"lead": "Bộ Công an", "period": "Năm 2027"}
    one.locator("#save").click()
    expect(one.locator("#said")).to_have_text("Đã lưu 2 hiệu đính.")
    assert kept_now() == {"lead": "Bộ Công an", "period": "Năm 2028"}
    one.locator('#detail [data-path="lead"]').get_by_role("button", name="Bỏ sửa").click()
    one.locator("#save").click()
    expect(one.locator("#said")).to_have_text("Đã lưu 1 hiệu đính.")
    assert kept_now() == {"period": "Năm 2028"}


def test_a_save_that_another_overtakes_is_made_again_and_what_does_not_fit_stays(
    browser: Browser, served: Served
) -> None:
    document = served.bring("x.txt", plan())
    link = document["links"]["corrections"]
    unfit = {"task": "0/1", "path": "task", "old": "another text", "new": "x", "note": ""}
    page = browser.new_page()  # its console tells of the 412, as it should
    page.set_default_timeout(WAIT)
    page.goto(f"http://127.0.0.1:{served.port}/documents/{document['id']}/review")
    overtaken: list[str] = []

    def overtake(route: Route) -> None:
        """The other saves between this page's question and its answer."""
        if not overtaken:
            overtaken.append(route.request.headers["if-match"])
            theirs = served.client.get(link).json() | {"corrections": [unfit]}
            assert served.client.put(link, json=theirs).status_code == 200
        route.continue_()

    page.route("**/corrections", lambda route: overtake(route) if route.request.method == "POST" else route.continue_())
    page.locator("#task-table tbody button.pick").first.click()
    page.locator('#detail [data-path="lead"] .edit').click()
    page.locator("#detail textarea").fill("Bộ Công an")
    page.locator("#detail .editor .main").click()
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Đã lưu 1 hiệu đính.")
    assert [each["path"] for each in served.client.get(link).json()["corrections"]] == ["lead", "task"]
    page.close()


def test_what_is_refused_is_told_in_vietnamese(opened: Opened, tmp_path: Path, served: Served) -> None:
    page = opened()
    page.set_input_files("#files", {"name": "rỗng.txt", "mimeType": "text/plain", "buffer": b""})
    upload = page.locator(".upload")
    expect(upload).to_contain_text("Tệp rỗng, không có nội dung.")
    expect(page.locator("#news")).to_have_text("rỗng.txt: Tệp rỗng, không có nội dung.")
    page.evaluate("document.getElementById('bring').dataset.most = 10")  # as the server's limit
    page.set_input_files("#files", {"name": "to.txt", "mimeType": "text/plain", "buffer": b"a" * 11})
    expect(upload.last).to_contain_text("Tệp lớn hơn mức cho phép.")
    kept(page, "serve-refused")
    upload.last.get_by_role("button", name="Đóng").click()
    expect(upload).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(scheme: str, opened: Opened, served: Served) -> None:
    done = served.bring("kế hoạch.txt", plan())
    failed = served.bring("hỏng.bin", bytes(range(256)) * 9)
    locked = served.bring("khoá.pdf", encrypted("mở", "chủ"))
    pages = {
        "home": "/",
        "one": f"/documents/{done['id']}",
        "failed": f"/documents/{failed['id']}",
        "locked": f"/documents/{locked['id']}",
        "docs": "/docs",
        "login": "/login",
    }
    for width in (1280, 360):
        for name, path in pages.items():
            page = opened(path, color_scheme=scheme, viewport={"width": width, "height": 800})
            assert serious(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            kept(page, f"serve-{name}-{scheme}-{width}")


def test_a_guarded_server_is_entered_with_its_token(opened: Opened, tmp_path: Path) -> None:
    with running(tmp_path, token=TOKEN) as guarded:
        page = opened(server=guarded)
        page.get_by_label("Mã truy cập").fill(TOKEN)
        page.get_by_role("button", name="Vào").click()
        expect(page.get_by_role("heading", name="Tài liệu")).to_be_visible()
        drop(page, ("kế hoạch.txt", plan()))
        expect(page.locator(".status.done")).to_be_visible()
        page.get_by_role("button", name="Thoát").click()
        expect(page.get_by_label("Mã truy cập")).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.close()


def test_a_locked_document_is_opened_where_it_stands(opened: Opened) -> None:
    page = opened()
    drop(page, ("khoá kín.pdf", encrypted("mở", "chủ")))
    row = page.locator(".row").filter(has_text="khoá kín.pdf")
    row.get_by_label("Mật khẩu").fill("gõ dở")
    drop(page, ("khác.txt", plan()))  # while somebody types, another row comes
    expect(page.locator(".row").first).to_contain_text("khác.txt")
    expect(row.get_by_label("Mật khẩu")).to_have_value("gõ dở")
    expect(row.get_by_label("Mật khẩu")).to_be_focused()
    for password, status in (("đóng", "Mật khẩu không đúng"), ("mở", "Không thấy bảng nhiệm vụ")):
        row.get_by_label("Mật khẩu").fill(password)
        row.get_by_role("button", name="Mở và đọc").click()
        expect(page.locator(".card .status")).to_have_text(status)
        page.get_by_role("link", name="Tất cả tài liệu").click()


def test_without_script_the_form_does(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    page.set_input_files("#files", {"name": "không script.txt", "mimeType": "text/plain", "buffer": plan()})
    page.get_by_role("button", name="Tải lên và đọc").click()
    expect(page.locator(".row").filter(has_text="không script.txt").locator(".status.done")).to_be_visible()
