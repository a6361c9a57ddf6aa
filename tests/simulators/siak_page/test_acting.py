"""Stock, faults, time, hours, locks and signers, changed from the page."""

from __future__ import annotations

from tests.simulators.siak_office import Office
from tests.simulators.siak_page.desk import (
    CHROMIUM,
    IN_A_BROWSER,
    part,
    visit,
)

pytestmark = IN_A_BROWSER

if CHROMIUM.exists():
    from playwright.sync_api import Browser, Page, expect


def test_card_stock_is_changed_and_warns_when_low(page: Page, office: Office) -> None:
    visit(page, "Blangko kartu")
    stock = part(page, "Persediaan").first
    expect(stock.get_by_role("row").filter(has_text="KTP-el")).to_contain_text("cukup")
    page.get_by_label("Sisa KTP-el").fill("3")
    page.get_by_role("button", name="Simpan persediaan").click()
    expect(page.get_by_role("status")).to_have_text("Persediaan blangko disimpan.")
    expect(stock.get_by_role("row").filter(has_text="KTP-el")).to_contain_text("menipis")
    menu = page.get_by_role("navigation", name="Menu utama")
    expect(menu.get_by_role("link", name="Blangko kartu")).to_contain_text("menipis")
    assert office.program.get("/card-stock")["KTP_EL"] == 3


def test_a_fault_that_is_added_strikes_and_is_removed(page: Page, office: Office) -> None:
    visit(page, "Gangguan & waktu")
    page.get_by_role("combobox", name="Gangguan", exact=True).select_option(label="Jawaban galat")
    page.get_by_label("Status HTTP").fill("500")
    page.get_by_label("Berapa kali", exact=True).fill("2")
    page.get_by_role("button", name="Tambah gangguan").click()
    rules = page.get_by_role("table", name="Gangguan yang berlaku")
    expect(rules).to_contain_text("status HTTP 500")
    nik = office.cases["couple_expecting"]["nik"]
    assert office.call("GET", f"/people/{nik}").status_code == 500
    expect(rules).to_contain_text("1 dari 2")
    rules.get_by_role("button", name="Hapus Jawaban galat").click()
    expect(page.get_by_text("Tidak ada gangguan: semua berjalan baik.")).to_be_visible()
    assert office.call("GET", f"/people/{nik}").status_code == 200


def test_every_kind_of_fault_can_be_added_as_it_is_offered(page: Page, office: Office) -> None:
    visit(page, "Gangguan & waktu")
    kinds = page.get_by_role("combobox", name="Gangguan", exact=True)
    offered = kinds.locator("option").evaluate_all("options => options.map(o => o.value)")
    assert sorted(offered) == office.program.get("/faults")["kinds"]
    for kind in offered:
        kinds.select_option(kind)
        with page.expect_response("**/_sim/v1/faults") as answered:
            page.get_by_role("button", name="Tambah gangguan").click()
        assert answered.value.status == 201, kind
    rules = page.get_by_role("table", name="Gangguan yang berlaku").locator("tbody tr")
    expect(rules).to_have_count(len(offered))
    page.get_by_role("button", name="Hapus semua").click()
    expect(rules).to_have_count(0)


def test_the_clock_is_pushed_forward(page: Page, office: Office) -> None:
    visit(page, "Gangguan & waktu")
    top = page.get_by_role("banner")
    expect(top).to_contain_text("02-03-2020 08.00")
    page.get_by_role("button", name="+1 jam").click()
    expect(top).to_contain_text("02-03-2020 09.00")
    page.get_by_role("button", name="+1 hari").click()
    expect(top).to_contain_text("03-03-2020 09.00")
    page.get_by_label("Atur ke (WITA)").fill("2020-04-01T07:30")
    page.get_by_role("button", name="Atur", exact=True).click()
    expect(top).to_contain_text("01-04-2020 07.30")


def test_what_is_refused_is_told(browser: Browser, office: Office) -> None:
    opened = browser.new_page()
    opened.goto(f"{office.program.url}/?gangguan=")
    opened.get_by_label("Atur ke (WITA)").fill("2020-01-01T07:30")
    opened.get_by_role("button", name="Atur", exact=True).click()
    expect(opened.get_by_role("status")).to_have_text("Waktu hanya dapat maju.")
    opened.close()


def test_maintenance_is_scheduled_and_taken_back(page: Page, office: Office) -> None:
    visit(page, "Gangguan & waktu")
    page.get_by_role("button", name="Jadwalkan pemeliharaan").click()
    page.get_by_role("button", name="Jadwalkan jam lambat").click()
    hours = page.get_by_role("table", name="Jadwal")
    expect(hours.locator("tbody tr")).to_have_count(2)
    expect(hours).to_contain_text("sedang berlaku")
    nik = office.cases["couple_expecting"]["nik"]
    assert office.call("GET", f"/people/{nik}").status_code == 503
    hours.get_by_role("row").filter(has_text="Pemeliharaan").get_by_role("button").click()
    expect(hours.locator("tbody tr")).to_have_count(1)
    assert office.call("GET", f"/people/{nik}").status_code == 200


def test_a_record_is_locked_and_let_go(page: Page, office: Office) -> None:
    person = office.cases["couple_expecting"]["people"]["father"]
    visit(page, "Gangguan & waktu")
    page.get_by_label("NIK atau nomor KK", exact=True).fill(person["nik"])
    page.get_by_role("button", name="Kunci data").click()
    locks = page.get_by_role("table", name="Data yang sedang dibuka")
    expect(locks).to_contain_text(person["name"])
    assert office.program.get("/locks")["locks"][0]["record"] == person["nik"]
    locks.get_by_role("button").click()
    expect(page.get_by_text("Tidak ada data yang sedang dibuka")).to_be_visible()


def test_a_signers_certificate_is_suspended(page: Page, office: Office) -> None:
    visit(page, "Gangguan & waktu")
    signers = page.get_by_role("table", name="Penanda tangan di BSrE")
    signers.get_by_role("combobox").select_option("SUSPEND")
    signers.get_by_role("button", name="Ubah").click()
    expect(signers.locator(".mark")).to_contain_text("ditangguhkan")
    assert office.program.get("/bsre")["signers"][0]["state"] == "SUSPEND"
