"""What SIAK gives to print on biodata and move certificates."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from siak_sim.pages.prints import as_printed
from siak_sim.records import EntryDocument
from tests.simulators.programs import Program
from tests.simulators.siak_office import TODAY, Office, asks

Json = dict[str, Any]


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


def moving(office: Office, **changes: object) -> Json:
    """Return what a whole family answers that moves to the next regency."""
    case = office.cases["move_inside_village"]
    return {
        **asks(case),
        "mover_niks": list(reversed([member["nik"] for member in case["members"]])),
        "move_reason": "PEKERJAAN",
        "move_kind": "KEPALA_KELUARGA_DAN_SELURUH",
        "kk_status_move": "MEMBUAT_KK_BARU",
        "dest_address": "Jl. Contoh 3",
        "dest_rt": "4",
        "dest_region_code": "63.09.01.2001",
        "only_minors_stay": False,
        "lodging_at_destination": False,
        **changes,
    }


def certificate(office: Office, answers: Json) -> Json:
    content: Json = office.enter("PINDAH_KELUAR_SKPWNI", answers)["documents"][0]["content"]
    return content


def test_a_move_certificate_says_where_from_where_to_and_who(office: Office) -> None:
    case = office.cases["move_inside_village"]

    content = certificate(office, moving(office))

    home = office.family(case["family_card_number"]).json()
    assert content["origin"]["family_card_number"] == case["family_card_number"]
    assert content["origin"]["address"] == home["address"]
    assert content["origin"]["regency"] == "BALANGAN"
    assert content["destination"] == {
        "address": "JL. CONTOH 3",
        "rt": "004",
        "rw": "",
        "region_code": "63.09.01.2001",
        "regency": "KABUPATEN TABALONG",
        "province": "KALIMANTAN SELATAN",
    }
    assert content["reason"] == "PEKERJAAN"
    assert content["kind"] == "KEPALA KELUARGA DAN SELURUH ANGGOTA KELUARGA"
    assert content["scope"] == "ANTARKABUPATEN/KOTA DALAM SATU PROVINSI"
    assert content["registration_date"] == TODAY
    assert content["valid_until"] == "2020-06-10"  # a hundred days


def test_who_moves_stands_in_the_order_of_the_card(office: Office) -> None:
    case = office.cases["move_inside_village"]

    content = certificate(office, moving(office))

    assert content["movers"][0]["relation"] == "KEPALA KELUARGA"
    assert content["name"] == content["origin"]["head_name"] == content["movers"][0]["name"]
    home = office.family(case["family_card_number"]).json()
    assert [m["nik"] for m in content["movers"]] == [m["nik"] for m in home["members"]]


def test_a_move_far_away_has_the_names_its_code_tells(office: Office) -> None:
    answers = moving(office, dest_region_code="35.78.01.1001", move_reason_other="Ikut anak")

    content = certificate(office, answers)

    assert content["destination"]["province"] == "JAWA TIMUR"
    assert content["destination"]["regency"] == ""
    assert content["scope"] == "ANTARPROVINSI"
    assert content["reason"] == "IKUT ANAK"


def test_the_operators_page_shows_the_certificate_in_words(office: Office) -> None:
    case = office.cases["move_inside_village"]
    document = office.enter("PINDAH_KELUAR_SKPWNI", moving(office))["documents"][0]
    known = {field.name for field in fields(EntryDocument)}

    page = str(as_printed(EntryDocument(**{k: v for k, v in document.items() if k in known})))

    assert "Tujuan: Kabupaten" in page
    assert "KABUPATEN TABALONG" in page
    assert case["name"] in page
    assert "{" not in page


def test_a_first_record_says_where_its_person_lives(office: Office) -> None:
    answers = {
        **asks(office.cases["rt_head"]),
        "subject_name": "Contoh Tanpa Berkas",
        "subject_sex": "P",
        "subject_birth_place": "Halong",
        "subject_birth_date": "1991-05-17",
        "subject_religion": "HINDU",
        "subject_marital_status": "BELUM_KAWIN",
        "subject_education": "TIDAK_BELUM_SEKOLAH",
        "subject_occupation": "PETANI_PEKEBUN",
        "mother_name": "Contoh Ibu",
        "father_name": "Contoh Ayah",
        "home_address": "Dusun Contoh",
        "home_rt": "2",
        "home_village_code": "63.11.02.2001",
    }

    content = office.enter("BIODATA_WNI", answers)["documents"][0]["content"]

    assert content["name"] == "CONTOH TANPA BERKAS"
    assert content["mother_name"] == "CONTOH IBU"
    assert content["education"] == "TIDAK/BELUM SEKOLAH"
    assert (content["address"], content["rt"], content["rw"]) == ("DUSUN CONTOH", "002", "")
    assert (content["district"], content["regency"]) == ("HALONG", "BALANGAN")
    assert content["family_card_number"] == ""
    assert content["birth_act"] == ""
