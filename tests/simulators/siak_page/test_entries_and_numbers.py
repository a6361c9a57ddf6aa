"""Entries on their way, what they print, and the numbers they were given."""

from __future__ import annotations

import re

from tests.simulators.siak_office import Office, asks, birth_of, final, pdfs, sha, signed
from tests.simulators.siak_page.desk import (
    CHROMIUM,
    IN_A_BROWSER,
    newborn,
    part,
    title,
    visit,
)

pytestmark = IN_A_BROWSER

if CHROMIUM.exists():
    from playwright.sync_api import Page, expect


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
