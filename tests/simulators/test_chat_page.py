"""The chat page in a browser: what a tester sees and taps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.business import SITI, TEXT, Business, Callback
from tests.simulators.test_whatsapp_messages import buttons, menu

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium"),
]

if CHROMIUM.exists():
    from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"], headless=True
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, business: Business) -> Iterator[Page]:
    opened = browser.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("request", lambda r: r.url.startswith(business.sim.url) or problems.append(r.url))
    opened.goto(business.sim.url)
    yield opened
    opened.close()
    assert problems == []


@pytest.fixture
def phone(page: Page) -> Locator:
    return page.get_by_role("region", name="Telepon Siti CONTOH")


def test_what_a_person_types_reaches_the_business(
    business: Business, phone: Locator, heard: Callback
) -> None:
    phone.get_by_label("Ketik pesan").fill("Mau buat akta *lahir*")
    phone.get_by_label("Kirim", exact=True).click()
    expect(phone.get_by_text("Mau buat akta")).to_be_visible()
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    assert received.value["messages"][0]["text"]["body"] == "Mau buat akta *lahir*"


def test_messages_appear_by_themselves_unread_until_the_phone_is_touched(
    business: Business, phone: Locator, heard: Callback
) -> None:
    business.send(**TEXT)
    expect(phone.get_by_text("Permohonan diterima")).to_be_visible()
    expect(phone.get_by_label("belum dibaca")).to_have_text("1")
    phone.get_by_role("log").click()
    heard.wait_for(lambda items: items[-1].status == "read")
    expect(phone.get_by_label("belum dibaca")).to_be_hidden()


def test_a_button_answers_with_what_it_quotes(
    business: Business, phone: Locator, heard: Callback
) -> None:
    asked = business.send(**buttons(2))
    phone.get_by_role("button", name="Pilihan 1").click()
    received = heard.wait_for(lambda items: any("messages" in item.value for item in items))
    (message,) = [i.value["messages"][0] for i in received if "messages" in i.value]
    assert message["interactive"]["button_reply"] == {"id": "b1", "title": "Pilihan 1"}
    assert message["context"]["id"] == asked


def test_a_list_opens_and_answers(business: Business, phone: Locator, heard: Callback) -> None:
    business.send(**menu(2, 2))
    phone.get_by_role("button", name="Lihat").click()
    phone.get_by_role("dialog").get_by_role("button", name="Baris 1").last.click()
    received = heard.wait_for(lambda items: any("messages" in item.value for item in items))
    (message,) = [i.value["messages"][0] for i in received if "messages" in i.value]
    assert message["interactive"]["list_reply"]["id"] == "r1-1"
    expect(phone.get_by_role("dialog")).to_have_count(0)


def test_photos_go_up_and_pdfs_come_down(
    business: Business, page: Page, phone: Locator, heard: Callback
) -> None:
    photo = {"name": "ktp.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff CONTOH"}
    phone.get_by_label("Pilih berkas").set_input_files(photo)  # type: ignore[arg-type]  # a dict works
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    assert received.value["messages"][0]["type"] == "image"
    content = b"%PDF-1.7 CONTOH"
    media_id = business.upload(content, "application/pdf").json()["id"]
    business.send(type="document", document={"id": media_id, "filename": "akta.pdf"})
    link = phone.get_by_role("link", name="akta.pdf")
    expect(link).to_be_visible()
    address = link.evaluate("link => link.href")
    assert business.sim.client.get(address).content == content


def test_a_phone_can_be_added_and_switched_off(business: Business, page: Page) -> None:
    page.get_by_label("Nomor telepon baru").fill("0899 0000 7777")
    page.get_by_label("Nama pemilik telepon").fill("Budi CONTOH")
    page.get_by_role("button", name="Tambah telepon").click()
    added = page.get_by_role("region", name="Telepon Budi CONTOH")
    added.get_by_label("telepon mati").check()
    expect(added.get_by_text("Telepon sedang mati")).to_be_visible()
    assert business.sim.get("/customers/6289900007777")["phone_off"] is True
    assert business.sim.get(f"/customers/{SITI}")["phone_off"] is False
