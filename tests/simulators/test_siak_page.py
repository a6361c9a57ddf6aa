"""The operator's page in a browser: what an officer reads, types and presses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulators.programs import FROZEN, Program
from tests.simulators.siak_office import (
    Office,
    asks,
    birth_of,
    death_in,
    final,
    pdfs,
    sha,
    signed,
)

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium"),
]

if CHROMIUM.exists():
    from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright


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


# finding


def test_a_name_is_found_and_leads_to_the_person(page: Page, office: Office) -> None:
    father = office.cases["couple_expecting"]["people"]["father"]
    search_box(page).fill(father["name"].lower())
    search_box(page).press("Enter")
    page.get_by_role("link", name=father["nik"]).click()
    expect(title(page)).to_contain_text(father["name"])
    expect(part(page, "Data")).to_contain_text("Kepala keluarga")


def test_a_nik_leads_straight_to_its_person(page: Page, office: Office) -> None:
    mother = office.cases["couple_expecting"]["people"]["mother"]
    nik = mother["nik"]
    search_box(page).fill(f"{nik[:6]} {nik[6:12]} {nik[12:]}")
    search_box(page).press("Enter")
    expect(title(page)).to_contain_text(mother["name"])


def test_family_card_document_application_and_birth_date_are_found(
    page: Page, office: Office
) -> None:
    case, entry = office.cases["couple_expecting"], newborn(office)
    number = entry["documents"][0]["number"]
    father = case["people"]["father"]
    born = "-".join(reversed(father["birth_date"].split("-")))
    for asked, shown in (
        (case["family_card_number"], f"Keluarga {father['name']}"),
        (number, f"Akta Kelahiran {number}"),
        (entry["documents"][0]["register_number"], f"Akta Kelahiran {number}"),
        (entry["application_number"].lower(), entry["application_number"]),
        (born, "Hasil"),
    ):
        search_box(page).fill(asked)
        search_box(page).press("Enter")
        expect(title(page)).to_contain_text(shown)
    expect(page.get_by_role("link", name=father["name"])).to_be_visible()


def test_what_is_not_there_says_what_to_do(page: Page) -> None:
    search_box(page).fill("Tidak Ada Orangnya")
    search_box(page).press("Enter")
    expect(title(page)).to_have_text("Tidak ada yang cocok")
    expect(page.get_by_text("Coba sebagian nama saja")).to_be_visible()


# people


def test_relatives_of_a_family_tree_lead_on(page: Page, office: Office) -> None:
    people = office.cases["family_with_elder"]["people"]
    page.goto(f"{office.program.url}/?nik={people['father']['nik']}")
    tree = part(page, "Silsilah")
    expect(tree.get_by_text("Istri")).to_be_visible()
    tree.get_by_role("link", name=people["child"]["name"]).click()
    expect(title(page)).to_contain_text(people["child"]["name"])
    expect(tree.get_by_text("Ayah", exact=True)).to_be_visible()
    tree.get_by_role("link", name=people["mother"]["name"]).click()
    expect(title(page)).to_contain_text(people["mother"]["name"])


def test_a_death_stands_in_the_history_of_person_and_family(page: Page, office: Office) -> None:
    case = office.cases["family_with_elder"]
    entry = office.finish(office.enter("AKTA_KEMATIAN", death_in(case)))
    deceased = case["people"]["deceased" if "deceased" in case["people"] else "elder"]
    page.goto(f"{office.program.url}/?nik={deceased['nik']}")
    expect(title(page)).to_contain_text("meninggal")
    history = part(page, "Riwayat")
    expect(history).to_contain_text("Status: aktif menjadi meninggal")
    expect(part(page, "Akta")).to_contain_text(entry["documents"][0]["number"])
    page.goto(f"{office.program.url}/?kk={case['family_card_number']}")
    expect(part(page, "Pernah tercantum")).to_contain_text(deceased["name"])
    expect(part(page, "Riwayat")).to_contain_text(f"keluar {deceased['name']}")
    expect(part(page, "Cetakan KK")).to_contain_text("diganti oleh")


def test_a_changed_name_stands_in_the_margin_of_the_act(page: Page, office: Office) -> None:
    birth = office.finish(newborn(office))
    act = birth["documents"][0]
    changed = {
        **asks(office.cases["couple_expecting"]),
        "subject_nik": act["content"]["nik"],
        "old_name": act["content"]["name"],
        "new_name": "Contoh Mawar",
        "act_type": "KELAHIRAN",
        "act_number": act["number"],
        "court_name": "PN Paringin CONTOH",
        "decision_number": "1/Pdt.P/2020",
        "decision_final_date": "2020-02-25",
        "decision_received_date": "2020-02-26",
    }
    office.finish(office.enter("PERUBAHAN_NAMA", changed))
    page.goto(f"{office.program.url}/?nik={act['content']['nik']}")
    expect(title(page)).to_contain_text("CONTOH MAWAR")
    expect(part(page, "Akta").get_by_role("listitem")).to_contain_text("CONTOH MAWAR")
    expect(part(page, "Riwayat")).to_contain_text("CONTOH ANAK BARU menjadi CONTOH MAWAR")
    part(page, "Akta").get_by_role("link", name=act["number"]).click()
    expect(part(page, "Register akta")).to_contain_text("Catatan pinggir")


def test_digits_of_a_nik_that_differ_are_noted(page: Page, office: Office) -> None:
    case = office.cases["woman_born_on_31st"]
    page.goto(f"{office.program.url}/?nik={case['nik']}")
    expect(page.get_by_text("Angka", exact=False)).to_have_count(0)
    odd = office.cases["nik_prefix_java"]
    page.goto(f"{office.program.url}/?nik={odd['nik']}")
    notes = page.get_by_role("list", name="Catatan NIK")
    expect(notes).to_contain_text("di luar Kabupaten Balangan")


# entries


def test_an_entry_walks_through_the_queue_to_issued_by_itself(page: Page, office: Office) -> None:
    entry = newborn(office)
    row = page.get_by_role("row").filter(has_text=entry["application_number"])
    expect(row).to_contain_text("menunggu verifikasi")
    row.get_by_role("link", name=entry["application_number"]).click()
    steps = page.get_by_role("list", name="Perjalanan isian")
    expect(steps).to_contain_text("belum: Diverifikasi")
    expect(part(page, "Draf yang akan dicetak")).to_contain_text("Kutipan Akta Kelahiran")

    office.verify(entry)
    expect(steps).to_contain_text("oleh verifikator-1")
    for document in pdfs(entry):
        office.upload(entry, document, signed(final(document)))
    expect(steps).to_contain_text("2 dari 2 berkas")
    assert office.issue(entry).status_code == 200
    expect(title(page)).to_contain_text("terbit")
    expect(part(page, "Dokumen")).to_contain_text("aktif")
    expect(part(page, "Yang berubah karena isian ini")).to_contain_text("CONTOH ANAK BARU")


def test_an_uploaded_pdf_opens_in_the_page_with_its_hash(page: Page, office: Office) -> None:
    entry = office.finish(newborn(office))
    page.goto(f"{office.program.url}/?isian={entry['entry_id']}")
    files = part(page, "Berkas yang diunggah")
    with page.expect_response(re.compile("_sim/v1/files/")) as opened:
        files.get_by_text("Akta Kelahiran").click()
    sha256 = entry["documents"][0]["file_sha256"]
    expect(files.get_by_text(sha256)).to_be_visible()
    assert opened.value.url.endswith(sha256)
    assert opened.value.headers["content-type"] == "application/pdf"


def test_answers_that_differ_from_the_registry_are_marked(page: Page, office: Office) -> None:
    case = office.cases["couple_expecting"]
    other = birth_of(case, mother_name="NAMA LAIN", father_birth_place="Banjarmasin")
    entry = office.enter("AKTA_KELAHIRAN", other)
    page.goto(f"{office.program.url}/?isian={entry['entry_id']}")
    expect(part(page, "Alasan penolakan")).to_contain_text("Nama tidak sama dengan data SIAK.")
    answers = part(page, "Jawaban dan data SIAK").first
    expect(answers).to_contain_text("≠ 2 berbeda")
    row = answers.get_by_role("row").filter(has_text="NAMA LAIN")
    expect(row).to_contain_text(case["people"]["mother"]["name"])
    expect(row).to_contain_text("≠ berbeda")


def test_a_duplicate_is_explained_beside_the_entry_it_repeats(page: Page, office: Office) -> None:
    first = office.finish(newborn(office))
    again = newborn(office, entered_by="operator-2")
    page.goto(f"{office.program.url}/?isian={again['entry_id']}")
    why = part(page, "Alasan penolakan")
    expect(why.get_by_role("row").filter(has_text="Nama anak")).to_contain_text("= sama")
    why.get_by_role("link", name=first["application_number"]).click()
    expect(title(page)).to_contain_text(first["application_number"])


def test_the_queue_is_counted_and_filtered(page: Page, office: Office) -> None:
    accepted = newborn(office, entered_by="operator-2")
    office.cancel(newborn(office, entered_by="operator-3"))
    expect(page.get_by_role("link", name="Disetujui 1")).to_be_visible()
    page.get_by_role("combobox", name="Operator").select_option("operator-2")
    page.get_by_role("button", name="Saring").click()
    rows = page.get_by_role("table", name="Antrean isian").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(accepted["application_number"])
    page.get_by_role("link", name="Terbit 0").click()
    expect(page.get_by_text("Tidak ada isian yang cocok dengan saringan ini.")).to_be_visible()


def test_a_long_queue_has_pages(page: Page, office: Office) -> None:
    for number in range(51):
        body = office.body("KTP_EL_HILANG_RUSAK", {**asks(office.cases["lost_ktp"])})
        headers = {"Idempotency-Key": f"banyak-{number}"}
        office.call("POST", "/entries", json=body, headers=headers)
    page.reload()
    rows = page.get_by_role("table", name="Antrean isian").locator("tbody tr")
    expect(rows).to_have_count(50)
    page.get_by_role("link", name="Berikutnya").click()
    expect(rows).to_have_count(1)
    expect(page.get_by_text("51–51 dari 51")).to_be_visible()


def test_callback_attempts_are_listed(page: Page, office: Office) -> None:
    entry = newborn(office, callback_url="http://127.0.0.1:9/siak")
    page.goto(f"{office.program.url}/?isian={entry['entry_id']}")
    calls = part(page, "Pemberitahuan")
    expect(calls).to_contain_text("tidak terjawab")
    expect(calls).to_contain_text("menunggu")


def test_what_people_write_never_becomes_markup(page: Page, office: Office) -> None:
    case = office.cases["couple_expecting"]
    odd = "<script>alert('x')</script> O'Neil & \"Co\""
    entry = office.enter("AKTA_KELAHIRAN", birth_of(case, odd), entered_by="<b>op</b>")
    expect(page.get_by_role("cell", name=odd.upper())).to_be_visible()
    page.goto(f"{office.program.url}/?isian={entry['entry_id']}")
    answers = part(page, "Jawaban dan data SIAK").first
    expect(answers.get_by_role("cell", name=odd, exact=True)).to_be_visible()
    expect(page.get_by_text("<b>op</b>").first).to_be_visible()
    for asked in ("cari", "nik", "kk", "isian", "nomor", "teks"):
        answer = office.program.client.get("/", params={asked: '"><script>alert(1)</script>'})
        assert "<script>" not in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]


# numbers, drafts, files


def test_numbers_of_a_day_tell_reserved_active_and_void(page: Page, office: Office) -> None:
    issued = office.finish(newborn(office))
    second = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_2"]))
    office.cancel(second)
    third = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_4"]))
    visit(page, "Nomor")
    series = part(page, "Akta kelahiran, umum (LU)").first
    for entry, status in ((issued, "aktif"), (second, "tidak dipakai"), (third, "dipesan")):
        row = series.get_by_role("row").filter(has_text=entry["documents"][0]["number"])
        expect(row).to_contain_text(status)
    page.get_by_role("link", name="Hari sebelumnya").click()
    expect(page.get_by_text("Tidak ada nomor yang diberikan pada 01-03-2020.")).to_be_visible()


def test_drafts_lead_to_what_will_be_printed(page: Page, office: Office) -> None:
    entry = newborn(office)
    visit(page, "Draf")
    row = page.get_by_role("row").filter(has_text=entry["documents"][1]["register_number"])
    row.get_by_role("link", name="Lihat cetakan").click()
    card = page.get_by_role("article", name="Cetakan Kartu Keluarga")
    expect(card).to_be_visible()
    expect(card).to_contain_text("CONTOH ANAK BARU")


def test_files_are_listed_with_their_hash(page: Page, office: Office) -> None:
    visit(page, "Dokumen & berkas")
    expect(page.get_by_text("Belum ada berkas.")).to_be_visible()
    entry = office.finish(newborn(office))
    document = entry["documents"][0]
    assert sha(signed(final(document))) == document["file_sha256"]
    row = page.get_by_role("row").filter(has_text=document["register_number"])
    expect(row).to_contain_text(document["file_sha256"][:12])
    expect(row.get_by_role("link", name="Akta Kelahiran", exact=False).first).to_have_attribute(
        "href", f"_sim/v1/files/{document['file_sha256']}"
    )


# stock, faults, clock


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


# the desk itself


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


# where it is served


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


def test_from_another_machine_the_page_asks_for_the_token(
    browser: Browser, program: Callable[..., Program]
) -> None:
    options = ("--host", "0.0.0.0", "--control-token", "kontrol-contoh", "--clock", FROZEN)
    found = _own_address()
    if found is None:
        pytest.skip("this machine has no address but loopback")
    running = program("siak_sim", *options)
    home = f"http://{found}:{running.ready['port']}"
    opened = browser.new_page()
    opened.goto(f"{home}/?blangko=")
    opened.get_by_role("button", name="Simpan persediaan").click()
    expect(opened.get_by_role("status")).to_contain_text("Perlu token kontrol")
    opened.get_by_label("Token kontrol").fill("kontrol-contoh")
    opened.get_by_role("button", name="Pakai token").click()
    opened.get_by_label("Sisa KIA").fill("7")
    opened.get_by_role("button", name="Simpan persediaan").click()
    expect(opened.get_by_role("status")).to_have_text("Persediaan blangko disimpan.")
    opened.close()


def _own_address() -> str | None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: it only chooses an address
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


def test_an_unknown_person_is_a_missing_page(office: Office) -> None:
    answer: httpx.Response = office.program.client.get("/", params={"nik": "6311060101019999"})
    assert answer.status_code == 404
    assert "NIK tidak ditemukan" in answer.text
