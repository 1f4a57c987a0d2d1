"""Review pages in a real browser, opened from disk: nothing but the file itself may be asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from phuluc.batch import run
from phuluc.settings import Settings
from tests.browser import WAIT, launched, watched

SAMPLES = Path(__file__).parents[2] / "samples"
# The first picture is there, and so is the first row of what was read.
READY = """() => {
  const seen = document.querySelector("#sheets img, #sheets .grid td");
  return seen && seen.complete !== false && document.querySelector(".work tbody tr");
}"""

Opened = Callable[..., Page]


def written(source: Path, folder: Path) -> Path:
    """The review page of a source, as the command writes it."""
    (result,) = run([str(source)], Settings(out=folder, formats=("review",)))
    (path,) = result.files
    return path


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """QĐ 294's page."""
    return written(SAMPLES / "qd294.pdf", tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with launched() as found:
        yield found


@pytest.fixture
def opened(browser: Browser, plan: Path) -> Iterator[Opened]:
    """Opens a page from disk, QĐ 294's by default, in a browser that remembers nothing."""
    with watched(browser, "file:") as open_address:

        def open_page(path: Path = plan, width: int = 1440, height: int = 900, **options: Any) -> Page:
            page = open_address(path.as_uri(), viewport={"width": width, "height": height}, **options)
            page.wait_for_function(READY)
            return page

        yield open_page


def opening(browser: Browser, path: Path) -> tuple[float, float]:
    """Seconds from the address to a page that shows its first picture and rows: by the clock, and of processor time.

    The latter are all of the page's process, and a busy machine changes them little.
    """
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(WAIT)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    begun = perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function(READY)
    taken = perf_counter() - begun
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return taken, metrics["ProcessTime"]


def row(page: Page, task: int) -> Any:
    """A task's row in the table, by its place in the document from 0."""
    return page.locator(f'#task-table tr[data-task="{task}"]')


def is_seen(page: Page, selector: str) -> bool:
    """Whether the first that matches stands, at least in part, inside the pages' view."""
    return bool(
        page.evaluate(
            """selector => {
              const box = document.querySelector(selector).getBoundingClientRect();
              const view = document.getElementById("sheets").getBoundingClientRect();
              return box.bottom > view.top && box.top < view.bottom;
            }""",
            selector,
        )
    )
