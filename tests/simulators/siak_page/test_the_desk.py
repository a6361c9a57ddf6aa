"""The page as a tool: keyboard, narrow windows, screen readers, where it is served."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import httpx

from siak_sim.app import build_app
from siak_sim.config import Config
from simkit.kernel import Options
from simkit.program import Simulator
from tests.simulators.programs import FROZEN
from tests.simulators.siak_office import Office
from tests.simulators.siak_page.desk import (
    CHROMIUM,
    IN_A_BROWSER,
    newborn,
    search_box,
    title,
    visit,
)

pytestmark = IN_A_BROWSER

if CHROMIUM.exists():
    from playwright.sync_api import Browser, Page, Request, Route, expect


def test_a_day_at_the_keyboard(page: Page, office: Office) -> None:
    """Nothing needs a mouse: search, choose, open, go through rows, act."""
    father = office.cases["couple_expecting"]["people"]["father"]
    page.keyboard.press("/")
    expect(search_box(page)).to_be_focused()
    page.keyboard.type(father["name"][:8].lower())
    options = page.get_by_role("listbox", name="Saran").get_by_role("option")
    expect(options.filter(has_text=father["nik"])).to_be_visible()
    for _ in range(options.count()):
        page.keyboard.press("ArrowDown")
        chosen = options.and_(page.get_by_role("option", selected=True))
        if father["nik"] in (chosen.text_content() or ""):
            break
    page.keyboard.press("Enter")
    expect(title(page)).to_contain_text(father["name"])

    members = page.get_by_role("table", name="Anggota keluarga")
    members.get_by_role("link", name=father["nik"]).focus()
    page.keyboard.press("ArrowDown")
    mother = office.cases["couple_expecting"]["people"]["mother"]
    expect(members.get_by_role("link", name=mother["nik"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_contain_text(mother["name"])

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_what_is_being_typed_survives_what_happens_meanwhile(page: Page, office: Office) -> None:
    visit(page, "Gangguan & waktu")
    record = page.get_by_label("NIK atau nomor KK", exact=True)
    record.fill("6311")
    office.program.post("/faults", {"kind": "delay", "seconds": 1})
    expect(page.get_by_role("table", name="Gangguan yang berlaku")).to_be_visible()
    expect(record).to_have_value("6311")
    expect(record).to_be_focused()
    where = page.evaluate("scrollY")
    assert where > 0
    office.program.advance(60)
    expect(page.get_by_role("banner")).to_contain_text("08.01")
    assert page.evaluate("scrollY") == where


def test_a_narrow_window_scrolls_tables_and_not_the_page(page: Page, office: Office) -> None:
    entry = office.finish(newborn(office))
    page.set_viewport_size({"width": 800, "height": 700})
    case = office.cases["couple_expecting"]
    for asked in (
        "",
        "?cari=siti",
        f"?nik={case['nik']}",
        f"?kk={case['family_card_number']}",
        f"?isian={entry['entry_id']}",
        f"?dok={entry['documents'][0]['number']}",
        "?draf=",
        "?dokumen=",
        "?nomor=",
        "?blangko=",
        "?kasus=",
        "?gangguan=",
    ):
        page.goto(f"{office.program.url}/{asked}")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, asked
        unreachable = page.evaluate(
            """() => [...document.querySelectorAll(".scroll")]
              .filter((f) => (f.scrollWidth > f.clientWidth) !== (f.tabIndex === 0)).length"""
        )
        assert unreachable == 0, asked
        expect(search_box(page)).to_be_visible()


def test_every_view_can_be_read_without_eyes(page: Page, office: Office) -> None:
    """Landmarks, one heading of the first level, headings for every column, names for fields."""
    entry = office.finish(newborn(office))
    nik = office.cases["couple_expecting"]["nik"]
    views = ("", f"?nik={nik}", f"?isian={entry['entry_id']}", "?blangko=", "?gangguan=")
    for asked in views:
        page.goto(f"{office.program.url}/{asked}")
        for landmark in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(landmark)).to_have_count(1)  # type: ignore[arg-type]  # roles by name
        expect(title(page)).to_have_count(1)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("input:not([type=hidden]), select")]
              .filter((f) => !f.labels.length && !f.ariaLabel).map((f) => f.name)"""
        )
        assert nameless == [], asked
        unscoped = page.locator("thead th:not([scope])")
        expect(unscoped).to_have_count(0)


def test_files_of_the_page_come_from_itself(office: Office) -> None:
    get = office.program.client.get
    page = get("/").text
    for address in re.findall(r'(?:href|src)="([^"]+)"', page):
        assert address.startswith(("?", "#", "_sim/")), address
    for name in ("siak.css", "siak.js"):
        assert get("/", params={"aset": name}).status_code == 200
    assert get("/", params={"aset": "../site.py"}).status_code == 404


def test_the_page_works_behind_a_path_prefix(browser: Browser, office: Office) -> None:
    prefix, home, lost = "http://kantor.contoh/siak/", office.program.url, []

    def forward(route: Route) -> None:
        asked = route.request.url
        if not asked.startswith(prefix):
            lost.append(asked)
        route.fulfill(response=route.fetch(url=f"{home}/{asked.removeprefix(prefix)}"))

    opened = browser.new_page()
    opened.route("**/*", forward)
    opened.goto(prefix)
    father = office.cases["couple_expecting"]["people"]["father"]
    search_box(opened).fill(father["name"])
    opened.get_by_role("option").filter(has_text=father["nik"]).click()
    expect(title(opened)).to_contain_text(father["name"])
    visit(opened, "Gangguan & waktu")
    opened.get_by_role("button", name="+1 hari").click()
    expect(opened.get_by_role("banner")).to_contain_text("03-03-2020")
    opened.unroute_all(behavior="wait")
    opened.close()
    assert lost == []


def test_from_another_machine_the_page_asks_for_the_token(browser: Browser) -> None:
    home = "http://siak.contoh/"
    options = Options(control_token="kontrol-contoh", clock=FROZEN, public_url=home)
    simulator = build_app(Config(options=options))

    def answer(route: Route) -> None:
        asked = route.request
        found = elsewhere.submit(asyncio.run, _from_afar(simulator, asked)).result(10)
        route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.content)

    with ThreadPoolExecutor(1) as elsewhere:
        opened = browser.new_page()
        opened.route("**/*", answer)
        opened.goto(f"{home}?blangko=")
        opened.get_by_role("button", name="Simpan persediaan").click()
        expect(opened.get_by_role("status")).to_contain_text("Perlu token kontrol")
        opened.get_by_label("Token kontrol").fill("kontrol-contoh")
        opened.get_by_role("button", name="Pakai token").click()
        opened.get_by_label("Sisa KIA").fill("7")
        opened.get_by_role("button", name="Simpan persediaan").click()
        expect(opened.get_by_role("status")).to_have_text("Persediaan blangko disimpan.")
        opened.unroute_all(behavior="wait")
        opened.close()


async def _from_afar(simulator: Simulator, asked: Request) -> httpx.Response:
    """Ask the simulator as a machine elsewhere would; nothing leaves this one."""
    transport = httpx.ASGITransport(simulator, client=("198.51.100.7", 50000))
    headers = {k: v for k, v in asked.headers.items() if not k.startswith(":")}
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.request(
            asked.method, asked.url, headers=headers, content=asked.post_data_buffer
        )


def test_an_unknown_person_is_a_missing_page(office: Office) -> None:
    answer: httpx.Response = office.program.client.get("/", params={"nik": "6311060101019999"})
    assert answer.status_code == 404
    assert "NIK tidak ditemukan" in answer.text
