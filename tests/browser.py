"""Debian's Chromium for tests of pages: what is said in its console, or asked of another host, fails a test.

With PHULUC_PICTURES=DIR, a picture of each state is left there.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.patience import PATIENCE

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = os.environ.get("PHULUC_PICTURES")

WAIT = PATIENCE * 1000  # milliseconds, as Playwright has them

Opened = Callable[..., Page]
expect.set_options(timeout=WAIT)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser without a window; where there is none, the test is skipped."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), timeout=WAIT)
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, *allowed: str) -> Iterator[Opened]:
    """Gives what opens an address in a browser that remembers nothing; its keywords are those of a new context.

    Addresses that begin otherwise than `allowed` are never asked. In the end nothing may have gone wrong.
    """
    trouble: list[str] = []
    contexts = []

    def route(asked: Route) -> None:
        if asked.request.url.startswith((*allowed, "data:", "blob:")):
            asked.continue_()
        else:
            trouble.append(asked.request.url)
            asked.abort()

    def open_page(address: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: trouble.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.route("**/*", route)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def kept(page: Page, name: str) -> None:
    """A picture of a state, where that is wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or worse: the rule, and the first element against it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")]
