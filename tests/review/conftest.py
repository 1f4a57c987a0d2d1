"""Review pages in a real browser, opened from disk: what goes wrong in a console or asks for another host fails a test.

With PHULUC_PICTURES=DIR, a picture of each state is left there.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from phuluc.batch import run
from phuluc.settings import Settings

SAMPLES = Path(__file__).parents[2] / "samples"
CHROMIUM = Path("/usr/bin/chromium")
LOCAL = ("file:", "data:", "blob:")
PICTURES = os.environ.get("PHULUC_PICTURES")
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser, plan: Path) -> Iterator[Opened]:
    """Opens a page from disk, QĐ 294's by default, in a browser that remembers nothing."""
    trouble: list[str] = []
    contexts = []

    def local_only(route: Route) -> None:
        if route.request.url.startswith(LOCAL):
            route.continue_()
        else:
            trouble.append(route.request.url)
            route.abort()

    def open_page(path: Path = plan, width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: trouble.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.route("**/*", local_only)
        page.set_default_timeout(20_000)
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function(READY)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def seconds_to_open(browser: Browser, path: Path) -> float:
    """From the address to a page that shows its first picture and its first rows."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    begun = perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function(READY)
    taken = perf_counter() - begun
    page.close()
    return taken


def kept(page: Page, name: str) -> None:
    """A picture of a state, where that is wanted."""
    if PICTURES:
        page.wait_for_timeout(300)
        page.screenshot(path=Path(PICTURES) / f"review-{name}.png")


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
