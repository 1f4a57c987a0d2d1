"""The page of differences in a real browser: what its boxes hide, what it asks for, and what axe-core finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from export.comparison.page import page as made
from phuluc import pipeline
from phuluc.diff.compare import compare
from tests.browser import WAIT, launched
from tests.diff import plans
from tests.diff.test_compare import a_row_gone, another_section, old, values

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = plans.rows()
    for edit in (a_row_gone, another_section, values):
        edit(plan)
    new = pipeline.read(plans.as_text(plans.renumbered(plan)), name="mới.txt")
    written = tmp_path_factory.mktemp("diff") / "d.html"
    written.write_text(made(compare(old(), new)), encoding="utf-8")
    return written


@pytest.fixture(scope="module", params=["light", "dark"])
def shown(request: pytest.FixtureRequest, path: Path) -> Iterator[Page]:
    with launched() as browser:
        page = browser.new_page(color_scheme=request.param)
        page.set_default_timeout(WAIT)
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(message.text))
        page.on("request", lambda asked: trouble.append(asked.url) if asked.url != path.as_uri() else None)
        page.goto(path.as_uri())
        yield page
        assert trouble == []


def test_axe_finds_nothing_serious(shown: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(shown).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_status_and_a_language_are_chosen_by_boxes(shown: Page) -> None:
    rows = shown.locator("article.row")
    count = rows.count()
    assert count == 6
    shown.locator("label[for=show-removed]").click()
    shown.locator("label[for=show-renumbered]").click()
    hidden = [rows.nth(place).get_attribute("class") for place in range(count) if not rows.nth(place).is_visible()]
    assert sorted(filter(None, hidden)) == ["row removed", "row renumbered"]
    assert shown.locator("h1").inner_text() == "So sánh hai bản"
    shown.check("#english")
    assert shown.locator("h1").inner_text() == "Two versions compared"
    assert "Removed" in shown.locator(".filters").inner_text()
