"""Who is found, and what is read of people and families."""

from __future__ import annotations

from tests.simulators.siak_office import Office, asks, death_in
from tests.simulators.siak_page.desk import (
    CHROMIUM,
    IN_A_BROWSER,
    newborn,
    part,
    search_box,
    title,
)

pytestmark = IN_A_BROWSER

if CHROMIUM.exists():
    from playwright.sync_api import Page, expect


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
