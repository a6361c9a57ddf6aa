"""What tests do at the operator's desk: find things on the page as a person would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.simulators.siak_office import Office, birth_of

CHROMIUM = Path("/usr/bin/chromium")
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium"),
]

if CHROMIUM.exists():
    from playwright.sync_api import Locator, Page


def search_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Cari nama, NIK, nomor KK")


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def visit(page: Page, name: str) -> None:
    menu = page.get_by_role("navigation", name="Menu utama")
    menu.get_by_role("link", name=name).click()


def newborn(office: Office, **more: Any) -> dict[str, Any]:
    return office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]), **more)
