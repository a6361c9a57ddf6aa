"""A browser, an office, and a desk whose page must behave."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.simulators.programs import Program
from tests.simulators.siak_office import Office
from tests.simulators.siak_page.desk import CHROMIUM

if CHROMIUM.exists():
    from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"], headless=True
        )
        yield started
        started.close()


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    """A desk whose page asks nothing of other hosts and never complains."""
    opened = browser.new_page(viewport={"width": 1280, "height": 850})
    problems: list[str] = []
    home = office.program.url
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    opened.on("request", lambda r: _is_ours(home, r.url) or problems.append(r.url))
    opened.goto(home + "/")
    yield opened
    opened.close()
    assert problems == []


def _is_ours(home: str, address: str) -> bool:
    # the browser's own PDF viewer brings its own parts
    return address.startswith((home, "chrome-extension://", "chrome://", "blob:", "data:"))
